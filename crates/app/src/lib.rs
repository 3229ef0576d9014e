//! Use cases: import, reports, check; shared by pages, API and command line.

pub mod messages;
pub mod report;
