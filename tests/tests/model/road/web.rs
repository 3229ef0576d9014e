//! Operations as requests.

mod goods;
mod register;

use serde_json::{Map, Value, json};

use crate::calendar::{moment, month, text};
use crate::money::yuan;
use crate::operation::{
    Answering, Approval, Case, CaseStep, FundMoney, Gift, HelpTerms, Opening, Operation, Period, Preparation, Reversal,
};

/// A request: its method and path within the community, its body, and on which state it is based.
pub(crate) struct Asking {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) based_on: Option<i64>,
}

impl Asking {
    /// Under which key, and on which state it is based.
    pub(super) fn headers(&self, key: &str) -> Vec<(&'static str, String)> {
        let based_on = self.based_on.map(|seq| ("if-match", format!("\"{seq}\"")));
        [("idempotency-key", key.to_owned())]
            .into_iter()
            .chain(based_on)
            .collect()
    }
}

/// Leaves out what is not said.
pub(super) fn said(value: Value) -> Value {
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
    let is_named = gift.donor.is_none();
    json!({"ref": gift.reference, "date": text(gift.day), "donor": is_named.then_some("某热心居民"),
           "donor_kind": is_named.then_some("person"), "donor_code": gift.donor, "receipt": gift.receipt, "fund": gift.fund, "amount": yuan(gift.fen), "method": if gift.is_cash { "cash" } else { "bank" },
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
    let is_money = terms.kind != "goods";
    json!({"fund": terms.fund, "resident": terms.resident, "kind": terms.kind,
           "amount": is_money.then(|| yuan(terms.fen)), "goods": (!is_money).then(|| goods::counts(&terms.goods)),
           "merchant": filled(&terms.merchant), "purpose": terms.purpose, "expires_on": terms.last_day.map(text)})
}

fn approval(approval: &Approval, hash: Option<&str>) -> Value {
    json!({"approves": hash, "minutes": approval.minutes.then_some("纪要1"), "votes_for": approval.votes.map(|(ayes, _)| ayes),
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

fn case(asked: &Case, hash: Option<&str>) -> (String, Value) {
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
            "reason": "情况有变", "approval": approval(how, None)}}),
        CaseStep::Visit(visitors) => json!({"visitors": visitors, "findings": "屋内温度低"}),
        CaseStep::Prepare(terms) => json!({"terms": terms.as_ref().map(help)}),
        CaseStep::Review => json!({}),
        CaseStep::Sign(agent) => json!({"agent": agent}),
        CaseStep::Approve(how) => json!({"approval": approval(how, hash)}),
        CaseStep::Pay {
            approved, explained, ..
        } => {
            json!({"approved": hash.is_none().then_some(approved), "approved_hash": hash, "duplicate_reason": explained.then_some("情况特殊")})
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

/// The request of an operation, which may name what it approves by a hash.
pub(crate) fn asking(operation: &Operation, hash: Option<&str>) -> Asking {
    let (path, body) = path_and_body(operation, hash);
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

fn path_and_body(operation: &Operation, hash: Option<&str>) -> (String, Value) {
    let (path, body) = match operation {
        Operation::Donate(asked) => ("/donations", gift(asked)),
        Operation::Help(asked) => {
            let mut body = help(&asked.terms);
            body["ref"] = json!(asked.reference);
            body["date"] = json!(text(asked.day));
            body["prepared_by"] = json!(asked.prepared_by);
            body["approved_by"] = json!(asked.approved_by);
            body["duplicate_reason"] = json!(asked.explained.then_some("确有困难"));
            ("/disbursements", body)
        }
        Operation::Claim(claim) => (
            "/redemptions",
            json!({"ref": claim.reference, "at": moment(claim.at), "merchant": claim.merchant,
                   "branch": claim.branch, "receipt": claim.receipt,
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
        Operation::Close(asked) => {
            let mut body = period(asked);
            body["from"] = json!("2000-01-01");
            ("/closings", body)
        }
        Operation::Reopen(asked, reopening) => {
            let mut body = period(asked);
            body["requested_by"] = json!(reopening.requested_by);
            body["approved_by"] = json!(reopening.approved_by);
            body["reason"] = json!("漏记一笔");
            ("/reopenings", body)
        }
        Operation::DrawUp(asked) => (
            "/statements",
            json!({"ref": asked.reference, "merchant": asked.merchant, "month": month(asked.month), "by": asked.by,
                   "date": asked.day.map(text)}),
        ),
        Operation::StepStatement(asked) => {
            let mut body = json!({"statement": asked.statement, "by": asked.by, "date": asked.day.map(text)});
            let path = match &asked.step {
                Answering::Send => "/statement-sendings",
                Answering::Confirm => {
                    body["invoice"] = json!(format!("FP-{}", asked.statement));
                    "/statement-confirmations"
                }
                Answering::Dispute(lines) => {
                    let line = |seq: &i64| json!({"seq": seq, "reason": "金额不符"});
                    body["lines"] = lines.iter().map(line).collect();
                    "/statement-disputes"
                }
                Answering::Approve => {
                    body["approves"] = json!(hash);
                    "/statement-approvals"
                }
            };
            (path, body)
        }
        Operation::Prepare(asked) => ("/settlement-preparations", preparation(asked)),
        Operation::ApproveSettlement(asked) => (
            "/settlement-approvals",
            json!({"settlement": asked.settlement, "by": asked.by, "date": asked.day.map(text), "approves": hash}),
        ),
        Operation::PaySettlement(asked, on) => (
            "/settlement-payments",
            json!({"settlement": asked.settlement, "date": text(*on), "by": asked.by}),
        ),
        Operation::Begin(asked) | Operation::Step(asked) => return case(asked, hash),
        Operation::Change(asked) => return register::change(asked),
        Operation::Register(asked) => return register::registration(asked),
        Operation::GiveGoods(_) | Operation::WriteOff(_) | Operation::Find(_) => goods::asking(operation),
    };
    (path.to_owned(), body)
}
