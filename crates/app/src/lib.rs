//! Use cases: what can be done with the books, shared by pages, API and command line.
//!
//! Each use case loads, lets the domain decide, and records; none holds a rule of its own.

pub mod messages;
pub mod report;
pub mod service;
pub mod view;
