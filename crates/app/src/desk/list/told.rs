//! What a shop is told of a list.

use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::error::StoreError;

use super::choice::Choice;
use super::row::{ListRow, Read};
use crate::desk::{Recorded, receipt};
use crate::messages::{Language, refusal_message};
use crate::report::lines;

/// What became of a list, or would.
#[derive(Clone)]
pub struct Listed {
    /// Of each row, in the order in which they were given.
    pub rows: Vec<Fate>,
}

/// What became of a row, or would.
#[derive(Clone)]
pub struct Fate {
    /// The row as it was given.
    pub row: ListRow,
    /// The customer's surname, where the number stands.
    pub surname: Option<String>,
    /// The end of the number of their card.
    pub card_tail: Option<String>,
    /// What it comes to, or the one reason.
    pub told: Result<ListedClaim, Refusal>,
    /// Whether it was recorded before, under the same key.
    pub repeated: bool,
}

/// What a bill on a list comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedClaim {
    /// The reference, once it is recorded.
    pub reference: Option<String>,
    /// The bill.
    pub bill: Money,
    /// The discount.
    pub discount: Option<Code>,
    /// What it is called.
    pub title: Option<String>,
    /// What it takes off.
    pub off: Money,
    /// What the customer pays 应收.
    pub due: Money,
}

impl Listed {
    /// What was accepted of it.
    pub fn good(&self) -> impl Iterator<Item = &ListedClaim> {
        self.rows.iter().filter_map(|fate| fate.told.as_ref().ok())
    }

    /// How many rows were refused.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.rows.len() - self.good().count()
    }

    /// All of it for a spreadsheet: below the names of the columns, of each row what was sent and what became of it. Reasons
    /// are in a language.
    #[must_use]
    pub fn csv(&self, names: [String; 10], language: Language) -> Vec<u8> {
        lines(std::iter::once(names).chain(self.rows.iter().map(|fate| fate.texts(language))))
    }

    /// What the accepted bills come to, what comes off them and what is due.
    #[must_use]
    pub fn sums(&self) -> [Sum; 3] {
        let of = |amount: fn(&ListedClaim) -> Money| self.good().map(amount).sum();
        [of(|claim| claim.bill), of(|claim| claim.off), of(|claim| claim.due)]
    }
}

impl Fate {
    /// Nothing is known of a row yet.
    pub(super) fn unknown(row: &ListRow) -> Self {
        Fate {
            row: row.clone(),
            surname: None,
            card_tail: None,
            told: Err(RefusalCode::NotAvailable.into()),
            repeated: false,
        }
    }

    fn texts(&self, language: Language) -> [String; 10] {
        let claim = self.told.as_ref().ok();
        let amount = |of: fn(&ListedClaim) -> Money| claim.map(|claim| of(claim).to_string()).unwrap_or_default();
        let reason = self
            .told
            .as_ref()
            .err()
            .map(|refusal| refusal_message(refusal, language));
        [
            self.row.number.clone(),
            self.surname.clone().unwrap_or_default(),
            self.row.date.clone(),
            self.row.bill.clone(),
            self.row.receipt.clone(),
            claim.and_then(|claim| claim.title.clone()).unwrap_or_default(),
            amount(|claim| claim.off),
            amount(|claim| claim.due),
            claim.and_then(|claim| claim.reference.clone()).unwrap_or_default(),
            reason.unwrap_or_default(),
        ]
    }

    /// Whose bill it is.
    pub(super) fn of(&mut self, read: &Read<'_>) {
        self.surname = Some(read.surname());
        self.card_tail = read.card_tail();
    }
}

impl ListedClaim {
    /// As it would be recorded.
    pub(super) fn foreseen(registers: &Registers, choice: &Choice) -> Self {
        let said = serde_json::from_str(&choice.record.document).expect("a record says what it was made of");
        ListedClaim {
            reference: None,
            ..ListedClaim::of(registers, "", said)
        }
    }

    /// As it was recorded.
    pub(super) fn recorded(registers: &Registers, recorded: &Recorded) -> Result<Self, StoreError> {
        let said = serde_json::from_value(recorded.document.clone())
            .map_err(|error| StoreError::unreadable(format!("record {}", recorded.seq), error))?;
        Ok(ListedClaim::of(registers, &recorded.reference, said))
    }

    fn of(registers: &Registers, reference: &str, said: RedemptionDocument) -> Self {
        let receipt = receipt::of(registers, reference, "", said);
        ListedClaim {
            reference: Some(receipt.reference),
            bill: receipt.bill,
            discount: receipt.discount,
            title: receipt.title,
            off: receipt.off,
            due: receipt.due,
        }
    }
}
