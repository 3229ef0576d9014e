//! What a refusal is about: whether asking the same again can ever help.

use super::RefusalCode;

/// What stands against what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// The request itself, however the books stand: it will not be accepted later either, unless something that it names
    /// is registered.
    Request,
    /// Who asks: another may.
    Person,
    /// The row that it would change is another one by now.
    Row,
    /// The books, as they stand.
    Books,
}

macro_rules! about {
    ($($about:ident: $($code:ident)+;)+) => {
        impl RefusalCode {
            /// What it is about. Every code is listed, so that none can be forgotten.
            #[must_use]
            pub const fn about(self) -> About {
                match self { $($(RefusalCode::$code)|+ => About::$about),+ }
            }
        }
    };
}

about! {
    Request:
        InvalidCode InvalidDate InvalidTime InvalidNumber InvalidKind InvalidEligibility InvalidAmount
        IdempotencyKeyReused FutureDate InvalidUscc InvalidIdNumber UnknownFund UnknownMerchant
        UnknownResident UnknownDiscount UnknownDonation UnknownRecord UnknownStatement UnknownSettlement
        UnknownLine UnknownDisbursement InvalidEvidence UnknownLink UnknownAgent UnknownDonor
        UnknownCategory UnknownBranch UnknownHousehold NamedBeneficiary GoodsRequired ItemRepeated UnknownItem
        EvidenceRequired AgreementRequired NotYourself UnknownOfficer UnknownUser UnknownGrant RoleMisplaced UnknownCard
        UnknownDevice UnknownStaff UnknownConsent UnknownComplaint AnswerIncomplete UnknownCustomer RowRepeated
        ContactRequired InvalidBand UnknownProposal;
    Person:
        NotAllowed;
    Row:
        ChangedMeanwhile;
    Books:
        TextTooLong DuplicateCode RefConflict DuplicateResident FundRequired PurposeNotAllowed
        AlreadyExpired SelfApproval NotEligible FundInsufficient BankInsufficient CashInsufficient NotInCash
        BeforeDonation ExceedsDonation GivenBack VoucherUsed SameFund RestrictedFund FundHasBegun AlreadyClosed
        PeriodNotClosed PeriodOutOfOrder ExceedsPayable NothingPayable NothingClaimed MerchantNotActive
        DiscountNotActive BelowMinimumSpend UsageLimitReached DiscountBudgetExhausted VoucherExceedsDue
        VoucherInsufficient NothingChanged RestrictionFixed EligibilityFixed StateNotAllowed TermsBackdated
        AmountTooLarge RecordTooLong NotReversible AlreadyReversed BeforeOriginal ReasonRequired WrongState
        StatementOpen InvoiceRequired OfficerRequired SamePerson SelfPayment VisitorsRequired ApprovalStale
        DuplicateHelp MinutesRequired VoteLost StepSwitchedOff StepMissing PostingOpen PostingTooShort
        PapersTooLate ConflictOfInterest SameParty RowFixed DaysFixed AgentNotValid DonorEnded
        CategoryNotValid BranchNotActive HouseholdEnded FundEnded ResidentEnded ItemConflict StockInsufficient StockMovedSince
        CaseRequired StepsRequired ApproversRequired ProposalClosed EarlierMonthsOpen ReceiptUsed ShopReceiptUsed ReceiptRequired InvoiceUsed
        OfficerNameTaken LastAdministrator CardNotValid CardDailyCapReached CounterNotValid ClaimTooOld RetentionNotOver
        ResidentRestricted TooManyComplaints StillInUse NotAvailable DuplicateCustomer ListNotAllowed BillTooOld
        BillRecorded DiscountChanged;
}
