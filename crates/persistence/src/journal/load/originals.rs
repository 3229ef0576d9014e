//! Records that corrections name: contents, postings, and whether they are taken back already.

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::account::{Account, AccountParts, Side};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, Target};
use xiaonuan_domain::ledger::{Ledger, Original};
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_domain::voucher::VoucherNo;

use super::referenced::{DONOR, REVERSED_BY, donor_of, of_kind};
use crate::bulk::{int_keys, text_keys};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct RecordRow {
    seq: i64,
    kind: String,
    reference: String,
    occurred_at: i64,
    recorded_at: i64,
    actor: String,
    effective_on: String,
    document: String,
    postings: String,
    donor: Option<Vec<u8>>,
    reversed_by: Option<i64>,
}

#[derive(FromQueryResult)]
struct AccountRow {
    address: String,
    kind: String,
    fund: Option<i64>,
    merchant: Option<i64>,
    discount: Option<i64>,
    voucher: Option<i64>,
}

const COLUMNS: &str =
    "r.seq, r.kind, r.reference, r.occurred_at, r.recorded_at, r.actor, r.effective_on, r.document, r.postings";

/// Puts the records that the commands would take back into the ledger. Answers the vouchers that they spent.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<HashSet<VoucherNo>, StoreError> {
    let returned = commands.iter().filter_map(|command| ledger.returned_by(command));
    let returned: Vec<Target> = returned.map(Target::Number).collect();
    let named = commands.iter().filter_map(|command| command.target());
    let targets: Vec<&Target> = named.chain(&returned).collect();
    if targets.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = records(on, community, &targets).await?;
    let mut postings = Vec::with_capacity(rows.len());
    for row in &rows {
        // What cannot be taken back posts nothing, and may name a voucher whose payment was taken back, which is none.
        let kind: Option<RecordKind> = row.kind.parse().ok();
        if row.reversed_by.is_some() || !kind.is_some_and(RecordKind::is_reversible) {
            postings.push(Vec::new());
            continue;
        }
        let unreadable = |why| StoreError::unreadable(format!("postings of record {}", row.seq), why);
        postings.push(read_postings(&row.postings).map_err(unreadable)?);
    }
    let addresses = postings.iter().flatten().map(|(address, ..)| address.clone());
    let accounts = accounts(on, community, addresses.collect()).await?;
    for (row, postings) in rows.into_iter().zip(postings) {
        ledger
            .originals
            .insert(read((keys, community), row, postings, &accounts)?);
    }
    let postings = ledger.originals.iter().flat_map(|original| &original.postings);
    Ok(postings.filter_map(|(account, ..)| account.voucher()).collect())
}

async fn records(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    targets: &[&Target],
) -> Result<Vec<RecordRow>, StoreError> {
    let backend = on.get_database_backend();
    let columns = format!("{COLUMNS}, {DONOR}, {REVERSED_BY}");
    let mut numbers: Vec<Seq> = Vec::new();
    let mut references: HashMap<RecordKind, Vec<String>> = HashMap::new();
    for target in targets {
        match target {
            Target::Number(seq) => numbers.push(*seq),
            Target::Reference(kind, reference) => references.entry(*kind).or_default().push(reference.to_string()),
        }
    }
    let mut rows = Vec::new();
    if !numbers.is_empty() {
        let keys = int_keys(backend, 2, numbers);
        let found = keys.rows_of(("record", "r"), "r.community = $1", "seq");
        let sql = format!("SELECT {columns} FROM {} WHERE {}", found.from, found.condition);
        let statement = Statement::from_sql_and_values(backend, sql, [community.0.into(), keys.value]);
        rows.extend(RecordRow::find_by_statement(statement).all(on).await?);
    }
    for (kind, references) in references {
        rows.extend(of_kind::<RecordRow>(on, community, kind, references, &columns).await?);
    }
    Ok(rows)
}

/// Accounts by their names in records.
async fn accounts(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    addresses: Vec<String>,
) -> Result<HashMap<String, Account>, StoreError> {
    let backend = on.get_database_backend();
    let keys = text_keys(backend, 2, addresses);
    let found = keys.rows_of(("account", "a"), "a.community = $1", "address");
    let sql = format!(
        "SELECT a.address, a.kind, a.fund, a.merchant, a.discount, a.voucher FROM {} WHERE {}",
        found.from, found.condition
    );
    let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value]);
    let rows = AccountRow::find_by_statement(statement).all(on).await?;
    rows.into_iter().map(read_account).collect()
}

fn read_account(row: AccountRow) -> Result<(String, Account), StoreError> {
    let account = || {
        let parts = AccountParts {
            kind: row.kind.parse().ok()?,
            fund: row.fund,
            merchant: row.merchant,
            discount: row.discount,
            voucher: row.voucher,
            address: &row.address,
        };
        parts.account()
    };
    match account() {
        Some(account) => Ok((row.address, account)),
        None => Err(StoreError::unreadable(
            format!("account {}", row.address),
            "it is of nothing",
        )),
    }
}

fn read(
    (keys, community): (&Keys, CommunityNo),
    mut row: RecordRow,
    postings: Vec<(String, Side, i64)>,
    accounts: &HashMap<String, Account>,
) -> Result<Original, StoreError> {
    let donor = donor_of(keys, community, row.seq, row.donor.take())?;
    let unreadable = |why: &str| StoreError::unreadable(format!("record {}", row.seq), why);
    let posting = |(address, side, amount): (String, Side, i64)| {
        let account = accounts
            .get(&address)
            .ok_or_else(|| unreadable("an account is missing"))?;
        Ok((*account, side, amount))
    };
    Ok(Original {
        kind: row.kind.parse().map_err(|_| unreadable("kind"))?,
        reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
        occurred_at: Instant::from_micros(row.occurred_at),
        recorded_at: Instant::from_micros(row.recorded_at),
        actor: row.actor,
        day: row.effective_on.parse().map_err(|_| unreadable("day"))?,
        postings: postings.into_iter().map(posting).collect::<Result<_, StoreError>>()?,
        seq: row.seq,
        document: row.document,
        donor,
        reversed_by: row.reversed_by,
    })
}

/// The first expiries of vouchers that money comes back to, by which it is known whether they have ended.
pub(super) fn expiries(ledger: &Ledger, spent: &HashSet<VoucherNo>) -> Vec<(RecordKind, Code)> {
    let vouchers = spent.iter().filter_map(|number| ledger.vouchers.find(*number));
    vouchers
        .map(|voucher| (RecordKind::VoucherExpiry, voucher.grant.clone()))
        .collect()
}
