//! The pages of signing in, as a browser without scripts goes through them.

use xiaonuan_domain::access::Role;
use xiaonuan_persistence::journal::Clock;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;

use crate::factor::shown;
use crate::office::{BETTER, GOOD, HERE, Office};

async fn a_new_colleague_takes_up_their_account(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let link = format!("/welcome/{}", office.link(user).await);
    let mut browser = office.browser(HERE);
    let page = browser.get(&link).await;
    assert!(
        page.text.contains("Choose a password") && page.text.contains("wang.li"),
        "{}",
        page.text
    );
    let got = browser
        .form(&link, &[("new_password", BETTER), ("repeated", GOOD)])
        .await;
    assert!(
        got.text.contains("type them again") && !got.text.contains(BETTER),
        "{}",
        got.text
    );
    let got = browser
        .form(&link, &[("new_password", "password"), ("repeated", "password")])
        .await;
    assert!(got.text.contains("Others would try this early"), "{}", got.text);
    let fields = [("new_password", BETTER), ("repeated", BETTER)];
    let got = browser.form(&link, &fields).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/account"));
    assert!(browser.get("/account").await.text.contains("王丽"));
    // The same form once more, as after going back.
    let got = browser.form(&link, &fields).await;
    assert!(got.text.contains("cannot be used any more"), "{}", got.text);
    assert_eq!(browser.get("/account").await.status, 200, "and nothing is lost by it");
}

async fn one_signs_in_and_goes_on_where_one_wanted_to_be(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.browser(HERE);
    let got = browser.get("/account").await;
    assert_eq!(
        (got.status, got.header("location").as_str()),
        (303, "/sign-in?next=/account")
    );
    let page = browser.get("/sign-in?next=/account").await;
    assert!(page.text.contains("name=\"next\" value=\"/account\""), "{}", page.text);
    let evil = [("login", "wang.li"), ("password", GOOD), ("next", "//evil.example/x")];
    let got = browser.form("/sign-in", &evil).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/"));
    let own = [("login", "wang.li"), ("password", GOOD), ("next", "/account")];
    let got = browser.form("/sign-in", &own).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/account"));
    let got = browser.form("/sign-out", &[]).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/sign-in"));
    assert_eq!(
        browser.form("/sign-out", &[]).await.status,
        303,
        "twice is as good as once"
    );
    assert_eq!(browser.get("/account").await.status, 303);
}

async fn the_second_factor_is_set_up_and_asked_for(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let got = browser
        .form("/account/second-factor/begin", &[("password", "no")])
        .await;
    assert!(got.text.contains("This is not your password"), "{}", got.text);
    let got = browser
        .form("/account/second-factor/begin", &[("password", GOOD)])
        .await;
    assert_eq!(got.header("location"), "/account/second-factor");
    let page = browser.get("/account/second-factor").await.text;
    assert!(page.contains("<svg") && !page.contains("<?xml"), "a picture to scan");
    let secret = page
        .split("<code>")
        .nth(1)
        .and_then(|rest| rest.split("</code>").next());
    let secret = secret.expect("a secret to type").replace(' ', "");
    let got = browser.form("/account/second-factor", &[("code", "000")]).await;
    assert!(
        got.text.contains("wrong, or was used before") && got.text.contains("<svg"),
        "{}",
        got.text
    );
    let code = shown(&secret, fixture.clock.now());
    let got = browser.form("/account/second-factor", &[("code", &code)]).await;
    assert_eq!(got.text.matches("<li><code>").count(), 10, "{}", got.text);
    let got = browser.form("/account/second-factor", &[("code", &code)]).await;
    assert_eq!(
        got.header("location"),
        "/account",
        "the same form once more shows no codes"
    );
    fixture.clock.advance(60);
    let mut other = office.browser(HERE);
    let fields = [("login", "wang.li"), ("password", GOOD), ("next", "/account")];
    let got = other.form("/sign-in", &fields).await;
    assert_eq!(got.header("location"), "/sign-in/code?next=/account");
    assert!(
        other
            .get("/sign-in/code?next=/account")
            .await
            .text
            .contains("printed codes")
    );
    assert_eq!(other.get("/account").await.status, 303, "it is half a session");
    let got = other
        .form("/sign-in/code", &[("code", "000000"), ("next", "/account")])
        .await;
    assert!(got.text.contains("wrong, or was used before"), "{}", got.text);
    let code = shown(&secret, fixture.clock.now());
    let got = other
        .form("/sign-in/code", &[("code", &code), ("next", "/account")])
        .await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/account"));
    assert!(other.get("/account").await.text.contains("Printed codes left: 10"));
    // A second tab with the form still open is not thrown out.
    let got = other
        .form("/sign-in/code", &[("code", &code), ("next", "/account")])
        .await;
    assert!(matches!(got.status, 303 | 422), "{}", got.status);
    assert_eq!(other.get("/account").await.status, 200);
}

async fn the_password_is_changed_and_sessions_end(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut here = office.signed_in("wang.li", GOOD).await;
    let mut there = office.signed_in("wang.li", GOOD).await;
    let page = here.get("/account").await.text;
    let end = page
        .split("action=\"")
        .find(|rest| rest.starts_with("/account/sessions/") && !rest.contains("others\""));
    let end = end
        .and_then(|rest| rest.split('"').next())
        .expect("a button")
        .to_owned();
    assert_eq!(here.form(&end, &[]).await.header("location"), "/account");
    assert_eq!(there.get("/account").await.status, 303);
    let mut there = office.signed_in("wang.li", GOOD).await;
    let fields = |present, new, repeated| [("password", present), ("new_password", new), ("repeated", repeated)];
    for (form, told) in [
        (fields("no", BETTER, BETTER), "This is not your password"),
        (fields(GOOD, BETTER, GOOD), "type them again"),
        (fields(GOOD, "short", "short"), "at least 8 characters"),
    ] {
        let got = here.form("/account/password", &form).await;
        assert!(got.text.contains(told), "{told}: {}", got.text);
        assert!(!got.text.contains(BETTER), "no password is shown again");
    }
    let got = here.form("/account/password", &fields(GOOD, BETTER, BETTER)).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/account"));
    assert_eq!(here.get("/account").await.status, 200);
    assert_eq!(there.get("/account").await.status, 303);
}

/// What the form to send once more carries.
fn carried(page: &str, name: &str) -> String {
    let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = value.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let marks = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ];
    let read = |text: String, (escaped, mark): (&str, &str)| text.replace(escaped, mark);
    marks.into_iter().fold(value.to_owned(), read)
}

async fn a_session_that_ends_loses_no_form_and_shows_it_to_nobody_else(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    fixture.clock.advance(31 * 60);
    // Any page's form: who asks is found out before what is asked.
    let typed = [("reason", "搬家 <b>"), ("key", "k1"), ("pin", "")];
    let got = browser.form("/parts", &typed).await;
    assert_eq!(got.status, 401, "{}", got.text);
    assert!(got.text.contains("is not lost"), "{}", got.text);
    // Without the PIN that was typed it would be another form.
    let secret = browser
        .clone()
        .form("/parts", &[("reason", "搬家"), ("pin", "8402")])
        .await;
    assert!(
        secret.text.contains("could not be kept") && !secret.text.contains("搬家"),
        "{}",
        secret.text
    );
    assert!(!secret.text.contains("8402"));
    let kept: Vec<(&str, String)> = ["kept_by", "kept_to", "kept"]
        .map(|name| (name, carried(&got.text, name)))
        .to_vec();
    let fields = |login: &'static str, password: &'static str| {
        let mut fields = vec![("login", login.to_owned()), ("password", password.to_owned())];
        fields.extend(kept.clone());
        fields
    };
    // A wrong password keeps it.
    let wrong = fields("wang.li", "no");
    let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let got = browser.form("/sign-in", &wrong).await;
    assert_eq!((got.status, carried(&got.text, "kept")), (422, kept[2].1.clone()));
    // So does a code that comes too late.
    let mut late = vec![("code", "123456".to_owned())];
    late.extend(kept.clone());
    let late: Vec<(&str, &str)> = late.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let got = browser.form("/sign-in/code", &late).await;
    assert_eq!((got.status, carried(&got.text, "kept")), (401, kept[2].1.clone()));
    assert!(got.text.contains("It took too long"), "{}", got.text);
    // Somebody else is not shown it.
    let others = fields("zhao.min", GOOD);
    let others: Vec<(&str, &str)> = others.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let got = browser.clone().form("/sign-in", &others).await;
    assert_eq!((got.status, got.text.contains("搬家")), (303, false));
    // Who typed it is, and sends it under the same key.
    let own = fields("wang.li", GOOD);
    let own: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let got = browser.form("/sign-in", &own).await;
    assert_eq!(got.status, 200, "{}", got.text);
    assert!(
        got.text.contains("action=\"/parts\"") && got.text.contains("搬家 &#60;b&#62;"),
        "{}",
        got.text
    );
    assert_eq!(
        (carried(&got.text, "key").as_str(), carried(&got.text, "pin").as_str()),
        ("k1", "")
    );
}

async fn what_was_sent_without_anybody_known_is_not_kept(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.browser(HERE);
    let got = browser.form("/parts", &[("reason", "x")]).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/sign-in"));
    let mut browser = office.signed_in("wang.li", GOOD).await;
    browser.form("/sign-out", &[]).await;
    let got = browser.form("/parts", &[("reason", "x")]).await;
    assert_eq!(got.status, 303, "who signed out left nothing");
    let mut browser = office.signed_in("wang.li", GOOD).await;
    fixture.clock.advance(31 * 60);
    let got = browser.form("/account/password", &[("password", GOOD)]).await;
    assert_eq!(got.status, 303, "passwords are never kept");
}

async fn the_display_outlives_the_session(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let page = browser.get("/account").await.text;
    assert!(
        page.contains("href=\"/display?next=/account\"") && page.contains("action=\"/sign-out\""),
        "{page}"
    );
    let chosen = [("size", "large"), ("theme", "dark"), ("next", "/account")];
    let got = browser.form("/display", &chosen).await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/account"));
    browser.form("/sign-out", &[]).await;
    let page = browser.get("/sign-in").await.text;
    assert!(
        page.contains("<html lang=\"en\" data-size=\"large\" data-theme=\"dark\">"),
        "{page}"
    );
    let got = browser
        .form("/display", &[("size", "huge"), ("next", "//evil.example")])
        .await;
    assert_eq!(got.header("location"), "/");
    assert!(browser.get("/sign-in").await.text.contains("<html lang=\"en\">"));
}

async fn whoever_signs_in_is_told_where_their_work_is(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let page = browser.get("/").await;
    assert!(
        page.status == 200 && page.text.contains("You have no role yet"),
        "{}",
        page.text
    );
    office.appoint(user, "qingzhu", Role::Auditor).await;
    let got = browser.get("/").await;
    assert_eq!((got.status, got.header("location").as_str()), (303, "/c/qingzhu"));
    // The way out and one's account are on every page, also where there is nothing.
    for address in [
        "/c/qingzhu",
        "/c/qingzhu/records/999999",
        "/nowhere",
        "/account",
        "/display",
    ] {
        let page = browser.get(address).await.text;
        assert!(
            page.contains("action=\"/sign-out\"") && page.contains("href=\"/account\""),
            "{address}"
        );
    }
    let missing = browser.get("/c/qingzhu/records/999999").await;
    assert!(
        missing.status == 404 && missing.text.contains("href=\"/c/qingzhu/journal\""),
        "{}",
        missing.text
    );
    // A cashier reads no books, and the rail does not lead there.
    fixture.open(Neighbourhood::new("other")).await;
    office.appoint(user, "other", Role::Cashier).await;
    let page = browser.get("/c/other").await;
    assert!(
        page.status == 403 && !page.text.contains("/c/other/journal"),
        "{}",
        page.text
    );
}

async fn pages_are_chinese_first(fixture: &Fixture) {
    let office = Office::on(fixture);
    let mut browser = office.browser(HERE);
    let page = browser.get("/sign-in?lang=zh-CN").await.text;
    assert!(page.contains("登录名") && page.contains("lang=\"zh-CN\""), "{page}");
    for forbidden in ["<script", " style=", "<style"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

on_both!(
    a_new_colleague_takes_up_their_account,
    one_signs_in_and_goes_on_where_one_wanted_to_be,
    the_second_factor_is_set_up_and_asked_for,
    the_password_is_changed_and_sessions_end,
    a_session_that_ends_loses_no_form_and_shows_it_to_nobody_else,
    what_was_sent_without_anybody_known_is_not_kept,
    the_display_outlives_the_session,
    whoever_signs_in_is_told_where_their_work_is,
    pages_are_chinese_first,
);
