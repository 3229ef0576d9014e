//! A redemption as a shop's pages show it: the customer by surname and card, and what the bill came to.

use std::collections::HashMap;

use xiaonuan_app::counter::Used;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;

use super::within::Shop;
use crate::words::t;

/// A redemption in a list.
pub(crate) struct BillLine {
    pub(crate) day: String,
    pub(crate) time: String,
    /// Surname and the end of the card's number, as far as whoever reads may know.
    pub(crate) customer: String,
    /// The discount's name for everybody, or that a voucher paid.
    pub(crate) what: String,
    pub(crate) bill: String,
    /// Nothing where nothing was taken off, or no voucher paid.
    pub(crate) off: String,
    pub(crate) voucher: String,
    pub(crate) due: String,
    /// Where and by whom, and the shop's own receipt.
    pub(crate) beside: String,
    pub(crate) reference: String,
    pub(crate) is_undone: bool,
}

/// Names of a shop's branches and staff, by code.
pub(super) struct Names {
    branches: HashMap<String, String>,
    staff: HashMap<String, String>,
}

impl Names {
    pub(super) fn of(shop: &Shop) -> Self {
        let (mut branches, mut staff) = (HashMap::new(), HashMap::new());
        for (_, row) in shop.registers().entries(Register::Branch).iter() {
            if let EntryDetails::Branch(branch) = &row.details
                && branch.merchant == shop.code
            {
                branches.insert(row.code.to_string(), branch.name.clone());
            }
        }
        for (_, row) in shop.registers().entries(Register::Staff).iter() {
            if let EntryDetails::Staff(member) = &row.details
                && member.merchant == shop.code
            {
                staff.insert(row.code.to_string(), member.name.clone());
            }
        }
        Names { branches, staff }
    }

    /// The branches in the order of their codes.
    pub(super) fn branches(&self) -> Vec<(String, String)> {
        sorted(&self.branches)
    }

    /// The staff in the order of their codes.
    pub(super) fn staff(&self) -> Vec<(String, String)> {
        sorted(&self.staff)
    }
}

fn sorted(names: &HashMap<String, String>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = names.iter().map(|(code, name)| (code.clone(), name.clone())).collect();
    all.sort();
    all
}

impl BillLine {
    pub(super) fn of(shop: &Shop, names: &Names, used: &Used, staff: Option<&str>) -> Self {
        let (words, receipt) = (shop.visit.words, &used.receipt);
        let paid_by_voucher = (!receipt.voucher.is_zero()).then(|| t!(words, "shop-by-voucher"));
        let what: Vec<String> = receipt.title.clone().into_iter().chain(paid_by_voucher).collect();
        let branch = receipt
            .branch
            .as_ref()
            .and_then(|code| names.branches.get(code.as_str()));
        let staff = staff.and_then(|code| names.staff.get(code));
        let receipt_number = receipt.receipt.as_ref();
        let receipt_number = receipt_number.map(|number| t!(words, "shop-receipt-number", number = number.as_str()));
        let beside: Vec<String> = [branch.cloned(), staff.cloned(), receipt_number]
            .into_iter()
            .flatten()
            .collect();
        let unless_none = |amount: Money| {
            if amount.is_zero() {
                String::new()
            } else {
                words.amount(amount)
            }
        };
        BillLine {
            day: day_of(&receipt.occurred_at).to_owned(),
            time: time_of(&receipt.occurred_at).to_owned(),
            customer: customer(shop, &receipt.surname, receipt.card_tail.as_deref()),
            what: what.join(&t!(words, "list-separator")),
            bill: words.amount(receipt.bill),
            off: unless_none(receipt.off),
            voucher: unless_none(receipt.voucher),
            due: words.amount(receipt.due),
            beside: beside.join(&t!(words, "list-separator")),
            reference: receipt.reference.clone(),
            is_undone: used.is_undone,
        }
    }
}

fn customer(shop: &Shop, surname: &str, tail: Option<&str>) -> String {
    let words = shop.visit.words;
    let surname = if shop.knows_customers() { surname } else { "" };
    match (surname, tail) {
        ("", None) => t!(words, "shop-customer-unknown"),
        ("", Some(tail)) => t!(words, "shop-customer-card", tail = tail),
        (surname, None) => surname.to_owned(),
        (surname, Some(tail)) => t!(words, "shop-customer", surname = surname, tail = tail),
    }
}

/// The day of a moment as the community writes it.
pub(super) fn day_of(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

/// Its time, to the minute.
pub(super) fn time_of(moment: &str) -> &str {
    moment.get(11..16).unwrap_or(moment)
}
