//! What a batch writes, set-wise.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use xiaonuan_domain::account::Account;
use xiaonuan_domain::ledger::{DisbursementRow, Ledger, NewRow, Written};
use xiaonuan_domain::record::Record;
use xiaonuan_domain::register::{Registers, ResidentNo};

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
    rows(on, community, &ledger.registers, &written.rows).await?;
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

/// Writes register rows, one statement per register.
async fn rows(
    on: &DatabaseTransaction,
    community: CommunityNo,
    registers: &Registers,
    rows: &[NewRow],
) -> Result<(), StoreError> {
    let (mut funds, mut merchants, mut discounts, mut residents, mut disbursements) =
        (vec![], vec![], vec![], vec![], vec![]);
    for row in rows {
        match row {
            NewRow::Fund(fund) => funds.push(*fund),
            NewRow::Merchant(merchant) => merchants.push(*merchant),
            NewRow::Discount(discount) => discounts.push(*discount),
            NewRow::Resident(resident) => residents.push(*resident),
            NewRow::Disbursement(disbursement) => disbursements.push(disbursement),
        }
    }
    let table = Table { on, community };
    let list = |texts: &[String]| serde_json::to_string(texts).expect("texts are JSON");
    let of = |number| registers.funds.get(number);
    table
        .insert(
            "fund",
            &funds,
            |fund| fund.0.into(),
            vec![
                (
                    "code",
                    Column::Text(funds.iter().map(|fund| of(*fund).code.to_string()).collect()),
                ),
                ("since", Column::Int(funds.iter().map(|fund| of(*fund).since).collect())),
                (
                    "name",
                    Column::Text(funds.iter().map(|fund| of(*fund).details.name.clone()).collect()),
                ),
                (
                    "purpose",
                    Column::Text(funds.iter().map(|fund| of(*fund).details.purpose.clone()).collect()),
                ),
                (
                    "restricted",
                    Column::Int(funds.iter().map(|fund| of(*fund).details.restricted.into()).collect()),
                ),
                (
                    "purposes",
                    Column::Text(funds.iter().map(|fund| list(&of(*fund).details.purposes)).collect()),
                ),
            ],
        )
        .await?;
    let of = |number| registers.merchants.get(number);
    table
        .insert(
            "merchant",
            &merchants,
            |merchant| merchant.0.into(),
            vec![
                (
                    "code",
                    Column::Text(merchants.iter().map(|row| of(*row).code.to_string()).collect()),
                ),
                (
                    "since",
                    Column::Int(merchants.iter().map(|row| of(*row).since).collect()),
                ),
                (
                    "name",
                    Column::Text(merchants.iter().map(|row| of(*row).details.name.clone()).collect()),
                ),
                (
                    "uscc",
                    Column::Text(merchants.iter().map(|row| of(*row).details.uscc.to_string()).collect()),
                ),
                (
                    "category",
                    Column::Text(
                        merchants
                            .iter()
                            .map(|row| of(*row).details.category.to_string())
                            .collect(),
                    ),
                ),
                (
                    "contact",
                    Column::Text(merchants.iter().map(|row| of(*row).details.contact.clone()).collect()),
                ),
                (
                    "phone",
                    Column::Text(merchants.iter().map(|row| of(*row).details.phone.clone()).collect()),
                ),
                (
                    "joined_on",
                    Column::Text(
                        merchants
                            .iter()
                            .map(|row| of(*row).details.joined_on.to_string())
                            .collect(),
                    ),
                ),
                (
                    "left_on",
                    Column::OptText(
                        merchants
                            .iter()
                            .map(|row| of(*row).details.left_on.map(|day| day.to_string()))
                            .collect(),
                    ),
                ),
            ],
        )
        .await?;
    let of = |number| registers.discounts.get(number);
    let terms = |number| serde_json::to_string(&of(number).terms).expect("terms are JSON");
    table
        .insert(
            "discount",
            &discounts,
            |discount| discount.0.into(),
            vec![
                (
                    "code",
                    Column::Text(discounts.iter().map(|row| of(*row).code.to_string()).collect()),
                ),
                (
                    "since",
                    Column::Int(discounts.iter().map(|row| of(*row).since).collect()),
                ),
                (
                    "merchant",
                    Column::Int(discounts.iter().map(|row| of(*row).merchant.0.into()).collect()),
                ),
                (
                    "fund",
                    Column::OptInt(
                        discounts
                            .iter()
                            .map(|row| of(*row).fund.map(|fund| fund.0.into()))
                            .collect(),
                    ),
                ),
                ("terms", Column::Text(discounts.iter().map(|row| terms(*row)).collect())),
            ],
        )
        .await?;
    table
        .insert(
            "resident",
            &residents,
            |resident| resident.0.into(),
            resident_columns(registers, &residents),
        )
        .await?;
    table
        .insert(
            "disbursement",
            &disbursements,
            |row| row.paid,
            disbursement_columns(&disbursements),
        )
        .await
}

fn resident_columns(registers: &Registers, residents: &[ResidentNo]) -> Vec<(&'static str, Column)> {
    let of = |number| registers.residents.get(number);
    let eligibility = |number| serde_json::to_string(&of(number).details.eligibility).expect("eligibilities are JSON");
    let bytes = |id: xiaonuan_domain::entropy::SubjectId| id.uuid().as_bytes().to_vec();
    vec![
        (
            "code",
            Column::Text(residents.iter().map(|row| of(*row).code.to_string()).collect()),
        ),
        (
            "since",
            Column::Int(residents.iter().map(|row| of(*row).since).collect()),
        ),
        (
            "subject",
            Column::Bytes(residents.iter().map(|row| bytes(of(*row).subject)).collect()),
        ),
        (
            "household",
            Column::Text(residents.iter().map(|row| of(*row).details.household.clone()).collect()),
        ),
        (
            "household_subject",
            Column::OptBytes(residents.iter().map(|row| of(*row).household.map(bytes)).collect()),
        ),
        (
            "name",
            Column::Text(residents.iter().map(|row| of(*row).details.name.clone()).collect()),
        ),
        (
            "id_number",
            Column::Text(
                residents
                    .iter()
                    .map(|row| of(*row).details.id_number.reveal().to_owned())
                    .collect(),
            ),
        ),
        (
            "phone",
            Column::Text(residents.iter().map(|row| of(*row).details.phone.clone()).collect()),
        ),
        (
            "building",
            Column::Text(residents.iter().map(|row| of(*row).details.building.clone()).collect()),
        ),
        (
            "eligibility",
            Column::Text(residents.iter().map(|row| eligibility(*row)).collect()),
        ),
    ]
}

fn disbursement_columns(rows: &[&DisbursementRow]) -> Vec<(&'static str, Column)> {
    vec![
        ("approved", Column::Int(rows.iter().map(|row| row.approved).collect())),
        (
            "reference",
            Column::Text(rows.iter().map(|row| row.reference.to_string()).collect()),
        ),
        ("fund", Column::Int(rows.iter().map(|row| row.fund.0.into()).collect())),
        (
            "resident",
            Column::Int(rows.iter().map(|row| row.resident.0.into()).collect()),
        ),
        (
            "kind",
            Column::Text(rows.iter().map(|row| row.kind.to_string()).collect()),
        ),
        (
            "merchant",
            Column::OptInt(
                rows.iter()
                    .map(|row| row.merchant.map(|merchant| merchant.0.into()))
                    .collect(),
            ),
        ),
        (
            "expires_on",
            Column::OptText(
                rows.iter()
                    .map(|row| row.expires_on.map(|day| day.to_string()))
                    .collect(),
            ),
        ),
        (
            "expires_at",
            Column::OptInt(rows.iter().map(|row| row.expires_at.map(|at| at.micros())).collect()),
        ),
        (
            "given_at",
            Column::Int(rows.iter().map(|row| row.given_at.micros()).collect()),
        ),
    ]
}

/// A register table of one community.
struct Table<'a> {
    on: &'a DatabaseTransaction,
    community: CommunityNo,
}

impl Table<'_> {
    /// Inserts rows with their keys. The key's column is named like the table, that of a disbursement `paid`.
    async fn insert<T>(
        &self,
        name: &'static str,
        rows: &[T],
        number: impl Fn(&T) -> i64,
        mut columns: Vec<(&'static str, Column)>,
    ) -> Result<(), StoreError> {
        let key = if name == "disbursement" { "paid" } else { name };
        columns.push(("community", Column::Int(vec![self.community.0; rows.len()])));
        columns.push((key, Column::Int(rows.iter().map(number).collect())));
        bulk::insert(self.on, name, columns).await?;
        Ok(())
    }
}
