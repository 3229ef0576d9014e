//! Templates rendered from samples, and the message files.

mod card;
mod counter;
mod heads;
mod html;
mod lists;
mod messages;
mod parts;
mod sample;
mod sheets;
mod shop;
mod sign_in;
mod templates;
