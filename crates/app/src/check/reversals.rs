//! Reversals against what they take back: of one kind of record only, once, not earlier, and with the same amounts.

use std::collections::HashMap;

use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::document::ReversalDocument;
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::StoredRecord;

use super::{Findings, Law};

/// Compares the reversals of a page with the records that they take back.
pub(super) async fn compare(
    database: &Database,
    community: CommunityNo,
    page: &[StoredRecord],
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let reversal = RecordKind::Reversal.as_str();
    let corrections = page
        .iter()
        .filter(|record| record.reverses.is_some() || record.kind == reversal);
    let corrections: Vec<&StoredRecord> = corrections.collect();
    if corrections.is_empty() {
        return Ok(());
    }
    let numbers = corrections.iter().filter_map(|record| record.reverses).collect();
    let originals = database.events_numbered(community, numbers).await?;
    let originals: HashMap<Seq, &Event> = originals.iter().map(|event| (event.seq, event)).collect();
    for record in corrections {
        let original = record.reverses.and_then(|seq| originals.get(&seq));
        let agrees = original.is_some_and(|original| agrees(record, original).unwrap_or(false));
        findings.expect(Law::Reversals, agrees, || {
            format!("record {} does not take back what it says", record.seq)
        });
    }
    Ok(())
}

fn agrees(record: &StoredRecord, original: &Event) -> Option<bool> {
    if let Some(reopens) = reopens(record, original) {
        return Some(reopens);
    }
    let document: ReversalDocument = serde_json::from_str(&record.document).ok()?;
    let kind = original.kind().ok()?;
    let named = document.of == kind
        && document.of_reference.as_str() == original.reference
        && document.of_day == original.day().ok()?
        && record.kind == RecordKind::Reversal.as_str();
    // Taking a payment back is a step of its disbursement, which is followed with the other steps.
    let is_step = matches!(kind, RecordKind::DisbursementPaid | RecordKind::OpeningVoucher);
    let in_time = original.seq < record.seq && record.occurred_at() >= original.occurred_at();
    Some(
        named
            && in_time
            && kind.is_reversible()
            && is_step == document.case.is_some()
            && sums(&record.postings, -1)? == sums(&original.postings, 1)?,
    )
}

/// Whether a record that is part of the reopening of a year takes back what closed it; nothing for other records.
fn reopens(record: &StoredRecord, original: &Event) -> Option<bool> {
    let (kind, closed) = (record.kind.parse::<RecordKind>().ok()?, original.kind().ok()?);
    let fits = match kind {
        RecordKind::YearReopened => closed == RecordKind::YearClosed,
        RecordKind::NetAssetsReclassified => closed == RecordKind::NetAssetsReclassified,
        _ => return None,
    };
    let at_once = original.seq < record.seq && record.occurred_at() == original.occurred_at();
    Some(fits && at_once && sums(&record.postings, -1) == sums(&original.postings, 1))
}

/// What records move, by account and side. What merchants are owed and what they must give back count together: money
/// that was paid already is not owed any more.
fn sums(postings: &str, sign: i64) -> Option<HashMap<(String, Side), i64>> {
    let receivable = format!("/{}/", AccountKind::Receivable);
    let payable = format!("/{}/", AccountKind::Payable);
    let mut sums: HashMap<(String, Side), i64> = HashMap::new();
    for (address, side, amount) in read_postings(postings).ok()? {
        let (address, side, amount) = if address.contains(&receivable) {
            let change = side.signed(amount);
            (address.replacen(&receivable, &payable, 1), Side::Credit, -change)
        } else if address.contains(&payable) {
            (address, Side::Credit, -side.signed(amount))
        } else {
            (address, side, amount)
        };
        *sums.entry((address, side)).or_default() += sign * amount;
    }
    sums.retain(|_, sum| *sum != 0);
    Some(sums)
}
