//! The donations that a batch may give back.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult};
use xiaonuan_domain::account::Given;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::MoneyEvent;
use xiaonuan_domain::document::DonationDocument;
use xiaonuan_domain::ledger::{Donated, Ledger};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;

use super::referenced::{DONOR, REVERSED_BY, donor_of, of_kind};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct DonationRow {
    seq: i64,
    reference: String,
    occurred_at: i64,
    document: String,
    donor: Option<Vec<u8>>,
    reversed_by: Option<i64>,
}

/// Reads the donations on record that the commands name.
pub(super) async fn named(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &Ledger,
    commands: &[&Command],
) -> Result<HashMap<Code, Donated>, StoreError> {
    let wanted = |command: &&Command| wanted(command, ledger);
    let mut references: Vec<String> = commands.iter().filter_map(wanted).collect();
    references.sort_unstable();
    references.dedup();
    let columns = format!("r.seq, r.reference, r.occurred_at, r.document, {DONOR}, {REVERSED_BY}");
    let rows: Vec<DonationRow> = of_kind(on, community, RecordKind::Donation, references, &columns).await?;
    let read = |row| read(keys, community, row, &ledger.registers);
    rows.into_iter().map(read).collect()
}

/// The donation that a command gives back, or of which it takes a return back.
fn wanted(command: &Command, ledger: &Ledger) -> Option<String> {
    if let Some(target) = command.target() {
        let donation = ledger.originals.find(target)?.donation_returned()?;
        return Some(donation.to_string());
    }
    let Command::Money(event) = command else { return None };
    let MoneyEvent::Return(asked) = event.as_ref() else {
        return None;
    };
    // What is no code is no reference, and need not be looked for.
    asked.donation.parse::<Code>().ok().map(|code| code.to_string())
}

fn read(
    keys: &Keys,
    community: CommunityNo,
    mut row: DonationRow,
    registers: &Registers,
) -> Result<(Code, Donated), StoreError> {
    let donor = donor_of(keys, community, row.seq, row.donor.take())?;
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
        donor,
        reversed_by: row.reversed_by,
    };
    Ok((reference, donated))
}
