//! Records of a disbursement, as its steps are read from them.

use serde::de::DeserializeOwned;

use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::document::{CaseDocument, CaseLink, DisbursementDocument, PaymentDocument, ReversalDocument};
use crate::record::{Record, RecordKind, Seq};

/// A record of a disbursement.
#[derive(Clone, Debug)]
pub struct Filed {
    /// Its number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Its own reference.
    pub reference: Code,
    /// Business time.
    pub occurred_at: Instant,
    /// The community's day of it.
    pub day: Day,
    /// Who recorded it.
    pub actor: String,
    /// What it reverses.
    pub reverses: Option<Seq>,
    /// Its contents.
    pub document: String,
    /// The personal values that still exist, by field.
    pub values: Vec<(String, String)>,
}

impl From<&Record> for Filed {
    fn from(record: &Record) -> Self {
        let values = record.private.iter();
        Filed {
            seq: record.seq,
            kind: record.kind,
            reference: record.reference.clone(),
            occurred_at: record.occurred_at,
            day: record.effective_on,
            actor: record.actor.clone(),
            reverses: record.reverses,
            document: record.document.clone(),
            values: values
                .map(|value| (value.field.to_owned(), value.value.clone()))
                .collect(),
        }
    }
}

impl Filed {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        read(&self.document)
    }

    pub(super) fn value<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        let (_, value) = self.values.iter().find(|(name, _)| name == field)?;
        read(value)
    }

    /// The step before it, if it is one; an outer nothing if it is no record of a disbursement.
    #[must_use]
    pub fn previous(&self) -> Option<Option<Seq>> {
        Some(self.link()?.previous)
    }

    /// The disbursement of which it is a step; nothing if it is none.
    #[must_use]
    pub fn case(&self) -> Option<Code> {
        Some(self.link()?.reference)
    }

    fn link(&self) -> Option<CaseLink> {
        link(self.kind, &self.reference, &self.document)
    }
}

/// Of which disbursement a record is a step, and after which other. Help that was given at once names no link: its own
/// reference is the disbursement's, and its payment follows its approval.
pub(in crate::ledger) fn link(kind: RecordKind, reference: &Code, document: &str) -> Option<CaseLink> {
    let at_once = |previous| CaseLink {
        reference: reference.clone(),
        previous,
    };
    Some(match kind {
        RecordKind::DisbursementApproved => {
            let document: DisbursementDocument = read(document)?;
            document.case.unwrap_or_else(|| at_once(None))
        }
        RecordKind::DisbursementPaid => {
            let document: PaymentDocument = read(document)?;
            let approved = document.approved;
            document.case.unwrap_or_else(|| at_once(Some(approved)))
        }
        RecordKind::OpeningVoucher => at_once(None),
        RecordKind::Reversal => read::<ReversalDocument>(document)?.case?,
        _ => read::<CaseDocument>(document)?.case,
    })
}

fn read<T: DeserializeOwned>(document: &str) -> Option<T> {
    serde_json::from_str(document).ok()
}
