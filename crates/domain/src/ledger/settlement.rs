//! Settlements: paying a merchant what the funds owe, fund by fund in the order of their codes. What the merchant must
//! give back to a fund is taken off what that fund owes before anything is paid.

use super::draft::{Contents, Draft};
use super::{Circumstances, Ledger};
use crate::account::{Account, Side};
use crate::books::Headroom;
use crate::calendar::Instant;
use crate::command::Settlement;
use crate::document::{SettlementDocument, SettlementShare};
use crate::money::Money;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::FundNo;

/// What one fund owes a merchant: what is to be paid, and what is taken off because the merchant must give it back.
struct Owed {
    fund: FundNo,
    part: Money,
    offset: Money,
}

impl Ledger {
    /// Rules, in order: `invalid_amount`, `unknown_merchant`, `exceeds_payable`, `nothing_payable`,
    /// `bank_insufficient`.
    pub(super) fn settle(
        &mut self,
        settlement: &Settlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        if settlement.amount.is_some_and(|amount| !amount.is_positive()) {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let merchant = self.merchant(&settlement.merchant)?;
        let at = self.registers.community.zone.start_of(settlement.date);
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
        let mut draft = Draft::new(at);
        let mut left = amount;
        let mut shares = Vec::new();
        let mut offsets = Vec::new();
        for Owed { fund, part, offset } in owed {
            let code = &self.registers.funds.get(fund).code;
            let share = |amount| SettlementShare {
                fund: code.clone(),
                amount,
            };
            let part = part.min(left);
            offsets.extend(offset.is_positive().then(|| share(offset)));
            shares.extend(part.is_positive().then(|| share(part)));
            self.post(
                &mut draft,
                Account::Payable(fund, merchant),
                Side::Debit,
                part.plus(offset)?,
            )?;
            self.post(&mut draft, Account::Receivable(fund, merchant), Side::Credit, offset)?;
            self.post(&mut draft, Account::Bank(fund), Side::Credit, part)?;
            left = left.minus(part)?;
        }
        self.post(&mut draft, Account::Settled(merchant), Side::Debit, amount)?;
        self.post(&mut draft, Account::Settlements, Side::Credit, amount)?;
        let document = SettlementDocument {
            merchant: self.registers.merchants.get(merchant).code.clone(),
            amount,
            shares,
            offsets,
        };
        let reference = settlement.reference.clone();
        let contents = Contents {
            kind: RecordKind::Settlement,
            reference,
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances);
        Ok(())
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
