//! What fields of bodies may say: one check each, by the reader that will read them.

use validator::ValidationError;
use xiaonuan_domain::access::Role;
use xiaonuan_domain::account::{Charge, Held};
use xiaonuan_domain::calendar::{Day, Instant, PeriodLength, Zone};
use xiaonuan_domain::command::money::OpeningItem;
use xiaonuan_domain::command::{Month, OptionalStep, Target};
use xiaonuan_domain::eligibility::{Category, EligibleFor};
use xiaonuan_domain::goods::{LossCause, ValueBasis};
use xiaonuan_domain::kind::{DisbursementKind, DiscountState, DonationMethod, DonorKind, MerchantCategory, UsesScope};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::register::Span;
use xiaonuan_domain::register::entry::{AgentRelation, ConsentKind, DonorSort, LinkKind, Party, Standing};
use xiaonuan_domain::text::{LONGEST_NAME, LONGEST_PROSE, is_invisible};
use xiaonuan_domain::user::UserId;

use crate::fault::FieldCode;
use crate::query::{choice, none_of, reads};
pub(crate) use crate::query::{code, in_order};

/// The most characters of what names something by its code, right or wrong.
const LONGEST_NAMED: usize = 64;

pub(crate) fn amount(text: &str) -> Result<(), ValidationError> {
    reads::<Money>(text, FieldCode::Amount)
}

/// An amount that limits or gives, and never takes.
pub(crate) fn amount_from_zero(text: &str) -> Result<(), ValidationError> {
    if text.starts_with('-') {
        return Err(ValidationError::new(FieldCode::Amount.as_str()));
    }
    amount(text)
}

/// A record's number, or its kind and reference.
pub(crate) fn target(text: &str) -> Result<(), ValidationError> {
    reads::<Target>(text, FieldCode::Target)
}

pub(crate) fn month(text: &str) -> Result<(), ValidationError> {
    reads::<Month>(text, FieldCode::Month)
}

pub(crate) fn percent(text: &str) -> Result<(), ValidationError> {
    reads::<Percent>(text, FieldCode::Percent)
}

pub(crate) fn moment(text: &str) -> Result<(), ValidationError> {
    let found = Instant::of_the_books(text);
    found
        .map(drop)
        .ok_or_else(|| ValidationError::new(FieldCode::Time.as_str()))
}

/// A day on which something happened or began.
pub(crate) fn day(text: &str) -> Result<(), ValidationError> {
    day_that(text, Day::is_of_the_books)
}

/// A day until which something holds, which may be for ever.
pub(crate) fn last_day(text: &str) -> Result<(), ValidationError> {
    day_that(text, Day::is_an_end)
}

fn day_that(text: &str, is_right: fn(Day) -> bool) -> Result<(), ValidationError> {
    match text.parse() {
        Ok(day) if is_right(day) => Ok(()),
        _ => Err(ValidationError::new(FieldCode::Day.as_str())),
    }
}

pub(crate) fn zone(text: &str) -> Result<(), ValidationError> {
    reads::<Zone>(text, FieldCode::Zone)
}

pub(crate) fn donor_kind(text: &str) -> Result<(), ValidationError> {
    choice::<DonorKind>(text)
}

pub(crate) fn donor_sort(text: &str) -> Result<(), ValidationError> {
    choice::<DonorSort>(text)
}

pub(crate) fn agent_relation(text: &str) -> Result<(), ValidationError> {
    choice::<AgentRelation>(text)
}

pub(crate) fn consent_kind(text: &str) -> Result<(), ValidationError> {
    choice::<ConsentKind>(text)
}

pub(crate) fn standing(text: &str) -> Result<(), ValidationError> {
    choice::<Standing>(text)
}

pub(crate) fn link_kind(text: &str) -> Result<(), ValidationError> {
    choice::<LinkKind>(text)
}

pub(crate) fn role(text: &str) -> Result<(), ValidationError> {
    choice::<Role>(text)
}

/// Who signs in, by the identifier of their account.
pub(crate) fn user(text: &str) -> Result<(), ValidationError> {
    if text.parse::<UserId>().is_ok() {
        return Ok(());
    }
    Err(ValidationError::new(FieldCode::User.as_str()))
}

/// Texts, each of which says something.
pub(crate) fn texts(texts: &[String]) -> Result<(), ValidationError> {
    texts.iter().try_for_each(|one| text(one))
}

/// How a party of a link is written.
const PARTIES: [&str; 4] = ["donor:CODE", "merchant:CODE", "resident:CODE", "officer:NAME"];

/// A party of a link: by the kind and code of its register, or an officer by name.
pub(crate) fn party(party: &str) -> Result<(), ValidationError> {
    text(party)?;
    match party.parse::<Party>() {
        Ok(_) => Ok(()),
        Err(_) => Err(none_of(PARTIES.into_iter())),
    }
}

pub(crate) fn optional_steps(steps: &[String]) -> Result<(), ValidationError> {
    steps.iter().try_for_each(|step| choice::<OptionalStep>(step))?;
    let mut before = std::collections::BTreeSet::new();
    match steps.iter().all(|step| before.insert(step)) {
        true => Ok(()),
        false => Err(ValidationError::new(FieldCode::Twice.as_str())),
    }
}

pub(crate) fn donation_method(text: &str) -> Result<(), ValidationError> {
    choice::<DonationMethod>(text)
}

pub(crate) fn charge(text: &str) -> Result<(), ValidationError> {
    choice::<Charge>(text)
}

pub(crate) fn value_basis(text: &str) -> Result<(), ValidationError> {
    choice::<ValueBasis>(text)
}

pub(crate) fn loss_cause(text: &str) -> Result<(), ValidationError> {
    choice::<LossCause>(text)
}

pub(crate) fn opening_item(text: &str) -> Result<(), ValidationError> {
    choice::<OpeningItem>(text)
}

pub(crate) fn span(text: &str) -> Result<(), ValidationError> {
    choice::<Span>(text)
}

pub(crate) fn held(text: &str) -> Result<(), ValidationError> {
    choice::<Held>(text)
}

pub(crate) fn disbursement_kind(text: &str) -> Result<(), ValidationError> {
    choice::<DisbursementKind>(text)
}

pub(crate) fn merchant_category(text: &str) -> Result<(), ValidationError> {
    choice::<MerchantCategory>(text)
}

pub(crate) fn discount_state(text: &str) -> Result<(), ValidationError> {
    choice::<DiscountState>(text)
}

/// Where a discount may stand when it is registered.
pub(crate) fn first_state(text: &str) -> Result<(), ValidationError> {
    let first = |state: &DiscountState| state.is_before_approval() || state.is_approved();
    match text.parse::<DiscountState>() {
        Ok(state) if first(&state) => Ok(()),
        _ => {
            let all = DiscountState::ALL.iter().copied().filter(first);
            Err(none_of(all.map(DiscountState::as_str)))
        }
    }
}

pub(crate) fn uses_scope(text: &str) -> Result<(), ValidationError> {
    choice::<UsesScope>(text)
}

pub(crate) fn period_length(text: &str) -> Result<(), ValidationError> {
    choice::<PeriodLength>(text)
}

pub(crate) fn category(text: &str) -> Result<(), ValidationError> {
    reads::<Category>(text, FieldCode::Category)
}

pub(crate) fn eligible(text: &str) -> Result<(), ValidationError> {
    reads::<EligibleFor>(text, FieldCode::Eligibility)
}

/// What names something by its code. A code that nothing has is a refusal by rule, so the form is not asked for.
pub(crate) fn named(text: &str) -> Result<(), ValidationError> {
    within(text, 1, LONGEST_NAMED)
}

/// A PIN: 4 to 8 digits. It is never repeated.
pub(crate) fn pin(text: &str) -> Result<(), ValidationError> {
    if !(4..=8).contains(&text.len()) {
        return Err(ValidationError::new(FieldCode::Length.as_str()));
    }
    match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(()),
        false => Err(ValidationError::new(FieldCode::Text.as_str())),
    }
}

/// The token of a link.
pub(crate) fn token(text: &str) -> Result<(), ValidationError> {
    within(text, 1, 2 * LONGEST_NAMED)
}

/// Words of the office.
pub(crate) fn text(text: &str) -> Result<(), ValidationError> {
    within(text, 1, LONGEST_NAME)
}

/// What is said in sentences.
pub(crate) fn prose(text: &str) -> Result<(), ValidationError> {
    within(text, 1, LONGEST_PROSE)
}

/// What is said in sentences, if anything.
pub(crate) fn maybe_prose(text: &str) -> Result<(), ValidationError> {
    within(text, 0, LONGEST_PROSE)
}

/// Words of the office, or none.
pub(crate) fn maybe_text(text: &str) -> Result<(), ValidationError> {
    within(text, 0, LONGEST_NAME)
}

fn within(text: &str, least: usize, most: usize) -> Result<(), ValidationError> {
    let length = text.chars().count();
    if length < least || length > most {
        return Err(ValidationError::new(FieldCode::Length.as_str()));
    }
    // Two names that look the same must be the same: who prepares and who approves are compared.
    if text.trim() != text || text.chars().any(|it| it.is_control() || is_invisible(it)) {
        return Err(ValidationError::new(FieldCode::Text.as_str()));
    }
    Ok(())
}
