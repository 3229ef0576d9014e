//! The kinds of records.

use crate::kind::kinds;

kinds! {
    /// What a record records.
    RecordKind {
        /// A community's books were opened.
        CommunityRegistered = "community_registered",
        /// A fund was registered.
        FundRegistered = "fund_registered",
        /// A merchant was registered.
        MerchantRegistered = "merchant_registered",
        /// A discount was registered.
        DiscountRegistered = "discount_registered",
        /// A resident was registered.
        ResidentRegistered = "resident_registered",
        /// A donation was received.
        Donation = "donation",
        /// A disbursement was approved.
        DisbursementApproved = "disbursement_approved",
        /// A disbursement was paid.
        DisbursementPaid = "disbursement_paid",
        /// A claim was redeemed.
        Redemption = "redemption",
        /// A voucher expired with money left on it.
        VoucherExpiry = "voucher_expiry",
        /// A merchant was paid.
        Settlement = "settlement",
        /// Money was taken from the bank into hand.
        CashWithdrawn = "cash_withdrawn",
        /// Money in hand was paid into the bank.
        CashDeposited = "cash_deposited",
        /// Interest came in.
        Interest = "interest",
        /// A charge or fee was paid.
        Charge = "charge",
        /// Some of a donation was given back.
        DonationReturned = "donation_returned",
        /// Money went from one fund to another.
        Transfer = "transfer",
        /// What was there when a fund's books began.
        OpeningBalance = "opening_balance",
        /// What was left on a voucher when a fund's books began.
        OpeningVoucher = "opening_voucher",
        /// A month was closed.
        MonthClosed = "month_closed",
        /// A year was closed.
        YearClosed = "year_closed",
        /// Restricted net assets that were spent on their purpose became unrestricted.
        NetAssetsReclassified = "net_assets_reclassified",
        /// A month was opened again.
        MonthReopened = "month_reopened",
        /// A year was opened again.
        YearReopened = "year_reopened",
    }
}

impl RecordKind {
    /// Whether it changes a register.
    #[must_use]
    pub const fn is_of_a_register(self) -> bool {
        matches!(
            self,
            RecordKind::CommunityRegistered
                | RecordKind::FundRegistered
                | RecordKind::MerchantRegistered
                | RecordKind::DiscountRegistered
                | RecordKind::ResidentRegistered
                | RecordKind::MonthClosed
                | RecordKind::YearClosed
                | RecordKind::MonthReopened
                | RecordKind::YearReopened
        )
    }
}
