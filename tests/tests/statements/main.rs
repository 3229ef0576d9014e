//! Merchants' statements and settlements in steps, on both databases.

mod payments;
mod reports;
mod statements;
