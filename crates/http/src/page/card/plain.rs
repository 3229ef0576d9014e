//! Days and amounts in plain words.

use xiaonuan_app::counter::NotNow;
use xiaonuan_domain::calendar::{Day, Instant, Zone};
use xiaonuan_domain::money::{Money, Sum};

use crate::words::{Words, t};

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
pub(crate) fn money(words: Words, amount: impl Into<Sum>) -> String {
    t!(words, "card-amount", amount = words.amount(amount))
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
    use xiaonuan_app::messages::Language;

    use super::*;

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
