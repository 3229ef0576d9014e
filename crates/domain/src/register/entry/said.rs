//! What records say of a row, and what every community has from the beginning.

use serde_json::{Map, Value};

use super::{CategoryDetails, Entry, EntryDetails};
use crate::register::{Register, Registers};

impl Entry {
    /// What its record says in the clear, and what it commits to. Residents stand for themselves as subjects.
    #[must_use]
    pub fn said(&self, registers: &Registers) -> (Map<String, Value>, Option<Map<String, Value>>) {
        let mut clear = self.details.fields();
        let Some(subject) = self.subject else {
            clear.insert("code".to_owned(), self.code.as_str().into());
            return (clear, None);
        };
        let mut personal = Map::new();
        personal.insert("code".to_owned(), self.code.as_str().into());
        for name in self.details.register().personal() {
            personal.extend(clear.remove_entry(*name));
        }
        clear.insert("subject".to_owned(), subject.to_string().into());
        let whose = match &self.details {
            EntryDetails::Agent(agent) => Some(&agent.resident),
            EntryDetails::Card(card) => Some(&card.resident),
            EntryDetails::Consent(consent) => Some(&consent.resident),
            EntryDetails::Complaint(complaint) => Some(&complaint.resident),
            EntryDetails::Customer(customer) => Some(&customer.resident),
            _ => None,
        };
        if let Some((_, resident)) = whose.and_then(|code| registers.residents.by_code(code)) {
            clear.insert("resident".to_owned(), resident.subject.to_string().into());
        }
        (clear, Some(personal))
    }

    /// The details that a record says, with its personal values or, if they were erased, those that are known.
    ///
    /// # Errors
    /// When it says no such details.
    pub fn details_said(
        register: Register,
        mut clear: Map<String, Value>,
        personal: Option<Map<String, Value>>,
        known: &EntryDetails,
    ) -> Result<EntryDetails, serde_json::Error> {
        for name in ["code", "subject", "personal"].iter().chain(register.personal()) {
            clear.remove(*name);
        }
        let known = || {
            let fields = known.fields().into_iter();
            fields
                .filter(|(name, _)| register.personal().contains(&name.as_str()))
                .collect()
        };
        let mut personal = personal.unwrap_or_else(known);
        personal.remove("code");
        clear.extend(personal);
        EntryDetails::read(register, clear)
    }
}

/// The categories that every community has from the beginning.
const SEEDED: [(&str, &str, &str, Option<u8>); 6] = [
    ("dibao", "低保", "Subsistence allowance", None),
    ("dibao_marginal", "低保边缘", "Near subsistence allowance", None),
    ("tekun", "特困", "Extreme poverty support", None),
    ("hardship", "困难家庭", "Family in hardship", None),
    ("disabled", "残疾", "Disability", Some(4)),
    ("elderly_alone", "孤寡老人", "Old and living alone", None),
];

/// The rows that every community has in a register from the beginning, without a record.
#[must_use]
pub fn seeded(register: Register) -> Vec<Entry> {
    let all = SEEDED.iter().filter(|_| register == Register::Category);
    let row = |(code, zh, en, grades): &(&str, &str, &str, Option<u8>)| Entry {
        code: code.parse().expect("a code"),
        since: 0,
        changed: 0,
        subject: None,
        details: EntryDetails::Category(CategoryDetails {
            name_zh: (*zh).to_owned(),
            name_en: (*en).to_owned(),
            grades: *grades,
            from: None,
            to: None,
        }),
    };
    all.map(row).collect()
}
