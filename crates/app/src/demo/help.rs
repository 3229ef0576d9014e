//! What the community gives: heat in November, greetings before the festival, help when someone falls ill.

use jiff::civil::{Date, date};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Money;

use super::alliance::{FUNDS, GENERAL, HEATING, NUANLIN, SHOPS};
use super::days::{self, day};
use super::dice::Dice;
use super::people::Neighbourhood;
use super::table::Table;
use super::yuan;

/// Help for a resident, prepared by one person and approved by another.
pub(super) struct Help {
    pub(super) date: Date,
    pub(super) fund: usize,
    pub(super) resident: usize,
    pub(super) kind: DisbursementKind,
    pub(super) amount: i64,
    /// Whose bill is paid, by position.
    pub(super) shop: Option<usize>,
    purpose: &'static str,
    prepared_by: &'static str,
    approved_by: &'static str,
    /// A voucher's last day.
    pub(super) expires_on: Option<Date>,
}

/// Those who prepare, and the one who approves; of what that one prepares, the first of the others approves.
const STAFF: [&str; 3] = ["xujing", "fanli", "luchuan"];
const CHIEF: &str = "zhengyiming";

/// The shops whose bills the community pays, by position.
const HEAT_SUPPLIER: usize = 0;
const PHARMACY: usize = 6;
const SCHOOL: usize = 7;

/// When the heating fund is spread a second time, until little is left.
pub(super) const SPREAD_ON: Date = date(2026, 2, 3);
/// How many households share in it, and what stays in the fund.
const SPREAD_AMONG: i64 = 8;
const SPREAD_KEEPS: i64 = yuan(320);
/// The request that comes too late for it, before the fund is filled again.
const TOO_LATE: (Date, i64) = (date(2026, 2, 6), yuan(600));

/// How help of one sort is given.
struct Sort {
    fund: usize,
    kind: DisbursementKind,
    purpose: &'static str,
    shop: Option<usize>,
    expires_on: Option<Date>,
}

impl Sort {
    const fn new(fund: usize, kind: DisbursementKind, purpose: &'static str) -> Self {
        Sort {
            fund,
            kind,
            purpose,
            shop: None,
            expires_on: None,
        }
    }

    fn until(self, last: Date) -> Self {
        Sort {
            expires_on: Some(last),
            ..self
        }
    }

    fn bill_of(self, shop: usize) -> Self {
        Sort {
            shop: Some(shop),
            ..self
        }
    }

    fn give(&self, dice: &mut Dice, date: Date, resident: usize, amount: i64) -> Help {
        let preparer = *dice.pick(&STAFF);
        let by_chief = dice.chance(8);
        Help {
            date,
            fund: self.fund,
            resident,
            kind: self.kind,
            amount,
            shop: self.shop,
            purpose: self.purpose,
            prepared_by: if by_chief { CHIEF } else { preparer },
            approved_by: if by_chief { STAFF[0] } else { CHIEF },
            expires_on: self.expires_on,
        }
    }
}

const HEAT: Sort = Sort {
    fund: HEATING,
    kind: DisbursementKind::BillPayment,
    purpose: "供热补助",
    shop: Some(HEAT_SUPPLIER),
    expires_on: None,
};

/// One grown-up for each household that holds an entitlement on a day, in any order.
fn recipients(dice: &mut Dice, neighbourhood: &Neighbourhood, on: Date) -> Vec<usize> {
    let entitled = |&at: &usize| {
        let resident = &neighbourhood.residents[at];
        resident.age >= 18 && resident.eligibility.iter().any(|held| held.holds_on(day(on)))
    };
    let of_household = neighbourhood.households.iter();
    let mut found: Vec<usize> = of_household
        .filter_map(|household| household.members.iter().copied().find(entitled))
        .collect();
    dice.shuffle(&mut found);
    found
}

/// All help of the season but the second spreading of the heating fund, by day.
pub(super) fn plan(dice: &mut Dice, neighbourhood: &Neighbourhood) -> Vec<Help> {
    let mut helps = Vec::new();
    for at in recipients(dice, neighbourhood, days::OPENING).into_iter().take(25) {
        let day = days::after(date(2025, 11, 5), dice.between(0, 15));
        let amount = rounded(dice, yuan(300), yuan(480), yuan(20));
        helps.push(HEAT.give(dice, workday(day), at, amount));
    }
    let solstice = date(2025, 12, 19);
    let dumplings = Sort::new(GENERAL, DisbursementKind::Voucher, "冬至慰问").until(date(2026, 1, 31));
    for at in recipients(dice, neighbourhood, solstice).into_iter().take(16) {
        helps.push(dumplings.give(dice, solstice, at, yuan(100)));
    }
    let greeting = Sort::new(NUANLIN, DisbursementKind::Voucher, "节日慰问").until(date(2026, 3, 31));
    for at in recipients(dice, neighbourhood, date(2026, 2, 9)).into_iter().take(38) {
        let family = &neighbourhood.households[neighbourhood.residents[at].household];
        let amount = if family.members.len() > 1 { yuan(500) } else { yuan(300) };
        let day = days::after(date(2026, 2, 9), dice.between(0, 2));
        helps.push(greeting.give(dice, day, at, amount));
    }
    plan_through_the_season(dice, neighbourhood, &mut helps);
    let (late, amount) = TOO_LATE;
    if let Some(&at) = recipients(dice, neighbourhood, late).first() {
        helps.push(HEAT.give(dice, late, at, amount));
    }
    helps.sort_by_key(|help| help.date);
    helps
}

/// Help that comes when it is needed.
fn plan_through_the_season(dice: &mut Dice, neighbourhood: &Neighbourhood, helps: &mut Vec<Help>) {
    let living = date(2026, 12, 31);
    let sorts = [
        (
            14,
            Sort::new(NUANLIN, DisbursementKind::Cash, "医疗补助"),
            (yuan(500), yuan(3000), yuan(100)),
        ),
        (
            4,
            Sort::new(NUANLIN, DisbursementKind::BillPayment, "医疗补助").bill_of(PHARMACY),
            (yuan(120), yuan(420), yuan(5)),
        ),
        (
            6,
            Sort::new(NUANLIN, DisbursementKind::Cash, "临时救助"),
            (yuan(200), yuan(1000), yuan(100)),
        ),
        (
            5,
            Sort::new(GENERAL, DisbursementKind::Cash, "邻里互助"),
            (yuan(100), yuan(300), yuan(50)),
        ),
    ];
    for (count, sort, (least, most, step)) in sorts {
        for _ in 0..count {
            let day = workday(days::after(date(2025, 11, 12), dice.between(0, 160)));
            let at = recipients(dice, neighbourhood, day)[0];
            let amount = rounded(dice, least, most, step);
            helps.push(sort.give(dice, day, at, amount));
        }
    }
    let school = Sort::new(NUANLIN, DisbursementKind::BillPayment, "助学补助").bill_of(SCHOOL);
    let monthly = Sort::new(NUANLIN, DisbursementKind::Voucher, "生活补助").until(living);
    for (count, sort, day, amount) in [
        (4, school, date(2026, 3, 4), yuan(400)),
        (6, monthly, date(2026, 4, 22), yuan(200)),
    ] {
        let mut found = recipients(dice, neighbourhood, day);
        if sort.shop.is_some() {
            found.retain(|&at| has_pupil(neighbourhood, at));
        }
        for at in found.into_iter().take(count) {
            helps.push(sort.give(dice, day, at, amount));
        }
    }
}

/// Whether a child of school age lives with someone.
pub(super) fn has_pupil(neighbourhood: &Neighbourhood, resident: usize) -> bool {
    let household = &neighbourhood.households[neighbourhood.residents[resident].household];
    let mut ages = household.members.iter().map(|&at| neighbourhood.residents[at].age);
    ages.any(|age| (6..=17).contains(&age))
}

/// Spreads what the heating fund has among a few households, but for a little.
pub(super) fn spread(dice: &mut Dice, neighbourhood: &Neighbourhood, available: i64) -> Vec<Help> {
    let share = (available - SPREAD_KEEPS) / SPREAD_AMONG / yuan(10) * yuan(10);
    let found = recipients(dice, neighbourhood, SPREAD_ON);
    let among = found.into_iter().zip(0..SPREAD_AMONG).filter(|_| share > 0);
    among.map(|(at, _)| HEAT.give(dice, SPREAD_ON, at, share)).collect()
}

/// The office is closed at weekends: the Monday after.
fn workday(date: Date) -> Date {
    days::after(
        date,
        match date.weekday() {
            jiff::civil::Weekday::Saturday => 2,
            jiff::civil::Weekday::Sunday => 1,
            _ => 0,
        },
    )
}

fn rounded(dice: &mut Dice, least: i64, most: i64, step: i64) -> i64 {
    dice.rather_low(least / step, most / step) * step
}

impl Help {
    /// Adds the row.
    pub(super) fn write(&self, table: &mut Table, number: usize, neighbourhood: &Neighbourhood) {
        table.row(&[
            &format!("BF{number:04}"),
            &self.date.to_string(),
            FUNDS[self.fund][0],
            &neighbourhood.residents[self.resident].code,
            self.kind.as_str(),
            &Money::from_fen(self.amount).to_string(),
            self.shop.map_or("", |shop| SHOPS[shop].code),
            self.purpose,
            self.prepared_by,
            self.approved_by,
            &self.expires_on.map_or_else(String::new, |day| day.to_string()),
        ]);
    }
}
