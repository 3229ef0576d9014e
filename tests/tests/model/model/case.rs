//! Help in steps.

mod approval;

use super::{Model, Told};
use crate::calendar::{DAY, Day};
use crate::operation::{Case as Asked, CaseStep, HelpTerms, Parcel};

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
    /// Who approved before, where several had to.
    before: Vec<&'static str>,
    explained: bool,
    /// Whether it names a hash of what was prepared.
    has_hash: bool,
    /// Whether it was paid once and that came back.
    returned: bool,
}

/// A disbursement, in steps or in one.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) state: State,
    /// The latest day of any step.
    pub(crate) day: Day,
    pub(crate) terms: HelpTerms,
    /// The goods that were promised, and what they are worth.
    pub(crate) promised: Vec<Parcel>,
    prepared_by: Option<&'static str>,
    /// Who approved so far, where several have to.
    pub(crate) approvals: Vec<&'static str>,
    pub(crate) approved: Option<Holding>,
    pub(crate) paid: Option<i64>,
    paid_by: Option<&'static str>,
    pub(crate) papers_by: Option<Day>,
    /// The last day of the posting that counts.
    pub(crate) posted_to: Option<Day>,
    pub(super) was_applied: bool,
    pub(super) was_visited: bool,
    pub(super) was_prepared: bool,
    pub(super) was_reviewed: bool,
}

impl Case {
    /// A disbursement that nothing was done with yet.
    fn new(state: State, terms: &HelpTerms, day: Day) -> Self {
        Case {
            state,
            day,
            terms: terms.clone(),
            promised: Vec::new(),
            prepared_by: None,
            approvals: Vec::new(),
            approved: None,
            paid: None,
            paid_by: None,
            papers_by: None,
            posted_to: None,
            was_applied: false,
            was_visited: false,
            was_prepared: false,
            was_reviewed: false,
        }
    }

    /// How much it comes to: of goods, once they are promised.
    pub(crate) fn worth(&self) -> i64 {
        self.terms.fen + self.promised.iter().map(|parcel| parcel.fen).sum::<i64>()
    }

    /// Whether it was paid once and that came back.
    pub(super) fn was_returned(&self) -> bool {
        self.approved.as_ref().is_some_and(|approval| approval.returned)
    }

    /// Whether it was paid first and came back, so that it is decided anew.
    pub(crate) fn is_anew(&self) -> bool {
        self.was_returned() && self.paid.is_none() && self.papers_by.is_some()
    }

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

    /// Once its payment is taken back. A voucher of old books was never approved here.
    pub(super) fn taken_back(mut self, day: Day) -> Self {
        if let Some(approval) = &mut self.approved {
            approval.returned = true;
        }
        if self.papers_by.is_some() {
            (self.was_prepared, self.was_reviewed) = (false, false);
        }
        let state = match self.approved {
            Some(_) => State::Approved,
            None => State::Cancelled,
        };
        Case {
            state,
            day: self.day.max(day),
            paid: None,
            paid_by: None,
            ..self
        }
    }

    fn next(&self, step: &CaseStep) -> Option<State> {
        use State as S;
        if self.is_anew() {
            match step {
                CaseStep::Apply(_) => return Some(S::Applied),
                CaseStep::Visit(_) => return Some(self.state),
                CaseStep::Pay { .. } | CaseStep::Post(_) => return None,
                _ => {}
            }
        }
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
            (CaseStep::Pay { .. }, S::Approved | S::Posted) => S::Paid,
            (CaseStep::Sign(_), S::Paid) => S::Signed,
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
        by: Option<([&'static str; 2], bool)>,
    ) {
        let mut case = Case::new(State::Paid, terms, day);
        case.prepared_by = by.map(|([prepared_by, _], _)| prepared_by);
        case.approved = by.map(|([_, by], explained)| Holding {
            seq: paid - 1,
            by,
            before: Vec::new(),
            explained,
            has_hash: false,
            returned: false,
        });
        case.paid = Some(paid);
        self.cases.insert(reference.to_owned(), case);
    }

    pub(super) fn step_case(&mut self, asked: &Asked) -> Told<i64> {
        let known = self.cases.get(&asked.reference).cloned();
        let begins = matches!(asked.step, CaseStep::Apply(_) | CaseStep::PayFirst { .. });
        let Some(case) = known else {
            if matches!(
                asked.step,
                CaseStep::Apply(_) | CaseStep::Prepare(Some(_)) | CaseStep::PayFirst { .. }
            ) {
                self.check_settings(asked, None)?;
            }
            return match &asked.step {
                CaseStep::Apply(terms) | CaseStep::Prepare(Some(terms)) => self.begin(asked, terms),
                CaseStep::PayFirst { .. } => self.pay_first(asked),
                _ => Err("unknown_disbursement".into()),
            };
        };
        if begins && !(case.is_anew() && matches!(asked.step, CaseStep::Apply(_))) {
            return Err("ref_conflict".into());
        }
        let next = case.next(&asked.step).ok_or("wrong_state")?;
        if !case.makes_up(&asked.step) && asked.day < case.day {
            return Err("before_original".into());
        }
        self.check_settings(asked, Some(&case))?;
        let mut after = Case {
            state: next,
            day: case.day.max(asked.day),
            ..case.clone()
        };
        let seq = match &asked.step {
            CaseStep::Apply(terms) => self.apply_anew(asked, terms, &mut after)?,
            CaseStep::Prepare(terms) if case.paid.is_some() => self.prepare_later(asked, terms.as_ref(), &mut after)?,
            CaseStep::Prepare(terms) => self.prepare_case(asked, terms.as_ref(), &mut after)?,
            CaseStep::Approve(approval) => self.approve_case(asked, approval, &mut after)?,
            CaseStep::Pay { .. } => self.pay_case(asked, &mut after)?,
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

    /// Nobody gives to themself or who is close to them.
    pub(super) fn check_benefit(&self, officers: &[&str], terms: &HelpTerms, day: Day) -> Told {
        let merchant = Some(terms.merchant.as_str()).filter(|merchant| !merchant.is_empty());
        self.check_interest(officers, Some(&terms.resident), merchant, day)
    }

    fn begin(&mut self, asked: &Asked, terms: &HelpTerms) -> Told<i64> {
        self.check_asked(terms, asked.day)?;
        let is_prepared = matches!(asked.step, CaseStep::Prepare(_));
        if is_prepared {
            self.check_benefit(&[asked.by], terms, asked.day)?;
        }
        let kind = if is_prepared {
            "disbursement_prepared"
        } else {
            "disbursement_applied"
        };
        let seq = self.write_step(kind, asked);
        let state = if is_prepared { State::Prepared } else { State::Applied };
        let mut case = Case::new(state, terms, asked.day);
        case.prepared_by = is_prepared.then_some(asked.by);
        (case.was_applied, case.was_prepared) = (!is_prepared, is_prepared);
        self.cases.insert(asked.reference.clone(), case);
        Ok(seq)
    }

    fn plain_step(&mut self, asked: &Asked, case: &mut Case) -> Told<i64> {
        let kind = match &asked.step {
            CaseStep::Visit([one, other]) => {
                if self.is_one_person(one, other, asked.day) {
                    return Err("visitors_required".into());
                }
                case.was_visited = true;
                "disbursement_visited"
            }
            CaseStep::Review => {
                if self.did(case.prepared_by, asked.by, asked.day) {
                    return Err("same_person".into());
                }
                case.was_reviewed = true;
                "disbursement_reviewed"
            }
            CaseStep::Post(days) => {
                let days = self.posting_days(*days)?;
                case.posted_to = Some(asked.day + i64::from(days) - 1);
                "disbursement_posted"
            }
            CaseStep::Answer if self.did(case.prepared_by, asked.by, asked.day) => return Err("same_person".into()),
            CaseStep::Answer => "disbursement_answered",
            CaseStep::Object => "disbursement_objected",
            CaseStep::Sign(agent) => {
                self.check_agent(agent.as_deref(), &case.terms.resident, asked.day)?;
                "disbursement_signed"
            }
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
        if case.approved.take().is_none() {
            return Ok(());
        }
        let fund = &case.terms.fund;
        if case.terms.kind == "goods" {
            let goods = std::mem::take(&mut case.promised);
            return self.reserve(fund, &goods, true);
        }
        self.credit(&format!("budget/{fund}/encumbered"), case.terms.fen)?;
        self.debit(&format!("budget/{fund}/available"), case.terms.fen)
    }

    /// Help that was paid first and came back is applied for as if it were new.
    fn apply_anew(&mut self, asked: &Asked, terms: &HelpTerms, case: &mut Case) -> Told<i64> {
        self.check_asked(terms, asked.day)?;
        let seq = self.write_step("disbursement_applied", asked);
        self.release(case)?;
        let (state, day) = (case.state, case.day);
        *case = Case {
            was_applied: true,
            ..Case::new(state, terms, day)
        };
        Ok(seq)
    }

    fn prepare_case(&mut self, asked: &Asked, terms: Option<&HelpTerms>, case: &mut Case) -> Told<i64> {
        let terms = terms.unwrap_or(&case.terms).clone();
        self.check_asked(&terms, asked.day)?;
        self.check_benefit(&[asked.by], &terms, asked.day)?;
        let seq = self.write_step("disbursement_prepared", asked);
        self.release(case)?;
        if case.terms.resident != terms.resident {
            (case.was_applied, case.was_visited) = (false, false);
        }
        case.terms = terms;
        case.prepared_by = Some(asked.by);
        case.approvals.clear();
        (case.was_prepared, case.was_reviewed, case.papers_by) = (true, false, None);
        case.posted_to = None;
        Ok(seq)
    }

    /// Help that was paid first is prepared afterwards by a third person, as it was given.
    fn prepare_later(&mut self, asked: &Asked, terms: Option<&HelpTerms>, case: &mut Case) -> Told<i64> {
        let approved_by = case.approved.as_ref().map(|approval| approval.by);
        if self.did(approved_by, asked.by, asked.day) {
            return Err("self_approval".into());
        }
        if self.did(case.paid_by, asked.by, asked.day) {
            return Err("self_payment".into());
        }
        if terms.is_some_and(|terms| *terms != case.terms) {
            return Err("approval_stale".into());
        }
        self.check_benefit(&[asked.by], &case.terms, asked.day)?;
        case.prepared_by = Some(asked.by);
        case.was_prepared = true;
        Ok(self.write_step("disbursement_prepared", asked))
    }

    /// What was paid came back: it is promised again.
    fn return_case(&mut self, asked: &Asked, case: &mut Case) -> Told<i64> {
        let paid = case.paid.ok_or("wrong_state")?;
        let named = self.named("reversal", asked).map(str::to_owned);
        let seq = self.take_back_as(named.as_deref(), asked.day, paid)?;
        *case = case.clone().taken_back(asked.day);
        Ok(seq)
    }
}
