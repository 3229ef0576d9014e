//! A right request for each operation that records something, in an order in which all of them are accepted.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::numbers;

use self::settling::settling;
use crate::world::{Api, BOOKS};

/// A right request.
#[derive(Clone, Debug)]
pub(crate) struct Right {
    pub(crate) method: &'static str,
    /// The address as the document has it.
    pub(crate) template: String,
    /// The address.
    pub(crate) path: String,
    pub(crate) body: Value,
}

impl Right {
    fn of(method: &'static str, template: &str, path: &str, body: Value) -> Right {
        let under = |prefix: &str, path: &str| match path.strip_prefix('!') {
            Some(whole) => whole.to_owned(),
            None => format!("{prefix}{path}"),
        };
        Right {
            method,
            template: under("/api/v1/communities/{community}", template),
            path: under(BOOKS, path),
            body,
        }
    }
}

fn post(path: &str, body: Value) -> Right {
    Right::of("POST", path, path, body)
}

fn put(register: &str, code: &str, body: Value) -> Right {
    let path = format!("/registers/{register}");
    Right::of("PUT", &format!("{path}/{{code}}"), &format!("{path}/{code}"), body)
}

fn step(case: &str, name: &str, day: &str, by: &str, more: Value) -> Right {
    let mut body = json!({"date": day, "by": by});
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    let path = format!("/cases/{case}/{name}");
    Right::of("POST", "/cases/{reference}/{step}", &path, body)
}

/// The books in which all of it is right.
pub(crate) async fn books(fixture: &Fixture) -> Api {
    let neighbourhood = Neighbourhood::qingzhu().open_fund("U1").open_fund("U2").open_fund("U3");
    fixture.open(neighbourhood).await;
    Api::of(fixture)
}

fn registers() -> Vec<Right> {
    let fund = json!({"name": "小暖基金", "purpose": "取暖", "restricted": true, "purposes": ["取暖"],
                      "agreement": "XY-1"});
    let terms = json!({"title": "九五折", "public_title": "邻里价", "percent": "5", "eligible": "all",
                       "min_spend": "1.00", "cap_per_bill": "50.00", "budget": "1000.00", "fund_share": "0",
                       "uses": {"most": 9, "scope": "resident", "period": "week"},
                       "valid_from": "2026-07-01", "valid_to": "2026-12-31"});
    let with = |code: &str, body: &Value| {
        let mut body = body.clone();
        body["code"] = json!(code);
        body
    };
    let mut discount = with("D09", &terms);
    discount["merchant"] = json!("M01");
    discount["state"] = json!("draft");
    let eligibility = json!([{"category": "dibao", "from": "2025-01-01", "to": "2026-12-31", "evidence": "DB-1",
                              "source": "民政", "review_on": "2026-12-01"}]);
    let resident = json!({"code": "R99", "household": "H09", "name": "居民", "id_number": numbers::id_number(9_001),
                          "phone": "13800000000", "building": "9栋", "eligibility": eligibility});
    let donor = json!({"kind": "company", "name": "青竹热力", "contact": "王芳", "phone": "0431", "agreement": "XY-1"});
    let category = json!({"name_zh": "失业", "name_en": "Out of work", "grades": 3});
    let agent = json!({"resident": "R01", "relation": "guardian", "name": "李四", "phone": "0431", "consent": "WT-1",
                       "from": "2026-01-01"});
    let consent = json!({"resident": "R01", "kind": "publication", "given": true, "by": "李四", "reference": "TY-1",
                         "from": "2026-01-01"});
    let complaint = json!({"resident": "R01", "text": "这笔优惠不是我用的", "from": "2026-01-01"});
    let answered = json!({"resident": "R01", "text": "这笔优惠不是我用的", "answer": "已经更正", "from": "2026-01-01",
                          "to": "2026-01-05"});
    let customer =
        json!({"merchant": "M01", "resident": "R01", "number": "HR-2031", "consent": "TY-2", "from": "2026-01-01"});
    let link = json!({"kind": "owner", "one": "officer:赵六", "other": "merchant:M03", "from": "2026-01-01",
                      "note": "营业执照"});
    let branch = json!({"merchant": "M01", "name": "二店", "address": "青竹路 2 号", "from": "2026-01-01"});
    let card = json!({"resident": "R01", "from": "2026-01-01"});
    let device = json!({"merchant": "M01", "branch": "B09", "name": "前台手机", "from": "2026-01-01"});
    let staff = json!({"merchant": "M01", "name": "赵敏", "from": "2026-01-01"});
    let household = json!({"name": "李家", "address": "青竹路 9 号", "from": "2026-01-01"});
    let grant = json!({"user": "5f0c8e7a9b1d4c3e8f2a6b7c9d0e1f23", "name": "王芳", "role": "merchant_owner", "merchant": "M01",
                       "from": "2026-01-01"});
    let mut resident_edit = resident.clone();
    resident_edit.as_object_mut().expect("fields").remove("code");
    resident_edit["building"] = json!("10栋");
    let renamed = |body: &Value, field: &str, text: &str| {
        let mut body = body.clone();
        body[field] = json!(text);
        body
    };
    vec![
        Right::of(
            "POST",
            "!/api/v1/communities",
            "!/api/v1/communities",
            json!({"code": "baimu", "name": "白木社区", "district": "示范区", "timezone": "Asia/Shanghai"}),
        ),
        Right::of(
            "PUT",
            "",
            "",
            json!({"name": "青竹社区", "district": "新区", "keeper": "host_charity",
                                        "host": "示范区慈善会"}),
        ),
        post("/funds", with("F9", &fund)),
        put("funds", "F9", renamed(&fund, "name", "小暖专项")),
        post(
            "/merchants",
            json!({"code": "M09", "name": "便民店", "uscc": numbers::uscc(9_001), "category": "pharmacy",
                                  "contact": "店长", "phone": "0431", "joined_on": "2026-01-01"}),
        ),
        put(
            "merchants",
            "M09",
            json!({"name": "便民药店", "category": "pharmacy", "contact": "店长", "phone": "0431",
                                       "left_on": "2026-12-31", "by_list": true}),
        ),
        post("/discounts", discount),
        put(
            "discounts",
            "D09",
            json!({"state": "offered", "terms": renamed(&terms, "title", "九五")}),
        ),
        post("/residents", resident),
        put("residents", "R99", resident_edit),
        post("/donors", with("J09", &donor)),
        put("donors", "J09", renamed(&donor, "name", "青竹热力公司")),
        post("/categories", with("out_of_work", &category)),
        put("categories", "out_of_work", renamed(&category, "name_zh", "无业")),
        post("/agents", with("A09", &agent)),
        put("agents", "A09", renamed(&agent, "to", "2026-12-31")),
        post("/links", with("L09", &link)),
        put("links", "L09", renamed(&link, "to", "2026-12-31")),
        post("/branches", with("B09", &branch)),
        put("branches", "B09", renamed(&branch, "name", "二分店")),
        post("/households", with("H08", &household)),
        put("households", "H08", renamed(&household, "name", "李家二房")),
        post("/grants", with("G08", &grant)),
        put("grants", "G08", renamed(&grant, "to", "2026-12-31")),
        post("/cards", with("K09", &card)),
        put("cards", "K09", renamed(&card, "state", "blocked")),
        post("/devices", with("SJ09", &device)),
        put("devices", "SJ09", renamed(&device, "name", "后台手机")),
        post("/consents", with("TY09", &consent)),
        put("consents", "TY09", renamed(&consent, "to", "2026-12-31")),
        post("/complaints", with("TS09", &complaint)),
        put("complaints", "TS09", answered),
        post("/customers", with("KH09", &customer)),
        put("customers", "KH09", renamed(&customer, "to", "2026-12-31")),
        post("/staff", with("SY09", &staff)),
        put("staff", "SY09", renamed(&staff, "to", "2026-12-31")),
    ]
}

fn money() -> Vec<Right> {
    let of = |reference: &str, fund: &str, amount: &str, more: Value| {
        let mut body = json!({"ref": reference, "date": "2026-02-02", "fund": fund, "amount": amount});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    let donor = |more: Value| {
        let mut body = json!({"donor": "某居民", "donor_kind": "person", "method": "bank", "receipt": "PJ1"});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    let goods = json!([{"item": "RICE", "name": "大米", "unit": "袋", "quantity": 20, "value": "900.00",
                        "basis": "invoice", "evidence": "发票 1"}]);
    let counted = |reference: &str, more: Value| {
        let mut body = json!({"ref": reference, "date": "2026-02-05", "fund": "F1", "reason": "盘点", "prepared_by": "甲",
                              "approved_by": "乙", "goods": [{"item": "RICE", "quantity": 1}]});
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    };
    vec![
        post(
            "/opening-balances",
            json!({"ref": "Q1", "date": "2026-01-01", "fund": "U3", "item": "bank",
             "amount": "70.00"}),
        ),
        post(
            "/opening-balances",
            json!({"ref": "Q2", "date": "2026-01-01", "fund": "U3", "item": "voucher",
             "amount": "5.00", "resident": "R01", "expires_on": "2026-03-31"}),
        ),
        post("/donations", of("DON1", "F1", "5000.00", donor(json!({})))),
        post(
            "/donations",
            of(
                "DON2",
                "U1",
                "500.00",
                donor(json!({"method": "cash", "held": "hand", "receipt": "PJ3"})),
            ),
        ),
        post("/donations", of("DON3", "F1", "8.00", donor(json!({"receipt": "PJ4"})))),
        post("/cash-deposits", of("P1", "U1", "100.00", json!({}))),
        post("/cash-withdrawals", of("W1", "U1", "30.00", json!({}))),
        post("/interest", of("I1", "U1", "2.00", json!({}))),
        post("/charges", of("FEE1", "U1", "1.00", json!({"charge": "host-fee"}))),
        post(
            "/donation-returns",
            json!({"ref": "TH1", "date": "2026-02-03", "donation": "DON1", "amount": "5.00",
             "from": "bank", "reason": "捐赠人要求"}),
        ),
        post(
            "/transfers",
            json!({"ref": "T1", "date": "2026-02-03", "from": "U1", "to": "U2", "amount": "9.00",
             "reason": "统筹"}),
        ),
        post(
            "/goods-donations",
            json!({"ref": "WZ1", "date": "2026-02-03", "donor_code": "J09", "fund": "F1",
             "receipt": "PJ2", "goods": goods}),
        ),
        post("/stock-write-offs", counted("BS1", json!({"cause": "expired"}))),
        post(
            "/stock-finds",
            counted(
                "PY1",
                json!({"goods": [{"item": "RICE", "quantity": 1, "value": "45.00"}]}),
            ),
        ),
        post(
            "/disbursements",
            json!({"ref": "BF1", "date": "2026-02-10", "fund": "F1", "resident": "R03",
             "kind": "voucher", "amount": "60.00", "purpose": "冬季取暖", "prepared_by": "甲", "approved_by": "乙",
             "expires_on": "2026-12-31", "duplicate_reason": "孩子住院"}),
        ),
        post(
            "/redemptions",
            json!({"ref": "HX1", "at": "2026-03-02T10:00:00+08:00", "merchant": "M01",
             "resident": "R03", "discount": "D01", "bill": "40.00", "voucher": "20.00", "receipt": "S1",
             "branch": "B09"}),
        ),
        post(
            "/redemptions",
            json!({"ref": "HX2", "at": "2026-03-03T10:00:00+08:00", "merchant": "M02",
             "resident": "R03", "bill": "9.00", "voucher": "9.00"}),
        ),
        post(
            "/reversals",
            json!({"ref": "CX1", "of": "donation/DON3", "date": "2026-03-03", "reason": "录入有误"}),
        ),
        post(
            "/corrections",
            json!({"reversal": {"ref": "CX2", "of": "donation/DON2", "date": "2026-03-04",
             "reason": "记错捐赠人"}, "donation": of("DON4", "U1", "600.00", donor(json!({"method": "cash",
             "held": "hand", "receipt": "PJ3"})))}),
        ),
    ]
}

fn steps() -> Vec<Right> {
    let terms = |kind: &str| match kind {
        "goods" => json!({"fund": "F1", "resident": "R05", "kind": "goods", "purpose": "慰问",
                          "goods": [{"item": "RICE", "quantity": 2}]}),
        _ => json!({"fund": "F1", "resident": "R04", "kind": "cash", "amount": "30.00", "purpose": "取暖"}),
    };
    let begun = |reference: &str, kind: &str| {
        let evidence = json!([{"name": "申请表.pdf", "sha256": "0".repeat(64)}]);
        json!({"ref": reference, "date": "2026-03-05", "by": "网格员", "terms": terms(kind), "evidence": evidence})
    };
    let mut urgent = begun("AJ2", "cash");
    urgent["terms"]["resident"] = json!("R06");
    urgent["urgent"] = json!({"paid_by": "丙", "papers_by": "2026-04-30", "reason": "住院",
                              "approval": {"minutes": "JY-1", "votes_for": 3, "votes_against": 0}});
    let approval = json!({"approval": {"minutes": "JY-2", "votes_for": 3, "votes_against": 0, "minutes_above": "10.00",
                                       "duplicate_reason": "已说明"}});
    vec![
        post("/cases", begun("AJ1", "cash")),
        post("/cases", urgent),
        post("/cases", begun("AJ3", "goods")),
        step(
            "AJ1",
            "visit",
            "2026-03-06",
            "戊",
            json!({"visitors": ["戊", "己"], "findings": "屋内温度低"}),
        ),
        step("AJ1", "prepare", "2026-03-07", "甲", json!({"terms": terms("cash")})),
        step("AJ1", "review", "2026-03-08", "庚", json!({})),
        step("AJ1", "approve", "2026-03-09", "乙", approval),
        step("AJ1", "post", "2026-03-10", "甲", json!({"days": 3})),
        step("AJ1", "object", "2026-03-11", "某居民", json!({"reason": "已领过"})),
        step("AJ1", "answer", "2026-03-12", "乙", json!({"findings": "查无此事"})),
        step(
            "AJ1",
            "pay",
            "2026-03-20",
            "丙",
            json!({"approved_hash": "?", "duplicate_reason": "已说明"}),
        ),
        step("AJ1", "return", "2026-03-22", "丙", json!({"reason": "账号有误"})),
        step("AJ1", "cancel", "2026-03-23", "甲", json!({"reason": "已迁出"})),
        step("AJ2", "sign", "2026-03-23", "网格员", json!({"instead": "其女"})),
        step("AJ3", "reject", "2026-03-23", "甲", json!({"reason": "不符合条件"})),
    ]
}

/// All of them, in order.
pub(crate) fn requests() -> Vec<Right> {
    let erasing = vec![post("/erasures", json!({"resident": "R08"}))];
    [registers(), money(), steps(), settling(), erasing].concat()
}

/// What a request says of the books as they stand by then: hashes and numbers that are known only once they are there.
pub(crate) async fn filled(api: &Api, mut right: Right) -> Right {
    if right.body["approved_hash"] == "?" {
        right.body["approved_hash"] = api.get("/cases/AJ1").await.1["terms"].clone();
    }
    if right.body["lines"][0]["seq"] == 0 {
        let (_, event) = api.get("/events/redemption/HX2").await;
        right.body["lines"][0]["seq"] = event["seq"].clone();
    }
    right
}

/// Makes a request under a key, which is accepted.
pub(crate) async fn make(api: &Api, right: &Right, key: &str) {
    let right = filled(api, right.clone()).await;
    let (_, headers, _) = api.told(("GET", &right.path), &[], &Value::Null).await;
    let tag = headers.get("etag").and_then(|tag| tag.to_str().ok());
    let headers = [("idempotency-key", key), ("if-match", tag.unwrap_or_default())];
    let (status, _, answer) = api.told((right.method, &right.path), &headers, &right.body).await;
    assert!(matches!(status, 200 | 201), "{} {}: {answer}", right.method, right.path);
}
mod settling;
