//! What happens to a fund's money besides help: cash and bank, interest, charges and fees.

use super::draft::{Contents, Draft};
use super::{Circumstances, Ledger};
use crate::account::{Account, Purpose, Side, Source};
use crate::command::money::{FundCharge, FundMoney, MoneyEvent, OpeningItem};
use crate::document::money::{ChargeDocument, FundMoneyDocument};
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::FundNo;

/// Accounts by side; the same amount goes to each.
type Postings<'a> = &'a [(Account, Side)];

impl MoneyEvent {
    /// The kind of its record.
    #[must_use]
    pub fn record_kind(&self) -> RecordKind {
        match self {
            MoneyEvent::Withdraw(_) => RecordKind::CashWithdrawn,
            MoneyEvent::Deposit(_) => RecordKind::CashDeposited,
            MoneyEvent::Interest(_) => RecordKind::Interest,
            MoneyEvent::Charge(_) => RecordKind::Charge,
            MoneyEvent::Return(_) => RecordKind::DonationReturned,
            MoneyEvent::Transfer(_) => RecordKind::Transfer,
            MoneyEvent::Open(it) if it.item == OpeningItem::Voucher => RecordKind::OpeningVoucher,
            MoneyEvent::Open(_) => RecordKind::OpeningBalance,
        }
    }
}

impl Ledger {
    /// Rules of all, in order: `invalid_amount`, then those of the event.
    pub(super) fn move_money(
        &mut self,
        event: &MoneyEvent,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        if !event.amount().is_positive() {
            return Err(Refusal::new(RefusalCode::InvalidAmount).with("column", "amount"));
        }
        let kind = event.record_kind();
        match event {
            MoneyEvent::Withdraw(it) => self.of_one_fund(it, kind, circumstances, |fund| withdrawal(fund).to_vec()),
            MoneyEvent::Deposit(it) => self.of_one_fund(it, kind, circumstances, |fund| deposit(fund).to_vec()),
            MoneyEvent::Interest(it) => self.of_one_fund(it, kind, circumstances, |fund| interest(fund).to_vec()),
            MoneyEvent::Charge(it) => self.charge(it, circumstances),
            MoneyEvent::Return(it) => self.give_back(it, circumstances),
            MoneyEvent::Transfer(it) => self.transfer(it, circumstances),
            MoneyEvent::Open(it) => self.open_balance(it, circumstances),
        }
    }

    /// Rules, in order: `unknown_fund`; for cash taken out `bank_insufficient`, for cash paid in `cash_insufficient`.
    fn of_one_fund(
        &mut self,
        asked: &FundMoney,
        kind: RecordKind,
        circumstances: &mut Circumstances<'_>,
        postings: fn(FundNo) -> Vec<(Account, Side)>,
    ) -> Result<(), Refusal> {
        let fund = self.fund(&asked.fund)?;
        let mut draft = self.draft_of(asked.date);
        self.post_each(&mut draft, &postings(fund), asked.amount)?;
        let document = FundMoneyDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            amount: asked.amount,
        };
        let contents = Contents {
            kind,
            reference: asked.reference.clone(),
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// Rules, in order: `unknown_fund`, `fund_insufficient`, `bank_insufficient` or `cash_insufficient`.
    fn charge(&mut self, asked: &FundCharge, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let fund = self.fund(&asked.fund)?;
        let mut draft = self.draft_of(asked.date);
        self.post_each(&mut draft, &charge(fund, asked), asked.amount)?;
        let document = ChargeDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            charge: asked.charge,
            amount: asked.amount,
            from: asked.from.unless_bank(),
        };
        let contents = Contents {
            kind: RecordKind::Charge,
            reference: asked.reference.clone(),
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// Posts one amount to each account, in order.
    pub(super) fn post_each(
        &mut self,
        draft: &mut Draft,
        postings: Postings<'_>,
        amount: crate::money::Money,
    ) -> Result<(), Refusal> {
        postings
            .iter()
            .try_for_each(|(account, side)| self.post(draft, *account, *side, amount))
    }

    /// The accounts that an event may post to.
    pub(super) fn money_accounts(&self, event: &MoneyEvent) -> Vec<Account> {
        let accounts = |postings: Postings<'_>| postings.iter().map(|(account, _)| *account).collect();
        match event {
            MoneyEvent::Withdraw(it) | MoneyEvent::Deposit(it) => {
                self.fund(&it.fund).map(|fund| accounts(&withdrawal(fund)))
            }
            MoneyEvent::Interest(it) => self.fund(&it.fund).map(|fund| accounts(&interest(fund))),
            MoneyEvent::Charge(it) => self.fund(&it.fund).map(|fund| accounts(&charge(fund, it))),
            MoneyEvent::Return(it) => Ok(self.return_accounts(it)),
            MoneyEvent::Transfer(it) => Ok(self.transfer_accounts(it)),
            MoneyEvent::Open(it) => Ok(self.opening_accounts(it)),
        }
        .unwrap_or_default()
    }
}

const fn withdrawal(fund: FundNo) -> [(Account, Side); 2] {
    [(Account::Bank(fund), Side::Credit), (Account::Cash(fund), Side::Debit)]
}

const fn deposit(fund: FundNo) -> [(Account, Side); 2] {
    [(Account::Cash(fund), Side::Credit), (Account::Bank(fund), Side::Debit)]
}

const fn interest(fund: FundNo) -> [(Account, Side); 4] {
    [
        (Account::Bank(fund), Side::Debit),
        (Account::OtherIncome(fund), Side::Credit),
        (Account::Available(fund), Side::Debit),
        (Account::Authorised(fund, Source::Other), Side::Credit),
    ]
}

const fn charge(fund: FundNo, asked: &FundCharge) -> [(Account, Side); 4] {
    [
        (Account::Available(fund), Side::Credit),
        (Account::Spent(fund, Purpose::Cost), Side::Debit),
        (Account::Cost(fund, asked.charge), Side::Debit),
        (asked.from.account(fund), Side::Credit),
    ]
}
