//! The journal and registers in SQLite or PostgreSQL. The only crate that names `sea_orm`.
//!
//! Architecture invariant: nothing writes a register or a balance but [`journal::Journal`], under the lock of the
//! community's journal head, in one transaction with the record. Table rows never leave this crate.

pub mod accounts;
pub mod audit;
pub mod balances;
pub mod bulk;
pub mod cases;
pub mod closed;
pub mod connect;
pub mod counter;
pub mod entity;
pub mod error;
pub mod events;
pub mod journal;
pub mod keys;
mod known;
mod measure;
pub mod outcome;
pub mod proposals;
mod randomness;
pub mod redemptions;
pub mod registers;
pub mod scan;
pub mod sealed;
pub mod sealing;
pub mod sign_in;
pub mod statements;
