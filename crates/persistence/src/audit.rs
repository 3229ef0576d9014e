//! What a check reads besides the journal: heads, accounts, disbursements and outcomes as stored.

use sea_orm::{FromQueryResult, Statement, Value};
use xiaonuan_domain::ledger::Head;
use xiaonuan_domain::record::Seq;

use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::stored_head;
use crate::registers::CommunityNo;

/// An account as stored.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct StoredAccount {
    /// Its number.
    pub account: i64,
    /// Its sort.
    pub kind: String,
    /// The fund's number.
    pub fund: Option<i64>,
    /// The merchant's number.
    pub merchant: Option<i64>,
    /// The discount's number.
    pub discount: Option<i64>,
    /// The voucher's number.
    pub voucher: Option<i64>,
    /// Its name in records.
    pub address: String,
}

/// A disbursement as stored.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct StoredDisbursement {
    /// The record that paid it.
    pub paid: i64,
    /// The record that approved it.
    pub approved: i64,
    /// The reference.
    pub reference: String,
    /// The fund's number.
    pub fund: i64,
    /// The resident's number.
    pub resident: i64,
    /// How help was given.
    pub kind: String,
    /// The merchant's number.
    pub merchant: Option<i64>,
    /// A voucher's last day.
    pub expires_on: Option<String>,
    /// The first moment at which a voucher is no longer good.
    pub expires_at: Option<i64>,
    /// When it was given.
    pub given_at: i64,
}

/// An outcome that is accepted or names a record, with the record if there is one.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct StoredOutcome {
    /// The sort of key.
    pub scope: String,
    /// The key.
    pub key: String,
    /// Why it was refused; empty if it was accepted.
    pub code: String,
    /// The record's number.
    pub seq: Option<i64>,
    /// The record's kind.
    pub kind: Option<String>,
    /// The record's reference.
    pub reference: Option<String>,
}

#[derive(FromQueryResult)]
struct Count {
    rows: i64,
}

/// Tables whose rows name a record or account, the column, and the parameter that says how far it goes. Postings are
/// counted as they are read.
const NUMBERED: [(&str, &str, &str); 10] = [
    ("record", "seq", "$2"),
    ("account", "account", "$3"),
    ("private_value", "seq", "$2"),
    ("disbursement", "paid", "$2"),
    ("fund", "since", "$2"),
    ("merchant", "since", "$2"),
    ("discount", "since", "$2"),
    ("resident", "since", "$2"),
    ("closing", "since", "$2"),
    ("outcome", "seq", "$2"),
];

impl Database {
    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values)
    }

    /// Where a journal stands, and how many accounts it has.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn head(&self, community: CommunityNo) -> Result<(Head, i64), StoreError> {
        stored_head(&self.reader, community).await
    }

    /// Accounts after a number and up to another, in order; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn accounts(
        &self,
        community: CommunityNo,
        after: i64,
        until: i64,
        most: u32,
    ) -> Result<Vec<StoredAccount>, StoreError> {
        let sql = format!(
            "SELECT account, kind, fund, merchant, discount, voucher, address FROM account \
             WHERE community = $1 AND account > $2 AND account <= $3 ORDER BY account LIMIT {most}"
        );
        let statement = self.statement(&sql, [community.0.into(), after.into(), until.into()]);
        Ok(StoredAccount::find_by_statement(statement).all(&self.reader).await?)
    }

    /// Disbursements paid up to a record, in the order of payment.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn disbursements(
        &self,
        community: CommunityNo,
        until: Seq,
    ) -> Result<Vec<StoredDisbursement>, StoreError> {
        let sql = "SELECT paid, approved, reference, fund, resident, kind, merchant, expires_on, expires_at, given_at \
                   FROM disbursement WHERE community = $1 AND paid <= $2 ORDER BY paid";
        let statement = self.statement(sql, [community.0.into(), until.into()]);
        Ok(StoredDisbursement::find_by_statement(statement)
            .all(&self.reader)
            .await?)
    }

    /// Outcomes that are accepted or name a record, after a scope and key, in order; at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn outcomes_with_records(
        &self,
        community: CommunityNo,
        after: (&str, &str),
        most: u32,
    ) -> Result<Vec<StoredOutcome>, StoreError> {
        let sql = format!(
            "SELECT o.scope, o.key, o.code, o.seq, r.kind, r.reference FROM outcome o \
             LEFT JOIN record r ON r.community = o.community AND r.seq = o.seq \
             WHERE o.community = $1 AND (o.code = '' OR o.seq IS NOT NULL) AND (o.scope, o.key) > ($2, $3) \
             ORDER BY o.scope, o.key LIMIT {most}"
        );
        let statement = self.statement(&sql, [community.0.into(), after.0.into(), after.1.into()]);
        Ok(StoredOutcome::find_by_statement(statement).all(&self.reader).await?)
    }

    /// How many rows lie outside of the journal: beyond a head, or before its first record.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn beyond(&self, community: CommunityNo, head: Seq, accounts: i64) -> Result<i64, StoreError> {
        let count = |(table, column, last): (&str, &str, &str)| {
            format!("(SELECT count(*) FROM {table} WHERE community = $1 AND ({column} < 1 OR {column} > {last}))")
        };
        let counts = NUMBERED.map(count).join(" + ");
        let statement = self.statement(
            &format!("SELECT {counts} AS rows"),
            [community.0.into(), head.into(), accounts.into()],
        );
        Ok(Count::find_by_statement(statement)
            .one(&self.reader)
            .await?
            .map_or(0, |count| count.rows))
    }

    /// How many rows of a big table belong to no community.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn orphans(&self) -> Result<Vec<(&'static str, i64)>, StoreError> {
        let mut found = Vec::new();
        for table in [
            "record",
            "account",
            "posting",
            "private_value",
            "outcome",
            "disbursement",
            "journal_head",
        ] {
            let sql = format!(
                "SELECT count(*) AS rows FROM {table} WHERE community NOT IN (SELECT community FROM community)"
            );
            let count = Count::find_by_statement(self.statement(&sql, []))
                .one(&self.reader)
                .await?;
            found.push((table, count.map_or(0, |count| count.rows)));
        }
        Ok(found)
    }
}
