//! Steps of a piece of work that are on record, and who did them.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::draft::{Contents, Draft};
use super::original::dated_on;
use super::{Circumstances, Ledger};
use crate::calendar::Day;
use crate::code::Code;
use crate::commitment::PrivateValue;
use crate::document::OfficerValue;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};

/// A step on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Its reference.
    pub reference: Code,
    /// The day of it, wherever it was booked.
    pub day: Day,
    /// Its contents.
    pub document: String,
    /// Who did it, as far as that is still known.
    pub by: Option<String>,
    /// Who recorded it, where that is read.
    pub actor: Option<String>,
    /// Whether what it says no longer holds, since a payment was taken back.
    pub undone: bool,
}

impl Step {
    /// Its contents.
    #[must_use]
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.document).ok()
    }

    /// The hash of exactly what it holds.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(&self.document))
    }
}

/// The steps that a batch may build on.
#[derive(Clone, Debug, Default)]
pub struct Steps(HashMap<(RecordKind, Code), Step>);

impl Steps {
    /// Adds a step.
    pub fn insert(&mut self, step: Step) {
        self.0.insert((step.kind, step.reference.clone()), step);
    }

    /// The step of a kind and reference.
    #[must_use]
    pub fn find(&self, kind: RecordKind, reference: &Code) -> Option<&Step> {
        self.0.get(&(kind, reference.clone()))
    }

    /// All steps of a kind.
    pub fn of_kind(&self, kind: RecordKind) -> impl Iterator<Item = &Step> {
        self.0.values().filter(move |step| step.kind == kind)
    }
}

/// The name of whoever does a step, as a value outside the journal.
pub(super) fn officer(by: &str, circumstances: &mut Circumstances<'_>) -> PrivateValue {
    let value = OfficerValue {
        by: by.trim().to_owned(),
    };
    PrivateValue::seal("officer", &value, circumstances.entropy)
}

impl Ledger {
    /// The day of a step, and the record in the making: of its moment where it is done today. Refuses one that is dated
    /// before what it follows.
    pub(super) fn draft_step(
        &self,
        date: Option<Day>,
        after: Day,
        circumstances: &Circumstances<'_>,
    ) -> Result<(Day, Draft), Refusal> {
        let today = self.registers.community.zone.day_of(circumstances.now);
        let day = date.unwrap_or(today);
        if day < after {
            return Err(Refusal::new(RefusalCode::BeforeOriginal).with("day", after));
        }
        let draft = if day == today {
            Draft::new(circumstances.now)
        } else {
            self.draft_of(day)
        };
        Ok((day, draft))
    }

    /// Records a step that moves nothing, so that later ones can build on it.
    pub(super) fn seal_step<D: Serialize>(
        &mut self,
        draft: Draft,
        contents: Contents<'_, D>,
        by: &str,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let (kind, reference) = (contents.kind, contents.reference.clone());
        let seq = self.seal(draft, contents, circumstances)?;
        let made = self.records.last().expect("a record was made");
        let (document, booked, actor) = (made.document.clone(), made.effective_on, Some(made.actor.clone()));
        self.steps.insert(Step {
            seq,
            kind,
            reference,
            day: dated_on(&document).unwrap_or(booked),
            document,
            by: Some(by.trim().to_owned()),
            actor,
            undone: false,
        });
        Ok(seq)
    }
}
