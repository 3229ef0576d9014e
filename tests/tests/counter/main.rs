//! Shops' counters: what a shop is told, who stands there, and what opens residents' cards.

mod browser;
mod cap;
mod card_page;
mod cards;
mod complaints;
mod devices;
mod groups;
mod listed;
mod lists;
mod moved_back;
mod own;
mod pages;
mod plain;
mod sheets;
mod shop;
mod told;
mod undo;
