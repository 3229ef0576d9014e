//! The program as it is typed: what it prints where, its exit codes, and that it says clearly what is wrong.

mod malformed;
mod output;
mod reading;
mod serving;
