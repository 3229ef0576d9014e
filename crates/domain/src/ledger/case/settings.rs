//! What the community's settings say of a step: which steps are taken at all, and how long things may take.

use super::Case;
use crate::calendar::Day;
use crate::command::{CaseApproval, CaseStep, OptionalStep, Settings, StepCase, StepName};
use crate::ledger::Ledger;
use crate::ledger::statement::wrong_state;
use crate::money::Money;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules, in order: `step_switched_off`, `step_missing`, `papers_too_late`; those of posting stand in its file. The
    /// settings are those of the moment at which the step is recorded.
    pub(super) fn check_settings(&self, asked: &StepCase, known: Option<&Case>) -> Result<(), Refusal> {
        let Some(settings) = self.registers.community.workflow() else {
            return Ok(());
        };
        let own = own_step(asked.step.kind());
        if let Some(step) = own.filter(|step| !settings.needs(*step)) {
            return Err(Refusal::new(RefusalCode::StepSwitchedOff).with("step", step));
        }
        let missing = self.missing_before(asked.step.kind(), known, self.is_for_another(asked, known));
        match &asked.step {
            CaseStep::PayFirst { papers_by, .. } => match settings.papers_days.map(|days| after(asked.date, days)) {
                Some(last) if *papers_by > last => Err(Refusal::new(RefusalCode::PapersTooLate).with("last", last)),
                _ => Ok(()),
            },
            _ => match missing {
                Some(step) => Err(Refusal::new(RefusalCode::StepMissing).with("step", step)),
                None => Ok(()),
            },
        }
    }

    /// The step that the community wants before one that makes such a record, and that was not taken. What was applied
    /// for and whom was visited counts for that resident alone.
    fn missing_before(&self, kind: RecordKind, known: Option<&Case>, is_for_another: bool) -> Option<OptionalStep> {
        let settings = self.registers.community.workflow()?;
        let done = |kind| known.is_some_and(|case| case.done.contains(&kind));
        let lacks = |step, is_done: bool| settings.needs(step) && !is_done;
        match kind {
            RecordKind::DisbursementPrepared => {
                // What was prepared before may be prepared anew, and what is paid first is made up for.
                let is_paid = known.is_some_and(|case| case.paid.is_some());
                let before = [
                    (OptionalStep::Apply, RecordKind::DisbursementApplied),
                    (OptionalStep::Visit, RecordKind::DisbursementVisited),
                ];
                let asked = !is_paid && (is_for_another || !done(RecordKind::DisbursementPrepared));
                let mut before = before.into_iter().filter(|_| asked);
                let missing = before.find(|(step, kind)| lacks(*step, done(*kind) && !is_for_another));
                missing.map(|(step, _)| step)
            }
            RecordKind::DisbursementApproved => {
                let step = OptionalStep::Review;
                lacks(step, done(RecordKind::DisbursementReviewed)).then_some(step)
            }
            RecordKind::DisbursementPaid => {
                // What the bank sent back had its posting before it was paid the first time.
                let is_posted = known.is_some_and(|case| {
                    let returned = case.approved.as_ref().is_some_and(|approval| approval.returned);
                    returned || case.posting.is_some()
                });
                lacks(OptionalStep::Posting, is_posted).then_some(OptionalStep::Posting)
            }
            _ => None,
        }
    }

    /// Whether it is prepared for another resident than what stands.
    fn is_for_another(&self, asked: &StepCase, known: Option<&Case>) -> bool {
        let (CaseStep::Prepare(Some(terms)), Some(case)) = (&asked.step, known) else {
            return false;
        };
        let wanted = self.resident(&terms.resident).ok();
        let wanted = wanted.map(|number| self.registers.residents.get(number).subject);
        wanted.is_some_and(|subject| subject != case.help.resident)
    }

    /// The step does not begin where the case stands; told with those that do.
    pub(super) fn not_from(&self, case: &Case) -> Refusal {
        let settings = self.registers.community.workflow();
        let is_off = |kind| own_step(kind).is_some_and(|step| settings.is_some_and(|settings| !settings.needs(step)));
        let steps = StepName::ALL.iter();
        let steps = steps.filter(|step| case.next(step.kind()).is_some() && !is_off(step.kind()));
        let steps = steps.filter(|step| self.missing_before(step.kind(), Some(case), false).is_none());
        let names: Vec<&str> = steps.map(|step| step.as_str()).collect();
        let refusal = wrong_state(case.state);
        if names.is_empty() {
            refusal
        } else {
            refusal.with("next", names.join(", "))
        }
    }

    /// Help is given at once only where no step has to come before its payment: `case_required`.
    pub(in crate::ledger) fn check_no_steps(&self) -> Result<(), Refusal> {
        const BEFORE: [OptionalStep; 4] = [
            OptionalStep::Apply,
            OptionalStep::Visit,
            OptionalStep::Review,
            OptionalStep::Posting,
        ];
        let settings = self.registers.community.workflow();
        let needed = settings.and_then(|settings| BEFORE.into_iter().find(|step| settings.needs(*step)));
        match needed {
            Some(step) => Err(Refusal::new(RefusalCode::CaseRequired).with("step", step)),
            None => Ok(()),
        }
    }

    /// Above which amount an approval needs minutes and votes: the lower of what it says and what the community has set.
    pub(super) fn minutes_above(&self, approval: &CaseApproval) -> Option<Money> {
        [approval.minutes_above, self.minutes_set()].into_iter().flatten().min()
    }
}

impl Ledger {
    /// Above which amount the community has set that approvals need minutes and votes.
    pub(super) fn minutes_set(&self) -> Option<Money> {
        self.registers.community.workflow()?.minutes_above
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
        RecordKind::DisbursementPosted => OptionalStep::Posting,
        _ => return None,
    })
}

fn after(day: Day, days: u16) -> Day {
    (0..days).fold(day, |day, _| day.next().unwrap_or(day))
}
