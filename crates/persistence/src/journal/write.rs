//! What a batch writes, set-wise.

mod rows;

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use xiaonuan_domain::account::Account;
use xiaonuan_domain::ledger::{Ledger, Written};
use xiaonuan_domain::record::Record;

use super::load::{AccountNumbers, StoredHead};
use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// Writes the records of a batch with all that came of them, and advances the head.
pub(super) async fn journal(
    on: &DatabaseTransaction,
    community: CommunityNo,
    ledger: &Ledger,
    written: &Written,
    before: &StoredHead,
    numbers: &mut AccountNumbers,
) -> Result<(), StoreError> {
    if ledger.head == before.head {
        return Ok(());
    }
    records(on, community, ledger, &written.records).await?;
    let accounts = accounts(on, community, written, before.accounts, numbers).await?;
    postings(on, community, &written.records, numbers).await?;
    private_values(on, community, &written.records).await?;
    rows::write(on, community, &ledger.registers, &written.rows).await?;
    let sql = "UPDATE journal_head SET seq = $2, recorded_at = $3, high_water = $4, register_seq = $5, \
               expired_through = $6, accounts = $7 WHERE community = $1";
    let head = ledger.head;
    let values = [
        community.0,
        head.seq,
        head.recorded_at.micros(),
        head.high_water.micros(),
        head.register_seq,
        head.expired_through.micros(),
        accounts,
    ];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values.map(Into::into));
    on.execute_raw(statement).await?;
    Ok(())
}

async fn records(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    ledger: &Ledger,
    records: &[Record],
) -> Result<(), StoreError> {
    let postings: Vec<String> = records.iter().map(Record::postings_json).collect();
    let id = ledger.registers.community.id;
    let hashes: Result<Vec<_>, _> = records
        .iter()
        .zip(&postings)
        .map(|(record, postings)| record.leaf_hash(id, postings))
        .collect();
    let ints = |of: fn(&Record) -> i64| Column::Int(records.iter().map(of).collect());
    let texts = |of: fn(&Record) -> String| Column::Text(records.iter().map(of).collect());
    let columns = vec![
        ("community", Column::Int(vec![community; records.len()])),
        ("seq", ints(|record| record.seq)),
        ("kind", texts(|record| record.kind.to_string())),
        ("reference", texts(|record| record.reference.to_string())),
        ("occurred_at", ints(|record| record.occurred_at.micros())),
        ("recorded_at", ints(|record| record.recorded_at.micros())),
        ("effective_on", texts(|record| record.effective_on.to_string())),
        ("actor", texts(|record| record.actor.clone())),
        (
            "reverses",
            Column::OptInt(records.iter().map(|record| record.reverses).collect()),
        ),
        ("document", texts(|record| record.document.clone())),
        ("postings", Column::Text(postings)),
        (
            "salt",
            Column::Bytes(records.iter().map(|record| record.salt.to_vec()).collect()),
        ),
        ("leaf_hash", Column::Bytes(hashes?.into_iter().map(Vec::from).collect())),
        (
            "late",
            Column::OptInt(records.iter().map(|record| record.late.map(i64::from)).collect()),
        ),
    ];
    bulk::insert(on, "record", columns).await?;
    Ok(())
}

/// Numbers the accounts that are new, in the order in which they were first posted to, and answers how many there are.
async fn accounts(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    written: &Written,
    before: i64,
    numbers: &mut AccountNumbers,
) -> Result<i64, StoreError> {
    let mut count = before;
    let mut fresh: Vec<(i64, Account, &str)> = Vec::new();
    for posting in written.records.iter().flat_map(|record| &record.postings) {
        numbers.entry(posting.account).or_insert_with(|| {
            count += 1;
            fresh.push((count, posting.account, &posting.address));
            count
        });
    }
    let dimension =
        |of: fn(&Account) -> Option<i64>| Column::OptInt(fresh.iter().map(|(_, account, _)| of(account)).collect());
    let columns = vec![
        ("community", Column::Int(vec![community; fresh.len()])),
        (
            "account",
            Column::Int(fresh.iter().map(|(number, ..)| *number).collect()),
        ),
        (
            "kind",
            Column::Text(fresh.iter().map(|(_, account, _)| account.kind().to_string()).collect()),
        ),
        (
            "fund",
            dimension(|account| account.fund().map(|fund| i64::from(fund.0))),
        ),
        (
            "merchant",
            dimension(|account| account.merchant().map(|merchant| i64::from(merchant.0))),
        ),
        (
            "discount",
            dimension(|account| account.discount().map(|discount| i64::from(discount.0))),
        ),
        (
            "voucher",
            dimension(|account| account.voucher().map(|voucher| voucher.0)),
        ),
        (
            "address",
            Column::Text(fresh.iter().map(|(.., address)| (*address).to_owned()).collect()),
        ),
    ];
    bulk::insert(on, "account", columns).await?;
    Ok(count)
}

async fn postings(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    records: &[Record],
    numbers: &AccountNumbers,
) -> Result<(), StoreError> {
    let of_record = |record: &'_ Record| record.late.unwrap_or(false).then(|| record.occurred_at.micros());
    let mut rows: Vec<_> = records
        .iter()
        .flat_map(|record| record.postings.iter().map(move |posting| (record, posting)))
        .map(|(record, posting)| (numbers[&posting.account], record.seq, posting, of_record(record)))
        .collect();
    // In the order of the table, so that each page is written once.
    rows.sort_unstable_by_key(|(account, seq, ..)| (*account, *seq));
    let columns = vec![
        ("community", Column::Int(vec![community; rows.len()])),
        (
            "account",
            Column::Int(rows.iter().map(|(account, ..)| *account).collect()),
        ),
        ("seq", Column::Int(rows.iter().map(|(_, seq, ..)| *seq).collect())),
        (
            "side",
            Column::Int(rows.iter().map(|(_, _, posting, _)| posting.side.signed(1)).collect()),
        ),
        (
            "amount",
            Column::Int(rows.iter().map(|(_, _, posting, _)| posting.amount).collect()),
        ),
        (
            "balance",
            Column::Int(rows.iter().map(|(_, _, posting, _)| posting.balance).collect()),
        ),
        ("late_at", Column::OptInt(rows.iter().map(|(.., late)| *late).collect())),
    ];
    bulk::insert(on, "posting", columns).await?;
    Ok(())
}

async fn private_values(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    records: &[Record],
) -> Result<(), StoreError> {
    let rows: Vec<_> = records
        .iter()
        .flat_map(|record| record.private.iter().map(move |value| (record.seq, value)))
        .collect();
    let columns = vec![
        ("community", Column::Int(vec![community; rows.len()])),
        ("seq", Column::Int(rows.iter().map(|(seq, _)| *seq).collect())),
        (
            "field",
            Column::Text(rows.iter().map(|(_, value)| value.field.to_owned()).collect()),
        ),
        (
            "salt",
            Column::Bytes(rows.iter().map(|(_, value)| value.salt.to_vec()).collect()),
        ),
        (
            "value",
            Column::Text(rows.iter().map(|(_, value)| value.value.clone()).collect()),
        ),
    ];
    bulk::insert(on, "private_value", columns).await?;
    Ok(())
}
