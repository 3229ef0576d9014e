//! Help in steps.

use super::{Model, Told};
use crate::calendar::{DAY, Day};
use crate::operation::{Approval, Case as Asked, CaseStep, HelpTerms};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Applied,
    Visited,
    Prepared,
    Reviewed,
    Approved,
    Paid,
    Signed,
    Rejected,
    Cancelled,
    Posted,
    Objected,
}

impl State {
    /// Whether the money is promised and not given yet.
    pub(crate) fn is_promised(self) -> bool {
        matches!(self, State::Approved | State::Posted | State::Objected)
    }
}

/// The approval that holds.
#[derive(Clone, Debug)]
pub(crate) struct Holding {
    pub(crate) seq: i64,
    by: &'static str,
    explained: bool,
}

/// A disbursement, in steps or in one.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) state: State,
    /// The latest day of any step.
    pub(crate) day: Day,
    pub(crate) terms: HelpTerms,
    prepared_by: Option<&'static str>,
    pub(crate) approved: Option<Holding>,
    paid: Option<i64>,
    paid_by: Option<&'static str>,
    papers_by: Option<Day>,
    /// The last day of the posting that counts.
    pub(crate) posted_to: Option<Day>,
    was_visited: bool,
    was_prepared: bool,
    was_reviewed: bool,
}

impl Case {
    /// Whether a step makes up for a paper of help that was paid first.
    fn makes_up(&self, step: &CaseStep) -> bool {
        let is_given = matches!(self.state, State::Paid | State::Signed) && self.papers_by.is_some();
        is_given
            && match step {
                CaseStep::Visit(_) => !self.was_visited,
                CaseStep::Prepare(_) => !self.was_prepared,
                CaseStep::Review => !self.was_reviewed && self.was_prepared,
                _ => false,
            }
    }

    fn next(&self, step: &CaseStep) -> Option<State> {
        use State as S;
        let is_open = matches!(self.state, S::Applied | S::Visited | S::Prepared | S::Reviewed);
        Some(match (step, self.state) {
            (step, state) if self.makes_up(step) => state,
            (CaseStep::Visit(_), S::Applied | S::Visited) => S::Visited,
            (CaseStep::Prepare(_), state) if is_open || state.is_promised() => S::Prepared,
            (CaseStep::Review, S::Prepared) => S::Reviewed,
            (CaseStep::Approve(_), S::Prepared | S::Reviewed) => S::Approved,
            (CaseStep::Post(_), S::Approved) => S::Posted,
            (CaseStep::Object, S::Posted | S::Objected) => S::Objected,
            (CaseStep::Answer, S::Objected) => S::Posted,
            (CaseStep::Pay(..), S::Approved | S::Posted) => S::Paid,
            (CaseStep::Sign, S::Paid) => S::Signed,
            (CaseStep::Reject, _) if is_open => S::Rejected,
            (CaseStep::Cancel, state) if is_open || state.is_promised() => S::Cancelled,
            (CaseStep::Return, S::Paid) => S::Approved,
            _ => return None,
        })
    }
}

impl Model {
    /// Whether a disbursement is approved or paid.
    pub(super) fn holds(&self, reference: &str) -> bool {
        let case = self.cases.get(reference);
        case.is_some_and(|case| case.state.is_promised() || matches!(case.state, State::Paid | State::Signed))
    }

    /// Help that was approved and given in one step is a disbursement that can be signed for, or come back.
    pub(super) fn file(
        &mut self,
        reference: &str,
        terms: &HelpTerms,
        day: Day,
        paid: i64,
        by: Option<[&'static str; 2]>,
    ) {
        let case = Case {
            state: State::Paid,
            day,
            terms: terms.clone(),
            prepared_by: by.map(|[prepared_by, _]| prepared_by),
            approved: by.map(|[_, by]| Holding {
                seq: paid - 1,
                by,
                explained: false,
            }),
            paid: Some(paid),
            paid_by: None,
            papers_by: None,
            posted_to: None,
            was_visited: false,
            was_prepared: false,
            was_reviewed: false,
        };
        self.cases.insert(reference.to_owned(), case);
    }

    pub(super) fn step_case(&mut self, asked: &Asked) -> Told<i64> {
        let known = self.cases.get(&asked.reference).cloned();
        let begins = matches!(asked.step, CaseStep::Apply(_) | CaseStep::PayFirst { .. });
        let Some(case) = known else {
            return match &asked.step {
                CaseStep::Apply(terms) | CaseStep::Prepare(Some(terms)) => self.begin(asked, terms),
                CaseStep::PayFirst { .. } => self.pay_first(asked),
                _ => Err("unknown_disbursement".into()),
            };
        };
        if begins {
            return Err("ref_conflict".into());
        }
        let next = case.next(&asked.step).ok_or("wrong_state")?;
        if !case.makes_up(&asked.step) && asked.day < case.day {
            return Err("before_original".into());
        }
        let mut after = Case {
            state: next,
            day: case.day.max(asked.day),
            ..case.clone()
        };
        let seq = match &asked.step {
            CaseStep::Prepare(terms) if case.paid.is_some() => self.prepare_later(asked, terms.as_ref(), &mut after)?,
            CaseStep::Prepare(terms) => self.prepare_case(asked, terms.as_ref(), &mut after)?,
            CaseStep::Approve(approval) => self.approve_case(asked, approval, &mut after)?,
            CaseStep::Pay(approval, explained) => self.pay_case(asked, (*approval, *explained), &mut after)?,
            CaseStep::Return => self.return_case(asked, &mut after)?,
            _ => self.plain_step(asked, &mut after)?,
        };
        self.cases.insert(asked.reference.clone(), after);
        Ok(seq)
    }

    /// The disbursement's reference, if no record of the kind has it yet; a further one's is a hash.
    fn named<'a>(&self, kind: &'static str, asked: &'a Asked) -> Option<&'a str> {
        (!self.is_taken(kind, &asked.reference)).then_some(asked.reference.as_str())
    }

    fn write_step(&mut self, kind: &'static str, asked: &Asked) -> i64 {
        let named = self.named(kind, asked);
        self.write(kind, named, asked.day * DAY)
    }

    fn check_asked(&self, terms: &HelpTerms, day: Day) -> Told {
        self.check_terms(terms, day)?;
        if terms.kind == "voucher" && terms.last_day.is_none() {
            return Err("invalid_date".into());
        }
        Ok(())
    }

    fn begin(&mut self, asked: &Asked, terms: &HelpTerms) -> Told<i64> {
        self.check_asked(terms, asked.day)?;
        let is_prepared = matches!(asked.step, CaseStep::Prepare(_));
        let kind = if is_prepared {
            "disbursement_prepared"
        } else {
            "disbursement_applied"
        };
        let seq = self.write_step(kind, asked);
        let case = Case {
            state: if is_prepared { State::Prepared } else { State::Applied },
            day: asked.day,
            terms: terms.clone(),
            prepared_by: is_prepared.then_some(asked.by),
            approved: None,
            paid: None,
            paid_by: None,
            papers_by: None,
            posted_to: None,
            was_visited: false,
            was_prepared: is_prepared,
            was_reviewed: false,
        };
        self.cases.insert(asked.reference.clone(), case);
        Ok(seq)
    }

    fn plain_step(&mut self, asked: &Asked, case: &mut Case) -> Told<i64> {
        let kind = match &asked.step {
            CaseStep::Visit([one, other]) => {
                if one == other {
                    return Err("visitors_required".into());
                }
                case.was_visited = true;
                "disbursement_visited"
            }
            CaseStep::Review => {
                if case.prepared_by == Some(asked.by) {
                    return Err("same_person".into());
                }
                case.was_reviewed = true;
                "disbursement_reviewed"
            }
            CaseStep::Post(days) => {
                let days = days.filter(|days| *days > 0).ok_or("posting_too_short")?;
                case.posted_to = Some(asked.day + i64::from(days) - 1);
                "disbursement_posted"
            }
            CaseStep::Answer if case.prepared_by == Some(asked.by) => return Err("same_person".into()),
            CaseStep::Answer => "disbursement_answered",
            CaseStep::Object => "disbursement_objected",
            CaseStep::Sign => "disbursement_signed",
            CaseStep::Reject => "disbursement_rejected",
            _ => "disbursement_cancelled",
        };
        let seq = self.write_step(kind, asked);
        if asked.step == CaseStep::Cancel {
            self.release(case)?;
        }
        Ok(seq)
    }

    /// What was promised is free again.
    fn release(&mut self, case: &mut Case) -> Told {
        if case.approved.take().is_some() {
            self.credit(&format!("budget/{}/encumbered", case.terms.fund), case.terms.fen)?;
            self.debit(&format!("budget/{}/available", case.terms.fund), case.terms.fen)?;
        }
        Ok(())
    }

    fn prepare_case(&mut self, asked: &Asked, terms: Option<&HelpTerms>, case: &mut Case) -> Told<i64> {
        let terms = terms.unwrap_or(&case.terms).clone();
        self.check_asked(&terms, asked.day)?;
        let seq = self.write_step("disbursement_prepared", asked);
        self.release(case)?;
        case.terms = terms;
        case.prepared_by = Some(asked.by);
        (case.was_prepared, case.was_reviewed, case.papers_by) = (true, false, None);
        case.posted_to = None;
        Ok(seq)
    }

    /// Help that was paid first is prepared afterwards by a third person, as it was given.
    fn prepare_later(&mut self, asked: &Asked, terms: Option<&HelpTerms>, case: &mut Case) -> Told<i64> {
        if case.approved.as_ref().is_some_and(|approval| approval.by == asked.by) {
            return Err("self_approval".into());
        }
        if case.paid_by == Some(asked.by) {
            return Err("self_payment".into());
        }
        if terms.is_some_and(|terms| *terms != case.terms) {
            return Err("approval_stale".into());
        }
        case.prepared_by = Some(asked.by);
        case.was_prepared = true;
        Ok(self.write_step("disbursement_prepared", asked))
    }

    fn check_minutes(approval: &Approval, fen: i64) -> Told {
        let is_needed = approval.minutes_above.is_some_and(|most| fen > most);
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

    fn approve_case(&mut self, asked: &Asked, approval: &Approval, case: &mut Case) -> Told<i64> {
        self.check_terms(&case.terms, asked.day)?;
        if case.prepared_by == Some(asked.by) {
            return Err("self_approval".into());
        }
        self.check_eligible(&case.terms, asked.day)?;
        self.check_twice(&asked.reference, &case.terms, asked.day, approval.explained)?;
        Self::check_minutes(approval, case.terms.fen)?;
        let named = self.named("disbursement_approved", asked);
        let seq = self.approve_help(&asked.reference, named, &case.terms, asked.day)?;
        case.approved = Some(Holding {
            seq,
            by: asked.by,
            explained: approval.explained,
        });
        case.papers_by = None;
        Ok(seq)
    }

    fn pay_case(&mut self, asked: &Asked, (approval, explained): (i64, bool), case: &mut Case) -> Told<i64> {
        if case.posted_to.is_some_and(|last| asked.day <= last) {
            return Err("posting_open".into());
        }
        let holding = case.approved.clone().ok_or("wrong_state")?;
        if holding.seq != approval {
            return Err("approval_stale".into());
        }
        if case.prepared_by == Some(asked.by) || holding.by == asked.by {
            return Err("self_payment".into());
        }
        self.check_terms(&case.terms, asked.day)?;
        self.check_eligible(&case.terms, asked.day)?;
        if !holding.explained {
            self.check_twice(&asked.reference, &case.terms, asked.day, explained)?;
        }
        let named = self.named("disbursement_paid", asked);
        let seq = self.pay_help(&asked.reference, named, &case.terms, asked.day)?;
        (case.paid, case.paid_by) = (Some(seq), Some(asked.by));
        Ok(seq)
    }

    fn pay_first(&mut self, asked: &Asked) -> Told<i64> {
        let CaseStep::PayFirst {
            terms,
            approval,
            paid_by,
            papers_by,
        } = &asked.step
        else {
            return Err("wrong_state".into());
        };
        if *paid_by == asked.by {
            return Err("self_payment".into());
        }
        if *papers_by < asked.day {
            return Err("invalid_date".into());
        }
        self.check_asked(terms, asked.day)?;
        self.check_eligible(terms, asked.day)?;
        self.check_twice(&asked.reference, terms, asked.day, approval.explained)?;
        Self::check_minutes(approval, terms.fen)?;
        let named = self.named("disbursement_approved", asked);
        let approved = self.approve_help(&asked.reference, named, terms, asked.day)?;
        let named = self.named("disbursement_paid", asked);
        let paid = self.pay_help(&asked.reference, named, terms, asked.day)?;
        self.file(&asked.reference, terms, asked.day, paid, None);
        let case = self.cases.get_mut(&asked.reference).expect("it was filed");
        case.approved = Some(Holding {
            seq: approved,
            by: asked.by,
            explained: approval.explained,
        });
        (case.paid_by, case.papers_by) = (Some(*paid_by), Some(*papers_by));
        Ok(paid)
    }

    /// The bank sent cash back: what was paid is promised again.
    fn return_case(&mut self, asked: &Asked, case: &mut Case) -> Told<i64> {
        let paid = case.paid.ok_or("wrong_state")?;
        if case.terms.kind != "cash" {
            return Err("not_reversible".into());
        }
        let named = self.named("reversal", asked).map(str::to_owned);
        let at = self.booked(asked.day * DAY).max(self.record(paid).at);
        let seq = self.write_at("reversal", named.as_deref(), at, asked.day);
        self.record_mut(seq).reverses = Some(paid);
        self.record_mut(paid).reversed_by = Some(seq);
        let (fund, fen) = (case.terms.fund.clone(), case.terms.fen);
        self.debit(&format!("general/{fund}/programme/cash"), -fen)?;
        self.credit(&format!("general/{fund}/bank"), -fen)?;
        self.credit(&format!("budget/{fund}/encumbered"), -fen)?;
        self.debit(&format!("budget/{fund}/spent/help"), -fen)?;
        (case.paid, case.paid_by) = (None, None);
        Ok(seq)
    }
}
