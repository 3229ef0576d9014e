//! Numbers that identify nobody: of an area that does not exist, with right check characters.

use std::collections::HashSet;

use jiff::civil::Date;
use xiaonuan_domain::{id_number, uscc};

use super::dice::Dice;
use super::names::Sex;

/// An area code that is not assigned.
const AREA: &str = "220199";
/// The letters and digits that GB 32100 allows.
const USCC_CHARACTERS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Gives out numbers, none twice.
#[derive(Default)]
pub(super) struct Registry {
    given: HashSet<String>,
    phones: u32,
}

impl Registry {
    /// An identity number for someone born on a day; its last digit but one is odd for men.
    pub(super) fn id_number(&mut self, dice: &mut Dice, born: Date, sex: Sex) -> String {
        loop {
            let number = dice.between(0, 499) * 2 + i64::from(sex == Sex::Male);
            let body = format!(
                "{AREA}{:04}{:02}{:02}{number:03}",
                born.year(),
                born.month(),
                born.day()
            );
            let check = id_number::check_digit(&body).expect("17 digits");
            if self.given.insert(body.clone()) {
                return format!("{body}{check}");
            }
        }
    }

    /// A unified social credit code: a company's, or a private institution's.
    pub(super) fn uscc(&mut self, dice: &mut Dice, institution: bool) -> String {
        loop {
            let mut body = format!(
                "{}{AREA}{}",
                if institution { "52" } else { "91" },
                if institution { "MJ" } else { "MA" }
            );
            while body.len() < 17 {
                body.push(char::from(*dice.pick(USCC_CHARACTERS)));
            }
            let check = uscc::check_character(&body).expect("17 characters of the alphabet");
            if self.given.insert(body.clone()) {
                return format!("{body}{check}");
            }
        }
    }

    /// A mobile number with the prefix 160, which is not in use.
    pub(super) fn phone(&mut self) -> String {
        self.phones += 1;
        // A step without a common factor with the range visits every number of it before any comes again.
        format!("160{:08}", u64::from(self.phones) * 7_364_173 % 100_000_000)
    }
}
