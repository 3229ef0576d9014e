//! Approving and paying: exactly what was prepared, by three people, to who is eligible on the day.

use std::collections::HashSet;

use super::part::Part;
use super::steps::{as_disbursement, link, sealed_reason};
use super::{Case, EarlierHelp};
use crate::account::{Account, Held};
use crate::calendar::Day;
use crate::command::{Approved, AtOnce, CaseApproval, CaseStep, CaseTerms, Disbursement, StepCase};
use crate::commitment::PrivateValue;
use crate::document::{HelpPart, Minutes};
use crate::kind::DisbursementKind;
use crate::ledger::dated_on;
use crate::ledger::disbursement::{Help, Papers, Promise};
use crate::ledger::people::{another_account, somebody};
use crate::ledger::statement::wrong_state;
use crate::ledger::step::officer;
use crate::ledger::stock::worth;
use crate::ledger::{Circumstances, Ledger};
use crate::money::Money;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::text::folded;

impl Ledger {
    /// What a step may post to.
    pub(in crate::ledger) fn touch_case(&self, asked: &StepCase, touched: &mut HashSet<Account>) {
        let known = self.cases.get(&asked.case).map(|case| &case.help);
        if let Some(help) = known {
            let merchant = help.merchant.as_ref().map_or("", |code| code.as_str());
            let items = help.goods.iter().map(|part| &part.item);
            self.touch_help(help.fund.as_str(), help.kind, merchant, touched);
            self.touch_stock(help.fund.as_str(), items, touched);
        }
        if let CaseStep::PayFirst { terms, .. } = &asked.step {
            self.touch_help(&terms.fund, terms.kind, &terms.merchant, touched);
            self.touch_stock(&terms.fund, terms.goods.iter().map(|line| &line.item), touched);
        }
    }

    /// Rules, in order: `approval_stale`, those of an approver, those of a disbursement up to `not_eligible`, `fund_ended`,
    /// `duplicate_help`, `minutes_required`, `vote_lost`; of the last approval `fund_insufficient`.
    pub(super) fn approve_case(
        &mut self,
        asked: &StepCase,
        approval: &CaseApproval,
        case: Case,
        evidence: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let hash = case.terms.clone();
        let said = approval.approves.as_deref();
        if said.is_some_and(|said| hash.as_ref().is_none_or(|hash| hash.as_str() != said)) {
            return Err(RefusalCode::ApprovalStale.into());
        }
        let (Some(terms), Some(prepared_by)) = (self.as_asked(&case), case.prepared_by.clone()) else {
            return Err(RefusalCode::ApprovalStale.into());
        };
        self.check_approver(asked, &case, circumstances)?;
        let wanted = as_disbursement(asked, &terms, &prepared_by, asked.by.trim());
        let help = self.check_disbursement(&wanted)?;
        self.check_fund(help.fund, asked.date)?;
        let duplicate = self.duplicate(&wanted, &help, approval.duplicate_reason.as_deref(), circumstances)?;
        let amount = self.worth_of(&wanted, &help)?;
        let minutes = minutes(approval, self.minutes_above(approval), amount)?;
        let (number, needed) = (
            case.approvals.len() + 1,
            self.registers.community.approvers_of_help(amount),
        );
        if number < needed {
            let part = HelpPart {
                number,
                needed,
                amount,
                terms: hash.ok_or(RefusalCode::ApprovalStale)?,
                minutes,
            };
            let said = Part {
                part,
                duplicate,
                evidence,
            };
            return self.approve_in_part(asked, case, said, circumstances);
        }
        let papers = Papers {
            reference: Some(self.step_reference(RecordKind::DisbursementApproved, &asked.case)),
            case: Some(case.link()),
            terms: hash,
            approvals: case.approvals.clone(),
            duplicate,
            minutes,
            evidence,
            ..Papers::default()
        };
        self.approve(&wanted, &help, papers, circumstances)?;
        Ok(self.filed(Some(case)))
    }

    /// Rules, in order: `approval_stale`, `self_payment`, those of a disbursement up to `not_eligible`,
    /// `duplicate_help`, `bank_insufficient` or `cash_insufficient`.
    pub(super) fn pay_case(
        &mut self,
        asked: &StepCase,
        (named, from, reason): (&Approved, Held, Option<&str>),
        case: Case,
        evidence: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let approval = case.approved.clone().ok_or_else(|| wrong_state(case.state))?;
        let holds = match named {
            Approved::Record(seq) if *seq != approval.seq => {
                return Err(Refusal::new(RefusalCode::ApprovalStale).with("approval", approval.seq));
            }
            Approved::Record(_) => true,
            Approved::Hash(hash) => approval.terms.as_ref().is_some_and(|terms| terms.as_str() == hash),
        };
        let (true, Some(terms), Some(approved_by)) = (holds, self.as_asked(&case), approval.by) else {
            return Err(RefusalCode::ApprovalStale.into());
        };
        // What nobody prepared was never approved by two.
        let prepared_by = case.prepared_by.clone().ok_or(RefusalCode::ApprovalStale)?;
        let earlier = approval.before.iter().map(|given| given.by.as_ref());
        let before = earlier.chain([Some(&prepared_by), Some(&approved_by)]);
        self.someone_else_than(&asked.by, before, asked.date, RefusalCode::SelfPayment)?;
        let accounts = approval.before.iter().map(|given| given.account.as_str());
        let accounts = accounts
            .chain([approval.account.as_str()])
            .chain(case.prepared_as.as_deref());
        another_account(circumstances.actor, accounts, RefusalCode::SelfPayment)?;
        let wanted = Disbursement {
            from,
            ..as_disbursement(asked, &terms, &prepared_by, &approved_by)
        };
        let help = self.check_disbursement(&wanted)?;
        self.check_interest(&[&asked.by], Some(help.resident), help.merchant, asked.date)?;
        let duplicate = match approval.explained {
            true => None,
            false => self.duplicate(&wanted, &help, reason, circumstances)?,
        };
        let papers = Papers {
            reference: Some(self.step_reference(RecordKind::DisbursementPaid, &asked.case)),
            case: Some(case.link()),
            terms: approval.terms,
            officer: Some(officer(&asked.by, circumstances)),
            duplicate,
            evidence,
            ..Papers::default()
        };
        let promise = Promise {
            approved: approval.seq,
            amount: case.help.amount,
            goods: case.help.goods.clone(),
        };
        self.pay(&wanted, &help, &promise, papers, circumstances)?;
        Ok(self.filed(Some(case)))
    }

    /// Rules, in order: `officer_required`, `self_payment`, `reason_required`, `invalid_date`, those of a disbursement up
    /// to `not_eligible`, `duplicate_help`, `minutes_required`, `vote_lost`, `approvers_required`, `fund_insufficient`,
    /// `bank_insufficient`.
    pub(super) fn pay_first(
        &mut self,
        asked: &StepCase,
        evidence: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let CaseStep::PayFirst {
            terms,
            approval,
            paid_by,
            from,
            papers_by,
            reason,
        } = &asked.step
        else {
            unreachable!("the step is paid first")
        };
        somebody(paid_by)?;
        self.someone_else_than(paid_by, [Some(&asked.by)], asked.date, RefusalCode::SelfPayment)?;
        let urgency = sealed_reason("urgency", reason, circumstances)?;
        if *papers_by < asked.date {
            return Err(Refusal::new(RefusalCode::InvalidDate).with("column", "papers_by"));
        }
        let (wanted, help, papers) = self.urgent(asked, (terms, *from), approval, circumstances)?;
        self.check_interest(&[paid_by], Some(help.resident), help.merchant, asked.date)?;
        let hash = papers.terms.clone();
        let papers = Papers {
            papers_by: Some(*papers_by),
            urgency: Some(urgency),
            evidence,
            ..papers
        };
        let promise = self.approve(&wanted, &help, papers, circumstances)?;
        let case = self.filed(None);
        let papers = Papers {
            reference: Some(self.step_reference(RecordKind::DisbursementPaid, &asked.case)),
            case: Some(case.link()),
            terms: hash,
            officer: Some(officer(paid_by, circumstances)),
            ..Papers::default()
        };
        self.pay(&wanted, &help, &promise, papers, circumstances)?;
        Ok(self.filed(Some(case)))
    }

    fn urgent(
        &self,
        asked: &StepCase,
        (terms, from): (&CaseTerms, Held),
        approval: &CaseApproval,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(Disbursement, Help, Papers), Refusal> {
        let (_, sealed) = self.terms(asked, terms, circumstances)?;
        let wanted = Disbursement {
            from,
            ..as_disbursement(asked, terms, "", asked.by.trim())
        };
        let help = self.check_disbursement(&wanted)?;
        let papers = Papers {
            reference: Some(self.step_reference(RecordKind::DisbursementApproved, &asked.case)),
            case: Some(link(&asked.case, None)),
            terms: Some(sealed.commitment()),
            duplicate: self.duplicate(&wanted, &help, approval.duplicate_reason.as_deref(), circumstances)?,
            minutes: minutes(approval, self.minutes_above(approval), self.worth_of(&wanted, &help)?)?,
            sealed: Some(sealed),
            ..Papers::default()
        };
        // Who pays first approves alone.
        let needed = self
            .registers
            .community
            .approvers_of_help(self.worth_of(&wanted, &help)?);
        if needed > 1 {
            return Err(Refusal::new(RefusalCode::ApproversRequired).with("needed", needed));
        }
        Ok((wanted, help, papers))
    }

    /// What help that is given at once must fulfil besides: `case_required`, `duplicate_help`. Answers why it is given
    /// again, if that was said.
    pub(in crate::ledger) fn check_at_once(
        &self,
        wanted: &Disbursement,
        help: &Help,
        at_once: &AtOnce,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Option<PrivateValue>, Refusal> {
        let amount = self.worth_of(wanted, help)?;
        let approved_alone = self.registers.community.approvers_of_help(amount) == 1;
        if !approved_alone || self.minutes_set().is_some_and(|most| amount > most) {
            return Err(RefusalCode::CaseRequired.into());
        }
        self.duplicate(wanted, help, at_once.duplicate_reason.as_deref(), circumstances)
    }

    /// How much it comes to: of goods, what they are worth at the moment.
    fn worth_of(&self, wanted: &Disbursement, help: &Help) -> Result<Money, Refusal> {
        match wanted.kind {
            DisbursementKind::Goods => worth(&self.valued(help.fund, &wanted.goods, help.at)?),
            _ => Ok(wanted.amount),
        }
    }

    /// What comes next in the batch must know what help is approved now, and what no longer is.
    pub(super) fn note_help(&mut self, case: &Case) {
        let made = |seq| self.records.iter().rev().find(move |record| record.seq == seq);
        let noted = match &case.approved {
            None => None,
            Some(approval) => {
                // What was approved before the batch was loaded with it.
                let Some(record) = made(approval.seq) else { return };
                let resident = self.registers.resident_of(case.help.resident);
                let resident = resident.and_then(|row| self.registers.residents.by_code(&row.code));
                resident
                    .zip(case.purpose.clone())
                    .map(|((resident, _), purpose)| EarlierHelp {
                        reference: case.reference.clone(),
                        resident,
                        day: dated_on(&record.document).unwrap_or(record.effective_on),
                        purpose,
                    })
            }
        };
        self.earlier_help.retain(|earlier| earlier.reference != case.reference);
        self.earlier_help.extend(noted);
    }

    /// Refuses to help a household again for the same purpose in the same month, unless it is said why.
    fn duplicate(
        &self,
        wanted: &Disbursement,
        help: &Help,
        reason: Option<&str>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Option<PrivateValue>, Refusal> {
        let household = |resident| self.registers.residents.get(resident).household;
        let own = household(help.resident);
        let month = |day: Day| day.first_of_month();
        let purpose = folded(&wanted.purpose);
        let again = self.earlier_help.iter().find(|earlier| {
            let related = earlier.resident == help.resident || (own.is_some() && household(earlier.resident) == own);
            let same = || month(earlier.day) == month(wanted.date) && folded(&earlier.purpose) == purpose;
            related && earlier.reference != wanted.reference && same()
        });
        match (again, reason.map(str::trim).filter(|reason| !reason.is_empty())) {
            (None, None) => Ok(None),
            // Kept also where it is not needed yet: given with an approval it holds for its payment.
            (_, Some(reason)) => sealed_reason("duplicate", reason, circumstances).map(Some),
            (Some(earlier), None) => {
                Err(Refusal::new(RefusalCode::DuplicateHelp).with("reference", &earlier.reference))
            }
        }
    }
}

fn minutes(approval: &CaseApproval, above: Option<Money>, amount: Money) -> Result<Option<Minutes>, Refusal> {
    let number = approval
        .minutes
        .as_deref()
        .map(str::trim)
        .filter(|number| !number.is_empty());
    let needed = above.filter(|most| amount > *most);
    let complete = number.is_some() && approval.votes.is_some();
    if let Some(most) = needed.filter(|_| !complete) {
        return Err(Refusal::new(RefusalCode::MinutesRequired).with("most", most));
    }
    if number.is_none() && approval.votes.is_some() {
        return Err(RefusalCode::MinutesRequired.into());
    }
    if approval.votes.is_some_and(|(ayes, noes)| ayes <= noes) {
        return Err(RefusalCode::VoteLost.into());
    }
    Ok(number.map(|number| Minutes {
        number: number.to_owned(),
        votes: approval.votes,
    }))
}
