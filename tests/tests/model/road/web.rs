//! Operations as requests.

use serde_json::{Map, Value, json};

use crate::calendar::{moment, month, text};
use crate::money::yuan;
use crate::neighbourhood::{eligible, id_number, percent};
use crate::operation::{
    Answering, Approval, Case, CaseStep, Change, FundMoney, Gift, HelpTerms, Opening, Operation, Period, Preparation,
    Reversal, To,
};
use crate::registers::{Held, Off, Terms};

/// A request: its method and path within the community, its body, and on which state it is based.
pub(crate) struct Asking {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) based_on: Option<i64>,
}

/// Leaves out what is not said.
fn said(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(fields.map(|(name, value)| (name, said(value))).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn gift(gift: &Gift) -> Value {
    json!({"ref": gift.reference, "date": text(gift.day), "donor": "某热心居民", "donor_kind": "person",
           "fund": gift.fund, "amount": yuan(gift.fen), "method": if gift.is_cash { "cash" } else { "bank" },
           "held": gift.in_hand.then_some("hand")})
}

fn reversal(asked: &Reversal) -> Value {
    json!({"ref": asked.reference, "of": format!("{}/{}", asked.kind, asked.of), "date": text(asked.day),
           "reason": "录入有误"})
}

fn fund_money(asked: &FundMoney) -> Value {
    json!({"ref": asked.reference, "date": text(asked.day), "fund": asked.fund, "amount": yuan(asked.fen)})
}

fn help(terms: &HelpTerms) -> Value {
    json!({"fund": terms.fund, "resident": terms.resident, "kind": terms.kind, "amount": yuan(terms.fen),
           "merchant": filled(&terms.merchant), "purpose": terms.purpose, "expires_on": terms.last_day.map(text)})
}

fn approval(approval: &Approval) -> Value {
    json!({"minutes": approval.minutes.then_some("纪要1"), "votes_for": approval.votes.map(|(ayes, _)| ayes),
           "votes_against": approval.votes.map(|(_, noes)| noes), "minutes_above": approval.minutes_above.map(yuan),
           "duplicate_reason": approval.explained.then_some("情况特殊")})
}

fn opening(asked: &Opening) -> Value {
    json!({"ref": asked.reference, "date": text(asked.day), "fund": asked.fund, "item": asked.item,
           "amount": yuan(asked.fen), "merchant": filled(&asked.merchant), "resident": filled(&asked.resident),
           "expires_on": asked.last_day.map(text)})
}

fn period(period: &Period) -> Value {
    let span = if period.is_year { "year" } else { "month" };
    json!({"ref": period.reference, "span": span, "day": text(period.day)})
}

fn preparation(asked: &Preparation) -> Value {
    json!({"ref": asked.reference, "date": text(asked.day), "merchant": filled(&asked.merchant),
           "amount": asked.fen.map(yuan), "statement": asked.statement, "by": asked.by})
}

fn case(asked: &Case) -> (String, Value) {
    let mut body = json!({"date": text(asked.day), "by": asked.by});
    let more = match &asked.step {
        CaseStep::Apply(terms) => json!({"ref": asked.reference, "terms": help(terms)}),
        CaseStep::PayFirst {
            terms,
            approval: how,
            paid_by,
            papers_by,
        } => json!({
            "ref": asked.reference, "terms": help(terms), "urgent": {"paid_by": paid_by, "papers_by": text(*papers_by),
            "reason": "情况有变", "approval": approval(how)}}),
        CaseStep::Visit(visitors) => json!({"visitors": visitors, "findings": "屋内温度低"}),
        CaseStep::Prepare(terms) => json!({"terms": terms.as_ref().map(help)}),
        CaseStep::Review | CaseStep::Sign => json!({}),
        CaseStep::Approve(how) => json!({"approval": approval(how)}),
        CaseStep::Pay(approved, explained) => {
            json!({"approved": approved, "duplicate_reason": explained.then_some("情况特殊")})
        }
        CaseStep::Reject | CaseStep::Cancel | CaseStep::Return | CaseStep::Object => json!({"reason": "情况有变"}),
        CaseStep::Post(days) => json!({"days": days}),
        CaseStep::Answer => json!({"findings": "查无此事"}),
    };
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    let path = match asked.step {
        CaseStep::Apply(_) | CaseStep::PayFirst { .. } => "/cases".to_owned(),
        _ => format!("/cases/{}/{}", asked.reference, asked.step.name()),
    };
    (path, body)
}

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

fn change(asked: &Change) -> (String, Value) {
    let row = &asked.row;
    let (register, body) = match &asked.to {
        To::Fund { restricted, purposes } => (
            "funds",
            json!({"name": format!("{row} 基金"), "purpose": "帮扶居民", "restricted": restricted,
                   "purposes": purposes}),
        ),
        To::Merchant { left_on } => (
            "merchants",
            json!({"name": format!("{row} 便民店"), "category": "supermarket", "contact": "店长",
                   "phone": "00000000", "left_on": left_on.map(text)}),
        ),
        To::Discount { state, terms: to, from } => (
            "discounts",
            json!({"state": state, "terms": terms(row, to), "from": from.map(text)}),
        ),
        To::Resident { household, held } => {
            let one = |held: &Held| {
                said(
                    json!({"category": held.category, "grade": held.grade, "from": text(held.from),
                            "to": text(held.to)}),
                )
            };
            let held: Vec<Value> = held.iter().map(one).collect();
            (
                "residents",
                json!({"household": household, "name": format!("居民{row}"), "id_number": id_number(row),
                       "phone": "00000000", "building": "1栋", "eligibility": held}),
            )
        }
    };
    (format!("/registers/{register}/{row}"), body)
}

/// The request of an operation.
pub(crate) fn asking(operation: &Operation) -> Asking {
    let (path, body) = path_and_body(operation);
    let based_on = match operation {
        Operation::Change(change) => Some(change.based_on),
        _ => None,
    };
    Asking {
        method: if based_on.is_some() { "PUT" } else { "POST" },
        path,
        body: said(body),
        based_on,
    }
}

fn path_and_body(operation: &Operation) -> (String, Value) {
    let (path, body) = match operation {
        Operation::Donate(asked) => ("/donations", gift(asked)),
        Operation::Help(asked) => {
            let mut body = help(&asked.terms);
            body["ref"] = json!(asked.reference);
            body["date"] = json!(text(asked.day));
            body["prepared_by"] = json!(asked.prepared_by);
            body["approved_by"] = json!(asked.approved_by);
            ("/disbursements", body)
        }
        Operation::Claim(claim) => (
            "/redemptions",
            json!({"ref": claim.reference, "at": moment(claim.at), "merchant": claim.merchant,
                   "resident": claim.resident, "discount": claim.discount, "bill": yuan(claim.bill),
                   "voucher": (claim.voucher != 0).then(|| yuan(claim.voucher))}),
        ),
        Operation::Settle(asked) => (
            "/settlements",
            json!({"ref": asked.reference, "date": text(asked.day), "merchant": asked.merchant,
                   "amount": asked.fen.map(yuan)}),
        ),
        Operation::Reverse(asked) => ("/reversals", reversal(asked)),
        Operation::Correct(asked, donation) => (
            "/corrections",
            json!({"reversal": reversal(asked), "donation": gift(donation)}),
        ),
        Operation::Move("cash_withdrawn", asked) => ("/cash-withdrawals", fund_money(asked)),
        Operation::Move("cash_deposited", asked) => ("/cash-deposits", fund_money(asked)),
        Operation::Move(_, asked) => ("/interest", fund_money(asked)),
        Operation::Charge(what, asked) => {
            let mut body = fund_money(asked);
            body["charge"] = json!(what);
            ("/charges", body)
        }
        Operation::GiveBack(asked) => (
            "/donation-returns",
            json!({"ref": asked.reference, "date": text(asked.day), "donation": asked.donation,
                   "amount": yuan(asked.fen), "from": asked.from_hand.then_some("hand"), "reason": "捐赠人要求"}),
        ),
        Operation::Transfer(asked) => (
            "/transfers",
            json!({"ref": asked.reference, "date": text(asked.day), "from": asked.from, "to": asked.to,
                   "amount": yuan(asked.fen), "reason": "统筹使用"}),
        ),
        Operation::Open(asked) => ("/opening-balances", opening(asked)),
        Operation::Close(asked) => ("/closings", period(asked)),
        Operation::Reopen(asked, reopening) => {
            let mut body = period(asked);
            body["requested_by"] = json!(reopening.requested_by);
            body["approved_by"] = json!(reopening.approved_by);
            body["reason"] = json!("漏记一笔");
            ("/reopenings", body)
        }
        Operation::DrawUp(asked) => (
            "/statements",
            json!({"ref": asked.reference, "merchant": asked.merchant, "month": month(asked.month), "by": asked.by}),
        ),
        Operation::StepStatement(asked) => {
            let mut body = json!({"statement": asked.statement, "by": asked.by});
            let path = match &asked.step {
                Answering::Send => "/statement-sendings",
                Answering::Confirm => {
                    body["invoice"] = json!("FP1");
                    "/statement-confirmations"
                }
                Answering::Dispute(lines) => {
                    let line = |seq: &i64| json!({"seq": seq, "reason": "金额不符"});
                    body["lines"] = lines.iter().map(line).collect();
                    "/statement-disputes"
                }
                Answering::Approve => "/statement-approvals",
            };
            (path, body)
        }
        Operation::Prepare(asked) => ("/settlement-preparations", preparation(asked)),
        Operation::ApproveSettlement(asked) => (
            "/settlement-approvals",
            json!({"settlement": asked.settlement, "by": asked.by}),
        ),
        Operation::PaySettlement(asked, on) => (
            "/settlement-payments",
            json!({"settlement": asked.settlement, "date": text(*on), "by": asked.by}),
        ),
        Operation::Begin(asked) | Operation::Step(asked) => return case(asked),
        Operation::Change(asked) => return change(asked),
    };
    (path.to_owned(), body)
}
