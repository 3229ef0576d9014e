//! What a batch reads under the lock.

mod begun;
mod cases;
mod closed;
mod donations;
mod items;
mod originals;
mod steps;

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::account::Account;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::Refusal;
use xiaonuan_domain::register::{FundNo, Register, Registers, ResidentNo};
use xiaonuan_domain::voucher::{Voucher, VoucherNo};

use super::Entry;
use crate::bulk::{int_keys, text_keys};
use crate::error::StoreError;
use crate::outcome::{self, Binding, Digest32, KeptOutcome, Outcome};
use crate::registers::CommunityNo;

/// What is kept of the keys of a batch.
#[derive(Default)]
pub(super) struct Earlier {
    /// The answers that stand: the same content again, or other content under an accepted key.
    pub(super) answers: HashMap<usize, Outcome>,
    /// The hashes of refusals that do not stand: another outcome takes their place.
    pub(super) replaced: HashMap<usize, Digest32>,
}

/// Looks up what is kept under the keys of entries.
pub(super) async fn earlier(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    entries: &[Entry],
) -> Result<Earlier, StoreError> {
    let keys = || entries.iter().filter_map(Entry::key);
    let scopes: HashSet<&'static str> = keys().map(|key| key.scope).collect();
    let mut kept: HashMap<&'static str, HashMap<String, KeptOutcome>> = HashMap::new();
    for scope in scopes {
        let of_scope = keys().filter(|key| key.scope == scope);
        let of_scope = of_scope.map(|key| key.key.clone()).collect();
        kept.insert(scope, outcome::find(on, community, scope, of_scope).await?);
    }
    let mut earlier = Earlier::default();
    for (at, entry) in entries.iter().enumerate() {
        let Some(key) = entry.key() else { continue };
        let Some(before) = kept.get(key.scope).and_then(|of_scope| of_scope.get(&key.key)) else {
            continue;
        };
        let standing = match (&before.outcome, before.content == key.content) {
            (Outcome::Refused(_), false) if key.binding == Binding::Accepted => None,
            (_, false) => Some(Outcome::Refused(Refusal::new(key.conflict))),
            (Outcome::Refused(_), true) if entry.redecide => None,
            (outcome, true) => Some(outcome.clone()),
        };
        match standing {
            Some(outcome) => earlier.answers.insert(at, outcome).is_none(),
            None => earlier.replaced.insert(at, before.digest).is_none(),
        };
    }
    Ok(earlier)
}

/// Account numbers by address.
pub(super) type AccountNumbers = HashMap<Account, i64>;

/// Puts into a ledger everything that the commands may touch and it does not hold yet.
pub(super) async fn fill(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
    now: Instant,
) -> Result<AccountNumbers, StoreError> {
    ledger.funded.extend(funded(on, community, ledger, commands).await?);
    let spent = originals::load(on, community, ledger, commands).await?;
    steps::load(on, community, ledger, commands).await?;
    let steps_taken = cases::load(on, community, ledger, commands).await?;
    let items = items::named(on, community, ledger, commands).await?;
    ledger.items.extend(items);
    // A reference in use is said before a date that is to come.
    let keys = commands.iter().flat_map(|command| command.keys());
    let keys = keys.chain(steps_taken).collect();
    ledger.taken.extend(taken(on, community, keys).await?);
    let Some(latest) = moments(ledger, commands, now).max() else {
        return Ok(AccountNumbers::new());
    };
    let spenders: HashSet<ResidentNo> = commands.iter().filter_map(|command| ledger.spender(command)).collect();
    let after = ledger.head.expired_through;
    let wanted = Wanted {
        residents: spenders,
        numbers: &spent,
        ending: (after, latest),
    };
    for voucher in vouchers(on, community, &ledger.registers, wanted).await? {
        ledger.vouchers.insert(voucher);
    }
    if let Some(since) = late_since(ledger, commands, now) {
        ledger.books.reach_back_to(since);
    }
    let named = donations::named(on, community, &ledger.registers, commands).await?;
    ledger.donations.extend(named);
    ledger.closed_by = closed::postings(on, community, &ledger.registers, commands).await?;
    ledger.begun.extend(begun::funds(on, community, commands).await?);
    let expiries = originals::expiries(ledger, &spent);
    ledger.taken.extend(taken(on, community, expiries).await?);
    let mut touched = ledger.touched(commands.iter().copied());
    touched.retain(|account| !ledger.books.holds(account));
    balances(on, community, ledger, touched).await
}

/// The business times of commands. What is dated after now is refused before anything else, and must not set
/// expiries going.
fn moments(ledger: &Ledger, commands: &[&Command], now: Instant) -> impl Iterator<Item = Instant> {
    commands
        .iter()
        .filter_map(|command| ledger.occurred_at(command))
        .filter(move |at| *at <= now)
}

/// The earliest business time to come, if anything to come is earlier than what is on record or comes before it.
fn late_since(ledger: &Ledger, commands: &[&Command], now: Instant) -> Option<Instant> {
    let ends = ledger.vouchers.iter().map(|voucher| voucher.expires_at);
    let ends = ends.filter(|at| *at > ledger.head.expired_through);
    let earliest = moments(ledger, commands, now).chain(ends).min()?;
    let in_order = moments(ledger, commands, now).is_sorted() && earliest >= ledger.head.high_water;
    (!in_order).then_some(earliest)
}

#[derive(FromQueryResult)]
struct VoucherRow {
    paid: i64,
    reference: String,
    fund: i64,
    resident: i64,
    expires_on: String,
    expires_at: i64,
    given_at: i64,
}

/// Which vouchers to load.
struct Wanted<'a> {
    /// Those of residents who may spend some.
    residents: HashSet<ResidentNo>,
    /// Those that money may come back to.
    numbers: &'a HashSet<VoucherNo>,
    /// Those that end after one moment and not after another.
    ending: (Instant, Instant),
}

/// The vouchers that are wanted, some perhaps twice.
async fn vouchers(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    registers: &Registers,
    wanted: Wanted<'_>,
) -> Result<Vec<Voucher>, StoreError> {
    const COLUMNS: &str = "d.paid, d.reference, d.fund, d.resident, d.expires_on, d.expires_at, d.given_at";
    let backend = on.get_database_backend();
    let mut rows = Vec::new();
    let residents = wanted.residents.iter().map(|resident| i64::from(resident.0)).collect();
    let numbers = wanted.numbers.iter().map(|number| number.0).collect();
    for (column, keys) in [("resident", residents), ("paid", numbers)] {
        let keys: Vec<i64> = keys;
        if keys.is_empty() {
            continue;
        }
        let keys = int_keys(backend, 2, keys);
        let held = "d.community = $1 AND d.kind = 'voucher' AND d.paid IS NOT NULL";
        let found = keys.rows_of(("disbursement", "d"), held, column);
        let sql = format!("SELECT {COLUMNS} FROM {} WHERE {}", found.from, found.condition);
        let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value]);
        rows.extend(VoucherRow::find_by_statement(statement).all(on).await?);
    }
    let (after, until) = wanted.ending;
    if until > after {
        let sql = format!(
            "SELECT {COLUMNS} FROM disbursement d \
             WHERE d.community = $1 AND d.kind = 'voucher' AND d.expires_at > $2 AND d.expires_at <= $3"
        );
        let bounds = [community.into(), after.micros().into(), until.micros().into()];
        let statement = Statement::from_sql_and_values(backend, sql, bounds);
        rows.extend(VoucherRow::find_by_statement(statement).all(on).await?);
    }
    rows.into_iter().map(|row| read_voucher(row, registers)).collect()
}

fn read_voucher(row: VoucherRow, registers: &Registers) -> Result<Voucher, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("disbursement {}", row.reference), why);
    let resident = ResidentNo(u32::try_from(row.resident).map_err(|_| unreadable("resident"))?);
    let known = registers
        .residents
        .find(resident)
        .ok_or_else(|| unreadable("unknown resident"))?;
    Ok(Voucher {
        number: VoucherNo(row.paid),
        grant: row.reference.parse().map_err(|_| unreadable("reference"))?,
        fund: FundNo(u32::try_from(row.fund).map_err(|_| unreadable("fund"))?),
        resident,
        subject: known.subject,
        granted_at: Instant::from_micros(row.given_at),
        expires_on: row.expires_on.parse().map_err(|_| unreadable("expires_on"))?,
        expires_at: Instant::from_micros(row.expires_at),
    })
}

#[derive(FromQueryResult)]
struct ReferenceRow {
    reference: String,
}

/// Which of some references are in use.
async fn taken(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    keys: Vec<(RecordKind, Code)>,
) -> Result<HashSet<(RecordKind, Code)>, StoreError> {
    let mut wanted: HashMap<RecordKind, Vec<String>> = HashMap::new();
    for (kind, reference) in keys {
        wanted.entry(kind).or_default().push(reference.to_string());
    }
    let backend = on.get_database_backend();
    let mut taken = HashSet::new();
    for (kind, references) in wanted {
        let keys = text_keys(backend, 3, references);
        let found = keys.rows_of(("record", "r"), "r.community = $1 AND r.kind = $2", "reference");
        let sql = format!("SELECT r.reference FROM {} WHERE {}", found.from, found.condition);
        let values = [community.into(), kind.as_str().into(), keys.value];
        let statement = Statement::from_sql_and_values(backend, sql, values);
        for row in ReferenceRow::find_by_statement(statement).all(on).await? {
            let reference = row
                .reference
                .parse()
                .map_err(|error| StoreError::unreadable("reference", error))?;
            taken.insert((kind, reference));
        }
    }
    Ok(taken)
}

#[derive(FromQueryResult)]
struct FundRow {
    fund: i64,
}

/// The funds that money was recorded for, among those that the commands change: an account exists from its first
/// posting.
async fn funded(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    ledger: &Ledger,
    commands: &[&Command],
) -> Result<Vec<FundNo>, StoreError> {
    let changed = commands.iter().filter_map(|command| match command {
        Command::Change(change) if change.register() == Register::Fund => {
            ledger.registers.funds.by_code(&change.row).map(|(number, _)| number)
        }
        _ => None,
    });
    let changed: HashSet<FundNo> = changed.collect();
    let mut funded = Vec::new();
    for fund in changed {
        let sql = "SELECT fund FROM account WHERE community = $1 AND kind <> 'uses' AND fund = $2 LIMIT 1";
        let values = [community.into(), i64::from(fund.0).into()];
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
        let found = FundRow::find_by_statement(statement).one(on).await?;
        funded.extend(found.filter(|row| row.fund == i64::from(fund.0)).map(|_| fund));
    }
    Ok(funded)
}

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

/// Puts the balances of accounts into the ledger, with their changes after a business time if entries may be late.
async fn balances(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    touched: HashSet<Account>,
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
        Some(since) => changes_after(on, community, &numbers, since).await?,
        None => HashMap::new(),
    };
    for account in touched {
        ledger.books.open(account);
    }
    for row in rows {
        let changes = later.remove(&row.account).unwrap_or_default();
        ledger
            .books
            .load(addresses[&row.address], row.balance.unwrap_or(0), changes);
    }
    Ok(numbers)
}

/// The changes of bounded accounts at business times after a moment. Every record up to the last one before
/// anything later is at or before the moment, so only those after it are read.
async fn changes_after(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    numbers: &AccountNumbers,
    since: Instant,
) -> Result<HashMap<i64, Vec<(Instant, i64)>>, StoreError> {
    let backend = on.get_database_backend();
    let keys = int_keys(backend, 3, numbers.values().copied().collect());
    let since_then = "p.community = $1 AND p.seq >= (SELECT coalesce(min(first.seq), \
                      (SELECT max(last.seq) + 1 FROM record last WHERE last.community = $1)) FROM record first \
                      WHERE first.community = $1 AND first.late = 0 AND first.occurred_at > $2)";
    let found = keys.rows_of(("posting", "p"), since_then, "account");
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
