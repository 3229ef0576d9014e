//! Settlements: paying a merchant what the funds owe, fund by fund in the order of their codes.

use super::draft::Contents;
use super::{Circumstances, Ledger};
use crate::account::{Account, Side};
use crate::command::Settlement;
use crate::document::{SettlementDocument, SettlementShare};
use crate::money::Money;
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

impl Ledger {
    /// Rules, in order: `invalid_amount`, `unknown_merchant`, `exceeds_payable`, `nothing_payable`,
    /// `bank_insufficient`, `record_too_long`.
    pub(super) fn settle(
        &mut self,
        settlement: &Settlement,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        if settlement.amount.is_some_and(|amount| !amount.is_positive()) {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let merchant = self.merchant(&settlement.merchant)?;
        let at = self.start_of(settlement.date);
        let mut owed = Vec::new();
        let (mut total, mut recorded) = (Money::ZERO, 0_i64);
        for fund in self.registers.funds_by_code() {
            let account = Account::Payable(fund, merchant);
            let bound = account.bound(&self.registers).expect("what is owed is bounded");
            let headroom = self.books.headroom(&account, bound, at);
            let part = Money::from_fen(headroom.lasting.max(0));
            recorded = recorded.saturating_add(headroom.recorded.max(0));
            total = total.plus(part)?;
            owed.push((fund, part));
        }
        let amount = settlement.amount.unwrap_or(total);
        if amount > total || amount.is_zero() {
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
        let mut draft = self.draft_of(settlement.date);
        let mut left = amount;
        let mut shares = Vec::new();
        for (fund, part) in owed {
            let part = part.min(left);
            if part.is_zero() {
                continue;
            }
            self.post(&mut draft, Account::Payable(fund, merchant), Side::Debit, part)?;
            self.post(&mut draft, Account::Bank(fund), Side::Credit, part)?;
            shares.push(SettlementShare {
                fund: self.registers.funds.get(fund).code.clone(),
                amount: part,
            });
            left = left.minus(part)?;
        }
        self.post(&mut draft, Account::Settled(merchant), Side::Debit, amount)?;
        self.post(&mut draft, Account::Settlements, Side::Credit, amount)?;
        let document = SettlementDocument {
            merchant: self.registers.merchants.get(merchant).code.clone(),
            amount,
            shares,
        };
        let reference = settlement.reference.clone();
        let contents = Contents {
            kind: RecordKind::Settlement,
            reference,
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }
}
