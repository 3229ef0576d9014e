//! Templates rendered from samples, and the message files.

mod html;
mod messages;
mod parts;
mod sample;
mod shop;
mod sign_in;
mod templates;
