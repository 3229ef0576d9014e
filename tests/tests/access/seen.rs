//! What of people is shown to whom: masked, in full for a reason, or by code; and what is logged of it.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers;

use crate::world::{OWN, Shows, World};

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
    let page = world.ask("auditor", "GET", "/c/qingzhu/access-log", &Value::Null).await;
    let said = page.text.matches("核对身份").count();
    assert_eq!((page.status, said), (200, 3), "{}", page.text);
    assert!(
        !page.text.contains("user/"),
        "people are told by their names: {}",
        page.text
    );
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
    // Who may not take a file away is offered none; JSON is read, and is no file.
    for (login, takes_away) in [("approver", false), ("auditor", true)] {
        for page in ["/c/qingzhu/reports", "/c/qingzhu/reports/funds"] {
            let page = world.ask(login, "GET", page, &Value::Null).await;
            assert_eq!(page.text.contains("format=csv"), takes_away, "{login}");
            assert!(!page.text.contains("format=json"), "{login}");
        }
    }
}

xiaonuan_tests::on_both!(
    names_are_masked_until_somebody_says_why,
    a_reason_is_not_enough_for_who_may_not_see_names,
    a_worker_sees_the_residents_of_their_buildings,
    who_sees_names_masked_does_not_find_them_out_by_searching,
    who_is_entitled_is_shown_to_those_who_work_with_them,
    all_of_somebody_is_shown_to_no_program_without_a_reason,
    nobody_without_leave_sees_a_name_anywhere,
    reading_and_taking_away_are_two_rights,
);
mod shops;

mod guessed;
mod reveals;
mod words;
