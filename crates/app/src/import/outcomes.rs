//! The list of outcomes: `file,row,ref,outcome,code,message` for every row, in the order of files and rows.

use std::collections::HashMap;
use std::io::Write;

use thiserror::Error;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::outcome::{KeptOutcome, Outcome};

use super::malformed::Malformed;
use super::plan::Line;
use super::row::Content;
use super::run::{Imported, code_of, kept_under};
use super::table::Table;
use crate::messages::{Language, refusal_message};
use crate::service::Service;

/// The list could not be written.
#[derive(Debug, Error)]
pub enum OutcomesError {
    /// The rows could not be read again.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The facts could not be read from the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file could not be written.
    #[error("the list of outcomes cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

/// How many rows are looked up at once.
const CHUNK: usize = 5_000;

/// Writes what came of every row of an import as CSV: UTF-8 without a byte-order mark, so that it reads back as data.
///
/// # Errors
/// [`OutcomesError`].
pub async fn write(
    service: &Service,
    imported: &Imported,
    language: Language,
    to: &mut (dyn Write + Send),
) -> Result<(), OutcomesError> {
    writeln!(to, "file,row,ref,outcome,code,message")?;
    let (key, refused) = &imported.community;
    let refusal = refused.map(Refusal::new);
    write_row(to, key.file, key.row, &key.reference, refusal.as_ref(), language)?;
    let mut lines = imported.plan.in_file_order();
    loop {
        let chunk = lines.by_ref().take(CHUNK).collect::<Result<Vec<Line>, _>>()?;
        if chunk.is_empty() {
            return Ok(());
        }
        let facts = facts(service, imported, &chunk).await?;
        for line in &chunk {
            let refusal = match code_of(line.outcome) {
                Some(code) => Some(why(imported, &facts, line, code)?),
                None => None,
            };
            write_row(to, line.file, line.row, &line.reference, refusal.as_ref(), language)?;
        }
    }
}

type Facts<'a> = HashMap<(Table, &'a str), Refusal>;

/// Why a row was refused, with the facts where they are known. What contradicts an earlier row of its file has no
/// outcome of its own on record, under a reference that it shares: it is told from the files.
fn why(imported: &Imported, facts: &Facts<'_>, line: &Line, code: RefusalCode) -> Result<Refusal, Malformed> {
    if matches!(code, RefusalCode::DuplicateCode | RefusalCode::RefConflict)
        && let Content::Conflicts(refusal) = imported.plan.row(line.step as usize)?.content
    {
        return Ok(refusal);
    }
    let kept = imported
        .refusals
        .get(&line.step)
        .or_else(|| facts.get(&(line.file, line.reference.as_str())));
    let kept = kept.filter(|kept| kept.code == code).cloned();
    Ok(kept.unwrap_or_else(|| Refusal::new(code)))
}

/// The refusals on record for a chunk of rows, with their facts.
async fn facts<'a>(service: &Service, imported: &Imported, chunk: &'a [Line]) -> Result<Facts<'a>, StoreError> {
    let mut facts = HashMap::new();
    let Some(number) = imported.number else {
        return Ok(facts);
    };
    for table in Table::ALL {
        let refused = |line: &&Line| line.file == table && code_of(line.outcome).is_some();
        let references: Vec<&str> = chunk
            .iter()
            .filter(refused)
            .map(|line| line.reference.as_str())
            .collect();
        if references.is_empty() {
            continue;
        }
        let keys = references.iter().map(|reference| kept_under(reference)).collect();
        let mut kept: HashMap<String, KeptOutcome> =
            service.database().outcomes(number, table.file_name(), keys).await?;
        for reference in references {
            if let Some(KeptOutcome {
                outcome: Outcome::Refused(refusal),
                ..
            }) = kept.remove(&kept_under(reference))
            {
                facts.insert((table, reference), refusal);
            }
        }
    }
    Ok(facts)
}

fn write_row(
    to: &mut (dyn Write + Send),
    table: Table,
    row: u32,
    reference: &str,
    refusal: Option<&Refusal>,
    language: Language,
) -> std::io::Result<()> {
    let (outcome, code, message) = match refusal {
        None => ("accepted", "", String::new()),
        Some(refusal) => ("refused", refusal.code.as_str(), refusal_message(refusal, language)),
    };
    writeln!(
        to,
        "{},{row},{},{outcome},{code},{}",
        table.file_name(),
        quoted(reference),
        quoted(&message)
    )
}

/// A cell, in quotes where it needs them.
fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}
