//! 关联方往来表: what went to and came from parties that were linked with others on the day; and 捐赠汇总表: what each donor
//! gave. Both count what stands.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::money::DonationReturnDocument;
use xiaonuan_domain::document::{
    DonationDocument, DonorValue, GoodsDonationDocument, PaymentDocument, SettlementDocument,
};
use xiaonuan_domain::kind::{DisbursementKind, DonorKind};
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{EntryDetails, Party};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;

use super::Report;
use super::donors::of_donor;
use super::period::{Period, Usual};
use super::view::View;
use crate::report::{Cell, Choice, Dealing, Ready, Row};
use crate::walk::document;

const DONATIONS: &[RecordKind] = &[
    RecordKind::Donation,
    RecordKind::DonationReturned,
    RecordKind::GoodsDonated,
];

const DEALINGS: &[RecordKind] = &[
    RecordKind::Donation,
    RecordKind::DonationReturned,
    RecordKind::GoodsDonated,
    RecordKind::Settlement,
    RecordKind::DisbursementPaid,
];

/// What was counted.
#[derive(Default)]
struct Tally {
    times: i64,
    amount: Sum,
    links: BTreeSet<Code>,
}

impl Tally {
    fn add(&mut self, amount: Money) {
        self.times += 1;
        self.amount += amount;
    }
}

/// For each party that was linked with another on the day, and each kind of dealing: how often, and how much.
pub(super) async fn parties(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let mut tallies: BTreeMap<(Party, Dealing), Tally> = BTreeMap::new();
    let mut walk = view.events(&period, DEALINGS);
    loop {
        let page = standing(&view, walk.page().await?).await?;
        let Some(page) = page else { break };
        let donors = donors(&view, &page).await?;
        for event in page {
            let day = event.day()?;
            for (party, dealing, amount) in dealings(&view, &event, &donors)? {
                let links = links_of(&view, &party, day);
                if !links.is_empty() {
                    let tally = tallies.entry((party, dealing)).or_default();
                    tally.add(amount);
                    tally.links.extend(links);
                }
            }
        }
    }
    let row = |((party, dealing), tally): ((Party, Dealing), Tally)| {
        let (register, code, name) = named(&view, &party);
        let links = tally.links.into_iter().map(|link| known_link(&view, link)).collect();
        Row::plain(vec![
            Cell::Choice(Choice::Party(register)),
            match party {
                Party::Resident(code) => known_resident(&view, code),
                _ => code.map_or(Cell::Empty, Cell::Code),
            },
            match register {
                Register::Merchant => Cell::Text(name),
                _ => Cell::Person(name),
            },
            Cell::Choice(Choice::Dealing(dealing)),
            Cell::List(links),
            Cell::Count(tally.times),
            Cell::Amount(tally.amount),
        ])
    };
    Ok(Report {
        heading: view.heading(Some(&period)),
        // One dealing may be with two parties, and kinds go both ways: there is nothing to add up.
        rows: Box::new(Ready::new(tallies.into_iter().map(row).collect(), Vec::new())),
    })
}

/// For each donor, registered ones by code and others by name: how often, and how much.
pub(super) async fn by_donor(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let mut tallies: BTreeMap<(Option<Code>, String, DonorKind), Tally> = BTreeMap::new();
    let mut walk = view.events(&period, DONATIONS);
    let mut total = Sum::ZERO;
    loop {
        let page = standing(&view, walk.page().await?).await?;
        let Some(page) = page else { break };
        let donors = donors(&view, &page).await?;
        let kinds = kinds(&view, &page).await?;
        for event in page {
            let Some((given, _, amount)) = donated(&view, &event)? else {
                continue;
            };
            let donor = donors.get(&given);
            let code = donor.and_then(|donor| donor.code.clone());
            // A registered donor goes by the name that the register has.
            let name = code.as_ref().map(|code| named(&view, &Party::Donor(code.clone())).2);
            let name = name.or(donor.map(|donor| donor.donor.clone())).unwrap_or_default();
            let kind = kinds.get(&given).copied().unwrap_or(DonorKind::Person);
            // None comes before all codes; registered donors come first.
            tallies.entry((code, name, kind)).or_default().add(amount);
            total += amount;
        }
    }
    let mut all: Vec<_> = tallies.into_iter().collect();
    all.sort_by_key(|((code, ..), _)| code.is_none());
    let row = |((code, name, kind), tally): ((Option<Code>, String, DonorKind), Tally)| {
        Row::plain(vec![
            code.map_or(Cell::Empty, Cell::Code),
            of_donor(kind, name),
            Cell::Choice(Choice::Donor(kind)),
            Cell::Count(tally.times),
            Cell::Amount(tally.amount),
        ])
    };
    Ok(Report {
        heading: view.heading(Some(&period)),
        rows: Box::new(Ready::new(
            all.into_iter().map(row).collect(),
            vec![("amount", Cell::Amount(total))],
        )),
    })
}

/// What of a page no later record took back; nothing after the last page.
async fn standing(view: &View, page: Vec<Event>) -> Result<Option<Vec<Event>>, StoreError> {
    if page.is_empty() {
        return Ok(None);
    }
    let reversed = view.reversals(&page).await?;
    Ok(Some(
        page.into_iter()
            .filter(|event| !reversed.contains_key(&event.seq))
            .collect(),
    ))
}

/// The donation that a record is of or gives back, its fund, and how much it adds; nothing for records of other things,
/// or of other funds than the one asked for.
fn donated(view: &View, event: &Event) -> Result<Option<(Seq, Code, Money)>, StoreError> {
    let found = match event.kind()? {
        RecordKind::Donation => {
            let donation: DonationDocument = document(event)?;
            Some((event.seq, donation.fund, donation.amount))
        }
        RecordKind::GoodsDonated => {
            let donation: GoodsDonationDocument = document(event)?;
            Some((event.seq, donation.fund, donation.amount))
        }
        RecordKind::DonationReturned => {
            let back: DonationReturnDocument = document(event)?;
            Some((back.donated, back.fund, Money::from_fen(-back.amount.fen())))
        }
        _ => None,
    };
    Ok(found.filter(|(_, fund, _)| view.fund_code().is_none_or(|only| fund == only)))
}

/// Who gave what these records are of, as far as that is still known.
async fn donors(view: &View, page: &[Event]) -> Result<HashMap<Seq, DonorValue>, StoreError> {
    let of = given(page)?;
    let values = view.database.private_values_of(view.community, "donor", of).await?;
    let read = |(seq, value): (Seq, String)| {
        let unreadable = |error| StoreError::unreadable(format!("donor of record {seq}"), error);
        Ok((seq, serde_json::from_str(&value).map_err(unreadable)?))
    };
    values.into_iter().map(read).collect()
}

async fn kinds(view: &View, page: &[Event]) -> Result<HashMap<Seq, DonorKind>, StoreError> {
    let events = view.database.events_numbered(view.community, given(page)?).await?;
    let kind = |event: Event| {
        let kind = match event.kind()? {
            RecordKind::GoodsDonated => document::<GoodsDonationDocument>(&event)?.donor_kind,
            _ => document::<DonationDocument>(&event)?.donor_kind,
        };
        Ok((event.seq, kind))
    };
    events.into_iter().map(kind).collect()
}

/// The donations that records are of or give back.
fn given(page: &[Event]) -> Result<Vec<Seq>, StoreError> {
    let mut of = BTreeSet::new();
    for event in page {
        match event.kind()? {
            RecordKind::Donation | RecordKind::GoodsDonated => drop(of.insert(event.seq)),
            RecordKind::DonationReturned => drop(of.insert(document::<DonationReturnDocument>(event)?.donated)),
            _ => {}
        }
    }
    Ok(of.into_iter().collect())
}

/// With whom a record deals, how, and how much of it is of the fund that was asked for.
fn dealings(
    view: &View,
    event: &Event,
    donors: &HashMap<Seq, DonorValue>,
) -> Result<Vec<(Party, Dealing, Money)>, StoreError> {
    let only = view.fund_code();
    let mut dealings = Vec::new();
    match event.kind()? {
        RecordKind::Settlement => {
            let settlement: SettlementDocument = document(event)?;
            let amount = match only {
                None => settlement.amount,
                Some(fund) => {
                    let shares = settlement.shares.iter().filter(|share| share.fund == *fund);
                    Money::from_fen(shares.map(|share| share.amount.fen()).sum())
                }
            };
            if !amount.is_zero() {
                dealings.push((Party::Merchant(settlement.merchant), Dealing::Settlement, amount));
            }
        }
        RecordKind::DisbursementPaid => {
            let help: PaymentDocument = document(event)?;
            if only.is_none_or(|fund| help.fund == *fund) {
                let resident = view.registers.resident_of(help.resident);
                dealings.extend(
                    resident.map(|resident| (Party::Resident(resident.code.clone()), Dealing::Help, help.amount)),
                );
                let merchant = help.merchant.filter(|_| help.kind == DisbursementKind::BillPayment);
                dealings.extend(merchant.map(|merchant| (Party::Merchant(merchant), Dealing::Bill, help.amount)));
            }
        }
        _ => {
            let donated = donated(view, event)?;
            let donor = donated.as_ref().and_then(|(given, ..)| donors.get(given)?.code.clone());
            if let (Some(donor), Some((.., amount))) = (donor, donated) {
                dealings.push((Party::Donor(donor), Dealing::Donation, amount));
            }
        }
    }
    Ok(dealings)
}

/// The links of a party that held on a day.
fn links_of(view: &View, party: &Party, day: Day) -> Vec<Code> {
    let links = view.registers.entries(Register::Link).iter();
    let links = links.filter(|(_, row)| match &row.details {
        EntryDetails::Link(link) => row.details.holds_on(day) && (link.one == *party || link.other == *party),
        _ => false,
    });
    links.map(|(_, row)| row.code.clone()).collect()
}

/// A link by its code, unless it names somebody who was erased.
fn known_link(view: &View, code: Code) -> Cell {
    let row = view.registers.entries(Register::Link).by_code(&code);
    match row.is_some_and(|(_, row)| row.is_erased()) {
        true => Cell::Choice(Choice::Erased),
        false => Cell::Code(code),
    }
}

/// A resident by their code, or that they were erased.
fn known_resident(view: &View, code: Code) -> Cell {
    let row = view.registers.residents.by_code(&code);
    match row.is_some_and(|(_, row)| row.is_erased()) {
        true => Cell::Choice(Choice::Erased),
        false => Cell::Code(code),
    }
}

fn named(view: &View, party: &Party) -> (Register, Option<Code>, String) {
    let registers = &view.registers;
    let (register, code, name) = match party {
        Party::Donor(code) => {
            let name = match registers.entry(Register::Donor, code.as_str()) {
                Some(EntryDetails::Donor(donor)) => donor.name.clone(),
                _ => String::new(),
            };
            (Register::Donor, code, Some(name))
        }
        Party::Merchant(code) => {
            let row = registers.merchants.by_code(code);
            (Register::Merchant, code, row.map(|(_, row)| row.details.name.clone()))
        }
        // Residents go by their codes in reports.
        Party::Resident(code) => (Register::Resident, code, None),
        Party::Officer(name) => return (Register::Link, None, name.clone()),
    };
    (register, Some(code.clone()), name.unwrap_or_default())
}
