//! Who is entitled to help, and for how long.

use jiff::civil::{Date, date};
use xiaonuan_domain::eligibility::{Category, Eligibility};

use super::days::day;
use super::dice::Dice;
use super::people::{HouseholdKind, Neighbourhood};

/// What whole households of a kind are entitled to, and how many of them.
const BY_HOUSEHOLD: [(usize, HouseholdKind, Category); 15] = [
    (4, HouseholdKind::SingleParent, Category::Dibao),
    (1, HouseholdKind::GrandparentAndChild, Category::Dibao),
    (2, HouseholdKind::Single, Category::Dibao),
    (2, HouseholdKind::OneChild, Category::Dibao),
    (1, HouseholdKind::OldCouple, Category::Dibao),
    (2, HouseholdKind::OneChild, Category::DibaoMarginal),
    (1, HouseholdKind::SingleParent, Category::DibaoMarginal),
    (1, HouseholdKind::Couple, Category::DibaoMarginal),
    (1, HouseholdKind::ThreeGenerations, Category::DibaoMarginal),
    (2, HouseholdKind::TwoChildren, Category::Hardship),
    (1, HouseholdKind::ThreeGenerations, Category::Hardship),
    (2, HouseholdKind::Couple, Category::Hardship),
    (1, HouseholdKind::OldCouple, Category::Hardship),
    (3, HouseholdKind::ElderAlone, Category::Tekun),
    (1, HouseholdKind::Single, Category::Tekun),
];

/// How many old people who live alone are registered as such.
const ELDERLY_ALONE: usize = 19;
/// How many people hold a certificate of disability.
const DISABLED: usize = 22;

/// Enters what a community's office has found.
pub(super) fn assess(dice: &mut Dice, neighbourhood: &mut Neighbourhood) {
    let mut order: Vec<usize> = (0..neighbourhood.households.len()).collect();
    dice.shuffle(&mut order);
    let of_kind = |neighbourhood: &Neighbourhood, kind| -> Vec<usize> {
        let households = &neighbourhood.households;
        order
            .iter()
            .copied()
            .filter(|&at| households[at].kind == kind)
            .collect()
    };
    for (number, household) in of_kind(neighbourhood, HouseholdKind::ElderAlone)
        .into_iter()
        .enumerate()
    {
        if number < ELDERLY_ALONE {
            let years = (reviewed(dice), date(2026, 12, 31));
            grant(neighbourhood, household, Category::ElderlyAlone, years);
        }
    }
    let mut taken = Vec::new();
    for (count, kind, category) in BY_HOUSEHOLD {
        let free = of_kind(neighbourhood, kind);
        let chosen: Vec<usize> = free.into_iter().filter(|at| !taken.contains(at)).take(count).collect();
        for household in chosen {
            // A tenth of the reviews fall into the winter: one household's help begins with the year, another's ends.
            let years = match taken.len() {
                5 => (date(2026, 1, 1), date(2026, 12, 31)),
                1 | 9 => (reviewed(dice), date(2026, 2, 28)),
                _ => (reviewed(dice), date(2026, 12, 31)),
            };
            grant(neighbourhood, household, category, years);
            taken.push(household);
        }
    }
    certify_disabilities(dice, neighbourhood);
}

/// The first of a month of the last two years, when entitlements were reviewed.
fn reviewed(dice: &mut Dice) -> Date {
    let month = i8::try_from(dice.between(1, 10)).expect("a month");
    date(dice.weighted(&[(35, 2024), (65, 2025)]), month, 1)
}

fn grant(neighbourhood: &mut Neighbourhood, household: usize, category: Category, (from, to): (Date, Date)) {
    for &member in &neighbourhood.households[household].members {
        let entitlement = Eligibility {
            category,
            grade: None,
            from: day(from),
            to: day(to),
            evidence: None,
            source: None,
            review_on: None,
        };
        neighbourhood.residents[member].eligibility.push(entitlement);
    }
}

/// Certificates are for ten years; older people hold them more often.
fn certify_disabilities(dice: &mut Dice, neighbourhood: &mut Neighbourhood) {
    let mut holders = 0;
    while holders < DISABLED {
        let at = dice.index(neighbourhood.residents.len());
        let resident = &mut neighbourhood.residents[at];
        let certified = resident
            .eligibility
            .iter()
            .any(|held| held.category == Category::Disabled);
        if certified || resident.age < 12 || !dice.chance(resident.age) {
            continue;
        }
        let year = i16::try_from(dice.between(2017, 2025)).expect("a year");
        let from = date(year, 3, 1);
        resident.eligibility.push(Eligibility {
            category: Category::Disabled,
            grade: Some(dice.weighted(&[(14, 1), (26, 2), (32, 3), (28, 4)])),
            from: day(from),
            to: day(date(year + 10, 2, 28)),
            evidence: None,
            source: None,
            review_on: None,
        });
        holders += 1;
    }
}

/// Entitlements as files write them.
pub(super) fn cell(entitlements: &[Eligibility]) -> String {
    let texts = entitlements.iter().map(|held| {
        let grade = held.grade.map_or_else(String::new, |grade| format!(":{grade}"));
        format!("{}{grade}@{}..{}", held.category, held.from, held.to)
    });
    texts.collect::<Vec<_>>().join(";")
}
