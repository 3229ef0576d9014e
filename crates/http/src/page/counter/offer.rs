//! An offer as the counter reads it: what it is called, what it gives, and why it cannot be used.

use xiaonuan_app::desk::{CounterOffer, OfferSaid};
use xiaonuan_app::messages::refusal_message;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use super::super::card::plain;
use super::super::terms;
use super::slip::VOUCHERS_ALONE;
use crate::words::{Words, t};

/// A line of the offers.
pub(crate) struct OfferRow {
    /// What its button says.
    pub(crate) value: String,
    pub(crate) title: String,
    /// What it gives, in a few words.
    pub(crate) about: String,
    /// What it takes off this bill; nothing before there is one.
    pub(crate) off: Option<String>,
    /// Why it cannot be used, and from when it can again.
    pub(crate) why: Option<String>,
    pub(crate) is_chosen: bool,
}

/// What an offer is called in forms.
pub(super) fn value(told: &CounterOffer) -> String {
    let discount = told.offer.discount.as_ref();
    discount.map_or_else(|| VOUCHERS_ALONE.to_owned(), ToString::to_string)
}

impl OfferRow {
    /// The few words below it: what it gives, or why it cannot be used.
    pub(crate) fn note(&self) -> &str {
        self.why.as_deref().unwrap_or(&self.about)
    }

    /// What it takes off, where it can be used.
    pub(crate) fn figure(&self) -> &str {
        self.off.as_deref().unwrap_or_default()
    }

    /// What its button needs besides.
    pub(crate) fn more(&self) -> &'static str {
        if self.why.is_some() { "disabled" } else { "" }
    }

    pub(super) fn of(words: Words, told: &CounterOffer, (chosen, has_bill): (Option<&str>, bool)) -> Self {
        let value = value(told);
        let terms = told.offer.result.as_ref().ok().filter(|_| has_bill);
        let why = told.offer.result.as_ref().err().map(|refusal| {
            let why = refusal_message(refusal, words.language);
            let why = match is_used_up_by_all(refusal, told.said.as_ref()) {
                true => t!(words, "counter-why-household", why = why),
                false => why,
            };
            match told.again_on {
                Some(day) => t!(words, "counter-why-until", why = why, until = again(words, day)),
                None => why,
            }
        });
        OfferRow {
            title: match &told.offer.title {
                Some(title) => title.clone(),
                None => t!(words, "counter-vouchers-alone"),
            },
            about: match &told.said {
                // With a bill it is seen what the offer comes to.
                Some(said) if has_bill => uses(words, said),
                Some(said) => about(words, said),
                None => String::new(),
            },
            off: terms
                .filter(|_| told.said.is_some())
                .map(|terms| format!("−{}", words.amount(terms.discount))),
            why,
            is_chosen: has_bill && chosen == Some(value.as_str()),
            value,
        }
    }
}

/// Whether the uses that are used up are those of a household: whoever stands there may have used none of them.
fn is_used_up_by_all(refusal: &Refusal, said: Option<&OfferSaid>) -> bool {
    let scope = said.and_then(|said| said.uses).map(|uses| uses.scope);
    refusal.code == RefusalCode::UsageLimitReached && scope == Some(UsesScope::Household)
}

/// From which day on something can be used again.
fn again(words: Words, day: Day) -> String {
    let (_, month, of_month) = day.parts();
    let month = plain::month_name(words, month);
    t!(words, "counter-again-on", month = month, day = of_month.to_string())
}

/// What an offer gives: what it takes off, from which bill on, up to what, and how often.
fn about(words: Words, said: &OfferSaid) -> String {
    let mut all = vec![terms::gives(words, said.reduction, said.min_spend)];
    all.extend(said.cap_per_bill.map(|most| terms::cap(words, most)));
    all.push(uses(words, said));
    terms::sentence(words, &all)
}

/// How often it still can be used.
fn uses(words: Words, said: &OfferSaid) -> String {
    match said.uses {
        None => t!(words, "counter-uses-unlimited"),
        Some(uses) => {
            let left = said.uses_left.unwrap_or_else(|| i64::from(uses.most));
            terms::left(words, &uses, left)
        }
    }
}

#[cfg(test)]
mod tests {
    use xiaonuan_app::messages::Language;
    use xiaonuan_domain::calendar::Day;

    use super::*;

    #[test]
    fn a_day_is_told_as_people_say_it() {
        let day: Day = "2026-07-06".parse().expect("a day");
        assert_eq!(again(Words::of(Language::Chinese), day), "7 月 6 日起可再用");
        assert_eq!(again(Words::of(Language::English), day), "usable again from 6 July");
    }
}
