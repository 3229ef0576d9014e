//! A shop's own pages: whose they are, what is pressed there, and that their figures are those of its files.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;

use crate::world::{Got, OWN, World};

const SHOP: &str = "/c/qingzhu/shop/M01";
const OWNER: &str = "merchant_owner";
const STAFF: &str = "merchant_staff";

/// The pages of a shop, below its address.
const PAGES: [&str; 15] = [
    "",
    "/redemptions",
    "/redemptions?period=2026&format=csv",
    "/statements",
    "/statements/DZ1",
    "/discounts",
    "/discounts/new",
    "/staff",
    "/staff/S01",
    "/devices",
    "/devices/T01",
    "/branches",
    "/branches/B01",
    "/poster",
    "/caring",
];

/// What is pressed on them, with what no use case would take.
const PRESSES: [(&str, &[(&str, &str)]); 11] = [
    ("/undo", &[("ref", "HX1")]),
    ("/statements/DZ1/confirm", &[("invoice", "1")]),
    ("/statements/DZ1/dispute", &[("line", "1")]),
    ("/discounts/new", &[("title", "x")]),
    ("/discounts/D01/state", &[("state", "suspended"), ("based_on", "0")]),
    ("/staff", &[("name", "")]),
    ("/staff/S01/pin", &[("pin", "1")]),
    ("/staff/S01/state", &[("state", "blocked"), ("based_on", "0")]),
    ("/devices", &[("name", "")]),
    ("/devices/T01/state", &[("state", "blocked"), ("based_on", "0")]),
    ("/branches", &[("name", "")]),
];

async fn look(world: &World, login: &str, path: &str) -> Got {
    world.ask(login, "GET", path, &Value::Null).await
}

/// What a page says but for what differs from request to request.
fn said(got: &Got, address: &str) -> (u16, String) {
    let text = got.text.replace(address, "");
    let number = text.split("<small>").next().unwrap_or_default().to_owned();
    (got.status, number)
}

/// Records what a resident paid at M01 by their card, as somebody of the shop does.
async fn redeem(world: &World, login: &str, (reference, card): (&str, &str), bill: &str) {
    let body = json!({"ref": reference, "at": "2026-07-01T09:00:00+08:00", "merchant": "M01", "card": card,
                      "discount": "D01", "bill": bill});
    let path = format!("{OWN}/redemptions");
    let got = world
        .ask_as(world.of(login), ("POST", &path), Some(reference), &body)
        .await;
    assert_eq!(got.status, 201, "{}", got.text);
}

async fn an_owner_has_their_shop_and_every_other_is_as_unknown_as_none(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let own = look(&world, OWNER, "/c/qingzhu/shop").await;
    assert_eq!((own.status, own.location.as_deref()), (303, Some(SHOP)));
    for page in PAGES {
        let got = look(&world, OWNER, &format!("{SHOP}{page}")).await;
        assert_eq!(got.status, 200, "{page}: {}", got.text);
        let mut answers = Vec::new();
        for merchant in ["M02", "M99"] {
            let path = format!("/c/qingzhu/shop/{merchant}{page}");
            answers.push(said(&look(&world, OWNER, &path).await, &path));
        }
        assert_eq!(answers[0].0, 404, "{page}");
        assert_eq!(answers[0].0, answers[1].0, "{page}");
        // What is another shop's is not found under one's own address either.
        let foreign = page
            .replace("DZ1", "DZ2")
            .replace("S01", "S02")
            .replace("T01", "T02")
            .replace("B01", "B02");
        if foreign != page {
            assert_eq!(
                look(&world, OWNER, &format!("{SHOP}{foreign}")).await.status,
                404,
                "{foreign}"
            );
        }
    }
    for (page, fields) in PRESSES {
        let other = world.press(OWNER, &format!("/c/qingzhu/shop/M02{page}"), fields).await;
        assert_eq!(other.status, 404, "{page}");
        let foreign = page
            .replace("DZ1", "DZ2")
            .replace("S01", "S02")
            .replace("T01", "T02")
            .replace("D01", "D03");
        if foreign != page {
            let got = world.press(OWNER, &format!("{SHOP}{foreign}"), fields).await;
            assert_eq!(got.status, 404, "{foreign}");
        }
    }
    let undone = world.press(OWNER, &format!("{SHOP}/undo"), &[("ref", "HX2")]).await;
    assert_eq!(undone.status, 404, "a redemption of another shop");
}

async fn everybody_sees_of_a_shop_what_their_role_lets_them(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let (all, statements) = (&PAGES[..], ["/statements", "/statements/DZ1"]);
    for (login, shown, pressed) in [
        (OWNER, all, true),
        (STAFF, &PAGES[..1], false),
        ("auditor", all, false),
        ("cashier", &statements[..], false),
        ("grid_worker", &[][..], false),
    ] {
        for page in PAGES {
            let got = look(&world, login, &format!("{SHOP}{page}")).await;
            // A new discount is proposed by whoever may offer one; a file is taken away by whoever may take one.
            let is_shown = shown.contains(&page) && (page != "/discounts/new" || pressed);
            assert_eq!(got.status, if is_shown { 200 } else { 403 }, "{login} {page}");
        }
        for (page, fields) in PRESSES {
            let got = world.press(login, &format!("{SHOP}{page}"), fields).await;
            let may = pressed || (login == STAFF && page == "/undo");
            assert_eq!(got.status != 403, may, "{login} {page}: {}", got.status);
        }
    }
    for page in PAGES {
        assert_eq!(
            look(&world, "stranger", &format!("{SHOP}{page}")).await.status,
            404,
            "{page}"
        );
    }
    // The approver reads, and takes no files away.
    let file = look(&world, "approver", &format!("{SHOP}/redemptions?format=csv")).await;
    assert_eq!(file.status, 403);
    let list = look(&world, "auditor", "/c/qingzhu/shop").await;
    assert_eq!(list.status, 200);
    assert!(
        ["M01", "M02", "M03"].iter().all(|code| list.text.contains(code)),
        "{}",
        list.text
    );
}

async fn staff_see_what_they_confirmed_and_the_owner_undoes_all_of_it(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let card = world.card("R03").await;
    redeem(&world, STAFF, ("HX5", &card), "61.00").await;
    redeem(&world, OWNER, ("HX6", &card), "82.00").await;
    let own = look(&world, STAFF, SHOP).await.text;
    assert!(own.contains("61.00") && !own.contains("82.00"), "{own}");
    assert!(!own.contains("Funds owe"), "{own}");
    // The surname and the end of the card's number, and nothing else of anybody.
    assert!(own.contains("居 (card ") && !own.contains("居民"), "{own}");
    let whole = look(&world, OWNER, SHOP).await.text;
    assert!(
        whole.contains("61.00") && whole.contains("82.00") && whole.contains("Funds owe the shop"),
        "{whole}"
    );
    // What the office entered just now of another day is not of today.
    assert_eq!(whole.matches("Undo (before 09:").count(), 2, "{whole}");
    // Staff undo what is their own.
    let undo = format!("{SHOP}/undo");
    assert_eq!(world.press(STAFF, &undo, &[("ref", "HX6")]).await.status, 404);
    for _ in 0..2 {
        let got = world.press(OWNER, &undo, &[("ref", "HX5")]).await;
        assert_eq!((got.status, got.location.as_deref()), (303, Some(SHOP)), "{}", got.text);
    }
    let whole = look(&world, OWNER, SHOP).await.text;
    assert_eq!(whole.matches("taken back").count(), 1, "{whole}");
    assert_eq!(whole.matches("Undo (before 09:").count(), 1, "{whole}");
    fixture.clock.advance(15 * 60);
    let whole = look(&world, OWNER, SHOP).await.text;
    assert!(!whole.contains("Undo (before"), "{whole}");
    let late = world.press(OWNER, &undo, &[("ref", "HX6")]).await;
    assert_eq!(late.status, 422);
    assert!(late.text.contains("The 15 minutes are over"), "{}", late.text);
}

async fn a_pin_is_shown_once_and_a_blocked_person_has_none(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let member = format!("{SHOP}/staff/S01");
    let pin = format!("{member}/pin");
    for page in [&member, &format!("{SHOP}/staff")] {
        assert!(look(&world, OWNER, page).await.text.contains("no PIN yet"), "{page}");
    }
    let drawn = world.press(OWNER, &pin, &[]).await;
    assert_eq!(drawn.status, 200, "{}", drawn.text);
    let shown = drawn
        .text
        .split("<code>")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .expect("a PIN");
    assert!(
        shown.len() == 6 && shown.bytes().all(|byte| byte.is_ascii_digit()),
        "{shown}"
    );
    assert!(
        !look(&world, OWNER, &member).await.text.contains(shown),
        "it is not shown again"
    );
    for page in [&member, &format!("{SHOP}/staff")] {
        assert!(!look(&world, OWNER, page).await.text.contains("no PIN yet"), "{page}");
    }
    for typed in ["12a4", "1234", "7777"] {
        let wrong = world.press(OWNER, &pin, &[("pin", typed)]).await;
        assert_eq!(wrong.status, 422);
        let told = "none that others would try early";
        assert!(
            wrong.text.contains(told) && !wrong.text.contains(&format!("\"{typed}\"")),
            "{}",
            wrong.text
        );
    }
    let set = world.press(OWNER, &pin, &[("pin", "2048")]).await;
    let next = set.location.expect("a page");
    assert_eq!((set.status, &*next), (303, &*format!("{member}?set=pin")));
    assert!(look(&world, OWNER, &next).await.text.contains("The PIN is set"));
    let log = look(&world, "auditor", &format!("{OWN}/access-log")).await.text;
    assert_eq!(log.matches("staff/pin").count(), 2, "{log}");
    let page = look(&world, OWNER, &member).await.text;
    let tag = page.split("name=\"based_on\" value=\"").nth(1).expect("a tag");
    let tag = tag.split('"').next().expect("a number").to_owned();
    let state = format!("{member}/state");
    for (based_on, status) in [(&*tag, 303), ("1", 412)] {
        let got = world
            .press(OWNER, &state, &[("state", "blocked"), ("based_on", based_on)])
            .await;
        assert_eq!(got.status, status, "{}", got.text);
    }
    let page = look(&world, OWNER, &member).await.text;
    assert!(page.contains("blocked") && !page.contains("/pin\""), "{page}");
    let new = [("name", "赵敏"), ("code", "SY07")];
    let made = world.press(OWNER, &format!("{SHOP}/staff"), &new).await;
    assert_eq!(
        made.location.as_deref(),
        Some("/c/qingzhu/shop/M01/staff/SY07"),
        "{}",
        made.text
    );
    let taken = world
        .press(OWNER, &format!("{SHOP}/staff"), &[("name", "孙悦"), ("code", "S02")])
        .await;
    assert_eq!(taken.status, 409, "{}", taken.text);
    assert!(taken.text.contains("孙悦"), "{}", taken.text);
}

async fn a_phone_is_paired_by_the_code_that_is_shown_and_blocked_again(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let devices = format!("{SHOP}/devices");
    let foreign = [("name", "前台"), ("code", "M01-9"), ("branch", "B02")];
    assert_eq!(world.press(OWNER, &devices, &foreign).await.status, 404);
    let made = world
        .press(
            OWNER,
            &devices,
            &[("name", "前台手机"), ("code", "M01-9"), ("branch", "B01")],
        )
        .await;
    assert_eq!(made.status, 303, "{}", made.text);
    let device = made.location.expect("its page");
    let shown = world.press(OWNER, &format!("{device}/pair"), &[]).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert!(shown.text.contains("<svg role=\"img\""), "{}", shown.text);
    let token = shown
        .text
        .split("http://localhost/pair/")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    let paired = json!({"token": token.expect("a link")});
    let paired = world.office("POST", "/api/v1/pair", None, &paired).await;
    assert_eq!(
        (paired.status, paired.json()["device"].as_str()),
        (201, Some("M01-9")),
        "{}",
        paired.text
    );
    assert!(look(&world, OWNER, &device).await.text.contains("Last seen"));
    let page = look(&world, OWNER, &device).await.text;
    let tag = page.split("name=\"based_on\" value=\"").nth(1).expect("a tag");
    let tag = tag.split('"').next().expect("a number").to_owned();
    let state = format!("{device}/state");
    let blocked = world
        .press(OWNER, &state, &[("state", "blocked"), ("based_on", &tag)])
        .await;
    assert_eq!(blocked.status, 303, "{}", blocked.text);
    assert_eq!(world.press(OWNER, &format!("{device}/pair"), &[]).await.status, 422);
}

async fn what_a_file_adds_up_to_is_the_total_of_the_page(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let card = world.card("R04").await;
    for (number, bill) in ["61.10", "82.20", "93.35", "7.05"].iter().enumerate() {
        let reference = format!("HX1{number}");
        redeem(
            &world,
            if number % 2 == 0 { OWNER } else { STAFF },
            (&reference, &card),
            bill,
        )
        .await;
    }
    let undone = world.press(OWNER, &format!("{SHOP}/undo"), &[("ref", "HX12")]).await;
    assert_eq!(undone.status, 303);
    for (filter, rows) in [
        ("period=2026-07-01", 4),
        ("period=2026-07", 4),
        ("period=2026", 5),
        ("period=2025", 0),
    ] {
        let page = look(&world, OWNER, &format!("{SHOP}/redemptions?{filter}")).await.text;
        let file = look(&world, OWNER, &format!("{SHOP}/redemptions?{filter}&format=csv"))
            .await
            .text;
        let lines: Vec<Vec<&str>> = file
            .trim_end()
            .split("\r\n")
            .map(|line| line.split(',').collect())
            .collect();
        let (names, lines) = lines.split_first().expect("names");
        assert_eq!(lines.len(), rows, "{file}");
        let column = |name: &str| {
            names
                .iter()
                .position(|known| known.trim_start_matches('\u{feff}') == name)
        };
        let (owed, due, reversed) = (column("owed"), column("due_from_resident"), column("reversed_by"));
        let standing = lines.iter().filter(|line| line[reversed.expect("a column")].is_empty());
        let sum = |at: Option<usize>| -> u64 {
            let fen = |text: &str| text.replace('.', "").parse::<u64>().expect("fen");
            standing.clone().map(|line| fen(line[at.expect("a column")])).sum()
        };
        for (what, total) in [("Funds owe", sum(owed)), ("Paid by customers", sum(due))] {
            let told = format!("{}.{:02}", total / 100, total % 100);
            let row = page.split(&format!("{what}</th><td>")).nth(1).expect("a total");
            assert_eq!(row.split('<').next(), Some(told.as_str()), "{filter}: {what}");
        }
        assert!(!file.contains("居民") && !file.contains("R04"), "{file}");
    }
    let pages = look(&world, OWNER, &format!("{SHOP}/redemptions?period=2026&branch=B02")).await;
    assert_eq!(pages.status, 404, "another shop's branch");
    let wrong = look(&world, OWNER, &format!("{SHOP}/redemptions?period=2026-13")).await;
    assert_eq!(wrong.status, 422);
    let log = look(&world, "auditor", &format!("{OWN}/access-log")).await.text;
    assert_eq!(log.matches("exported/csv").count(), 4, "{log}");
}

async fn nothing_that_a_shop_reads_or_prints_says_who_is_in_need(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let terms = json!({"code": "D77", "merchant": "M01", "title": "低保专享", "public_title": "邻里价", "amount_off": "9",
                       "eligible": "dibao", "valid_from": "2026-01-01", "valid_to": "2026-12-31"});
    let made = world.office("POST", &format!("{OWN}/discounts"), None, &terms).await;
    assert_eq!(made.status, 201, "{}", made.text);
    for page in PAGES {
        let told = look(&world, OWNER, &format!("{SHOP}{page}")).await.text;
        for word in [
            "低保", "dibao", "eligib", "困难", "残疾", "特困", "孤寡", "R01", "居民R",
        ] {
            assert!(!told.contains(word), "{page} says {word}");
        }
    }
    let poster = look(&world, OWNER, &format!("{SHOP}/poster")).await.text;
    assert!(
        poster.contains("D01 邻里优惠") && !poster.contains("邻里价"),
        "what some have is on no poster: {poster}"
    );
}

xiaonuan_tests::on_both!(
    an_owner_has_their_shop_and_every_other_is_as_unknown_as_none,
    everybody_sees_of_a_shop_what_their_role_lets_them,
    staff_see_what_they_confirmed_and_the_owner_undoes_all_of_it,
    a_pin_is_shown_once_and_a_blocked_person_has_none,
    a_phone_is_paired_by_the_code_that_is_shown_and_blocked_again,
    what_a_file_adds_up_to_is_the_total_of_the_page,
    nothing_that_a_shop_reads_or_prints_says_who_is_in_need,
);
mod statements;

mod discounts;
