//! What a check reads besides the journal: heads, accounts and disbursements as stored, and rows out of place.

use std::collections::BTreeSet;

use sea_orm::{FromQueryResult, Statement, Value};
use xiaonuan_domain::record::Seq;

use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::{StoredHead, read_head};
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
    /// The reference.
    pub reference: String,
    /// Where it stands.
    pub state: String,
    /// The record of its last step.
    pub last: i64,
    /// The record that approved it.
    pub approved: Option<i64>,
    /// The record that paid it.
    pub paid: Option<i64>,
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
    pub given_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct Count {
    rows: i64,
}

/// Tables whose rows name a record or account, the column, and the parameter that says how far it goes. Postings are
/// counted as they are read.
const NUMBERED: [(&str, &str, &str); 11] = [
    ("record", "seq", "$2"),
    ("account", "account", "$3"),
    ("private_value", "seq", "$2"),
    ("disbursement", "last", "$2"),
    ("fund", "since", "$2"),
    ("merchant", "since", "$2"),
    ("discount", "since", "$2"),
    ("resident", "since", "$2"),
    ("closing", "since", "$2"),
    ("outcome", "seq", "$2"),
    ("register_change", "seq", "$2"),
];

/// All tables but that of communities itself; a test compares them with the schema.
pub const OF_COMMUNITIES: [&str; 20] = [
    "journal_head",
    "record",
    "account",
    "posting",
    "private_value",
    "outcome",
    "fund",
    "merchant",
    "discount",
    "resident",
    "disbursement",
    "closing",
    "register_change",
    "entry",
    "card_code",
    "card_session",
    "device_pairing",
    "device_phone",
    "staff_pin",
    "counter_try",
];

/// Those of them that lie beside the journals: what opens cards and devices follows from no record, and no check can tell
/// whether it was changed.
pub const BESIDE_JOURNALS: [&str; 6] = [
    "card_code",
    "card_session",
    "device_pairing",
    "device_phone",
    "staff_pin",
    "counter_try",
];

/// Tables of the whole installation: who signs in, and how. They lie beside the journals too.
pub const OF_SIGN_IN: [&str; 10] = [
    "sign_in_user",
    "credential",
    "passkey",
    "passkey_ceremony",
    "session",
    "api_token",
    "throttle",
    "familiar",
    "sign_in_clock",
    "access_log",
];

/// Who was ever given a role in a community.
#[derive(FromQueryResult)]
struct Member {
    user_id: Vec<u8>,
}

impl Database {
    fn statement(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Statement {
        Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values)
    }

    /// Where a journal stands.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or there is no such row.
    pub async fn head(&self, community: CommunityNo) -> Result<StoredHead, StoreError> {
        read_head(&self.reader, community).await
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

    /// All disbursements as they stand now, also those that went on since a record.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn disbursements(&self, community: CommunityNo) -> Result<Vec<StoredDisbursement>, StoreError> {
        let sql = "SELECT reference, state, last, approved, paid, fund, resident, kind, merchant, expires_on, \
                   expires_at, given_at FROM disbursement WHERE community = $1 ORDER BY reference";
        let statement = self.statement(sql, [community.0.into()]);
        Ok(StoredDisbursement::find_by_statement(statement)
            .all(&self.reader)
            .await?)
    }

    /// Who finds a community when they sign in, since they were given a role there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn members(&self, community: CommunityNo) -> Result<BTreeSet<Vec<u8>>, StoreError> {
        let sql = "SELECT user_id FROM membership WHERE community = $1";
        let members = Member::find_by_statement(self.statement(sql, [community.0.into()]));
        let members = members.all(&self.reader).await?;
        Ok(members.into_iter().map(|member| member.user_id).collect())
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

    /// How many rows of each table belong to no community. It looks at the whole database, not at one community's rows.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn rows_of_no_community(&self) -> Result<Vec<(&'static str, i64)>, StoreError> {
        let mut found = Vec::new();
        for table in OF_COMMUNITIES.into_iter().chain(["membership"]) {
            let sql = format!(
                "SELECT count(*) AS rows FROM {table} t \
                 WHERE NOT EXISTS (SELECT 1 FROM community c WHERE c.community = t.community)"
            );
            let count = Count::find_by_statement(self.statement(&sql, []))
                .one(&self.reader)
                .await?;
            found.push((table, count.map_or(0, |count| count.rows)));
        }
        Ok(found)
    }
}
