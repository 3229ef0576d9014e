//! A redemption as a shop and its customer are told it.

use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::name::surname;
use xiaonuan_domain::register::{Register, Registers, Resident};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

/// How much of a card's number a shop sees.
const TAIL: usize = 4;

/// A redemption as a shop is told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CounterReceipt {
    /// The reference.
    pub reference: String,
    /// When the bill was paid, on the community's clock.
    pub occurred_at: String,
    /// The resident's surname.
    pub surname: String,
    /// The end of the card's number, where a card was shown.
    pub card_tail: Option<String>,
    /// The bill.
    pub bill: Money,
    /// The discount.
    pub discount: Option<Code>,
    /// What it is called.
    pub title: Option<String>,
    /// What it took off.
    pub off: Money,
    /// What vouchers paid.
    pub voucher: Money,
    /// What the customer pays 应收.
    pub due: Money,
    /// The number of the shop's own receipt.
    pub receipt: Option<Code>,
    /// The branch.
    pub branch: Option<Code>,
}

/// What a redemption's record says.
pub(crate) fn said(record: &StoredRecord) -> Result<RedemptionDocument, StoreError> {
    serde_json::from_str(&record.document)
        .map_err(|error| StoreError::unreadable(format!("record {}", record.seq), error))
}

/// A redemption of a reference and time, on the community's clock.
pub(crate) fn of(
    registers: &Registers,
    reference: &str,
    occurred_at: &str,
    said: RedemptionDocument,
) -> CounterReceipt {
    let holder = registers.resident_of(said.resident);
    let cards = registers.entries(Register::Card);
    let card = said
        .card
        .and_then(|card| cards.iter().find(|(_, row)| row.subject == Some(card)));
    let discount = said.discount.as_ref();
    let row = discount.and_then(|given| registers.discounts.by_code(&given.code));
    CounterReceipt {
        reference: reference.to_owned(),
        occurred_at: occurred_at.to_owned(),
        surname: holder.map(surname_of).unwrap_or_default(),
        card_tail: card.map(|(_, row)| tail(row.code.as_str())),
        bill: said.bill,
        discount: discount.map(|given| given.code.clone()),
        title: row.map(|(_, row)| row.terms.public_title.clone()),
        off: discount.map_or(Money::ZERO, |given| given.amount),
        voucher: Money::from_fen(said.vouchers.iter().map(|spent| spent.amount.fen()).sum()),
        due: said.due_from_resident,
        receipt: said.receipt,
        branch: said.branch,
    }
}

/// What a shop may call a resident.
pub(super) fn surname_of(resident: &Resident) -> String {
    surname(&resident.details.name).to_owned()
}

/// The end of a card's number, by which people tell cards apart.
#[must_use]
pub fn tail(number: &str) -> String {
    let skipped = number.chars().count().saturating_sub(TAIL);
    number.chars().skip(skipped).collect()
}
