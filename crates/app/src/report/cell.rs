//! Cells: typed values, each with a form for files and one for people.

use std::borrow::Cow;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::Seq;

use super::{Choice, Phrase};
use crate::messages::{Language, Messages};

/// A value in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Free text, as someone typed it.
    Text(String),
    /// A person's name.
    Person(String),
    /// Words put together from parts.
    Phrase(Phrase),
    /// Several values in one cell.
    List(Vec<Cell>),
    /// A code or reference.
    Code(Code),
    /// One of a few codes.
    Choice(Choice),
    /// A code of the community's own, with its name in Chinese and in English.
    Named(Code, [String; 2]),
    /// One of a few codes among words: its label, in files too.
    Label(Choice),
    /// An amount.
    Amount(Sum),
    /// A number of people, times or things.
    Count(i64),
    /// A number that isn't told because it is small: more than none and fewer than this.
    Fewer(i64),
    /// A day.
    Day(Day),
    /// A moment as the community writes it: `2026-06-25T08:38:48+08:00`.
    Time(String),
    /// A record's number.
    Seq(Seq),
}

impl Cell {
    /// The form for files: amounts without commas, choices by code. Words are in the reader's language.
    #[must_use]
    pub fn plain(&self, messages: &Messages) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Person(text) | Cell::Time(text) => Cow::Borrowed(text),
            Cell::Phrase(phrase) => Cow::Owned(phrase.text(messages)),
            Cell::List(cells) => Cow::Owned(joined(cells, messages)),
            Cell::Code(code) | Cell::Named(code, _) => Cow::Borrowed(code.as_str()),
            Cell::Choice(choice) => Cow::Borrowed(choice.code()),
            Cell::Label(choice) => Cow::Owned(choice.label(messages)),
            Cell::Amount(amount) => Cow::Owned(amount.to_string()),
            Cell::Count(number) | Cell::Seq(number) => Cow::Owned(number.to_string()),
            Cell::Fewer(than) => Cow::Owned(format!("<{than}")),
            Cell::Day(day) => Cow::Owned(day.to_string()),
        }
    }

    /// The form for people: amounts and counts with commas, choices by label, moments to the second, without their offset.
    #[must_use]
    pub fn shown(&self, messages: &Messages) -> Cow<'_, str> {
        match self {
            Cell::Choice(choice) => Cow::Owned(choice.label(messages)),
            Cell::Named(_, [chinese, english]) => Cow::Borrowed(match messages.language() {
                Language::Chinese => chinese,
                Language::English => english,
            }),
            Cell::Amount(amount) => Cow::Owned(with_commas(&amount.to_string())),
            Cell::Count(number) => Cow::Owned(with_commas(&number.to_string())),
            Cell::Fewer(than) => Cow::Owned(messages.text_with("count-fewer", &[("count", &than.to_string())])),
            Cell::Time(text) => Cow::Owned(local_time(text)),
            other => other.plain(messages),
        }
    }

    /// Whether someone may have typed it, so that it must not be taken for a formula.
    #[must_use]
    pub const fn is_free_text(&self) -> bool {
        matches!(
            self,
            Cell::Text(_) | Cell::Person(_) | Cell::Phrase(_) | Cell::List(_) | Cell::Named(..)
        )
    }
}

impl From<Phrase> for Cell {
    fn from(phrase: Phrase) -> Self {
        Cell::Phrase(phrase)
    }
}

fn joined(cells: &[Cell], messages: &Messages) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| cell.shown(messages)).collect();
    cells.join(&messages.text("wording-list-separator"))
}

/// Groups the digits before the point by three.
fn with_commas(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::with_capacity(number.len() + whole / 3);
    text.push_str(sign);
    for (at, digit) in digits.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `2026-06-25 08:38:48` of `2026-06-25T08:38:48.5+08:00`: people read seconds, and the heading names the zone.
fn local_time(text: &str) -> String {
    let Some((day, rest)) = text.split_once('T') else {
        return text.to_owned();
    };
    let clock = rest.find(['.', '+', '-', 'Z']).map_or(rest, |end| &rest[..end]);
    format!("{day} {clock}")
}

/// `2026-06-25 08:38` and `+08:00` of `2026-06-25T08:38:48.5+08:00`.
pub(super) fn to_the_minute(text: &str) -> (String, &str) {
    let shown = local_time(text);
    let minute = shown.get(..16).unwrap_or(&shown).to_owned();
    let offset = text
        .split_once('T')
        .and_then(|(_, clock)| clock.find(['+', '-', 'Z']).map(|at| &clock[at..]));
    (minute, offset.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use xiaonuan_domain::account::AccountKind;

    use super::*;
    use crate::messages::Language;
    use crate::report::Wording;

    #[test]
    fn amounts_are_grouped_for_people_only() {
        for (fen, plain, shown) in [
            (0, "0.00", "0.00"),
            (-5, "-0.05", "-0.05"),
            (99_999, "999.99", "999.99"),
            (-100_000, "-1000.00", "-1,000.00"),
            (123_456_789, "1234567.89", "1,234,567.89"),
            (
                i128::from(i64::MIN),
                "-92233720368547758.08",
                "-92,233,720,368,547,758.08",
            ),
            (
                9_200_000 * 99_999_999_999_999,
                "9199999999999908000.00",
                "9,199,999,999,999,908,000.00",
            ),
        ] {
            let (cell, messages) = (Cell::Amount(Sum::from_fen(fen)), Messages::of(Language::Chinese));
            assert_eq!(cell.plain(messages), plain);
            assert_eq!(cell.shown(messages), shown);
        }
        assert_eq!(with_commas("1234"), "1,234");
    }

    #[test]
    fn moments_are_shown_to_the_second_without_their_offset() {
        for (text, shown) in [
            ("2026-06-25T08:38:48+08:00", "2026-06-25 08:38:48"),
            ("2026-06-25T08:38:48.5-03:00", "2026-06-25 08:38:48"),
            ("2026-06-25T00:38:48Z", "2026-06-25 00:38:48"),
            ("", ""),
        ] {
            assert_eq!(local_time(text), shown);
        }
        let (minute, offset) = to_the_minute("2026-06-25T23:59:59.999999-03:00");
        assert_eq!((minute.as_str(), offset), ("2026-06-25 23:59", "-03:00"));
        assert_eq!(to_the_minute(""), (String::new(), ""));
    }

    #[test]
    fn words_are_put_together_in_the_readers_language() {
        let account = |kind| Cell::Choice(Choice::Account(kind));
        let payable = Phrase::new(Wording::AccountOf)
            .with("account", account(AccountKind::Payable))
            .with("party", Cell::Text("康民药店".to_owned()));
        let cell = Cell::List(vec![payable.into(), account(AccountKind::ProgrammeCash)]);
        for (language, text) in [
            (Language::Chinese, "应付账款—康民药店；业务活动成本—现金"),
            (
                Language::English,
                "Payables to merchants: 康民药店; Programme cost: cash",
            ),
        ] {
            assert_eq!(cell.plain(Messages::of(language)), text);
        }
    }
}
