//! Who may do and see what: roles, rights, and what is whose.

mod grants;
mod hidden;
mod matrix;
mod offers;
mod pages;
mod proposals;
mod seen;
mod sheets;
mod shop_pages;
mod steps;
mod world;
