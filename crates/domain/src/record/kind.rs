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
        /// A community was changed.
        CommunityChanged = "community_changed",
        /// A fund was changed.
        FundChanged = "fund_changed",
        /// A merchant was changed.
        MerchantChanged = "merchant_changed",
        /// A discount was changed: its state, or its terms from a day on.
        DiscountChanged = "discount_changed",
        /// A resident was changed.
        ResidentChanged = "resident_changed",
        /// What was known of a resident was erased.
        ResidentErased = "resident_erased",
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
        /// A record was reversed.
        Reversal = "reversal",
        /// A merchant's statement was drawn up.
        StatementDrafted = "statement_drafted",
        /// A statement was given to the merchant.
        StatementSent = "statement_sent",
        /// The merchant agreed to a statement.
        StatementConfirmed = "statement_confirmed",
        /// The merchant disagreed about lines of a statement.
        StatementDisputed = "statement_disputed",
        /// A statement was approved for payment.
        StatementApproved = "statement_approved",
        /// A settlement paid a statement.
        StatementPaid = "statement_paid",
        /// A settlement was prepared.
        SettlementPrepared = "settlement_prepared",
        /// A prepared settlement was approved.
        SettlementApproved = "settlement_approved",
        /// A prepared settlement was approved by one of those whose approvals it needs.
        SettlementApprovedInPart = "settlement_approved_in_part",
        /// Help was asked for.
        DisbursementApplied = "disbursement_applied",
        /// Two people saw how the resident lives.
        DisbursementVisited = "disbursement_visited",
        /// A disbursement was prepared.
        DisbursementPrepared = "disbursement_prepared",
        /// What was prepared was looked through.
        DisbursementReviewed = "disbursement_reviewed",
        /// Help that was given was signed for.
        DisbursementSigned = "disbursement_signed",
        /// A disbursement was approved by one of those whose approvals it needs.
        DisbursementApprovedInPart = "disbursement_approved_in_part",
        /// A disbursement was refused.
        DisbursementRejected = "disbursement_rejected",
        /// A disbursement was given up.
        DisbursementCancelled = "disbursement_cancelled",
        /// What was approved was posted.
        DisbursementPosted = "disbursement_posted",
        /// Someone objected to what was posted.
        DisbursementObjected = "disbursement_objected",
        /// The objections to what was posted were answered.
        DisbursementAnswered = "disbursement_answered",
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
        /// A donor was registered.
        DonorRegistered = "donor_registered",
        /// A donor was changed.
        DonorChanged = "donor_changed",
        /// A category of eligibility was registered.
        CategoryRegistered = "category_registered",
        /// A category of eligibility was changed.
        CategoryChanged = "category_changed",
        /// Who acts for a resident was registered.
        AgentRegistered = "agent_registered",
        /// Who acts for a resident was changed.
        AgentChanged = "agent_changed",
        /// A link between parties was registered.
        LinkRegistered = "link_registered",
        /// A link between parties was changed.
        LinkChanged = "link_changed",
        /// A branch of a merchant was registered.
        BranchRegistered = "branch_registered",
        /// A branch of a merchant was changed.
        BranchChanged = "branch_changed",
        /// A household was registered.
        HouseholdRegistered = "household_registered",
        /// A household was changed.
        HouseholdChanged = "household_changed",
        /// A role was granted.
        RoleGranted = "role_granted",
        /// A grant was changed, or taken back.
        GrantChanged = "grant_changed",
        /// A resident's card was registered.
        CardRegistered = "card_registered",
        /// A resident's card was changed: issued, blocked or ended.
        CardChanged = "card_changed",
        /// A shop's device was registered.
        DeviceRegistered = "device_registered",
        /// A shop's device was changed: paired, blocked or ended.
        DeviceChanged = "device_changed",
        /// Who stands at a shop's counter was registered.
        StaffRegistered = "staff_registered",
        /// Who stands at a shop's counter was changed.
        StaffChanged = "staff_changed",
        /// What a resident consented to, or did not, was registered.
        ConsentRegistered = "consent_registered",
        /// It was changed: taken back, or ended.
        ConsentChanged = "consent_changed",
        /// What a resident complained of was registered.
        ComplaintRegistered = "complaint_registered",
        /// It was answered.
        ComplaintChanged = "complaint_changed",
        /// By which number of its own a shop knows a resident was registered.
        CustomerRegistered = "customer_registered",
        /// It was changed: its consent taken back, or ended.
        CustomerChanged = "customer_changed",
        /// An item of goods was given a name and a unit.
        ItemRegistered = "item_registered",
        /// A donation in kind was received.
        GoodsDonated = "goods_donated",
        /// Goods were taken off the stock.
        StockWrittenOff = "stock_written_off",
        /// Goods were found when the stock was counted.
        StockFound = "stock_found",
        /// Somebody proposed what a second person confirms.
        Proposed = "proposed",
        /// A proposal was confirmed and done.
        ProposalApproved = "proposal_approved",
        /// A proposal was refused.
        ProposalRejected = "proposal_rejected",
        /// A proposal was given up by whoever made it.
        ProposalWithdrawn = "proposal_withdrawn",
    }
}

impl RecordKind {
    /// Whether its business time is that of recording: changes of registers, and steps that are not events of a day.
    #[must_use]
    pub const fn happens_when_recorded(self) -> bool {
        self.is_of_a_register()
            || matches!(
                self,
                RecordKind::StatementDrafted
                    | RecordKind::StatementSent
                    | RecordKind::StatementConfirmed
                    | RecordKind::StatementDisputed
                    | RecordKind::StatementApproved
                    | RecordKind::StatementPaid
                    | RecordKind::SettlementApproved
                    | RecordKind::SettlementApprovedInPart
                    | RecordKind::ItemRegistered
                    | RecordKind::Proposed
                    | RecordKind::ProposalApproved
                    | RecordKind::ProposalRejected
                    | RecordKind::ProposalWithdrawn
            )
    }

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
                | RecordKind::DonorRegistered
                | RecordKind::CategoryRegistered
                | RecordKind::AgentRegistered
                | RecordKind::LinkRegistered
                | RecordKind::BranchRegistered
                | RecordKind::HouseholdRegistered
                | RecordKind::RoleGranted
                | RecordKind::CardRegistered
                | RecordKind::DeviceRegistered
                | RecordKind::StaffRegistered
                | RecordKind::ConsentRegistered
                | RecordKind::ComplaintRegistered
                | RecordKind::CustomerRegistered
                | RecordKind::ResidentErased
        ) || self.is_change()
    }

    /// Whether it changes a row of a register that was there before.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(
            self,
            RecordKind::CommunityChanged
                | RecordKind::FundChanged
                | RecordKind::MerchantChanged
                | RecordKind::DiscountChanged
                | RecordKind::ResidentChanged
                | RecordKind::DonorChanged
                | RecordKind::CategoryChanged
                | RecordKind::AgentChanged
                | RecordKind::LinkChanged
                | RecordKind::BranchChanged
                | RecordKind::HouseholdChanged
                | RecordKind::GrantChanged
                | RecordKind::CardChanged
                | RecordKind::DeviceChanged
                | RecordKind::StaffChanged
                | RecordKind::ConsentChanged
                | RecordKind::ComplaintChanged
                | RecordKind::CustomerChanged
        )
    }
}
