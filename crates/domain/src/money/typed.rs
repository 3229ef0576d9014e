//! Amounts as people type them.

use super::{Money, NotAnAmount};

impl Money {
    /// Reads an amount as somebody typed it: see [`as_typed`].
    ///
    /// # Errors
    /// [`NotAnAmount`].
    pub fn typed(text: &str) -> Result<Self, NotAnAmount> {
        as_typed(text).parse()
    }
}

/// An amount as somebody typed it, in the form in which amounts are read: with full-width digits and marks, the sign of
/// the currency, commas between thousands, and a point with nothing before or behind it. Anything else stays as it is, and
/// is no amount then: a comma that stands elsewhere may have been meant as a point.
#[must_use]
pub fn as_typed(text: &str) -> String {
    let narrow: String = text.chars().map(narrow).collect();
    let bare = narrow.trim().trim_start_matches('¥').trim_end_matches('元').trim();
    let (whole, cents) = bare.split_once('.').unwrap_or((bare, ""));
    let whole = match is_grouped(whole) {
        true => whole.replace(',', ""),
        false => whole.to_owned(),
    };
    match (whole.as_str(), cents) {
        (_, "") => whole,
        ("", cents) => format!("0.{cents}"),
        (whole, cents) => format!("{whole}.{cents}"),
    }
}

fn narrow(it: char) -> char {
    match it {
        '０'..='９' => char::from_u32(u32::from(it) - u32::from('０') + u32::from('0')).unwrap_or(it),
        '．' | '。' => '.',
        '，' => ',',
        '￥' => '¥',
        it => it,
    }
}

/// Whether commas stand between thousands and nowhere else.
fn is_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len()) && is_digits(first) && groups.all(|group| group.len() == 3 && is_digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (text, fen) in [
            ("128.5", 12_850),
            ("１２８．５０", 12_850),
            ("128。5", 12_850),
            (" ¥1,280 ", 128_000),
            ("￥1，280，000.05元", 128_000_005),
            ("128.", 12_800),
            (".5", 50),
            ("12元", 1_200),
            ("-3", -300),
        ] {
            assert_eq!(Money::typed(text).map(Money::fen), Ok(fen), "{text}");
        }
    }

    #[test]
    fn what_may_have_been_meant_otherwise_is_no_amount() {
        for text in [
            "12,50", "12，5", "1280,00", "1,28", ",280", "12 50", "1.280,00", "1e3", "12.345", ".", "", "¥", "--1",
        ] {
            assert_eq!(Money::typed(text), Err(NotAnAmount), "{text}");
        }
    }
}
