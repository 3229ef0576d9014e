//! Pages, JSON API and their OpenAPI document.
//!
//! Architecture invariant: nothing here names a table, a query or a rule. A handler opens a reading, asks one use
//! case, and shows the answer; what cannot be shown is a `Fault`, which one place turns into a page or a
//! problem document.

mod access;
mod api;
mod asset;
mod body;
mod caller;
mod client;
mod display;
mod fault;
mod field;
mod forgery;
mod guard;
mod health;
mod language;
mod link;
mod measure;
mod onward;
mod open;
mod page;
mod query;
mod report;
mod router;
mod settings;
#[cfg(test)]
mod tests;
mod tls;
mod words;

pub use access::{Pace, masked, pages};
pub use api::openapi;
pub use client::Peer;
pub use measure::Measures;
pub use report::paper;
pub use router::router;
pub use settings::{Settings, Unprotected, ensure_protected, is_loopback};
pub use tls::TlsListener;
