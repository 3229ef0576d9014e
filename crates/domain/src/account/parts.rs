//! Accounts put together from how they are stored: a sort, and the numbers of what they are of.

use super::{Account, AccountKind, Activity, Charge, Given, GoodsSource, GoodsUse, Purpose, Restriction, Source};
use crate::calendar::Period;
use crate::entropy::SubjectId;
use crate::money::Money;
use crate::register::{DiscountNo, FundNo, MerchantNo};
use crate::voucher::VoucherNo;

/// An account as it is stored.
#[derive(Clone, Copy, Debug)]
pub struct AccountParts<'a> {
    /// Its sort.
    pub kind: AccountKind,
    /// The number of its fund.
    pub fund: Option<i64>,
    /// The number of its merchant.
    pub merchant: Option<i64>,
    /// The number of its discount.
    pub discount: Option<i64>,
    /// The number of its voucher.
    pub voucher: Option<i64>,
    /// Its name in records, which alone says whose uses in which period are counted.
    pub address: &'a str,
}

impl AccountParts<'_> {
    /// The account; nothing when a part is missing.
    #[must_use]
    pub fn account(&self) -> Option<Account> {
        use AccountKind as K;
        let number = |part: Option<i64>| u32::try_from(part?).ok();
        let fund = || number(self.fund).map(FundNo);
        let merchant = || number(self.merchant).map(MerchantNo);
        let discount = || number(self.discount).map(DiscountNo);
        let item = || self.address.rsplit_once('/')?.1.parse().ok();
        Some(match self.kind {
            K::Cash => Account::Cash(fund()?),
            K::Bank => Account::Bank(fund()?),
            K::Receivable => Account::Receivable(fund()?, merchant()?),
            K::Payable => Account::Payable(fund()?, merchant()?),
            K::Voucher => Account::Voucher(fund()?, VoucherNo(self.voucher?)),
            K::NetUnrestricted => Account::NetAssets(fund()?, Restriction::Unrestricted),
            K::NetRestricted => Account::NetAssets(fund()?, Restriction::Restricted),
            K::OtherIncome => Account::OtherIncome(fund()?),
            K::CostBankCharge => Account::Cost(fund()?, Charge::BankCharge),
            K::CostHostFee => Account::Cost(fund()?, Charge::HostFee),
            K::DonationIncome => Account::DonationIncome(fund()?),
            K::ProgrammeCash => Account::Programme(fund()?, Activity::Cash),
            K::ProgrammeVoucher => Account::Programme(fund()?, Activity::Voucher),
            K::ProgrammeBill => Account::Programme(fund()?, Activity::Bill),
            K::ProgrammeDiscount => Account::Programme(fund()?, Activity::Discount),
            K::AuthorisedDonation => Account::Authorised(fund()?, Source::Donation),
            K::AuthorisedOpening => Account::Authorised(fund()?, Source::Opening),
            K::AuthorisedTransfer => Account::Authorised(fund()?, Source::Transfer),
            K::AuthorisedOther => Account::Authorised(fund()?, Source::Other),
            K::Available => Account::Available(fund()?),
            K::Encumbered => Account::Encumbered(fund()?),
            K::SpentHelp => Account::Spent(fund()?, Purpose::Help),
            K::SpentDiscount => Account::Spent(fund()?, Purpose::Discount),
            K::SpentExpired => Account::Spent(fund()?, Purpose::Expired),
            K::SpentCost => Account::Spent(fund()?, Purpose::Cost),
            K::Discount => Account::Discount(discount()?),
            K::BorneMerchant => Account::BorneMerchant(merchant()?),
            K::BorneFund => Account::BorneFund(fund()?),
            K::Settled => Account::Settled(merchant()?),
            K::Settlements => Account::Settlements,
            K::Returned => {
                let (_, seq) = self.address.rsplit_once('/')?;
                let seq = seq.parse().ok()?;
                // How much was given stands in the donation's record, not here: nothing more may be given back.
                let amount = Money::ZERO;
                Account::Returned(Given { seq, amount })
            }
            K::Returns => Account::Returns,
            K::OnCard => {
                let (rest, day) = self.address.rsplit_once('/')?;
                let (_, user) = rest.rsplit_once('/')?;
                let user = SubjectId::from_uuid(uuid::Uuid::try_parse(user).ok()?);
                Account::OnCard(user, day.parse().ok()?)
            }
            K::OnCards => Account::OnCards,
            K::Inventory => Account::Inventory(fund()?, item()?),
            K::DonationInKind => Account::DonationInKind(fund()?),
            K::ProgrammeGoods => Account::Programme(fund()?, Activity::Goods),
            K::StockLoss => Account::StockLoss(fund()?),
            K::GoodsAuthorisedDonation => Account::GoodsAuthorised(fund()?, GoodsSource::Donation),
            K::GoodsAuthorisedFound => Account::GoodsAuthorised(fund()?, GoodsSource::Found),
            K::GoodsAuthorisedOpening => Account::GoodsAuthorised(fund()?, GoodsSource::Opening),
            K::GoodsAvailable => Account::GoodsAvailable(fund()?, item()?),
            K::GoodsEncumbered => Account::GoodsEncumbered(fund()?, item()?),
            K::GoodsSpentHelp => Account::GoodsSpent(fund()?, GoodsUse::Help),
            K::GoodsSpentLoss => Account::GoodsSpent(fund()?, GoodsUse::Loss),
            K::Stock => Account::Stock(fund()?, item()?),
            K::Reserved => Account::Reserved(fund()?, item()?),
            K::Moved => Account::Moved(fund()?, item()?),
            K::Uses => {
                let (rest, period) = self.address.rsplit_once('/')?;
                let (_, user) = rest.rsplit_once('/')?;
                let user = SubjectId::from_uuid(uuid::Uuid::try_parse(user).ok()?);
                Account::Uses(discount()?, user, period.parse::<Period>().ok()?)
            }
        })
    }
}
