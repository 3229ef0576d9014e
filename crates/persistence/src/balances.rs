//! Balances as of a business time, a recorded time, and a record number.
//!
//! The balance at business time T as recorded at number N: the running balance at S, the last record up to which
//! nothing is later than T, plus the late postings after S that are not later than T. Records in order carry business
//! times that never fall, so S is one index look-up, and between two business times the postings in order are a range
//! of numbers.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::address::{Address, Of};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{DiscountNo, FundNo, MerchantNo};
use xiaonuan_domain::voucher::VoucherNo;

use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// What was known when: everything with a business time not after `at`, recorded up to `number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The business time.
    pub at: Instant,
    /// The last record that counts.
    pub number: Seq,
    /// The last record up to which nothing is later than the business time; never more than `number`.
    settled: Seq,
    /// Whether any record after `settled` is late.
    has_late: bool,
}

impl AsOf {
    /// The last record up to which nothing is later than the business time: postings in order count up to here.
    #[must_use]
    pub const fn settled(&self) -> Seq {
        self.settled
    }
}

/// Up to where recording counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsRecorded {
    /// Everything on record.
    Everything,
    /// Records up to this number.
    Number(Seq),
    /// Records up to this system time.
    Time(Instant),
}

/// An account with a balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountBalance {
    /// The account's number.
    pub number: i64,
    /// Its sort.
    pub kind: AccountKind,
    /// The fund it is of.
    pub fund: Option<FundNo>,
    /// The merchant it is of.
    pub merchant: Option<MerchantNo>,
    /// The discount it is of.
    pub discount: Option<DiscountNo>,
    /// The voucher it is of.
    pub voucher: Option<VoucherNo>,
    /// Its name in records.
    pub address: String,
    /// Debits less credits, in the book's unit.
    pub balance: i64,
}

impl AccountBalance {
    /// The item of goods that it is of.
    #[must_use]
    pub fn item(&self) -> Option<Code> {
        match Address::read(&self.address).ok()?.of {
            Of::Item(item) => item.parse().ok(),
            _ => None,
        }
    }
}

/// What moved on an account within a stretch of business time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnover {
    /// The account's number.
    pub number: i64,
    /// Debits; their sum may be more than any balance.
    pub debit: i128,
    /// Credits.
    pub credit: i128,
}

#[derive(FromQueryResult)]
struct NumberRow {
    number: Option<i64>,
}

#[derive(FromQueryResult)]
struct BalanceRow {
    account: i64,
    kind: String,
    fund: Option<i64>,
    merchant: Option<i64>,
    discount: Option<i64>,
    voucher: Option<i64>,
    address: String,
    settled: Option<i64>,
    late_high: Option<i64>,
    late_low: Option<i64>,
}

#[derive(FromQueryResult)]
struct TurnoverRow {
    account: i64,
    debit_high: i64,
    debit_low: i64,
    credit_high: i64,
    credit_low: i64,
}

/// The columns of a sum that may be more than 64 bits hold: neither database has a type for it that both can read, so
/// that it comes in two parts.
pub(crate) fn sum_in_parts(of: &str, name: &str) -> String {
    let part = |operator: char, part: &str| format!("CAST(sum(({of}) {operator} {PART}) AS BIGINT) AS {name}_{part}");
    format!("{}, {}", part('/', "high"), part('%', "low"))
}

/// What a sum in parts comes to.
pub(crate) fn whole(high: i64, low: i64) -> i128 {
    i128::from(high) * i128::from(PART) + i128::from(low)
}

/// The first late record of some.
const FIRST_LATE: &str = "SELECT seq AS number FROM record WHERE community = $1 AND late = 1 AND seq > $2 AND seq <= $3 \
                          ORDER BY seq LIMIT 1";
const PART: i64 = 1_000_000_000;

impl Database {
    pub(crate) async fn number(&self, sql: &str, values: Vec<sea_orm::Value>) -> Result<Option<i64>, StoreError> {
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(NumberRow::find_by_statement(statement)
            .one(&self.reader)
            .await?
            .and_then(|row| row.number))
    }

    /// Resolves a view of the books. Without a business time it is that of the last record's recording, so that the
    /// same recorded number gives the same view for ever.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn as_of(
        &self,
        community: CommunityNo,
        at: Option<Instant>,
        recorded: AsRecorded,
    ) -> Result<AsOf, StoreError> {
        let key: sea_orm::Value = community.0.into();
        let head = self
            .number(
                "SELECT seq AS number FROM journal_head WHERE community = $1",
                vec![key.clone()],
            )
            .await?
            .unwrap_or(0);
        let number = match recorded {
            AsRecorded::Everything => head,
            AsRecorded::Number(number) => number.clamp(0, head),
            AsRecorded::Time(time) => self.recorded_by(community, time, head).await?,
        };
        let at = match at {
            Some(at) => at,
            None => {
                let sql = "SELECT recorded_at AS number FROM record WHERE community = $1 AND seq = $2";
                let recorded_at = self.number(sql, vec![key, number.into()]).await?;
                recorded_at.map_or(Instant::MIN, Instant::from_micros)
            }
        };
        self.view(community, at, number).await
    }

    /// The view of the books at another business time, as recorded at the same number.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn view(&self, community: CommunityNo, at: Instant, number: Seq) -> Result<AsOf, StoreError> {
        let key: sea_orm::Value = community.0.into();
        let sql = "SELECT seq AS number FROM record WHERE community = $1 AND late = 0 AND occurred_at > $2 \
                   ORDER BY occurred_at, seq LIMIT 1";
        let first_later = self.number(sql, vec![key.clone(), at.micros().into()]).await?;
        let settled = first_later.map_or(number, |seq| number.min(seq - 1));
        // Whether any of them is not later than the business time is left to the postings: here the first one settles it.
        let has_late = settled < number && {
            let values = vec![key, settled.into(), number.into()];
            self.number(FIRST_LATE, values).await?.is_some()
        };
        Ok(AsOf {
            at,
            number,
            settled,
            has_late,
        })
    }

    /// The last record recorded at or before a time: recording times never fall, so halving finds it.
    async fn recorded_by(&self, community: CommunityNo, time: Instant, head: Seq) -> Result<Seq, StoreError> {
        let (mut low, mut high) = (0, head);
        while low < high {
            let middle = low + (high - low + 1) / 2;
            let sql = "SELECT recorded_at AS number FROM record WHERE community = $1 AND seq = $2";
            let at = self.number(sql, vec![community.0.into(), middle.into()]).await?;
            if at.is_some_and(|at| at <= time.micros()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        Ok(low)
    }

    /// The balances of all accounts of some kinds that had been posted to by then, in the order of their numbers.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn balances(
        &self,
        community: CommunityNo,
        as_of: AsOf,
        kinds: &[AccountKind],
    ) -> Result<Vec<AccountBalance>, StoreError> {
        let names: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let late = |operator: char, part: &str| {
            if as_of.has_late {
                format!(
                    "(SELECT CAST(sum((p.side * p.amount) {operator} {PART}) AS BIGINT) FROM posting p \
                     WHERE p.community = a.community AND p.account = a.account AND p.late_at IS NOT NULL \
                     AND p.late_at <= $3 AND p.seq > $2 AND p.seq <= $4) AS late_{part}"
                )
            } else {
                format!("CAST(NULL AS BIGINT) AS late_{part}")
            }
        };
        let (high, low) = (late('/', "high"), late('%', "low"));
        let sql = format!(
            "SELECT a.account, a.kind, a.fund, a.merchant, a.discount, a.voucher, a.address, \
             (SELECT p.balance FROM posting p WHERE p.community = a.community AND p.account = a.account \
              AND p.seq <= $2 ORDER BY p.seq DESC LIMIT 1) AS settled, {high}, {low} \
             FROM account a WHERE a.community = $1 AND a.kind IN ({}) AND a.kind <> 'uses' ORDER BY a.account",
            names.join(", ")
        );
        let mut values: Vec<sea_orm::Value> = vec![community.0.into(), as_of.settled.into()];
        if as_of.has_late {
            values.extend([as_of.at.micros().into(), as_of.number.into()]);
        }
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        let rows = BalanceRow::find_by_statement(statement).all(&self.reader).await?;
        rows.into_iter()
            .filter(|row| row.settled.is_some() || row.late_high.is_some())
            .map(read_balance)
            .collect()
    }

    /// What moved on accounts of some kinds after one view and up to another. Both are as recorded at one number.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn turnovers(
        &self,
        community: CommunityNo,
        after: AsOf,
        until: AsOf,
        kinds: &[AccountKind],
    ) -> Result<Vec<Turnover>, StoreError> {
        let names: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let sql = format!(
            "SELECT p.account, {}, {} \
             FROM account a JOIN posting p ON p.community = a.community AND p.account = a.account \
             WHERE a.community = $1 AND a.kind IN ({}) AND a.kind <> 'uses' AND p.seq <= $6 AND \
             ((p.late_at IS NULL AND p.seq > $2 AND p.seq <= $3) OR (p.late_at > $4 AND p.late_at <= $5)) \
             GROUP BY p.account ORDER BY p.account",
            sum_in_parts("CASE WHEN p.side = 1 THEN p.amount ELSE 0 END", "debit"),
            sum_in_parts("CASE WHEN p.side = -1 THEN p.amount ELSE 0 END", "credit"),
            names.join(", ")
        );
        let values = [
            community.0,
            after.settled,
            until.settled,
            after.at.micros(),
            until.at.micros(),
            until.number,
        ];
        let backend = self.reader.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values.map(Into::into));
        let rows = TurnoverRow::find_by_statement(statement).all(&self.reader).await?;
        let read = |row: TurnoverRow| Turnover {
            number: row.account,
            debit: whole(row.debit_high, row.debit_low),
            credit: whole(row.credit_high, row.credit_low),
        };
        Ok(rows.into_iter().map(read).collect())
    }
}

fn read_balance(row: BalanceRow) -> Result<AccountBalance, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("account {}", row.address), why);
    let key = |number: Option<i64>| {
        number
            .map(u32::try_from)
            .transpose()
            .map_err(|_| unreadable("a key out of range"))
    };
    let late = whole(row.late_high.unwrap_or(0), row.late_low.unwrap_or(0));
    let balance = i128::from(row.settled.unwrap_or(0)) + late;
    Ok(AccountBalance {
        number: row.account,
        kind: row.kind.parse().map_err(|_| unreadable("unknown kind"))?,
        fund: key(row.fund)?.map(FundNo),
        merchant: key(row.merchant)?.map(MerchantNo),
        discount: key(row.discount)?.map(DiscountNo),
        voucher: row.voucher.map(VoucherNo),
        balance: balance.try_into().map_err(|_| unreadable("a balance out of range"))?,
        address: row.address,
    })
}
