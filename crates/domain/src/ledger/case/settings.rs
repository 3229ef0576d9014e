//! What the community's settings say of a step: which steps are taken at all, and how long things may take.

use super::Case;
use crate::calendar::Day;
use crate::command::{CaseApproval, CaseStep, OptionalStep, Settings, StepCase};
use crate::ledger::Ledger;
use crate::money::Money;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules, in order: `step_switched_off`, `step_missing`, `posting_open`, `papers_too_late`. The settings are those of
    /// the moment at which the step is recorded.
    pub(super) fn check_settings(&self, asked: &StepCase, known: Option<&Case>) -> Result<(), Refusal> {
        let Some(settings) = &self.registers.community.settings else {
            return Ok(());
        };
        let own = own_step(asked.step.kind());
        if let Some(step) = own.filter(|step| !settings.needs(*step)) {
            return Err(Refusal::new(RefusalCode::StepSwitchedOff).with("step", step));
        }
        let done = |kind| known.is_some_and(|case| case.done.contains(&kind));
        let needs = |step, kind| {
            if settings.needs(step) && !done(kind) {
                return Err(Refusal::new(RefusalCode::StepMissing).with("step", step));
            }
            Ok(())
        };
        match &asked.step {
            // What was prepared before may be prepared anew, and what was paid first is made up for.
            CaseStep::Prepare(_) if !done(RecordKind::DisbursementPrepared) && !done(RecordKind::DisbursementPaid) => {
                needs(OptionalStep::Apply, RecordKind::DisbursementApplied)?;
                needs(OptionalStep::Visit, RecordKind::DisbursementVisited)
            }
            CaseStep::Approve(_) => needs(OptionalStep::Review, RecordKind::DisbursementReviewed),
            CaseStep::Pay { .. } => {
                // What the bank sent back was posted before it was paid the first time.
                let posted = done(RecordKind::DisbursementPaid);
                let approved = known.map(|case| case.day);
                match approved.filter(|_| !posted).and_then(|day| posted_until(settings, day)) {
                    Some(from) if asked.date < from => Err(Refusal::new(RefusalCode::PostingOpen).with("from", from)),
                    _ => Ok(()),
                }
            }
            CaseStep::PayFirst { papers_by, .. } => match settings.papers_days.map(|days| after(asked.date, days)) {
                Some(last) if *papers_by > last => Err(Refusal::new(RefusalCode::PapersTooLate).with("last", last)),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Above which amount an approval needs minutes and votes: the lower of what it says and what the community has set.
    pub(super) fn minutes_above(&self, approval: &CaseApproval) -> Option<Money> {
        let set = self.registers.community.settings.as_ref();
        let set = set.and_then(|settings| settings.minutes_above);
        [approval.minutes_above, set].into_iter().flatten().min()
    }
}

impl Settings {
    /// Whether help that was paid first must make up for such a step.
    #[must_use]
    pub fn needs_paper(&self, kind: RecordKind) -> bool {
        own_step(kind).is_none_or(|step| self.needs(step))
    }
}

/// The step that a community may switch off, of those that make such records.
const fn own_step(kind: RecordKind) -> Option<OptionalStep> {
    Some(match kind {
        RecordKind::DisbursementApplied => OptionalStep::Apply,
        RecordKind::DisbursementVisited => OptionalStep::Visit,
        RecordKind::DisbursementReviewed => OptionalStep::Review,
        RecordKind::DisbursementSigned => OptionalStep::Sign,
        _ => return None,
    })
}

/// The first day on which what was approved on a day may be paid.
fn posted_until(settings: &Settings, approved: Day) -> Option<Day> {
    let days = settings
        .posting_days
        .filter(|_| settings.needs(OptionalStep::Posting))?;
    Some(after(approved, days))
}

fn after(day: Day, days: u16) -> Day {
    (0..days).fold(day, |day, _| day.next().unwrap_or(day))
}
