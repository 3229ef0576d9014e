//! SQLite files that cannot be written: an auditor's copy, a medium that is read-only. Opening one the ordinary way would
//! write beside it, or fail.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sea_orm::DatabaseConnection;

use super::{Patience, READERS, options, reading};
use crate::error::StoreError;

/// Whether a file is there and must not or cannot be written, nor anything beside it.
pub(super) fn is_read_only(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let marked = |path: &Path| fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly());
    let Ok(metadata) = fs::metadata(path) else { return false };
    let forbidden = OpenOptions::new().append(true).open(path).is_err_and(|error| {
        matches!(
            error.kind(),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
        )
    });
    metadata.permissions().readonly() || marked(folder.unwrap_or(Path::new("."))) || forbidden
}

/// Opens such a file. Nothing is written, not even a lock, so nobody may change the file meanwhile.
pub(super) async fn open(path: &str) -> Result<DatabaseConnection, StoreError> {
    // What is in the log is not in the file yet, and to read it SQLite keeps an index beside it.
    let log = PathBuf::from(format!("{path}-wal"));
    if fs::metadata(&log).is_ok_and(|metadata| metadata.len() > 0) {
        return Err(StoreError::UnmergedLog(log));
    }
    let mut read = options(format!("sqlite://{path}?mode=ro&immutable=1"), READERS, Patience::Long);
    read.map_sqlx_sqlite_opts(|sqlite| reading(sqlite, Patience::Long).immutable(true));
    Ok(sea_orm::Database::connect(read).await?)
}
