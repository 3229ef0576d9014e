//! The card's page: opened by the code on the card and its PIN, it tells its holder what is theirs, and nobody else.

use serde_json::json;
use xiaonuan_tests::ask::{moment, redeem, voucher};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::browser::{Browser, Shown};
use crate::shop::{Codes, Street};

async fn open(browser: &mut Browser, codes: &Codes) -> Shown {
    let fields = [("token", &*codes.token), ("c", "qingzhu"), ("pin", &*codes.pin)];
    browser.post("/card/open", &fields).await
}

async fn a_card_is_opened_and_tells_what_is_its_holders(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    for (reference, amount, until) in [("DIS1", "20", "2026-12-31"), ("DIS2", "30", "2026-08-31")] {
        let help = voucher(reference, "2026-06-01", "F1", "R03", amount, until);
        street.books.accept(help).await;
    }
    let phone = street.phone("SJ01").await;
    let codes = street.card("K03", "R03").await;
    let fields = json!({"card": codes.token, "discount": "D01", "voucher": "31.00"});
    street.confirm(&phone, "HX1", &fields).await.done();
    let agent = json!({"code": "A1", "resident": "R03", "relation": "relative", "name": "周代办", "consent": "WT-1",
                       "from": "2026-01-01"});
    street.post("/agents", &agent).await.done();

    let mut browser = Browser::on(&street);
    let page = browser.get("/card").await;
    page.says("Open a neighbourhood card");
    page.does_not_say("Code of the community");
    // What the code on the card leads to, where no shop's device scans it.
    let page = browser.get(&format!("/k/{}?c=qingzhu", codes.token)).await;
    page.says("Whose card is this?");
    page.does_not_say("居民R03");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert!(page.text.contains(&format!("name=\"token\" value=\"{}\"", codes.token)));
    assert_eq!(open(&mut browser, &codes).await.leads_to(), "/card");
    let page = browser.get("/card").await;
    assert_eq!(page.headers["cache-control"], "no-store");
    for told in [
        "居民R03",
        "Neighbourhood card ending in K03",
        "青竹社区",
        "¥19.00",
        "until 31 December 2026",
        "M01 便民店",
        "10% off, until",
        "bill ¥50.00, discount ¥5.00, voucher ¥31.00, paid ¥14.00",
        "1 July 2026, 09:00",
        "周代办",
        "until 31 December 2026",
    ] {
        page.says(told);
    }
    // What is for others is not there, nor what nobody reads: codes of the office.
    for hidden in ["D09", "DIS1", "F1 基金", &codes.token] {
        page.does_not_say(hidden);
    }
    assert_eq!(browser.post("/card/close", &[]).await.leads_to(), "/card");
    browser.get("/card").await.does_not_say("居民R03");
}

async fn a_wrong_pin_is_told_and_at_last_when_the_next_try_is_there(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let codes = street.card("K03", "R03").await;
    let pin = if codes.pin == "000000" { "000001" } else { "000000" };
    let wrong = Codes {
        pin: pin.to_owned(),
        ..codes.clone()
    };
    let nobodys = Codes {
        token: "d".repeat(26),
        ..codes.clone()
    };
    let mut browser = Browser::on(&street);
    let unknown = open(&mut browser, &nobodys).await;
    for _ in 0..5 {
        let page = open(&mut browser, &wrong).await;
        page.says("It was not opened. The PIN is wrong");
        page.does_not_say(pin);
        // What was scanned stays, and the page says of no card whether there is such a one.
        let stays = page.text.replace(&codes.token, &nobodys.token);
        assert_eq!(stays, unknown.text);
        assert!(page.text.contains(&codes.token));
    }
    let page = open(&mut browser, &codes).await;
    page.says("Too much was tried. Try again after 2 July 2026, 09:30");
    for (pin, told) in [("12", "A PIN is 4 to 8 digits"), ("abcdef", "A PIN is 4 to 8 digits")] {
        let fields = [("token", &*codes.token), ("c", "qingzhu"), ("pin", pin)];
        let page = browser.post("/card/open", &fields).await;
        page.says(told);
        page.does_not_say("Too much was tried");
    }
    let typed = [("typed", ""), ("c", "qingzhu"), ("pin", "204871")];
    let page = browser.post("/card/open", &typed).await;
    assert!(page.text.contains("id=\"card-typed-fault\""), "{}", page.text);
    // A short code can be guessed, and opens nothing here.
    let street_card = street.card("K04", "R04").await;
    let typed = [
        ("typed", &*street_card.short),
        ("c", "qingzhu"),
        ("pin", &*street_card.pin),
    ];
    let page = browser.post("/card/open", &typed).await;
    page.says("That is the short code, for shops");
    let spaced: String = street_card.token.chars().map(|letter| format!("{letter} ")).collect();
    let typed = [("typed", &*spaced), ("c", "qingzhu"), ("pin", &*street_card.pin)];
    assert_eq!(browser.post("/card/open", &typed).await.leads_to(), "/card");
}

async fn a_card_that_is_closed_blocked_or_issued_again_is_not_shown(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let codes = street.card("K03", "R03").await;
    let mut browser = Browser::on(&street);
    open(&mut browser, &codes).await.leads_to();
    fixture.clock.advance(31 * 60);
    let page = browser.get("/card").await;
    page.says("The card was closed");
    page.does_not_say("居民R03");
    assert_eq!(browser.get("/card/history").await.leads_to(), "/card");
    open(&mut browser, &codes).await.leads_to();
    street.edit("cards", "K03", &json!({"state": "blocked"})).await.done();
    browser.get("/card").await.does_not_say("居民R03");
    open(&mut browser, &codes).await.says("It was not opened");
    let anew = street.issue("K03").await;
    open(&mut browser, &codes).await.says("It was not opened");
    open(&mut browser, &anew).await.leads_to();
    browser.get("/card").await.says("居民R03");
}

async fn nothing_of_anybody_else_is_told(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let other = Neighbourhood::new("baimu").merchant("M01").resident("R03");
    fixture.open(other).await;
    let help = voucher("DIS1", "2026-06-01", "F1", "R04", "77", "2026-12-31");
    street.books.accept(help).await;
    street
        .books
        .accept(redeem("HX4", "2026-06-02 09:00", "M01", "R04", "D01", "66"))
        .await;
    let codes = street.card("K03", "R03").await;
    let mut browser = Browser::on(&street);
    // Of two communities a typed code needs one, and another's opens nothing.
    browser.get("/card").await.says("Code of the community");
    browser
        .get("/card?c=qingzhu")
        .await
        .does_not_say("Code of the community");
    for community in ["baimu", "nowhere"] {
        let fields = [("token", &*codes.token), ("c", community), ("pin", &*codes.pin)];
        browser.post("/card/open", &fields).await.says("It was not opened");
    }
    let fields = [("token", &*codes.token), ("c", "not a code"), ("pin", &*codes.pin)];
    let page = browser.post("/card/open", &fields).await;
    assert!(page.text.contains("id=\"card-c-fault\""), "{}", page.text);
    open(&mut browser, &codes).await.leads_to();
    for path in ["/card", "/card/history", "/card/history?before=9999"] {
        let page = browser.get(path).await;
        for others in ["77.00", "66.00", "R04"] {
            page.does_not_say(others);
        }
    }
    let secret = browser.cookie.clone();
    browser.cookie = secret.replace("qingzhu.", "baimu.");
    browser.get("/card").await.does_not_say("居民R03");
    browser.cookie = "__Host-card=qingzhu.abcdefghijklmnopqrstuvwxyz".to_owned();
    browser.get("/card").await.does_not_say("居民R03");
}

async fn what_cannot_be_used_just_now_says_why_and_when(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    for number in 0..23 {
        let at = format!("2026-0{}-{:02} 09:00", 3 + number / 10, 1 + number % 10);
        let claim = redeem(&format!("HX{number}"), &at, "M01", "R03", "D01", "10");
        street.books.accept(claim).await;
    }
    for (reference, at) in [("HY1", "2026-06-29 10:00"), ("HY2", "2026-06-30 10:00")] {
        street
            .books
            .accept(redeem(reference, at, "M02", "R03", "D02", "10"))
            .await;
    }
    let codes = street.card("K03", "R03").await;
    let mut browser = Browser::on(&street);
    open(&mut browser, &codes).await.leads_to();
    let page = browser.get("/card").await;
    page.says("up to 2 a week for the household");
    page.says("All uses are used up; there are new ones from 6 July 2026");
    page.says("All of it");
    let first = browser.get("/card/history").await;
    assert_eq!(first.text.matches("bill ¥10.00").count(), 20);
    let older = first.text.split("/card/history?before=").nth(1).expect("an older page");
    let older = older.split('"').next().expect("a number");
    let second = browser.get(&format!("/card/history?before={older}&lang=en")).await;
    assert_eq!(second.text.matches("bill ¥10.00").count(), 5);
    second.says("Back to the latest");
    assert_eq!(browser.get("/card/history?before=0").await.status, 422);

    // Whoever asked that nothing but keeping be done is told so, and what they have stays.
    street
        .edit("residents", "R03", &json!({"restricted": true}))
        .await
        .done();
    let page = browser.get("/card").await;
    page.says("the community only keeps your data");
    page.says("There is nothing to use today.");
    street
        .edit("residents", "R03", &json!({"restricted": false}))
        .await
        .done();
    // Entitlements that ended: what they let use is named, with the day.
    fixture.clock.set(moment("2027-01-10 09:30"));
    open(&mut browser, &codes).await.leads_to();
    browser
        .get("/card")
        .await
        .says("ended on 31 December 2026; the community renews it");
}

async fn what_is_wrong_is_said_once_and_its_answer_read(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    for (reference, resident) in [("HX3", "R03"), ("HX4", "R04")] {
        let claim = redeem(reference, "2026-06-02 09:00", "M01", resident, "D01", "66");
        street.books.accept(claim).await;
    }
    let codes = street.card("K03", "R03").await;
    let mut browser = Browser::on(&street);
    assert_eq!(browser.get("/card/complaint").await.leads_to(), "/card");
    open(&mut browser, &codes).await.leads_to();
    assert!(browser.get("/card").await.text.contains("/card/complaint?about=HX3"));
    let form = browser.get("/card/complaint?about=HX3").await;
    form.says("bill ¥66.00");
    // What somebody else used is not told.
    browser.get("/card/complaint?about=HX4").await.does_not_say("66.00");
    let key = form.text.split("name=\"key\" value=\"").nth(1).expect("a key");
    let key = key.split('"').next().expect("a key").to_owned();
    let said = |text: &'static str| [("text", text), ("about", "HX3"), ("key", "")];
    let page = browser.post("/card/complaint", &said("  ")).await;
    assert!(page.text.contains("id=\"complaint-text-fault\""), "{}", page.text);
    for _ in 0..2 {
        let mut fields = said("我没有去过，\r\n<b>多收了</b>");
        fields[2].1 = &key;
        assert_eq!(
            browser.post("/card/complaint", &fields).await.leads_to(),
            "/card/complaint?sent=yes"
        );
    }
    let page = browser.get("/card/complaint?sent=yes").await;
    page.says("It was received.");
    page.says("About the bill of ¥66.00 at ");
    assert_eq!(page.text.matches("我没有去过").count(), 1, "two taps are one complaint");
    page.says("Not answered yet.");
    page.does_not_say("<b>多收了");
    let rows = street.get("/registers/complaints").await.done()["rows"].clone();
    let code = rows[0]["code"].as_str().expect("a code");
    let answer = json!({"answer": "已更正", "to": "2026-07-01"});
    street.edit("complaints", code, &answer).await.done();
    let page = browser.get("/card/complaint").await;
    page.says("Answered on 1 July 2026:");
    page.says("已更正");
}

on_both!(
    what_is_wrong_is_said_once_and_its_answer_read,
    a_card_is_opened_and_tells_what_is_its_holders,
    a_wrong_pin_is_told_and_at_last_when_the_next_try_is_there,
    a_card_that_is_closed_blocked_or_issued_again_is_not_shown,
    nothing_of_anybody_else_is_told,
    what_cannot_be_used_just_now_says_why_and_when,
);
