//! Cards and vouchers for the printer: for whom they are, and what stands on them.

use std::collections::BTreeSet;
use std::sync::Arc;

use xiaonuan_domain::access::{Actor, building_of, is_part_of};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, RegisterEntry};
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_domain::register::entry::{CardDetails, EntryDetails, Standing};
use xiaonuan_domain::register::{Register, Registers, Resident};
use xiaonuan_persistence::counter::Tries;

use super::cards::DRAWS;
use super::codes::Secret;
use super::own::{OwnVoucher, claim_of};
use super::{CardIssued, CounterError, LONGEST_TRIES};
use crate::desk::{DeskError, Request};
use crate::service::Service;

/// Whom sheets are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Those of these codes.
    Codes(Vec<String>),
    /// Those of a building.
    Building(String),
    /// Those who have no card.
    WithoutCard,
}

/// Somebody whom a sheet is for.
#[derive(Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Their code in the office's books.
    pub resident: Code,
    /// Their name.
    pub name: String,
    /// Where they live.
    pub building: String,
    /// The number of their card, if they have one.
    pub card: Option<Code>,
}

/// Debugging shows the code only: the rest is personal.
impl std::fmt::Debug for Addressee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Addressee({})", self.resident)
    }
}

/// Those whom sheets are for, in the order of their buildings and codes.
#[derive(Clone, Debug, Default)]
pub struct Addressees {
    /// Who.
    pub found: Vec<Addressee>,
    /// Codes of nobody, and of those for whom nothing is done: who asked for it, or has moved away.
    pub left_out: Vec<String>,
}

/// A card that was made for somebody, or why it was not.
#[derive(Clone, Debug)]
pub struct SheetCard {
    /// For whom. The card is the one that was made.
    pub to: Addressee,
    /// What opens it.
    pub codes: Result<CardIssued, CounterError>,
}

/// What somebody has on vouchers.
#[derive(Clone, Debug)]
pub struct VoucherSlip {
    /// Who.
    pub to: Addressee,
    /// Each voucher with something left on it, in the order in which they are spent.
    pub vouchers: Vec<OwnVoucher>,
}

impl Service {
    /// The buildings in which residents live, and how many of all residents have no card.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails, or there is no such community.
    pub async fn to_choose_from(&self, community: &str) -> Result<(BTreeSet<String>, usize), CounterError> {
        let (registers, today) = self.as_of_today(community).await?;
        let living = registers.residents.iter().map(|(_, row)| row);
        let living = living.filter(|row| is_served(row, today) && !row.details.building.is_empty());
        let buildings = living
            .map(|row| building_of(&row.details.building).to_owned())
            .collect();
        let without = chosen(&registers, today, &Chosen::WithoutCard).found.len();
        Ok((buildings, without))
    }

    /// Whom a choice means.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails, or there is no such community.
    pub async fn addressees(&self, community: &str, choice: &Chosen) -> Result<Addressees, CounterError> {
        let (registers, today) = self.as_of_today(community).await?;
        Ok(chosen(&registers, today, choice))
    }

    /// Makes a card for each of these residents: new codes for the one they have, or a new one. What opened theirs before
    /// opens nothing any more. Each is recorded by itself, and one that is refused hinders no other.
    ///
    /// A print is made once: asked for again under its key, nothing is made, since what was printed would open nothing any
    /// more, and nothing is answered, since what opens a card is shown once.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails, or there is no such community.
    pub async fn cards_for(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        (residents, key): (Vec<String>, &str),
    ) -> Result<Option<Vec<SheetCard>>, CounterError> {
        let number = self.number_of(community).await?;
        let once = Tries {
            whom: self.counters().print(community, "print of cards", key),
            most: 1,
            window: LONGEST_TRIES,
        };
        match self.try_once(number, &once).await {
            Err(CounterError::Slow(_)) => return Ok(None),
            taken => taken?,
        }
        let (registers, today) = self.as_of_today(community).await?;
        let addressees = chosen(&registers, today, &Chosen::Codes(residents));
        let mut made = Vec::with_capacity(addressees.found.len());
        for mut to in addressees.found {
            if to.card.is_none() {
                match self.new_card(community, actor, (&to.resident, today)).await {
                    Ok(card) => to.card = Some(card),
                    Err(error) => {
                        made.push(SheetCard { to, codes: Err(error) });
                        continue;
                    }
                }
            }
            let card = to.card.clone().ok_or(CounterError::Missing)?;
            let codes = self.issue_card(community, actor, &card).await;
            made.push(SheetCard { to, codes });
        }
        Ok(Some(made))
    }

    /// What these residents have on vouchers; nothing of those who have nothing.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails, or there is no such community.
    pub async fn vouchers_of(
        &self,
        community: &str,
        residents: Vec<String>,
    ) -> Result<(Vec<VoucherSlip>, Vec<String>), CounterError> {
        let (registers, today) = self.as_of_today(community).await?;
        let addressees = chosen(&registers, today, &Chosen::Codes(residents));
        let number = self.number_of(community).await?;
        let now = self.journal().now();
        let mut rehearsal = self.journal().rehearse_in(number, Some(now)).await?;
        let claims = addressees.found.iter();
        let claims = claims.map(|to| Command::Redeem(claim_of(&to.resident, now)));
        rehearsal.load(&claims.collect::<Vec<_>>()).await?;
        let ledger = rehearsal.ledger();
        let slips = addressees.found.into_iter().filter_map(|to| {
            let (resident, _) = ledger.registers.residents.by_code(&to.resident)?;
            let vouchers = OwnVoucher::all_of(ledger, resident, now);
            (!vouchers.is_empty()).then_some(VoucherSlip { to, vouchers })
        });
        let shops = ledger.registers.merchants.iter().map(|(_, row)| row);
        let open = shops.filter(|row| row.is_active_on(today));
        Ok((slips.collect(), open.map(|row| row.details.name.clone()).collect()))
    }

    async fn as_of_today(&self, community: &str) -> Result<(Arc<Registers>, Day), CounterError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let today = registers.community.zone.day_of(self.journal().now());
        Ok((registers, today))
    }

    /// Registers a card of a number that tells nothing: numbers in their order would tell who got one first.
    async fn new_card(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        (resident, from): (&Code, Day),
    ) -> Result<Code, CounterError> {
        for _ in 0..DRAWS {
            let code = self.counters().draw(Secret::number);
            let details = CardDetails {
                resident: resident.clone(),
                state: Standing::Active,
                issue: 0,
                from,
                to: None,
            };
            let request = Request {
                scope: "request/counter",
                key: None,
                content: Vec::new(),
                command: Command::RegisterEntry(Box::new(RegisterEntry {
                    code: code.clone(),
                    details: EntryDetails::Card(details),
                })),
            };
            match self.perform(community, actor, request).await {
                Err(DeskError::Refused(refusal)) if refusal.code == RefusalCode::DuplicateCode => {}
                done => return done.map(|_| code).map_err(CounterError::from),
            }
        }
        Err(CounterError::Missing)
    }
}

fn chosen(registers: &Registers, today: Day, choice: &Chosen) -> Addressees {
    let cards = cards_on(registers, today);
    let addressee = |row: &Resident| Addressee {
        resident: row.code.clone(),
        name: row.details.name.clone(),
        building: row.details.building.clone(),
        card: cards.get(&row.code).map(|card| (*card).clone()),
    };
    let mut addressees = Addressees::default();
    if let Chosen::Codes(codes) = choice {
        let distinct: BTreeSet<&String> = codes.iter().collect();
        for code in distinct {
            let row = code.parse().ok().and_then(|code| registers.residents.by_code(&code));
            match row.filter(|(_, row)| is_served(row, today)) {
                Some((_, row)) => addressees.found.push(addressee(row)),
                None => addressees.left_out.push(code.clone()),
            }
        }
    } else {
        let living = registers.residents.iter().map(|(_, row)| row);
        let meant = living.filter(|row| match choice {
            Chosen::Building(building) => is_part_of(&row.details.building, building),
            _ => !cards.contains_key(&row.code),
        });
        addressees.found = meant.filter(|row| is_served(row, today)).map(addressee).collect();
    }
    addressees.found.sort_by(|one, other| {
        let order = |to: &Addressee| (to.building.clone(), to.resident.clone());
        order(one).cmp(&order(other))
    });
    addressees
}

/// The cards that may be held on a day, blocked or not, by whose they are: the last of several.
fn cards_on(registers: &Registers, day: Day) -> std::collections::HashMap<Code, &Code> {
    let rows = registers.entries(Register::Card).iter().map(|(_, row)| row);
    let held = rows.filter(|row| row.details.holds_on(day));
    let of = held.filter_map(|row| match &row.details {
        EntryDetails::Card(card) => Some((card.resident.clone(), &row.code)),
        _ => None,
    });
    of.collect()
}

/// Whether something may be done for somebody.
fn is_served(row: &Resident, today: Day) -> bool {
    !row.details.restricted && !row.has_ended_on(today)
}
