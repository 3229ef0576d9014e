//! Passwords that everybody would try: words, names, years, dates, telephone numbers and runs of keys, alone or a few of
//! them together. That is more than any list of the most used ones, which such pieces make up nearly all of.

/// The most pieces that a password of nothing but such pieces may have to be one that everybody would try.
const FEW: usize = 3;

/// What people begin with, in small letters.
const WORDS: &str = include_str!("words.txt");

/// Keys in the order in which they lie or are counted.
const RUNS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!qaz@wsx#edc$rfv%tgb^yhn&ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "a1b2c3d4e5f6g7h8",
    "!@#$%^&*()",
];

/// Whether a password, in small letters, is among the first that somebody would try who guesses.
pub(super) fn is_common(password: &str) -> bool {
    let text: Vec<char> = password.chars().filter(|it| !it.is_whitespace()).collect();
    if text.is_empty() {
        return true;
    }
    let unit = period(&text);
    if unit < text.len() && unit <= 4 {
        return true;
    }
    pieces(&text[..unit]) <= FEW
}

/// The length of what the text repeats; its own length if it repeats nothing. The last repetition may be cut off.
fn period(text: &[char]) -> usize {
    let repeats = |unit: &usize| text.iter().zip(&text[*unit..]).all(|(one, next)| one == next);
    (1..=text.len() / 2).find(repeats).unwrap_or(text.len())
}

/// The least number of pieces that make up a text. A character that belongs to none is a piece of its own.
fn pieces(text: &[char]) -> usize {
    let mut least: Vec<usize> = (0..=text.len()).collect();
    for at in 0..text.len() {
        let so_far = least[at];
        let mut reach = |length: usize, pieces: usize| {
            let end = &mut least[at + length];
            *end = (*end).min(so_far + pieces);
        };
        let rest = &text[at..];
        reach(1, 1);
        for length in 2..=rest.len().min(18) {
            if let Some(pieces) = number(&rest[..length]) {
                reach(length, pieces);
            }
        }
        for length in 3..=run(rest) {
            reach(length, 1);
        }
        for word in WORDS.split_whitespace() {
            let length = word.chars().count();
            if length <= rest.len() && word.chars().zip(rest).all(|(letter, it)| stands_for(*it, letter)) {
                reach(length, 1);
            }
        }
    }
    least[text.len()]
}

/// Whether a character is a letter, or what people write instead of it.
fn stands_for(it: char, letter: char) -> bool {
    it == letter
        || matches!(
            (it, letter),
            ('@' | '4', 'a') | ('0', 'o') | ('1' | '!', 'i' | 'l') | ('3', 'e') | ('$' | '5', 's') | ('7', 't')
        )
}

/// How many characters from the beginning follow each other on a keyboard, in the alphabet, backwards, or are the same.
fn run(text: &[char]) -> usize {
    let same = text.iter().take_while(|it| **it == text[0]).count();
    let along = |keys: &str, backwards: bool| {
        let keys: Vec<char> = if backwards {
            keys.chars().rev().collect()
        } else {
            keys.chars().collect()
        };
        let starts = keys.iter().enumerate().filter(|(_, key)| **key == text[0]);
        let length = |at: usize| keys[at..].iter().zip(text).take_while(|(key, it)| key == it).count();
        starts.map(|(at, _)| length(at)).max().unwrap_or(0)
    };
    let runs = RUNS.iter().flat_map(|keys| [along(keys, false), along(keys, true)]);
    runs.max().unwrap_or(0).max(same)
}

/// How many pieces a number makes: one if it is short, a day or a telephone number, else one for two digits.
fn number(text: &[char]) -> Option<usize> {
    let digits: Option<Vec<u32>> = text.iter().map(|it| it.to_digit(10)).collect();
    let digits = digits?;
    let value = |range: &[u32]| range.iter().fold(0, |value, digit| value * 10 + digit);
    let is_day = |month: &[u32], day: &[u32]| (1..=12).contains(&value(month)) && (1..=31).contains(&value(day));
    let is_year = |year: &[u32]| (1900..=2099).contains(&value(year));
    let one = match digits.len() {
        ..=4 => true,
        6 => is_day(&digits[2..4], &digits[4..]) || is_day(&digits[2..4], &digits[..2]),
        8 => {
            is_year(&digits[..4]) && is_day(&digits[4..6], &digits[6..])
                || is_year(&digits[4..]) && (is_day(&digits[2..4], &digits[..2]) || is_day(&digits[..2], &digits[2..4]))
        }
        11 => digits[0] == 1 && digits[1] >= 3,
        _ => false,
    };
    Some(if one { 1 } else { digits.len().div_ceil(2) })
}
