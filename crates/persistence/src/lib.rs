//! The journal and registers in SQLite or PostgreSQL.
