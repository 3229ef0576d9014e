//! Proposals: each is decided once at most, by somebody else, and what came of it is what was proposed.

use std::collections::HashMap;

use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Proposed;
use xiaonuan_domain::document::{DecisionDocument, ProposalDocument};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::scan::StoredRecord;

use super::Values;
use super::values::read;

/// The proposals that are open, by reference, and the record that may have come of one.
#[derive(Default)]
pub(super) struct Proposals {
    open: HashMap<String, Open>,
    last: Option<(Seq, RecordKind, String)>,
}

struct Open {
    seq: Seq,
    asks: RecordKind,
    reference: Code,
    account: String,
}

impl Proposals {
    /// Takes note of a record that a proposal may ask for: it stands right before the record that confirms it, but for what
    /// came with it.
    pub(super) fn note(&mut self, kind: RecordKind, record: &StoredRecord) {
        let asked = self.open.values().any(|open| open.asks == kind);
        if asked {
            self.last = Some((record.seq, kind, record.reference.clone()));
        }
    }

    /// Follows a proposal: what stands in its record is what it asks, as far as that is still known.
    pub(super) fn proposed(&mut self, record: &StoredRecord, values: &Values<'_>) -> Option<bool> {
        let document: ProposalDocument = read(record)?;
        let kept = values.get(&(record.seq, "request"));
        let asked: Option<Proposed> = match kept {
            Some(kept) => Some(serde_json::from_str(&kept.value).ok()?),
            None => None,
        };
        let agrees = asked.is_none_or(|asked| {
            (asked.kind(), asked.reference(), asked.amount())
                == (document.asks, document.reference.clone(), document.amount)
                && asked.in_clear() == document.asked
        });
        let open = Open {
            seq: record.seq,
            asks: document.asks,
            reference: document.reference,
            account: record.actor.clone(),
        };
        Some(self.open.insert(record.reference.clone(), open).is_none() && agrees)
    }

    /// Follows a decision about an open proposal.
    pub(super) fn decided(&mut self, kind: RecordKind, record: &StoredRecord) -> Option<bool> {
        let document: DecisionDocument = read(record)?;
        let open = self.open.remove(&record.reference)?;
        let is_anothers = !record.actor.starts_with("user/") || record.actor != open.account;
        let made = document.made.map(|seq| (seq, open.asks, open.reference.to_string()));
        Some(
            document.proposal == open.seq
                && match kind {
                    RecordKind::ProposalApproved => is_anothers && made.is_some() && made == self.last,
                    RecordKind::ProposalRejected => is_anothers && made.is_none(),
                    _ => made.is_none(),
                },
        )
    }
}
