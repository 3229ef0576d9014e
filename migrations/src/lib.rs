//! The database schema as a list of plain SQL migrations.
