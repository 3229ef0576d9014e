//! Every role at every page, its own shop's and another's: one table, read by people. A page that is not in it fails.
//!
//! `UPDATE_MATRIX=1` writes it anew. Forms are sent with nothing in them, so that nobody's answer depends on another's.

use std::collections::BTreeMap;

use xiaonuan_tests::fixture::Fixture;

use crate::matrix::{askers, compare, table};
use crate::world::{Got, World};

/// Forms without fields that end what the others are asked by: they have tests of their own.
const ENDING: [&str; 3] = ["/sign-out", "/account/sessions/end-others", "/card/close"];

/// What stands in addresses, by the folder before it: a shop's own, and another's.
const NAMED: [(&str, &str, &str); 6] = [
    ("/staff/{code}", "/staff/S01", "/staff/S02"),
    ("/devices/{code}", "/devices/T01", "/devices/T02"),
    ("/branches/{code}", "/branches/B01", "/branches/B02"),
    ("/discounts/{code}", "/discounts/D01", "/discounts/D03"),
    ("/statements/{reference}", "/statements/DZ1", "/statements/DZ2"),
    ("/shop/{merchant}", "/shop/M01", "/shop/M02"),
];

/// A page of somebody's own shop, or of another; the same where it is of none.
fn address(pattern: &str, is_other: bool) -> String {
    let fixed = pattern
        .replace("{community}", "qingzhu")
        .replace("{number}", "1")
        .replace("{report}", "funds");
    let named = NAMED.iter().fold(fixed, |address, (section, own, other)| {
        address.replace(section, if is_other { other } else { own })
    });
    let nothing = "0".repeat(32);
    ["{link}", "{token}", "{session}", "{reference}", "{hash}", "{name}"]
        .iter()
        .fold(named, |address, parameter| address.replace(parameter, &nothing))
}

/// What somebody is let see: what comes of it otherwise is not of access.
fn let_in(got: &Got) -> &'static str {
    let is_sent_to_sign_in = got.location.as_deref().is_some_and(|to| to.starts_with("/sign-in"));
    match got.status {
        401 => "401",
        303 if is_sent_to_sign_in => "401",
        403 if got.text.contains("second factor") => "2fa",
        403 => "403",
        404 => "404",
        _ => "+",
    }
}

async fn what_each_role_sees_is_what_was_reviewed(fixture: &Fixture) {
    let mut world = World::on(fixture).await;
    let askers = askers(&mut world).await;
    let mut rows: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    for (pattern, method) in xiaonuan_http::pages().filter(|(pattern, _)| !ENDING.contains(pattern)) {
        let (own, other) = (address(pattern, false), address(pattern, true));
        let places = match own == other {
            true => vec![("", own)],
            false => vec![(" own", own), (" other", other)],
        };
        for (whose, path) in places {
            for (_, shows) in &askers {
                world.come(shows).await;
                let got = world.page_as(shows, (method.as_str(), &path)).await;
                assert!(got.status < 500, "{method} {path}: {}", got.text);
                rows.entry(format!("{pattern} {method}{whose}"))
                    .or_default()
                    .push(let_in(&got));
            }
        }
    }
    let names: Vec<&str> = askers.iter().map(|(name, _)| *name).collect();
    compare(&table(&names, rows), "pages.txt");
}

xiaonuan_tests::on_both!(what_each_role_sees_is_what_was_reviewed);
