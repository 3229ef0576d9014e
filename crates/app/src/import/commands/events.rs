//! Rows of events: opening balances, donations, disbursements, claims, settlements.

use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::money::{MoneyEvent, Opening, OpeningGoods, OpeningItem};
use xiaonuan_domain::command::{Claim, Command, Disbursement, Donation, Settlement};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::refusal::RefusalCode;

use crate::import::cells::{Reading, optional};
use crate::import::expected::Expected;

pub(super) fn opening(reading: &mut Reading<'_>) -> Option<Command> {
    let reference = reading.key();
    let date = reading.day("date");
    let item = reading.kind("item");
    let amount = reading.amount("amount");
    let expires_on = match item {
        Some(OpeningItem::Voucher) => reading.day("expires_on").map(Some),
        _ => Some(None),
    };
    let goods = match item {
        Some(OpeningItem::Goods) => goods(reading).map(Some),
        _ => Some(None),
    };
    Some(Command::Money(Box::new(MoneyEvent::Open(Opening {
        reference: reference?,
        date: date?,
        fund: reading.text("fund"),
        item: item?,
        amount: amount?,
        merchant: reading.text("merchant"),
        resident: reading.text("resident"),
        expires_on: expires_on?,
        goods: goods?,
    }))))
}

fn goods(reading: &mut Reading<'_>) -> Option<OpeningGoods> {
    let item = reading.parsed("goods", RefusalCode::InvalidCode, Expected::Code("goods"));
    let quantity = reading.pieces("quantity");
    Some(OpeningGoods {
        item: item?,
        name: reading.text("goods_name"),
        unit: reading.text("unit"),
        quantity: quantity?,
    })
}

pub(super) fn donation(reading: &mut Reading<'_>) -> Option<Command> {
    let reference = reading.key();
    let date = reading.day("date");
    let donor_kind = reading.kind("donor_kind");
    let amount = reading.amount("amount");
    let method = reading.kind("method");
    Some(Command::Donate(Donation {
        reference: reference?,
        date: date?,
        donor: reading.text("donor"),
        registered: None,
        donor_kind: donor_kind?,
        fund: reading.text("fund"),
        amount: amount?,
        method: method?,
        held: Held::Bank,
        receipt: None,
        beneficiary: String::new(),
    }))
}

pub(super) fn disbursement(reading: &mut Reading<'_>) -> Option<Command> {
    let reference = reading.key();
    let date = reading.day("date");
    let kind = reading.help("kind");
    let amount = reading.amount("amount");
    let expires_on = match kind {
        Some(DisbursementKind::Voucher) => reading.last_day("expires_on").map(Some),
        _ => Some(None),
    };
    Some(Command::Disburse(Disbursement {
        reference: reference?,
        date: date?,
        fund: reading.text("fund"),
        resident: reading.text("resident"),
        kind: kind?,
        amount: amount?,
        goods: Vec::new(),
        merchant: reading.text("merchant"),
        purpose: reading.text("purpose"),
        prepared_by: reading.text("prepared_by"),
        approved_by: reading.text("approved_by"),
        expires_on: expires_on?,
        from: Held::Bank,
        at_once: None,
    }))
}

pub(super) fn claim(reading: &mut Reading<'_>) -> Option<Command> {
    let reference = reading.key();
    let at = reading.instant("time");
    let bill = reading.amount("bill_amount");
    let voucher = optional(reading, "voucher_amount", Reading::amount);
    Some(Command::Redeem(Claim {
        reference: reference?,
        at: at?,
        merchant: reading.text("merchant"),
        resident: reading.text("resident"),
        discount: reading.text("discount"),
        bill: bill?,
        voucher: voucher?.unwrap_or(Money::ZERO),
        receipt: None,
        branch: None,
        card: None,
        customer: None,
        counter: None,
    }))
}

pub(super) fn settlement(reading: &mut Reading<'_>) -> Option<Command> {
    let reference = reading.key();
    let date = reading.day("date");
    let amount = optional(reading, "amount", Reading::amount);
    Some(Command::Settle(Settlement {
        reference: reference?,
        date: date?,
        merchant: reading.text("merchant"),
        amount: amount?,
        at_once: false,
        from: Held::Bank,
    }))
}
