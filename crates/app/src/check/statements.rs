//! Statements and payments in steps against what they were agreed on.

use std::collections::HashSet;

use xiaonuan_domain::command::Bands;
use xiaonuan_domain::document::{
    ApprovalDocument, CommunityChangedDocument, PreparedDocument, StatementDocument, StatementStepDocument,
};
use xiaonuan_domain::ledger::{Step, Steps, dated_on, part_references, records_hash};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::StoredRecord;

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
    RecordKind::SettlementApprovedInPart,
    RecordKind::CommunityChanged,
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
    let mut bands = BandsByRecord::default();
    let mut last = 0;
    let mut read = Vec::new();
    loop {
        let page = database.records(community, last, until, KINDS, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = end.seq;
        for record in page {
            if bands.changed(&record) {
                continue;
            }
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
                actor: Some(record.actor),
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
                && is_by_enough(&steps, step, &bands).unwrap_or(true)
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
        RecordKind::SettlementApproved | RecordKind::SettlementApprovedInPart => {
            let approval: ApprovalDocument = step.read()?;
            let settlement = approval
                .part
                .map_or_else(|| step.reference.clone(), |part| part.settlement);
            let prepared = steps.find(RecordKind::SettlementPrepared, &settlement)?;
            let same = prepared.seq == approval.prepared && prepared.hash() == approval.hash;
            return Some(same && prepared.seq < step.seq);
        }
        _ => {
            let document: StatementStepDocument = step.read()?;
            (RecordKind::StatementDrafted, document.statement, document.hash)
        }
    };
    let before = steps.find(before, &step.reference)?;
    Some(before.seq == seq && before.hash() == hash && seq < step.seq)
}

/// The bands of settlements, by the record from which they hold.
#[derive(Default)]
struct BandsByRecord(Vec<(Seq, Bands)>);

impl BandsByRecord {
    /// Whether a record is of the community's settings, which are taken note of.
    fn changed(&mut self, record: &StoredRecord) -> bool {
        if record.kind.parse() != Ok(RecordKind::CommunityChanged) {
            return false;
        }
        // What cannot be read is told where registers are compared.
        let document: Option<CommunityChangedDocument> = serde_json::from_str(&record.document).ok();
        let settings = document.and_then(|document| document.details.settings);
        self.0.push((
            record.seq,
            settings.map(|settings| settings.settlement_bands).unwrap_or_default(),
        ));
        true
    }

    /// How many people approve an amount when a record is made.
    fn approvers(&self, amount: Money, seq: Seq) -> usize {
        let before = self.0.iter().rev().find(|(since, _)| *since < seq);
        before.map_or(1, |(_, bands)| bands.approvers(amount))
    }
}

/// Whether an approval is the one that it says it is, after those of others that it needs; nothing for other steps.
fn is_by_enough(steps: &Steps, step: &Step, bands: &BandsByRecord) -> Option<bool> {
    if !matches!(
        step.kind,
        RecordKind::SettlementApproved | RecordKind::SettlementApprovedInPart
    ) {
        return None;
    }
    let approval: ApprovalDocument = step.read()?;
    let part = approval.part;
    let settlement = part.as_ref().map_or(&step.reference, |part| &part.settlement);
    let prepared: PreparedDocument = steps.find(RecordKind::SettlementPrepared, settlement)?.read()?;
    let references = part_references(settlement);
    let parts = references
        .iter()
        .map(|own| steps.find(RecordKind::SettlementApprovedInPart, own));
    let given: Vec<&Step> = parts
        .map_while(|step| step)
        .filter(|given| given.seq < step.seq)
        .collect();
    let needed = bands.approvers(prepared.amount, step.seq);
    let number = given.len() + 1;
    let accounts = given
        .iter()
        .copied()
        .chain([step])
        .filter_map(|step| step.actor.as_deref());
    let accounts: Vec<&str> = accounts.filter(|account| account.starts_with("user/")).collect();
    let different: HashSet<&str> = accounts.iter().copied().collect();
    let counts = match part {
        Some(part) => {
            let is_this = part.number == number && references.get(number - 1) == Some(&step.reference);
            is_this && part.needed == needed && number < needed && approval.approvals.is_empty()
        }
        None => {
            number >= needed
                && approval
                    .approvals
                    .iter()
                    .copied()
                    .eq(given.iter().map(|given| given.seq))
        }
    };
    Some(counts && different.len() == accounts.len())
}
