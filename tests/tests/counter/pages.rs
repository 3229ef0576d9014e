//! The counter's pages, as a browser without a script has them: every step by its form.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_tests::ask::voucher;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::shop::{Codes, Phone, Street};

const DEVICE: &str = "SJ01";

/// A page as it came.
#[derive(Clone, Debug)]
struct Page {
    status: u16,
    location: String,
    cookie: Option<String>,
    text: String,
}

/// What a form holds that a page shows.
type Form = BTreeMap<String, String>;

impl Page {
    /// The fields of the page's forms, as a browser would send them.
    fn form(&self) -> Form {
        let mut form = Form::new();
        for input in self.text.split("<input ").skip(1) {
            let input = input.split('>').next().expect("it ends");
            let value = |name: &str| {
                let rest = input.split_once(&format!("{name}=\""))?.1;
                rest.split('"').next().map(str::to_owned)
            };
            let is_left_out = input.contains("type=\"radio\"") && !input.contains(" checked");
            if let (Some(name), false) = (value("name"), is_left_out) {
                form.insert(name, value("value").unwrap_or_default());
            }
        }
        form
    }

    fn says(&self, text: &str) -> &Self {
        assert!(self.text.contains(text), "no {text} in {}", self.text);
        self
    }

    fn is_silent_of(&self, text: &str) -> &Self {
        assert!(!self.text.contains(text), "{text} in {}", self.text);
        self
    }

    /// The page without what is drawn anew for each.
    fn without(&self, fields: &[&str]) -> String {
        let form = self.form();
        let drawn = fields.iter().filter_map(|name| form.get(*name));
        drawn.fold(self.text.clone(), |text, value| text.replace(value.as_str(), ""))
    }
}

impl Street {
    async fn page(&self, cookie: &str, method: &str, path: &str, form: &Form) -> Page {
        let pairs = form.iter().map(|(name, value)| format!("{name}={}", escaped(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("accept-language", "en")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", cookie);
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        Page {
            status: parts.status.as_u16(),
            location: header("location").unwrap_or_default().to_owned(),
            cookie: header("set-cookie").and_then(|cookie| cookie.split(';').next().map(str::to_owned)),
            text: String::from_utf8(bytes.to_vec()).expect("text"),
        }
    }

    async fn look(&self, phone: &Phone, path: &str) -> Page {
        self.page(&phone.cookie, "GET", path, &Form::new()).await
    }

    async fn press(&self, phone: &Phone, path: &str, form: &Form) -> Page {
        self.page(&phone.cookie, "POST", path, form).await
    }

    /// The page of whose card is shown.
    async fn show(&self, phone: &Phone, code: &str) -> Page {
        self.press(phone, "/counter/card", &form(&[("code", code)])).await
    }

    /// The page of a bill.
    async fn bill(&self, phone: &Phone, code: &str, bill: &str) -> Page {
        let shown = self.show(phone, code).await.form();
        self.press(phone, "/counter/quote", &with(shown, &[("bill", bill)]))
            .await
    }

    /// How much was recorded at a counter today.
    async fn recorded(&self, phone: &Phone) -> Vec<Value> {
        let today = self.at(phone, "GET", "/redemptions", &Value::Null).await.done();
        today["redemptions"].as_array().expect("a list").clone()
    }
}

fn form(fields: &[(&str, &str)]) -> Form {
    with(Form::new(), fields)
}

fn with(mut form: Form, fields: &[(&str, &str)]) -> Form {
    for (name, value) in fields {
        form.insert((*name).to_owned(), (*value).to_owned());
    }
    form
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let each = text.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    each.collect()
}

/// A street with a phone that is a counter, and a card of R03 with ¥30 of vouchers.
async fn open(fixture: &Fixture) -> (Street, Phone, Codes) {
    let street = Street::of(fixture).await;
    street
        .books
        .accept(voucher("V1", "2026-02-01", "F1", "R03", "30", "2026-12-31"))
        .await;
    let phone = street.phone(DEVICE).await;
    let card = street.card("K03", "R03").await;
    (street, phone, card)
}

async fn a_link_makes_a_phone_the_counter_by_a_press(fixture: &Fixture) {
    let street = Street::of(fixture).await;
    let body = json!({"code": DEVICE, "merchant": "M01", "name": "前台手机", "from": "2026-01-01"});
    street.post("/devices", &body).await.done();
    let link = format!("/pair/{}", street.link(DEVICE).await);
    let asked = street.page("", "GET", &link, &Form::new()).await;
    asked.says("M01 便民店").says("前台手机");
    assert!(asked.cookie.is_none(), "it is not used by a look");
    let paired = street.page("", "POST", &link, &Form::new()).await;
    assert_eq!((paired.status, paired.location.as_str()), (303, "/counter"));
    let phone = Phone {
        cookie: paired.cookie.expect("a cookie"),
    };
    street.look(&phone, "/counter").await.says("Nobody is registered");
    let over = street.page("", "GET", &link, &Form::new()).await;
    over.says("This link is over").is_silent_of("前台手机");
    let again = street.page("", "POST", &link, &Form::new()).await;
    assert!(again.cookie.is_none());
    again.says("This link is over");
    let stranger = street.page("", "GET", "/counter", &Form::new()).await;
    assert_eq!(stranger.status, 401);
}

async fn a_card_a_bill_and_a_press_record_it_once(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    street.look(&phone, "/counter").await.says("name=\"code\"");
    let shown = street.show(&phone, &card.short.to_lowercase()).await;
    shown.says("<bdi>居</bdi>").says("K03").says("D01 邻里优惠");
    shown
        .is_silent_of(&card.short)
        .is_silent_of(&card.token)
        .is_silent_of("D08");
    let quoted = street.bill(&phone, &card.token, "50").await;
    // Ten per cent, and all of the vouchers.
    quoted.says("¥15.00").says("Discount 5.00 + vouchers 30.00");
    let less = with(quoted.form(), &[("voucher", "12.5")]);
    let less = street.press(&phone, "/counter/quote", &less).await;
    less.says("¥32.50").says("value=\"12.50\"");
    let confirmed = street.press(&phone, "/counter/confirm", &less.form()).await;
    let done = format!("/counter/done/{}", less.form()["ref"]);
    assert_eq!((confirmed.status, confirmed.location.as_str()), (303, done.as_str()));
    let twice = street.press(&phone, "/counter/confirm", &less.form()).await;
    assert_eq!((twice.status, &twice.location), (303, &confirmed.location));
    let recorded = street.recorded(&phone).await;
    assert_eq!(recorded.len(), 1, "{recorded:?}");
    assert_eq!(recorded[0]["due"], json!("32.50"));
    let page = street.look(&phone, &done).await;
    page.says("<h1>¥32.50</h1>").says("Can be undone until 09:45");
    page.says("To collect: thirty-two yuan fifty");
    street.look(&phone, "/counter/today").await.says("32.50").says(&done);
    let elsewhere = street.phone("SJ02").await;
    assert_eq!(street.look(&elsewhere, &done).await.status, 404, "it is this counter's");
}

async fn what_was_confirmed_is_taken_back_within_a_quarter_of_an_hour(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let confirm = async |bill: &str| {
        let quoted = street.bill(&phone, &card.token, bill).await;
        let done = street.press(&phone, "/counter/confirm", &quoted.form()).await;
        done.location.replace("/counter/done/", "")
    };
    let first = confirm("50").await;
    let ask = format!("/counter/undo/{first}");
    let asked = street.look(&phone, &ask).await;
    asked.says("Undo this one").says("¥15.00");
    for _ in 0..2 {
        let undone = street.press(&phone, &ask, &asked.form()).await;
        assert_eq!(
            (undone.status, undone.location),
            (303, format!("/counter/done/{first}"))
        );
    }
    let page = street.look(&phone, &format!("/counter/done/{first}")).await;
    page.says("Undone")
        .says("<h1>¥50.00</h1>")
        .is_silent_of("Can be undone");
    assert_eq!(street.recorded(&phone).await[0]["undone"], json!(true));
    let second = confirm("60").await;
    let ask = format!("/counter/undo/{second}");
    let asked = street.look(&phone, &ask).await;
    fixture.clock.advance(15 * 60);
    let late = street.press(&phone, &ask, &asked.form()).await;
    late.says("More than 15 minutes have passed");
    assert_eq!(street.recorded(&phone).await[0]["undone"], json!(false));
}

async fn nothing_is_recorded_that_the_page_did_not_show(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let quoted = street.bill(&phone, &card.token, "50").await;
    for (name, value) in [
        ("bill", "5"),
        ("voucher", "3"),
        ("discount", "*"),
        ("bill", ""),
        ("bill", "x"),
    ] {
        let other = street
            .press(&phone, "/counter/confirm", &with(quoted.form(), &[(name, value)]))
            .await;
        assert!(other.location.is_empty(), "{name} {value}: {other:?}");
        other.says("Not recorded.");
    }
    let wrong = with(quoted.form(), &[("receipt", "not a number")]);
    let wrong = street.press(&phone, "/counter/confirm", &wrong).await;
    wrong
        .says("aria-describedby=\"receipt-fault\"")
        .says("value=\"not a number\"");
    assert!(street.recorded(&phone).await.is_empty());
    // A shop's receipt counts once.
    for (bill, is_new) in [("50", true), ("60", false)] {
        let quoted = street.bill(&phone, &card.token, bill).await;
        let with_receipt = with(quoted.form(), &[("receipt", "POS-1")]);
        let answer = street.press(&phone, "/counter/confirm", &with_receipt).await;
        assert_eq!(answer.status == 303, is_new, "{answer:?}");
        assert_eq!(answer.text.contains("receipt-fault"), !is_new);
    }
}

async fn above_a_limit_the_shops_receipt_is_asked_for(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    street.settings(&json!({"receipt_above": "40.00"})).await;
    street
        .bill(&phone, &card.token, "40")
        .await
        .says("Receipt number (optional)");
    let quoted = street.bill(&phone, &card.token, "50").await;
    quoted.says("Receipt number (needed)").says("¥15.00");
    let told = street.press(&phone, "/counter/confirm", &quoted.form()).await;
    told.says("Above 40.00 yuan").says("receipt-fault");
    assert!(street.recorded(&phone).await.is_empty());
    let given = with(told.form(), &[("receipt", "POS-1")]);
    assert_eq!(street.press(&phone, "/counter/confirm", &given).await.status, 303);
    // Programs are told the same.
    let fields = json!({"card": card.token, "discount": "D01"});
    let told = street.confirm(&phone, "HX9", &fields).await;
    assert_eq!(
        (told.code(), &told.body["facts"]),
        ("receipt_required", &json!({"above": "40.00"}))
    );
    let quote = street.quote(&phone, &card.token, "50.00").await.done();
    assert_eq!(quote["offers"][0]["usable"], json!(true));
}

async fn who_comes_back_after_half_an_hour_goes_on_where_it_stopped(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let quoted = street.bill(&phone, &card.token, "50").await;
    let typed = with(quoted.form(), &[("receipt", "POS-7")]);
    fixture.clock.advance(31 * 60);
    let asked = street.press(&phone, "/counter/confirm", &typed).await;
    asked
        .says("name=\"pin\"")
        .says("What was typed is kept")
        .is_silent_of("¥15.00");
    let wrong = with(asked.form(), &[("staff", "SY-SJ01"), ("pin", "9999")]);
    let wrong = street.press(&phone, "/counter/staff", &wrong).await;
    wrong.says("The name or the PIN is wrong").is_silent_of("9999");
    let right = with(wrong.form(), &[("staff", "SY-SJ01"), ("pin", "2048")]);
    let page = street.press(&phone, "/counter/staff", &right).await;
    page.says("¥15.00");
    let form = page.form();
    assert_eq!((form["receipt"].as_str(), &form["ref"]), ("POS-7", &typed["ref"]));
    assert_eq!(street.press(&phone, "/counter/confirm", &form).await.status, 303);
    let left = street.press(&phone, "/counter/leave", &Form::new()).await;
    assert_eq!(left.location, "/counter");
    street.look(&phone, "/counter").await.says("name=\"pin\"");
    for path in ["/counter/today", "/counter/done/HX-1"] {
        street.look(&phone, path).await.says("name=\"pin\"");
    }
    // A card's address is kept as well, and opens on the card's own page elsewhere.
    let address = format!("/k/{}", card.token);
    let asked = street.look(&phone, &address).await;
    let come = with(asked.form(), &[("staff", "SY-SJ01"), ("pin", "2048")]);
    street.press(&phone, "/counter/staff", &come).await.says("K03");
    street
        .look(&phone, &address)
        .await
        .says("K03")
        .is_silent_of(&card.token);
    let elsewhere = street.page("", "GET", &address, &Form::new()).await;
    elsewhere.is_silent_of("K03");
}

async fn in_the_other_language_it_is_the_same_card_and_bill(fixture: &Fixture) {
    let (street, phone, card) = open(fixture).await;
    let quoted = street.bill(&phone, &card.token, "50").await;
    quoted.says("form=\"bill-form\" formaction=\"/counter/quote?lang=zh-CN\"");
    let typed = with(quoted.form(), &[("receipt", "POS-7")]);
    let chinese = street.press(&phone, "/counter/quote?lang=zh-CN", &typed).await;
    chinese.says("应收").says("¥15.00").says("lang=en");
    let form = chinese.form();
    assert_eq!((form["receipt"].as_str(), &form["ref"]), ("POS-7", &typed["ref"]));
    assert_eq!(street.press(&phone, "/counter/confirm", &form).await.status, 303);
    assert_eq!(street.recorded(&phone).await.len(), 1);
}

on_both!(
    a_link_makes_a_phone_the_counter_by_a_press,
    a_card_a_bill_and_a_press_record_it_once,
    what_was_confirmed_is_taken_back_within_a_quarter_of_an_hour,
    nothing_is_recorded_that_the_page_did_not_show,
    above_a_limit_the_shops_receipt_is_asked_for,
    in_the_other_language_it_is_the_same_card_and_bill,
    who_comes_back_after_half_an_hour_goes_on_where_it_stopped,
);
mod again;
mod refused;
