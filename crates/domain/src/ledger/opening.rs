//! Opening balances: what a fund had and owed when its books begin here. Each line is a record of its own; all of them
//! come before any other money record of the fund.

use std::collections::HashSet;

use super::draft::{Contents, Draft};
use super::{CaseState, Circumstances, DisbursementRow, Ledger, NewRow};
use crate::account::{Account, Bound, Restriction, Side, Source};
use crate::calendar::Day;
use crate::command::money::{Opening, OpeningItem};
use crate::document::money::{OpeningDocument, OpeningVoucherDocument};
use crate::kind::DisbursementKind;
use crate::record::{Record, RecordKind};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::{FundNo, MerchantNo, Registers, ResidentNo};
use crate::voucher::{Voucher, VoucherNo};

/// The funds that have a money record besides opening balances.
#[derive(Clone, Debug, Default)]
pub struct Begun {
    funds: HashSet<FundNo>,
}

impl Begun {
    /// Notes funds that have begun.
    pub fn extend(&mut self, funds: impl IntoIterator<Item = FundNo>) {
        self.funds.extend(funds);
    }

    /// Notes the funds of a record.
    pub(super) fn note(&mut self, record: &Record) {
        if !matches!(record.kind, RecordKind::OpeningBalance | RecordKind::OpeningVoucher) {
            self.extend(record.postings.iter().filter_map(|posting| posting.account.fund()));
        }
    }

    fn has(&self, fund: FundNo) -> bool {
        self.funds.contains(&fund)
    }
}

impl Registers {
    /// Whether a fund's own net assets are restricted.
    pub(super) fn restriction(&self, fund: FundNo) -> Restriction {
        if self.funds.get(fund).details.restricted {
            Restriction::Restricted
        } else {
            Restriction::Unrestricted
        }
    }
}

impl Ledger {
    /// Rules, in order: `unknown_fund`, `fund_has_begun`; of a payable `unknown_merchant`; of a voucher
    /// `unknown_resident`, `invalid_date`, `already_expired`; of a split `invalid_kind`; `fund_insufficient`.
    pub(super) fn open_balance(
        &mut self,
        asked: &Opening,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let fund = self.fund(&asked.fund)?;
        if self.begun.has(fund) {
            return Err(Refusal::new(RefusalCode::FundHasBegun).with("fund", &asked.fund));
        }
        let own = self.registers.restriction(fund);
        match asked.item {
            OpeningItem::Bank => self.open_money(asked, fund, Account::Bank(fund), circumstances),
            OpeningItem::Cash => self.open_money(asked, fund, Account::Cash(fund), circumstances),
            OpeningItem::Payable => {
                let merchant = self.merchant(&asked.merchant)?;
                let mut draft = self.draft_of(asked.date);
                self.owe(&mut draft, asked, fund, Account::Payable(fund, merchant))?;
                self.seal_opening(draft, asked, fund, Some(merchant), circumstances)
            }
            OpeningItem::Voucher => self.open_voucher(asked, fund, circumstances),
            OpeningItem::Restricted => self.split(asked, fund, own, Restriction::Restricted, circumstances),
            OpeningItem::Unrestricted => self.split(asked, fund, own, Restriction::Unrestricted, circumstances),
        }
    }

    fn open_money(
        &mut self,
        asked: &Opening,
        fund: FundNo,
        money: Account,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let mut draft = self.draft_of(asked.date);
        let postings = [
            (money, Side::Debit),
            (Account::NetAssets(fund, self.registers.restriction(fund)), Side::Credit),
            (Account::Available(fund), Side::Debit),
            (Account::Authorised(fund, Source::Opening), Side::Credit),
        ];
        self.post_each(&mut draft, &postings, asked.amount)?;
        self.seal_opening(draft, asked, fund, None, circumstances)
    }

    /// Posts what is owed to a merchant or on a voucher: it is neither free nor owned.
    fn owe(&mut self, draft: &mut Draft, asked: &Opening, fund: FundNo, owed: Account) -> Result<(), Refusal> {
        let postings = [
            (Account::Available(fund), Side::Credit),
            (Account::Authorised(fund, Source::Opening), Side::Debit),
            (Account::NetAssets(fund, self.registers.restriction(fund)), Side::Debit),
            (owed, Side::Credit),
        ];
        self.post_each(draft, &postings, asked.amount)
    }

    fn open_voucher(
        &mut self,
        asked: &Opening,
        fund: FundNo,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let resident = self.resident(&asked.resident)?;
        let missing = || Refusal::new(RefusalCode::InvalidDate).with("column", "expires_on");
        let expires_on = asked.expires_on.ok_or_else(missing)?;
        if expires_on < asked.date {
            return Err(RefusalCode::AlreadyExpired.into());
        }
        let voucher = self.opening_voucher(asked, fund, resident, expires_on);
        let account = Account::Voucher(fund, voucher.number);
        self.vouchers.insert(voucher.clone());
        self.books.open(account);
        let mut draft = self.draft_of(asked.date);
        self.owe(&mut draft, asked, fund, account)?;
        let document = OpeningVoucherDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            resident: voucher.subject,
            amount: asked.amount,
            expires_on,
        };
        let contents = Contents {
            kind: RecordKind::OpeningVoucher,
            reference: asked.reference.clone(),
            document: &document,
            private: Vec::new(),
        };
        let seq = self.seal(draft, contents, circumstances)?;
        self.rows.push(NewRow::Disbursement(DisbursementRow {
            reference: asked.reference.clone(),
            fund,
            resident,
            kind: DisbursementKind::Voucher,
            merchant: None,
            expires_on: Some(expires_on),
            expires_at: Some(voucher.expires_at),
            given_at: Some(voucher.granted_at),
            approved: None,
            paid: Some(seq),
            state: CaseState::Paid,
            last: seq,
            replaces: false,
        }));
        self.mind_end(Some(voucher.expires_at));
        Ok(())
    }

    /// The voucher that a line opens. Its key is the number that the line's record will have.
    fn opening_voucher(&self, asked: &Opening, fund: FundNo, resident: ResidentNo, expires_on: Day) -> Voucher {
        Voucher {
            number: VoucherNo(self.head.seq + 1),
            grant: asked.reference.clone(),
            fund,
            resident,
            subject: self.registers.residents.get(resident).subject,
            granted_at: self.start_of(asked.date),
            expires_on,
            expires_at: self.registers.community.zone.end_of(expires_on),
        }
    }

    /// Says that some of what a fund owns is of the other sort than the fund.
    fn split(
        &mut self,
        asked: &Opening,
        fund: FundNo,
        own: Restriction,
        other: Restriction,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        if own == other {
            return Err(Refusal::new(RefusalCode::InvalidKind).with("column", "item"));
        }
        let at = self.start_of(asked.date);
        let owned = Account::NetAssets(fund, own);
        let left = self.books.headroom(&owned, Bound::AtMost(0), at).lasting.max(0);
        if asked.amount.fen() > left {
            let refusal = Refusal::new(RefusalCode::FundInsufficient).with("fund", &asked.fund);
            let left = crate::money::Money::from_fen(left);
            return Err(refusal.with("left", left).with("needed", asked.amount));
        }
        let mut draft = self.draft_of(asked.date);
        let postings = [(owned, Side::Debit), (Account::NetAssets(fund, other), Side::Credit)];
        self.post_each(&mut draft, &postings, asked.amount)?;
        self.seal_opening(draft, asked, fund, None, circumstances)
    }

    fn seal_opening(
        &mut self,
        draft: Draft,
        asked: &Opening,
        fund: FundNo,
        merchant: Option<MerchantNo>,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let document = OpeningDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            item: asked.item,
            merchant: merchant.map(|number| self.registers.merchants.get(number).code.clone()),
            amount: asked.amount,
        };
        let contents = Contents {
            kind: RecordKind::OpeningBalance,
            reference: asked.reference.clone(),
            document: &document,
            private: Vec::new(),
        };
        self.seal(draft, contents, circumstances)?;
        Ok(())
    }

    /// What a line may post to.
    pub(super) fn opening_accounts(&self, asked: &Opening) -> Vec<Account> {
        let Ok(fund) = self.fund(&asked.fund) else {
            return Vec::new();
        };
        let mut accounts = vec![
            Account::Bank(fund),
            Account::Cash(fund),
            Account::NetAssets(fund, Restriction::Restricted),
            Account::NetAssets(fund, Restriction::Unrestricted),
            Account::Available(fund),
            Account::Authorised(fund, Source::Opening),
        ];
        match asked.item {
            OpeningItem::Payable => accounts.extend(
                self.merchant(&asked.merchant)
                    .ok()
                    .map(|merchant| Account::Payable(fund, merchant)),
            ),
            OpeningItem::Voucher => accounts.extend(super::touched::expiry_accounts(fund)),
            _ => {}
        }
        accounts
    }
}
