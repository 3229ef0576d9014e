//! Who belongs to the neighbourhood of the model, and under which terms.

mod entry;

use std::collections::BTreeMap;

pub(crate) use self::entry::{Bands, Community, Entry, EntryRow, Settings, seeded};
use crate::calendar::{Day, date, day, read};

/// Parts of a percent: 33.3 percent are 333,000.
pub(crate) type Share = i64;
pub(crate) const PERCENT: Share = 10_000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fund {
    pub(crate) restricted: bool,
    pub(crate) purposes: Vec<&'static str>,
    pub(crate) changed: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Merchant {
    pub(crate) joined_on: Day,
    pub(crate) left_on: Option<Day>,
    pub(crate) changed: i64,
}

/// What someone is entitled to: a category, the grade of a disability, and the first and last day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) category: &'static str,
    pub(crate) grade: Option<u8>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Resident {
    pub(crate) household: Option<&'static str>,
    pub(crate) held: Vec<Held>,
    pub(crate) changed: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Off {
    Percent(Share),
    Amount(i64),
    Whole,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Eligible {
    All,
    Dibao,
    /// A disability of grade 1 or 2.
    SeverelyDisabled,
    /// A category of the community's own.
    LaidOff,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Uses {
    pub(crate) most: i64,
    pub(crate) by_household: bool,
    /// `day`, `week`, `month`, `year` or `total`.
    pub(crate) period: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Terms {
    pub(crate) off: Off,
    pub(crate) least: Option<i64>,
    pub(crate) cap: Option<i64>,
    pub(crate) eligible: Eligible,
    pub(crate) uses: Option<Uses>,
    pub(crate) share: Share,
    pub(crate) budget: Option<i64>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Discount {
    pub(crate) merchant: String,
    pub(crate) fund: Option<String>,
    pub(crate) state: &'static str,
    /// The first holds from the beginning, each other from its day.
    pub(crate) versions: Vec<(Day, Terms)>,
    pub(crate) changed: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Registers {
    pub(crate) community: Community,
    pub(crate) funds: BTreeMap<String, Fund>,
    pub(crate) merchants: BTreeMap<String, Merchant>,
    pub(crate) residents: BTreeMap<String, Resident>,
    pub(crate) discounts: BTreeMap<String, Discount>,
    /// Rows of the registers that all work alike, by register and code.
    pub(crate) entries: BTreeMap<(&'static str, String), EntryRow>,
    /// Items of goods, and in which unit their pieces are counted.
    pub(crate) items: BTreeMap<String, &'static str>,
}

impl Held {
    pub(crate) fn holds_on(&self, on: Day) -> bool {
        self.from <= on && on <= self.to
    }
}

impl Resident {
    /// Whether anything that counts holds on a day.
    pub(crate) fn is_eligible(&self, by: Eligible, on: Day) -> bool {
        let held = self.held.iter().filter(|held| held.holds_on(on));
        match by {
            Eligible::All => true,
            Eligible::Dibao => held.into_iter().any(|held| held.category == "dibao"),
            Eligible::LaidOff => held.into_iter().any(|held| held.category == "laid_off"),
            Eligible::SeverelyDisabled => held
                .into_iter()
                .any(|held| held.category == "disabled" && held.grade.is_some_and(|grade| grade <= 2)),
        }
    }
}

/// A share of an amount to the fen, halves away from zero.
pub(crate) fn part(fen: i64, share: Share) -> i64 {
    (fen * share * 2 + 100 * PERCENT) / (200 * PERCENT)
}

impl Terms {
    pub(crate) fn on(&self, bill: i64) -> i64 {
        let whole = match self.off {
            Off::Percent(share) => part(bill, share),
            Off::Amount(fen) => fen,
            Off::Whole => bill,
        };
        whole.min(self.cap.unwrap_or(i64::MAX)).min(bill)
    }
}

impl Discount {
    /// The number and terms of the version of a day: the last one made of those that have begun.
    pub(crate) fn version_on(&self, on: Day) -> (usize, &Terms) {
        let numbered = (1..).zip(&self.versions);
        let begun = numbered.filter(|(_, (from, _))| *from <= on).last();
        let (number, (_, terms)) = begun.expect("the first version holds from the beginning");
        (number, terms)
    }

    pub(crate) fn last(&self) -> &Terms {
        &self.versions.last().expect("there is a first version").1
    }
}

/// The period of a day in which uses are counted.
pub(crate) fn period(length: &str, on: Day) -> String {
    let (year, month, _) = date(on);
    match length {
        "day" => format!("day {on}"),
        // The first of all days was a Thursday.
        "week" => format!("week {}", (on + 3).div_euclid(7)),
        "month" => format!("month {year}-{month}"),
        "year" => format!("year {year}"),
        _ => "total".to_owned(),
    }
}

fn plain(off: Off, eligible: Eligible) -> Terms {
    Terms {
        off,
        least: None,
        cap: None,
        eligible,
        uses: None,
        share: 0,
        budget: None,
        from: day(2025, 1, 1),
        to: day(2026, 12, 31),
    }
}

impl Registers {
    /// Everyone as they are registered: a community, 5 funds, 3 merchants, 6 residents, 5 discounts.
    pub(crate) fn of_the_neighbourhood() -> Self {
        let mut seq = 1;
        let mut next = || {
            seq += 1;
            seq
        };
        let funds = [
            ("F1", true, vec![]),
            ("F2", true, vec!["取暖", "助学"]),
            ("O1", true, vec![]),
            ("U1", false, vec![]),
            ("U2", false, vec![]),
        ];
        let funds = funds.map(|(code, restricted, purposes)| {
            let changed = next();
            (
                code.to_owned(),
                Fund {
                    restricted,
                    purposes,
                    changed,
                },
            )
        });
        let merchants = ["M01", "M02", "M03"].map(|code| {
            (
                code.to_owned(),
                Merchant {
                    joined_on: day(2025, 1, 1),
                    left_on: None,
                    changed: next(),
                },
            )
        });
        let dibao = |to: &str| Held {
            category: "dibao",
            grade: None,
            from: day(2025, 1, 1),
            to: read(to),
        };
        let disabled = |grade| Held {
            category: "disabled",
            grade,
            from: day(2025, 6, 1),
            to: day(2026, 12, 31),
        };
        let residents = [
            ("R01", Some("H01"), vec![dibao("2026-12-31")]),
            ("R02", Some("H01"), vec![dibao("2026-12-31")]),
            ("R03", None, vec![dibao("2026-12-31"), disabled(Some(2))]),
            ("R04", None, vec![dibao("2026-01-31")]),
            ("R05", None, vec![disabled(Some(3))]),
            ("R06", None, vec![]),
        ];
        let residents = residents.map(|(code, household, held)| {
            let changed = next();
            (
                code.to_owned(),
                Resident {
                    household,
                    held,
                    changed,
                },
            )
        });
        let discounts = discounts().map(|(code, merchant, fund, state, terms)| {
            let row = Discount {
                merchant: merchant.to_owned(),
                fund: fund.map(str::to_owned),
                state,
                versions: vec![(Day::MIN, terms)],
                changed: next(),
            };
            (code.to_owned(), row)
        });
        let categories = seeded().map(|(code, grades)| {
            let entry = Entry::Category {
                is_renamed: false,
                grades,
                from: None,
                to: None,
            };
            (("category", code.to_owned()), EntryRow { entry, changed: 0 })
        });
        Registers {
            community: Community {
                name: 0,
                settings: None,
                changed: 1,
            },
            entries: categories.into(),
            items: BTreeMap::new(),
            funds: funds.into(),
            merchants: merchants.into(),
            residents: residents.into(),
            discounts: discounts.into(),
        }
    }

    pub(crate) fn entry(&self, register: &'static str, code: &str) -> Option<&Entry> {
        self.entries.get(&(register, code.to_owned())).map(|row| &row.entry)
    }

    /// The number of the last registration.
    pub(crate) fn last(&self) -> i64 {
        let rows = self.funds.len() + self.merchants.len() + self.residents.len() + self.discounts.len();
        1 + i64::try_from(rows).expect("a few")
    }
}

type Offered = (&'static str, &'static str, Option<&'static str>, &'static str, Terms);

fn discounts() -> [Offered; 5] {
    let uses = |most, by_household, period| {
        Some(Uses {
            most,
            by_household,
            period,
        })
    };
    [
        (
            "D01",
            "M01",
            Some("F1"),
            "approved",
            Terms {
                share: 50 * PERCENT,
                budget: Some(2_500),
                ..plain(Off::Percent(10 * PERCENT), Eligible::All)
            },
        ),
        (
            "D02",
            "M02",
            None,
            "approved",
            Terms {
                uses: uses(2, true, "week"),
                ..plain(Off::Amount(300), Eligible::All)
            },
        ),
        (
            "D03",
            "M01",
            Some("U1"),
            "approved",
            Terms {
                share: 333_000,
                least: Some(1_000),
                cap: Some(500),
                ..plain(Off::Percent(333_300), Eligible::Dibao)
            },
        ),
        (
            "D04",
            "M03",
            Some("F2"),
            "approved",
            Terms {
                share: 100 * PERCENT,
                cap: Some(800),
                uses: uses(1, false, "day"),
                from: day(2025, 11, 15),
                to: day(2026, 2, 28),
                ..plain(Off::Whole, Eligible::SeverelyDisabled)
            },
        ),
        (
            "D05",
            "M02",
            Some("F1"),
            "draft",
            Terms {
                share: 25 * PERCENT,
                uses: uses(3, true, "month"),
                ..plain(Off::Percent(125_000), Eligible::All)
            },
        ),
    ]
}
