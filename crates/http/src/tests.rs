//! Templates rendered from samples, and the message files.

mod card;
mod counter;
mod messages;
mod sample;
mod sheets;
mod shop;
mod sign_in;
mod templates;
