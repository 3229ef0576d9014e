//! Approving and paying: exactly what was prepared, by three people.

use super::{Case, Holding, Model, State, Told};
use crate::calendar::{DAY, Day};
use crate::operation::{Approval, Approves, Case as Asked, CaseStep, HelpTerms};

impl Model {
    /// What help comes to: of goods, what they are worth on the day.
    pub(in crate::model) fn worth_of(&self, terms: &HelpTerms, day: Day) -> i64 {
        let goods = self.valued(&terms.fund, &terms.goods, self.booked(day * DAY));
        terms.fen + goods.iter().map(|parcel| parcel.fen).sum::<i64>()
    }

    pub(super) fn approve_case(&mut self, asked: &Asked, approval: &Approval, case: &mut Case) -> Told<i64> {
        if approval.approves == Approves::SomethingElse {
            return Err("approval_stale".into());
        }
        if case.approvals.iter().any(|by| self.did(Some(by), asked.by, asked.day)) {
            return Err("same_person".into());
        }
        self.check_terms(&case.terms, asked.day)?;
        if self.did(case.prepared_by, asked.by, asked.day) {
            return Err("self_approval".into());
        }
        self.check_eligible(&case.terms, asked.day)?;
        let prepared_by = case.prepared_by.unwrap_or_default();
        self.check_benefit(&[prepared_by, asked.by], &case.terms, asked.day)?;
        self.check_twice(&asked.reference, &case.terms, asked.day, approval.explained)?;
        let worth = self.worth_of(&case.terms, asked.day);
        self.check_minutes(approval, worth)?;
        if case.approvals.len() + 1 < self.approvers_of_help(worth) {
            case.approvals.push(asked.by);
            case.state = if case.was_reviewed {
                State::Reviewed
            } else {
                State::Prepared
            };
            return Ok(self.write_step("disbursement_approved_in_part", asked));
        }
        let named = self.named("disbursement_approved", asked);
        let (seq, promised) = self.approve_help(&asked.reference, named, &case.terms, asked.day)?;
        case.promised = promised;
        case.approved = Some(Holding {
            seq,
            by: asked.by,
            before: std::mem::take(&mut case.approvals),
            explained: approval.explained,
            has_hash: true,
            returned: false,
        });
        case.papers_by = None;
        Ok(seq)
    }

    pub(super) fn pay_case(&mut self, asked: &Asked, case: &mut Case) -> Told<i64> {
        let CaseStep::Pay {
            approved,
            by_hash,
            explained,
        } = asked.step
        else {
            return Err("wrong_state".into());
        };
        self.check_posted(asked, case)?;
        let holding = case.approved.clone().ok_or("wrong_state")?;
        if holding.seq != approved || (by_hash && !holding.has_hash) {
            return Err("approval_stale".into());
        }
        let mut approved = holding.before.iter().chain([&holding.by]);
        if self.did(case.prepared_by, asked.by, asked.day) || approved.any(|by| self.did(Some(by), asked.by, asked.day))
        {
            return Err("self_payment".into());
        }
        self.check_terms(&case.terms, asked.day)?;
        if self.did(case.prepared_by, holding.by, asked.day) {
            return Err("self_approval".into());
        }
        self.check_eligible(&case.terms, asked.day)?;
        let officers = [case.prepared_by.unwrap_or_default(), holding.by, asked.by];
        self.check_benefit(&officers, &case.terms, asked.day)?;
        if !holding.explained {
            self.check_twice(&asked.reference, &case.terms, asked.day, explained)?;
        }
        let named = self.named("disbursement_paid", asked);
        let seq = self.pay_help(&asked.reference, named, &case.terms, &case.promised, asked.day)?;
        (case.paid, case.paid_by) = (Some(seq), Some(asked.by));
        Ok(seq)
    }

    pub(super) fn pay_first(&mut self, asked: &Asked) -> Told<i64> {
        let CaseStep::PayFirst {
            terms,
            approval,
            paid_by,
            papers_by,
        } = &asked.step
        else {
            return Err("wrong_state".into());
        };
        if self.is_one_person(paid_by, asked.by, asked.day) {
            return Err("self_payment".into());
        }
        if *papers_by < asked.day {
            return Err("invalid_date".into());
        }
        self.check_asked(terms, asked.day)?;
        self.check_eligible(terms, asked.day)?;
        self.check_benefit(&[asked.by], terms, asked.day)?;
        self.check_twice(&asked.reference, terms, asked.day, approval.explained)?;
        self.check_minutes(approval, self.worth_of(terms, asked.day))?;
        if self.approvers_of_help(self.worth_of(terms, asked.day)) > 1 {
            return Err("approvers_required".into());
        }
        self.check_benefit(&[*paid_by], terms, asked.day)?;
        let named = self.named("disbursement_approved", asked);
        let (approved, promised) = self.approve_help(&asked.reference, named, terms, asked.day)?;
        let named = self.named("disbursement_paid", asked);
        let paid = self.pay_help(&asked.reference, named, terms, &promised, asked.day)?;
        self.file(&asked.reference, terms, asked.day, paid, None);
        let case = self.cases.get_mut(&asked.reference).expect("it was filed");
        case.approved = Some(Holding {
            seq: approved,
            by: asked.by,
            before: Vec::new(),
            explained: approval.explained,
            has_hash: true,
            returned: false,
        });
        case.promised = promised;
        (case.paid_by, case.papers_by) = (Some(*paid_by), Some(*papers_by));
        Ok(paid)
    }
}
