//! What a batch writes, set-wise.

pub(super) mod erased;
mod rows;

use futures::try_join;
use sea_orm::DatabaseTransaction;
use xiaonuan_domain::account::Account;
use xiaonuan_domain::commitment::PrivateValue;
use xiaonuan_domain::ledger::{Ledger, Written};
use xiaonuan_domain::record::{Record, Seq};

use super::head::{self, StoredHead};
use super::load::AccountNumbers;
use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::outcome::Changes;
use crate::registers::CommunityNo;
use crate::sealed::{Secret, seal_secret};

/// Writes the records of a batch with all that came of them, and the outcomes under their keys, and advances the head.
///
/// The statements are joined so that one is put together while the database works on another.
pub(super) async fn journal(
    on: &DatabaseTransaction,
    community: CommunityNo,
    ledger: &Ledger,
    written: &Written,
    before: &StoredHead,
    numbers: &mut AccountNumbers,
    outcomes: &Changes<'_>,
) -> Result<(), StoreError> {
    let fresh = number(written, before.accounts, numbers);
    let keys = outcomes.keys();
    let accounts_now = before.accounts + fresh.len() as i64;
    try_join!(
        records(on, community, ledger, &written.records),
        postings(on, community, &written.records, numbers),
        accounts(on, community, &fresh),
        private_values(on, keys, community, &written.records),
        outcomes.write(on),
    )?;
    rows::write(on, keys, community, &ledger.registers, &written.rows).await?;
    erased::destroy(on, community, &written.rows).await?;
    if ledger.head != before.head || !outcomes.is_empty() {
        let mut kept = before.outcomes;
        kept.toggle(&outcomes.digest);
        let head = before.advanced(community, ledger.head, accounts_now, kept);
        head::update(on, community, &head).await?;
    }
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

/// An account that is new: its number, itself, and its name in records.
type FreshAccount<'a> = (i64, Account, &'a str);

/// Numbers the accounts that are new, in the order in which they were first posted to.
fn number<'a>(written: &'a Written, before: i64, numbers: &mut AccountNumbers) -> Vec<FreshAccount<'a>> {
    let mut fresh: Vec<FreshAccount<'a>> = Vec::new();
    for posting in written.records.iter().flat_map(|record| &record.postings) {
        numbers.entry(posting.account).or_insert_with(|| {
            let number = before + fresh.len() as i64 + 1;
            fresh.push((number, posting.account, &posting.address));
            number
        });
    }
    fresh
}

async fn accounts(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    fresh: &[FreshAccount<'_>],
) -> Result<(), StoreError> {
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
    Ok(())
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
    keys: &Keys,
    CommunityNo(community): CommunityNo,
    records: &[Record],
) -> Result<(), StoreError> {
    let rows: Vec<_> = records
        .iter()
        .flat_map(|record| record.private.iter().map(move |value| (record.seq, value)))
        .collect();
    let sealed = |(seq, value): &(Seq, &PrivateValue)| {
        let secret = Secret {
            salt: value.salt.to_vec(),
            value: value.value.clone(),
        };
        seal_secret(keys, community, (*seq, value.field), &secret)
    };
    let columns = vec![
        ("community", Column::Int(vec![community; rows.len()])),
        ("seq", Column::Int(rows.iter().map(|(seq, _)| *seq).collect())),
        (
            "field",
            Column::Text(rows.iter().map(|(_, value)| value.field.to_owned()).collect()),
        ),
        ("sealed", Column::Bytes(rows.iter().map(sealed).collect())),
    ];
    bulk::insert(on, "private_value", columns).await?;
    Ok(())
}
