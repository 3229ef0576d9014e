//! Settlements: paying a merchant what the funds owe, fund by fund in the order of their codes. What the merchant must
//! give back to a fund is taken off what that fund owes before anything is paid.

use super::draft::Contents;
use super::{Circumstances, Ledger};
use crate::account::{Account, Side};
use crate::books::Headroom;
use crate::calendar::Instant;
use crate::command::Settlement;
use crate::commitment::PrivateValue;
use crate::document::{SettlementDocument, SettlementShare};
use crate::money::Money;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{FundNo, MerchantNo};

/// What one fund owes a merchant: what is to be paid, and what is taken off because the merchant must give it back.
struct Owed {
    fund: FundNo,
    part: Money,
    offset: Money,
}

/// What a settlement comes to.
pub(super) struct Paying {
    pub(super) merchant: MerchantNo,
    pub(super) amount: Money,
    owed: Vec<Owed>,
}

impl Ledger {
    /// Rules, in order: of a payment that the office makes at once `steps_required`; `invalid_amount`,
    /// `unknown_merchant`, `exceeds_payable`, `nothing_payable`; `steps_required` by the amount; `bank_insufficient` or `cash_insufficient`, `record_too_long`.
    pub(super) fn settle(
        &mut self,
        settlement: &Settlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let settings = self.registers.community.settings.as_ref();
        if settlement.at_once && settings.is_some_and(|settings| settings.settle_in_steps) {
            return Err(RefusalCode::StepsRequired.into());
        }
        let at = self.start_of(settlement.date);
        let paying = self.to_pay(settlement, at)?;
        if settlement.at_once && self.registers.community.approvers_of_settlement(paying.amount) > 1 {
            return Err(RefusalCode::StepsRequired.into());
        }
        self.pay_out(paying, settlement.clone(), None, circumstances)?;
        Ok(())
    }

    /// What a settlement would pay at a moment. Rules: those of a settlement but the last.
    pub(super) fn to_pay(&self, settlement: &Settlement, at: Instant) -> Result<Paying, Refusal> {
        if settlement.amount.is_some_and(|amount| !amount.is_positive()) {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let merchant = self.merchant(&settlement.merchant)?;
        let mut owed = Vec::new();
        let (mut total, mut recorded, mut netted) = (Money::ZERO, 0_i64, false);
        for fund in self.registers.funds_by_code() {
            let owes = self.room(Account::Payable(fund, merchant), at);
            let given_back = self.room(Account::Receivable(fund, merchant), at);
            let offset = Money::from_fen(owes.lasting.min(given_back.lasting));
            let part = Money::from_fen(owes.lasting).minus(offset)?;
            recorded = recorded.saturating_add((owes.recorded - given_back.recorded).max(0));
            netted |= offset.is_positive();
            total = total.plus(part)?;
            owed.push(Owed { fund, part, offset });
        }
        let amount = settlement.amount.unwrap_or(total);
        if amount > total || (amount.is_zero() && !netted) {
            let exceeds = amount > total;
            let mut refusal = Refusal::new(if exceeds {
                RefusalCode::ExceedsPayable
            } else {
                RefusalCode::NothingPayable
            });
            refusal.late = if exceeds {
                amount.fen() <= recorded
            } else {
                recorded > 0
            };
            return Err(refusal.with("owed", total));
        }
        Ok(Paying { merchant, amount, owed })
    }

    /// Pays, by whom and on which approval if in steps. Answers the record's number.
    pub(super) fn pay_out(
        &mut self,
        paying: Paying,
        settlement: Settlement,
        steps: Option<(Seq, PrivateValue)>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<Seq, Refusal> {
        let Paying { merchant, amount, owed } = paying;
        let mut draft = self.draft_of(settlement.date);
        let mut left = amount;
        let mut shares = Vec::new();
        let mut offsets = Vec::new();
        for Owed { fund, part, offset } in owed {
            let code = self.registers.funds.get(fund).code.clone();
            let share = |amount| SettlementShare {
                fund: code.clone(),
                amount,
            };
            let part = part.min(left);
            offsets.extend(offset.is_positive().then(|| share(offset)));
            shares.extend(part.is_positive().then(|| share(part)));
            let payable = Account::Payable(fund, merchant);
            self.post(&mut draft, payable, Side::Debit, part.plus(offset)?)?;
            self.post(&mut draft, Account::Receivable(fund, merchant), Side::Credit, offset)?;
            self.post(&mut draft, settlement.from.account(fund), Side::Credit, part)?;
            left = left.minus(part)?;
        }
        self.post(&mut draft, Account::Settled(merchant), Side::Debit, amount)?;
        self.post(&mut draft, Account::Settlements, Side::Credit, amount)?;
        let (approved, officer) = steps.unzip();
        let document = SettlementDocument {
            merchant: self.registers.merchants.get(merchant).code.clone(),
            amount,
            shares,
            offsets,
            from: settlement.from.unless_bank(),
            approved,
            officer: officer.as_ref().map(PrivateValue::commitment),
        };
        let contents = Contents {
            kind: RecordKind::Settlement,
            reference: settlement.reference,
            document: &document,
            private: officer.into_iter().collect(),
        };
        self.seal(draft, contents, circumstances)
    }

    /// How much can be taken from a bounded account at a moment, never below zero.
    pub(super) fn room(&self, account: Account, at: Instant) -> Headroom {
        let bound = account.bound(&self.registers).expect("the account is bounded");
        let room = self.books.headroom(&account, bound, at);
        Headroom {
            recorded: room.recorded.max(0),
            lasting: room.lasting.max(0),
        }
    }
}
