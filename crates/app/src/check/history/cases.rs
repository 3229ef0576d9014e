//! Disbursements against their rows, and their approvals against the settings.

use xiaonuan_domain::command::Bands;
use xiaonuan_domain::document::{CaseDocument, DisbursementDocument};
use xiaonuan_domain::ledger::Case;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::audit::StoredDisbursement;
use xiaonuan_persistence::scan::StoredRecord;

use super::values::read;

/// Whether what was approved step by step was approved by as many as its amount needed then. Help at once was decided
/// elsewhere.
pub(super) fn is_by_enough(bands: &Bands, kind: RecordKind, record: &StoredRecord, case: &Case) -> Option<bool> {
    match kind {
        RecordKind::DisbursementApprovedInPart => {
            let part = read::<CaseDocument>(record)?.part?;
            Some(part.needed == bands.approvers(part.amount))
        }
        RecordKind::DisbursementApproved => {
            let document: DisbursementDocument = read(record)?;
            let enough = case.given().len() >= bands.approvers(document.amount);
            Some(document.case.is_none() || enough)
        }
        _ => Some(true),
    }
}

/// Whether a disbursement's row is what its records tell.
pub(super) fn is_same(case: &Case, row: &StoredDisbursement, registers: &Registers) -> Option<bool> {
    let told = case.row(registers, false)?;
    Some(
        row.state == told.state.as_str()
            && row.last == told.last
            && row.approved == told.approved
            && row.paid == told.paid
            && row.fund == i64::from(told.fund.0)
            && row.resident == i64::from(told.resident.0)
            && row.kind == told.kind.as_str()
            && row.merchant == told.merchant.map(|merchant| i64::from(merchant.0))
            && row.expires_on == told.expires_on.map(|day| day.to_string())
            && row.expires_at == told.expires_at.map(|at| at.micros())
            && row.given_at == told.given_at.map(|at| at.micros()),
    )
}
