//! Names of accounts as records have them, taken apart.

use uuid::Uuid;
use xiaonuan_domain::account::{AccountKind, Book};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::error::StoreError;

use super::people::{Subjects, code_of};
use crate::report::{Cell, Choice, Phrase, Wording};

/// The name of an account of the general or budget book: `general/xiaonuan/payable/M01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    pub(super) fund: &'a str,
    pub(super) kind: AccountKind,
    /// The merchant's code, or a voucher's subject.
    pub(super) of: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// Takes apart the name of an account of a fund.
    pub(super) fn read(text: &'a str) -> Result<Self, StoreError> {
        Self::find(text).ok_or_else(|| StoreError::unreadable("account", text))
    }

    fn find(text: &'a str) -> Option<Self> {
        let (book, rest) = text.split_once('/')?;
        let (fund, rest) = rest.split_once('/')?;
        book.parse()
            .ok()
            .filter(|book| matches!(book, Book::General | Book::Budget))?;
        if let Ok(kind) = rest.parse() {
            return Some(Address { fund, kind, of: None });
        }
        let (kind, of) = rest.split_once('/')?;
        Some(Address {
            fund,
            kind: kind.parse().ok()?,
            of: of.split('/').next(),
        })
    }

    /// Whose voucher it is.
    pub(super) fn subject(&self) -> Result<SubjectId, StoreError> {
        let subject = self.of.and_then(|text| Uuid::try_parse(text).ok());
        let subject = subject.ok_or_else(|| StoreError::unreadable("voucher's account", self.fund))?;
        Ok(SubjectId::from_uuid(subject))
    }

    /// The account as people call it, with the merchant or resident whose it is.
    pub(super) fn name(&self, registers: &Registers, subjects: &Subjects) -> Cell {
        let party = match self.kind {
            AccountKind::Receivable | AccountKind::Payable => {
                self.of.map_or(Cell::Empty, |code| merchant_name(registers, code))
            }
            AccountKind::Voucher => self
                .subject()
                .map_or(Cell::Empty, |subject| code_of(registers, subjects, subject)),
            _ => Cell::Empty,
        };
        name(self.kind, party)
    }
}

/// An account as people call it, with whose it is, if it is anyone's.
pub(super) fn name(kind: AccountKind, party: Cell) -> Cell {
    let account = Cell::Label(Choice::Account(kind));
    match party {
        Cell::Empty => account,
        party => Phrase::new(Wording::AccountOf)
            .with("account", account)
            .with("party", party)
            .into(),
    }
}

/// A merchant's name by its code.
pub(super) fn merchant_name(registers: &Registers, code: &str) -> Cell {
    let merchant = code
        .parse()
        .ok()
        .and_then(|code: Code| registers.merchants.by_code(&code));
    merchant.map_or(Cell::Empty, |(_, merchant)| Cell::Text(merchant.details.name.clone()))
}
