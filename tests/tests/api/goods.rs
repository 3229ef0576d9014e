//! Goods by requests: given, promised, handed out, taken back, written off, found; and told in every report.

use serde_json::{Value, json};
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

use crate::world::{Api, donation};

fn gift(reference: &str, day: &str, quantity: u32, value: &str) -> Value {
    json!({"ref": reference, "date": day, "donor": "青竹粮油店", "donor_kind": "organisation", "fund": "F1",
           "receipt": format!("PJ-{reference}"),
           "goods": [{"item": "RICE10", "name": "大米 10 公斤装", "unit": "袋", "quantity": quantity, "value": value,
                      "basis": "invoice", "evidence": "发票 26222000000001234567"}]})
}

fn help(reference: &str, day: &str, resident: &str, quantity: u32) -> Value {
    json!({"ref": reference, "date": day, "fund": "F1", "resident": resident, "kind": "goods", "purpose": "慰问",
           "goods": [{"item": "RICE10", "quantity": quantity}], "prepared_by": "甲", "approved_by": "乙",
           "duplicate_reason": "分批领取"})
}

fn counted(reference: &str, day: &str, quantity: u32, more: Value) -> Value {
    let mut line = json!({"item": "RICE10", "quantity": quantity});
    let mut body = json!({"ref": reference, "date": day, "fund": "F1", "reason": "月末盘点", "prepared_by": "甲",
                          "approved_by": "乙"});
    for (name, value) in more.as_object().expect("fields") {
        let of = if name == "value" { &mut line } else { &mut body };
        of[name] = value.clone();
    }
    body["goods"] = json!([line]);
    body
}

fn step(day: &str, by: &str, more: Value) -> Value {
    let mut body = json!({"date": day, "by": by});
    for (name, value) in more.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

/// Rows of a report as texts of some columns.
async fn rows(api: &Api, report: &str, columns: &[&str]) -> Vec<String> {
    let (status, answer) = api.get(&format!("/reports/{report}")).await;
    assert_eq!(status, 200, "{answer}");
    let text = |cell: &Value| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
    let row = |row: &Value| {
        let cells: Vec<String> = columns.iter().map(|column| text(&row[*column])).collect();
        cells.join(" ")
    };
    answer["rows"].as_array().expect("rows").iter().map(row).collect()
}

const STOCK: [&str; 6] = ["item", "came", "went", "reserved", "on_hand", "worth"];

async fn stock(api: &Api) -> String {
    rows(api, "stock", &STOCK).await.join("; ")
}

async fn accept(api: &Api, path: &str, key: &str, body: &Value) -> Value {
    let (status, answer) = api.post(path, key, body).await;
    assert_eq!(status, 201, "{answer}");
    answer
}

async fn refuse(api: &Api, path: &str, key: &str, body: &Value) -> Value {
    let (status, answer) = api.post(path, key, body).await;
    assert!(status == 409 || status == 422, "{status} {answer}");
    answer
}

/// The example of docs/books.md: 15 bags worth 765.01, of which 4 go, then 11.
async fn what_leaves_is_valued_at_the_weighted_average(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let first = gift("WZ1", "2026-01-05", 10, "500.00");
    assert_eq!(
        api.post("/goods-donations", "", &first).await.1["code"],
        "idempotency_key_required"
    );
    let (status, rehearsed) = api.post("/goods-donations?dry_run=true", "", &first).await;
    assert_eq!(
        (status, &rehearsed["kind"]),
        (200, &json!("goods_donated")),
        "{rehearsed}"
    );
    assert_eq!(stock(&api).await, "");
    let given = accept(&api, "/goods-donations", "w1", &first).await;
    assert_eq!(given["document"]["amount"], "500.00");
    assert_eq!(api.post("/goods-donations", "w1", &first).await.1, given);
    let mut second = gift("WZ2", "2026-01-06", 5, "265.01");
    for known in ["name", "unit"] {
        second["goods"][0].as_object_mut().expect("a line").remove(known);
    }
    accept(&api, "/goods-donations", "w2", &second).await;
    assert_eq!(stock(&api).await, "RICE10 15 0 0 15 765.01");
    // Goods are no money.
    assert_eq!(api.available("F1").await, "0.00");
    let cash = json!({"ref": "D1", "date": "2026-01-07", "fund": "F1", "resident": "R01", "kind": "cash",
                      "amount": "1.00", "purpose": "慰问", "prepared_by": "甲", "approved_by": "乙"});
    assert_eq!(
        refuse(&api, "/disbursements", "d1", &cash).await["code"],
        "fund_insufficient"
    );
    let paid = accept(&api, "/disbursements", "d2", &help("D2", "2026-01-07", "R01", 4)).await;
    assert_eq!(paid["document"]["amount"], "204.00");
    assert_eq!(
        paid["document"]["goods"],
        json!([{"item": "RICE10", "quantity": 4, "value": "204.00"}])
    );
    assert_eq!(stock(&api).await, "RICE10 15 4 0 11 561.01");
    let refused = refuse(&api, "/disbursements", "d3", &help("D3", "2026-01-07", "R01", 12)).await;
    assert_eq!(refused["code"], "stock_insufficient");
    assert_eq!(
        refused["facts"],
        json!({"fund": "F1", "item": "RICE10", "left": "11", "needed": "12"})
    );
    let rest = accept(&api, "/disbursements", "d4", &help("D4", "2026-01-08", "R02", 11)).await;
    assert_eq!(rest["document"]["amount"], "561.01");
    assert_eq!(stock(&api).await, "RICE10 15 15 0 0 0.00");
    // What came late and was there by then would leave bags of another value.
    accept(&api, "/goods-donations", "w3", &gift("WZ3", "2026-01-09", 1, "9.00")).await;
    let late = refuse(&api, "/disbursements", "d5", &help("D5", "2026-01-07", "R02", 1)).await;
    assert_eq!(
        (&late["code"], &late["late"]),
        (&json!("stock_insufficient"), &json!(true))
    );
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_gift_for_one_named_person_is_no_income(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let mut money = donation("DON1", "F1", "100");
    money["beneficiary"] = json!("某居民");
    let (status, refused) = api.post("/donations", "m1", &money).await;
    assert_eq!((status, &refused["code"]), (422, &json!("named_beneficiary")));
    assert!(!refused.to_string().contains("某居民"), "{refused}");
    let mut goods = gift("WZ1", "2026-01-05", 1, "10.00");
    goods["beneficiary"] = json!("R01");
    assert_eq!(
        refuse(&api, "/goods-donations", "g1", &goods).await["code"],
        "named_beneficiary"
    );
    money["beneficiary"] = json!("");
    money["receipt"] = json!("PJ7");
    let accepted = accept(&api, "/donations", "m2", &money).await;
    assert_eq!(accepted["document"]["receipt"], "PJ7");
    assert_eq!(stock(&api).await, "");
}

async fn goods_are_refused_for_what_is_wrong_with_them(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    let line = |quantity: u32, value: &str| gift("WZ1", "2026-01-05", quantity, value);
    let mut nameless = line(1, "1.00");
    nameless["goods"][0].as_object_mut().expect("a line").remove("unit");
    let mut twice = line(1, "1.00");
    let again = twice["goods"][0].clone();
    twice["goods"].as_array_mut().expect("lines").push(again);
    for (key, body, code) in [
        ("1", &nameless, "unknown_item"),
        ("2", &twice, "item_repeated"),
        ("3", &line(101, "1.00"), "invalid_amount"),
    ] {
        assert_eq!(refuse(&api, "/goods-donations", key, body).await["code"], code);
    }
    accept(&api, "/goods-donations", "4", &line(100, "1.00")).await;
    let mut other = gift("WZ2", "2026-01-05", 1, "1.00");
    other["goods"][0]["unit"] = json!("箱");
    let conflict = refuse(&api, "/goods-donations", "5", &other).await;
    assert_eq!(
        (&conflict["code"], &conflict["facts"]["unit"]),
        (&json!("item_conflict"), &json!("袋"))
    );
    let mut unknown = help("D1", "2026-01-06", "R01", 1);
    unknown["goods"][0]["item"] = json!("OIL5");
    assert_eq!(
        refuse(&api, "/disbursements", "6", &unknown).await["code"],
        "unknown_item"
    );
    for (field, change) in [
        ("amount", json!({"amount": "5.00"})),
        ("goods", json!({"goods": []})),
        ("amount", json!({"kind": "cash"})),
        ("goods", json!({"kind": "cash", "amount": "5.00"})),
    ] {
        let mut body = help("D2", "2026-01-06", "R01", 1);
        for (name, value) in change.as_object().expect("fields") {
            body[name] = value.clone();
        }
        let (status, problem) = api.post("/disbursements", "7", &body).await;
        assert_eq!(
            (status, &problem["code"]),
            (422, &json!("invalid_request")),
            "{problem}"
        );
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let lost = counted("PD1", "2026-01-07", 1, json!({"cause": "expired", "approved_by": "甲"}));
    assert_eq!(
        refuse(&api, "/stock-write-offs", "8", &lost).await["code"],
        "self_approval"
    );
    let many = counted("PD1", "2026-01-07", 101, json!({"cause": "missing"}));
    assert_eq!(
        refuse(&api, "/stock-write-offs", "9", &many).await["code"],
        "stock_insufficient"
    );
}

async fn a_piece_is_promised_once_and_comes_back_when_it_is_given_up(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    accept(&api, "/goods-donations", "w1", &gift("WZ1", "2026-01-05", 3, "1.00")).await;
    let terms = |resident: &str, quantity: u32| {
        json!({"fund": "F1", "resident": resident, "kind": "goods", "purpose": "慰问",
               "goods": [{"item": "RICE10", "quantity": quantity}]})
    };
    let asked = step("2026-02-01", "网格员", json!({"ref": "C1", "terms": terms("R01", 2)}));
    accept(&api, "/cases", "c1", &asked).await;
    let prepared = accept(&api, "/cases/C1/prepare", "c2", &step("2026-02-02", "甲", json!({}))).await;
    assert_eq!(prepared["document"]["asked"]["amount"], "0.00");
    let limit = json!({"approval": {"minutes_above": "0.50"}});
    let refused = refuse(&api, "/cases/C1/approve", "c3", &step("2026-02-03", "乙", limit)).await;
    assert_eq!(refused["code"], "minutes_required");
    let approved = accept(&api, "/cases/C1/approve", "c4", &step("2026-02-03", "乙", json!({}))).await;
    assert_eq!(approved["document"]["amount"], "0.67");
    assert_eq!(stock(&api).await, "RICE10 3 0 2 3 1.00");
    assert_eq!(
        rows(&api, "encumbrances", &["ref", "help", "amount"]).await,
        ["C1 goods 0.67"]
    );
    let refused = refuse(&api, "/disbursements", "d1", &help("D1", "2026-02-03", "R02", 2)).await;
    assert_eq!(
        (&refused["code"], &refused["facts"]["left"]),
        (&json!("stock_insufficient"), &json!("1"))
    );
    // Given up, they are there again; prepared anew, less is promised.
    let fewer = step("2026-02-04", "甲", json!({"terms": terms("R01", 1)}));
    accept(&api, "/cases/C1/prepare", "c5", &fewer).await;
    assert_eq!(stock(&api).await, "RICE10 3 0 0 3 1.00");
    let approved = accept(&api, "/cases/C1/approve", "c6", &step("2026-02-05", "乙", json!({}))).await;
    // More rice of another value does not change what is promised.
    accept(&api, "/goods-donations", "w2", &gift("WZ2", "2026-02-05", 1, "100.00")).await;
    let pay = step("2026-02-06", "丙", json!({"approved": approved["seq"]}));
    let paid = accept(&api, "/cases/C1/pay", "c7", &pay).await;
    assert_eq!(paid["document"]["amount"], "0.33");
    assert_eq!(stock(&api).await, "RICE10 4 1 0 3 100.67");
    // They came back: the approval holds again, and can be given up.
    let back = step("2026-02-07", "丙", json!({"reason": "搬走了"}));
    accept(&api, "/cases/C1/return", "c8", &back).await;
    assert_eq!(stock(&api).await, "RICE10 4 0 1 4 101.00");
    let given_up = step("2026-02-08", "甲", json!({"reason": "搬走了"}));
    accept(&api, "/cases/C1/cancel", "c9", &given_up).await;
    assert_eq!(stock(&api).await, "RICE10 4 0 0 4 101.00");
    let (_, whole) = api.get("/cases/C1").await;
    assert_eq!(whole["state"], "cancelled");
    let urgent = json!({"ref": "C2", "date": "2026-02-09", "by": "乙", "terms": terms("R02", 4),
                        "urgent": {"paid_by": "丙", "papers_by": "2026-02-20", "reason": "断粮"}});
    let paid = accept(&api, "/cases", "c10", &urgent).await;
    assert_eq!(paid["document"]["amount"], "101.00");
    let made_up = step("2026-02-10", "丁", json!({"terms": terms("R02", 4)}));
    accept(&api, "/cases/C2/prepare", "c11", &made_up).await;
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn goods_are_counted_written_off_and_taken_back(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    accept(&api, "/donations", "m1", &donation("DON1", "F1", "100")).await;
    accept(&api, "/goods-donations", "w1", &gift("WZ1", "2026-01-05", 10, "90.00")).await;
    accept(&api, "/goods-donations", "w2", &gift("WZ2", "2026-01-05", 10, "10.00")).await;
    accept(&api, "/disbursements", "d1", &help("D1", "2026-01-07", "R01", 10)).await;
    // Ten bags at 5.00 went; the ten that are left cannot all be those that came for 1.00.
    let back =
        |reference: &str, of: &str| json!({"ref": reference, "of": of, "date": "2026-01-08", "reason": "重复入账"});
    let refused = refuse(&api, "/reversals", "r1", &back("CX1", "goods_donated/WZ2")).await;
    assert_eq!(
        (&refused["code"], &refused["late"]),
        (&json!("stock_moved_since"), &json!(null))
    );
    let lost = counted("PD1", "2026-01-31", 3, json!({"cause": "expired"}));
    let lost = accept(&api, "/stock-write-offs", "p1", &lost).await;
    assert_eq!(
        (&lost["document"]["amount"], &lost["document"]["cause"]),
        (&json!("15.00"), &json!("expired"))
    );
    let found = counted("PD2", "2026-01-31", 1, json!({"value": "4.00"}));
    accept(&api, "/stock-finds", "p2", &found).await;
    assert_eq!(stock(&api).await, "RICE10 21 13 0 8 39.00");
    let sheet = rows(&api, "balance-sheet?as_of=2026-01-31", &["line", "closing"]).await;
    for line in ["inventory 39.00", "assets 139.00", "liabilities_and_net_assets 139.00"] {
        assert!(sheet.iter().any(|row| row == line), "{sheet:?}");
    }
    let activities = rows(&api, "activities?as_of=2026-01-31", &["line", "total"]).await;
    for line in [
        "donation 100.00",
        "donation_in_kind 100.00",
        "other_income 4.00",
        "goods 50.00",
        "stock_loss 15.00",
        "net_assets 139.00",
    ] {
        assert!(activities.iter().any(|row| row == line), "{activities:?}");
    }
    let public = rows(&api, "disclosure?as_of=2026-01-31", &["line", "times", "amount"]).await;
    for line in [
        "donation_in_kind <10 100.00",
        "closing null 139.00",
        "closing_goods null 39.00",
    ] {
        assert!(public.iter().any(|row| row == line), "{public:?}");
    }
    let donors = rows(&api, "donors", &["ref", "donor", "method", "amount"]).await;
    assert_eq!(
        donors,
        [
            "DON1 青竹热力 bank 100.00",
            "WZ1 青竹粮油店 goods 90.00",
            "WZ2 青竹粮油店 goods 10.00"
        ]
    );
    let (_, helped) = api.get("/reports/beneficiaries").await;
    assert_eq!(
        (&helped["totals"]["goods"], &helped["totals"]["total"]),
        (&json!("50.00"), &json!("50.00"))
    );
    let balances = rows(&api, "trial-balance", &["name", "closing"]).await;
    assert!(
        balances
            .iter()
            .any(|row| row.contains("RICE10") && row.ends_with("39.00")),
        "{balances:?}"
    );
    let journal = rows(&api, "journal", &["kind", "ref", "account", "debit", "credit"]).await;
    for kind in ["goods_donated WZ1", "stock_written_off PD1", "stock_found PD2"] {
        assert!(journal.iter().any(|row| row.starts_with(kind)), "{kind}: {journal:?}");
    }
    // What was written off, found and given can be taken back.
    for (key, of) in [("r2", "stock_found/PD2"), ("r3", "stock_written_off/PD1")] {
        let mut body = back(key, of);
        body["date"] = json!("2026-02-01");
        accept(&api, "/reversals", key, &body).await;
    }
    assert_eq!(stock(&api).await, "RICE10 20 10 0 10 50.00");
    accept(&api, "/goods-donations", "w3", &gift("WZ3", "2026-02-02", 2, "3.00")).await;
    let mut body = back("CX4", "goods_donated/WZ3");
    body["date"] = json!("2026-02-02");
    accept(&api, "/reversals", "r4", &body).await;
    assert_eq!(stock(&api).await, "RICE10 20 10 0 10 50.00");
    // Closing the year takes goods to net assets like money.
    fixture.clock.set(moment("2027-01-15 00:00"));
    for month in 1..=12 {
        let body = json!({"ref": format!("YJ{month}"), "span": "month", "day": format!("2026-{month:02}-01")});
        accept(&api, "/closings", &format!("y{month}"), &body).await;
    }
    let year = json!({"ref": "NJ", "span": "year", "day": "2026-12-31"});
    accept(&api, "/closings", "y", &year).await;
    let sheet = rows(&api, "balance-sheet", &["line", "closing"]).await;
    assert!(sheet.iter().any(|row| row == "net_assets 150.00"), "{sheet:?}");
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    what_leaves_is_valued_at_the_weighted_average,
    a_gift_for_one_named_person_is_no_income,
    goods_are_refused_for_what_is_wrong_with_them,
    a_piece_is_promised_once_and_comes_back_when_it_is_given_up,
    goods_are_counted_written_off_and_taken_back,
);
