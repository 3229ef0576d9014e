//! A winter, day by day.

use std::collections::VecDeque;

use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Money;

use super::alliance::{self, HEATING, SHOPS};
use super::counter::Counters;
use super::days::{self, CLOSING, OPENING, day};
use super::dice::Dice;
use super::giving::{self, Gift};
use super::help::{self, Help};
use super::identity::Registry;
use super::people::Neighbourhood;
use super::sketch::{Grant, Sketch};
use super::table::{self, Table};
use super::yuan;
use super::{Folder, entitled};

/// How many households the community has.
const HOUSEHOLDS: usize = 150;
/// The day of the month on which shops are paid.
const PAY_DAY: i8 = 5;

/// Plays the season.
pub(super) fn play(dice: &mut Dice) -> Folder {
    let mut registry = Registry::default();
    let [funds, merchants] = alliance::tables(dice, &mut registry);
    let mut neighbourhood = Neighbourhood::settle(dice, &mut registry, HOUSEHOLDS);
    entitled::assess(dice, &mut neighbourhood);
    let offers = alliance::offers();
    let gifts = giving::plan(dice);
    let mut books = Books {
        sketch: Sketch::new(),
        gifts: gifts.iter().collect(),
        helps: help::plan(dice, &neighbourhood).into(),
        helped: 0,
        disbursements: Table::new(table::DISBURSEMENTS),
        settlements: Table::new(table::SETTLEMENTS),
    };
    let mut counters = Counters::open(dice, &offers, &neighbourhood);
    let mut claims = Table::new(table::CLAIMS);
    for today in days::from_to(OPENING, CLOSING) {
        books.turn_to(dice, &neighbourhood, today);
        counters.serve(dice, &mut books.sketch, today, &mut claims);
    }
    let mut community = Table::new(table::COMMUNITY);
    community.row(&alliance::COMMUNITY);
    let tables = [
        ("community.csv", community),
        ("funds.csv", funds),
        ("merchants.csv", merchants),
        (
            "discounts.csv",
            alliance::offers_table(offers.iter().map(|offer| &offer.cells)),
        ),
        ("residents.csv", neighbourhood.table()),
        ("donations.csv", giving::table(&gifts)),
        ("disbursements.csv", books.disbursements),
        ("settlements.csv", books.settlements),
        ("claims.csv", claims),
    ];
    Folder {
        files: tables
            .into_iter()
            .map(|(name, table)| (name, table.into_text()))
            .collect(),
    }
}

/// What the office has before it and what it has written.
struct Books<'a> {
    sketch: Sketch,
    gifts: VecDeque<&'a Gift>,
    helps: VecDeque<Help>,
    helped: usize,
    disbursements: Table,
    settlements: Table,
}

impl Books<'_> {
    /// The office's part of a day, before the shops open.
    fn turn_to(&mut self, dice: &mut Dice, neighbourhood: &Neighbourhood, today: jiff::civil::Date) {
        self.sketch.begin(day(today));
        while let Some(gift) = self.gifts.pop_front_if(|gift| gift.date <= today) {
            self.sketch.available[gift.fund] += gift.amount;
        }
        let mut due = Vec::new();
        while let Some(help) = self.helps.pop_front_if(|help| help.date <= today) {
            due.push(help);
        }
        if today == help::SPREAD_ON {
            due.extend(help::spread(dice, neighbourhood, self.sketch.available[HEATING]));
        }
        for help in due {
            self.help(&help, neighbourhood);
        }
        if today.day() == PAY_DAY && today > days::after(OPENING, 10) {
            self.settle(today);
        }
    }

    /// Help that a fund cannot bear is written too: it is refused, and stays in the story.
    fn help(&mut self, help: &Help, neighbourhood: &Neighbourhood) {
        self.helped += 1;
        help.write(&mut self.disbursements, self.helped, neighbourhood);
        if !self.sketch.take(help.fund, help.amount) {
            return;
        }
        match (help.kind, help.shop, help.expires_on) {
            (DisbursementKind::Voucher, _, Some(last)) => self.sketch.grants.push(Grant {
                holder: help.resident,
                fund: help.fund,
                ends: day(last),
                left: help.amount,
                lapsed: 0,
            }),
            (DisbursementKind::BillPayment, Some(shop), _) => self.sketch.owed[shop] += help.amount,
            _ => {}
        }
    }

    /// Pays every shop what it is owed; the heat supplier sends its January bill in whole hundreds.
    fn settle(&mut self, today: jiff::civil::Date) {
        for (shop, owed) in SHOPS.iter().zip(&mut self.sketch.owed) {
            if *owed == 0 {
                continue;
            }
            let hundreds = *owed / yuan(100) * yuan(100);
            let in_part = today.month() == 1 && shop.category == "heating" && hundreds > 0;
            let amount = if in_part {
                Money::from_fen(hundreds).to_string()
            } else {
                String::new()
            };
            *owed -= if in_part { hundreds } else { *owed };
            let reference = format!("JS{}-{}", today.strftime("%y%m"), shop.code);
            self.settlements
                .row(&[&reference, &today.to_string(), shop.code, &amount]);
        }
    }
}
