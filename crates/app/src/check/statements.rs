//! Statements and payments in steps against what they were agreed on.

use xiaonuan_domain::document::{ApprovalDocument, StatementDocument, StatementStepDocument};
use xiaonuan_domain::ledger::{Step, Steps, dated_on, records_hash};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::{Findings, Law};

const PAGE: u32 = 2_000;

const KINDS: &[RecordKind] = &[
    RecordKind::StatementDrafted,
    RecordKind::StatementSent,
    RecordKind::StatementConfirmed,
    RecordKind::StatementDisputed,
    RecordKind::StatementApproved,
    RecordKind::SettlementPrepared,
    RecordKind::SettlementApproved,
];

/// Compares each statement with the records that it lists, and each step with what it was agreed on.
pub(super) async fn compare(
    database: &Database,
    community: CommunityNo,
    registers: &Registers,
    until: Seq,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut steps = Steps::default();
    let mut last = 0;
    let mut read = Vec::new();
    loop {
        let page = database.records(community, last, until, KINDS, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = end.seq;
        for record in page {
            let day = dated_on(&record.document).map_or_else(|| record.effective_on.parse(), Ok);
            let (Ok(kind), Ok(reference), Ok(day)) = (record.kind.parse(), record.reference.parse(), day) else {
                findings.differ(Law::Statements, || format!("record {} cannot be read", record.seq));
                continue;
            };
            let step = Step {
                seq: record.seq,
                kind,
                reference,
                day,
                document: record.document,
                by: None,
                undone: false,
            };
            read.push(step.clone());
            steps.insert(step);
        }
    }
    for step in &read {
        let agrees = if step.kind == RecordKind::StatementDrafted {
            lists_what_it_says(database, community, registers, &steps, step).await?
        } else {
            is_of_what_was_drawn_up(&steps, step).unwrap_or(step.kind == RecordKind::SettlementPrepared)
        };
        findings.expect(Law::Statements, agrees, || {
            format!("record {} ({}) is not of what it says", step.seq, step.kind)
        });
    }
    Ok(())
}

async fn lists_what_it_says(
    database: &Database,
    community: CommunityNo,
    registers: &Registers,
    steps: &Steps,
    step: &Step,
) -> Result<bool, StoreError> {
    let Some(document) = step.read::<StatementDocument>() else {
        return Ok(false);
    };
    let Some(listing) = steps.listing_of(&document, registers) else {
        return Ok(false);
    };
    let lines = database.statement_lines(community, listing, document.until).await?;
    let owed: i64 = lines.iter().map(|line| line.owed).sum();
    let same = document.records == records_hash(&lines) && document.owed.fen() == owed;
    Ok(same && document.lines as usize == lines.len() && document.until < step.seq)
}

/// Whether a step is bound to exactly what was drawn up or prepared before it.
fn is_of_what_was_drawn_up(steps: &Steps, step: &Step) -> Option<bool> {
    let (before, seq, hash) = match step.kind {
        RecordKind::SettlementPrepared => return None,
        RecordKind::SettlementApproved => {
            let approval: ApprovalDocument = step.read()?;
            (RecordKind::SettlementPrepared, approval.prepared, approval.hash)
        }
        _ => {
            let document: StatementStepDocument = step.read()?;
            (RecordKind::StatementDrafted, document.statement, document.hash)
        }
    };
    let before = steps.find(before, &step.reference)?;
    Some(before.seq == seq && before.hash() == hash && seq < step.seq)
}
