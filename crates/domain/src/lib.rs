//! The rules of an alliance's books: pure decisions, no I/O, no clock, no randomness of their own.
//!
//! Architecture invariant: nothing here is async, reads a clock, or names a database.
//! A decision is a function from what was loaded to what shall be recorded; see [`ledger`].

pub mod access;
pub mod account;
pub mod address;
pub mod books;
pub mod calendar;
pub mod code;
pub mod command;
pub mod commitment;
pub mod document;
pub mod eligibility;
pub mod entropy;
pub mod goods;
pub mod id_number;
pub mod kind;
pub mod ledger;
pub mod money;
pub mod name;
pub mod paper;
pub mod percent;
pub mod record;
pub mod refusal;
pub mod register;
pub mod text;
pub mod timeline;
pub mod uscc;
pub mod user;
pub mod voucher;
