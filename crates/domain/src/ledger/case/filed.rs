//! Records of a disbursement, as its steps are read from them.

use serde::de::DeserializeOwned;

use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::document::{CaseDocument, DisbursementDocument, PaymentDocument, ReversalDocument};
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
        serde_json::from_str(&self.document).ok()
    }

    pub(super) fn value<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        let (_, value) = self.values.iter().find(|(name, _)| name == field)?;
        serde_json::from_str(value).ok()
    }

    /// The step before it, if it is one; an outer nothing if it is no record of a disbursement.
    #[must_use]
    pub fn previous(&self) -> Option<Option<Seq>> {
        match self.kind {
            RecordKind::DisbursementApproved => {
                let document: DisbursementDocument = self.read()?;
                Some(document.case.and_then(|link| link.previous))
            }
            RecordKind::DisbursementPaid => {
                let document: PaymentDocument = self.read()?;
                Some(document.case.map_or(Some(document.approved), |link| link.previous))
            }
            RecordKind::Reversal => Some(self.read::<ReversalDocument>()?.case?.previous),
            RecordKind::OpeningVoucher => Some(None),
            _ => Some(self.read::<CaseDocument>()?.case.previous),
        }
    }

    /// The disbursement of which it is a step; nothing if it is none.
    #[must_use]
    pub fn case(&self) -> Option<Code> {
        match self.kind {
            RecordKind::DisbursementApproved => {
                let document: DisbursementDocument = self.read()?;
                Some(
                    document
                        .case
                        .map_or_else(|| self.reference.clone(), |link| link.reference),
                )
            }
            RecordKind::DisbursementPaid => {
                let document: PaymentDocument = self.read()?;
                Some(
                    document
                        .case
                        .map_or_else(|| self.reference.clone(), |link| link.reference),
                )
            }
            RecordKind::Reversal => Some(self.read::<ReversalDocument>()?.case?.reference),
            RecordKind::OpeningVoucher => Some(self.reference.clone()),
            _ => Some(self.read::<CaseDocument>()?.case.reference),
        }
    }
}
