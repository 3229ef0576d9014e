//! Identity numbers and credit codes of nobody: right check characters, an area code that is not in use.

use xiaonuan_domain::{id_number, uscc};

/// The identity number of the n-th invented person.
///
/// # Panics
/// From the ten-millionth person on.
#[must_use]
pub fn id_number(n: u32) -> String {
    assert!(n < 10_080_000, "no more birthdays");
    let (serial, birthday) = (n % 1000, n / 1000);
    let (day, month, year) = (birthday % 28 + 1, birthday / 28 % 12 + 1, 1950 + birthday / 336);
    let body = format!("220199{year}{month:02}{day:02}{serial:03}");
    let check = id_number::check_digit(&body).expect("17 digits");
    format!("{body}{check}")
}

/// The unified social credit code of the n-th invented organisation.
///
/// # Panics
/// From the hundred-millionth organisation on.
#[must_use]
pub fn uscc(n: u32) -> String {
    let body = format!("91220199{n:08}X");
    let check = uscc::check_character(&body).expect("17 characters of the alphabet");
    format!("{body}{check}")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use xiaonuan_domain::id_number::IdNumber;
    use xiaonuan_domain::uscc::Uscc;

    #[test]
    fn invented_numbers_are_valid_and_differ() {
        let people: HashSet<String> = (0..3000).chain([10_079_999]).map(super::id_number).collect();
        assert_eq!(people.len(), 3001);
        assert!(people.iter().all(|number| number.parse::<IdNumber>().is_ok()));
        let firms: HashSet<String> = (0..3000).map(super::uscc).collect();
        assert_eq!(firms.len(), 3000);
        assert!(firms.iter().all(|code| code.parse::<Uscc>().is_ok()));
    }
}
