//! Sheets for the printer: only who may issue cards sees or prints them.

use serde_json::Value;
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;

use crate::world::World;

const SHEETS: &str = "/c/qingzhu/sheets";

async fn only_who_keeps_the_registers_prints_cards_and_vouchers(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let everybody = Role::ALL
        .iter()
        .map(|role| role.as_str())
        .chain(["stranger", "operator"]);
    for who in everybody {
        let expected = match who {
            "fund_administrator" => 200,
            "stranger" => 404,
            _ => 403,
        };
        let form = world.ask(who, "GET", SHEETS, &Value::Null).await;
        assert_eq!(form.status, expected, "{who}");
        for (path, fields) in [
            (SHEETS.to_owned(), [("who", "codes"), ("codes", "R02")]),
            (format!("{SHEETS}/cards"), [("codes", "R02"), ("key", "one")]),
            (format!("{SHEETS}/vouchers"), [("codes", "R02"), ("", "")]),
        ] {
            let got = world.press(who, &path, &fields).await;
            assert_eq!(got.status, expected, "{who} {path}: {}", got.text);
            if expected != 200 {
                assert!(!got.text.contains("居民R02"), "{who} {path}");
            }
        }
    }
    let nobody = world
        .ask_as(&crate::world::Shows::Nothing, ("GET", SHEETS), None, &Value::Null)
        .await;
    assert_eq!(nobody.status, 303, "whoever is not signed in signs in first");

    // Who keeps the registers sees surnames, as everywhere; what was printed of vouchers is logged.
    let print = [("codes", "R03"), ("key", "two")];
    let cards = format!("{SHEETS}/cards");
    let got = world.press("fund_administrator", &cards, &print).await;
    // Whoever loads the print again leaves the paper good.
    let issued = world.cards_issued().await;
    let again = world.press("fund_administrator", &cards, &print).await;
    assert_eq!(
        (again.status, world.cards_issued().await),
        (409, issued),
        "{}",
        again.text
    );
    assert!(
        got.text.contains("居**") && !got.text.contains("居民R03"),
        "{}",
        got.text
    );
    let log = world
        .ask("auditor", "GET", "/api/v1/communities/qingzhu/access-log", &Value::Null)
        .await;
    assert!(log.text.contains("sheets/vouchers"), "{}", log.text);
}

xiaonuan_tests::on_both!(only_who_keeps_the_registers_prints_cards_and_vouchers);
