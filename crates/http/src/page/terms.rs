//! The terms of an offer in plain words, alike at the counter, on the card's page and on a poster; never for whom they are.

use xiaonuan_app::messages::Language;
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::{DiscountTerms, Reduction, UsesLimit};
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;

use super::card::plain::{amount, day};
use crate::words::{Words, t};

/// All of something, in ten-thousandths of a percent.
const WHOLE: u32 = 1_000_000;
/// The digits of what is left to pay, as shops write it on their doors.
const FOLDS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// What an offer gives, how often and until when, in one sentence.
pub(crate) fn terms(words: Words, terms: &DiscountTerms) -> String {
    let mut said = vec![gives(words, terms.reduction, terms.min_spend)];
    said.extend(terms.cap_per_bill.map(|most| cap(words, most)));
    said.extend(terms.uses.as_ref().map(|limit| uses(words, limit)));
    said.push(t!(words, "card-until", day = day(words, terms.valid_to)));
    sentence(words, &said)
}

/// What is said of an offer, one after another.
pub(crate) fn sentence(words: Words, said: &[String]) -> String {
    said.join(&t!(words, "terms-comma"))
}

/// What an offer takes off, and from which bill on.
pub(crate) fn gives(words: Words, reduction: Reduction, min_spend: Option<Money>) -> String {
    let off = self::reduction(words, reduction);
    match min_spend.filter(|least| least.is_positive()) {
        Some(least) => t!(words, "terms-off-from", least = amount(words, least), off = off),
        None => off,
    }
}

/// What an offer takes off.
pub(crate) fn reduction(words: Words, reduction: Reduction) -> String {
    match reduction {
        Reduction::Percent(percent) => percent_off(words, percent),
        Reduction::AmountOff(off) => t!(words, "terms-off-amount", amount = amount(words, off)),
        Reduction::Waiver => t!(words, "terms-off-all"),
    }
}

/// The most that an offer takes off one bill.
pub(crate) fn cap(words: Words, most: Money) -> String {
    t!(words, "terms-cap", amount = amount(words, most))
}

/// A percentage off as it is said: in Chinese by what is left, in tenths, where that is a whole percentage.
fn percent_off(words: Words, percent: Percent) -> String {
    let left = Percent::from_ten_thousandths(WHOLE.saturating_sub(percent.ten_thousandths()));
    let left = left.map(|left| left.to_string()).unwrap_or_default();
    let is_chinese = words.language == Language::Chinese;
    if is_chinese && left.len() == 2 && left.bytes().all(|digit| digit.is_ascii_digit()) {
        let said = left.trim_end_matches('0').chars();
        let folds: String = said
            .filter_map(|digit| FOLDS.get(digit.to_digit(10)? as usize))
            .copied()
            .collect();
        return t!(words, "terms-off-folds", part = folds);
    }
    t!(words, "terms-off-percent", part = percent.to_string())
}

fn uses(words: Words, limit: &UsesLimit) -> String {
    let most = limit.most.to_string();
    let most = most.as_str();
    let uses = match limit.period {
        PeriodLength::Day => t!(words, "terms-uses-day", most = most),
        PeriodLength::Week => t!(words, "terms-uses-week", most = most),
        PeriodLength::Month => t!(words, "terms-uses-month", most = most),
        PeriodLength::Year => t!(words, "terms-uses-year", most = most),
        PeriodLength::Total => t!(words, "terms-uses-total", most = most),
    };
    match limit.scope {
        UsesScope::Household => t!(words, "terms-uses-household", uses = uses),
        UsesScope::Resident => uses,
    }
}

/// How often an offer can still be used in its period.
pub(crate) fn left(words: Words, limit: &UsesLimit, left: i64) -> String {
    let left = left.to_string();
    let left = left.as_str();
    let left = match limit.period {
        PeriodLength::Day => t!(words, "terms-left-day", left = left),
        PeriodLength::Week => t!(words, "terms-left-week", left = left),
        PeriodLength::Month => t!(words, "terms-left-month", left = left),
        PeriodLength::Year => t!(words, "terms-left-year", left = left),
        PeriodLength::Total => t!(words, "terms-left-total", left = left),
    };
    match limit.scope {
        UsesScope::Household => t!(words, "terms-left-household", left = left),
        UsesScope::Resident => left,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_off_is_nine_folds_in_chinese() {
        for (percent, chinese, english) in [
            ("10", "打九折", "10% off"),
            ("15", "打八五折", "15% off"),
            ("50", "打五折", "50% off"),
            ("12.5", "减 12.5%", "12.5% off"),
            ("95", "减 95%", "95% off"),
            ("100", "减 100%", "100% off"),
        ] {
            let percent: Percent = percent.parse().expect("a percentage");
            assert_eq!(percent_off(Words::of(Language::Chinese), percent), chinese);
            assert_eq!(percent_off(Words::of(Language::English), percent), english);
        }
    }
}
