//! Making up who comes to the registers, and what changes there.

use super::{Author, PEOPLE};
use crate::calendar::Day;
use crate::operation::{Change, NewRow, Operation, Registration, To};
use crate::registers::{Bands, Eligible, Entry, Held, Off, PERCENT, Settings, Terms};

const STEPS: [&str; 5] = ["apply", "visit", "review", "posting", "sign"];

impl Author {
    /// A code that is new, or now and then one that is not.
    fn new_code(&mut self, prefix: &str, known: Vec<String>) -> String {
        if !known.is_empty() && self.dice.chance(6) {
            self.dice.pick(&known).clone()
        } else {
            format!("{prefix}{}", 100 + self.count)
        }
    }

    fn codes(&self, register: &str) -> Vec<String> {
        let rows = self.model.registers.entries.keys();
        rows.filter(|(of, _)| *of == register)
            .map(|(_, code)| code.clone())
            .collect()
    }

    /// A row of a register, if there is one; seldom one that is not there.
    fn named(&mut self, register: &str, percent: i64) -> Option<String> {
        let known = self.codes(register);
        if known.is_empty() || !self.dice.chance(percent) {
            return self.dice.chance(1).then(|| "NOBODY".to_owned());
        }
        Some(self.dice.pick(&known).clone())
    }

    pub(super) fn donor(&mut self) -> Option<String> {
        self.named("donor", 40)
    }

    pub(super) fn branch(&mut self, merchant: &str) -> Option<String> {
        let own = self
            .model
            .registers
            .entries
            .iter()
            .find(|(_, row)| matches!(&row.entry, Entry::Branch { merchant: of, .. } if of == merchant));
        let own = own.map(|((_, code), _)| code.clone());
        match own {
            Some(own) if self.dice.chance(50) => Some(own),
            _ => self.named("branch", 4),
        }
    }

    pub(super) fn agent(&mut self, resident: &str) -> Option<String> {
        let own = self
            .model
            .registers
            .entries
            .iter()
            .find(|(_, row)| matches!(&row.entry, Entry::Agent { resident: of, .. } if of == resident));
        let own = own.map(|((_, code), _)| code.clone());
        match own {
            Some(own) if self.dice.chance(70) => Some(own),
            _ => self.named("agent", 30),
        }
    }

    /// The first day, of late, and sometimes a last day, seldom before the first.
    fn days(&mut self) -> (Day, Option<Day>) {
        let from = self.today() - self.dice.below(60);
        let to = self.dice.chance(30).then(|| from - 2 + self.dice.below(120));
        (from, to)
    }

    fn party(&mut self) -> String {
        match self.dice.below(8) {
            0..=3 => format!("officer:{}", self.dice.word(&PEOPLE)),
            4 | 5 => format!("resident:{}", self.resident()),
            6 => format!("merchant:{}", self.merchant()),
            _ => match self.named("donor", 90) {
                Some(donor) => format!("donor:{donor}"),
                None => format!("merchant:{}", self.merchant()),
            },
        }
    }

    fn entry(&mut self, register: &str) -> Entry {
        let (from, to) = self.days();
        match register {
            "donor" => Entry::Donor {
                kind: self.dice.word(&["person", "company", "anonymous"]),
                name: self.dice.below(3),
                to,
            },
            "category" => Entry::Category {
                is_renamed: true,
                grades: self.dice.chance(30).then_some(2),
                from: self.dice.chance(50).then_some(from - 30),
                to: to.map(|to| to + 200),
            },
            "agent" => Entry::Agent {
                resident: self.resident(),
                from,
                to,
            },
            "link" => Entry::Link {
                kind: self.dice.word(&["same_person", "owner", "relative"]),
                one: format!("officer:{}", self.dice.word(&PEOPLE)),
                other: self.party(),
                from,
                to: to.or(self.dice.chance(40).then_some(from + 20)),
            },
            _ => Entry::Branch {
                merchant: self.merchant(),
                from,
                to,
            },
        }
    }

    fn new_discount(&mut self) -> NewRow {
        let fund = self.fund();
        let shares = self.dice.chance(70);
        let off = match self.dice.below(3) {
            0 if self.dice.chance(4) => Off::Amount(0),
            0 => Off::Amount(100 + self.dice.below(500)),
            1 => Off::Whole,
            _ => Off::Percent(PERCENT * (1 + self.dice.below(40))),
        };
        let today = self.today();
        NewRow::Discount {
            merchant: self.merchant(),
            fund: (shares || self.dice.chance(30)).then_some(fund),
            state: self.dice.word(&["approved", "approved", "draft"]),
            terms: Terms {
                off,
                least: None,
                cap: Some(200 + self.dice.below(900)),
                eligible: *self
                    .dice
                    .pick(&[Eligible::All, Eligible::All, Eligible::Dibao, Eligible::LaidOff]),
                uses: None,
                share: if shares || self.dice.chance(10) {
                    40 * PERCENT
                } else {
                    0
                },
                budget: self.dice.chance(50).then(|| 500 + self.dice.below(5_000)),
                from: today - 60,
                to: today + 100,
            },
        }
    }

    pub(super) fn held(&mut self) -> Held {
        let today = self.today();
        let category = self.dice.word(&["dibao", "hardship", "laid_off", "disabled"]);
        Held {
            category,
            grade: (category == "disabled").then(|| *self.dice.pick(&[1, 2, 3])),
            from: today - 50 + self.dice.below(30),
            to: today + self.dice.below(90),
        }
    }

    fn new_resident(&mut self, row: &str) -> NewRow {
        NewRow::Resident {
            identity: if self.dice.chance(5) {
                "R01".to_owned()
            } else {
                row.to_owned()
            },
            household: *self.dice.pick(&[None, Some("H01"), Some("H02")]),
            held: if self.dice.chance(80) {
                vec![self.held()]
            } else {
                Vec::new()
            },
        }
    }

    pub(super) fn registration(&mut self) -> Operation {
        let registers = &self.model.registers;
        let (row, new) = match self.dice.below(16) {
            0 | 1 => {
                let row = self.new_code("F", vec!["F1".to_owned()]);
                let purposes = if self.dice.chance(20) { vec!["取暖"] } else { vec![] };
                let restricted = self.dice.chance(50);
                (row, NewRow::Fund { restricted, purposes })
            }
            2 | 3 => {
                let row = self.new_code("M", vec!["M01".to_owned()]);
                let joined_on = self.today() - 40 + self.dice.below(45);
                (row, NewRow::Merchant { joined_on })
            }
            4 | 5 => {
                let known = registers.discounts.keys().cloned().collect();
                (self.new_code("D", known), self.new_discount())
            }
            6 | 7 => {
                let known = registers.residents.keys().cloned().collect();
                let row = self.new_code("R", known);
                let new = self.new_resident(&row);
                (row, new)
            }
            8 if registers.entry("category", "laid_off").is_none() => {
                ("laid_off".to_owned(), NewRow::Entry(self.entry("category")))
            }
            other => {
                let (register, prefix) = match other {
                    8 | 9 => ("category", if self.dice.chance(15) { "K" } else { "k" }),
                    10 | 11 => ("donor", "J"),
                    12 => ("agent", "A"),
                    13 => ("branch", "B"),
                    _ => ("link", "L"),
                };
                let known = self.codes(register);
                (self.new_code(prefix, known), NewRow::Entry(self.entry(register)))
            }
        };
        Operation::Register(Registration { row, new })
    }

    pub(super) fn entry_change(&mut self) -> Operation {
        let register = self
            .dice
            .word(&["donor", "donor", "category", "agent", "link", "branch", "branch"]);
        let known = self.codes(register);
        if known.is_empty() {
            return self.registration();
        }
        let row = if self.dice.chance(2) {
            "NOBODY".to_owned()
        } else {
            self.dice.pick(&known).clone()
        };
        let before = self.model.registers.entries.get(&(register, row.clone())).cloned();
        let other = self.entry(register);
        let (entry, changed) = match before {
            Some(before) if before.changed == 0 && !self.dice.chance(10) => {
                let ends = self.today() + 400;
                (renamed(before.entry).until(self.dice.chance(10).then_some(ends)), 0)
            }
            Some(before) if self.dice.chance(85) => {
                let to = self.today() - 10 + self.dice.below(60);
                let to = self.dice.chance(80).then_some(to);
                (before.entry.until(to), before.changed)
            }
            Some(before) => (other, before.changed),
            None => (other, 1),
        };
        let based_on = self.based_on(changed);
        Operation::Change(Change {
            row,
            based_on: based_on.max(0),
            to: To::Entry(entry),
        })
    }

    fn bands(&mut self, most: i64) -> Bands {
        if self.dice.chance(55) {
            return Bands::default();
        }
        let from = 1 + self.dice.below(most);
        let first = *self.dice.pick(&[1, 1, 2]);
        Bands(vec![(0, first), (from, 2), (from + 1 + self.dice.below(most), 3)])
    }

    pub(super) fn community_change(&mut self) -> Operation {
        let off = STEPS.into_iter().filter(|_| self.dice.chance(85)).collect();
        let settings = Settings {
            off,
            posting_days: self.dice.chance(40).then(|| *self.dice.pick(&[0, 1, 2])),
            minutes_above: self.dice.chance(40).then(|| 500 + self.dice.below(5_000)),
            papers_days: self.dice.chance(40).then(|| *self.dice.pick(&[3, 10])),
            settle_in_steps: self.dice.chance(30),
            help_bands: self.bands(2_000),
            settlement_bands: self.bands(1_000),
        };
        let settings = (!self.dice.chance(45)).then_some(settings);
        let name = self.dice.below(2);
        let based_on = self.based_on(self.model.registers.community.changed);
        Operation::Change(Change {
            row: "community".to_owned(),
            based_on,
            to: To::Community { name, settings },
        })
    }
}

/// The same category under a name of the community's own.
fn renamed(mut entry: Entry) -> Entry {
    if let Entry::Category { is_renamed, .. } = &mut entry {
        *is_renamed = true;
    }
    entry
}
