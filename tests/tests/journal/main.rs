//! What the journal guarantees, on both databases.

mod keys;
mod order;
mod story;
mod together;
