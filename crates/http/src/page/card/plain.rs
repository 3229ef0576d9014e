//! Days, amounts and terms in plain words.

use xiaonuan_app::counter::{NotNow, OwnOffer};
use xiaonuan_app::messages::Language;
use xiaonuan_domain::calendar::{Day, Instant, PeriodLength, Zone};
use xiaonuan_domain::command::{DiscountTerms, Reduction, UsesLimit};
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;

use crate::words::{Words, t};

/// All of something, in ten-thousandths of a percent.
const WHOLE: u32 = 1_000_000;
/// The digits of what is left to pay, as shops write it on their doors.
const FOLDS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A day as it is said: 2026 年 7 月 1 日.
pub(crate) fn day(words: Words, day: Day) -> String {
    let (year, month, day) = day.parts();
    let (year, day) = (year.to_string(), day.to_string());
    t!(
        words,
        "card-day",
        year = year,
        month = month_name(words, month),
        day = day
    )
}

/// A month as it is written between words.
pub(crate) fn month_name(words: Words, month: i8) -> String {
    match month {
        1 => t!(words, "card-month-1"),
        2 => t!(words, "card-month-2"),
        3 => t!(words, "card-month-3"),
        4 => t!(words, "card-month-4"),
        5 => t!(words, "card-month-5"),
        6 => t!(words, "card-month-6"),
        7 => t!(words, "card-month-7"),
        8 => t!(words, "card-month-8"),
        9 => t!(words, "card-month-9"),
        10 => t!(words, "card-month-10"),
        11 => t!(words, "card-month-11"),
        _ => t!(words, "card-month-12"),
    }
}

/// A moment of the community's clock, to the minute, from how records write it.
pub(crate) fn written_moment(words: Words, written: &str) -> String {
    let (on, time) = written.split_once('T').unwrap_or((written, ""));
    let time = time.get(..5).unwrap_or_default();
    match on.parse::<Day>() {
        Ok(on) => t!(words, "card-moment", day = day(words, on), time = time),
        Err(_) => written.to_owned(),
    }
}

/// A moment on a clock of the country: before a card is open it is of no community.
pub(super) fn moment(words: Words, at: Instant) -> String {
    let zone: Zone = "Asia/Shanghai".parse().expect("a time zone that there is");
    written_moment(words, &zone.display(at))
}

/// An amount without decimals that say nothing: 20, 12.50.
pub(crate) fn amount(words: Words, amount: Money) -> String {
    let text = words.amount(amount);
    let plain = text.strip_suffix(".00").unwrap_or(&text).to_owned();
    t!(words, "card-amount", amount = plain)
}

/// An amount of money that somebody has or paid: 19.00.
pub(crate) fn money(words: Words, amount: Money) -> String {
    t!(words, "card-amount", amount = words.amount(amount))
}

/// What an offer gives, how often and until when, in one sentence.
pub(crate) fn terms(words: Words, terms: &DiscountTerms) -> String {
    let mut said = vec![reduction(words, terms)];
    if let Some(cap) = terms.cap_per_bill {
        said.push(t!(words, "card-cap", amount = amount(words, cap)));
    }
    if let Some(limit) = &terms.uses {
        said.push(uses(words, limit));
    }
    said.push(t!(words, "card-until", day = day(words, terms.valid_to)));
    said.join(&t!(words, "card-comma"))
}

fn reduction(words: Words, terms: &DiscountTerms) -> String {
    let off = match terms.reduction {
        Reduction::Percent(percent) => percent_off(words, percent),
        Reduction::AmountOff(off) => t!(words, "card-off-amount", amount = amount(words, off)),
        Reduction::Waiver => t!(words, "card-off-all"),
    };
    match terms.min_spend.filter(|least| least.is_positive()) {
        Some(least) => t!(words, "card-off-from", least = amount(words, least), off = off),
        None => off,
    }
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
        return t!(words, "card-off-folds", part = folds);
    }
    t!(words, "card-off-percent", part = percent.to_string())
}

fn uses(words: Words, limit: &UsesLimit) -> String {
    let most = limit.most.to_string();
    let most = most.as_str();
    let uses = match limit.period {
        PeriodLength::Day => t!(words, "card-uses-day", most = most),
        PeriodLength::Week => t!(words, "card-uses-week", most = most),
        PeriodLength::Month => t!(words, "card-uses-month", most = most),
        PeriodLength::Year => t!(words, "card-uses-year", most = most),
        PeriodLength::Total => t!(words, "card-uses-total", most = most),
    };
    match limit.scope {
        UsesScope::Household => t!(words, "card-uses-household", uses = uses),
        UsesScope::Resident => uses,
    }
}

/// How often an offer can still be used, where that is limited.
pub(super) fn uses_left(words: Words, offer: &OwnOffer) -> Option<String> {
    let left = offer.uses_left?.to_string();
    let left = left.as_str();
    Some(match offer.terms.uses.as_ref()?.period {
        PeriodLength::Day => t!(words, "card-left-day", left = left),
        PeriodLength::Week => t!(words, "card-left-week", left = left),
        PeriodLength::Month => t!(words, "card-left-month", left = left),
        PeriodLength::Year => t!(words, "card-left-year", left = left),
        PeriodLength::Total => t!(words, "card-left-total", left = left),
    })
}

/// Why an offer cannot be used just now, and when it can.
pub(super) fn not_now(words: Words, why: NotNow) -> String {
    match why {
        NotNow::UsedUp(Some(again)) => t!(words, "card-used-up", day = day(words, again)),
        NotNow::UsedUp(None) => t!(words, "card-used-up-for-good"),
        NotNow::Exhausted => t!(words, "card-exhausted"),
        NotNow::From(from) => t!(words, "card-begins", day = day(words, from)),
        NotNow::Ended(last) => t!(words, "card-ended", day = day(words, last)),
        NotNow::Other => t!(words, "card-not-available"),
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

    #[test]
    fn days_and_amounts_are_said_in_words() {
        let words = Words::of(Language::Chinese);
        assert_eq!(day(words, "2026-07-01".parse().expect("a day")), "2026 年 7 月 1 日");
        assert_eq!(
            written_moment(words, "2026-07-01T09:05:00+08:00"),
            "2026 年 7 月 1 日 09:05"
        );
        assert_eq!(amount(words, "20.00".parse().expect("an amount")), "20 元");
        assert_eq!(amount(words, "12.50".parse().expect("an amount")), "12.50 元");
    }
}
