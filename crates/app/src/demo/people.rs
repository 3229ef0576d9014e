//! Households and the people in them.

use jiff::civil::{Date, date};
use xiaonuan_domain::eligibility::Eligibility;

use super::days;
use super::dice::Dice;
use super::identity::Registry;
use super::names::{self, Sex};
use super::table::Table;

/// Someone who lives here.
pub(super) struct Resident {
    pub(super) code: String,
    /// Which household, by position.
    pub(super) household: usize,
    name: String,
    id_number: String,
    phone: String,
    building: String,
    /// Years of age at the turn of the year.
    pub(super) age: i64,
    pub(super) eligibility: Vec<Eligibility>,
}

/// People who share a flat.
pub(super) struct Household {
    pub(super) kind: HouseholdKind,
    /// Residents by position, the one who deals with the office first.
    pub(super) members: Vec<usize>,
}

/// Everyone, and who lives with whom.
#[derive(Default)]
pub(super) struct Neighbourhood {
    pub(super) residents: Vec<Resident>,
    pub(super) households: Vec<Household>,
}

/// How a household is made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HouseholdKind {
    ElderAlone,
    Single,
    OldCouple,
    Couple,
    OneChild,
    TwoChildren,
    ThreeGenerations,
    SingleParent,
    GrandparentAndChild,
}

/// Of 150 households so many are of each kind.
const KINDS: [(usize, HouseholdKind); 9] = [
    (22, HouseholdKind::ElderAlone),
    (16, HouseholdKind::Single),
    (30, HouseholdKind::OldCouple),
    (24, HouseholdKind::Couple),
    (28, HouseholdKind::OneChild),
    (12, HouseholdKind::TwoChildren),
    (8, HouseholdKind::ThreeGenerations),
    (8, HouseholdKind::SingleParent),
    (2, HouseholdKind::GrandparentAndChild),
];

/// A newcomer: sex, age, and whether they bear the household's surname.
type Person = (Sex, i64, bool);

impl HouseholdKind {
    fn people(self, dice: &mut Dice) -> Vec<Person> {
        let any = |dice: &mut Dice| if dice.chance(50) { Sex::Female } else { Sex::Male };
        let couple = |dice: &mut Dice, youngest, oldest| {
            let age = dice.between(youngest, oldest);
            [(Sex::Male, age, true), (Sex::Female, age + dice.between(-4, 1), false)]
        };
        let child = |dice: &mut Dice, parent: i64| {
            let age = dice.between(1, (parent - 25).clamp(2, 21));
            (any(dice), age, true)
        };
        match self {
            HouseholdKind::ElderAlone => {
                let sex = dice.weighted(&[(65, Sex::Female), (35, Sex::Male)]);
                vec![(sex, dice.between(64, 89), true)]
            }
            HouseholdKind::Single => vec![(any(dice), dice.between(24, 58), true)],
            HouseholdKind::OldCouple => couple(dice, 64, 83).to_vec(),
            HouseholdKind::Couple => couple(dice, 44, 62).to_vec(),
            HouseholdKind::OneChild | HouseholdKind::TwoChildren => {
                let mut people = couple(dice, 30, 48).to_vec();
                let children = if self == HouseholdKind::OneChild { 1 } else { 2 };
                let mother = people[1].1;
                people.extend((0..children).map(|_| child(dice, mother)));
                people
            }
            HouseholdKind::ThreeGenerations => {
                let mut people = couple(dice, 33, 48).to_vec();
                let (father, mother) = (people[0].1, people[1].1);
                people.push(child(dice, mother));
                people.push((Sex::Female, father + dice.between(24, 31), false));
                people
            }
            HouseholdKind::SingleParent => {
                let age = dice.between(31, 47);
                let sex = dice.weighted(&[(75, Sex::Female), (25, Sex::Male)]);
                vec![(sex, age, sex == Sex::Male), child(dice, age)]
            }
            HouseholdKind::GrandparentAndChild => {
                vec![
                    (Sex::Female, dice.between(62, 74), false),
                    (any(dice), dice.between(6, 15), true),
                ]
            }
        }
    }
}

impl Neighbourhood {
    /// Settles so many households.
    pub(super) fn settle(dice: &mut Dice, registry: &mut Registry, households: usize) -> Self {
        let block = KINDS.iter().flat_map(|&(count, kind)| std::iter::repeat_n(kind, count));
        let mut kinds: Vec<HouseholdKind> = block.collect::<Vec<_>>().into_iter().cycle().take(households).collect();
        dice.shuffle(&mut kinds);
        let mut flats = flats(households);
        dice.shuffle(&mut flats);
        let mut neighbourhood = Neighbourhood::default();
        for (kind, flat) in kinds.into_iter().zip(&flats) {
            neighbourhood.move_in(dice, registry, kind, flat);
        }
        neighbourhood
    }

    fn move_in(&mut self, dice: &mut Dice, registry: &mut Registry, kind: HouseholdKind, flat: &str) {
        let family = names::surname(dice);
        let household = self.households.len();
        let first = self.residents.len();
        let family_phone = registry.phone();
        for (at, (sex, age, bears_name)) in kind.people(dice).into_iter().enumerate() {
            let born = birthday(dice, age);
            let surname = if bears_name { family } else { names::surname(dice) };
            let own_phone = at > 0 && age >= 16;
            self.residents.push(Resident {
                code: format!("R{:04}", first + at + 1),
                household,
                name: format!("{surname}{}", names::given(dice, sex, age)),
                id_number: registry.id_number(dice, born, sex),
                phone: if own_phone {
                    registry.phone()
                } else {
                    family_phone.clone()
                },
                building: flat.to_owned(),
                age,
                eligibility: Vec::new(),
            });
        }
        let members = (first..self.residents.len()).collect();
        self.households.push(Household { kind, members });
    }

    /// The register as a file.
    pub(super) fn table(&self) -> Table {
        let mut table = Table::new(super::table::RESIDENTS);
        for resident in &self.residents {
            let household = format!("H{:04}", resident.household + 1);
            let Resident {
                code,
                name,
                id_number,
                phone,
                building,
                ..
            } = resident;
            let eligibility = super::entitled::cell(&resident.eligibility);
            table.row(&[code, &household, name, id_number, phone, building, &eligibility]);
        }
        table
    }
}

/// A day on which someone was born who is so old at the turn of the year.
fn birthday(dice: &mut Dice, age: i64) -> Date {
    let year = i16::try_from(2025 - age).expect("nobody is that old");
    days::after(date(year, 1, 1), dice.between(0, 364))
}

/// At least so many flats: houses of three stairs with six floors.
fn flats(count: usize) -> Vec<String> {
    let mut flats = Vec::new();
    let mut house = 0;
    while flats.len() < count + count / 2 {
        house += 1;
        for stairs in 1..=3 {
            for floor in 1..=6 {
                flats.extend((1..=2).map(|door| format!("{house}号楼{stairs}单元{floor}{door:02}")));
            }
        }
    }
    flats
}
