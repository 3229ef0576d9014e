//! When people come to the shops, to which, and for how much.

use jiff::civil::{Date, Weekday, date};

use super::alliance::{MONTHLY, SHOPS};
use super::days::{self, FAIR, SPRING_FESTIVAL};
use super::dice::Dice;

/// Heat is paid for from November to March.
pub(super) fn in_season(offer: usize, today: Date) -> bool {
    !MONTHLY[..2].contains(&offer) || today < date(2026, 4, 1)
}

/// The eve of the Spring Festival and the three days after, when most shops are closed.
pub(super) fn is_holiday(today: Date) -> bool {
    (-3..=1).contains(&days::between(today, SPRING_FESTIVAL))
}

pub(super) fn visits_on(dice: &mut Dice, today: Date) -> i64 {
    let ordinary = match today.weekday() {
        _ if FAIR.contains(&today) => return dice.between(104, 126),
        _ if is_holiday(today) => 3,
        Weekday::Saturday => 9,
        Weekday::Sunday => 8,
        Weekday::Friday => 7,
        _ => 6,
    };
    // The week before the festival everybody shops.
    let rush = if (2..=8).contains(&days::between(today, SPRING_FESTIVAL)) {
        6
    } else {
        0
    };
    ordinary + rush + dice.between(-2, 2)
}

/// Where somebody goes.
pub(super) fn shop_on(dice: &mut Dice, today: Date) -> usize {
    let fair = FAIR.contains(&today);
    let open = SHOPS.iter().enumerate().filter(|(_, shop)| {
        let member = shop.joined_on <= today && shop.left_on.is_none_or(|last| today <= last);
        let needed = matches!(shop.category, "supermarket" | "pharmacy");
        member && (needed || !is_holiday(today))
    });
    let weighed = open.map(|(at, shop)| (if fair { shop.draw.1 } else { shop.draw.0 }, at));
    dice.weighted(&weighed.collect::<Vec<_>>())
}

/// A second at which the shop is open.
pub(super) fn opening_time(dice: &mut Dice, shop: usize) -> i64 {
    let &(opens, closes) = dice.pick(SHOPS[shop].hours);
    dice.between(opens * 60, closes * 60 - 1)
}

/// An ordinary bill of the shop.
pub(super) fn price(dice: &mut Dice, shop: usize) -> i64 {
    let (least, most, step) = SHOPS[shop].bills;
    dice.rather_low(least / step, most / step) * step
}
