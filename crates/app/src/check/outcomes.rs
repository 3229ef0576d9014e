//! Outcomes: each accepted one names the record that was made of it, and no refused one names any.

use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::audit::StoredOutcome;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::{Findings, Law};

const PAGE: u32 = 10_000;

/// Compares outcomes with the records they name.
pub(super) async fn compare(
    database: &Database,
    community: CommunityNo,
    registers: &Registers,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut after = (String::new(), String::new());
    loop {
        let page = database
            .outcomes_with_records(community, (&after.0, &after.1), PAGE)
            .await?;
        let Some(end) = page.last() else { return Ok(()) };
        after = (end.scope.clone(), end.key.clone());
        for outcome in &page {
            let right = names_its_record(registers, outcome);
            findings.expect(Law::Outcomes, right, || {
                format!(
                    "{} {} names record {:?}, which is not of it",
                    outcome.scope, outcome.key, outcome.seq
                )
            });
        }
    }
}

/// Whether the record is the one that such a key makes. A resident's record is found by its register row, since the
/// journal does not hold the resident's code.
fn names_its_record(registers: &Registers, outcome: &StoredOutcome) -> bool {
    let (Some(seq), Some(kind), Some(reference)) = (outcome.seq, &outcome.kind, &outcome.reference) else {
        return false;
    };
    if !outcome.code.is_empty() {
        return false;
    }
    let Ok(kind) = kind.parse::<RecordKind>() else {
        return false;
    };
    if kind == RecordKind::ResidentRegistered {
        let resident = outcome
            .key
            .parse()
            .ok()
            .and_then(|code| registers.residents.by_code(&code));
        return outcome.scope == "residents.csv" && resident.is_some_and(|(_, row)| row.since == seq);
    }
    let expected = match outcome.scope.as_str() {
        "community.csv" => RecordKind::CommunityRegistered,
        "funds.csv" => RecordKind::FundRegistered,
        "merchants.csv" => RecordKind::MerchantRegistered,
        "discounts.csv" => RecordKind::DiscountRegistered,
        "opening.csv" if kind == RecordKind::OpeningVoucher => kind,
        "opening.csv" => RecordKind::OpeningBalance,
        "donations.csv" => RecordKind::Donation,
        "disbursements.csv" => RecordKind::DisbursementPaid,
        "claims.csv" => RecordKind::Redemption,
        "settlements.csv" => RecordKind::Settlement,
        _ => return false,
    };
    kind == expected && *reference == outcome.key
}
