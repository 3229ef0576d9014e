//! The terms of a discount in words, as shops and their customers read them: what it takes off and when, never for whom.

use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::{DiscountTerms, UsesLimit};
use xiaonuan_domain::kind::UsesScope;

use super::super::terms::reduction;
use crate::words::{Words, t};

/// When it can be used: what customers are told beside it.
pub(super) fn conditions(words: Words, terms: &DiscountTerms) -> Vec<String> {
    let amount = |amount| words.amount(amount);
    let least = terms
        .min_spend
        .map(|least| t!(words, "shop-terms-least", amount = amount(least)));
    let cap = terms
        .cap_per_bill
        .map(|cap| t!(words, "shop-terms-cap", amount = amount(cap)));
    let uses = terms.uses.as_ref().map(|limit| uses(words, limit));
    let (from, to) = (terms.valid_from.to_string(), terms.valid_to.to_string());
    let days = t!(words, "shop-terms-days", from = from, to = to);
    least.into_iter().chain(cap).chain(uses).chain([days]).collect()
}

/// Who pays for it, which is between the shop and the office.
pub(super) fn borne(words: Words, terms: &DiscountTerms) -> Vec<String> {
    let share = match terms.fund_share.is_zero() {
        true => t!(words, "shop-terms-own"),
        false => t!(words, "shop-terms-share", percent = terms.fund_share.to_string()),
    };
    let budget = terms
        .budget
        .map(|budget| t!(words, "shop-terms-budget", amount = words.amount(budget)));
    [share].into_iter().chain(budget).collect()
}

/// All of it.
pub(super) fn all(words: Words, terms: &DiscountTerms) -> Vec<String> {
    let mut all = vec![reduction(words, terms.reduction)];
    all.extend(conditions(words, terms));
    all.extend(borne(words, terms));
    all
}

fn uses(words: Words, limit: &UsesLimit) -> String {
    let most = i64::from(limit.most);
    match limit.scope {
        UsesScope::Household => t!(
            words,
            "shop-uses-household",
            period = period(words, limit.period),
            most = most
        ),
        UsesScope::Resident => t!(
            words,
            "shop-uses-resident",
            period = period(words, limit.period),
            most = most
        ),
    }
}

pub(super) fn period(words: Words, period: PeriodLength) -> String {
    match period {
        PeriodLength::Day => t!(words, "shop-period-day"),
        PeriodLength::Week => t!(words, "shop-period-week"),
        PeriodLength::Month => t!(words, "shop-period-month"),
        PeriodLength::Year => t!(words, "shop-period-year"),
        PeriodLength::Total => t!(words, "shop-period-total"),
    }
}
