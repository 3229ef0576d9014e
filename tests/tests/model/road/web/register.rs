//! Registrations and changes as requests.

use serde_json::{Value, json};

use super::said;
use crate::calendar::text;
use crate::money::yuan;
use crate::neighbourhood::{community_name, eligible, id_number, percent, uscc};
use crate::operation::{Change, NewRow, Registration, To};
use crate::registers::{Bands, Entry, Held, Off, Settings, Terms};

fn terms(row: &str, terms: &Terms) -> Value {
    let (percent_off, amount_off) = match terms.off {
        Off::Percent(share) => (Some(percent(share)), None),
        Off::Amount(fen) => (None, Some(yuan(fen))),
        Off::Whole => (None, None),
    };
    let uses = terms.uses.map(|uses| {
        json!({"most": uses.most, "scope": if uses.by_household { "household" } else { "resident" },
               "period": uses.period})
    });
    json!({"title": format!("{row} 优惠"), "public_title": format!("{row} 邻里优惠"), "percent": percent_off,
           "amount_off": amount_off, "waiver": (terms.off == Off::Whole).then_some(true),
           "min_spend": terms.least.map(yuan), "cap_per_bill": terms.cap.map(yuan),
           "eligible": eligible(terms.eligible), "uses": uses, "fund_share": percent(terms.share),
           "budget": terms.budget.map(yuan), "valid_from": text(terms.from), "valid_to": text(terms.to)})
}

fn settings(settings: &Settings) -> Value {
    let bands = |bands: &Bands| {
        let band = |(from, approvers): &(i64, usize)| json!({"from": yuan(*from), "approvers": approvers});
        bands.0.iter().map(band).collect::<Vec<Value>>()
    };
    json!({"off": settings.off, "posting_days": settings.posting_days,
           "minutes_above": settings.minutes_above.map(yuan), "papers_days": settings.papers_days,
           "settle_in_steps": settings.settle_in_steps, "help_bands": bands(&settings.help_bands),
           "settlement_bands": bands(&settings.settlement_bands)})
}

fn held(held: &[Held]) -> Vec<Value> {
    let one = |held: &Held| {
        said(json!({"category": held.category, "grade": held.grade, "from": text(held.from), "to": text(held.to)}))
    };
    held.iter().map(one).collect()
}

fn fund(row: &str, restricted: bool, purposes: &[&str]) -> Value {
    json!({"name": format!("{row} 基金"), "purpose": "帮扶居民", "restricted": restricted, "purposes": purposes,
           "agreement": restricted.then_some("XY-2026-01")})
}

fn merchant(row: &str) -> Value {
    json!({"name": format!("{row} 便民店"), "category": "supermarket", "contact": "店长", "phone": "00000000"})
}

fn resident(row: &str, household: Option<&str>, id_number: &str, entitled: &[Held]) -> Value {
    json!({"household": household, "name": format!("居民{row}"), "id_number": id_number, "phone": "00000000",
           "building": "1栋", "eligibility": held(entitled)})
}

fn entry(row: &str, entry: &Entry) -> (&'static str, Value) {
    let (from, to) = entry.days();
    let (from, to) = (from.map(text), to.map(text));
    match entry {
        Entry::Donor { kind, name, .. } => (
            "donors",
            json!({"kind": kind, "name": format!("捐赠人{row}之{name}"), "to": to}),
        ),
        Entry::Category { grades, .. } => (
            "categories",
            json!({"name_zh": format!("类别{row}"), "name_en": format!("Category {row}"), "grades": grades,
                   "from": from, "to": to}),
        ),
        Entry::Agent { resident, .. } => (
            "agents",
            json!({"resident": resident, "relation": "guardian", "name": format!("代办人{row}"), "consent": "同意书",
                   "from": from, "to": to}),
        ),
        Entry::Link { kind, one, other, .. } => (
            "links",
            json!({"kind": kind, "one": one, "other": other, "from": from, "to": to}),
        ),
        Entry::Branch { merchant, .. } => (
            "branches",
            json!({"merchant": merchant, "name": format!("{row} 分店"), "address": "1号", "from": from, "to": to}),
        ),
    }
}

pub(super) fn change(asked: &Change) -> (String, Value) {
    let row = &asked.row;
    let (register, body) = match &asked.to {
        To::Community { name, settings: how } => {
            let body = json!({"name": community_name(*name), "district": "示范区", "keeper": "legal_person",
                              "settings": how.as_ref().map(settings)});
            return (String::new(), body);
        }
        To::Fund { restricted, purposes } => ("funds", fund(row, *restricted, purposes)),
        To::Merchant { left_on } => {
            let mut body = merchant(row);
            body["left_on"] = json!(left_on.map(text));
            ("merchants", body)
        }
        To::Discount { state, terms: to, from } => (
            "discounts",
            json!({"state": state, "terms": terms(row, to), "from": from.map(text)}),
        ),
        To::Resident { household, held } => ("residents", resident(row, *household, &id_number(row), held)),
        To::Entry(of) => entry(row, of),
    };
    (format!("/registers/{register}/{row}"), body)
}

pub(super) fn registration(asked: &Registration) -> (String, Value) {
    let row = &asked.row;
    let (register, mut body) = match &asked.new {
        NewRow::Fund { restricted, purposes } => ("funds", fund(row, *restricted, purposes)),
        NewRow::Merchant { joined_on } => {
            let mut body = merchant(row);
            body["uscc"] = json!(uscc(row));
            body["joined_on"] = json!(text(*joined_on));
            ("merchants", body)
        }
        NewRow::Discount {
            merchant,
            fund,
            state,
            terms: of,
        } => {
            let mut body = terms(row, of);
            body["merchant"] = json!(merchant);
            body["fund"] = json!(fund);
            body["state"] = json!(state);
            ("discounts", body)
        }
        NewRow::Resident {
            identity,
            household,
            held,
        } => ("residents", resident(row, *household, &id_number(identity), held)),
        NewRow::Entry(of) => entry(row, of),
    };
    body["code"] = json!(row);
    (format!("/{register}"), body)
}
