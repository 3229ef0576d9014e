//! Hashes by which approvals name what they approve, as whoever approves would read them.

use serde_json::Value;
use sha2::{Digest, Sha256};
use xiaonuan_persistence::scan::StoredRecord;

use crate::operation::{Answering, Approves, CaseStep, Operation};

/// A hash of nothing that was ever prepared.
const OF_NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What an approval names.
enum Named<'a> {
    /// All that a record of a kind and reference holds.
    Record(&'static str, &'a str),
    /// The terms that were prepared last of a disbursement.
    Prepared(&'a str),
    /// The terms that a record approved.
    Approved(i64),
}

fn named(operation: &Operation) -> Option<(Approves, Named<'_>)> {
    Some(match operation {
        Operation::StepStatement(asked) if asked.step == Answering::Approve => {
            (asked.approves, Named::Record("statement_drafted", &asked.statement))
        }
        Operation::ApproveSettlement(asked) => {
            (asked.approves, Named::Record("settlement_prepared", &asked.settlement))
        }
        Operation::Step(asked) => match &asked.step {
            CaseStep::Approve(approval) => (approval.approves, Named::Prepared(&asked.reference)),
            CaseStep::Pay {
                approved,
                by_hash: true,
                ..
            } => (Approves::WhatStands, Named::Approved(*approved)),
            _ => return None,
        },
        _ => return None,
    })
}

/// Whether an operation names a hash.
pub(crate) fn names_hash(operation: &Operation) -> bool {
    named(operation).is_some_and(|(approves, _)| approves != Approves::Unnamed)
}

/// The hash that an operation names where these records stand; nothing if it names none.
pub(crate) fn hash_of(operation: &Operation, records: &[StoredRecord]) -> Option<String> {
    let (approves, what) = named(operation)?;
    match approves {
        Approves::Unnamed => return None,
        Approves::SomethingElse => return Some(OF_NOTHING.to_owned()),
        Approves::WhatStands => {}
    }
    let terms = |document: &str| -> Option<(Value, String)> {
        let document: Value = serde_json::from_str(document).ok()?;
        let terms = document["terms"].as_str()?.to_owned();
        Some((document, terms))
    };
    let found = match what {
        Named::Record(kind, reference) => records
            .iter()
            .find(|record| record.kind == kind && record.reference == reference)
            .map(|record| Sha256::digest(&record.document))
            .map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect()),
        Named::Prepared(case) => records.iter().rev().find_map(|record| {
            let (document, terms) = terms(&record.document)?;
            let is_prepared = matches!(record.kind.as_str(), "disbursement_prepared" | "disbursement_applied");
            (is_prepared && document["case"]["reference"] == case).then_some(terms)
        }),
        Named::Approved(seq) => records
            .iter()
            .find(|record| record.seq == seq && record.kind == "disbursement_approved")
            .and_then(|record| terms(&record.document))
            .map(|(_, terms)| terms),
    };
    Some(found.unwrap_or_else(|| OF_NOTHING.to_owned()))
}
