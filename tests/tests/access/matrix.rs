//! Every role at every operation, on what is its own and on what is not: one table, read by people.
//!
//! `UPDATE_MATRIX=1` writes it anew. Writing operations are rehearsed, so that nothing of one changes what another is
//! answered.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_domain::command::StepName;
use xiaonuan_tests::fixture::Fixture;

use crate::world::{OWN, Shows, World};

/// What is asked: an operation, of what is within somebody's reach or beyond it.
struct Asked {
    operation: String,
    method: String,
    /// Below the community.
    path: String,
    body: Value,
    is_of_a_community: bool,
}

/// What is told apart by whose it is: the parameter or field, what is a shop's own or a building's, and what is another's.
const OWNED: [(&str, &str, &str); 9] = [
    ("merchants", "M01", "M02"),
    ("discounts", "D01", "D02"),
    ("branches", "B01", "B02"),
    ("residents", "R01", "R09"),
    ("statements", "DZ1", "DZ2"),
    ("cases", "BF1", "BF9"),
    ("devices", "T01", "T02"),
    ("staff", "S01", "S02"),
    ("lists", "M01", "M02"),
];

/// What stands in addresses elsewhere.
const NAMED: [(&str, &str); 13] = [
    ("proposals", "CX9"),
    ("funds", "F1"),
    ("donors", "J1"),
    ("categories", "dibao"),
    ("agents", "A1"),
    ("links", "L1"),
    ("households", "H01"),
    ("grants", "G-auditor"),
    ("cards", "K01"),
    ("consents", "TY1"),
    ("complaints", "TS1"),
    ("customers", "KH1"),
    ("reports", "funds"),
];

fn places(path: &str) -> Vec<(&'static str, String)> {
    let fixed = path
        .replace("{community}", "qingzhu")
        .replace("{number}", "1")
        .replace("{operation}", "donation")
        .replace("{kind}/{reference}", "donation/DON1");
    let section = |names: &str| fixed.contains(&format!("/{names}/{{"));
    if let Some((_, own, other)) = OWNED.iter().find(|(names, ..)| section(names)) {
        let filled = |code: &str| {
            fixed
                .replace("{code}", code)
                .replace("{reference}", code)
                .replace("{merchant}", code)
        };
        return vec![("own", filled(own)), ("other", filled(other))];
    }
    let named = NAMED.iter().find(|(names, _)| section(names));
    let code = named.map_or("", |(_, code)| code);
    let filled = fixed.replace("{code}", code).replace("{report}", code);
    let filled = filled.replace("{reference}", code);
    let filled = filled
        .replace("{user}", &"0".repeat(32))
        .replace("{token}", &"0".repeat(32));
    vec![("", filled.replace("{session}", &"0".repeat(32)))]
}

/// A body of the document's, of somebody's own or of another's.
fn bodies(path: &str, body: &Value, is_other: bool) -> Value {
    let mut body = body.clone();
    let of = |own: &str, other: &str| json!(if is_other { other } else { own });
    for (field, own, other) in [
        ("merchant", "M01", "M02"),
        ("resident", "R01", "R09"),
        ("statement", "DZ1", "DZ2"),
        ("discount", "D01", "D02"),
        ("device", "T01", "T02"),
    ] {
        if body.get(field).is_some_and(Value::is_string) {
            body[field] = of(own, other);
        }
    }
    if let Some(terms) = body.get_mut("terms").filter(|terms| terms.get("resident").is_some()) {
        terms["resident"] = of("R01", "R09");
    }
    if path.ends_with("/discounts") {
        body["state"] = json!("offered");
    }
    if path.ends_with("/discounts/{code}") {
        body["state"] = json!("suspended");
    }
    if path.ends_with("/redemptions") || path.ends_with("/quotes") {
        // A shop names nobody but by their card.
        body["card"] = json!("NOCARD");
        if let Some(fields) = body.as_object_mut() {
            fields.remove("resident");
        }
    }
    if path.ends_with("/reversals") {
        body["of"] = of("redemption/HX1", "redemption/HX2");
    }
    if path.ends_with("/card/complaints") {
        body["about"] = Value::Null;
    }
    // Who takes a step is whoever asks.
    if let Some(fields) = body.as_object_mut() {
        fields.remove("by");
    }
    body
}

/// What somebody asks who is not signed in yet, or who asks of themself: that has tests of its own.
const OF_EVERYBODY: [&str; 4] = ["signIn", "giveSecondFactor", "signOut", "welcome"];

/// Each step of help for somebody of either building.
fn steps(path: &str) -> Vec<Asked> {
    let step = |step: &StepName| {
        let body = match step {
            StepName::Visit => json!({"date": "2026-03-01", "visitors": ["甲", "乙"], "findings": "困难"}),
            StepName::Pay => json!({"date": "2026-03-01", "approved": 1}),
            StepName::Reject | StepName::Cancel | StepName::Return | StepName::Object => {
                json!({"date": "2026-03-01", "reason": "另议"})
            }
            StepName::Answer => json!({"date": "2026-03-01", "findings": "属实"}),
            _ => json!({"date": "2026-03-01"}),
        };
        let of = |(whose, case): (&str, &str)| Asked {
            operation: format!("stepCase {step} {whose}"),
            method: "POST".to_owned(),
            path: format!(
                "{}?dry_run=true",
                path.replace("{community}", "qingzhu")
                    .replace("{reference}", case)
                    .replace("{step}", step.as_str())
            ),
            body: body.clone(),
            is_of_a_community: true,
        };
        [("own", "BF1"), ("other", "BF9")].map(of)
    };
    StepName::ALL.iter().flat_map(step).collect()
}

/// Each decision about what somebody proposed.
fn decisions(path: &str) -> Vec<Asked> {
    let decision = |step: &str| Asked {
        operation: format!("decideProposal {step}"),
        method: "POST".to_owned(),
        path: format!(
            "{}?dry_run=true",
            path.replace("{community}", "qingzhu")
                .replace("{reference}", "CX9")
                .replace("{step}", step)
        ),
        body: if step == "reject" {
            json!({"reason": "另议"})
        } else {
            json!({})
        },
        is_of_a_community: true,
    };
    ["approve", "reject", "withdraw"].map(decision).into()
}

fn all_of(document: &Value) -> Vec<Asked> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, told) in item.as_object().expect("operations") {
            let id = told["operationId"].as_str().expect("a name");
            let example = told.pointer("/requestBody/content/application~1json/example");
            let mut parameters = told["parameters"].as_array().into_iter().flatten();
            let can_be_rehearsed = parameters.any(|parameter| parameter["name"] == "dry_run");
            let dry = |address: &str| match can_be_rehearsed {
                true => format!("{address}?dry_run=true"),
                false => address.to_owned(),
            };
            if OF_EVERYBODY.contains(&id) {
                continue;
            }
            if id == "stepCase" {
                all.extend(steps(path));
                continue;
            }
            if id == "decideProposal" {
                all.extend(decisions(path));
                continue;
            }
            let mut places = places(path);
            let example = example.cloned().unwrap_or(Value::Null);
            let differs = bodies(path, &example, false) != bodies(path, &example, true);
            if places.len() == 1 && differs {
                let (_, address) = places.remove(0);
                places = vec![("own", address.clone()), ("other", address)];
            }
            for (whose, address) in places {
                all.push(Asked {
                    operation: format!("{id} {whose}").trim_end().to_owned(),
                    method: method.to_ascii_uppercase(),
                    path: dry(&address),
                    body: bodies(path, &example, whose == "other"),
                    is_of_a_community: path.contains("{community}"),
                });
            }
        }
    }
    all
}

/// Those who ask, in the order of the columns.
pub(crate) async fn askers(world: &mut World) -> Vec<(&'static str, Shows)> {
    // Who approves or pays has a second factor; one approver has none.
    world.needs_second_factor(true).await;
    for login in ["approver", "cashier"] {
        world.second_factor(login).await;
    }
    world.arrive("unproven", false).await;
    world.grant("unproven", Role::Approver).await;
    let mut all = vec![("nobody", Shows::Nothing), ("stranger", world.of("stranger").clone())];
    all.push(("operator", world.of("operator").clone()));
    all.extend(
        Role::ALL
            .iter()
            .map(|role| (role.as_str(), world.of(role.as_str()).clone())),
    );
    all.push((
        "reading token",
        world.token(Some("qingzhu"), None, &["read_books"]).await,
    ));
    all.push((
        "shop's token",
        world.token(Some("qingzhu"), Some("M01"), &["serve_counter"]).await,
    ));
    all.push(("approver without second factor", world.of("unproven").clone()));
    all.push(("shop's device", world.device().await));
    all.push(("open card", world.open_card().await));
    all
}

/// What somebody is let do: what comes of it otherwise is not of access.
fn let_in(status: u16, code: &str) -> &'static str {
    match (status, code) {
        (401, _) => "401",
        (403, "second_factor_needed") => "2fa",
        (403, "not_allowed") => "403",
        (404, "not_found") => "404",
        (_, "unknown_merchant" | "unknown_statement" | "unknown_disbursement" | "unknown_record") => "404",
        _ => "+",
    }
}

/// The state on which a change is based: the row as it stands.
async fn tag_of(world: &World, asked: &Asked) -> Option<String> {
    if asked.method != "PUT" {
        return None;
    }
    let row = asked.path.split('?').next().unwrap_or_default();
    let read = world.office("GET", row, None, &Value::Null).await;
    Some(read.etag.unwrap_or_else(|| "1".to_owned()))
}

async fn matrix(world: &mut World) -> String {
    let document = world
        .office("GET", "/api/v1/openapi.json", None, &Value::Null)
        .await
        .json();
    let askers = askers(world).await;
    let world = &*world;
    let mut rows: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for asked in all_of(&document) {
        // Signing in and what is one's own have tests of their own; here it counts that somebody has to be signed in.
        let tag = tag_of(world, &asked).await;
        for (at, (_, shows)) in askers.iter().enumerate() {
            let key = format!("matrix-{at}");
            let under = tag.as_deref().unwrap_or(&key);
            world.come(shows).await;
            let got = world
                .ask_as(shows, (&asked.method, &asked.path), Some(under), &asked.body)
                .await;
            assert!(got.status < 500, "{} {}: {}", asked.method, asked.path, got.text);
            rows.entry(asked.operation.clone())
                .or_default()
                .push(let_in(got.status, &got.code()));
        }
    }
    let names: Vec<&str> = askers.iter().map(|(name, _)| *name).collect();
    table(&names, rows)
}

/// Rows below the names of those who ask.
pub(crate) fn table(names: &[&str], rows: BTreeMap<String, Vec<&'static str>>) -> String {
    let mut table = String::new();
    let width = rows.keys().map(String::len).max().unwrap_or_default();
    for (at, name) in names.iter().enumerate() {
        let _ = writeln!(table, "{:width$} {}{name}", "", "|    ".repeat(at));
    }
    for (operation, row) in rows {
        let cells: Vec<String> = row.iter().map(|cell| format!("{cell:4}")).collect();
        let _ = writeln!(table, "{operation:width$} {}", cells.join(" ").trim_end());
    }
    table
}

/// Compares a table with that which was reviewed.
pub(crate) fn compare(table: &str, name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access").join(name);
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(&file, table).expect("the table is written");
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    for (now, then) in table.lines().zip(reviewed.lines()) {
        assert_eq!(now, then);
    }
    assert_eq!(table.lines().count(), reviewed.lines().count());
}

async fn what_each_role_may_do_is_what_was_reviewed(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let table = matrix(&mut world).await;
    compare(&table, "matrix.txt");
}

async fn another_community_is_as_unknown_as_one_that_is_not_there(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let document = world
        .office("GET", "/api/v1/openapi.json", None, &Value::Null)
        .await
        .json();
    let mut askers = askers(&mut world).await;
    // Whoever runs the installation knows which communities there are.
    askers.retain(|(name, _)| *name != "operator");
    for asked in all_of(&document).into_iter().filter(|asked| asked.is_of_a_community) {
        for (name, shows) in &askers {
            let mut answers = Vec::new();
            for community in ["hengyuan", "nowhere"] {
                let path = asked.path.replace("qingzhu", community);
                let got = world
                    .ask_as(shows, (&asked.method, &path), Some("1"), &asked.body)
                    .await;
                let mut told = got.json();
                told["request_id"] = Value::Null;
                answers.push((got.status, told));
            }
            assert_eq!(answers[0], answers[1], "{name}: {}", asked.operation);
            // A device or a card is nobody of the office.
            let is_nobody = ["nobody", "shop's device", "open card"].contains(name);
            let expected = if is_nobody { 401 } else { 404 };
            // Whose card it is says the card itself.
            if !["ownCard", "ownHistory", "openCard", "complain", "closeCard"].contains(&asked.operation.as_str()) {
                assert_eq!(answers[0].0, expected, "{name}: {}", asked.operation);
            }
        }
    }
}

async fn a_person_is_told_of_their_own_communities(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let codes = |got: &Value| -> Vec<String> {
        let rows = got["communities"].as_array().cloned().unwrap_or_default();
        rows.iter()
            .map(|row| row["code"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    for (login, expected) in [
        ("auditor", vec!["qingzhu"]),
        ("stranger", vec![]),
        ("operator", vec!["hengyuan", "qingzhu"]),
    ] {
        let got = world.ask(login, "GET", "/api/v1/communities", &Value::Null).await;
        assert_eq!(codes(&got.json()), expected, "{login}");
    }
    assert!(OWN.ends_with("qingzhu"));
}

xiaonuan_tests::on_both!(
    what_each_role_may_do_is_what_was_reviewed,
    another_community_is_as_unknown_as_one_that_is_not_there,
    a_person_is_told_of_their_own_communities,
);
