//! The donations that a batch may give back.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::account::Given;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::MoneyEvent;
use xiaonuan_domain::document::DonationDocument;
use xiaonuan_domain::ledger::Donated;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;

use crate::bulk::text_keys;
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct DonationRow {
    seq: i64,
    reference: String,
    occurred_at: i64,
    document: String,
    reversed_by: Option<i64>,
}

/// Reads the donations on record that the commands name.
pub(super) async fn named(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    registers: &Registers,
    commands: &[&Command],
) -> Result<HashMap<Code, Donated>, StoreError> {
    let mut references: Vec<String> = commands.iter().filter_map(|command| wanted(command)).collect();
    references.sort_unstable();
    references.dedup();
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = on.get_database_backend();
    let keys = text_keys(backend, 3, references);
    let found = keys.rows_of(("record", "r"), "r.community = $1 AND r.kind = $2", "reference");
    let sql = format!(
        "SELECT r.seq, r.reference, r.occurred_at, r.document, \
         (SELECT b.seq FROM record b WHERE b.community = r.community AND b.reverses = r.seq) AS reversed_by \
         FROM {} WHERE {}",
        found.from, found.condition
    );
    let values = [community.into(), RecordKind::Donation.as_str().into(), keys.value];
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let rows = DonationRow::find_by_statement(statement).all(on).await?;
    rows.into_iter().map(|row| read(row, registers)).collect()
}

fn wanted(command: &Command) -> Option<String> {
    let Command::Money(event) = command else { return None };
    let MoneyEvent::Return(asked) = event.as_ref() else {
        return None;
    };
    // What is no code is no reference, and need not be looked for.
    asked.donation.parse::<Code>().ok().map(|code| code.to_string())
}

fn read(row: DonationRow, registers: &Registers) -> Result<(Code, Donated), StoreError> {
    let unreadable = |why: String| StoreError::unreadable(format!("donation {}", row.reference), why);
    let document: DonationDocument =
        serde_json::from_str(&row.document).map_err(|error| unreadable(error.to_string()))?;
    let (fund, _) = registers
        .funds
        .by_code(&document.fund)
        .ok_or_else(|| unreadable("its fund is unknown".to_owned()))?;
    let reference = row.reference.parse().map_err(|_| unreadable("reference".to_owned()))?;
    let donated = Donated {
        fund,
        at: Instant::from_micros(row.occurred_at),
        given: Given {
            seq: row.seq,
            amount: document.amount,
        },
        reversed_by: row.reversed_by,
    };
    Ok((reference, donated))
}
