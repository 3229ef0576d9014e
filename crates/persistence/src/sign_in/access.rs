//! The access log: who looked at what, and why. It is only ever added to; a rotation of keys seals its reasons anew.

use sea_orm::{FromQueryResult, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::user::SessionId;

use super::{SignInTables, bytes, statement};
use crate::error::StoreError;

/// What somebody did that is not in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The code of the community whose books it concerned, or none.
    pub community: Option<String>,
    /// Who: the number of a user or of a token, or `command` for the command line.
    pub who: String,
    /// What: a code, such as `unmasked` or `exported`.
    pub what: String,
    /// On whom or what: a subject or a code.
    pub subject: Option<String>,
    /// Why, in the words of whoever did it. Sealed in the database.
    pub reason: Option<String>,
    /// In which session.
    pub session: Option<SessionId>,
}

/// An access as it was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedAccess {
    /// Its number: later ones have greater numbers.
    pub number: i64,
    /// When.
    pub at: Instant,
    /// What.
    pub access: Access,
}

#[derive(FromQueryResult)]
struct AccessRow {
    number: i64,
    community: Option<String>,
    at: i64,
    who: String,
    what: String,
    subject: Option<String>,
    reason: Option<Vec<u8>>,
    session: Option<Vec<u8>>,
}

/// What a reason is sealed for.
pub(super) const REASON: &str = "access_log/reason";

impl SignInTables {
    /// Adds an access to the log, in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails: then what should have been logged must not be done.
    pub async fn log_access(&self, access: &Access, at: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO access_log (community, at, who, what, subject, reason, session) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let reason = access.reason.as_ref();
        let values: [Value; 7] = [
            access.community.clone().into(),
            at.micros().into(),
            access.who.clone().into(),
            access.what.clone().into(),
            access.subject.clone().into(),
            reason.map(|reason| self.keys.seal(REASON, reason.as_bytes())).into(),
            access.session.map(|session| session.bytes().to_vec()).into(),
        ];
        self.write_aside(sql, values).await?;
        Ok(())
    }

    /// What was logged of a community, or of none, before a number; the last one first, at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn accesses(
        &self,
        community: Option<&str>,
        before: Option<i64>,
        most: usize,
    ) -> Result<Vec<LoggedAccess>, StoreError> {
        let only = if community.is_some() { "= $2" } else { "IS NULL" };
        let sql = format!(
            "SELECT number, community, at, who, what, subject, reason, session FROM access_log \
             WHERE number < $1 AND community {only} ORDER BY number DESC LIMIT {most}"
        );
        let mut values: Vec<Value> = vec![before.unwrap_or(i64::MAX).into()];
        values.extend(community.map(Value::from));
        let rows = AccessRow::find_by_statement(statement(&self.database.reader, &sql, values))
            .all(&self.database.reader)
            .await?;
        rows.into_iter().map(|row| self.opened_access(row)).collect()
    }

    /// What was logged of a community under reasons and is meant by what was done and on what, the first entry first; each with
    /// what `meant` says of it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or holds what cannot be opened.
    pub async fn accesses_with_reasons<T>(
        &self,
        community: &str,
        meant: impl Fn(&str, Option<&str>) -> Option<T>,
    ) -> Result<Vec<(LoggedAccess, T)>, StoreError> {
        let sql = "SELECT number, community, at, who, what, subject, reason, session FROM access_log \
                   WHERE community = $1 AND reason IS NOT NULL ORDER BY number";
        let rows = AccessRow::find_by_statement(statement(&self.database.reader, sql, [community.into()]))
            .all(&self.database.reader)
            .await?;
        let meant = |row: AccessRow| meant(&row.what, row.subject.as_deref()).map(|said| (row, said));
        let found = rows.into_iter().filter_map(meant);
        found.map(|(row, said)| Ok((self.opened_access(row)?, said))).collect()
    }

    fn opened_access(&self, row: AccessRow) -> Result<LoggedAccess, StoreError> {
        let reason = row.reason.map(|reason| self.opened_text(REASON, &reason));
        let session = row
            .session
            .map(|session| bytes("session", &session).map(SessionId::from_bytes));
        Ok(LoggedAccess {
            number: row.number,
            at: Instant::from_micros(row.at),
            access: Access {
                community: row.community,
                who: row.who,
                what: row.what,
                subject: row.subject,
                reason: reason.transpose()?,
                session: session.transpose()?,
            },
        })
    }
}
