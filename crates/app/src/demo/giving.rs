//! Who gives: companies at the opening, at the end of the year and at the fair, neighbours all winter.

use jiff::civil::{Date, date};
use xiaonuan_domain::kind::{DonationMethod, DonorKind};
use xiaonuan_domain::money::Money;

use super::alliance::{FUNDS, GENERAL, HEATING, NUANLIN};
use super::days::{self, CLOSING, FAIR, OPENING, SPRING_FESTIVAL};
use super::dice::Dice;
use super::names;
use super::table::{self, Table};
use super::yuan;

/// A donation.
pub(super) struct Gift {
    pub(super) date: Date,
    donor: String,
    donor_kind: DonorKind,
    pub(super) fund: usize,
    pub(super) amount: i64,
    method: DonationMethod,
}

/// A company's gift: not before, not after, who, to which fund, from and to so many thousand yuan.
type Pledge = (Date, Date, &'static str, usize, i64, i64);

#[rustfmt::skip]
const PLEDGES: [Pledge; 25] = [
    (date(2025, 11, 1), date(2025, 11, 1), "恒煦热力", HEATING, 16, 16),
    (date(2025, 11, 1), date(2025, 11, 1), "北岸街道商会", NUANLIN, 12, 12),
    (date(2025, 11, 2), date(2025, 11, 4), "云杉物业", GENERAL, 5, 6),
    (date(2025, 11, 4), date(2025, 11, 9), "满禾超市", NUANLIN, 4, 6),
    (date(2025, 11, 6), date(2025, 11, 14), "杏圃药房", NUANLIN, 2, 4),
    (date(2025, 11, 10), date(2025, 11, 20), "澄原建材", HEATING, 2, 3),
    (date(2025, 12, 8), date(2025, 12, 14), "启桐课堂", GENERAL, 2, 3),
    (date(2025, 12, 20), date(2025, 12, 26), "满禾超市", NUANLIN, 5, 8),
    (date(2025, 12, 22), date(2025, 12, 29), "小筐生鲜", NUANLIN, 2, 3),
    (date(2025, 12, 24), date(2025, 12, 31), "恒煦热力", NUANLIN, 6, 10),
    (date(2025, 12, 26), date(2025, 12, 31), "颐岸照护中心", GENERAL, 1, 3),
    (date(2025, 12, 28), date(2025, 12, 31), "澄原建材", NUANLIN, 3, 5),
    (date(2025, 12, 30), date(2025, 12, 31), "老周饺子馆", GENERAL, 1, 2),
    (date(2026, 1, 14), date(2026, 1, 22), "北岸街道商会", NUANLIN, 3, 5),
    (date(2026, 2, 2), date(2026, 2, 5), "云杉物业", NUANLIN, 3, 5),
    (date(2026, 2, 12), date(2026, 2, 12), "恒煦热力", HEATING, 12, 12),
    (FAIR[0], FAIR[0], "恒煦热力", NUANLIN, 4, 6),
    (FAIR[0], FAIR[0], "云杉物业", GENERAL, 2, 4),
    (FAIR[0], FAIR[0], "满禾超市", NUANLIN, 3, 6),
    (FAIR[0], FAIR[1], "杏圃药房", NUANLIN, 2, 3),
    (FAIR[0], FAIR[1], "小筐生鲜", GENERAL, 1, 2),
    (FAIR[0], FAIR[1], "一碗山面馆", NUANLIN, 1, 1),
    (FAIR[0], FAIR[1], "巧手家电维修", GENERAL, 1, 1),
    (FAIR[1], FAIR[1], "澄原建材", NUANLIN, 3, 5),
    (date(2026, 4, 8), date(2026, 4, 24), "北岸街道商会", GENERAL, 2, 3),
];

/// What neighbours give, in yuan.
const HABITS: [i64; 14] = [20, 20, 50, 50, 50, 66, 88, 100, 100, 100, 200, 200, 300, 500];

/// Every donation of the season, by day.
pub(super) fn plan(dice: &mut Dice) -> Vec<Gift> {
    let mut gifts = Vec::new();
    for (earliest, latest, donor, fund, least, most) in PLEDGES {
        gifts.push(Gift {
            date: any_day(dice, earliest, latest),
            donor: donor.to_owned(),
            donor_kind: DonorKind::Organisation,
            fund,
            amount: dice.between(least, most) * yuan(1000),
            method: DonationMethod::Bank,
        });
    }
    for day in days::from_to(OPENING, CLOSING) {
        for _ in 0..neighbours_on(dice, day) {
            gifts.push(neighbour(dice, day));
        }
    }
    for day in FAIR {
        gifts.push(Gift {
            date: day,
            donor: "邻里节募捐箱".to_owned(),
            donor_kind: DonorKind::Person,
            fund: NUANLIN,
            amount: dice.between(4200, 14800) * 10,
            method: DonationMethod::Cash,
        });
    }
    gifts.sort_by_key(|gift| gift.date);
    gifts
}

fn any_day(dice: &mut Dice, earliest: Date, latest: Date) -> Date {
    let length = days::between(earliest, latest);
    days::after(earliest, dice.between(0, length))
}

/// How many neighbours give on a day: more on Sundays, before the festival, and at the fair.
fn neighbours_on(dice: &mut Dice, day: Date) -> i64 {
    let before_festival = (0..=14).contains(&days::between(day, SPRING_FESTIVAL));
    let likely = match day.weekday() {
        _ if FAIR.contains(&day) => return dice.between(6, 10),
        _ if before_festival || day == OPENING => 75,
        jiff::civil::Weekday::Sunday => 60,
        _ => 27,
    };
    i64::from(dice.chance(likely))
}

fn neighbour(dice: &mut Dice, day: Date) -> Gift {
    let donor = match dice.between(1, 10) {
        1 => "热心邻居".to_owned(),
        2 => "匿名居民".to_owned(),
        _ => {
            let title = dice.pick(&["先生", "女士", "女士"]);
            format!("居民{}{title}", names::surname(dice))
        }
    };
    Gift {
        date: day,
        donor,
        donor_kind: DonorKind::Person,
        fund: dice.weighted(&[(64, NUANLIN), (24, GENERAL), (12, HEATING)]),
        amount: dice.pick(&HABITS) * 100,
        method: dice.weighted(&[
            (58, DonationMethod::Online),
            (32, DonationMethod::Cash),
            (10, DonationMethod::Bank),
        ]),
    }
}

/// Donations as a file.
pub(super) fn table(gifts: &[Gift]) -> Table {
    let mut table = Table::new(table::DONATIONS);
    for (at, gift) in gifts.iter().enumerate() {
        table.row(&[
            &format!("JZ{:04}", at + 1),
            &gift.date.to_string(),
            &gift.donor,
            gift.donor_kind.as_str(),
            FUNDS[gift.fund][0],
            &Money::from_fen(gift.amount).to_string(),
            gift.method.as_str(),
        ]);
    }
    table
}
