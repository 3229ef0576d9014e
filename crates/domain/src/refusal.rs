//! The business no: a stable code, and the facts that a message about it needs.
//!
//! Every code is explained in docs/rules.md, which a test compares with [`RefusalCode::ALL`].

mod about;
mod counter;

use std::collections::BTreeMap;
use std::fmt;

pub use self::about::About;
pub use self::counter::at_counter;
use crate::code::Code;
use crate::kind::kinds;

kinds! {
    /// Why something was not done. Codes are stable: files, API and journal of outcomes name them.
    RefusalCode {
        /// A code or reference is not 1 to 32 of `A–Z a–z 0–9 _ -`.
        InvalidCode = "invalid_code",
        /// A date is not a real `YYYY-MM-DD`.
        InvalidDate = "invalid_date",
        /// A time is not in its form.
        InvalidTime = "invalid_time",
        /// A percentage or a count is not in its form.
        InvalidNumber = "invalid_number",
        /// A choice is none of its codes.
        InvalidKind = "invalid_kind",
        /// An eligibility, or a rule of who is eligible, is not in its form.
        InvalidEligibility = "invalid_eligibility",
        /// An amount is not in its form, or not above zero where it must be.
        InvalidAmount = "invalid_amount",
        /// A text has more characters than its column takes.
        TextTooLong = "text_too_long",
        /// A register already has this code with other contents.
        DuplicateCode = "duplicate_code",
        /// An event already has this reference with other contents.
        RefConflict = "ref_conflict",
        /// A request's key was used for a request with another body.
        IdempotencyKeyReused = "idempotency_key_reused",
        /// The fact is dated after now.
        FutureDate = "future_date",
        /// The unified social credit code fails GB 32100.
        InvalidUscc = "invalid_uscc",
        /// The identity number fails GB 11643.
        InvalidIdNumber = "invalid_id_number",
        /// A registered resident has the same identity number.
        DuplicateResident = "duplicate_resident",
        /// A share of a fund is given without the fund.
        FundRequired = "fund_required",
        /// No such fund.
        UnknownFund = "unknown_fund",
        /// No such merchant.
        UnknownMerchant = "unknown_merchant",
        /// No such resident.
        UnknownResident = "unknown_resident",
        /// This merchant has no such discount.
        UnknownDiscount = "unknown_discount",
        /// The fund lists purposes and this is none of them.
        PurposeNotAllowed = "purpose_not_allowed",
        /// The voucher would end before it begins.
        AlreadyExpired = "already_expired",
        /// One person prepared and approved.
        SelfApproval = "self_approval",
        /// No eligibility that counts on the day.
        NotEligible = "not_eligible",
        /// The fund has less available than this needs.
        FundInsufficient = "fund_insufficient",
        /// The fund has less at the bank than this needs.
        BankInsufficient = "bank_insufficient",
        /// The fund has less in hand than this needs.
        CashInsufficient = "cash_insufficient",
        /// Only a gift in cash can be kept in hand.
        NotInCash = "not_in_cash",
        /// No such donation to this fund.
        UnknownDonation = "unknown_donation",
        /// The day is before the donation's.
        BeforeDonation = "before_donation",
        /// More than was given, with what was given back before.
        ExceedsDonation = "exceeds_donation",
        /// Some of the donation was given back.
        GivenBack = "given_back",
        /// Some of the voucher was redeemed or has expired.
        VoucherUsed = "voucher_used",
        /// From a fund to itself.
        SameFund = "same_fund",
        /// The money of the fund is bound to its purpose.
        RestrictedFund = "restricted_fund",
        /// The fund has money records already.
        FundHasBegun = "fund_has_begun",
        /// The period is closed.
        AlreadyClosed = "already_closed",
        /// The period is not closed.
        PeriodNotClosed = "period_not_closed",
        /// Periods are closed one after the other, and reopened from the last.
        PeriodOutOfOrder = "period_out_of_order",
        /// More than the merchant is owed.
        ExceedsPayable = "exceeds_payable",
        /// The merchant is owed nothing.
        NothingPayable = "nothing_payable",
        /// Neither a discount nor a voucher was asked for.
        NothingClaimed = "nothing_claimed",
        /// The merchant was not of the alliance on the day.
        MerchantNotActive = "merchant_not_active",
        /// The discount was not valid on the day.
        DiscountNotActive = "discount_not_active",
        /// The bill is below the discount's minimum.
        BelowMinimumSpend = "below_minimum_spend",
        /// The uses of the period are used up.
        UsageLimitReached = "usage_limit_reached",
        /// What the discount may give in total cannot bear this one.
        DiscountBudgetExhausted = "discount_budget_exhausted",
        /// More voucher money than is left to pay.
        VoucherExceedsDue = "voucher_exceeds_due",
        /// The resident's vouchers hold less.
        VoucherInsufficient = "voucher_insufficient",
        /// The row was changed by somebody else meanwhile.
        ChangedMeanwhile = "changed_meanwhile",
        /// The row is so already.
        NothingChanged = "nothing_changed",
        /// Whether a fund is restricted stays as it was when money was first recorded.
        RestrictionFixed = "restriction_fixed",
        /// An eligibility that has begun stays, and ends today at the earliest.
        EligibilityFixed = "eligibility_fixed",
        /// This state does not follow from the discount's present one.
        StateNotAllowed = "state_not_allowed",
        /// New terms of a discount that was approved begin today at the earliest.
        TermsBackdated = "terms_backdated",
        /// The amount, or a balance with it, is beyond what the books can hold.
        AmountTooLarge = "amount_too_large",
        /// What the entry touches, or says, is more than one record can hold.
        RecordTooLong = "record_too_long",
        /// There is no record to correct.
        UnknownRecord = "unknown_record",
        /// Records of this kind are not reversed.
        NotReversible = "not_reversible",
        /// Another record reverses it already.
        AlreadyReversed = "already_reversed",
        /// The correction is dated before what it corrects.
        BeforeOriginal = "before_original",
        /// A correction or dispute comes without its reason.
        ReasonRequired = "reason_required",
        /// There is no such statement.
        UnknownStatement = "unknown_statement",
        /// No settlement of this reference was prepared.
        UnknownSettlement = "unknown_settlement",
        /// It does not stand where this step begins.
        WrongState = "wrong_state",
        /// The statement of an earlier month is not agreed to yet.
        StatementOpen = "statement_open",
        /// A record that is not on the statement.
        UnknownLine = "unknown_line",
        /// A statement is confirmed without the number of an invoice.
        InvoiceRequired = "invoice_required",
        /// A step comes without the name of whoever does it.
        OfficerRequired = "officer_required",
        /// One person may not do two of these steps.
        SamePerson = "same_person",
        /// There is no such disbursement.
        UnknownDisbursement = "unknown_disbursement",
        /// Who pays prepared or approved it.
        SelfPayment = "self_payment",
        /// Not two different people visited.
        VisitorsRequired = "visitors_required",
        /// What is approved or paid is not what stands prepared or approved.
        ApprovalStale = "approval_stale",
        /// The household was helped for the same purpose in the same month.
        DuplicateHelp = "duplicate_help",
        /// A file's name or hash is not in its form.
        InvalidEvidence = "invalid_evidence",
        /// An amount that needs minutes and votes comes without.
        MinutesRequired = "minutes_required",
        /// There are not more votes for it than against.
        VoteLost = "vote_lost",
        /// The community has switched this step off.
        StepSwitchedOff = "step_switched_off",
        /// A step before this one is missing.
        StepMissing = "step_missing",
        /// The days of posting are not over.
        PostingOpen = "posting_open",
        /// It would be posted for fewer days than it must be.
        PostingTooShort = "posting_too_short",
        /// Missing papers are promised for too late a day.
        PapersTooLate = "papers_too_late",
        /// Who takes the step, or is linked with who does, benefits.
        ConflictOfInterest = "conflict_of_interest",
        /// There is no such link.
        UnknownLink = "unknown_link",
        /// A link needs two parties.
        SameParty = "same_party",
        /// Whose a row is, and between whom a link is, never changes.
        RowFixed = "row_fixed",
        /// The days of an agent or link that have begun stay, and end today at the earliest.
        DaysFixed = "days_fixed",
        /// There is no such agent.
        UnknownAgent = "unknown_agent",
        /// This agent could not act for the resident on the day.
        AgentNotValid = "agent_not_valid",
        /// There is no such donor.
        UnknownDonor = "unknown_donor",
        /// The donor's registration had ended by the day.
        DonorEnded = "donor_ended",
        /// There is no such category of eligibility.
        UnknownCategory = "unknown_category",
        /// The category does not count on these days, or has no such grade.
        CategoryNotValid = "category_not_valid",
        /// There is no such branch.
        UnknownBranch = "unknown_branch",
        /// It is no branch of this merchant, or was closed on the day.
        BranchNotActive = "branch_not_active",
        /// There is no such household.
        UnknownHousehold = "unknown_household",
        /// The household has ended: nobody joins it any more.
        HouseholdEnded = "household_ended",
        /// The fund had ended by the day: it takes nothing new.
        FundEnded = "fund_ended",
        /// The resident had moved away or died by the day.
        ResidentEnded = "resident_ended",
        /// A gift is meant for one named person.
        NamedBeneficiary = "named_beneficiary",
        /// No goods are named, or none of an item.
        GoodsRequired = "goods_required",
        /// An item stands twice in one entry.
        ItemRepeated = "item_repeated",
        /// No such item.
        UnknownItem = "unknown_item",
        /// The item has another name or unit.
        ItemConflict = "item_conflict",
        /// It is not said what the value of goods rests on.
        EvidenceRequired = "evidence_required",
        /// The fund has fewer pieces of the item.
        StockInsufficient = "stock_insufficient",
        /// The item moved since at another value.
        StockMovedSince = "stock_moved_since",
        /// The community asks for steps before such help is given.
        CaseRequired = "case_required",
        /// The community pays merchants in steps alone.
        StepsRequired = "steps_required",
        /// There is no such proposal, or what it asked is erased.
        UnknownProposal = "unknown_proposal",
        /// The proposal was approved, rejected or withdrawn already.
        ProposalClosed = "proposal_closed",
        /// More people approve such an amount than one.
        ApproversRequired = "approvers_required",
        /// Bands of amounts do not begin at zero, do not rise, or ask for fewer approvers above.
        InvalidBand = "invalid_band",
        /// The first closing would close earlier months with it.
        EarlierMonthsOpen = "earlier_months_open",
        /// Another donation that stands has this receipt.
        ReceiptUsed = "receipt_used",
        /// Above an amount a counter gives the number of the shop's receipt.
        ReceiptRequired = "receipt_required",
        /// Another redemption that stands has this receipt of the shop.
        ShopReceiptUsed = "shop_receipt_used",
        /// Another statement was confirmed under this invoice.
        InvoiceUsed = "invoice_used",
        /// A restricted fund is registered or changed without the agreement that binds it.
        AgreementRequired = "agreement_required",
        /// Whoever asks has no role in which they may do it, or not there.
        NotAllowed = "not_allowed",
        /// A step names somebody else as who takes it.
        NotYourself = "not_yourself",
        /// An officer is named who has no role in the community.
        UnknownOfficer = "unknown_officer",
        /// There is no such account, or it was disabled.
        UnknownUser = "unknown_user",
        /// No such grant.
        UnknownGrant = "unknown_grant",
        /// A role in a shop names none, or another role names one.
        RoleMisplaced = "role_misplaced",
        /// Somebody else is called so already, or the same person otherwise.
        OfficerNameTaken = "officer_name_taken",
        /// Nobody would be left who may grant roles.
        LastAdministrator = "last_administrator",
        /// There is no such card.
        UnknownCard = "unknown_card",
        /// The card is blocked, or did not count on the day.
        CardNotValid = "card_not_valid",
        /// The card's holder got as much through cards on the day as the community allows.
        CardDailyCapReached = "card_daily_cap_reached",
        /// There is no such device.
        UnknownDevice = "unknown_device",
        /// There is nobody of this code at the shop's counters.
        UnknownStaff = "unknown_staff",
        /// The device, or who stands at it, is blocked or not of this shop.
        CounterNotValid = "counter_not_valid",
        /// A counter records what happened too long ago.
        ClaimTooOld = "claim_too_old",
        /// Neither a telephone nor an identity number is known of a resident.
        ContactRequired = "contact_required",
        /// There is no such consent.
        UnknownConsent = "unknown_consent",
        /// There is no such complaint.
        UnknownComplaint = "unknown_complaint",
        /// An answer without its day, or a day without an answer.
        AnswerIncomplete = "answer_incomplete",
        /// As many complaints of the day wait for an answer as may.
        TooManyComplaints = "too_many_complaints",
        /// The shop has no such customer number on the day, or it is another shop's.
        UnknownCustomer = "unknown_customer",
        /// The shop knows another row by this number on the same days.
        DuplicateCustomer = "duplicate_customer",
        /// The shop does not claim by list.
        ListNotAllowed = "list_not_allowed",
        /// A list claims for a bill of too long ago.
        BillTooOld = "bill_too_old",
        /// A customer number stands twice on one list.
        RowRepeated = "row_repeated",
        /// A list claimed for this bill of a customer before.
        BillRecorded = "bill_recorded",
        /// The discount takes off another amount than was shown.
        DiscountChanged = "discount_changed",
        /// Nothing but keeping is done with the resident's data.
        ResidentRestricted = "resident_restricted",
        /// What is on record of the resident must be kept until a later day.
        RetentionNotOver = "retention_not_over",
        /// Help, a voucher or a card of the resident's has not come to its end.
        StillInUse = "still_in_use",
        /// All that a shop is told of why a person cannot use something today.
        NotAvailable = "not_available",
    }
}

/// A business no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What it is.
    pub code: RefusalCode,
    /// Whether only a balance at a later business time than the entry's forbids it.
    pub late: bool,
    /// What a message may name: column, amounts, days. Never a name or an identity number.
    pub facts: BTreeMap<String, String>,
}

impl Refusal {
    /// A refusal without further facts.
    #[must_use]
    pub fn new(code: RefusalCode) -> Self {
        Refusal {
            code,
            late: false,
            facts: BTreeMap::new(),
        }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    /// Adds a code as given, if it is one: what stands in its place by mistake may be a name or an identity number.
    #[must_use]
    pub fn naming(self, name: &str, code: &str) -> Self {
        /// Identity numbers have at least so many digits, and codes fewer.
        const DIGITS: usize = 15;
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        if code.parse::<Code>().is_ok() && digits < DIGITS {
            self.with(name, code)
        } else {
            self
        }
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Refusal::new(code)
    }
}

impl From<crate::money::MoneyOverflow> for Refusal {
    fn from(_: crate::money::MoneyOverflow) -> Self {
        Refusal::new(RefusalCode::AmountTooLarge)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)
    }
}

impl std::error::Error for Refusal {}
