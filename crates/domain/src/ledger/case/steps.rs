//! Deciding a step of a disbursement.

use sha2::{Digest, Sha256};

use super::evidence::evidence;
use super::posting::sealed_answer;
use super::state::releases;
use super::{Case, Filed};
use crate::account::Held;
use crate::code::Code;
use crate::command::{CaseStep, CaseTerms, Disbursement, StepCase};
use crate::commitment::PrivateValue;
use crate::document::{
    CaseDocument, CaseLink, GoodsPart, HelpTerms, Posting, ReasonValue, SignatureValue, TermsValue, VisitValue,
};
use crate::kind::DisbursementKind;
use crate::ledger::disbursement::Help;
use crate::ledger::draft::Contents;
use crate::ledger::people::somebody;
use crate::ledger::step::officer;
use crate::ledger::{Circumstances, Ledger};
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Register;
use crate::register::entry::EntryDetails;

/// What a step says besides who takes it.
#[derive(Default)]
struct Says {
    asked: Option<(HelpTerms, PrivateValue)>,
    visit: Option<PrivateValue>,
    signature: Option<PrivateValue>,
    reason: Option<PrivateValue>,
    posting: Option<Posting>,
    answers: Vec<Seq>,
    answer: Option<PrivateValue>,
}

impl Ledger {
    /// Rules of every step, in order: `officer_required`, `invalid_evidence`, `ref_conflict` for one that begins a
    /// disbursement, `unknown_disbursement`, `wrong_state`, `before_original`, those of the community's settings, those
    /// of posting; then those of the step itself.
    pub(in crate::ledger) fn step_case(
        &mut self,
        asked: &StepCase,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        somebody(&asked.by)?;
        let evidence = evidence(asked, circumstances)?;
        let known = self.cases.get(&asked.case).cloned();
        self.check_begins(asked, known.as_ref())?;
        self.check_settings(asked, known.as_ref())?;
        self.check_posting(asked, known.as_ref())?;
        let replaces = known.is_some();
        let case = match (&asked.step, known) {
            (CaseStep::PayFirst { .. }, _) => self.pay_first(asked, evidence, circumstances)?,
            (CaseStep::Approve(approval), Some(case)) => {
                self.approve_case(asked, approval, case, evidence, circumstances)?
            }
            (
                CaseStep::Pay {
                    approval,
                    from,
                    duplicate_reason,
                },
                Some(case),
            ) => {
                let reason = duplicate_reason.as_deref();
                self.pay_case(asked, (approval, *from, reason), case, evidence, circumstances)?
            }
            (CaseStep::Return { reason }, Some(case)) => {
                self.return_payment(asked, reason, case, evidence, circumstances)?
            }
            (_, known) => self.plain_step(asked, known, evidence, circumstances)?,
        };
        let ends = case.ends(&self.registers.community.zone);
        self.keep_case(case, replaces)?;
        if asked.step.kind() == RecordKind::DisbursementPaid {
            self.mind_end(ends);
        }
        Ok(())
    }

    fn check_begins(&self, asked: &StepCase, known: Option<&Case>) -> Result<(), Refusal> {
        let opens = matches!(asked.step, CaseStep::Apply(_) | CaseStep::PayFirst { .. });
        let Some(case) = known else {
            let paid = (RecordKind::DisbursementPaid, asked.case.clone());
            return match asked.step {
                _ if self.taken.contains(&paid) => Err(RefusalCode::RefConflict.into()),
                CaseStep::Prepare(Some(_)) => Ok(()),
                _ if opens => Ok(()),
                _ => Err(RefusalCode::UnknownDisbursement.into()),
            };
        };
        // What is to be decided anew is applied for anew too.
        let again = case.is_to_be_decided_anew() && matches!(asked.step, CaseStep::Apply(_));
        if opens && !again {
            return Err(RefusalCode::RefConflict.into());
        }
        let next = case.next(asked.step.kind());
        let next = next.ok_or_else(|| self.not_from(case))?;
        // Papers that are made up for may be older than the payment.
        let makes_up = case.paid.is_some() && next == case.state;
        if !makes_up && asked.date < case.day {
            return Err(Refusal::new(RefusalCode::BeforeOriginal).with("day", case.day));
        }
        Ok(())
    }

    /// Who prepares must not benefit.
    fn check_preparer(&self, asked: &StepCase, help: &HelpTerms) -> Result<(), Refusal> {
        if asked.step.kind() != RecordKind::DisbursementPrepared {
            return Ok(());
        }
        let resident = self.registers.resident_of(help.resident);
        let resident = resident.and_then(|row| self.registers.residents.by_code(&row.code));
        let merchant = help.merchant.as_ref();
        let merchant = merchant.and_then(|code| self.registers.merchants.by_code(code));
        let (resident, merchant) = (resident.map(|(number, _)| number), merchant.map(|(number, _)| number));
        self.check_interest(&[&asked.by], resident, merchant, asked.date)
    }

    /// Who may act for a resident on the day: the agent's name. Rules, in order: `unknown_agent`, `agent_not_valid`.
    fn agent(&self, code: &Code, asked: &StepCase, known: Option<&Case>) -> Result<String, Refusal> {
        let details = self.entry(Register::Agent, code.as_str())?;
        let helped = known.and_then(|case| self.registers.resident_of(case.help.resident));
        match details {
            EntryDetails::Agent(agent)
                if details.holds_on(asked.date) && helped.is_some_and(|row| row.code == agent.resident) =>
            {
                Ok(agent.name.clone())
            }
            _ => Err(Refusal::new(RefusalCode::AgentNotValid).with("day", asked.date)),
        }
    }

    /// Rules, in order. Applying and preparing: those of what a disbursement names; preparing what was paid first:
    /// `self_approval`, `self_payment`, `approval_stale`. Visiting: `visitors_required`. Reviewing: `same_person`.
    /// Rejecting, cancelling and objecting: `reason_required`. Posting and answering: those of `posting.rs`.
    fn plain_step(
        &mut self,
        asked: &StepCase,
        known: Option<Case>,
        evidence: Option<PrivateValue>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Case, Refusal> {
        let says = self.said(asked, known.as_ref(), circumstances)?;
        let help = says.asked.as_ref().map(|(help, _)| help);
        if let Some(help) = help.or(known.as_ref().map(|case| &case.help)) {
            self.check_preparer(asked, help)?;
        }
        let releasing = releases(asked.step.kind());
        let promised = known.as_ref().filter(|case| releasing && case.paid.is_none());
        let released = promised.and_then(|case| Some((case.approved.as_ref()?.seq, case.help.clone())));
        let mut draft = self.draft_of(asked.date);
        if let Some((_, help)) = &released {
            let fund = self.fund(help.fund.as_str())?;
            self.unpromise(&mut draft, fund, (help.amount, &help.goods))?;
        }
        let officer = officer(&asked.by, circumstances);
        let resident = match (&says.asked, &known) {
            (Some((help, _)), _) => help.resident,
            (None, Some(case)) => case.help.resident,
            (None, None) => return Err(RefusalCode::UnknownDisbursement.into()),
        };
        let (help, terms) = says.asked.unzip();
        let seal = |value: &Option<PrivateValue>| value.as_ref().map(PrivateValue::commitment);
        let document = CaseDocument {
            case: link(&asked.case, known.as_ref()),
            resident,
            asked: help,
            terms: seal(&terms),
            released: released.map(|(seq, _)| seq),
            officer: officer.commitment(),
            visit: seal(&says.visit),
            signature: seal(&says.signature),
            reason: seal(&says.reason),
            evidence: seal(&evidence),
            posting: says.posting,
            answers: says.answers,
            answer: seal(&says.answer),
            part: None,
            duplicate: None,
        };
        let private = [terms, says.visit, says.signature, says.reason, says.answer, evidence];
        let contents = Contents {
            kind: asked.step.kind(),
            reference: self.step_reference(asked.step.kind(), &asked.case),
            document: &document,
            private: private.into_iter().flatten().chain([officer]).collect(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(self.filed(known))
    }

    fn said(
        &self,
        asked: &StepCase,
        known: Option<&Case>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Says, Refusal> {
        let mut says = Says::default();
        match &asked.step {
            CaseStep::Apply(terms) => says.asked = Some(self.terms(asked, terms, circumstances)?),
            CaseStep::Prepare(terms) => {
                let case = known.filter(|case| case.paid.is_some());
                if let Some(case) = case {
                    self.check_made_up(asked, terms.as_ref(), case)?;
                } else {
                    let again = || known.and_then(|case| self.as_asked(case));
                    let terms = terms.clone().or_else(again).ok_or(RefusalCode::ApprovalStale)?;
                    says.asked = Some(self.terms(asked, &terms, circumstances)?);
                }
            }
            CaseStep::Visit { visitors, findings } => {
                let visitors: Vec<String> = visitors.iter().map(|name| name.trim().to_owned()).collect();
                let named = visitors.iter().all(|name| !name.is_empty());
                let is_other = |name: &String| !self.is_one_person(name, &visitors[0], asked.date);
                if !named || !visitors.iter().any(is_other) {
                    return Err(RefusalCode::VisitorsRequired.into());
                }
                let findings = findings.trim().to_owned();
                let visit = VisitValue { visitors, findings };
                says.visit = Some(PrivateValue::seal("visit", &visit, circumstances.entropy));
            }
            CaseStep::Review => {
                let preparer = known.and_then(|case| case.prepared_by.as_deref());
                self.someone_else_than(&asked.by, [preparer], asked.date, RefusalCode::SamePerson)?;
            }
            CaseStep::Sign { instead, agent } => {
                let instead = instead.as_deref().map(str::trim).filter(|name| !name.is_empty());
                let registered = agent.as_ref().map(|code| self.agent(code, asked, known));
                let signature = SignatureValue {
                    instead: registered.transpose()?.or(instead.map(str::to_owned)),
                    agent: agent.clone(),
                };
                says.signature = Some(PrivateValue::seal("signature", &signature, circumstances.entropy));
            }
            CaseStep::Reject { reason } | CaseStep::Cancel { reason } | CaseStep::Object { reason } => {
                says.reason = Some(sealed_reason("reason", reason, circumstances)?);
            }
            CaseStep::Post { days } => says.posting = Some(self.posting(asked.date, *days)?),
            CaseStep::Answer { findings } => {
                says.answers = known.map(|case| case.objections.clone()).unwrap_or_default();
                says.answer = Some(sealed_answer(findings, circumstances)?);
            }
            _ => {}
        }
        Ok(says)
    }

    /// Help that was paid first is prepared afterwards as it was given, and by a third person.
    fn check_made_up(&self, asked: &StepCase, terms: Option<&CaseTerms>, case: &Case) -> Result<(), Refusal> {
        let given = case.given();
        let approved_by = given.iter().map(|given| given.by.as_deref());
        self.someone_else_than(&asked.by, approved_by, asked.date, RefusalCode::SelfApproval)?;
        let paid_by = case.paid_by.as_deref();
        self.someone_else_than(&asked.by, [paid_by], asked.date, RefusalCode::SelfPayment)?;
        if terms.is_some_and(|terms| self.as_asked(case).as_ref() != Some(terms)) {
            return Err(RefusalCode::ApprovalStale.into());
        }
        Ok(())
    }

    /// What a disbursement is as it would be asked for; nothing if its purpose is erased.
    pub(super) fn as_asked(&self, case: &Case) -> Option<CaseTerms> {
        let help = &case.help;
        Some(CaseTerms {
            fund: help.fund.to_string(),
            resident: self.registers.resident_of(help.resident)?.code.to_string(),
            kind: help.kind,
            amount: help.asked().amount,
            goods: help.goods.iter().map(GoodsPart::count).collect(),
            merchant: help.merchant.as_ref().map(Code::to_string).unwrap_or_default(),
            purpose: case.purpose.clone()?,
            expires_on: help.expires_on,
        })
    }

    /// What is asked for or prepared, found in the registers, and the value that its hash commits to.
    pub(super) fn terms(
        &self,
        asked: &StepCase,
        terms: &CaseTerms,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(HelpTerms, PrivateValue), Refusal> {
        let help = self.check_terms(&as_disbursement(asked, terms, "", ""))?;
        self.check_fund(help.fund, asked.date)?;
        if terms.kind == DisbursementKind::Voucher && help.expires_on.is_none() {
            return Err(Refusal::new(RefusalCode::InvalidDate).with("column", "expires_on"));
        }
        let value = TermsValue {
            terms: self.help_terms(terms, &help),
            purpose: terms.purpose.clone(),
        };
        let sealed = PrivateValue::seal("terms", &value, circumstances.entropy);
        Ok((value.terms, sealed))
    }

    fn help_terms(&self, terms: &CaseTerms, help: &Help) -> HelpTerms {
        HelpTerms {
            fund: self.registers.funds.get(help.fund).code.clone(),
            resident: self.registers.residents.get(help.resident).subject,
            kind: terms.kind,
            amount: terms.amount,
            goods: terms.goods.iter().map(GoodsPart::from).collect(),
            merchant: self.code_of(help.merchant),
            expires_on: help.expires_on,
        }
    }

    /// The reference of a step's record: the disbursement's, or if that is taken, one of its own.
    pub(in crate::ledger) fn step_reference(&self, kind: RecordKind, case: &Code) -> Code {
        if self.taken.contains(&(kind, case.clone())) {
            further_step(self.registers.community.id, self.head.seq + 1)
        } else {
            case.clone()
        }
    }

    /// The disbursement after the record that was made last.
    pub(super) fn filed(&mut self, case: Option<Case>) -> Case {
        let record = self.records.last().expect("a record was made");
        self.taken.insert((record.kind, record.reference.clone()));
        Case::after(case, &Filed::from(record)).expect("what is decided can be followed")
    }
}

pub(super) fn link(reference: &Code, case: Option<&Case>) -> CaseLink {
    CaseLink {
        reference: reference.clone(),
        previous: case.map(|case| case.last),
    }
}

/// What a step names, in the form in which help is checked.
pub(super) fn as_disbursement(
    asked: &StepCase,
    terms: &CaseTerms,
    prepared_by: &str,
    approved_by: &str,
) -> Disbursement {
    Disbursement {
        reference: asked.case.clone(),
        date: asked.date,
        fund: terms.fund.clone(),
        resident: terms.resident.clone(),
        kind: terms.kind,
        amount: terms.amount,
        goods: terms.goods.clone(),
        merchant: terms.merchant.clone(),
        purpose: terms.purpose.clone(),
        prepared_by: prepared_by.to_owned(),
        approved_by: approved_by.to_owned(),
        expires_on: terms.expires_on,
        from: Held::Bank,
        at_once: None,
    }
}

pub(super) fn sealed_reason(
    field: &'static str,
    reason: &str,
    circumstances: &mut Circumstances<'_>,
) -> Result<PrivateValue, Refusal> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() {
        return Err(RefusalCode::ReasonRequired.into());
    }
    Ok(PrivateValue::seal(
        field,
        &ReasonValue { reason },
        circumstances.entropy,
    ))
}

/// The reference of a further record of a kind that a disbursement has already. Any code may be the reference of
/// another disbursement; this one is a hash, which nobody chooses.
pub(super) fn further_step(community: uuid::Uuid, seq: Seq) -> Code {
    let mut hash = Sha256::new();
    hash.update(b"xiaonuan further step v1\0");
    hash.update(community.as_bytes());
    hash.update(seq.to_be_bytes());
    let text = hex::encode(&hash.finalize()[..16]);
    text.parse().expect("32 hexadecimal digits are a code")
}
