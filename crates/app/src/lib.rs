//! Use cases: what can be done with the books, shared by pages, API and command line.
//!
//! Each use case loads, lets the domain decide, and records; none holds a rule of its own.

pub mod check;
pub mod counter;
pub mod demo;
pub mod desk;
pub mod expiry;
mod hashing;
pub mod import;
pub mod messages;
pub mod report;
pub mod service;
pub mod shop;
pub mod sign_in;
pub mod view;
mod walk;

pub use xiaonuan_persistence::connect::{Database, Patience};
pub use xiaonuan_persistence::error::StoreError;
pub use xiaonuan_persistence::journal::Clock;
pub use xiaonuan_persistence::keys::{self, Keys, Zeroizing};
