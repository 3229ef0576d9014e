//! What a refusal says to people: what is wrong and what would be right, with the facts where they are known.

use i18n_embed_fl::fl;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use super::{Language, Messages};
use crate::desk::Warning;

/// The message of a refusal: one reason and the next step.
#[must_use]
pub fn refusal_message(refusal: &Refusal, language: Language) -> String {
    let messages = Messages::of(language);
    let loader = messages.loader();
    let mut message = cell(refusal, messages).unwrap_or_else(|| reason(refusal, messages));
    if let Some(month) = refusal.facts.get("reopen") {
        message = fl!(loader, "refusal-reopen", message = message, reopen = month.as_str());
    }
    if let Some(next) = refusal.facts.get("next") {
        message = fl!(loader, "refusal-next", message = message, steps = next.as_str());
    }
    match refusal.facts.get("value").map(String::as_str) {
        Some("") => message = fl!(loader, "refusal-empty", message = message),
        Some(value) => message = fl!(loader, "refusal-value", message = message, value = value),
        None => {}
    }
    if let Some(column) = refusal.facts.get("column") {
        message = fl!(
            loader,
            "refusal-column",
            column = messages.field(column),
            message = message
        );
    }
    if refusal.late {
        message = fl!(loader, "refusal-late", message = message);
    }
    message
}

/// What a warning says to people.
#[must_use]
pub fn warning_message(warning: Warning, language: Language) -> String {
    let loader = Messages::of(language).loader();
    match warning {
        Warning::SmallGroup => fl!(loader, "warning-small-group"),
    }
}

/// What a cell that cannot be read should have held, if that is known.
fn cell(refusal: &Refusal, messages: &Messages) -> Option<String> {
    let id = format!("cell-{}", refusal.facts.get("expected")?);
    let expected = messages.has(&id).then(|| messages.text(&id))?;
    Some(fl!(messages.loader(), "refusal-cell", expected = expected))
}

/// The reason itself, with the facts if all that it names are known.
fn reason(refusal: &Refusal, messages: &Messages) -> String {
    let id = id(refusal.code);
    let names = facts(refusal.code);
    let mut known = Vec::with_capacity(names.len());
    for name in names {
        match refusal.facts.get(*name) {
            Some(value) if *name == "period" => known.push((*name, period(value, messages))),
            Some(value) if *name == "state" => known.push((*name, messages.text(&format!("state-{value}")))),
            Some(value) if *name == "what" => known.push((*name, messages.text(&format!("in-use-{value}")))),
            Some(value) if *name == "step" => known.push((*name, messages.text(&format!("step-{value}")))),
            Some(value) => known.push((*name, value.clone())),
            None => return messages.text(&id),
        }
    }
    if known.is_empty() {
        return messages.text(&id);
    }
    let arguments: Vec<_> = known.iter().map(|(name, value)| (*name, value.as_str())).collect();
    messages.text_with(&format!("{id}-with"), &arguments)
}

/// The id of a refusal's message.
pub(super) fn id(code: RefusalCode) -> String {
    format!("refusal-{}", code.as_str().replace('_', "-"))
}

/// The facts that the longer message of a code names; none if it has only the short one.
pub(super) const fn facts(code: RefusalCode) -> &'static [&'static str] {
    use RefusalCode as C;
    match code {
        C::TextTooLong | C::TooManyComplaints => &["most"],
        C::UnknownFund => &["fund"],
        C::UnknownMerchant => &["merchant"],
        C::UnknownResident => &["resident"],
        C::UnknownDiscount => &["discount"],
        C::PurposeNotAllowed => &["allowed"],
        C::NotEligible | C::MerchantNotActive | C::AlreadyClosed => &["day"],
        C::FundInsufficient | C::BankInsufficient | C::CashInsufficient => &["fund", "left", "needed"],
        C::BeforeDonation => &["day"],
        C::ExceedsDonation => &["left", "needed"],
        C::RestrictedFund | C::FundHasBegun => &["fund"],
        C::ExceedsPayable => &["owed"],
        C::DiscountNotActive => &["from", "to"],
        C::BelowMinimumSpend => &["minimum"],
        C::UsageLimitReached => &["most", "period"],
        C::ClaimTooOld => &["hours"],
        C::ChangedMeanwhile => &["changed"],
        C::EligibilityFixed | C::TermsBackdated => &["today"],
        C::DiscountBudgetExhausted | C::VoucherInsufficient => &["left", "needed"],
        C::VoucherExceedsDue => &["due"],
        C::AlreadyReversed => &["by"],
        C::BeforeOriginal => &["day"],
        C::WrongState => &["state"],
        C::StatementOpen => &["statement"],
        C::UnknownLine | C::ReceiptUsed | C::ShopReceiptUsed | C::InvoiceUsed => &["record"],
        C::DuplicateHelp => &["reference"],
        C::DaysFixed => &["earliest"],
        C::ApprovalStale => &["approval"],
        C::MinutesRequired => &["most"],
        C::ReceiptRequired => &["above"],
        C::ApproversRequired => &["needed"],
        C::InvalidBand => &["band"],
        C::StepSwitchedOff | C::StepMissing | C::CaseRequired => &["step"],
        C::PeriodOutOfOrder | C::PeriodNotClosed | C::EarlierMonthsOpen => &["due"],
        C::PostingOpen => &["from"],
        C::PostingTooShort => &["least"],
        C::PapersTooLate => &["last"],
        C::AgentNotValid | C::DonorEnded | C::BranchNotActive | C::HouseholdEnded | C::ResidentEnded => &["day"],
        C::UnknownHousehold => &["household"],
        C::UnknownGrant => &["grant"],
        C::FundEnded => &["fund", "day"],
        C::UnknownDonor => &["donor"],
        C::UnknownCategory | C::CategoryNotValid => &["category"],
        C::UnknownAgent => &["agent"],
        C::UnknownLink => &["link"],
        C::UnknownBranch => &["branch"],
        C::CardNotValid => &["day"],
        C::UnknownDevice => &["device"],
        C::UnknownStaff => &["staff"],
        C::UnknownConsent => &["consent"],
        C::UnknownComplaint => &["complaint"],
        C::ItemRepeated | C::UnknownItem | C::EvidenceRequired => &["item"],
        C::ItemConflict => &["item", "name", "unit"],
        C::StockInsufficient => &["fund", "item", "left", "needed"],
        C::StockMovedSince => &["fund", "item"],
        C::RetentionNotOver => &["from", "years"],
        C::StillInUse => &["what", "which"],
        _ => &[],
    }
}

/// A period of the calendar in words; see `xiaonuan_domain::calendar::Period` for its forms.
fn period(text: &str, messages: &Messages) -> String {
    let loader = messages.loader();
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        ["total"] => fl!(loader, "period-total"),
        [year] => fl!(loader, "period-year", year = year),
        [year, second] => match second.strip_prefix('W') {
            Some(week) => fl!(loader, "period-week", year = year, week = week),
            None => fl!(loader, "period-month", year = year, month = second),
        },
        _ => fl!(loader, "period-day", day = text),
    }
}
