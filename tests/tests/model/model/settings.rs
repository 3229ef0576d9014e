//! What the community's settings say of help.

use super::case::{Case, State};
use super::{Model, Told};
use crate::operation::{Approval, Case as Asked, CaseStep, HelpTerms};
use crate::registers::Settings;

impl Model {
    fn settings(&self) -> Option<&Settings> {
        self.registers.community.settings.as_ref()
    }

    /// Which steps are taken at all, and in which order.
    pub(super) fn check_settings(&self, asked: &Asked, known: Option<&Case>) -> Told {
        let Some(settings) = self.settings() else { return Ok(()) };
        let own = match asked.step {
            CaseStep::Apply(_) => "apply",
            CaseStep::Visit(_) => "visit",
            CaseStep::Review => "review",
            CaseStep::Post(_) => "posting",
            CaseStep::Sign(_) => "sign",
            _ => "",
        };
        if !settings.needs(own) {
            return Err("step_switched_off".into());
        }
        let done = |done: fn(&Case) -> bool| known.is_some_and(done);
        let is_missing = match &asked.step {
            CaseStep::Prepare(terms) if !done(|case| case.paid.is_some()) => {
                // What was asked for and seen was of one resident.
                let other = |terms: &HelpTerms| {
                    let is_known = self.registers.residents.contains_key(&terms.resident);
                    is_known && known.is_some_and(|case| case.terms.resident != terms.resident)
                };
                let is_other = terms.as_ref().is_some_and(other);
                let is_asked = is_other || !done(|case| case.was_prepared);
                let applied = !is_other && done(|case| case.was_applied);
                let visited = !is_other && done(|case| case.was_visited);
                is_asked && ((settings.needs("apply") && !applied) || (settings.needs("visit") && !visited))
            }
            CaseStep::Approve(_) => settings.needs("review") && !done(|case| case.was_reviewed),
            CaseStep::PayFirst { papers_by, .. } => {
                let last = settings.papers_days.map(|days| asked.day + i64::from(days));
                if last.is_some_and(|last| *papers_by > last) {
                    return Err("papers_too_late".into());
                }
                false
            }
            _ => false,
        };
        if is_missing {
            return Err("step_missing".into());
        }
        Ok(())
    }

    /// Whether it is posted as the community wants before it is paid, and long enough.
    pub(super) fn check_posted(&self, asked: &Asked, case: &Case) -> Told {
        let needed = self.settings().is_some_and(|settings| settings.needs("posting"));
        if needed && !case.was_returned() && case.posted_to.is_none() {
            return Err("step_missing".into());
        }
        if case.posted_to.is_some_and(|last| asked.day <= last) {
            return Err("posting_open".into());
        }
        Ok(())
    }

    /// For how many days something is posted.
    pub(super) fn posting_days(&self, said: Option<u16>) -> Told<u16> {
        let set = self.settings().and_then(|settings| settings.posting_days);
        let least = set.unwrap_or(1).max(1);
        let days = said.or(set.map(|_| least)).unwrap_or(0);
        if days < least {
            Err("posting_too_short".into())
        } else {
            Ok(days)
        }
    }

    /// Help at once only where no step comes before the payment.
    pub(super) fn check_no_steps(&self) -> Told {
        let needed = |settings: &Settings| {
            ["apply", "visit", "review", "posting"]
                .iter()
                .any(|step| settings.needs(step))
        };
        if self.settings().is_some_and(needed) {
            Err("case_required".into())
        } else {
            Ok(())
        }
    }

    /// How many people approve help of an amount.
    pub(super) fn approvers_of_help(&self, fen: i64) -> usize {
        self.settings().map_or(1, |settings| settings.help_bands.approvers(fen))
    }

    /// How many people approve what a merchant is paid.
    pub(super) fn approvers_of_settlement(&self, fen: i64) -> usize {
        self.settings()
            .map_or(1, |settings| settings.settlement_bands.approvers(fen))
    }

    pub(super) fn minutes_above(&self) -> Option<i64> {
        self.settings().and_then(|settings| settings.minutes_above)
    }

    pub(super) fn check_minutes(&self, approval: &Approval, fen: i64) -> Told {
        let above = [approval.minutes_above, self.minutes_above()]
            .into_iter()
            .flatten()
            .min();
        let is_needed = above.is_some_and(|most| fen > most);
        if (is_needed && !(approval.minutes && approval.votes.is_some()))
            || (!approval.minutes && approval.votes.is_some())
        {
            return Err("minutes_required".into());
        }
        if approval.votes.is_some_and(|(ayes, noes)| ayes <= noes) {
            return Err("vote_lost".into());
        }
        Ok(())
    }

    /// The papers that help which was paid first must still make up for: kinds of records, in their order.
    pub(crate) fn open_papers(&self, case: &Case, settings: Option<&Settings>) -> Vec<&'static str> {
        if !matches!(case.state, State::Paid | State::Signed) || case.papers_by.is_none() {
            return Vec::new();
        }
        let papers = [
            ("disbursement_visited", "visit", case.was_visited),
            ("disbursement_prepared", "", case.was_prepared),
            ("disbursement_reviewed", "review", case.was_reviewed),
            ("disbursement_signed", "sign", case.state == State::Signed),
        ];
        let missing = papers
            .into_iter()
            .filter(|(_, step, is_done)| !is_done && settings.is_none_or(|settings| settings.needs(step)));
        missing.map(|(kind, ..)| kind).collect()
    }
}
