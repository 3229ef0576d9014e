//! What the journal guarantees, on both databases.

mod expiry;
mod faults;
mod group;
mod history;
mod keys;
mod model;
mod order;
mod paper;
mod rehearsal;
mod story;
mod together;
