//! 对账单一览表: every statement of a merchant's month, and where it stands.

use std::collections::HashSet;
use std::sync::Arc;

use xiaonuan_domain::document::{StatementDocument, StatementStepDocument};
use xiaonuan_domain::ledger::{StatementState, Step, Steps};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::naming::merchant_name;
use super::period::{Period, Usual};
use super::summary::reference;
use super::view::View;
use crate::report::{Cell, Choice, Ready, Row};
use crate::walk::document;

const KINDS: &[RecordKind] = &[
    RecordKind::StatementDrafted,
    RecordKind::StatementSent,
    RecordKind::StatementConfirmed,
    RecordKind::StatementDisputed,
    RecordKind::StatementApproved,
    RecordKind::StatementPaid,
];

/// Statements that were drawn up in the period, by state in the order of the work, then in the order in which they were
/// drawn up. Where each stands is as of the view.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let mut walk = view.events(&period, KINDS);
    let mut steps = Steps::default();
    let mut drafted: Vec<(StatementDocument, Step)> = Vec::new();
    loop {
        let page = walk.page().await?;
        if page.is_empty() {
            break;
        }
        let payments: Vec<Seq> = page.iter().map(|event| event.seq - 1).collect();
        let taken_back = view.database.reversals(view.community, payments, view.as_of).await?;
        let taken_back: HashSet<Seq> = taken_back.into_iter().map(|(original, _)| original).collect();
        for event in page {
            let unreadable = |error| StoreError::unreadable(format!("reference of record {}", event.seq), error);
            let step = Step {
                seq: event.seq,
                kind: event.kind()?,
                reference: event.reference.parse().map_err(unreadable)?,
                day: event.day()?,
                by: None,
                actor: None,
                undone: taken_back.contains(&(event.seq - 1)),
                document: event.document.clone(),
            };
            if step.kind == RecordKind::StatementDrafted {
                drafted.push((document(&event)?, step.clone()));
            }
            steps.insert(step);
        }
    }
    let only = view.merchant_code();
    drafted.retain(|(document, _)| only.is_none_or(|only| document.merchant == *only));
    let mut rows: Vec<(StatementState, Row)> = Vec::new();
    for (document, step) in drafted {
        let state = steps.statement_state(&step.reference).unwrap_or(StatementState::Draft);
        if view.request.state.is_some_and(|only| only != state) {
            continue;
        }
        let confirmed = steps.find(RecordKind::StatementConfirmed, &step.reference);
        let invoice = confirmed.and_then(|step| step.read::<StatementStepDocument>()?.invoice);
        let cells = vec![
            reference(step.reference.as_str()),
            Cell::Code(document.merchant.clone()),
            merchant_name(&view.registers, document.merchant.as_str()),
            Cell::Text(document.month.to_string()),
            Cell::Choice(Choice::State(state)),
            Cell::Count(i64::from(document.lines)),
            Cell::Amount(document.owed.into()),
            invoice.map_or(Cell::Empty, Cell::Text),
            Cell::Seq(step.seq),
        ];
        rows.push((state, Row::plain(cells)));
    }
    rows.sort_by_key(|(state, _)| *state);
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok(Report {
        heading: view.heading(Some(&period)),
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}
