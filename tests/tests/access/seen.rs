//! What of people is shown to whom: masked, in full for a reason, or by code; and what is logged of it.

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers;

use crate::world::{Got, OWN, Shows, World};

const RESIDENT: &str = "/api/v1/communities/qingzhu/registers/residents/R09";

/// What says who R09 is.
const NAMES: [&str; 2] = ["周九", "13900000009"];

async fn names_are_masked_until_somebody_says_why(fixture: &Fixture) {
    let world = World::on(fixture).await;
    for login in ["fund_administrator", "approver", "auditor"] {
        let masked = world.ask(login, "GET", RESIDENT, &Value::Null).await;
        let row = masked.json();
        assert_eq!(
            (row["name"].as_str(), row["phone"].as_str()),
            (Some("周*"), Some("139****0009")),
            "{login}"
        );
        let number = row["id_number"].as_str().expect("a number");
        assert!(
            number.starts_with("2201") && number[4..14].bytes().all(|byte| byte == b'*'),
            "{login}: {number}"
        );
        let list = world
            .ask(login, "GET", &format!("{OWN}/registers/residents"), &Value::Null)
            .await;
        assert!(NAMES.iter().all(|name| !list.text.contains(name)), "{login}");
        let whole = world
            .revealed(login, RESIDENT, "%E6%A0%B8%E5%AF%B9%E8%BA%AB%E4%BB%BD")
            .await;
        assert!(
            NAMES.iter().all(|name| whole.text.contains(name)),
            "{login}: {}",
            whole.text
        );
    }
    let log = world
        .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
        .await;
    assert_eq!(log.status, 200, "{}", log.text);
    let accesses = log.json()["accesses"].as_array().cloned().unwrap_or_default();
    assert_eq!(accesses.len(), 3, "{}", log.text);
    for access in &accesses {
        assert_eq!(access["what"], "revealed/registers/residents/{code}");
        assert_eq!(
            (&access["subject"], &access["reason"]),
            (&json!("R09"), &json!("核对身份"))
        );
        assert!(
            access["who"].as_str().is_some_and(|who| who.starts_with("user/")),
            "{access}"
        );
    }
}

async fn a_reason_is_not_enough_for_who_may_not_see_names(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{OWN}/cases/BF9");
    for login in ["accountant", "cashier"] {
        let got = world.revealed(login, &path, "audit").await;
        assert_eq!((got.status, got.code()), (403, "not_allowed".to_owned()), "{login}");
    }
    let empty = world.revealed("auditor", RESIDENT, "%20").await;
    assert_eq!((empty.status, empty.code()), (422, "invalid_request".to_owned()));
    let log = world
        .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
        .await
        .json();
    assert_eq!(
        log["accesses"],
        json!([]),
        "what was not shown is not logged as if it had been"
    );
}

/// Whoever is handed all of somebody says why, programs too.
async fn all_of_somebody_is_shown_to_no_program_without_a_reason(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = format!("{RESIDENT}/personal-data");
    let everything = world.token(Some("qingzhu"), None, &["everything"]).await;
    let ask = async |shows: &Shows| world.ask_as(shows, ("GET", &path), None, &Value::Null).await;
    for shows in [&everything, world.of("auditor")] {
        let bare = ask(shows).await;
        assert_eq!(
            (bare.status, bare.code()),
            (422, "invalid_request".to_owned()),
            "{}",
            bare.text
        );
        assert!(NAMES.iter().all(|name| !bare.text.contains(name)), "{}", bare.text);
    }
    let reading = world.token(Some("qingzhu"), None, &["read_people"]).await;
    assert_eq!(ask(&reading).await.status, 403);
    let told = world.revealed_to(&everything, &path, "asked").await;
    assert!(
        told.status == 200 && NAMES.iter().all(|name| told.text.contains(name)),
        "{}",
        told.text
    );
    let log = world
        .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
        .await
        .json();
    let accesses = log["accesses"].as_array().expect("a list");
    assert_eq!(accesses.len(), 1, "{log}");
    assert_eq!(
        (&accesses[0]["subject"], &accesses[0]["reason"]),
        (&json!("R09"), &json!("asked"))
    );
    assert!(
        accesses[0]["who"]
            .as_str()
            .is_some_and(|who| who.starts_with("program/")),
        "{log}"
    );
}

async fn a_worker_sees_the_residents_of_their_buildings(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let list = world
        .ask(
            "grid_worker",
            "GET",
            &format!("{OWN}/registers/residents"),
            &Value::Null,
        )
        .await
        .json();
    let codes: Vec<&str> = list["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["code"].as_str())
        .collect();
    assert_eq!(codes, ["R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08"]);
    let cases = world
        .ask("grid_worker", "GET", &format!("{OWN}/cases"), &Value::Null)
        .await
        .json();
    let cases: Vec<&str> = cases["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .filter_map(|row| row["ref"].as_str())
        .collect();
    assert_eq!(cases, ["BF1"]);
    let other = world.ask("grid_worker", "GET", RESIDENT, &Value::Null).await;
    let none = world
        .ask("grid_worker", "GET", &RESIDENT.replace("R09", "R99"), &Value::Null)
        .await;
    let told = |text: &str| text.split("request_id").next().unwrap_or_default().to_owned();
    assert_eq!((other.status, told(&other.text)), (none.status, told(&none.text)));
}

async fn who_sees_names_masked_does_not_find_them_out_by_searching(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let found = async |login: &str, sought: &str| {
        let path = format!("{OWN}/registers/search");
        let got = world.ask(login, "POST", &path, &json!({"text": sought})).await;
        assert_eq!(got.status, 200, "{}", got.text);
        got.json()["rows"].clone()
    };
    let nobody = json!([]);
    assert_eq!(found("fund_administrator", "周").await, nobody, "a surname");
    assert_eq!(found("fund_administrator", "九").await, nobody, "some of a name");
    let it = json!([{"register": "resident", "code": "R09", "name": "周*"}]);
    assert_eq!(found("fund_administrator", "周九").await, it);
    // Numbers could be tried out, digit by digit.
    for hidden in ["13900000009", &numbers::id_number(99)] {
        assert_eq!(found("fund_administrator", hidden).await, nobody, "{hidden}");
    }
    // A worker finds nobody in other buildings.
    assert_eq!(found("grid_worker", "周九").await, nobody);
    // In an address people are sought by code alone: it stands in logs.
    for (sought, rows) in [("%E5%91%A8%E4%B9%9D", 0), ("R09", 1)] {
        let path = format!("{OWN}/registers/residents?q={sought}");
        let got = world.ask("fund_administrator", "GET", &path, &Value::Null).await.json();
        assert_eq!(got["rows"].as_array().map_or(0, Vec::len), rows, "{sought}");
    }
}

/// Who neither keeps nor visits residents is not told who is entitled to what, unless they say why.
async fn who_is_entitled_is_shown_to_those_who_work_with_them(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let list = format!("{OWN}/registers/residents?state=eligible");
    for (login, is_told) in [
        ("fund_administrator", true),
        ("grid_worker", true),
        ("approver", false),
        ("auditor", false),
    ] {
        let path = if login == "grid_worker" {
            format!("{OWN}/registers/residents/R01")
        } else {
            RESIDENT.to_owned()
        };
        let row = world.ask(login, "GET", &path, &Value::Null).await.json();
        assert_eq!(row["eligibility"].is_array(), is_told, "{login}: {row}");
        assert_eq!(row["building"].is_string(), is_told, "{login}");
        let listed = world.ask(login, "GET", &list, &Value::Null).await.status;
        assert_eq!(listed, if is_told { 200 } else { 403 }, "{login}");
    }
    let row = world.revealed("auditor", RESIDENT, "audit").await.json();
    assert!(row["eligibility"].is_array(), "{row}");
}

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

/// A dry run does not tell whether a hidden value is this one.
async fn a_dry_run_tells_nothing_of_what_is_hidden(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let row = world.ask("fund_administrator", "GET", RESIDENT, &Value::Null).await;
    let path = format!("{RESIDENT}?dry_run=true");
    for guess in ["周九", "周十"] {
        let mut body = row.json();
        body["name"] = json!(guess);
        let shows = world.of("fund_administrator");
        let got = world.ask_as(shows, ("PUT", &path), row.etag.as_deref(), &body).await;
        assert_eq!(
            (got.status, got.json()["errors"][0]["code"].as_str()),
            (422, Some("masked")),
            "{guess}"
        );
    }
}

/// Neither a code nor a state of a row that has passed tells somebody whether what another sent is what they guess.
async fn what_another_sent_is_not_told_to_who_guesses_it(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    world.arrive("second_administrator", false).await;
    world.grant("second_administrator", Role::FundAdministrator).await;
    let ask = async |login: &str, method: &str, path: &str, under: Option<&str>, body: &Value| {
        world.ask_as(world.of(login), (method, path), under, body).await
    };
    let row = world.ask("fund_administrator", "GET", RESIDENT, &Value::Null).await;
    let telephone = |to: &str| {
        let mut body = row.json();
        body["phone"] = json!(to);
        body
    };
    let tag = row.etag.as_deref();
    let changed = ask("fund_administrator", "PUT", RESIDENT, tag, &telephone("13900000088")).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let again = ask("fund_administrator", "PUT", RESIDENT, tag, &telephone("13900000088")).await;
    assert_eq!(
        (again.status, &again.text),
        (200, &changed.text),
        "their own is told again"
    );
    let donor = |name: &str| json!({"code": "J7", "kind": "person", "name": name});
    let path = format!("{OWN}/donors");
    let registered = ask("fund_administrator", "POST", &path, None, &donor("钱七")).await;
    assert_eq!(registered.status, 201, "{}", registered.text);
    let told = |got: &Got| {
        let mut told = got.json();
        told["request_id"] = Value::Null;
        (got.status, told)
    };
    for (method, path, under, right, wrong) in [
        ("PUT", RESIDENT, tag, telephone("13900000088"), telephone("13900000077")),
        ("POST", path.as_str(), None, donor("钱七"), donor("钱八")),
        ("POST", path.as_str(), Some("k1"), donor("钱七"), donor("钱八")),
    ] {
        let mut answers = Vec::new();
        for guess in [&wrong, &right] {
            answers.push(told(&ask("second_administrator", method, path, under, guess).await));
        }
        assert!(answers[0].0 >= 400, "{answers:?}");
        if under != Some("k1") {
            assert_eq!(answers[0], answers[1], "{method} {path}");
        } else {
            // Under one key of their own, two guesses are two requests, whichever is right.
            assert_eq!(answers[1].1["code"], "idempotency_key_reused");
        }
    }
}

async fn a_row_that_is_sent_back_masked_keeps_what_was_hidden(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let row = world.ask("fund_administrator", "GET", RESIDENT, &Value::Null).await;
    let mut sent = row.json();
    sent["building"] = json!("3栋");
    let administrator = world.of("fund_administrator");
    let changed = world
        .ask_as(administrator, ("PUT", RESIDENT), row.etag.as_deref(), &sent)
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let whole = world.revealed("fund_administrator", RESIDENT, "check").await;
    assert!(
        NAMES.iter().all(|name| whole.text.contains(name)) && whole.text.contains("3栋"),
        "{}",
        whole.text
    );
    // What is made up of masks otherwise is nobody's name.
    sent.as_object_mut().expect("a row").remove("changed");
    sent["name"] = json!("王*");
    let refused = world
        .ask_as(administrator, ("PUT", RESIDENT), whole.etag.as_deref(), &sent)
        .await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(refused.json()["errors"][0]["code"], "masked");
    sent["name"] = json!("王九");
    let renamed = world
        .ask_as(administrator, ("PUT", RESIDENT), whole.etag.as_deref(), &sent)
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    let history = world
        .ask(
            "fund_administrator",
            "GET",
            &format!("{RESIDENT}/history"),
            &Value::Null,
        )
        .await;
    assert!(
        NAMES.iter().all(|name| !history.text.contains(name)),
        "{}",
        history.text
    );
}

async fn nobody_without_leave_sees_a_name_anywhere(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let document = world
        .office("GET", "/api/v1/openapi.json", None, &Value::Null)
        .await
        .json();
    let hidden = ["周九", "13900000009", "李善人", "13911112222", "赵代办", "捐赠人甲"];
    let mut seen = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        if item.get("get").is_none() || !path.contains("{community}") {
            continue;
        }
        for report in ["donors", "donor-totals", "redemptions", "beneficiaries"] {
            let address = path
                .replace("{community}", "qingzhu")
                .replace("{report}", report)
                .replace("{kind}/{reference}", "donation/DON1")
                .replace("cases/{reference}", "cases/BF9")
                .replace("{reference}", "DZ1")
                .replace("{operation}", "donation")
                .replace("residents/{code}", "residents/R09")
                .replace("donors/{code}", "donors/J1")
                .replace("agents/{code}", "agents/A1")
                .replace("{code}", "H01");
            let numbers = if path.contains("{number}") { 1..40 } else { 1..2 };
            for number in numbers {
                let address = address.replace("{number}", &number.to_string());
                for login in [
                    "approver",
                    "accountant",
                    "cashier",
                    "merchant_owner",
                    "merchant_staff",
                    "grid_worker",
                    "auditor",
                ] {
                    let got = world.ask(login, "GET", &address, &Value::Null).await;
                    seen += u32::from(got.status == 200);
                    for name in hidden {
                        assert!(!got.text.contains(name), "{login} sees {name} at {address}");
                    }
                }
            }
            if !path.contains("{report}") {
                break;
            }
        }
    }
    assert!(seen > 200, "{seen} answers showed something");
}

async fn reading_and_taking_away_are_two_rights(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let path = |format: &str| format!("{OWN}/reports/funds?format={format}");
    for (login, json, csv) in [
        ("approver", 200, 403),
        ("auditor", 200, 200),
        ("accountant", 200, 200),
        ("cashier", 403, 403),
        ("merchant_owner", 403, 403),
    ] {
        assert_eq!(
            world.ask(login, "GET", &path("json"), &Value::Null).await.status,
            json,
            "{login}"
        );
        assert_eq!(
            world.ask(login, "GET", &path("csv"), &Value::Null).await.status,
            csv,
            "{login}"
        );
    }
    let log = world
        .ask("auditor", "GET", &format!("{OWN}/access-log"), &Value::Null)
        .await
        .json();
    let what: Vec<&str> = log["accesses"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|access| access["what"].as_str())
        .collect();
    assert_eq!(what, ["exported/csv", "exported/csv"], "{log}");
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

xiaonuan_tests::on_both!(
    names_are_masked_until_somebody_says_why,
    a_reason_is_not_enough_for_who_may_not_see_names,
    a_worker_sees_the_residents_of_their_buildings,
    who_sees_names_masked_does_not_find_them_out_by_searching,
    who_is_entitled_is_shown_to_those_who_work_with_them,
    a_shop_learns_nothing_of_whom_it_serves,
    a_dry_run_tells_nothing_of_what_is_hidden,
    what_another_sent_is_not_told_to_who_guesses_it,
    all_of_somebody_is_shown_to_no_program_without_a_reason,
    a_row_that_is_sent_back_masked_keeps_what_was_hidden,
    nobody_without_leave_sees_a_name_anywhere,
    reading_and_taking_away_are_two_rights,
    a_shop_reads_its_own_statement_and_no_other,
);
