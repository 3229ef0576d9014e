//! What the tests stand on: temporary databases of both kinds, a clock that stands still, seeded randomness, and a
//! small invented neighbourhood to keep books for.
//!
//! Every test of the store runs on SQLite and on PostgreSQL with the real migrations; see [`on_both`].

pub mod ask;
pub mod books;
pub mod catalog;
pub mod changes;
pub mod clock;
pub mod connection;
pub mod fixture;
pub mod keys;
pub mod laws;
pub mod neighbourhood;
pub mod network;
pub mod numbers;
pub mod office;
pub mod postgres;
pub mod program;
pub mod raw;
pub mod server;
pub mod small_books;
pub mod stolen;
pub mod tables;
