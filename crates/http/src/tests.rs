//! Templates rendered from samples, and the message files.

mod lists;
mod messages;
mod sample;
mod shop;
mod sign_in;
mod templates;
