//! Templates rendered from samples, and the message files.

mod counter;
mod messages;
mod sample;
mod shop;
mod sign_in;
mod templates;
