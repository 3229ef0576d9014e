//! Files that go with a step.

use crate::command::StepCase;
use crate::commitment::PrivateValue;
use crate::document::EvidenceValue;
use crate::ledger::Circumstances;
use crate::refusal::{Refusal, RefusalCode};

/// The most files that go with one step.
const MOST_FILES: usize = 50;
/// The longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// What the record commits to; nothing if no file goes with it.
pub(super) fn evidence(
    asked: &StepCase,
    circumstances: &mut Circumstances<'_>,
) -> Result<Option<PrivateValue>, Refusal> {
    let good = |name: &str, hash: &str| {
        let hex = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        hex && !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME
    };
    if asked.evidence.len() > MOST_FILES || !asked.evidence.iter().all(|file| good(&file.name, &file.sha256)) {
        return Err(RefusalCode::InvalidEvidence.into());
    }
    let files = asked.evidence.iter().map(|file| EvidenceValue {
        name: file.name.trim().to_owned(),
        sha256: file.sha256.clone(),
    });
    let files: Vec<EvidenceValue> = files.collect();
    Ok((!files.is_empty()).then(|| PrivateValue::seal("evidence", &files, circumstances.entropy)))
}
