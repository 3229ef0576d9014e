//! Outcomes: each accepted one names the record that was made of it, each record that something was asked for is named
//! by one, and all of them together are those that the head counts.

use std::collections::HashMap;

use xiaonuan_domain::document::{DecisionDocument, DisbursementDocument, DonationDocument, GoodsDonationDocument};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::entry::ENTRIES;
use xiaonuan_domain::register::{Register, Registers};
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::outcome::{Digest32, EXPIRIES, EXPIRIES_BEGUN, OPENINGS, StoredOutcome, forgotten_key};
use xiaonuan_persistence::registers::CommunityNo;

use super::{Findings, Law};

const PAGE: u32 = 10_000;

/// Whether a record is what something asked for came to, and not what came with it.
pub(super) fn is_asked_for(kind: RecordKind, document: &str) -> bool {
    match kind {
        RecordKind::VoucherExpiry | RecordKind::StatementPaid | RecordKind::NetAssetsReclassified => false,
        // One that is new comes with what names it first.
        RecordKind::ItemRegistered => false,
        // One that was paid at once comes with its payment.
        RecordKind::DisbursementApproved => serde_json::from_str(document)
            .is_ok_and(|document: DisbursementDocument| document.case.is_some() && document.papers_by.is_none()),
        // One that is entered again comes with the correction that was asked for.
        RecordKind::Donation => {
            serde_json::from_str(document).is_ok_and(|document: DonationDocument| document.replaces.is_none())
        }
        RecordKind::GoodsDonated => {
            serde_json::from_str(document).is_ok_and(|document: GoodsDonationDocument| document.replaces.is_none())
        }
        _ => true,
    }
}

/// The place, from 0, of the record that came of a proposal: the answer names the record that confirms it.
pub(super) fn made_by_proposal(document: &str) -> Option<usize> {
    let document: DecisionDocument = serde_json::from_str(document).ok()?;
    usize::try_from(document.made?).ok()?.checked_sub(1)
}

/// Compares outcomes with the records they name, in both directions: `asked_for` says of each record from the first
/// whether an outcome must name it. Outcomes of what was recorded since then are left alone.
pub(super) async fn compare(
    database: &Database,
    community: CommunityNo,
    registers: &Registers,
    mut asked_for: Vec<bool>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut outcomes = database.all_outcomes(community).await?;
    let mut combined = Digest32::default();
    let own = codes(registers);
    let last = outcomes.head.head.seq;
    loop {
        let page = outcomes.next(PAGE).await?;
        if page.is_empty() {
            break;
        }
        for outcome in &page {
            findings.look(Law::Outcomes);
            combined.toggle(&outcome.digest());
            if let Some(fault) = fault(&own, outcome, last, &mut asked_for) {
                findings.differ(Law::Outcomes, || {
                    format!("{} {}: {fault}", outcome.scope(), outcome.stored_key())
                });
            }
        }
    }
    for (place, _) in asked_for.iter().enumerate().filter(|(_, missing)| **missing) {
        findings.differ(Law::Outcomes, || format!("no outcome names record {}", place + 1));
    }
    findings.expect(Law::Outcomes, combined == outcomes.head.outcomes, || {
        "they are not those that the head counts: some were changed, added or taken away".to_owned()
    });
    Ok(())
}

/// The codes of rows whose records do not hold them, by the register and the record that registered the row; none where
/// nobody may know the code any more.
type Codes<'r> = HashMap<(Register, Seq), Option<&'r str>>;

fn codes(registers: &Registers) -> Codes<'_> {
    let residents = registers.residents.iter();
    let known = |code, is_erased: bool| (!is_erased).then_some(code);
    let residents = residents.map(|(_, row)| {
        (
            (Register::Resident, row.since),
            known(row.code.as_str(), row.is_erased()),
        )
    });
    let entries = ENTRIES.into_iter().flat_map(|register| {
        let rows = registers.entries(register).iter();
        rows.map(move |(_, row)| ((register, row.since), known(row.code.as_str(), row.is_erased())))
    });
    residents.chain(entries).collect()
}

fn fault(own: &Codes<'_>, outcome: &StoredOutcome, last: Seq, asked_for: &mut [bool]) -> Option<String> {
    let unreadable = outcome.fault();
    if unreadable.is_some() {
        return unreadable;
    }
    let seq = outcome.seq()?;
    if let Some(is_right) = tells_itself(outcome, seq, last) {
        return (!is_right).then(|| format!("it names record {seq}, which is not of it"));
    }
    let place = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1));
    if seq <= last && place.is_some_and(|place| place >= asked_for.len()) {
        return None;
    }
    let named = place.and_then(|place| asked_for.get_mut(place));
    if named.is_some_and(std::mem::take) && names_its_record(own, outcome, seq) {
        return None;
    }
    Some(format!("it names record {seq}, which is not of it"))
}

/// Of answers that are not those of one record alone, whether they name one that they may: of an opening the first, which
/// the community's own code names besides; of expiries the last one that there was.
fn tells_itself(outcome: &StoredOutcome, seq: Seq, last: Seq) -> Option<bool> {
    match outcome.scope() {
        OPENINGS => Some(seq == 1),
        EXPIRIES_BEGUN => Some((1..=last).contains(&seq) && crate::expiry::is_begun(outcome.facts())),
        EXPIRIES => Some((1..=last).contains(&seq) && crate::expiry::is_answer(outcome.facts())),
        _ => None,
    }
}

/// Whether the record is the one that such a key makes. A resident's record is found by its register row, since the
/// journal does not hold the resident's code.
fn names_its_record(own: &Codes<'_>, outcome: &StoredOutcome, seq: i64) -> bool {
    let (Some(kind), Some(reference)) = (&outcome.kind, &outcome.reference) else {
        return false;
    };
    // The key of a request is the sender's choice and says nothing of the record.
    if outcome.scope().starts_with("request/") {
        return true;
    }
    let Ok(kind) = kind.parse::<RecordKind>() else {
        return false;
    };
    // The one file whose rows make records of two kinds.
    if outcome.scope() == "opening.csv" {
        let made = matches!(kind, RecordKind::OpeningBalance | RecordKind::OpeningVoucher);
        return made && outcome.is_under(reference);
    }
    if Some(kind) != kind_of(outcome.scope()) {
        return false;
    }
    if kind_of(outcome.scope()) == Some(RecordKind::ResidentRegistered) {
        return own
            .get(&(Register::Resident, seq))
            .is_some_and(|code| is_under(outcome, *code, seq));
    }
    if let Some((register, true)) = Register::of_entry(kind) {
        return own
            .get(&(register, seq))
            .is_some_and(|code| is_under(outcome, *code, seq));
    }
    // Who was erased is named by nothing that could be compared.
    if kind == RecordKind::ResidentErased {
        return true;
    }
    outcome.is_under(reference)
}

/// Whether an outcome is kept under a code, or under none where nobody may know the code any more.
fn is_under(outcome: &StoredOutcome, code: Option<&str>, seq: Seq) -> bool {
    match code {
        Some(code) => outcome.is_under(code),
        None => outcome.stored_key() == forgotten_key(seq),
    }
}

/// What records are made of what is asked under a scope: a file's name, or the kind of record itself.
fn kind_of(scope: &str) -> Option<RecordKind> {
    Some(match scope {
        "community.csv" => RecordKind::CommunityRegistered,
        "funds.csv" => RecordKind::FundRegistered,
        "merchants.csv" => RecordKind::MerchantRegistered,
        "discounts.csv" => RecordKind::DiscountRegistered,
        "residents.csv" => RecordKind::ResidentRegistered,
        "donations.csv" => RecordKind::Donation,
        "disbursements.csv" => RecordKind::DisbursementPaid,
        "claims.csv" => RecordKind::Redemption,
        "settlements.csv" => RecordKind::Settlement,
        kind => return kind.parse().ok(),
    })
}
