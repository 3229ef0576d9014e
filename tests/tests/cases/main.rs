//! Help through its states, on both databases.

mod ask;
mod papers;
mod posting;
mod steps;
mod twice;
