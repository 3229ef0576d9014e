//! The schema as a list of plain SQL migrations, applied in order on SQLite and PostgreSQL alike.
//!
//! One source serves both databases: `{int}`, `{blob}` and `{strict}` stand for what they spell differently, and a
//! file may have a second part for what exists in one of them only (triggers). Forward only; a migration that has
//! been released never changes, which a test holds by hash.
//!
//! Every key and every unique constraint begins with the community, so that the tables can be distributed by it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

/// One migration: a name, the shared text, and what each database gets besides.
pub struct Sql {
    name: &'static str,
    shared: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

/// All migrations, oldest first.
pub const ALL: &[Sql] = &[
    Sql {
        name: "m0001_books",
        shared: include_str!("m0001_books.sql"),
        sqlite: include_str!("m0001_books.sqlite.sql"),
        postgres: include_str!("m0001_books.postgres.sql"),
    },
    Sql {
        name: "m0002_closing",
        shared: include_str!("m0002_closing.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0003_changes",
        shared: include_str!("m0003_changes.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0004_entries",
        shared: include_str!("m0004_entries.sql"),
        sqlite: "",
        postgres: include_str!("m0004_entries.postgres.sql"),
    },
    Sql {
        name: "m0005_codes",
        shared: "",
        sqlite: "",
        postgres: include_str!("m0005_codes.postgres.sql"),
    },
    Sql {
        name: "m0011_papers",
        shared: "",
        sqlite: include_str!("m0011_papers.sqlite.sql"),
        postgres: include_str!("m0011_papers.postgres.sql"),
    },
    Sql {
        name: "m0012_registers",
        shared: include_str!("m0012_registers.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0013_sign_in",
        shared: include_str!("m0013_sign_in.sql"),
        sqlite: include_str!("m0013_sign_in.sqlite.sql"),
        postgres: include_str!("m0013_sign_in.postgres.sql"),
    },
    Sql {
        name: "m0014_sealed",
        shared: include_str!("m0014_sealed.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: CLEARED,
        shared: include_str!("m0014_cleared.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0015_membership",
        shared: include_str!("m0015_membership.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0016_counter",
        shared: include_str!("m0016_counter.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0017_erased",
        shared: include_str!("m0017_erased.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0019_redemptions",
        shared: "",
        sqlite: include_str!("m0019_redemptions.sqlite.sql"),
        postgres: include_str!("m0019_redemptions.postgres.sql"),
    },
    Sql {
        name: "m0021_lists",
        shared: include_str!("m0021_lists.sql"),
        sqlite: "",
        postgres: "",
    },
    Sql {
        name: "m0023_reasons",
        shared: "",
        sqlite: include_str!("m0023_reasons.sqlite.sql"),
        postgres: include_str!("m0023_reasons.postgres.sql"),
    },
    Sql {
        name: "m0024_passkeys",
        shared: include_str!("m0024_passkeys.sql"),
        sqlite: "",
        postgres: "",
    },
];

/// The migration that takes away what stood in the clear. Before it is applied, all of that must have been sealed, which
/// takes keys and is no migration's business.
pub const CLEARED: &str = "m0014_cleared";

impl Sql {
    /// The migration's text for a database.
    #[must_use]
    pub fn text(&self, backend: DatabaseBackend) -> String {
        let postgres = backend == DatabaseBackend::Postgres;
        let (int, blob) = if postgres {
            ("BIGINT", "BYTEA")
        } else {
            ("INTEGER", "BLOB")
        };
        let (strict, clustered) = if postgres {
            ("", "")
        } else {
            ("STRICT", "STRICT, WITHOUT ROWID")
        };
        let shared = self.shared.replace("{int}", int).replace("{blob}", blob);
        let shared = shared.replace("{strict}", strict).replace("{clustered}", clustered);
        format!("{shared}\n{}", if postgres { self.postgres } else { self.sqlite })
    }
}

impl MigrationName for &'static Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for &'static Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared(&self.text(connection.get_database_backend()))
            .await?;
        Ok(())
    }

    /// All of a migration or nothing of it: SQLite's default would leave a half behind.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Applies what is missing.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        ALL.iter().map(|sql| Box::new(sql) as Box<dyn MigrationTrait>).collect()
    }
}
