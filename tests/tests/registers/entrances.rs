//! A file and a program may say the same days and times.

use std::fmt::Write;

use serde_json::json;
use xiaonuan_app::import::Table;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers::uscc;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::{Form, Tables};

use super::api::Api;

/// A day, and whether something can happen on it, and hold until it.
const DAYS: [(&str, bool, bool); 9] = [
    ("1899-12-31", false, false),
    ("1900-01-01", true, true),
    ("2024-02-29", true, true),
    ("2025-02-29", false, false),
    ("2200-12-31", true, true),
    ("2201-01-01", false, false),
    ("9999-12-30", false, false),
    ("9999-12-31", false, true),
    ("0001-01-01", false, false),
];

async fn both_entrances_take_the_same_days(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let mut merchants = "merchant,name,uscc,category,joined_on,left_on\n".to_owned();
    let mut donations = "ref,date,donor,donor_kind,fund,amount,method\n".to_owned();
    for (at, (day, ..)) in (1..).zip(DAYS) {
        let number = uscc(100 + at);
        writeln!(merchants, "N{at},店,{number},other,1900-01-01,{day}").expect("a text");
        writeln!(donations, "G{at},{day},甲,person,F1,1,bank").expect("a text");
    }
    let community = "community,name,district,timezone\nqz,青竹社区,示范区,Asia/Shanghai\n";
    let funds = "fund,name,purpose,restricted,purposes\nF1,基金,帮扶,yes,\n";
    let tables = [
        (Table::Community, community),
        (Table::Funds, funds),
        (Table::Merchants, &merchants),
        (Table::Donations, &donations),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let path = Tables::of(&tables).write(&folder.path().join("books"), Form::Utf8);
    let lines = Office::of(fixture).import(&path).await;
    let code = |reference: &str| {
        let line = lines.iter().find(|line| line.reference == reference);
        line.expect("a line").code.as_str()
    };
    for (at, (day, happens, ends)) in (1..).zip(DAYS) {
        let gift = json!({"ref": format!("G{at}"), "date": day, "donor": "甲", "donor_kind": "person", "fund": "F1",
                          "amount": "1", "method": "bank"});
        let asked = api.post("/donations", &gift).await;
        assert_eq!(
            asked.status != 422 || asked.body["code"] != "invalid_request",
            happens,
            "{day}: {asked:?}"
        );
        assert_eq!(code(&format!("G{at}")) != "invalid_date", happens, "{day}");
        let shop = json!({"code": format!("N{at}"), "name": "店", "uscc": uscc(200 + at), "category": "other",
                          "joined_on": "1900-01-01", "left_on": day});
        let asked = api.post("/merchants", &shop).await;
        assert_eq!(asked.status == 201, ends, "{day}: {asked:?}");
        assert_eq!(code(&format!("N{at}")) != "invalid_date", ends, "{day}");
    }
}

async fn categories_are_registered_before_anyone_has_them(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let row = api.get("/registers/residents/R01").await;
    let mut edit = row.body.clone();
    for name in ["code", "since", "changed"] {
        edit.as_object_mut().expect("a row").remove(name);
    }
    let had = edit["eligibility"].as_array().expect("a list").clone();
    let held = |category: &str, grade: Option<u8>| {
        let mut all = had.clone();
        all.push(
            json!({"category": category, "grade": grade, "from": "2026-01-01", "to": "2026-12-31",
                        "evidence": "ZM-1", "source": "民政局", "review_on": "2026-06-30"}),
        );
        let mut edit = edit.clone();
        edit["eligibility"] = json!(all);
        edit
    };
    let put = async |body| api.put("/registers/residents/R01", row.etag.as_deref(), &body).await;
    assert_eq!(put(held("orphan", None)).await.body["code"], "unknown_category");
    assert_eq!(put(held("dibao", Some(1))).await.status, 422);
    assert_eq!(put(held("disabled", Some(5))).await.status, 422);
    let orphan = json!({"code": "orphan", "name_zh": "孤儿", "name_en": "Orphan", "grades": 2, "from": "2026-01-01"});
    assert_eq!(api.post("/categories", &orphan).await.status, 201);
    let upper = json!({"code": "Orphan", "name_zh": "孤儿", "name_en": "Orphan"});
    assert_eq!(api.post("/categories", &upper).await.body["code"], "invalid_code");
    assert_eq!(put(held("orphan", Some(3))).await.body["code"], "category_not_valid");
    assert_eq!(put(held("orphan", Some(2))).await.status, 200);
    let now = api.get("/registers/residents/R01").await;
    let last = now.body["eligibility"].as_array().expect("a list").last().expect("one");
    assert_eq!(
        (&last["category"], &last["evidence"], &last["review_on"]),
        (&json!("orphan"), &json!("ZM-1"), &json!("2026-06-30"))
    );
    let offer = json!({"code": "D09", "merchant": "M01", "title": "孤儿优惠", "public_title": "优惠", "percent": "10",
                       "eligible": "orphan:1-2", "valid_from": "2026-01-01", "valid_to": "9999-12-31"});
    assert_eq!(api.post("/discounts", &offer).await.status, 201);
    let claim = |resident: &str| {
        json!({"ref": "H1", "at": "2026-02-01T10:00:00+08:00", "merchant": "M01", "resident": resident,
               "discount": "D09", "bill": "20"})
    };
    assert_eq!(
        api.post("/redemptions", &claim("R02")).await.body["code"],
        "not_eligible"
    );
    assert_eq!(api.post("/redemptions", &claim("R01")).await.status, 201);
    let report = api.get("/reports/beneficiaries?as_of=2026-02-28").await;
    let rows = report.body["rows"].as_array().expect("rows").iter();
    assert!(
        rows.into_iter()
            .any(|row| row["category"] == "orphan" && row["people"] == 1),
        "{report:?}"
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn dealings_with_linked_parties_are_reported(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let post = async |path: &str, body| {
        let got = api.post(path, &body).await;
        assert_eq!(got.status, 201, "{got:?}");
        got
    };
    post("/donors", json!({"code": "J01", "kind": "company", "name": "青竹热力"})).await;
    for (code, one, other, to) in [
        ("L1", "officer:店主", "merchant:M01", "2026-02-28"),
        ("L2", "donor:J01", "merchant:M01", "9999-12-31"),
        ("L3", "officer:李雷", "resident:R03", "9999-12-31"),
    ] {
        post(
            "/links",
            json!({"code": code, "kind": "other", "one": one, "other": other, "from": "2026-01-01", "to": to}),
        )
        .await;
    }
    let gift = |reference: &str, donor: serde_json::Value| {
        let mut gift = json!({"ref": reference, "date": "2026-01-05", "fund": "F1", "amount": "100", "method": "bank"});
        gift.as_object_mut()
            .expect("a body")
            .extend(donor.as_object().expect("a donor").clone());
        gift
    };
    post("/donations", gift("G1", json!({"donor_code": "J01"}))).await;
    post("/donations", gift("G2", json!({"donor_code": "J01"}))).await;
    post(
        "/donations",
        gift("G3", json!({"donor": "青竹热力", "donor_kind": "organisation"})),
    )
    .await;
    let taken = post("/donations", gift("G4", json!({"donor_code": "J01"}))).await;
    post(
        "/reversals",
        json!({"ref": "X1", "date": "2026-01-06", "of": taken.body["seq"].to_string(), "reason": "误记"}),
    )
    .await;
    post(
        "/donation-returns",
        json!({"ref": "Y1", "date": "2026-01-07", "donation": "G1", "amount": "30",
                                     "reason": "退款"}),
    )
    .await;
    let help = |reference: &str, date: &str, resident: &str| {
        json!({"ref": reference, "date": date, "fund": "F1", "resident": resident, "kind": "bill_payment",
               "amount": "20", "merchant": "M01", "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"})
    };
    post("/disbursements", help("B1", "2026-02-01", "R03")).await;
    post("/disbursements", help("B2", "2026-02-02", "R04")).await;
    post(
        "/settlements",
        json!({"ref": "S1", "date": "2026-03-05", "merchant": "M01", "amount": "15"}),
    )
    .await;
    let report = api.get("/reports/related-parties").await;
    let rows: Vec<_> = report.body["rows"]
        .as_array()
        .unwrap_or_else(|| panic!("{report:?}"))
        .iter()
        .collect();
    let told = |row: &&serde_json::Value| {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        (
            text("party"),
            text("code"),
            text("dealing"),
            row["times"].as_i64(),
            text("amount"),
        )
    };
    let row = |party: &str, code: &str, dealing: &str, times: i64, amount: &str| {
        (
            party.to_owned(),
            code.to_owned(),
            dealing.to_owned(),
            Some(times),
            amount.to_owned(),
        )
    };
    assert_eq!(
        rows.iter().map(told).collect::<Vec<_>>(),
        [
            row("donor", "J01", "donation", 3, "170.00"),
            row("merchant", "M01", "settlement", 1, "15.00"),
            row("merchant", "M01", "bill", 2, "40.00"),
            row("resident", "R03", "help", 1, "20.00"),
        ],
        "{report:?}"
    );
    let donors = api.get("/reports/donor-totals").await;
    let rows = donors.body["rows"].as_array().expect("rows");
    assert_eq!(
        (&rows[0]["donor_code"], &rows[0]["amount"]),
        (&json!("J01"), &json!("170.00")),
        "{donors:?}"
    );
    assert_eq!(
        (&rows[1]["donor"], &rows[1]["amount"]),
        (&json!("青竹热力"), &json!("100.00")),
        "{donors:?}"
    );
    let elsewhere = api.get("/reports/related-parties?fund=F2").await;
    assert_eq!(elsewhere.body["rows"], json!([]));
    for format in ["csv", "xlsx", "html"] {
        let format = api.get(&format!("/reports/related-parties?format={format}")).await;
        assert_eq!(format.status, 200);
    }
}

async fn redemptions_are_told_by_branch(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let branch = json!({"code": "M01-2", "merchant": "M01", "name": "二店", "address": "2 号", "from": "2026-01-01"});
    assert_eq!(api.post("/branches", &branch).await.status, 201);
    let gift = json!({"ref": "G1", "date": "2026-01-05", "donor": "甲", "donor_kind": "person", "fund": "F1",
                      "amount": "100", "method": "bank"});
    assert_eq!(api.post("/donations", &gift).await.status, 201);
    for (reference, branch) in [("H1", Some("M01-2")), ("H2", None)] {
        let claim = json!({"ref": reference, "at": "2026-02-01T10:00:00+08:00", "merchant": "M01", "resident": "R03",
                           "discount": "D01", "bill": "20", "branch": branch});
        assert_eq!(api.post("/redemptions", &claim).await.status, 201);
    }
    let rows = |got: super::api::Got| got.body["rows"].as_array().map(Vec::len);
    assert_eq!(rows(api.get("/reports/redemptions").await), Some(2));
    assert_eq!(rows(api.get("/reports/redemptions?branch=M01-2").await), Some(1));
    assert_eq!(api.get("/reports/redemptions?branch=M09").await.status, 404);
    assert_eq!(api.get("/reports/funds?branch=M01-2").await.status, 422);
}

on_both!(
    both_entrances_take_the_same_days,
    categories_are_registered_before_anyone_has_them,
    dealings_with_linked_parties_are_reported,
    redemptions_are_told_by_branch,
);
