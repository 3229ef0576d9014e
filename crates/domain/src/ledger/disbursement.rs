//! Help from a fund: approving promises the money, paying gives it as cash, as a voucher, or as a merchant's bill.

use super::draft::Contents;
use super::{CaseState, Circumstances, DisbursementRow, Ledger, NewRow};
use crate::account::{Account, Activity, Purpose, Side};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::Disbursement;
use crate::commitment::{Commitment, PrivateValue};
use crate::document::{CaseLink, DisbursementDocument, Minutes, ParticularsValue, PaymentDocument};
use crate::kind::DisbursementKind;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{FundNo, MerchantNo, ResidentNo};
use crate::voucher::{Voucher, VoucherNo};

/// Everything that a disbursement names, found in the registers.
pub(super) struct Help {
    pub(super) at: Instant,
    pub(super) fund: FundNo,
    pub(super) resident: ResidentNo,
    pub(super) merchant: Option<MerchantNo>,
    pub(super) expires_on: Option<Day>,
}

/// What an approval or a payment says besides, where it is a step by itself.
#[derive(Default)]
pub(super) struct Papers {
    /// The record's own reference, if it is not the disbursement's.
    pub(super) reference: Option<Code>,
    pub(super) case: Option<CaseLink>,
    pub(super) terms: Option<Commitment>,
    pub(super) minutes: Option<Minutes>,
    pub(super) papers_by: Option<Day>,
    pub(super) officer: Option<PrivateValue>,
    pub(super) urgency: Option<PrivateValue>,
    pub(super) duplicate: Option<PrivateValue>,
    pub(super) evidence: Option<PrivateValue>,
    /// What `terms` commits to, if no earlier step holds it.
    pub(super) sealed: Option<PrivateValue>,
}

impl Papers {
    fn into_private(self) -> impl Iterator<Item = PrivateValue> {
        let values = [self.officer, self.urgency, self.duplicate, self.evidence, self.sealed];
        values.into_iter().flatten()
    }
}

fn committed(value: &Option<PrivateValue>) -> Option<Commitment> {
    value.as_ref().map(PrivateValue::commitment)
}

impl Ledger {
    /// Rules, in order: `invalid_amount`, `unknown_fund`, `unknown_resident`, `unknown_merchant`,
    /// `purpose_not_allowed`, `already_expired`, `self_approval`, `not_eligible`, `conflict_of_interest`,
    /// `fund_insufficient`, `bank_insufficient`.
    pub(super) fn disburse(
        &mut self,
        asked: &Disbursement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let help = self.check_disbursement(asked)?;
        let approved = self.approve(asked, &help, Papers::default(), circumstances)?;
        let paid = self.pay(asked, &help, approved, Papers::default(), circumstances)?;
        let expires_at = help.expires_on.map(|day| self.registers.community.zone.end_of(day));
        self.rows.push(NewRow::Disbursement(DisbursementRow {
            reference: asked.reference.clone(),
            fund: help.fund,
            resident: help.resident,
            kind: asked.kind,
            merchant: help.merchant,
            expires_on: help.expires_on,
            expires_at,
            given_at: Some(help.at),
            approved: Some(approved),
            paid: Some(paid),
            state: CaseState::Paid,
            last: paid,
            replaces: false,
        }));
        self.mind_end(expires_at);
        Ok(())
    }

    /// A voucher that is granted late and has ended by then is due with the next event at or after its end.
    pub(super) fn mind_end(&mut self, expires_at: Option<Instant>) {
        if let Some(expires_at) = expires_at
            && expires_at <= self.head.expired_through
        {
            self.head.expired_through = expires_at.just_before();
        }
    }

    pub(super) fn check_disbursement(&self, asked: &Disbursement) -> Result<Help, Refusal> {
        let help = self.check_terms(asked)?;
        if asked.prepared_by == asked.approved_by {
            return Err(RefusalCode::SelfApproval.into());
        }
        let entitlements = &self.registers.residents.get(help.resident).details.eligibility;
        if !entitlements.iter().any(|held| held.holds_on(asked.date)) {
            return Err(Refusal::new(RefusalCode::NotEligible).with("day", asked.date));
        }
        let officers = [asked.prepared_by.as_str(), &asked.approved_by];
        self.check_interest(&officers, Some(help.resident), help.merchant, asked.date)?;
        Ok(help)
    }

    /// What it names and whether that may be spent, whoever answers for it.
    pub(super) fn check_terms(&self, asked: &Disbursement) -> Result<Help, Refusal> {
        if !asked.amount.is_positive() {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let fund = self.fund(&asked.fund)?;
        let resident = self.resident(&asked.resident)?;
        let merchant = if asked.merchant.is_empty() && asked.kind != DisbursementKind::BillPayment {
            None
        } else {
            Some(self.merchant(&asked.merchant)?)
        };
        let purposes = &self.registers.funds.get(fund).details.purposes;
        if !purposes.is_empty() && !purposes.contains(&asked.purpose) {
            return Err(Refusal::new(RefusalCode::PurposeNotAllowed).with("allowed", purposes.join("；")));
        }
        let expires_on = asked.expires_on.filter(|_| asked.kind == DisbursementKind::Voucher);
        if expires_on.is_some_and(|last| last < asked.date) {
            return Err(RefusalCode::AlreadyExpired.into());
        }
        let at = self.start_of(asked.date);
        Ok(Help {
            at,
            fund,
            resident,
            merchant,
            expires_on,
        })
    }

    pub(super) fn approve(
        &mut self,
        asked: &Disbursement,
        help: &Help,
        papers: Papers,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let mut draft = self.draft_of(asked.date);
        self.post(&mut draft, Account::Available(help.fund), Side::Credit, asked.amount)?;
        self.post(&mut draft, Account::Encumbered(help.fund), Side::Debit, asked.amount)?;
        let particulars = ParticularsValue {
            purpose: asked.purpose.clone(),
            prepared_by: asked.prepared_by.clone(),
            approved_by: asked.approved_by.clone(),
        };
        let particulars = PrivateValue::seal("particulars", &particulars, circumstances.entropy);
        let document = DisbursementDocument {
            fund: self.registers.funds.get(help.fund).code.clone(),
            resident: self.registers.residents.get(help.resident).subject,
            kind: asked.kind,
            amount: asked.amount,
            merchant: self.code_of(help.merchant),
            expires_on: help.expires_on,
            particulars: particulars.commitment(),
            case: papers.case.clone(),
            terms: papers.terms.clone(),
            minutes: papers.minutes.clone(),
            papers_by: papers.papers_by,
            urgency: committed(&papers.urgency),
            duplicate: committed(&papers.duplicate),
            evidence: committed(&papers.evidence),
        };
        let contents = Contents {
            kind: RecordKind::DisbursementApproved,
            reference: papers.reference.clone().unwrap_or_else(|| asked.reference.clone()),
            document: &document,
            private: papers.into_private().chain([particulars]).collect(),
        };
        self.seal(draft, contents, circumstances)
    }

    pub(super) fn pay(
        &mut self,
        asked: &Disbursement,
        help: &Help,
        approved: Seq,
        papers: Papers,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let fund = help.fund;
        let (activity, given) = match (asked.kind, help.expires_on, help.merchant) {
            (DisbursementKind::Cash, ..) => (Activity::Cash, Account::Bank(fund)),
            (DisbursementKind::BillPayment, _, Some(merchant)) => (Activity::Bill, Account::Payable(fund, merchant)),
            (DisbursementKind::Voucher, Some(last_day), _) => (Activity::Voucher, self.grant(asked, help, last_day)),
            (DisbursementKind::Voucher, None, _) => {
                return Err(Refusal::new(RefusalCode::InvalidDate).with("column", "expires_on"));
            }
            (DisbursementKind::BillPayment, _, None) => return Err(RefusalCode::UnknownMerchant.into()),
        };
        let mut draft = self.draft_of(asked.date);
        self.post(
            &mut draft,
            Account::Programme(fund, activity),
            Side::Debit,
            asked.amount,
        )?;
        self.post(&mut draft, given, Side::Credit, asked.amount)?;
        self.post(&mut draft, Account::Encumbered(fund), Side::Credit, asked.amount)?;
        self.post(
            &mut draft,
            Account::Spent(fund, Purpose::Help),
            Side::Debit,
            asked.amount,
        )?;
        let document = PaymentDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            resident: self.registers.residents.get(help.resident).subject,
            kind: asked.kind,
            amount: asked.amount,
            merchant: self.code_of(help.merchant),
            approved,
            case: papers.case.clone(),
            terms: papers.terms.clone(),
            officer: committed(&papers.officer),
            duplicate: committed(&papers.duplicate),
            evidence: committed(&papers.evidence),
        };
        let contents = Contents {
            kind: RecordKind::DisbursementPaid,
            reference: papers.reference.clone().unwrap_or_else(|| asked.reference.clone()),
            document: &document,
            private: papers.into_private().collect(),
        };
        self.seal(draft, contents, circumstances)
    }

    /// Opens the account of a new voucher. Its key is the number that the payment's record will have.
    fn grant(&mut self, asked: &Disbursement, help: &Help, expires_on: Day) -> Account {
        let number = VoucherNo(self.head.seq + 1);
        self.vouchers.insert(Voucher {
            number,
            grant: asked.reference.clone(),
            fund: help.fund,
            resident: help.resident,
            subject: self.registers.residents.get(help.resident).subject,
            granted_at: help.at,
            expires_on,
            expires_at: self.registers.community.zone.end_of(expires_on),
        });
        let account = Account::Voucher(help.fund, number);
        self.books.open(account);
        account
    }

    pub(super) fn code_of(&self, merchant: Option<MerchantNo>) -> Option<Code> {
        merchant.map(|number| self.registers.merchants.get(number).code.clone())
    }
}
