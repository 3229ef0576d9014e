//! Registers that change, on both databases: rules, versions, history, and reports that stay as they were.

mod api;
mod at_once;
mod bands;
mod ended;
mod entrances;
mod entries;
mod erased;
mod households;
mod kept;
mod laws;
mod people;
mod put_back;
mod rights;
mod rules;
mod settings;
mod shown;
mod story;
