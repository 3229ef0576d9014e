//! Records in the order of business time, page by page.
//!
//! No single index holds them all in that order. Most records are redemptions: one index has the records in order, one
//! the late ones, one those without postings. All others are found by their kind. Each is read by itself from a place
//! on, and whoever reads merges them.
//!
//! Keys that are looked up come first in a CROSS JOIN, which SQLite takes as the order in which to go: left to choose,
//! it reads the whole table once and the keys for every row.

use sea_orm::{FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::record::{RecordKind, Seq};

use crate::balances::AsOf;
use crate::bulk::{int_keys, text_keys};
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;
use crate::sealed::open_secret;

/// One of the orders in which records are found by business time. Every record is in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Records of a kind, whenever they were recorded. Redemptions are most of a journal and have no such order.
    OfKind(RecordKind),
    /// Redemptions whose business times never fall.
    InOrder,
    /// Redemptions dated before something recorded earlier.
    Late,
    /// Redemptions without postings.
    WithoutPostings,
}

impl Sequence {
    /// Those that together have all records of some kinds.
    #[must_use]
    pub fn of(kinds: &[RecordKind]) -> Vec<Sequence> {
        let mut all = Vec::with_capacity(kinds.len() + 2);
        for kind in kinds {
            match kind {
                RecordKind::Redemption => all.extend([Sequence::InOrder, Sequence::Late, Sequence::WithoutPostings]),
                kind => all.push(Sequence::OfKind(*kind)),
            }
        }
        all
    }

    /// The condition, with that of its index as SQLite wants to read it.
    fn condition(self) -> String {
        let late = match self {
            Sequence::OfKind(kind) => return format!("r.kind = '{kind}' AND r.kind <> '{OFTEN}'"),
            Sequence::InOrder => "r.late = 0",
            Sequence::Late => "r.late = 1",
            Sequence::WithoutPostings => "r.late IS NULL",
        };
        format!("{late} AND r.kind = '{OFTEN}'")
    }
}

/// The kind that most records are of.
const OFTEN: RecordKind = RecordKind::Redemption;

/// A record as reports read it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Event {
    /// Its number.
    pub seq: i64,
    /// What it records.
    pub kind: String,
    /// The business key.
    pub reference: String,
    occurred_at: i64,
    effective_on: String,
    /// The record that it reverses.
    pub reverses: Option<i64>,
    /// Its contents as JSON.
    pub document: String,
    /// Its postings as JSON.
    pub postings: String,
}

impl Event {
    /// Business time.
    #[must_use]
    pub fn occurred_at(&self) -> Instant {
        Instant::from_micros(self.occurred_at)
    }

    /// The community's day of the business time.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub fn day(&self) -> Result<Day, StoreError> {
        let unreadable = |error| StoreError::unreadable(format!("day of record {}", self.seq), error);
        self.effective_on.parse().map_err(unreadable)
    }

    /// What it records.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`].
    pub fn kind(&self) -> Result<RecordKind, StoreError> {
        let unreadable = |error| StoreError::unreadable(format!("kind of record {}", self.seq), error);
        self.kind.parse().map_err(unreadable)
    }

    /// Its place among events: business time, then number.
    #[must_use]
    pub fn place(&self) -> (Instant, Seq) {
        (self.occurred_at(), self.seq)
    }
}

pub(crate) fn events(sequence: Sequence, most: u32) -> String {
    format!(
        "SELECT r.seq, r.kind, r.reference, r.occurred_at, r.effective_on, r.reverses, r.document, r.postings \
         FROM record r \
         WHERE r.community = $1 AND {} AND (r.occurred_at, r.seq) > ($2, $3) AND r.occurred_at <= $4 \
         AND r.seq + 0 <= $5 ORDER BY r.occurred_at, r.seq LIMIT {most}",
        sequence.condition()
    )
}

impl Database {
    /// Records of one sequence that come after a place and not after a view's business time, as recorded at its number;
    /// in order, at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn events(
        &self,
        community: CommunityNo,
        sequence: Sequence,
        after: (Instant, Seq),
        until: AsOf,
        most: u32,
    ) -> Result<Vec<Event>, StoreError> {
        let sql = events(sequence, most);
        let values = [community.0, after.0.micros(), after.1, until.at.micros(), until.number].map(Value::from);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(Event::find_by_statement(statement).all(&self.reader).await?)
    }

    /// Some records by their numbers, in no order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn events_numbered(&self, community: CommunityNo, numbers: Vec<Seq>) -> Result<Vec<Event>, StoreError> {
        let backend = self.reader.get_database_backend();
        let keys = int_keys(backend, 2, numbers);
        let found = keys.rows_of(("record", "r"), "r.community = $1", "seq");
        let sql = format!(
            "SELECT r.seq, r.kind, r.reference, r.occurred_at, r.effective_on, r.reverses, r.document, r.postings \
             FROM {} WHERE {}",
            found.from, found.condition
        );
        let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), keys.value]);
        Ok(Event::find_by_statement(statement).all(&self.reader).await?)
    }

    /// One field's personal values of some records, where they still exist.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn private_values_of(
        &self,
        community: CommunityNo,
        field: &str,
        of: Vec<Seq>,
    ) -> Result<Vec<(Seq, String)>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            seq: i64,
            sealed: Option<Vec<u8>>,
        }
        let backend = self.reader.get_database_backend();
        let keys = int_keys(backend, 3, of);
        let found = keys.rows_of(("private_value", "v"), "v.community = $1 AND v.field = $2", "seq");
        let sql = format!("SELECT v.seq, v.sealed FROM {} WHERE {}", found.from, found.condition);
        let values = [community.0.into(), field.into(), keys.value];
        let rows = Row::find_by_statement(Statement::from_sql_and_values(backend, sql, values))
            .all(&self.reader)
            .await?;
        let opened = |row: Row| {
            let secret = open_secret(&self.keys, community.0, (row.seq, field), row.sealed.as_deref())?;
            Ok((row.seq, secret.value))
        };
        rows.into_iter().map(opened).collect()
    }

    /// The numbers of some accounts by their names in records.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn accounts_named(
        &self,
        community: CommunityNo,
        addresses: Vec<String>,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            address: String,
            account: i64,
        }
        let backend = self.reader.get_database_backend();
        let keys = text_keys(backend, 2, addresses);
        let found = keys.rows_of(("account", "a"), "a.community = $1", "address");
        let sql = format!(
            "SELECT a.address, a.account FROM {} WHERE {}",
            found.from, found.condition
        );
        let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), keys.value]);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| (row.address, row.account)).collect())
    }
}
