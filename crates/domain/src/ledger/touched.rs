//! What a command may touch, so that it can be loaded for a whole batch at once.
//!
//! Loading too much is slow; loading too little is a failure ([`crate::books::Books::balance`] panics), which the
//! property tests of the whole would show.

use std::collections::HashSet;

use super::Ledger;
use super::redemption::uses_account;
use super::stock::accounts;
use crate::account::{Account, Activity, GoodsUse, Held, Purpose, Source};
use crate::code::Code;
use crate::command::money::{MoneyEvent, OpeningItem};
use crate::command::{Claim, Command, Donation, Entered};
use crate::goods::Item;
use crate::kind::DisbursementKind;
use crate::register::{FundNo, MerchantNo, ResidentNo};

impl Ledger {
    /// The residents whose vouchers a command may spend. They must be loaded before [`Ledger::touched`] is asked.
    #[must_use]
    pub fn spender(&self, command: &Command) -> Option<ResidentNo> {
        match command {
            Command::Redeem(claim) if claim.voucher.is_positive() => self.claimant(claim),
            _ => None,
        }
    }

    /// The accounts that a batch may read or post to, given its commands and the vouchers loaded so far.
    #[must_use]
    pub fn touched<'a>(&self, commands: impl Iterator<Item = &'a Command> + Clone) -> HashSet<Account> {
        let mut touched = HashSet::new();
        for voucher in self.vouchers.iter() {
            touched.extend(expiry_accounts(voucher.fund));
            touched.insert(Account::Voucher(voucher.fund, voucher.number));
        }
        let granting: HashSet<FundNo> = commands
            .clone()
            .filter_map(|command| self.granting_fund(command))
            .collect();
        for command in commands {
            self.touch(command, &granting, &mut touched);
        }
        touched
    }

    /// Whether a batch may ask more of an account than its last balance: whether it holds at every later business time,
    /// or what it was at one.
    #[must_use]
    pub fn is_dated<'a>(&self, account: &Account, mut commands: impl Iterator<Item = &'a Command>) -> bool {
        match account {
            // Terms or settings of an earlier time may bound what those of today do not.
            Account::Discount(_) | Account::Uses(..) | Account::OnCard(..) => true,
            account if account.bound(&self.registers).is_some() => true,
            // Closing a year reads what it brought, and opening balances are split, and taken back, as they were on the day.
            _ => commands.any(|command| match command {
                Command::Close(_) => true,
                Command::Money(event) => matches!(event.as_ref(), MoneyEvent::Open(_)),
                Command::Reverse(_) => matches!(account, Account::NetAssets(..)),
                _ => false,
            }),
        }
    }

    /// The fund of a voucher that the command would grant: it may be spent, and may expire, within the batch.
    fn granting_fund(&self, command: &Command) -> Option<FundNo> {
        match command {
            Command::Disburse(asked) if asked.kind == DisbursementKind::Voucher => self.fund(&asked.fund).ok(),
            Command::Money(event) => match event.as_ref() {
                MoneyEvent::Open(asked) if asked.item == OpeningItem::Voucher => self.fund(&asked.fund).ok(),
                _ => None,
            },
            _ => None,
        }
    }

    fn touch(&self, command: &Command, granting: &HashSet<FundNo>, touched: &mut HashSet<Account>) {
        match command {
            Command::Donate(donation) => self.touch_donation(donation, touched),
            Command::Disburse(asked) => {
                self.touch_help(&asked.fund, asked.kind, &asked.merchant, touched);
                self.touch_stock(&asked.fund, asked.goods.iter().map(|line| &line.item), touched);
            }
            Command::Redeem(claim) => self.touch_claim(claim, granting, touched),
            Command::Settle(settlement) => self.touch_settlement(&settlement.merchant, settlement.from, touched),
            Command::PrepareSettlement(asked) => {
                let payee = self.payee(&asked.of).unwrap_or_default();
                self.touch_settlement(&payee, Held::Bank, touched);
            }
            Command::Money(event) => touched.extend(self.money_accounts(event)),
            Command::Goods(event) => touched.extend(self.goods_accounts(event)),
            Command::Close(closing) => touched.extend(self.closing_accounts(closing)),
            Command::PaySettlement(asked) => {
                let payee = self.prepared_for(&asked.settlement);
                self.touch_settlement(payee.as_ref().map_or("", Code::as_str), asked.from, touched);
            }
            Command::Reverse(_) => self.touch_original(command, touched),
            Command::Correct(correction) => {
                self.touch_original(command, touched);
                match &correction.entered {
                    Entered::Donation(donation) => self.touch_donation(donation, touched),
                    Entered::Goods(donation) => touched.extend(self.accounts_of_goods_given(donation)),
                }
            }
            Command::StepCase(asked) => {
                self.touch_original(command, touched);
                self.touch_case(asked, touched);
            }
            Command::DraftStatement(_)
            | Command::StepStatement(_)
            | Command::ApproveSettlement(_)
            | Command::RegisterFund(_)
            | Command::RegisterMerchant(_)
            | Command::RegisterDiscount(_)
            | Command::RegisterResident(_)
            | Command::RegisterEntry(_)
            | Command::ExpireDue(_)
            | Command::DecideProposal(_)
            | Command::Change(_)
            | Command::Erase(_) => {}
        }
    }

    /// What approving, giving up and paying help of a kind may post to.
    pub(super) fn touch_help(
        &self,
        fund: &str,
        kind: DisbursementKind,
        merchant: &str,
        touched: &mut HashSet<Account>,
    ) {
        let Ok(fund) = self.fund(fund) else { return };
        touched.extend([
            Account::Available(fund),
            Account::Encumbered(fund),
            Account::Spent(fund, Purpose::Help),
        ]);
        match kind {
            DisbursementKind::Cash => touched.extend([
                Account::Programme(fund, Activity::Cash),
                Account::Bank(fund),
                Account::Cash(fund),
            ]),
            DisbursementKind::Voucher => touched.extend(expiry_accounts(fund)),
            DisbursementKind::Goods => touched.extend([
                Account::Programme(fund, Activity::Goods),
                Account::GoodsSpent(fund, GoodsUse::Help),
            ]),
            DisbursementKind::BillPayment => {
                touched.insert(Account::Programme(fund, Activity::Bill));
                touched.extend(
                    self.merchant(merchant)
                        .ok()
                        .map(|merchant| Account::Payable(fund, merchant)),
                );
            }
        }
    }

    /// The accounts of items in a fund.
    pub(super) fn touch_stock<'a>(
        &self,
        fund: &str,
        items: impl Iterator<Item = &'a Code>,
        touched: &mut HashSet<Account>,
    ) {
        let Ok(fund) = self.fund(fund) else { return };
        touched.extend(items.flat_map(|item| accounts(fund, Item::from(item))));
    }

    fn touch_settlement(&self, merchant: &str, from: Held, touched: &mut HashSet<Account>) {
        let Ok(merchant) = self.merchant(merchant) else { return };
        for (fund, _) in self.registers.funds.iter() {
            touched.extend([
                Account::Payable(fund, merchant),
                Account::Receivable(fund, merchant),
                from.account(fund),
            ]);
        }
        touched.extend([Account::Settled(merchant), Account::Settlements]);
    }

    fn touch_donation(&self, donation: &Donation, touched: &mut HashSet<Account>) {
        let Ok(fund) = self.fund(&donation.fund) else { return };
        touched.extend([
            // A donation may be in cash, and may be given back in cash within the batch.
            Account::Bank(fund),
            Account::Cash(fund),
            Account::DonationIncome(fund),
            Account::Available(fund),
            Account::Authorised(fund, Source::Donation),
        ]);
    }

    /// The accounts of a record that is to be taken back, and what a merchant may have to give back of it. Its vouchers
    /// are loaded, and with them what their expiry posts to. What is taken back already touches nothing: it is refused,
    /// and its voucher is none any more.
    fn touch_original(&self, command: &Command, touched: &mut HashSet<Account>) {
        let Some(original) = self
            .original_of(command)
            .filter(|original| original.reversed_by.is_none())
        else {
            return;
        };
        touched.extend(original.given().map(Account::Returned));
        for (account, ..) in &original.postings {
            touched.insert(self.as_held(*account));
            if let Account::Payable(fund, merchant) = *account {
                touched.insert(Account::Receivable(fund, merchant));
            }
        }
    }

    fn touch_claim(&self, claim: &Claim, granting: &HashSet<FundNo>, touched: &mut HashSet<Account>) {
        let (Ok(merchant), Some(resident)) = (self.merchant(&claim.merchant), self.claimant(claim)) else {
            return;
        };
        if let Ok(number) = self.discount_of(merchant, &claim.discount) {
            let discount = self.registers.discounts.get(number);
            touched.extend([Account::Discount(number), Account::BorneMerchant(merchant)]);
            let zone = &self.registers.community.zone;
            touched.extend(uses_account(
                number,
                discount,
                self.registers.residents.get(resident),
                claim.at,
                zone,
            ));
            if let Some(fund) = discount.fund {
                touched.extend([
                    Account::Available(fund),
                    Account::Spent(fund, Purpose::Discount),
                    Account::BorneFund(fund),
                ]);
                touched.extend([
                    Account::Programme(fund, Activity::Discount),
                    Account::Payable(fund, merchant),
                ]);
            }
        }
        for (_, account) in self.card_accounts(claim, resident) {
            touched.extend([account, Account::OnCards]);
        }
        if claim.voucher.is_positive() {
            touched.extend(self.voucher_payables(resident, merchant, granting));
        }
    }

    /// What is owed to the merchant by every fund whose vouchers the resident has or may have by then.
    fn voucher_payables(
        &self,
        resident: ResidentNo,
        merchant: MerchantNo,
        granting: &HashSet<FundNo>,
    ) -> HashSet<Account> {
        let held = self.vouchers.of(resident).into_iter().map(|voucher| voucher.fund);
        held.chain(granting.iter().copied())
            .map(|fund| Account::Payable(fund, merchant))
            .collect()
    }
}

/// The accounts that a voucher's expiry posts to, besides the voucher's own.
pub(super) fn expiry_accounts(fund: FundNo) -> [Account; 3] {
    [
        Account::Programme(fund, Activity::Voucher),
        Account::Available(fund),
        Account::Spent(fund, Purpose::Expired),
    ]
}
