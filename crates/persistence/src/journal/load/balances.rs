//! Balances of the accounts that a batch may touch, and their later changes.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::account::Account;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::ledger::Ledger;

use super::AccountNumbers;
use crate::bulk::{int_keys, text_keys};
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct BalanceRow {
    account: i64,
    address: String,
    balance: Option<i64>,
}

#[derive(FromQueryResult)]
struct ChangeRow {
    account: i64,
    occurred_at: i64,
    change: i64,
}

/// Puts the balances of accounts into the ledger; if entries may be late, those that have to hold at later business
/// times, or are read as of one, with their changes since.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    touched: HashSet<Account>,
    dated: &HashSet<Account>,
) -> Result<AccountNumbers, StoreError> {
    let addresses: HashMap<String, Account> = touched
        .iter()
        .map(|account| (account.address(&ledger.registers, &ledger.vouchers), *account))
        .collect();
    let backend = on.get_database_backend();
    let keys = text_keys(backend, 2, addresses.keys().cloned().collect());
    let found = keys.rows_of(("account", "a"), "a.community = $1", "address");
    let sql = format!(
        "SELECT a.account, a.address, (SELECT p.balance FROM posting p \
         WHERE p.community = a.community AND p.account = a.account ORDER BY p.seq DESC LIMIT 1) AS balance \
         FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), keys.value]);
    let rows = BalanceRow::find_by_statement(statement).all(on).await?;
    let numbers: AccountNumbers = rows.iter().map(|row| (addresses[&row.address], row.account)).collect();
    let mut later = match ledger.books.since() {
        Some(since) => {
            let dated = numbers.iter().filter(|(account, _)| dated.contains(account));
            changes_after(on, community, dated.map(|(_, number)| *number).collect(), since).await?
        }
        None => HashMap::new(),
    };
    for account in touched {
        ledger.books.open(account);
    }
    for row in rows {
        let (account, balance) = (addresses[&row.address], row.balance.unwrap_or(0));
        if dated.contains(&account) {
            let changes = later.remove(&row.account).unwrap_or_default();
            ledger.books.load(account, balance, changes);
        } else {
            ledger.books.load_undated(account, balance);
        }
    }
    Ok(numbers)
}

/// The first record later than a moment, or the number after the last: in order, times never fall, so that it is the
/// first entry of an index.
const FIRST_LATER: &str = "coalesce((SELECT first.seq FROM record first WHERE first.community = $1 AND first.late = 0 \
                           AND first.occurred_at > $2 ORDER BY first.occurred_at, first.seq LIMIT 1), \
                           (SELECT max(last.seq) + 1 FROM record last WHERE last.community = $1))";

/// The changes of accounts at business times after a moment. Every record up to the last one before
/// anything later is at or before the moment, so only those after it are read.
async fn changes_after(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    accounts: Vec<i64>,
    since: Instant,
) -> Result<HashMap<i64, Vec<(Instant, i64)>>, StoreError> {
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = on.get_database_backend();
    let keys = int_keys(backend, 3, accounts);
    let since_then = format!("p.community = $1 AND p.seq >= {FIRST_LATER}");
    let found = keys.rows_of(("posting", "p"), &since_then, "account");
    let sql = format!(
        "SELECT p.account, r.occurred_at, p.side * p.amount AS change FROM {} CROSS JOIN record r \
         WHERE {} AND r.community = p.community AND r.seq = p.seq AND r.occurred_at > $2",
        found.from, found.condition
    );
    let values = [community.into(), since.micros().into(), keys.value];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let mut changes: HashMap<i64, Vec<(Instant, i64)>> = HashMap::new();
    for row in ChangeRow::find_by_statement(statement).all(on).await? {
        changes
            .entry(row.account)
            .or_default()
            .push((Instant::from_micros(row.occurred_at), row.change));
    }
    Ok(changes)
}
