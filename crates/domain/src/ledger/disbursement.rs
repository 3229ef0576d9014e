//! Help from a fund: approving promises the money or goods, paying gives them as cash, as a voucher, as a merchant's bill,
//! or out of the stock.

use super::draft::{Contents, Draft};
use super::stock::worth;
use super::{CaseState, Circumstances, DisbursementRow, EarlierHelp, GivenApproval, Ledger, NewRow};
use crate::account::{Account, Activity, GoodsUse, Held, Purpose, Side};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::Disbursement;
use crate::commitment::{Commitment, PrivateValue};
use crate::document::{CaseLink, DisbursementDocument, GoodsPart, Minutes, ParticularsValue, PaymentDocument};
use crate::kind::DisbursementKind;
use crate::money::Money;
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

/// What an approval promised.
pub(super) struct Promise {
    /// Its record.
    pub(super) approved: Seq,
    /// How much.
    pub(super) amount: Money,
    /// The goods that it consists of.
    pub(super) goods: Vec<GoodsPart>,
}

/// What an approval or a payment says besides, where it is a step by itself.
#[derive(Default)]
pub(super) struct Papers {
    /// The record's own reference, if it is not the disbursement's.
    pub(super) reference: Option<Code>,
    pub(super) case: Option<CaseLink>,
    pub(super) terms: Option<Commitment>,
    pub(super) minutes: Option<Minutes>,
    /// The approvals of others before it.
    pub(super) approvals: Vec<GivenApproval>,
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
    /// Rules, in order: of help that the office gives at once `case_required`; `invalid_amount`, `unknown_fund`, `unknown_resident`, `unknown_merchant`,
    /// those of goods (`goods_required`, `item_repeated`, `unknown_item`), `not_in_cash`, `purpose_not_allowed`, `already_expired`,
    /// `resident_ended`, `self_approval`, `not_eligible`, `conflict_of_interest`, `fund_ended`, of help that the office gives at once `case_required` by
    /// its amount and `duplicate_help`; `fund_insufficient`, `bank_insufficient` or `cash_insufficient`; for goods `stock_insufficient`,
    /// `stock_moved_since`.
    pub(super) fn disburse(
        &mut self,
        asked: &Disbursement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        if asked.at_once.is_some() {
            self.check_no_steps()?;
        }
        let help = self.check_disbursement(asked)?;
        self.check_fund(help.fund, asked.date)?;
        let papers = match &asked.at_once {
            Some(at_once) => Papers {
                duplicate: self.check_at_once(asked, &help, at_once, circumstances)?,
                ..Papers::default()
            },
            None => Papers::default(),
        };
        let promise = self.approve(asked, &help, papers, circumstances)?;
        let paid = self.pay(asked, &help, &promise, Papers::default(), circumstances)?;
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
            approved: Some(promise.approved),
            paid: Some(paid),
            state: CaseState::Paid,
            last: paid,
            replaces: false,
        }));
        self.mind_end(expires_at);
        self.earlier_help.push(EarlierHelp {
            reference: asked.reference.clone(),
            resident: help.resident,
            day: asked.date,
            purpose: asked.purpose.clone(),
        });
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
        if self.is_one_person(&asked.prepared_by, &asked.approved_by, asked.date) {
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
        let of_goods = asked.kind == DisbursementKind::Goods;
        if asked.amount.is_positive() == of_goods || asked.amount.is_negative() {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let fund = self.fund(&asked.fund)?;
        let resident = self.resident(&asked.resident)?;
        let merchant = if asked.merchant.is_empty() && asked.kind != DisbursementKind::BillPayment {
            None
        } else {
            Some(self.merchant(&asked.merchant)?)
        };
        if of_goods {
            self.check_counts(&asked.goods)?;
        } else if !asked.goods.is_empty() {
            return Err(Refusal::new(RefusalCode::InvalidKind).with("column", "kind"));
        }
        if asked.from == Held::Hand && asked.kind != DisbursementKind::Cash {
            return Err(RefusalCode::NotInCash.into());
        }
        let purposes = &self.registers.funds.get(fund).details.purposes;
        if !purposes.is_empty() && !purposes.contains(&asked.purpose) {
            return Err(Refusal::new(RefusalCode::PurposeNotAllowed).with("allowed", purposes.join("；")));
        }
        let expires_on = asked.expires_on.filter(|_| asked.kind == DisbursementKind::Voucher);
        if expires_on.is_some_and(|last| last < asked.date) {
            return Err(RefusalCode::AlreadyExpired.into());
        }
        if self.registers.residents.get(resident).has_ended_on(asked.date) {
            return Err(Refusal::new(RefusalCode::ResidentEnded).with("day", asked.date));
        }
        if self.registers.residents.get(resident).details.restricted {
            return Err(RefusalCode::ResidentRestricted.into());
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
    ) -> Result<Promise, Refusal> {
        let mut draft = self.draft_of(asked.date);
        let goods = self.promise(&mut draft, asked, help.fund)?;
        let amount = if goods.is_empty() { asked.amount } else { worth(&goods)? };
        let particulars = ParticularsValue {
            purpose: asked.purpose.clone(),
            prepared_by: asked.prepared_by.clone(),
            approved_by: asked.approved_by.clone(),
            approved_before_by: papers.approvals.iter().filter_map(|given| given.by.clone()).collect(),
        };
        let particulars = PrivateValue::seal("particulars", &particulars, circumstances.entropy);
        let document = DisbursementDocument {
            fund: self.registers.funds.get(help.fund).code.clone(),
            resident: self.registers.residents.get(help.resident).subject,
            kind: asked.kind,
            amount,
            goods: goods.clone(),
            merchant: self.code_of(help.merchant),
            expires_on: help.expires_on,
            particulars: particulars.commitment(),
            case: papers.case.clone(),
            terms: papers.terms.clone(),
            approvals: papers.approvals.iter().map(|given| given.seq).collect(),
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
        let approved = self.seal(draft, contents, circumstances)?;
        Ok(Promise {
            approved,
            amount,
            goods,
        })
    }

    /// Promises money, or goods at what they are worth at the moment.
    fn promise(&mut self, draft: &mut Draft, asked: &Disbursement, fund: FundNo) -> Result<Vec<GoodsPart>, Refusal> {
        if asked.kind != DisbursementKind::Goods {
            self.post(draft, Account::Available(fund), Side::Credit, asked.amount)?;
            self.post(draft, Account::Encumbered(fund), Side::Debit, asked.amount)?;
            return Ok(Vec::new());
        }
        let goods = self.valued(fund, &asked.goods, draft.at())?;
        for part in &goods {
            self.reserve(draft, fund, part.into())?;
        }
        self.check_stock(draft)?;
        Ok(goods)
    }

    /// Gives a promise up: what it holds may be promised again.
    pub(super) fn unpromise(
        &mut self,
        draft: &mut Draft,
        fund: FundNo,
        (amount, goods): (Money, &[GoodsPart]),
    ) -> Result<(), Refusal> {
        if goods.is_empty() {
            self.post(draft, Account::Encumbered(fund), Side::Credit, amount)?;
            return self.post(draft, Account::Available(fund), Side::Debit, amount);
        }
        for part in goods {
            self.release(draft, fund, part.into())?;
        }
        self.check_stock(draft)
    }

    /// Gives promised goods to a resident; taken back with `sign` −1.
    pub(super) fn give_goods(
        &mut self,
        draft: &mut Draft,
        fund: FundNo,
        goods: &[GoodsPart],
        sign: i64,
    ) -> Result<(), Refusal> {
        let amount = sign * worth(goods)?.fen();
        for part in goods {
            self.hand_out(draft, fund, part.into(), sign)?;
        }
        let programme = Account::Programme(fund, Activity::Goods);
        self.post_units(draft, programme, Side::Debit, amount)?;
        let spent = Account::GoodsSpent(fund, GoodsUse::Help);
        self.post_units(draft, spent, Side::Debit, amount)?;
        self.check_stock(draft)
    }

    pub(super) fn pay(
        &mut self,
        asked: &Disbursement,
        help: &Help,
        promise: &Promise,
        papers: Papers,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let mut draft = self.draft_of(asked.date);
        match asked.kind {
            DisbursementKind::Goods => self.give_goods(&mut draft, help.fund, &promise.goods, 1)?,
            _ => {
                let grant = papers.reference.as_ref().unwrap_or(&asked.reference);
                self.give_money(&mut draft, asked, help, grant)?;
            }
        }
        let document = PaymentDocument {
            fund: self.registers.funds.get(help.fund).code.clone(),
            resident: self.registers.residents.get(help.resident).subject,
            kind: asked.kind,
            amount: promise.amount,
            goods: promise.goods.clone(),
            merchant: self.code_of(help.merchant),
            from: asked.from.unless_bank(),
            approved: promise.approved,
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

    fn give_money(
        &mut self,
        draft: &mut Draft,
        asked: &Disbursement,
        help: &Help,
        grant: &Code,
    ) -> Result<(), Refusal> {
        let (fund, amount) = (help.fund, asked.amount);
        let (activity, given) = match (asked.kind, help.expires_on, help.merchant) {
            (DisbursementKind::Cash, ..) => (Activity::Cash, asked.from.account(fund)),
            (DisbursementKind::BillPayment, _, Some(merchant)) => (Activity::Bill, Account::Payable(fund, merchant)),
            (DisbursementKind::Voucher, Some(last_day), _) => (Activity::Voucher, self.grant(grant, help, last_day)),
            (DisbursementKind::Voucher, None, _) => {
                return Err(Refusal::new(RefusalCode::InvalidDate).with("column", "expires_on"));
            }
            (DisbursementKind::BillPayment, _, None) => return Err(RefusalCode::UnknownMerchant.into()),
            (DisbursementKind::Goods, ..) => unreachable!("goods are no money"),
        };
        self.post(draft, Account::Programme(fund, activity), Side::Debit, amount)?;
        self.post(draft, given, Side::Credit, amount)?;
        self.post(draft, Account::Encumbered(fund), Side::Credit, amount)?;
        self.post(draft, Account::Spent(fund, Purpose::Help), Side::Debit, amount)
    }

    /// Opens the account of a new voucher. Its key is the number that the payment's record will have, its name that
    /// record's reference: help that was paid before and is paid again grants another voucher.
    fn grant(&mut self, grant: &Code, help: &Help, expires_on: Day) -> Account {
        let number = VoucherNo(self.head.seq + 1);
        self.vouchers.insert(Voucher {
            number,
            grant: grant.clone(),
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
