//! When keys change: what is sealed of sign-in is sealed anew with the newest, reasons of the access log too. Of an entry of
//! the log nothing else ever changes, and a reason changes its key alone: triggers refuse any other update.

use std::collections::BTreeMap;

use sea_orm::FromQueryResult;

use super::access::REASON;
use super::{SignInTables, execute, statement};
use crate::error::StoreError;
use crate::keys::KeyId;

/// Where something is sealed. Its context is the table, the row in hexadecimal digits, and what it is.
struct Place {
    table: &'static str,
    /// The column that tells the row within the context.
    row: &'static str,
    column: &'static str,
    only: &'static str,
    what: &'static str,
}

const fn place(table: &'static str, row: &'static str, column: &'static str, what: &'static str) -> Place {
    Place {
        table,
        row,
        column,
        only: "1 = 1",
        what,
    }
}

const PLACES: &[Place] = &[
    place("sign_in_user", "id", "login_sealed", "login"),
    place("sign_in_user", "id", "name", "name"),
    Place {
        only: "kind = 'password'",
        ..place("credential", "user_id", "secret", "password")
    },
    Place {
        only: "kind = 'totp'",
        ..place("credential", "user_id", "secret", "totp")
    },
    place("passkey", "id", "name", "name"),
    place("passkey", "id", "credential", "credential"),
    place("passkey_ceremony", "id", "state", "state"),
    place("session", "id", "device", "device"),
    place("api_token", "id", "name", "name"),
];

/// How many values are sealed anew in one transaction.
const AT_ONCE: usize = 500;

#[derive(FromQueryResult)]
struct SealedRow {
    row_id: Vec<u8>,
    sealed: Vec<u8>,
}

#[derive(FromQueryResult)]
struct SealedReason {
    number: i64,
    reason: Vec<u8>,
}

#[derive(FromQueryResult)]
struct UseRow {
    head: Vec<u8>,
    times: i64,
}

impl SignInTables {
    /// Seals everything anew that was sealed with another key than the newest; answers how many values that were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or a value cannot be opened.
    pub async fn reseal(&self) -> Result<u64, StoreError> {
        let mut done = 0;
        for place in PLACES {
            loop {
                let some = self.reseal_some(place).await?;
                done += some;
                if some == 0 {
                    break;
                }
            }
        }
        loop {
            let some = self.reseal_some_reasons().await?;
            done += some;
            if some == 0 {
                return Ok(done);
            }
        }
    }

    async fn reseal_some(&self, place: &Place) -> Result<u64, StoreError> {
        let Place {
            table,
            row,
            column,
            only,
            what,
        } = place;
        let transaction = self.begin_aside().await?;
        let sql = format!(
            "SELECT {row} AS row_id, {column} AS sealed FROM {table} WHERE substr({column}, 1, 5) <> $1 AND {only} \
             LIMIT {AT_ONCE}"
        );
        let newest = self.keys.sealing_id().head().to_vec();
        let rows = SealedRow::find_by_statement(statement(&transaction, &sql, [newest.into()]))
            .all(&transaction)
            .await?;
        let mut done = 0;
        for SealedRow { row_id, sealed } in rows {
            let context = format!("{table}/{}/{what}", hex::encode(&row_id));
            let anew = self.keys.reseal(&context, &sealed);
            let anew = anew.map_err(|why| StoreError::unreadable(context.as_str(), why))?;
            let sql = format!("UPDATE {table} SET {column} = $1 WHERE {row} = $2 AND {column} = $3 AND {only}");
            done += execute(&transaction, &sql, [anew.into(), row_id.into(), sealed.into()]).await?;
        }
        transaction.commit().await?;
        Ok(done)
    }

    /// Some reasons of the access log: entries have numbers, and reasons are sealed alike whichever entry they are of.
    async fn reseal_some_reasons(&self) -> Result<u64, StoreError> {
        let transaction = self.begin_aside().await?;
        let sql = format!(
            "SELECT number, reason FROM access_log WHERE reason IS NOT NULL AND substr(reason, 1, 5) <> $1 LIMIT {AT_ONCE}"
        );
        let newest = self.keys.sealing_id().head().to_vec();
        let rows = SealedReason::find_by_statement(statement(&transaction, &sql, [newest.into()]))
            .all(&transaction)
            .await?;
        let mut done = 0;
        for SealedReason { number, reason } in rows {
            let anew = self.keys.reseal(REASON, &reason);
            let anew = anew.map_err(|why| StoreError::unreadable(format!("{REASON}/{number}"), why))?;
            let sql = "UPDATE access_log SET reason = $1 WHERE number = $2 AND reason = $3";
            done += execute(&transaction, sql, [anew.into(), number.into(), reason.into()]).await?;
        }
        transaction.commit().await?;
        Ok(done)
    }

    /// How many values are sealed with which key, those of the access log among them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sealed_with(&self) -> Result<BTreeMap<KeyId, u64>, StoreError> {
        let places = PLACES.iter().map(|place| (place.table, place.column, place.only));
        let mut uses = BTreeMap::new();
        for (table, column, only) in places.chain([("access_log", "reason", "reason IS NOT NULL")]) {
            let sql = format!(
                "SELECT substr({column}, 1, 5) AS head, count(*) AS times FROM {table} WHERE {only} \
                 GROUP BY substr({column}, 1, 5)"
            );
            let reader = &self.database.reader;
            for row in UseRow::find_by_statement(statement(reader, &sql, []))
                .all(reader)
                .await?
            {
                let id = KeyId::of_head(&row.head).map_err(|why| StoreError::unreadable(table, why))?;
                *uses.entry(id).or_default() += row.times.unsigned_abs();
            }
        }
        Ok(uses)
    }
}
