//! Whom a reveal concerned: what of the access log somebody is told who asks who saw them in full.

use std::collections::HashSet;

use xiaonuan_app::view::PersonRecord;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::{Register, Registers, ResidentNo};

/// How far a reveal concerned somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concerned {
    /// It was of them, or of something that is about them.
    Themselves,
    /// It was of a list, a search or a report in which they may have stood beside others. Whoever looked may have said why in
    /// words about somebody else.
    Among,
}

/// A resident, and what is about them.
#[derive(Debug)]
pub(crate) struct Person {
    code: String,
    /// Rows about them, by register and code.
    rows: HashSet<(String, String)>,
    /// Their records, by number, and by reference as events and help are called.
    records: HashSet<String>,
}

impl Person {
    /// What is about a resident in the registers and the journal.
    pub(crate) fn of(registers: &Registers, number: ResidentNo, records: &[PersonRecord]) -> Self {
        let resident = registers.residents.get(number);
        let code =
            |(register, row): (Register, _)| (register.as_str(), registers.entries(register).get(row).code.clone());
        let rows = registers.about(number).into_iter().map(code);
        let household: Option<Code> = resident.details.household.parse().ok();
        let rows = rows.chain(household.map(|household| (Register::Household.as_str(), household)));
        let called = |record: &PersonRecord| [record.row.seq.to_string(), record.row.reference.clone()];
        Person {
            code: resident.code.to_string(),
            rows: rows
                .map(|(register, code)| (register.to_owned(), code.to_string()))
                .collect(),
            records: records.iter().flat_map(called).collect(),
        }
    }

    /// How far an access concerned them, by what the log says of it: the pattern of the address, and what it named.
    pub(crate) fn concerned(&self, what: &str, subject: Option<&str>) -> Option<Concerned> {
        let place: Vec<&str> = what.split('/').collect();
        let [revealed, place @ ..] = place.as_slice() else {
            return None;
        };
        if *revealed != "revealed" {
            return None;
        }
        let own = |is_theirs: bool| is_theirs.then_some(Concerned::Themselves);
        // Of a register's path the name in the plural stands for it.
        let register = |plural: &str| plural.strip_suffix('s').unwrap_or(plural).to_owned();
        match (place, subject) {
            (["registers", "residents", "{code}", ..], Some(code)) => own(self.code == code),
            (["registers", rows, "{code}", ..], Some(code)) => {
                own(self.rows.contains(&(register(rows), code.to_owned())))
            }
            (["cases" | "records" | "events", ..], Some(called)) => own(self.records.contains(called)),
            (["registers", "residents" | "search"] | ["reports", ..], _) => Some(Concerned::Among),
            (["registers", rows], _) => {
                let stands_there = self.rows.iter().any(|(own, _)| *own == register(rows));
                stands_there.then_some(Concerned::Among)
            }
            // Anything else that names one thing is of something else.
            (_, Some(_)) => None,
            (_, None) => Some(Concerned::Among),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Concerned::{Among, Themselves};
    use super::*;

    #[test]
    fn a_reveal_concerns_whom_it_showed() {
        let text = str::to_owned;
        let person = Person {
            code: text("R1"),
            rows: [(text("card"), text("K1"))].into(),
            records: ["12", "BF1"].map(text).into(),
        };
        for (what, subject, concerned) in [
            ("revealed/registers/residents/{code}", Some("R1"), Some(Themselves)),
            ("revealed/registers/residents/{code}", Some("R2"), None),
            (
                "revealed/registers/residents/{code}/history",
                Some("R1"),
                Some(Themselves),
            ),
            ("revealed/registers/cards/{code}", Some("K1"), Some(Themselves)),
            ("revealed/registers/cards/{code}", Some("K2"), None),
            ("revealed/registers/merchants/{code}", Some("R1"), None),
            ("revealed/cases/{reference}", Some("BF1"), Some(Themselves)),
            ("revealed/cases/{reference}", Some("BF2"), None),
            ("revealed/records/{number}", Some("12"), Some(Themselves)),
            ("revealed/events/{kind}/{reference}", Some("BF1"), Some(Themselves)),
            ("revealed/statements/{reference}", Some("BF1"), None),
            ("revealed/registers/residents", None, Some(Among)),
            ("revealed/registers/search", None, Some(Among)),
            ("revealed/registers/cards", None, Some(Among)),
            ("revealed/registers/agents", None, None),
            ("revealed/reports/{report}", Some("beneficiaries"), Some(Among)),
            ("revealed/cases", None, Some(Among)),
            ("exported/csv", Some("beneficiaries"), None),
            ("cards/pin", Some("K1"), None),
        ] {
            assert_eq!(person.concerned(what, subject), concerned, "{what} {subject:?}");
        }
    }
}
