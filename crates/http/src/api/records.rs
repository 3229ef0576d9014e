//! Records of the journal.

use std::collections::BTreeMap;

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::view::{DONOR, JournalRow, PostingRow, Reading, RecordView, Said, SaidText};

use super::accounts::{Account, quantity};
use super::books::View;
use crate::access::{Principal, Sight};
use crate::fault::{Fault, Problem};
use crate::open::{Open, PathNumber};
use crate::query::{JournalQuery, ValidQuery, ViewQuery, said};

/// How many records a page has.
const RECORDS: u32 = 200;

/// A record in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Record {
    /// Its number.
    seq: i64,
    /// What it records.
    #[schema(example = "donation")]
    kind: &'static str,
    /// The business key, unique per kind.
    #[serde(rename = "ref")]
    reference: String,
    /// Business time.
    occurred_at: String,
    /// System time.
    recorded_at: String,
    /// The community's day of the business time.
    effective_on: String,
    /// The resident it concerns, by code.
    resident: Option<String>,
    /// What it moved: the debits of the general book, or of the budget where it has none there.
    amount: Option<String>,
    /// Whether something with a later business time was on record before it.
    late: bool,
    /// The record that it reverses.
    reverses: Option<i64>,
    /// The record that reversed it.
    reversed_by: Option<i64>,
}

impl Record {
    fn of(reading: &Reading, row: JournalRow) -> Self {
        let zone = reading.zone();
        Record {
            seq: row.seq,
            kind: row.kind.as_str(),
            reference: row.reference,
            occurred_at: zone.display(row.occurred_at),
            recorded_at: zone.display(row.recorded_at),
            effective_on: row.day,
            resident: row.resident.map(|code| code.to_string()),
            amount: row.moved.map(|amount| amount.to_string()),
            late: row.late,
            reverses: row.reverses,
            reversed_by: row.reversed_by,
        }
    }
}

/// A page of the journal, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Records {
    view: View,
    records: Vec<Record>,
    /// What to send as `before` for the page of older records.
    next: Option<i64>,
}

/// A posting of a record.
#[derive(Serialize, ToSchema)]
pub(crate) struct Posting {
    account: Account,
    /// debit or credit.
    side: &'static str,
    /// How much; negative in a reversal.
    amount: String,
}

impl From<PostingRow> for Posting {
    fn from(row: PostingRow) -> Self {
        Posting {
            account: Account::of(row.account, &row.name),
            side: row.side.as_str(),
            amount: quantity(row.name.kind.book(), row.amount),
        }
    }
}

/// A record as a whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct WholeRecord {
    #[serde(flatten)]
    record: Record,
    /// Who recorded it.
    actor: String,
    /// What it says besides: reasons, purposes, findings and names, of which the journal has check values only. Null where
    /// it was erased.
    values: Values,
    postings: Vec<Posting>,
    /// SHA-256 of its leaf, hexadecimal.
    leaf_hash: String,
}

impl WholeRecord {
    fn of(reading: &Reading, view: RecordView, sight: Sight) -> Self {
        let postings = view.books.into_iter().flat_map(|(_, rows)| rows);
        WholeRecord {
            record: Record::of(reading, view.row),
            actor: view.actor,
            values: values_for(sight, view.said),
            postings: postings.map(Into::into).collect(),
            leaf_hash: view.leaf_hash,
        }
    }
}

/// Words of a record, or a list of them.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Value {
    /// One text.
    One(String),
    /// Several, one for each thing that is told of.
    Several(Vec<String>),
}

impl From<SaidText> for Value {
    fn from(text: SaidText) -> Self {
        match text {
            SaidText::One(text) => Value::One(text),
            SaidText::Several(texts) => Value::Several(texts),
        }
    }
}

/// Words of a record by name; null where they were erased.
pub(super) type Values = BTreeMap<String, Option<Value>>;

/// All that a record says, by name.
fn whole(said: Vec<Said>) -> Values {
    let words = said.into_iter().flat_map(|said| said.words);
    words.map(|(name, text)| (name, text.map(Into::into))).collect()
}

/// The words of a record as somebody sees them. Those of a register's row are told with the row, as that is shown to them;
/// so is who gave.
pub(super) fn values_for(sight: Sight, said: Vec<Said>) -> Values {
    if sight == Sight::Whole {
        return whole(said);
    }
    let is_told = |said: &Said| !(said.is_of_a_row() || said.field == DONOR);
    let words = said.into_iter().filter(is_told).flat_map(|said| said.words);
    let shown = words.filter_map(|(name, text)| match text {
        Some(text) => sight.of_words(&name, text).map(|text| (name, Some(text.into()))),
        None => Some((name, None)),
    });
    shown.collect()
}

/// A page of the journal, newest first.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/records", tag = "journal", operation_id = "records",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery, JournalQuery),
    responses((status = 200, body = Records), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(open: Open, ValidQuery(query): ValidQuery<JournalQuery>) -> Result<Json<Records>, Fault> {
    let page = open
        .reading
        .journal(
            said(query.before.as_ref()),
            said(query.limit.as_ref()).unwrap_or(RECORDS),
        )
        .await?;
    let records = page.rows.into_iter().map(|row| Record::of(&open.reading, row));
    Ok(Json(Records {
        view: View::of(&open.reading),
        records: records.collect(),
        next: page.older,
    }))
}

/// A record as a whole.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/records/{number}", tag = "journal", operation_id = "record",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("number" = i64, Path, description = "The record's number"), ViewQuery),
    responses((status = 200, body = WholeRecord), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn one(open: Open, to: Principal, PathNumber(number): PathNumber) -> Result<Json<WholeRecord>, Fault> {
    let view = open.reading.record(number).await?;
    Ok(Json(WholeRecord::of(&open.reading, view, to.sight)))
}
