//! 已批未付表 and 待补手续表: help that is promised, and papers that help which was paid first must make up for.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{CaseDocument, DisbursementDocument, PaymentDocument, ReversalDocument};
use xiaonuan_domain::ledger::{CaseState, PAPERS};
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;

use super::Report;
use super::people::code_of;
use super::period::{Period, Usual};
use super::summary::reference;
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Choice, Ready, Row};
use crate::walk::document;

const KINDS: &[RecordKind] = &[
    RecordKind::DisbursementApplied,
    RecordKind::DisbursementVisited,
    RecordKind::DisbursementPrepared,
    RecordKind::DisbursementReviewed,
    RecordKind::DisbursementApproved,
    RecordKind::DisbursementPaid,
    RecordKind::DisbursementSigned,
    RecordKind::DisbursementCancelled,
    RecordKind::DisbursementPosted,
    RecordKind::DisbursementObjected,
    RecordKind::DisbursementAnswered,
    RecordKind::Reversal,
];

/// An approval, and what became of it.
struct Promise {
    case: String,
    day: Day,
    document: DisbursementDocument,
    released: bool,
    /// The day of the payment that holds.
    paid_on: Option<Day>,
}

/// The approvals of a view by number, which steps each disbursement has, and which of those that say where its promise
/// stands was the last.
#[derive(Default)]
struct Promises {
    stand: HashMap<String, (Seq, CaseState)>,
    approvals: BTreeMap<Seq, Promise>,
    steps: HashMap<String, HashSet<RecordKind>>,
}

impl Promises {
    async fn read(view: &Arc<View>, period: &Period) -> Result<Self, StoreError> {
        let mut promises = Promises::default();
        let mut released: HashSet<Seq> = HashSet::new();
        let mut payments: HashMap<Seq, (Seq, Day)> = HashMap::new();
        let mut reversed: HashSet<Seq> = HashSet::new();
        let mut walk = view.events(period, KINDS);
        loop {
            let page = walk.page().await?;
            if page.is_empty() {
                break;
            }
            for event in page {
                match event.kind()? {
                    RecordKind::DisbursementApproved => promises.approved(&event)?,
                    RecordKind::DisbursementPaid => {
                        let paid: PaymentDocument = document(&event)?;
                        payments.insert(event.seq, (paid.approved, event.day()?));
                    }
                    RecordKind::Reversal => {
                        reversed.extend(event.reverses);
                        let document: ReversalDocument = document(&event)?;
                        if let Some(link) = document.case {
                            let reference = link.reference.to_string();
                            // What is given again is to be signed for again.
                            let steps = promises.steps.entry(reference.clone()).or_default();
                            steps.remove(&RecordKind::DisbursementSigned);
                            promises.stands(reference, event.seq, CaseState::Approved);
                        }
                    }
                    kind => {
                        let step: CaseDocument = document(&event)?;
                        released.extend(step.released);
                        let reference = step.case.reference.to_string();
                        match kind {
                            RecordKind::DisbursementPosted | RecordKind::DisbursementAnswered => {
                                promises.stands(reference.clone(), event.seq, CaseState::Posted);
                            }
                            RecordKind::DisbursementObjected => {
                                promises.stands(reference.clone(), event.seq, CaseState::Objected);
                            }
                            _ => {}
                        }
                        promises.steps.entry(reference).or_default().insert(kind);
                    }
                }
            }
        }
        for (payment, (approved, day)) in payments {
            if let Some(promise) = promises
                .approvals
                .get_mut(&approved)
                .filter(|_| !reversed.contains(&payment))
            {
                promise.paid_on = Some(day);
            }
        }
        for (seq, promise) in &mut promises.approvals {
            promise.released = released.contains(seq);
        }
        let fund: Option<&Code> = view.fund_code();
        promises
            .approvals
            .retain(|_, promise| fund.is_none_or(|fund| promise.document.fund == *fund));
        Ok(promises)
    }

    fn approved(&mut self, event: &Event) -> Result<(), StoreError> {
        let document: DisbursementDocument = document(event)?;
        let case = document.case.as_ref().map(|link| link.reference.to_string());
        let promise = Promise {
            case: case.unwrap_or_else(|| event.reference.clone()),
            day: event.day()?,
            document,
            released: false,
            paid_on: None,
        };
        self.stands(promise.case.clone(), event.seq, CaseState::Approved);
        self.approvals.insert(event.seq, promise);
        Ok(())
    }

    /// Where a disbursement's promise stands after a record. They come by their days, and the last one recorded tells.
    fn stands(&mut self, case: String, seq: Seq, state: CaseState) {
        let stand = self.stand.entry(case).or_insert((seq, state));
        if stand.0 < seq {
            *stand = (seq, state);
        }
    }
}

/// What is approved and not paid, the oldest first, with how many days it has stood.
pub(super) async fn encumbrances(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let promises = Promises::read(&view, &period).await?;
    let open = promises.approvals.iter();
    let mut open: Vec<(&Seq, &Promise)> = open
        .filter(|(_, promise)| !promise.released && promise.paid_on.is_none())
        .collect();
    open.sort_by_key(|(seq, promise)| (promise.day, **seq));
    let total: Sum = open.iter().map(|(_, promise)| Sum::from(promise.document.amount)).sum();
    let row = |(seq, promise): (&Seq, &Promise)| {
        let document = &promise.document;
        let (_, state) = promises.stand[&promise.case];
        Row::plain(vec![
            reference(&promise.case),
            Cell::Code(document.fund.clone()),
            code_of(&view.registers, document.resident),
            Cell::Choice(Choice::Help(document.kind)),
            Cell::Amount(document.amount.into()),
            Cell::Day(promise.day),
            Cell::Count(promise.day.days_until(view.day())),
            Cell::Choice(Choice::Case(state)),
            Cell::Seq(*seq),
        ])
    };
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(
            open.into_iter().map(row).collect(),
            vec![("amount", yuan(total))],
        )),
    })
}

/// Each missing paper of help that was paid first, the most urgent first, with how many days are left; below zero when
/// the day has passed.
pub(super) async fn open_papers(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let promises = Promises::read(&view, &period).await?;
    let none = HashSet::new();
    let settings = view.registers.community.settings.as_ref();
    let needed = |kind: RecordKind| settings.is_none_or(|settings| settings.needs_paper(kind));
    let mut missing = Vec::new();
    for (seq, promise) in &promises.approvals {
        let (Some(papers_by), Some(paid_on)) = (promise.document.papers_by, promise.paid_on) else {
            continue;
        };
        let done = promises.steps.get(&promise.case).unwrap_or(&none);
        for (at, paper) in PAPERS
            .iter()
            .enumerate()
            .filter(|(_, paper)| needed(**paper) && !done.contains(paper))
        {
            let cells = vec![
                reference(&promise.case),
                Cell::Code(promise.document.fund.clone()),
                code_of(&view.registers, promise.document.resident),
                Cell::Amount(promise.document.amount.into()),
                Cell::Day(paid_on),
                Cell::Choice(Choice::Record(*paper)),
                Cell::Day(papers_by),
                Cell::Count(view.day().days_until(papers_by)),
            ];
            missing.push(((papers_by, *seq, at), Row::plain(cells)));
        }
    }
    missing.sort_by_key(|(place, _)| *place);
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(
            missing.into_iter().map(|(_, row)| row).collect(),
            Vec::new(),
        )),
    })
}
