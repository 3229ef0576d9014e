//! Amounts as they are read aloud across a counter.

use xiaonuan_app::messages::Language;
use xiaonuan_domain::money::Money;

/// An amount in words: 二十九元六角五, twenty-nine yuan sixty-five.
pub(super) fn amount(language: Language, amount: Money) -> String {
    let fen = amount.fen().unsigned_abs();
    let (yuan, cents) = (fen / 100, fen % 100);
    match language {
        Language::Chinese => chinese(yuan, cents),
        Language::English => english(yuan, cents),
    }
}

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
/// Below ten thousand, and its powers.
const PLACES: [&str; 4] = ["", "十", "百", "千"];
const POWERS: [&str; 5] = ["", "万", "亿", "万亿", "亿亿"];

/// As it is said at a shop: the last unit of cents is left out after another one, and two yuan are 两元.
fn chinese(yuan: u64, cents: u64) -> String {
    let (jiao, fen) = (digit(cents / 10), digit(cents % 10));
    let whole = match yuan {
        0 if cents > 0 => String::new(),
        2 => "两元".to_owned(),
        yuan => format!("{}元", number(yuan)),
    };
    let rest = match (cents / 10, cents % 10) {
        (0, 0) => String::new(),
        (0, _) if yuan == 0 => format!("{fen}分"),
        (0, _) => format!("零{fen}分"),
        (_, 0) => format!("{jiao}角"),
        (_, _) if yuan == 0 => format!("{jiao}角{fen}分"),
        (_, _) => format!("{jiao}角{fen}"),
    };
    whole + &rest
}

fn digit(digit: u64) -> &'static str {
    usize::try_from(digit)
        .ok()
        .and_then(|at| DIGITS.get(at))
        .copied()
        .unwrap_or_default()
}

/// A whole number in Chinese.
fn number(whole: u64) -> String {
    if whole == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut left = whole;
    while left > 0 {
        groups.push(left % 10_000);
        left /= 10_000;
    }
    let mut text = String::new();
    let mut skipped = false;
    for (power, group) in groups.iter().enumerate().rev() {
        if *group == 0 {
            skipped = !text.is_empty();
            continue;
        }
        if !text.is_empty() && (skipped || *group < 1_000) {
            text.push_str(DIGITS[0]);
        }
        skipped = false;
        text.push_str(&below_ten_thousand(*group, text.is_empty()));
        text.push_str(POWERS.get(power).copied().unwrap_or_default());
    }
    text
}

/// One to 9,999. Ten to nineteen begin without 一 where nothing stands before them.
fn below_ten_thousand(group: u64, is_first: bool) -> String {
    let mut text = String::new();
    let mut gap = false;
    for place in (0..PLACES.len()).rev() {
        let value = group / 10_u64.pow(u32::try_from(place).unwrap_or_default()) % 10;
        if value == 0 {
            gap = !text.is_empty();
            continue;
        }
        if gap {
            text.push_str(DIGITS[0]);
            gap = false;
        }
        let is_bare_ten = place == 1 && value == 1 && text.is_empty() && is_first;
        if !is_bare_ten {
            text.push_str(digit(value));
        }
        text.push_str(PLACES[place]);
    }
    text
}

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = [
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const THOUSANDS: [&str; 7] = [
    "",
    " thousand",
    " million",
    " billion",
    " trillion",
    " quadrillion",
    " quintillion",
];

fn english(yuan: u64, cents: u64) -> String {
    match (yuan, cents) {
        (0, 1..) => format!("{} fen", below_hundred(cents)),
        (yuan, 0) => format!("{} yuan", whole(yuan)),
        (yuan, 1..10) => format!("{} yuan oh {}", whole(yuan), below_hundred(cents)),
        (yuan, cents) => format!("{} yuan {}", whole(yuan), below_hundred(cents)),
    }
}

/// A whole number in English.
fn whole(number: u64) -> String {
    if number == 0 {
        return ONES[0].to_owned();
    }
    let mut parts = Vec::new();
    let mut left = number;
    for power in THOUSANDS {
        if !left.is_multiple_of(1_000) {
            parts.push(below_thousand(left % 1_000) + power);
        }
        left /= 1_000;
    }
    parts.reverse();
    parts.join(" ")
}

fn below_thousand(number: u64) -> String {
    let (hundreds, rest) = (number / 100, number % 100);
    match (hundreds, rest) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", below_hundred(hundreds)),
        (hundreds, rest) => format!("{} hundred and {}", below_hundred(hundreds), below_hundred(rest)),
    }
}

fn below_hundred(number: u64) -> String {
    let at = usize::try_from(number).unwrap_or_default();
    match ONES.get(at) {
        Some(word) => (*word).to_owned(),
        None if at % 10 == 0 => TENS[at / 10 % 10].to_owned(),
        None => format!("{}-{}", TENS[at / 10 % 10], ONES[at % 10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_aloud_as_people_say_them() {
        for (fen, chinese, english) in [
            (2_965, "二十九元六角五", "twenty-nine yuan sixty-five"),
            (0, "零元", "zero yuan"),
            (5, "五分", "five fen"),
            (50, "五角", "fifty fen"),
            (65, "六角五分", "sixty-five fen"),
            (200, "两元", "two yuan"),
            (1_000, "十元", "ten yuan"),
            (1_205, "十二元零五分", "twelve yuan oh five"),
            (2_960, "二十九元六角", "twenty-nine yuan sixty"),
            (10_500, "一百零五元", "one hundred and five yuan"),
            (11_000, "一百一十元", "one hundred and ten yuan"),
            (101_000, "一千零一十元", "one thousand ten yuan"),
            (1_000_000, "一万元", "ten thousand yuan"),
            (1_000_100, "一万零一元", "ten thousand one yuan"),
            (10_000_000, "十万元", "one hundred thousand yuan"),
            (
                12_345_678,
                "十二万三千四百五十六元七角八",
                "one hundred and twenty-three thousand four hundred and fifty-six yuan seventy-eight",
            ),
            (10_000_000_000, "一亿元", "one hundred million yuan"),
            (10_000_010_000, "一亿零一百元", "one hundred million one hundred yuan"),
        ] {
            let amount_of = |language| amount(language, Money::from_fen(fen));
            assert_eq!(amount_of(Language::Chinese), chinese, "{fen}");
            assert_eq!(amount_of(Language::English), english, "{fen}");
        }
    }

    #[test]
    fn no_amount_is_too_large_to_be_read() {
        for fen in [i64::MAX, i64::MIN, -1] {
            assert!(!amount(Language::Chinese, Money::from_fen(fen)).is_empty());
            assert!(!amount(Language::English, Money::from_fen(fen)).is_empty());
        }
    }
}
