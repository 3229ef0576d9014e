//! Registers that change, on both databases: rules, versions, history, and reports that stay as they were.

mod api;
mod entrances;
mod entries;
mod laws;
mod rules;
mod story;
