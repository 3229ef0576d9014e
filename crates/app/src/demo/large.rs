//! A big folder to measure with: one year, 2025, in which most claims are accepted, since those write most.
//!
//! Claims are drawn one by one, in any order of time as spreadsheets have them, and written as they are drawn: of what
//! happened before only each resident's voucher money is remembered, counted by quarter so that the order of time
//! does not matter.

mod registers;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use jiff::civil::{Date, date};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::kind::{DisbursementKind, DonationMethod, DonorKind};
use xiaonuan_domain::money::Money;

use super::alliance::FUNDS;
use super::dice::Dice;
use super::table::{self, line};
use super::yuan;
use super::{days, sketch};
use registers::{Registers, Sizes};

/// The first day of the year.
const NEW_YEAR: Date = date(2025, 1, 1);
/// First and last day of each quarter: vouchers are given on the first and end with the last.
const QUARTERS: [(Date, Date); 4] = [
    (NEW_YEAR, date(2025, 3, 31)),
    (date(2025, 4, 1), date(2025, 6, 30)),
    (date(2025, 7, 1), date(2025, 9, 30)),
    (date(2025, 10, 1), date(2025, 12, 31)),
];
/// What each fund is asked for.
const PURPOSES: [&str; 3] = ["生活补助", "供热补助", "邻里互助"];
const STAFF: [&str; 4] = ["xujing", "fanli", "luchuan", "zhengyiming"];

/// Writes a folder with so many claims into a directory, which is created if need be: for 100,000 claims about 5,000
/// residents, 60 merchants, 40 discounts, 10,000 disbursements and 1,000 donations, and in proportion.
///
/// # Errors
/// When the directory or a file cannot be written.
pub fn write_large(dir: &Path, seed: u64, claims: u32) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let mut dice = Dice::new(seed);
    let sizes = Sizes::of(claims);
    let registers = Registers::draw(&mut dice, &sizes);
    for (name, text) in registers.files() {
        fs::write(dir.join(name), text)?;
    }
    let mut year = Year {
        pots: vec![[0; 4]; registers.neighbourhood.residents.len()],
        promised: [0; 3],
        midsummer: days::day(date(2025, 7, 1)),
        registers,
        dice,
    };
    let file = |name| File::create(dir.join(name)).map(BufWriter::new);
    year.disbursements(&mut file("disbursements.csv")?, &sizes)?;
    year.donations(&mut file("donations.csv")?, &sizes)?;
    year.settlements(&mut file("settlements.csv")?)?;
    year.claims(&mut file("claims.csv")?, claims)
}

/// A year under way.
struct Year {
    dice: Dice,
    registers: Registers,
    /// Voucher money not yet spent, in fen, of each resident in each quarter.
    pots: Vec<[i64; 4]>,
    /// What was promised out of each fund, in fen.
    promised: [i64; 3],
    /// A day for all: entitlements here are for the whole year.
    midsummer: Day,
}

impl Year {
    fn disbursements(&mut self, out: &mut impl Write, sizes: &Sizes) -> io::Result<()> {
        writeln!(out, "{}", table::DISBURSEMENTS)?;
        let mut number = 0;
        for resident in self.registers.holders.clone() {
            for (quarter, days) in QUARTERS.into_iter().enumerate() {
                number += 1;
                let amount = self.dice.between(12, 24) * yuan(10);
                self.pots[resident][quarter] = amount;
                self.disburse(out, number, days, (resident, DisbursementKind::Voucher, amount))?;
            }
        }
        for _ in 0..sizes.payments {
            number += 1;
            let resident = *self.dice.pick(&self.registers.holders);
            let kind = *self.dice.pick(&[DisbursementKind::Cash, DisbursementKind::BillPayment]);
            let day = days::after(NEW_YEAR, self.dice.between(0, 364));
            let amount = self.dice.rather_low(10, 90) * yuan(10);
            self.disburse(out, number, (day, day), (resident, kind, amount))?;
        }
        out.flush()
    }

    fn disburse(
        &mut self,
        out: &mut impl Write,
        number: usize,
        (day, last): (Date, Date),
        (resident, kind, amount): (usize, DisbursementKind, i64),
    ) -> io::Result<()> {
        let fund = self.dice.index(FUNDS.len());
        self.promised[fund] += amount;
        let preparer = self.dice.index(STAFF.len());
        let approver = (preparer + 1 + self.dice.index(STAFF.len() - 1)) % STAFF.len();
        let voucher = kind == DisbursementKind::Voucher;
        let bill = kind == DisbursementKind::BillPayment;
        let shop = if bill {
            self.dice.pick(&self.registers.shops).as_str()
        } else {
            ""
        };
        let row = line(&[
            &format!("DIS{number:06}"),
            &day.to_string(),
            FUNDS[fund][0],
            &self.registers.neighbourhood.residents[resident].code,
            kind.as_str(),
            &Money::from_fen(amount).to_string(),
            shop,
            PURPOSES[fund],
            STAFF[preparer],
            STAFF[approver],
            &if voucher { last.to_string() } else { String::new() },
        ]);
        out.write_all(row.as_bytes())
    }

    /// Half of what a fund will need is there from the first day, the rest and a reserve comes through the year.
    fn donations(&mut self, out: &mut impl Write, sizes: &Sizes) -> io::Result<()> {
        writeln!(out, "{}", table::DONATIONS)?;
        let needed = self
            .promised
            .map(|promised| promised + i64::from(sizes.claims) * yuan(6) + yuan(10_000));
        let mut number = 0;
        let mut give = |fund: usize, day: Date, amount: i64, kind: DonorKind, donor: &str| {
            number += 1;
            out.write_all(
                line(&[
                    &format!("DON{number:06}"),
                    &day.to_string(),
                    donor,
                    kind.as_str(),
                    FUNDS[fund][0],
                    &Money::from_fen(amount).to_string(),
                    DonationMethod::Bank.as_str(),
                ])
                .as_bytes(),
            )
        };
        for (fund, needed) in needed.into_iter().enumerate() {
            give(fund, NEW_YEAR, needed / 2, DonorKind::Organisation, "澄原建材")?;
        }
        for at in 3..sizes.donations {
            let fund = at % FUNDS.len();
            let share = needed[fund] * 9 / 10 / i64::try_from(sizes.donations / FUNDS.len() + 1).unwrap_or(1);
            let day = days::after(NEW_YEAR, self.dice.between(0, 364));
            let amount = self.dice.between(share / 2, share * 3 / 2).max(yuan(1));
            give(fund, day, amount, DonorKind::Person, "热心邻居")?;
        }
        out.flush()
    }

    fn settlements(&mut self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", table::SETTLEMENTS)?;
        for month in 2..=12 {
            let day = date(2025, month, 1).to_string();
            for shop in &self.registers.shops {
                out.write_all(line(&[&format!("SET{month:02}{shop}"), &day, shop, ""]).as_bytes())?;
            }
        }
        out.flush()
    }

    fn claims(&mut self, out: &mut impl Write, count: u32) -> io::Result<()> {
        writeln!(out, "{}", table::CLAIMS)?;
        for number in 1..=count {
            let row = self.claim(number);
            out.write_all(row.as_bytes())?;
        }
        out.flush()
    }

    /// A claim: for a discount, a voucher, or both.
    fn claim(&mut self, number: u32) -> String {
        let day = days::after(NEW_YEAR, self.dice.between(0, 364));
        let second = self.dice.between(7 * 3600, 21 * 3600);
        let quarter = QUARTERS.iter().position(|(_, last)| day <= *last).unwrap_or(0);
        let (wants_offer, wants_voucher) =
            self.dice
                .weighted(&[(42, (true, false)), (20, (false, true)), (38, (true, true))]);
        // Some come to the counter although they may not: the ledger has to say so.
        let careless = self.dice.chance(18);
        let resident = self.customer(wants_voucher, quarter);
        let offer = wants_offer.then(|| self.offer(resident, careless));
        let mut bill = self.dice.rather_low(80, 2600) * 10;
        let mut due = bill;
        if let Some(offer) = offer.map(|at| &self.registers.offers[at]) {
            let least = offer.terms.min_spend.map_or(0, Money::fen);
            if bill < least && !careless {
                bill += least;
            }
            due = bill - sketch::split(offer, bill).0;
        }
        let pot = &mut self.pots[resident][quarter];
        let mut voucher = if wants_voucher {
            self.dice.rather_low(yuan(2), yuan(40)).min(due)
        } else {
            0
        };
        if !careless {
            voucher = voucher.min(*pot);
        }
        *pot -= voucher.min(*pot);
        let shop = offer.map_or_else(
            || self.dice.index(self.registers.shops.len()),
            |at| self.registers.offers[at].shop,
        );
        line(&[
            &format!("CLM{number:07}"),
            &days::moment(day, second),
            &self.registers.shops[shop],
            &self.registers.neighbourhood.residents[resident].code,
            offer.map_or("", |at| &self.registers.offers[at].cells[0]),
            &Money::from_fen(bill).to_string(),
            &Money::from_fen(voucher).to_string(),
        ])
    }

    /// Somebody, who if need be has voucher money left, as far as a few glances tell.
    fn customer(&mut self, with_voucher: bool, quarter: usize) -> usize {
        if !with_voucher {
            return self.dice.index(self.pots.len());
        }
        let mut found = 0;
        for _ in 0..6 {
            found = *self.dice.pick(&self.registers.holders);
            if self.pots[found][quarter] > 0 {
                break;
            }
        }
        found
    }

    /// An offer, which unless nobody cares admits the resident, as far as a few glances tell.
    fn offer(&mut self, resident: usize, careless: bool) -> usize {
        let entitlements = &self.registers.neighbourhood.residents[resident].eligibility;
        let mut found = 0;
        for _ in 0..8 {
            found = self.dice.index(self.registers.offers.len());
            let terms = &self.registers.offers[found].terms;
            if careless || terms.eligible.admits(entitlements, self.midsummer) {
                break;
            }
        }
        found
    }
}
