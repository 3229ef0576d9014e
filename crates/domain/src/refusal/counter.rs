//! What a shop is told: only what it can do something about. Whatever is about the person at its counter is one answer,
//! the same by every byte, so that no shop learns who is poor, ill, disabled, gone or has lost a card.

use super::{Refusal, RefusalCode};

/// What of a refusal is told at a shop's counter.
enum Heard {
    /// The code itself, with those facts that these names have.
    Itself(&'static [&'static str]),
    /// Another code, without facts.
    As(RefusalCode),
    /// That it is not available today, and nothing else.
    Nothing,
}

/// What a shop hears of a refusal.
#[must_use]
pub fn at_counter(refusal: &Refusal) -> Refusal {
    let (code, kept) = match heard(refusal.code) {
        Heard::Itself(facts) => (refusal.code, facts),
        Heard::As(code) => (code, &[][..]),
        Heard::Nothing => (RefusalCode::NotAvailable, &[][..]),
    };
    let facts = refusal.facts.iter();
    let facts = facts.filter(|(name, _)| kept.contains(&name.as_str()));
    Refusal {
        code,
        // Whether only a later time forbids it tells what others, or the person elsewhere, did meanwhile.
        late: false,
        facts: facts.map(|(name, value)| (name.clone(), value.clone())).collect(),
    }
}

impl RefusalCode {
    /// Whether a shop hears nothing of it but that something is not available today.
    #[must_use]
    pub const fn is_hidden_at_counter(self) -> bool {
        matches!(heard(self), Heard::Nothing)
    }
}

/// Every code is listed, so that none is told by oversight.
const fn heard(code: RefusalCode) -> Heard {
    use RefusalCode as C;
    match code {
        // Its own mistakes, and its own registers.
        C::InvalidCode | C::InvalidDate | C::InvalidTime | C::InvalidNumber | C::InvalidAmount | C::InvalidKind => {
            Heard::Itself(&["column", "expected"])
        }
        C::TextTooLong => Heard::Itself(&["column", "most"]),
        C::FutureDate | C::IdempotencyKeyReused | C::RefConflict | C::NothingClaimed | C::AmountTooLarge => {
            Heard::Itself(&["column"])
        }
        C::UnknownMerchant => Heard::Itself(&["merchant"]),
        C::UnknownDiscount => Heard::Itself(&["discount"]),
        C::UnknownBranch => Heard::Itself(&["branch"]),
        C::ClaimTooOld => Heard::Itself(&["hours"]),
        C::BillTooOld => Heard::Itself(&["days"]),
        C::UnknownCustomer | C::ListNotAllowed | C::RowRepeated | C::BillRecorded | C::DiscountChanged => {
            Heard::Itself(&[])
        }
        C::ReceiptRequired => Heard::Itself(&["above"]),
        C::ShopReceiptUsed | C::UnknownDevice | C::UnknownStaff | C::CounterNotValid => Heard::Itself(&[]),
        C::UnknownRecord | C::NotReversible | C::AlreadyReversed | C::BeforeOriginal | C::ReasonRequired => {
            Heard::Itself(&[])
        }
        // Minimum spend, uses, dates, budget, vouchers: what an offer says of itself.
        C::BelowMinimumSpend => Heard::Itself(&["minimum"]),
        C::UsageLimitReached => Heard::Itself(&["most", "period"]),
        C::CardDailyCapReached | C::DiscountBudgetExhausted => Heard::Itself(&[]),
        C::MerchantNotActive | C::BranchNotActive => Heard::Itself(&["day"]),
        C::DiscountNotActive => Heard::Itself(&["from", "to", "state"]),
        C::VoucherExceedsDue => Heard::Itself(&["due"]),
        C::VoucherInsufficient => Heard::Itself(&["left", "needed"]),
        // How much a fund has, and how long it is there, is nothing that a shop is told.
        C::FundInsufficient => Heard::As(C::DiscountBudgetExhausted),
        C::FundEnded => Heard::As(C::DiscountNotActive),
        // About the person.
        C::UnknownResident | C::NotEligible | C::ResidentEnded | C::UnknownCard | C::CardNotValid => Heard::Nothing,
        C::RecordTooLong | C::NotAvailable => Heard::Nothing,
        // That it is not theirs to ask says nothing of anybody.
        C::NotAllowed | C::NotYourself => Heard::Itself(&["column"]),
        // What no counter asks for.
        C::InvalidEligibility | C::InvalidUscc | C::InvalidIdNumber | C::DuplicateCode | C::DuplicateResident => {
            Heard::Nothing
        }
        C::UnknownFund | C::FundRequired | C::PurposeNotAllowed | C::AlreadyExpired | C::SelfApproval => Heard::Nothing,
        C::BankInsufficient | C::CashInsufficient | C::NotInCash | C::UnknownDonation | C::BeforeDonation => {
            Heard::Nothing
        }
        C::ExceedsDonation | C::GivenBack | C::VoucherUsed | C::SameFund | C::RestrictedFund => Heard::Nothing,
        C::FundHasBegun | C::AlreadyClosed | C::PeriodNotClosed | C::PeriodOutOfOrder | C::EarlierMonthsOpen => {
            Heard::Nothing
        }
        C::ExceedsPayable | C::NothingPayable | C::ChangedMeanwhile | C::NothingChanged | C::RestrictionFixed => {
            Heard::Nothing
        }
        C::EligibilityFixed | C::StateNotAllowed | C::TermsBackdated | C::UnknownStatement => Heard::Nothing,
        C::UnknownSettlement | C::WrongState | C::StatementOpen | C::UnknownLine | C::InvoiceRequired => Heard::Nothing,
        C::OfficerRequired | C::SamePerson | C::UnknownDisbursement | C::SelfPayment | C::VisitorsRequired => {
            Heard::Nothing
        }
        C::ApprovalStale | C::DuplicateHelp | C::InvalidEvidence | C::MinutesRequired | C::VoteLost => Heard::Nothing,
        C::StepSwitchedOff | C::StepMissing | C::PostingOpen | C::PostingTooShort | C::PapersTooLate => Heard::Nothing,
        C::ConflictOfInterest | C::UnknownLink | C::SameParty | C::RowFixed | C::DaysFixed => Heard::Nothing,
        C::UnknownAgent | C::AgentNotValid | C::UnknownDonor | C::DonorEnded | C::UnknownCategory => Heard::Nothing,
        C::CategoryNotValid | C::UnknownHousehold | C::HouseholdEnded | C::NamedBeneficiary => Heard::Nothing,
        C::GoodsRequired | C::ItemRepeated | C::UnknownItem | C::ItemConflict | C::EvidenceRequired => Heard::Nothing,
        C::StockInsufficient | C::StockMovedSince | C::CaseRequired | C::StepsRequired => Heard::Nothing,
        C::ApproversRequired | C::InvalidBand | C::UnknownProposal | C::ProposalClosed => Heard::Nothing,
        C::UnknownOfficer | C::UnknownUser | C::UnknownGrant | C::RoleMisplaced => Heard::Nothing,
        C::OfficerNameTaken | C::LastAdministrator => Heard::Nothing,
        C::ReceiptUsed | C::InvoiceUsed | C::AgreementRequired | C::ContactRequired => Heard::Nothing,
        C::UnknownComplaint | C::AnswerIncomplete | C::TooManyComplaints => Heard::Nothing,
        C::RetentionNotOver | C::StillInUse | C::UnknownConsent | C::ResidentRestricted => Heard::Nothing,
        C::DuplicateCustomer => Heard::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reasons that a shop may be given for what it asks at its counter, besides its own mistakes.
    const OFFERED: [RefusalCode; 10] = [
        RefusalCode::BelowMinimumSpend,
        RefusalCode::UsageLimitReached,
        RefusalCode::CardDailyCapReached,
        RefusalCode::DiscountBudgetExhausted,
        RefusalCode::MerchantNotActive,
        RefusalCode::BranchNotActive,
        RefusalCode::DiscountNotActive,
        RefusalCode::VoucherExceedsDue,
        RefusalCode::VoucherInsufficient,
        RefusalCode::NotAvailable,
    ];

    #[test]
    fn whatever_is_about_a_person_is_one_answer() {
        let about_them = [
            RefusalCode::ResidentRestricted,
            RefusalCode::UnknownResident,
            RefusalCode::NotEligible,
            RefusalCode::ResidentEnded,
            RefusalCode::UnknownCard,
            RefusalCode::CardNotValid,
            RefusalCode::UnknownCategory,
            RefusalCode::CategoryNotValid,
            RefusalCode::DuplicateResident,
        ];
        for code in about_them {
            let mut refusal = Refusal::new(code).with("resident", "R0001").with("day", "2026-01-02");
            refusal.late = true;
            assert_eq!(at_counter(&refusal), Refusal::new(RefusalCode::NotAvailable), "{code}");
        }
    }

    #[test]
    fn no_fact_tells_of_a_person_or_a_fund() {
        const TOLD: [&str; 17] = [
            "column", "expected", "most", "merchant", "discount", "branch", "minimum", "period", "day", "from", "to",
            "state", "due", "left", "hours", "days", "above",
        ];
        let names = TOLD.iter().chain(&["needed"]);
        for code in RefusalCode::ALL {
            let mut full = Refusal::new(*code);
            for name in ["resident", "category", "fund", "record", "household", "today", "value"]
                .iter()
                .chain(names.clone())
            {
                full = full.with(name, "x");
            }
            let heard = at_counter(&full);
            assert!(
                heard.facts.keys().all(|name| names.clone().any(|told| told == name)),
                "{code}: {heard:?}"
            );
            assert_eq!(at_counter(&heard), heard, "{code} is told twice as once");
        }
    }

    #[test]
    fn what_an_offer_says_of_itself_is_told() {
        for code in OFFERED {
            assert_eq!(at_counter(&Refusal::new(code)).code, code);
        }
        let short = Refusal::new(RefusalCode::FundInsufficient)
            .with("left", "1.00")
            .with("fund", "xiaonuan");
        assert_eq!(at_counter(&short), Refusal::new(RefusalCode::DiscountBudgetExhausted));
    }
}
