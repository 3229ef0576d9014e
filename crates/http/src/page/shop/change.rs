//! Changes of a shop's rows: each says the state of the row that was shown, so that two who change it do not undo each other.

use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, NewState, RegisterEntry};
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{Entry, EntryDetails, Standing};

use super::super::form::Posted;
use super::within::Shop;
use crate::fault::Fault;

/// The field that says which state of a row was shown.
pub(super) const BASED_ON: &str = "based_on";

impl Shop {
    /// A row of one of the registers that work alike, if it is this shop's; all others are not there.
    pub(super) fn row(&self, register: Register, code: &str) -> Result<&Entry, Fault> {
        let code: Code = code.parse().map_err(|_| Fault::NotFound)?;
        let found = self.registers().entries(register).by_code(&code);
        let (_, row) = found.ok_or(Fault::NotFound)?;
        match merchant_of(&row.details) {
            Some(merchant) if *merchant == self.code => Ok(row),
            _ => Err(Fault::NotFound),
        }
    }

    /// The rows of this shop, in the order of their codes.
    pub(super) fn rows(&self, register: Register) -> Vec<&Entry> {
        let rows = self.registers().entries(register).iter().map(|(_, row)| row);
        let mut own: Vec<&Entry> = rows
            .filter(|row| merchant_of(&row.details) == Some(&self.code))
            .collect();
        own.sort_by(|one, other| one.code.cmp(&other.code));
        own
    }

    /// A code for a new row of a register.
    pub(super) fn next_row(&self, register: Register) -> Code {
        self.next_code(|code| self.registers().entries(register).by_code(code).is_some())
    }

    /// Registers a row of this shop.
    pub(super) async fn register(&self, code: Code, details: EntryDetails) -> Result<(), Fault> {
        let entry = RegisterEntry { code, details };
        self.ask(Command::RegisterEntry(Box::new(entry))).await.map(drop)
    }

    /// Gives a row another state, based on the one that was shown.
    pub(super) async fn turn(
        &self,
        row: &Entry,
        based_on: Seq,
        to: impl FnOnce(&mut EntryDetails),
    ) -> Result<(), Fault> {
        let mut details = row.details.clone();
        to(&mut details);
        let change = Change {
            row: row.code.clone(),
            based_on,
            to: NewState::Entry(Box::new(details)),
        };
        self.ask(Command::Change(Box::new(change))).await.map(drop)
    }
}

fn merchant_of(details: &EntryDetails) -> Option<&Code> {
    match details {
        EntryDetails::Branch(branch) => Some(&branch.merchant),
        EntryDetails::Device(device) => Some(&device.merchant),
        EntryDetails::Staff(member) => Some(&member.merchant),
        _ => None,
    }
}

/// The state of the row that the form was made for.
pub(super) fn based_on(posted: &Posted) -> Result<Seq, Fault> {
    posted.get(BASED_ON).parse().map_err(|_| Fault::BadRequest)
}

/// Whether a row may be used from now on, as a form says it.
pub(super) fn standing(posted: &Posted) -> Result<Standing, Fault> {
    posted.get("state").parse().map_err(|_| Fault::BadRequest)
}
