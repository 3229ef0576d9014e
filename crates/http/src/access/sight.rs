//! How much of people somebody sees, and how a masked name, number or telephone looks.

use serde_json::Value;
use xiaonuan_app::view::{DONOR, SaidText};
use xiaonuan_domain::register::Register;

/// How much of people somebody sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Codes only.
    #[default]
    Codes,
    /// Surnames, and numbers without their middle.
    Masked,
    /// Everything.
    Whole,
}

/// What stands for what is not shown.
const MASK: char = '*';

impl Sight {
    /// A name: the surname only.
    pub(crate) fn name(self, name: &str) -> String {
        match self {
            Sight::Whole => name.to_owned(),
            Sight::Masked => {
                let mut letters = name.chars();
                let first: String = letters.next().into_iter().collect();
                let rest = letters.count().min(2);
                first + &MASK.to_string().repeat(rest.max(1))
            }
            Sight::Codes => String::new(),
        }
    }

    /// An identity number: the first four and the last four.
    pub(crate) fn number(self, number: &str) -> String {
        self.but_the_middle(number, (4, 4))
    }

    /// A telephone: the first three and the last four.
    pub(crate) fn phone(self, phone: &str) -> String {
        self.but_the_middle(phone, (3, 4))
    }

    /// Free text, an address, what somebody is entitled to: all or nothing.
    pub(crate) fn text(self, text: &str) -> String {
        match self {
            Sight::Whole => text.to_owned(),
            Sight::Masked | Sight::Codes => String::new(),
        }
    }

    /// A field of a register's row as a change of it tells.
    pub(crate) fn of_field(self, register: Register, field: &str, value: Value) -> Value {
        let is_personal = match register {
            Register::Resident => field != "to",
            Register::Merchant => matches!(field, "contact" | "phone"),
            other => other.personal().contains(&field),
        };
        match value {
            value if !is_personal || self == Sight::Whole => value,
            Value::String(text) => Some(self.of_text(field, &text))
                .filter(|shown| !shown.is_empty())
                .map_or(Value::Null, Value::from),
            _ => Value::Null,
        }
    }

    /// A personal field of a row: what is not known to be a name, a number or a code is not shown.
    pub(crate) fn of_text(self, field: &str, text: &str) -> String {
        match field {
            "name" | "contact" => self.name(text),
            "id_number" => self.number(text),
            "phone" => self.phone(text),
            // Codes of residents and other parties, and the names of officers, are no secret among those who see rows.
            "resident" | "one" | "other" => text.to_owned(),
            _ => self.text(text),
        }
    }

    /// Words of a record, by how requests name them; nothing where they are not shown. The names of officers are no secret
    /// among those who see what they did, and books are kept by purposes and reasons.
    pub(crate) fn of_words(self, name: &str, text: SaidText) -> Option<SaidText> {
        if self == Sight::Whole {
            return Some(text);
        }
        match name {
            DONOR | "donor_code" => None,
            // Who signed for a resident: a name, which their register may have too.
            "instead" => text.map(|name| Some(self.name(name)).filter(|shown| !shown.is_empty())),
            // Files are called by whom they are of; their hashes tell them as well.
            "evidence" => text.map(|file| file.rsplit(' ').next().map(str::to_owned)),
            "findings" if self == Sight::Codes => None,
            _ => Some(text),
        }
    }

    fn but_the_middle(self, text: &str, (first, last): (usize, usize)) -> String {
        match self {
            Sight::Whole => text.to_owned(),
            Sight::Codes => String::new(),
            Sight::Masked => {
                let letters: Vec<char> = text.chars().collect();
                if letters.len() <= first + last {
                    return MASK.to_string().repeat(letters.len());
                }
                let middle = letters.len() - first - last;
                let shown = |letters: &[char]| letters.iter().collect::<String>();
                shown(&letters[..first]) + &MASK.to_string().repeat(middle) + &shown(&letters[letters.len() - last..])
            }
        }
    }
}

/// Whether a text came from a masked one.
pub(crate) fn is_masked(text: &str) -> bool {
    text.contains(MASK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_leaves_the_surname_and_the_ends_of_numbers() {
        let of = Sight::Masked;
        assert_eq!(of.name("王芳"), "王*");
        assert_eq!(of.name("欧阳小红"), "欧**");
        assert_eq!(of.name("王"), "王*");
        assert_eq!(of.number("220102199001011234"), "2201**********1234");
        assert_eq!(of.phone("13900001234"), "139****1234");
        assert_eq!(of.phone("12345"), "*****");
        assert_eq!(of.text("3号楼"), "");
    }

    #[test]
    fn words_of_records_name_nobody_but_officers() {
        let one = |text: &str| SaidText::One(text.to_owned());
        let several = |text: &str| SaidText::Several(vec![text.to_owned()]);
        let file = || several("李芳 病历.pdf 3f2a");
        for (name, text, masked, by_code) in [
            ("by", one("甲"), Some(one("甲")), Some(one("甲"))),
            ("purpose", one("取暖"), Some(one("取暖")), Some(one("取暖"))),
            ("findings", one("独居"), Some(one("独居")), None),
            ("visitors", several("乙"), Some(several("乙")), Some(several("乙"))),
            ("instead", one("赵代办"), Some(one("赵**")), None),
            ("evidence", file(), Some(several("3f2a")), Some(several("3f2a"))),
            ("donor", one("李善人"), None, None),
            ("donor_code", one("J1"), None, None),
        ] {
            assert_eq!(Sight::Masked.of_words(name, text.clone()), masked, "{name}");
            assert_eq!(Sight::Codes.of_words(name, text.clone()), by_code, "{name}");
            assert_eq!(Sight::Whole.of_words(name, text.clone()), Some(text), "{name}");
        }
    }

    #[test]
    fn codes_show_nothing_of_people_and_the_whole_all() {
        for (sight, shown) in [(Sight::Codes, ""), (Sight::Whole, "13900001234")] {
            assert_eq!([sight.name("13900001234"), sight.phone("13900001234")], [shown, shown]);
            assert_eq!([sight.number("13900001234"), sight.text("13900001234")], [shown, shown]);
        }
    }
}
