//! Statements and settlements.

use super::{Right, post};
use serde_json::json;

pub(super) fn settling() -> Vec<Right> {
    let drawn = |reference: &str, merchant: &str| json!({"ref": reference, "merchant": merchant, "month": "2026-03", "date": "2026-04-01", "by": "甲"});
    let of = |statement: &str, day: &str, by: &str| json!({"statement": statement, "date": day, "by": by});
    let mut confirmed = of("DZ1", "2026-04-03", "店长");
    confirmed["invoice"] = json!("26222000000001234567");
    let mut disputed = of("DZ2", "2026-04-03", "店长");
    disputed["lines"] = json!([{"seq": 0, "reason": "金额不符"}]);
    vec![
        post("/statements", drawn("DZ1", "M01")),
        post("/statements", drawn("DZ2", "M02")),
        post("/statement-sendings", of("DZ1", "2026-04-02", "甲")),
        post("/statement-sendings", of("DZ2", "2026-04-02", "甲")),
        post("/statement-confirmations", confirmed),
        post("/statement-disputes", disputed),
        post("/statement-approvals", of("DZ1", "2026-04-04", "乙")),
        post(
            "/settlement-preparations",
            json!({"ref": "JS1", "date": "2026-04-05", "statement": "DZ1", "by": "甲"}),
        ),
        post(
            "/settlement-approvals",
            json!({"settlement": "JS1", "date": "2026-04-06", "by": "乙"}),
        ),
        post(
            "/settlement-payments",
            json!({"settlement": "JS1", "date": "2026-04-07", "by": "丙"}),
        ),
        post(
            "/settlements",
            json!({"ref": "JS2", "date": "2026-04-08", "merchant": "M02", "amount": "9.00"}),
        ),
        post("/expiries", json!({"as_of": "2026-06-30"})),
        post(
            "/batches",
            json!({"requests": [
            {"operation": "interest", "key": "batched-1", "body": {"ref": "I2", "date": "2026-04-09", "fund": "U1",
             "amount": "1.00"}},
            {"operation": "case_step", "key": "batched-2", "reference": "AJ2", "step": "visit",
             "body": {"date": "2026-04-09", "by": "戊", "visitors": ["戊", "己"], "findings": "已出院"}},
            {"operation": "donor_change", "key": "batched-3", "row": "J09", "if_match": "\"0\"",
             "body": {"kind": "company", "name": "热力"}}]}),
        ),
        post(
            "/closings",
            json!({"ref": "M1", "span": "month", "day": "2026-01-31", "from": "2026-01-01"}),
        ),
        post(
            "/reopenings",
            json!({"ref": "R1", "span": "month", "day": "2026-01-31", "requested_by": "甲",
             "approved_by": "乙", "reason": "漏记"}),
        ),
    ]
}
