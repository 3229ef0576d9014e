//! Opening balances: what a fund had and owed when its books begin here. Each line is a record of its own; all of them
//! come before any other money record of the fund.

use std::collections::HashSet;

use super::draft::{Contents, Draft};
use super::goods::check_value;
use super::stock::Parcel;
use super::{CaseState, Circumstances, DisbursementRow, Ledger, NewRow};
use crate::account::{Account, Bound, GoodsSource, Restriction, Side, Source};
use crate::calendar::Day;
use crate::command::money::{Opening, OpeningItem};
use crate::document::money::{OpeningDocument, OpeningVoucherDocument};
use crate::document::{GoodsPart, ReversalDocument};
use crate::goods::Item;
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
        if !opens(record) {
            self.extend(record.postings.iter().filter_map(|posting| posting.account.fund()));
        }
    }

    fn has(&self, fund: FundNo) -> bool {
        self.funds.contains(&fund)
    }
}

/// Whether a record opens a fund's books, or takes an opening balance back.
fn opens(record: &Record) -> bool {
    match record.kind {
        RecordKind::Reversal => serde_json::from_str::<ReversalDocument>(&record.document)
            .is_ok_and(|document| document.of.is_of_an_opening()),
        kind => kind.is_of_an_opening(),
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
    /// Rules, in order: `unknown_fund`, `fund_has_begun`, `invalid_kind` for goods with another item; of a payable or
    /// receivable `unknown_merchant`; of a voucher `unknown_resident`, `invalid_date`, `already_expired`; of goods
    /// `goods_required`, `invalid_amount`, `unknown_item`, `item_conflict`; of a split `invalid_kind`;
    /// `fund_insufficient`.
    pub(super) fn open_balance(
        &mut self,
        asked: &Opening,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let fund = self.fund(&asked.fund)?;
        if self.begun.has(fund) {
            return Err(Refusal::new(RefusalCode::FundHasBegun).with("fund", &asked.fund));
        }
        if asked.goods.is_some() && asked.item != OpeningItem::Goods {
            return Err(Refusal::new(RefusalCode::InvalidKind).with("column", "item"));
        }
        let own = self.registers.restriction(fund);
        match asked.item {
            OpeningItem::Bank => self.open_money(asked, (fund, None), Account::Bank(fund), circumstances),
            OpeningItem::Cash => self.open_money(asked, (fund, None), Account::Cash(fund), circumstances),
            OpeningItem::Receivable => {
                let merchant = self.merchant(&asked.merchant)?;
                let given_back = Account::Receivable(fund, merchant);
                self.open_money(asked, (fund, Some(merchant)), given_back, circumstances)
            }
            OpeningItem::Goods => self.open_goods(asked, fund, circumstances),
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
        (fund, merchant): (FundNo, Option<MerchantNo>),
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
        self.seal_opening(draft, asked, fund, merchant, circumstances)
    }

    /// A new item makes a record of its own before the line's.
    fn open_goods(
        &mut self,
        asked: &Opening,
        fund: FundNo,
        circumstances: &mut Circumstances<'_>,
    ) -> Result<(), Refusal> {
        let goods = asked.goods.as_ref().filter(|goods| goods.quantity > 0);
        let goods = goods.ok_or(RefusalCode::GoodsRequired)?;
        check_value(&goods.item, goods.quantity, asked.amount)?;
        let new = self.new_item(&goods.item, &goods.name, &goods.unit)?;
        let mut draft = self.draft_of(asked.date);
        let parcel = Parcel {
            item: Item::from(&goods.item),
            pieces: goods.quantity.into(),
            worth: asked.amount,
        };
        self.take_in(&mut draft, fund, parcel)?;
        let postings = [
            (Account::GoodsAuthorised(fund, GoodsSource::Opening), Side::Credit),
            (Account::NetAssets(fund, self.registers.restriction(fund)), Side::Credit),
        ];
        self.post_each(&mut draft, &postings, asked.amount)?;
        self.check_stock(&draft)?;
        if let Some(item) = &new {
            self.register_item(item, circumstances)?;
        }
        self.seal_opening(draft, asked, fund, None, circumstances)?;
        self.items.extend(new.map(|item| (item.item.clone(), item)));
        Ok(())
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
            return Err(Refusal::new(RefusalCode::InvalidKind)
                .with("column", "item")
                .with("expected", "opening-split"));
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
            goods: asked.goods.as_ref().map(|goods| GoodsPart {
                item: goods.item.clone(),
                quantity: goods.quantity,
                value: Some(asked.amount),
            }),
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
            OpeningItem::Receivable => accounts.extend(
                self.merchant(&asked.merchant)
                    .ok()
                    .map(|merchant| Account::Receivable(fund, merchant)),
            ),
            OpeningItem::Goods => {
                let items = asked.goods.iter().map(|goods| Item::from(&goods.item));
                accounts.extend(items.flat_map(|item| super::stock::accounts(fund, item)));
                accounts.push(Account::GoodsAuthorised(fund, GoodsSource::Opening));
            }
            OpeningItem::Voucher => accounts.extend(super::touched::expiry_accounts(fund)),
            _ => {}
        }
        accounts
    }
}
