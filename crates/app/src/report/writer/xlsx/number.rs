//! The one place where a number becomes binary floating point, because a workbook's cell has no other kind.
//!
//! Nothing is computed here or with what comes from here. Decimal digits are read as a cell reads them, and only as many
//! as give the same digits back: 15. A number with more of them stays text.

/// The most digits that come back from a cell as they went in.
const MOST_DIGITS: usize = 15;

/// The number that a cell holds for decimal digits such as `-12.30`, unless they are too many.
pub(super) fn number(digits: &str) -> Option<f64> {
    let significant = digits.trim_start_matches(['-', '0', '.']);
    let count = significant.bytes().filter(u8::is_ascii_digit).count();
    (count <= MOST_DIGITS).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use xiaonuan_domain::money::Sum;

    use super::*;

    /// As a file spells the number of a cell, with the two decimals of its format.
    fn printed(fen: i128) -> String {
        let text = number(&Sum::from_fen(fen).to_string())
            .expect("few enough digits")
            .to_string();
        match text.split_once('.') {
            None => format!("{text}.00"),
            Some((_, cents)) if cents.len() == 1 => format!("{text}0"),
            Some(_) => text,
        }
    }

    /// All that could go wrong at either end: every fen of the first 10,000 yuan and of the last 1,000.
    #[test]
    fn small_and_large_amounts_print_exactly() {
        let most = 1_000_000_000_000_000;
        for fen in (-1_000_000..=1_000_000)
            .chain(most - 100_000..most)
            .chain(1 - most..100_000 - most)
        {
            let expected = Sum::from_fen(fen).to_string();
            assert_eq!(printed(fen).replace("-0.00", "0.00"), expected);
        }
        assert_eq!(number(&Sum::from_fen(most).to_string()), None);
        assert_eq!(number(&Sum::from_fen(-most).to_string()), None);
        assert_eq!(number(&Sum::from_fen(i128::MAX).to_string()), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]
        #[test]
        fn every_amount_below_ten_to_the_fifteenth_fen_prints_exactly(
            fen in -999_999_999_999_999_i128..=999_999_999_999_999
        ) {
            prop_assert_eq!(printed(fen), Sum::from_fen(fen).to_string());
        }
    }
}
