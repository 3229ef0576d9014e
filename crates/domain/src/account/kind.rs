//! The sorts of accounts.

#[cfg(doc)]
use super::{Account, Activity, Charge, GoodsSource, GoodsUse, Purpose, Restriction, Source};
use crate::kind::kinds;

kinds! {
    /// The sort of an account, without what it is of.
    AccountKind {
        /// See [`Account::Cash`].
        Cash = "cash",
        /// See [`Account::Bank`].
        Bank = "bank",
        /// See [`Account::Receivable`].
        Receivable = "receivable",
        /// See [`Account::Inventory`].
        Inventory = "inventory",
        /// See [`Account::Payable`].
        Payable = "payable",
        /// See [`Account::Voucher`].
        Voucher = "voucher",
        /// See [`Account::NetAssets`] with [`Restriction::Unrestricted`].
        NetUnrestricted = "net-assets/unrestricted",
        /// See [`Account::NetAssets`] with [`Restriction::Restricted`].
        NetRestricted = "net-assets/restricted",
        /// See [`Account::DonationIncome`].
        DonationIncome = "donation",
        /// See [`Account::DonationInKind`].
        DonationInKind = "donation-in-kind",
        /// See [`Account::OtherIncome`].
        OtherIncome = "other-income",
        /// See [`Account::Programme`] with [`Activity::Cash`].
        ProgrammeCash = "programme/cash",
        /// See [`Account::Programme`] with [`Activity::Voucher`].
        ProgrammeVoucher = "programme/voucher",
        /// See [`Account::Programme`] with [`Activity::Bill`].
        ProgrammeBill = "programme/bill",
        /// See [`Account::Programme`] with [`Activity::Goods`].
        ProgrammeGoods = "programme/goods",
        /// See [`Account::Programme`] with [`Activity::Discount`].
        ProgrammeDiscount = "programme/discount",
        /// See [`Account::Cost`] with [`Charge::BankCharge`].
        CostBankCharge = "cost/bank-charge",
        /// See [`Account::Cost`] with [`Charge::HostFee`].
        CostHostFee = "cost/host-fee",
        /// See [`Account::StockLoss`].
        StockLoss = "stock-loss",
        /// See [`Account::Authorised`] with [`Source::Donation`].
        AuthorisedDonation = "authorised/donation",
        /// See [`Account::Authorised`] with [`Source::Opening`].
        AuthorisedOpening = "authorised/opening",
        /// See [`Account::Authorised`] with [`Source::Transfer`].
        AuthorisedTransfer = "authorised/transfer",
        /// See [`Account::Authorised`] with [`Source::Other`].
        AuthorisedOther = "authorised/other",
        /// See [`Account::Available`].
        Available = "available",
        /// See [`Account::Encumbered`].
        Encumbered = "encumbered",
        /// See [`Account::Spent`] with [`Purpose::Help`].
        SpentHelp = "spent/help",
        /// See [`Account::Spent`] with [`Purpose::Discount`].
        SpentDiscount = "spent/discount",
        /// See [`Account::Spent`] with [`Purpose::Expired`].
        SpentExpired = "spent/expired",
        /// See [`Account::Spent`] with [`Purpose::Cost`].
        SpentCost = "spent/cost",
        /// See [`Account::GoodsAuthorised`] with [`GoodsSource::Donation`].
        GoodsAuthorisedDonation = "goods-authorised/donation",
        /// See [`Account::GoodsAuthorised`] with [`GoodsSource::Found`].
        GoodsAuthorisedFound = "goods-authorised/found",
        /// See [`Account::GoodsAuthorised`] with [`GoodsSource::Opening`].
        GoodsAuthorisedOpening = "goods-authorised/opening",
        /// See [`Account::GoodsAvailable`].
        GoodsAvailable = "goods-available",
        /// See [`Account::GoodsEncumbered`].
        GoodsEncumbered = "goods-encumbered",
        /// See [`Account::GoodsSpent`] with [`GoodsUse::Help`].
        GoodsSpentHelp = "goods-spent/help",
        /// See [`Account::GoodsSpent`] with [`GoodsUse::Loss`].
        GoodsSpentLoss = "goods-spent/loss",
        /// See [`Account::Discount`].
        Discount = "discount",
        /// See [`Account::BorneMerchant`].
        BorneMerchant = "borne-merchant",
        /// See [`Account::BorneFund`].
        BorneFund = "borne-fund",
        /// See [`Account::Settled`].
        Settled = "settled",
        /// See [`Account::Settlements`].
        Settlements = "settlements",
        /// See [`Account::Returned`].
        Returned = "returned",
        /// See [`Account::Returns`].
        Returns = "returns",
        /// See [`Account::OnCard`].
        OnCard = "on-card",
        /// See [`Account::OnCards`].
        OnCards = "on-cards",
        /// See [`Account::Uses`].
        Uses = "uses",
        /// See [`Account::Stock`].
        Stock = "stock",
        /// See [`Account::Reserved`].
        Reserved = "reserved",
        /// See [`Account::Moved`].
        Moved = "moved",
    }
}
