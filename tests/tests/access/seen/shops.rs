//! What shops see of those whom they serve.

use crate::world::OWN;
use crate::world::World;
use serde_json::Value;
use serde_json::json;
use xiaonuan_tests::fixture::Fixture;

/// A shop is told neither who may use its own offers, nor what the office calls them, nor who its customers were.
async fn a_shop_learns_nothing_of_whom_it_serves(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let offer = json!({"code": "D30", "merchant": "M01", "state": "approved", "title": "低保户八折", "public_title": "八折",
                       "percent": "20", "eligible": "dibao", "fund": "F1", "fund_share": "50", "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
    let path = format!("{OWN}/discounts");
    assert_eq!(world.office("POST", &path, None, &offer).await.status, 201);
    let path = format!("{OWN}/registers/discounts/D30");
    let row = world.ask("merchant_owner", "GET", &path, &Value::Null).await;
    assert_eq!(
        (&row.json()["terms"]["title"], &row.json()["terms"]["eligible"]),
        (&json!("八折"), &json!("*"))
    );
    assert_eq!(row.json()["fund"], Value::Null, "which fund pays tells for whom");
    // Sent back as it was read, it stays what it is.
    let mut body = row.json();
    body["state"] = json!("suspended");
    let shows = world.of("merchant_owner");
    let got = world.ask_as(shows, ("PUT", &path), row.etag.as_deref(), &body).await;
    assert_eq!(got.status, 200, "{}", got.text);
    let whole = world.office("GET", &path, None, &Value::Null).await.json();
    assert_eq!(
        (&whole["terms"]["eligible"], &whole["state"], &whole["fund"]),
        (&json!("dibao"), &json!("suspended"), &json!("F1"))
    );
    let path = format!("{OWN}/statements/DZ1");
    for (login, is_told) in [("auditor", true), ("merchant_owner", false)] {
        let statement = world.ask(login, "GET", &path, &Value::Null).await.json();
        let lines = statement["lines"].as_array().expect("lines");
        let told = |line: &Value| line["funds"].as_array().is_some_and(|funds| !funds.is_empty());
        assert!(
            !lines.is_empty() && lines.iter().all(|line| told(line) == is_told),
            "{login}: {statement}"
        );
    }
    let report = format!("{OWN}/reports/statement?merchant=M01");
    let of = async |login: &str| world.ask(login, "GET", &report, &Value::Null).await.text;
    assert!(of("auditor").await.contains("R0"), "the office names residents by code");
    assert!(!of("merchant_owner").await.contains("R0"), "and the shop does not");
}

async fn a_shop_reads_its_own_statement_and_no_other(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let read = async |what: &str| {
        world
            .ask("merchant_owner", "GET", &format!("{OWN}/{what}"), &Value::Null)
            .await
    };
    assert_eq!(read("reports/statement?merchant=M01").await.status, 200);
    assert_eq!(read("reports/statement?merchant=M02").await.status, 403);
    let listed = read("statements").await.json();
    let listed: Vec<&str> = listed["statements"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| row["ref"].as_str())
        .collect();
    assert_eq!(listed, ["DZ1"]);
    assert_eq!(read("statements?merchant=M02").await.status, 404);
    let merchants = read("registers/merchants").await.json();
    assert_eq!(merchants["rows"].as_array().map(Vec::len), Some(1));
}

async fn a_shop_sees_its_own_customers_by_its_own_numbers_and_nothing_of_another(fixture: &Fixture) {
    let world = World::on(fixture).await;
    for merchant in ["M01", "M02"] {
        let path = format!("{OWN}/registers/merchants/{merchant}");
        let row = world.office("GET", &path, None, &Value::Null).await;
        let mut edit = row.json();
        edit["by_list"] = json!(true);
        let tag = edit["changed"].to_string();
        assert_eq!(world.office("PUT", &path, Some(&tag), &edit).await.status, 200);
    }
    let list = |merchant: &str| format!("{OWN}/lists/{merchant}");
    let rows = |number: &str| json!([{"number": number, "bill": "50", "date": "2026-06-30"}]);
    for login in ["merchant_owner", "merchant_staff"] {
        let own = world.ask(login, "GET", &list("M01"), &Value::Null).await;
        assert_eq!(own.json()["customers"][0]["number"], "HR-M01", "{login}");
        assert!(
            !own.text.contains("R01") && !own.text.contains("HR-M02"),
            "{login}: {}",
            own.text
        );
        assert_eq!(
            world.ask(login, "GET", &list("M02"), &Value::Null).await.status,
            404,
            "{login}"
        );
        assert_eq!(
            world.ask(login, "GET", &list("M99"), &Value::Null).await.status,
            404,
            "{login}"
        );
        // A number of another shop is as unknown as one that nobody has.
        let dry = format!("{OWN}/lists?dry_run=true");
        let told = world
            .ask(login, "POST", &dry, &json!({"merchant": "M01", "rows": rows("HR-M02")}))
            .await;
        let none = world
            .ask(login, "POST", &dry, &json!({"merchant": "M01", "rows": rows("HR-M03")}))
            .await;
        assert_eq!(
            told.text.replace("HR-M02", ""),
            none.text.replace("HR-M03", ""),
            "{login}"
        );
        assert_eq!(told.json()["rows"][0]["reason"], "unknown_customer", "{login}");
        let theirs = world
            .ask(login, "POST", &dry, &json!({"merchant": "M02", "rows": rows("HR-M02")}))
            .await;
        assert_eq!(theirs.code(), "unknown_merchant", "{login}");
        let register = world
            .ask(login, "GET", &format!("{OWN}/registers/customers"), &Value::Null)
            .await;
        assert_eq!(register.status, 403, "{login}");
        // The pages say no more.
        let page = world.ask(login, "GET", "/c/qingzhu/shop/M01/lists", &Value::Null).await;
        assert!(
            page.status == 200 && page.text.contains("HR-M01") && !page.text.contains("R01"),
            "{login}"
        );
        assert_eq!(
            world
                .ask(login, "GET", "/c/qingzhu/shop/M02/lists", &Value::Null)
                .await
                .status,
            404,
            "{login}"
        );
    }
}

/// The file of a list has customers' surnames: it is for whoever may take files away, and is logged.
async fn a_lists_file_is_taken_away_by_the_owner_alone(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{OWN}/registers/merchants/M01");
    let row = world.office("GET", &path, None, &Value::Null).await;
    let mut edit = row.json();
    edit["by_list"] = json!(true);
    let tag = edit["changed"].to_string();
    assert_eq!(world.office("PUT", &path, Some(&tag), &edit).await.status, 200);
    let good = json!([["HR-M01", "50", "", "2026-06-30", "D01", ""]]);
    let good = good.to_string();
    let fields = [("key", "abcdef"), ("good", good.as_str())];
    for (login, status, logged) in [("merchant_staff", 403, 0), ("merchant_owner", 200, 1)] {
        let confirmed = world.press(login, "/c/qingzhu/shop/M01/lists/confirm", &fields).await;
        assert_eq!(confirmed.status, 200, "{login}: {}", confirmed.text);
        assert_eq!(
            confirmed.text.contains("/lists/export"),
            status == 200,
            "{login} is offered it"
        );
        let taken = world.press(login, "/c/qingzhu/shop/M01/lists/export", &fields).await;
        assert_eq!(taken.status, status, "{login}: {}", taken.text);
        let log = world
            .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
            .await;
        let accesses = log.json()["accesses"].as_array().cloned().unwrap_or_default();
        let lists = accesses
            .iter()
            .filter(|access| access["what"] == "exported/list")
            .count();
        assert_eq!(lists, logged, "{login}: {}", log.text);
    }
}

xiaonuan_tests::on_both!(
    a_lists_file_is_taken_away_by_the_owner_alone,
    a_shop_sees_its_own_customers_by_its_own_numbers_and_nothing_of_another,
    a_shop_learns_nothing_of_whom_it_serves,
    a_shop_reads_its_own_statement_and_no_other,
);
