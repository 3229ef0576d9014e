//! Walking the journal: records in order of number, an account's postings in order of business time.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use uuid::Uuid;
use xiaonuan_domain::account::Side;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::{Leaf, RecordKind, Seq};

use crate::balances::AsOf;
use crate::bulk::int_keys;
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;
use crate::sealed::{Secret, open_secret};

/// A record as stored.
#[derive(Clone, Debug, FromQueryResult)]
pub struct StoredRecord {
    /// See [`xiaonuan_domain::record::Record`] for all of these.
    pub seq: i64,
    /// What it records.
    pub kind: String,
    /// The business key.
    pub reference: String,
    occurred_at: i64,
    recorded_at: i64,
    /// The community's day of the business time.
    pub effective_on: String,
    /// Who recorded it.
    pub actor: String,
    /// The record that it reverses.
    pub reverses: Option<i64>,
    /// Its contents as JSON.
    pub document: String,
    /// Its postings as JSON.
    pub postings: String,
    /// Makes the hash unguessable.
    pub salt: Vec<u8>,
    /// SHA-256 of the leaf.
    pub leaf_hash: Vec<u8>,
    /// 1 if late, 0 if in order, nothing without postings.
    pub late: Option<i64>,
}

impl StoredRecord {
    /// Business time.
    #[must_use]
    pub fn occurred_at(&self) -> Instant {
        Instant::from_micros(self.occurred_at)
    }

    /// System time.
    #[must_use]
    pub fn recorded_at(&self) -> Instant {
        Instant::from_micros(self.recorded_at)
    }

    /// The hashed fields.
    #[must_use]
    pub fn leaf(&self, community: Uuid) -> Leaf<'_> {
        Leaf {
            community,
            seq: self.seq,
            kind: &self.kind,
            reference: &self.reference,
            occurred_at: self.occurred_at(),
            recorded_at: self.recorded_at(),
            effective_on: &self.effective_on,
            actor: &self.actor,
            reverses: self.reverses,
            document: &self.document,
            postings: &self.postings,
            salt: &self.salt,
        }
    }
}

/// A posting as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct StoredPosting {
    /// The account's number.
    pub account: i64,
    /// The record's number.
    pub seq: i64,
    /// 1 debit, -1 credit.
    pub side: i64,
    /// How much.
    pub amount: i64,
    /// The balance after the record.
    pub balance: i64,
    /// The business time, if the record is late.
    pub late_at: Option<i64>,
}

/// A posting together with its record, as an account's statement shows it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Line {
    /// The record's number.
    pub seq: i64,
    /// What it records.
    pub kind: String,
    /// The business key.
    pub reference: String,
    occurred_at: i64,
    /// The community's day.
    pub effective_on: String,
    side: i64,
    /// How much.
    pub amount: i64,
    /// The record's contents as JSON.
    pub document: String,
    /// The record's postings as JSON.
    pub postings: String,
    /// The record that it reverses.
    pub reverses: Option<i64>,
}

impl Line {
    /// Business time.
    #[must_use]
    pub fn occurred_at(&self) -> Instant {
        Instant::from_micros(self.occurred_at)
    }

    /// The side.
    #[must_use]
    pub fn side(&self) -> Side {
        if self.side == 1 { Side::Debit } else { Side::Credit }
    }

    /// What the posting added to the balance.
    #[must_use]
    pub fn change(&self) -> i128 {
        i128::from(self.side) * i128::from(self.amount)
    }

    /// Its place among an account's postings: business time, then number.
    #[must_use]
    pub fn place(&self) -> (Instant, Seq) {
        (self.occurred_at(), self.seq)
    }
}

/// A personal value of a record. Its debugging does not show it.
#[derive(Clone)]
pub struct StoredValue {
    /// The record that commits to it.
    pub seq: i64,
    /// The field that holds the commitment.
    pub field: String,
    /// The salt.
    pub salt: Vec<u8>,
    /// The value as JSON; empty if it cannot be opened.
    pub value: String,
    /// Why it cannot be opened, if so.
    pub fault: Option<String>,
}

impl std::fmt::Debug for StoredValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredValue({} of {})", self.field, self.seq)
    }
}

#[derive(FromQueryResult)]
struct ValueRow {
    seq: i64,
    field: String,
    sealed: Option<Vec<u8>>,
}

impl Database {
    /// Opens a value; one that cannot be opened says why.
    fn opened(&self, CommunityNo(community): CommunityNo, row: ValueRow) -> StoredValue {
        let opened = open_secret(&self.keys, community, (row.seq, &row.field), row.sealed.as_deref());
        let (secret, fault) = match opened {
            Ok(secret) => (secret, None),
            Err(error) => (Secret::default(), Some(error.to_string())),
        };
        StoredValue {
            seq: row.seq,
            field: row.field,
            salt: secret.salt,
            value: secret.value,
            fault,
        }
    }
}

pub(crate) const RECORD: &str = "r.seq, r.kind, r.reference, r.occurred_at, r.recorded_at, r.effective_on, r.actor, r.reverses, \
                      r.document, r.postings, r.salt, r.leaf_hash, r.late";
const LINE: &str = "r.seq, r.kind, r.reference, r.occurred_at, r.effective_on, p.side, p.amount, r.document, \
                    r.postings, r.reverses";

impl Database {
    /// Records after a number and up to another, of some kinds or of all (none named), in order; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn records(
        &self,
        community: CommunityNo,
        after: Seq,
        until: Seq,
        kinds: &[RecordKind],
        most: u32,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        let names: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let of_kinds = if names.is_empty() {
            String::new()
        } else {
            format!("AND r.kind IN ({}) ", names.join(", "))
        };
        let sql = format!(
            "SELECT {RECORD} FROM record r WHERE r.community = $1 AND r.seq > $2 AND r.seq <= $3 {of_kinds}\
             ORDER BY r.seq LIMIT {most}"
        );
        let values = [community.0, after, until].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(StoredRecord::find_by_statement(statement).all(&self.reader).await?)
    }

    /// Some records by their numbers, in no order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn records_numbered(
        &self,
        community: CommunityNo,
        numbers: Vec<Seq>,
    ) -> Result<Vec<StoredRecord>, StoreError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let backend = self.reader.get_database_backend();
        let found = int_keys(backend, 2, numbers);
        let rows = found.rows_of(("record", "r"), "r.community = $1", "seq");
        let sql = format!("SELECT {RECORD} FROM {} WHERE {}", rows.from, rows.condition);
        let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), found.value]);
        Ok(StoredRecord::find_by_statement(statement).all(&self.reader).await?)
    }

    /// The number of the record of a kind under a reference, if there is one.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn number_of_record(
        &self,
        community: CommunityNo,
        kind: RecordKind,
        reference: &str,
    ) -> Result<Option<Seq>, StoreError> {
        let sql = "SELECT seq FROM record WHERE community = $1 AND kind = $2 AND reference = $3";
        let values = [community.0.into(), kind.as_str().into(), reference.into()];
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let row = self.reader.query_one_raw(statement).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Postings after an account and number, in the order of the table; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn postings(
        &self,
        community: CommunityNo,
        after: (i64, Seq),
        most: u32,
    ) -> Result<Vec<StoredPosting>, StoreError> {
        let sql = format!(
            "SELECT account, seq, side, amount, balance, late_at FROM posting \
             WHERE community = $1 AND (account, seq) > ($2, $3) ORDER BY account, seq LIMIT {most}"
        );
        let values = [community.0, after.0, after.1].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(StoredPosting::find_by_statement(statement).all(&self.reader).await?)
    }

    /// An account's postings in order (not late) after a number and up to another; at most so many. Their business
    /// times never fall.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn lines_in_order(
        &self,
        community: CommunityNo,
        account: i64,
        after: Seq,
        until: Seq,
        most: u32,
    ) -> Result<Vec<Line>, StoreError> {
        let sql = format!(
            "SELECT {LINE} FROM posting p JOIN record r ON r.community = p.community AND r.seq = p.seq \
             WHERE p.community = $1 AND p.account = $2 AND p.seq > $3 AND p.seq <= $4 AND p.late_at IS NULL \
             ORDER BY p.seq LIMIT {most}"
        );
        let values = [community.0, account, after, until].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(Line::find_by_statement(statement).all(&self.reader).await?)
    }

    /// An account's late postings after a business time and number and up to a view, in that order; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn late_lines(
        &self,
        community: CommunityNo,
        account: i64,
        after: (Instant, Seq),
        until: AsOf,
        most: u32,
    ) -> Result<Vec<Line>, StoreError> {
        let sql = format!(
            "SELECT {LINE} FROM posting p JOIN record r ON r.community = p.community AND r.seq = p.seq \
             WHERE p.community = $1 AND p.account = $2 AND p.late_at IS NOT NULL AND (p.late_at, p.seq) > ($3, $4) \
             AND p.late_at <= $5 AND p.seq + 0 <= $6 ORDER BY p.late_at, p.seq LIMIT {most}"
        );
        let (at, seq) = after;
        let values = [community.0, account, at.micros(), seq, until.at.micros(), until.number].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(Line::find_by_statement(statement).all(&self.reader).await?)
    }

    /// Personal values of records after a number and up to another that still exist, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn private_values(
        &self,
        community: CommunityNo,
        after: Seq,
        until: Seq,
    ) -> Result<Vec<StoredValue>, StoreError> {
        let sql = "SELECT seq, field, sealed FROM private_value \
                   WHERE community = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, field";
        let values = [community.0, after, until].map(Into::into);
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let rows = ValueRow::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| self.opened(community, row)).collect())
    }

    /// Personal values of some records that still exist, in no order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn values_of(&self, community: CommunityNo, of: Vec<Seq>) -> Result<Vec<StoredValue>, StoreError> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let backend = self.reader.get_database_backend();
        let keys = int_keys(backend, 2, of);
        let found = keys.rows_of(("private_value", "v"), "v.community = $1", "seq");
        let sql = format!(
            "SELECT v.seq, v.field, v.sealed FROM {} WHERE {}",
            found.from, found.condition
        );
        let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), keys.value]);
        let rows = ValueRow::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| self.opened(community, row)).collect())
    }

    /// Which record reversed which of these, by a view.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reversals(
        &self,
        community: CommunityNo,
        of: Vec<Seq>,
        until: AsOf,
    ) -> Result<Vec<(Seq, Seq)>, StoreError> {
        #[derive(FromQueryResult)]
        struct Row {
            seq: i64,
            reverses: i64,
        }
        let backend = self.reader.get_database_backend();
        let keys = int_keys(backend, 4, of);
        let counted = "r.community = $1 AND r.seq <= $2 AND r.occurred_at <= $3";
        let found = keys.rows_of(("record", "r"), counted, "reverses");
        let sql = format!("SELECT r.seq, r.reverses FROM {} WHERE {}", found.from, found.condition);
        let values = [
            community.0.into(),
            until.number.into(),
            until.at.micros().into(),
            keys.value,
        ];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = Row::find_by_statement(statement).all(&self.reader).await?;
        Ok(rows.into_iter().map(|row| (row.reverses, row.seq)).collect())
    }
}
