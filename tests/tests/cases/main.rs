//! Help through its states, on both databases.

mod ask;
mod papers;
mod steps;
mod twice;
