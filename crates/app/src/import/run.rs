//! Running an import: the rows of a plan, decided in order and recorded in batches.
//!
//! Killed and run again it goes on where it was: outcomes are kept in the transaction that recorded them, and a row
//! that has one is answered as before.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::OpenCommunity;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::{Answer, Entry, Opened, Rehearsal};
use xiaonuan_persistence::outcome::{Binding, ContentHash, Key, Outcome};
use xiaonuan_persistence::registers::CommunityNo;

use super::folder::Folder;
use super::malformed::Malformed;
use super::pace::{OTHERS_STAY, Pace};
use super::plan::Plan;
use super::row::{Content, Row, RowKey};
use super::table::Table;
use crate::service::Service;

/// How an import is run.
#[derive(Clone, Debug)]
pub struct Options {
    /// Who imports.
    pub actor: String,
    /// Decide everything on a snapshot and write nothing.
    pub dry_run: bool,
    /// Decide earlier refusals again, as things stand now.
    pub retry_refused: bool,
}

/// An import could not be done.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The files are not in their form. Nothing was written.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The database failed. What was recorded before stays; running the import again goes on.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Books are open of a code that differs in the size of letters only. Nothing was written.
    #[error("the books of community {0} are open, whose code differs in the size of letters only")]
    Alike(Code),
}

/// What came of an import.
pub struct Imported {
    /// The rows, each with a note of its outcome.
    pub plan: Arc<Plan>,
    /// The community's own row and what came of it.
    pub community: (RowKey, Option<RefusalCode>),
    /// The community's key, unless it was a dry run of one whose books are not open.
    pub number: Option<CommunityNo>,
    /// Refusals with their facts; kept in a dry run only, otherwise they are on record.
    pub refusals: HashMap<u32, Refusal>,
    /// How many rows had an outcome before.
    pub repeated: u64,
}

/// Tells how many of so many rows are decided.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Send + Sync);

/// A step's note: 0 not yet decided, 1 accepted, otherwise a refusal by the place of its code.
pub(super) const ACCEPTED: u8 = 1;

/// The note of a refusal.
pub(super) fn note_of(code: RefusalCode) -> u8 {
    let place = RefusalCode::ALL
        .iter()
        .position(|known| *known == code)
        .expect("all codes are listed");
    u8::try_from(place + 2).expect("fewer than 254 codes")
}

/// The refusal that a note stands for, if it is one.
pub(super) fn code_of(note: u8) -> Option<RefusalCode> {
    RefusalCode::ALL.get(usize::from(note).checked_sub(2)?).copied()
}

/// Where entries go: to the journal, or to a rehearsal of it.
enum Target<'a> {
    Journal(CommunityNo),
    Rehearsal(Box<Rehearsal<'a>>),
}

/// Imports a folder that was opened.
///
/// # Errors
/// [`ImportError`]. Refused rows are none: they are outcomes.
pub async fn run(
    service: &Service,
    folder: &Folder,
    options: &Options,
    progress: Progress<'_>,
) -> Result<Imported, ImportError> {
    let plan = Arc::new(folder.plan()?);
    let opened = folder.community().clone();
    let begun = begin(service, &opened.community, &opened.key, &plan, options).await?;
    let mut target = begun.target;
    let mut imported = Imported {
        plan: plan.clone(),
        community: (opened.key, begun.refused),
        number: begun.number,
        refusals: HashMap::new(),
        repeated: u64::from(begun.was_open),
    };
    let total = plan.len();
    let mut pace = if options.dry_run {
        Pace::alone()
    } else {
        Pace::beside_others()
    };
    let mut reading = read(&plan, 0, pace);
    let mut start = 0;
    while start < total {
        // The next rows are read while these are recorded.
        let rows = reading.await.expect("reading rows does not panic")?;
        let next = start + rows.len();
        reading = read(&plan, next, pace);
        let began = tokio::time::Instant::now();
        record(service, &mut target, rows, start, options, &mut imported).await?;
        if let Target::Journal(number) = &target {
            let others = service.journal().met_others(*number, OTHERS_STAY);
            pace.learn(next - start, began.elapsed(), others);
        }
        start = next;
        if !options.dry_run && pace.has_doubled(start) {
            service.database().refresh_statistics().await?;
        }
        progress(start as u64, total as u64);
    }
    let due = Entry::expire_due(&options.actor.as_str().into(), service.journal().now());
    append(service, &mut target, &[due]).await?;
    Ok(imported)
}

fn read(plan: &Arc<Plan>, start: usize, pace: Pace) -> tokio::task::JoinHandle<Result<Vec<Row>, Malformed>> {
    let plan = plan.clone();
    tokio::task::spawn_blocking(move || plan.rows(start..start + pace.rows()))
}

/// An import that has begun: where entries go, and what came of the community's own row.
struct Begun<'a> {
    target: Target<'a>,
    number: Option<CommunityNo>,
    refused: Option<RefusalCode>,
    was_open: bool,
}

/// Opens the community's books, or begins a rehearsal; answers also what came of the community's own row.
async fn begin<'a>(
    service: &'a Service,
    community: &OpenCommunity,
    row: &RowKey,
    plan: &Plan,
    options: &Options,
) -> Result<Begun<'a>, ImportError> {
    let known = service.database().community(community.code.as_str()).await?;
    let key = key(Table::Community, row.reference.clone(), row.cells_hash);
    if options.dry_run {
        if let Some(other) = service.database().community_spoken_like(&community.code).await? {
            return Err(ImportError::Alike(other));
        }
        let from = first_moment(plan, community)?;
        let rehearsal = service.journal().rehearse(&options.actor, community, from).await?;
        let refused = match known {
            Some(number) => differs(service, number, &key).await?,
            None => None,
        };
        let target = Target::Rehearsal(Box::new(rehearsal));
        return Ok(Begun {
            target,
            number: known,
            refused,
            was_open: known.is_some(),
        });
    }
    let opened = service.journal().open(&options.actor, community, &key, None).await?;
    let (is_new, number) = match opened {
        Opened::New(number) => (true, number),
        Opened::Known(number) | Opened::Before(number, _) => (false, number),
        Opened::Alike(_, other) => return Err(ImportError::Alike(other)),
    };
    let refused = if is_new {
        None
    } else {
        differs(service, number, &key).await?
    };
    Ok(Begun {
        target: Target::Journal(number),
        number: Some(number),
        refused,
        was_open: !is_new,
    })
}

/// Whether the community was opened with other cells than these.
async fn differs(service: &Service, number: CommunityNo, key: &Key) -> Result<Option<RefusalCode>, StoreError> {
    let kept = service
        .database()
        .outcomes(number, key.scope, vec![key.key.clone()])
        .await?;
    let same = kept.get(&key.key).is_some_and(|kept| kept.content.is_of(&key.content));
    Ok((!same).then_some(key.conflict))
}

/// The business time of the first event, which comes after the registers and what cannot be read.
fn first_moment(
    plan: &Plan,
    community: &OpenCommunity,
) -> Result<Option<xiaonuan_domain::calendar::Instant>, Malformed> {
    for step in 0..plan.len() {
        if let Content::Ask(command) = plan.row(step)?.content
            && let Some(at) = command.occurred_at(&community.zone)
        {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn key(table: Table, reference: String, content: ContentHash) -> Key {
    let conflict = if table.is_register() {
        RefusalCode::DuplicateCode
    } else {
        RefusalCode::RefConflict
    };
    Key {
        scope: table.file_name(),
        key: kept_under(&reference),
        content,
        conflict,
        binding: Binding::Accepted,
    }
}

/// What a row's outcome is kept under: its code or reference; one that is not valid by its hash, since it may be
/// anything, of any length.
pub(super) fn kept_under(reference: &str) -> String {
    if reference.is_empty() || reference.parse::<Code>().is_ok() {
        return reference.to_owned();
    }
    let hash: String = Sha256::digest(reference)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256 {hash}")
}

/// Decides and records a batch of rows, and notes what came of each.
async fn record(
    service: &Service,
    target: &mut Target<'_>,
    rows: Vec<Row>,
    start: usize,
    options: &Options,
    imported: &mut Imported,
) -> Result<(), ImportError> {
    let mut entries = Vec::with_capacity(rows.len());
    let mut steps = Vec::with_capacity(rows.len());
    let mut copies = Vec::new();
    let actor = options.actor.as_str().into();
    for (place, row) in rows.into_iter().enumerate() {
        let step = start + place;
        let ask = match row.content {
            Content::Ask(command) => Ok(command),
            Content::Unreadable(refusal) => Err(refusal),
            Content::Repeats(first) => {
                copies.push((step, first));
                continue;
            }
            Content::Conflicts(refusal) => {
                note(imported, options, step, Some(refusal));
                continue;
            }
        };
        let key = key(row.file, row.reference, row.cells_hash);
        entries.push(Entry::under(key, &actor, ask).deciding_again(options.retry_refused));
        steps.push(step);
    }
    let answers = append(service, target, &entries).await?;
    for (step, answer) in steps.into_iter().zip(answers) {
        imported.repeated += u64::from(answer.repeated);
        let refusal = match answer.outcome {
            Outcome::Accepted(_) => None,
            Outcome::Refused(refusal) => Some(refusal),
        };
        note(imported, options, step, refusal);
    }
    for (step, first) in copies {
        imported.plan.set_outcome(step, imported.plan.outcome(first as usize));
        if let Some(refusal) = imported.refusals.get(&first).cloned() {
            note(imported, options, step, Some(refusal));
        }
    }
    Ok(())
}

fn note(imported: &mut Imported, options: &Options, step: usize, refusal: Option<Refusal>) {
    imported
        .plan
        .set_outcome(step, refusal.as_ref().map_or(ACCEPTED, |refusal| note_of(refusal.code)));
    if let Some(refusal) = refusal.filter(|_| options.dry_run) {
        imported
            .refusals
            .insert(u32::try_from(step).expect("rows are counted in 32 bits"), refusal);
    }
}

async fn append(service: &Service, target: &mut Target<'_>, entries: &[Entry]) -> Result<Vec<Answer>, StoreError> {
    match target {
        Target::Journal(number) => service.journal().append(*number, entries).await,
        Target::Rehearsal(rehearsal) => rehearsal.append(entries).await,
    }
}

/// How many rows of a table came to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSummary {
    /// How many were accepted.
    pub accepted: u64,
    /// How many were refused, by code.
    pub refused: BTreeMap<RefusalCode, u64>,
}

impl Imported {
    /// What came of each table, in the order of tables; those without rows are left out.
    #[must_use]
    pub fn summary(&self) -> Vec<(Table, FileSummary)> {
        let mut by_table: BTreeMap<Table, FileSummary> = BTreeMap::new();
        let mut count = |table: Table, code: Option<RefusalCode>| {
            let summary = by_table.entry(table).or_default();
            match code {
                None => summary.accepted += 1,
                Some(code) => *summary.refused.entry(code).or_default() += 1,
            }
        };
        count(Table::Community, self.community.1);
        for step in 0..self.plan.len() {
            count(self.plan.table(step), code_of(self.plan.outcome(step)));
        }
        by_table.into_iter().collect()
    }
}
