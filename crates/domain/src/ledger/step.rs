//! Steps of a piece of work that are on record, and who did them.

use std::collections::HashMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::draft::{Contents, Draft};
use super::{Circumstances, Ledger};
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
    /// Its contents.
    pub document: String,
    /// Who did it, as far as that is still known.
    pub by: Option<String>,
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

/// Refuses a step without a name, and one by somebody who did another that must be someone else's.
pub(super) fn someone_else(by: &str, earlier: &[&Step]) -> Result<(), Refusal> {
    let by = by.trim();
    if by.is_empty() {
        return Err(RefusalCode::OfficerRequired.into());
    }
    if earlier.iter().any(|step| step.by.as_deref() == Some(by)) {
        return Err(RefusalCode::SamePerson.into());
    }
    Ok(())
}

/// The name of whoever does a step, as a value outside the journal.
pub(super) fn officer(by: &str, circumstances: &mut Circumstances<'_>) -> PrivateValue {
    let value = OfficerValue {
        by: by.trim().to_owned(),
    };
    PrivateValue::seal("officer", &value, circumstances.entropy)
}

impl Ledger {
    /// Records a step that moves nothing, so that later ones can build on it.
    pub(super) fn seal_step<D: Serialize>(
        &mut self,
        draft: Draft,
        contents: Contents<'_, D>,
        by: &str,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let (kind, reference) = (contents.kind, contents.reference.clone());
        let document = serde_json_canonicalizer::to_string(contents.document).expect("documents are JSON");
        let seq = self.seal(draft, contents, circumstances)?;
        self.steps.insert(Step {
            seq,
            kind,
            reference,
            document,
            by: Some(by.trim().to_owned()),
            undone: false,
        });
        Ok(seq)
    }
}
