//! Rows of a list as forms carry them: fields that can be typed, and rows that were looked through.

use serde_json::Value;
use xiaonuan_app::desk::{Fate, ListRow, MOST_ROWS};
use xiaonuan_app::import::bills::plain_day;
use xiaonuan_app::messages::refusal_message;
use xiaonuan_domain::money::as_typed;
use xiaonuan_domain::refusal::RefusalCode;

use crate::page::form::Posted;
use crate::words::{Words, t};

/// The rows that were looked through and found good, carried in one field.
pub(super) const GOOD: &str = "good";

/// A row that can be typed.
#[derive(Clone, Default)]
pub(crate) struct Line {
    /// Its place in the page, for what is said of its fields.
    pub(crate) place: usize,
    pub(crate) number: String,
    /// The customer's surname and the end of their card, where the number stands.
    pub(crate) who: String,
    pub(crate) bill: String,
    pub(crate) receipt: String,
    pub(crate) date: String,
    /// What is wrong, and with which field.
    pub(crate) fault: Option<String>,
    pub(crate) field: &'static str,
}

/// A row that is recorded, or would be.
#[derive(Clone)]
pub(crate) struct FateLine {
    pub(crate) number: String,
    pub(crate) who: String,
    pub(crate) date: String,
    /// The offer, as everybody may hear it.
    pub(crate) title: String,
    pub(crate) bill: String,
    pub(crate) off: String,
    pub(crate) due: String,
}

impl Line {
    /// A row that is refused, with the one reason.
    pub(super) fn refused(fate: &Fate, words: Words) -> Self {
        let refusal = fate.told.as_ref().err();
        Line {
            place: 0,
            number: fate.row.number.clone(),
            who: who(fate.surname.as_deref(), fate.card_tail.as_deref(), words),
            bill: fate.row.bill.clone(),
            receipt: fate.row.receipt.clone(),
            date: fate.row.date.clone(),
            fault: refusal.map(|refusal| refusal_message(refusal, words.language)),
            field: refusal.map_or("", |refusal| field_of(refusal.code)),
        }
    }

    /// A row that was typed and not looked at yet.
    pub(super) fn typed(row: &ListRow) -> Self {
        Line {
            number: row.number.clone(),
            bill: row.bill.clone(),
            receipt: row.receipt.clone(),
            date: row.date.clone(),
            ..Line::default()
        }
    }

    pub(crate) fn is_wrong(&self, field: &str) -> bool {
        self.fault.is_some() && self.field == field
    }
}

/// Rows at their places.
pub(super) fn placed(lines: impl Iterator<Item = Line>) -> Vec<Line> {
    (1..).zip(lines).map(|(place, line)| Line { place, ..line }).collect()
}

/// What a shop may call a customer.
pub(super) fn who(surname: Option<&str>, tail: Option<&str>, words: Words) -> String {
    match (surname, tail) {
        (Some(surname), Some(tail)) => t!(words, "lists-who-card", surname = surname, tail = tail),
        (Some(surname), None) => t!(words, "lists-who", surname = surname),
        (None, _) => String::new(),
    }
}

/// Which field a reason is about, if it is about one.
const fn field_of(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::InvalidAmount | RefusalCode::BelowMinimumSpend | RefusalCode::AmountTooLarge => "bill",
        RefusalCode::InvalidDate | RefusalCode::FutureDate | RefusalCode::BillTooOld => "date",
        RefusalCode::InvalidCode | RefusalCode::ShopReceiptUsed | RefusalCode::ReceiptRequired => "receipt",
        RefusalCode::UnknownCustomer | RefusalCode::RowRepeated => "number",
        _ => "",
    }
}

/// The rows whose fields were typed. Those of which nothing was typed are billed nothing; a row without a day is of the list's.
pub(super) fn typed(posted: &Posted) -> Vec<ListRow> {
    let whole = plain_day(posted.get("day"));
    let dates: Vec<&str> = posted.all("date").collect();
    let (mut bills, mut receipts) = (posted.all("bill"), posted.all("receipt"));
    let mut rows = Vec::new();
    for (at, number) in posted.all("number").enumerate().take(2 * MOST_ROWS) {
        let (bill, receipt) = (bills.next().unwrap_or_default(), receipts.next().unwrap_or_default());
        let date = dates.get(at).copied().unwrap_or_default();
        rows.push(ListRow {
            number: number.to_owned(),
            bill: as_typed(bill),
            receipt: receipt.to_owned(),
            date: if date.is_empty() {
                whole.clone()
            } else {
                plain_day(date)
            },
            ..ListRow::default()
        });
    }
    // A receipt without a bill is a mistake that is told, not left out.
    rows.retain(|row| !row.bill.is_empty() || !row.receipt.trim().is_empty());
    rows
}

/// The rows that were looked through before, as the form carries them; nothing of what was made up.
pub(super) fn carried(posted: &Posted) -> Vec<ListRow> {
    let rows: Vec<[String; 6]> = serde_json::from_str(posted.get(GOOD)).unwrap_or_default();
    let read = |[number, bill, receipt, date, discount, off]: [String; 6]| ListRow {
        number,
        bill,
        receipt,
        date,
        discount,
        off,
    };
    rows.into_iter().map(read).collect()
}

/// Rows as a form carries them on.
pub(super) fn carry<'a>(rows: impl Iterator<Item = &'a ListRow>) -> String {
    let texts = |row: &ListRow| -> Value {
        let all = [&row.number, &row.bill, &row.receipt, &row.date, &row.discount, &row.off];
        all.into_iter().cloned().collect()
    };
    Value::Array(rows.map(texts).collect()).to_string()
}
