//! Rows as they are given, and whom a shop means by a number.

use std::collections::{HashMap, HashSet};

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{AtCounter, Claim};
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::entry::{CustomerDetails, Entry};
use xiaonuan_domain::register::{Registers, Resident};
use xiaonuan_domain::text::folded;

use crate::desk::receipt::{surname_of, tail};

/// A bill on a list, as it was typed or stood in a file.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ListRow {
    /// The shop's number for its customer.
    pub number: String,
    /// The bill, in yuan.
    pub bill: String,
    /// The number of the shop's own receipt, if there is one.
    pub receipt: String,
    /// The day of the bill.
    pub date: String,
    /// The offer, where it was chosen before; the best that can be used where nothing is said.
    pub discount: String,
    /// What that takes off as it was shown, where it was: nothing else is recorded.
    pub off: String,
}

/// Debugging shows nothing: whose bill it is, and what it comes to.
impl std::fmt::Debug for ListRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListRow(..)")
    }
}

/// A number by which a shop knows a resident, as it sees it.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedCustomer {
    /// The number.
    pub number: String,
    /// The resident's surname.
    pub surname: String,
    /// The end of the number of the card that they were given last, if they were given one.
    pub card_tail: Option<String>,
}

/// The numbers of one shop.
pub(super) struct Book<'a> {
    registers: &'a Registers,
    by_number: HashMap<String, Vec<Known<'a>>>,
}

/// A number that was registered.
#[derive(Clone, Copy)]
struct Known<'a> {
    row: &'a Entry,
    customer: &'a CustomerDetails,
    holder: &'a Resident,
}

/// A row that says whose bill it is, how much and when.
pub(super) struct Read<'a> {
    pub(super) folded: String,
    pub(super) bill: Money,
    pub(super) receipt: Option<Code>,
    pub(super) day: Day,
    pub(super) at: Instant,
    pub(super) discount: Option<Code>,
    off: Option<Money>,
    pub(super) subject: Option<SubjectId>,
    customer: Code,
    holder: &'a Resident,
    card: Option<&'a Entry>,
}

impl<'a> Book<'a> {
    /// The numbers of a shop. Where nothing but keeping is done with somebody's data, theirs is none.
    pub(super) fn of(registers: &'a Registers, merchant: &'a Code) -> Self {
        let mut by_number: HashMap<String, Vec<Known<'a>>> = HashMap::new();
        for (_, row, customer) in registers.customers_of(merchant) {
            let holder = registers.residents.by_code(&customer.resident);
            if let Some((_, holder)) = holder.filter(|(_, holder)| !holder.details.restricted) {
                let known = Known { row, customer, holder };
                by_number.entry(folded(&customer.number)).or_default().push(known);
            }
        }
        Book { registers, by_number }
    }

    /// Those that stand on a day, in their order.
    pub(super) fn standing(&self, day: Day) -> Vec<ListedCustomer> {
        let standing = self
            .by_number
            .values()
            .flatten()
            .filter(|known| known.row.details.holds_on(day));
        let mut all: Vec<ListedCustomer> = standing
            .map(|known| ListedCustomer {
                number: known.customer.number.clone(),
                surname: surname_of(known.holder),
                card_tail: self.card_of(known.holder).map(|card| tail(card.code.as_str())),
            })
            .collect();
        all.sort_by(|one, other| one.number.cmp(&other.number));
        all
    }

    fn card_of(&self, holder: &Resident) -> Option<&'a Entry> {
        self.registers.last_card(&holder.code)
    }

    /// The places of rows whose number stands in another one too: which of them is meant, nobody knows.
    pub(super) fn repeated(&self, rows: &[ListRow]) -> HashSet<usize> {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            places.entry(folded(&row.number)).or_default().push(place);
        }
        places.remove("");
        let repeated = places.into_values().filter(|places| places.len() > 1);
        repeated.flatten().collect()
    }

    /// What a row says. Rules, in order: `invalid_amount`, `invalid_date`, `invalid_code`, `unknown_customer`.
    pub(super) fn read(&self, row: &ListRow) -> Result<Read<'a>, Refusal> {
        let wrong = |code, column| Refusal::new(code).with("column", column);
        let bill: Option<Money> = row.bill.parse().ok();
        let bill = bill.filter(|bill| bill.is_positive());
        let bill = bill.ok_or_else(|| wrong(RefusalCode::InvalidAmount, "bill_amount"))?;
        let day: Option<Day> = row.date.parse().ok();
        let day = day.filter(|day| day.is_of_the_books());
        let day = day.ok_or_else(|| wrong(RefusalCode::InvalidDate, "date"))?;
        let code = |text: &str, column| match text {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| wrong(RefusalCode::InvalidCode, column)),
        };
        let receipt = code(&row.receipt, "receipt_no")?;
        let discount = code(&row.discount, "discount")?;
        let folded = folded(&row.number);
        let known = self.by_number.get(&folded).into_iter().flatten();
        let known = known.copied().find(|known| known.row.details.holds_on(day));
        let known = known.ok_or_else(|| Refusal::new(RefusalCode::UnknownCustomer))?;
        Ok(Read {
            folded,
            bill,
            receipt,
            day,
            at: self.registers.community.zone.start_of(day),
            discount,
            off: row.off.parse().ok(),
            subject: known.row.subject,
            customer: known.row.code.clone(),
            holder: known.holder,
            card: self.card_of(known.holder),
        })
    }
}

impl Read<'_> {
    /// The claim for it by an offer.
    pub(super) fn claim(&self, merchant: &Code, reference: &Code, discount: Option<&Code>) -> Claim {
        Claim {
            reference: reference.clone(),
            at: self.at,
            discount: discount.map(Code::to_string).unwrap_or_default(),
            bill: self.bill,
            receipt: self.receipt.clone(),
            customer: Some(self.customer.clone()),
            counter: Some(Box::new(AtCounter {
                shown_off: self.off,
                ..AtCounter::default()
            })),
            ..Read::probe(merchant)
        }
    }

    /// A claim for nothing at a shop, by which it is known whether somebody may claim there.
    pub(super) fn probe(merchant: &Code) -> Claim {
        Claim {
            reference: "list".parse().expect("a code"),
            at: Instant::MIN,
            merchant: merchant.to_string(),
            resident: String::new(),
            discount: String::new(),
            bill: Money::ZERO,
            voucher: Money::ZERO,
            receipt: None,
            branch: None,
            card: None,
            customer: None,
            counter: Some(Box::default()),
        }
    }

    /// What was sent, by which it is known whether the same is sent again under its key.
    pub(super) fn content(&self) -> Vec<u8> {
        let receipt = self.receipt.as_ref().map_or("", Code::as_str);
        let discount = self.discount.as_ref().map_or("", Code::as_str);
        let parts = [
            &self.folded,
            &self.bill.to_string(),
            &self.day.to_string(),
            receipt,
            discount,
        ];
        parts.join("\n").into_bytes()
    }

    /// What a shop may call the customer.
    pub(super) fn surname(&self) -> String {
        surname_of(self.holder)
    }

    /// The end of the number of their card.
    pub(super) fn card_tail(&self) -> Option<String> {
        self.card.map(|card| tail(card.code.as_str()))
    }
}
