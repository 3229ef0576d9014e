//! Households: registered at any time, who they are in the journal from the beginning, and closed to newcomers once ended.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::{Api, Got};
use super::laws::{done, is};

fn household(code: &str) -> Value {
    json!({"code": code, "name": "张家", "address": "青竹路 5 号", "from": "2026-01-01"})
}

fn resident(code: &str, household: &str, id_number: &str) -> Value {
    json!({"code": code, "household": household, "name": "新人", "id_number": id_number})
}

/// The resident's row as a change would say it, in another household.
async fn moved(api: &Api, resident: &str, household: Option<&str>) -> Got {
    let row = api.get(&format!("/registers/residents/{resident}")).await;
    let mut body = row.body.clone();
    body["household"] = json!(household);
    api.put(&format!("/registers/residents/{resident}"), row.etag.as_deref(), &body)
        .await
}

async fn a_household_that_is_registered_stays_who_it_was(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let before = api.get("/registers/households").await;
    assert_eq!(before.body["rows"], json!([]), "a code that residents name is no row");
    assert_eq!(api.get("/registers/households/H01").await.status, 404);
    let made = api.post("/households", &household("H01")).await;
    assert_eq!(made.status, 201, "{made:?}");
    for secret in ["张家", "青竹路", "H01"] {
        assert!(!made.body["document"].to_string().contains(secret), "{made:?}");
    }
    let shown = api.get("/registers/households/H01").await;
    assert_eq!(shown.body["members"], json!(["R01", "R02"]), "{shown:?}");
    // Who moves in is of the same household as those who named its code before it had a row.
    assert_eq!(moved(&api, "R03", Some("H01")).await.status, 200);
    let shown = api.get("/registers/households/H01").await;
    assert_eq!(shown.body["members"], json!(["R01", "R02", "R03"]));
    let list = api.get("/registers/residents?of=H01").await;
    assert_eq!(list.body["rows"].as_array().map(Vec::len), Some(3));
    // It stays so when everybody has left and somebody comes again.
    for resident in ["R01", "R02", "R03"] {
        assert_eq!(moved(&api, resident, None).await.status, 200);
    }
    let empty = api.get("/registers/households/H01").await;
    assert_eq!(empty.body["members"], json!([]));
    assert_eq!(empty.etag, shown.etag, "its members are no part of its row");
    assert_eq!(moved(&api, "R04", Some("H01")).await.status, 200);
    let shown = api.get("/registers/households/H01").await;
    assert_eq!(shown.body["members"], json!(["R04"]));
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn nobody_joins_a_household_that_has_ended(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    done(api.post("/households", &household("H01")).await);
    done(api.post("/households", &household("H02")).await);
    for code in ["H01", "H02"] {
        let path = format!("/registers/households/{code}");
        let row = api.get(&path).await;
        let mut edit = row.body.clone();
        edit["to"] = json!("2025-12-31");
        is(&api.put(&path, row.etag.as_deref(), &edit).await, "invalid_date");
        edit["to"] = json!("2026-01-02");
        assert_eq!(api.put(&path, row.etag.as_deref(), &edit).await.status, 200);
    }
    let ended = api.get("/registers/households?state=ended").await;
    assert_eq!(ended.body["rows"].as_array().map(Vec::len), Some(2), "{ended:?}");
    is(&moved(&api, "R03", Some("H02")).await, "household_ended");
    let id_number = xiaonuan_tests::numbers::id_number(99);
    is(
        &api.post("/residents", &resident("R90", "H02", &id_number)).await,
        "household_ended",
    );
    // Those who belong to it stay, and are edited as ever; a household without a row takes whoever names it.
    let row = api.get("/registers/residents/R01").await;
    let mut edit = row.body.clone();
    edit["phone"] = json!("13900000000");
    let put = api.put("/registers/residents/R01", row.etag.as_deref(), &edit).await;
    assert_eq!(put.status, 200, "{put:?}");
    assert_eq!(moved(&api, "R03", Some("H77")).await.status, 200);
    done(api.post("/residents", &resident("R90", "H77", &id_number)).await);
    assert_eq!(
        api.get("/registers/households/H01").await.body["members"],
        json!(["R01", "R02"])
    );
    is(&api.post("/households", &household("H01")).await, "duplicate_code");
    assert_eq!(api.get("/registers/households/H99").await.status, 404);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn uses_of_a_household_are_counted_across_its_registration(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let claim = |reference: &str, resident: &str| {
        json!({"ref": reference, "at": "2026-02-02T10:00:00+08:00", "merchant": "M02", "resident": resident,
               "discount": "D02", "bill": "20"})
    };
    done(api.post("/redemptions", &claim("H1", "R01")).await);
    done(api.post("/households", &household("H01")).await);
    assert_eq!(moved(&api, "R03", Some("H01")).await.status, 200);
    done(api.post("/redemptions", &claim("H2", "R02")).await);
    is(
        &api.post("/redemptions", &claim("H3", "R03")).await,
        "usage_limit_reached",
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    a_household_that_is_registered_stays_who_it_was,
    nobody_joins_a_household_that_has_ended,
    uses_of_a_household_are_counted_across_its_registration,
);
