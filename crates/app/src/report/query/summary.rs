//! What a record is about, in a few words.

use serde::Deserialize;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::ledger::told_reference;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::error::StoreError;

use super::naming::merchant_name;
use super::people::code_of;
use crate::report::{Cell, Choice, Phrase, Wording};

/// Whom a record's contents name, whatever its kind.
#[derive(Debug, Deserialize)]
pub(super) struct Parties {
    pub(super) resident: Option<SubjectId>,
    pub(super) merchant: Option<Code>,
}

impl Parties {
    /// Reads whom a record names.
    pub(super) fn read(document: &str) -> Result<Self, StoreError> {
        serde_json::from_str(document).map_err(|error| StoreError::unreadable("contents of a record", error))
    }

    /// The resident's code, or the merchant's name where no resident is named.
    fn party(&self, registers: &Registers) -> Cell {
        match (self.resident, &self.merchant) {
            (Some(resident), _) => code_of(registers, resident),
            (None, Some(merchant)) => merchant_name(registers, merchant.as_str()),
            (None, None) => Cell::Empty,
        }
    }

    /// The kind of record, its reference and whom it concerns.
    pub(super) fn summary(&self, kind: &str, reference: Cell, registers: &Registers) -> Result<Cell, StoreError> {
        let kind = record_kind(kind)?;
        let party = self.party(registers);
        let wording = if party == Cell::Empty {
            Wording::Summary
        } else {
            Wording::SummaryOf
        };
        let phrase = Phrase::new(wording)
            .with("kind", Cell::Choice(Choice::Record(kind)))
            .with("ref", reference);
        Ok(if party == Cell::Empty {
            phrase.into()
        } else {
            phrase.with("party", party).into()
        })
    }
}

/// What a record records.
pub(super) fn record_kind(text: &str) -> Result<RecordKind, StoreError> {
    text.parse()
        .map_err(|error| StoreError::unreadable("kind of record", error))
}

/// What people call a record.
pub(super) fn called(text: &str, document: &str) -> Cell {
    reference(&told_reference(text, document))
}

/// A record's reference.
pub(super) fn reference(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Code)
}
