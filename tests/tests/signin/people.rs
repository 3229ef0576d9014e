//! Names, numbers and what opens cards and counters are in no log, measure, address, argument or error, whatever is asked.

use std::fs;

use serde_json::{Value, json};
use xiaonuan_domain::access::Role;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::numbers;
use xiaonuan_tests::on_both;
use xiaonuan_tests::server::{Answer, Server, send};

use crate::office::{GOOD, Office};

const BOOKS: &str = "/api/v1/communities/qingzhu";
const NAME: &str = "欧阳静好";
const PHONE: &str = "13944447777";
const WRONG_PASSWORD: &str = "wrong-guess-4711";
const REASON: &str = "%E5%AE%B6%E8%AE%BF%E5%89%8D%E6%A0%B8%E5%AF%B9";
/// Who is in the world, and what was said of them.
const SAID: [&str; 9] = [
    NAME,
    PHONE,
    "王丽",
    "赵小敏",
    "钱代办",
    "孙善人",
    "三口人靠低保过日子",
    "那天我在医院",
    "家访前核对",
];

/// Somebody who asks a server, and all that would be read by whoever runs it.
struct Run<'a> {
    server: &'a Server,
    /// Addresses and error answers.
    told: String,
}

impl Run<'_> {
    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut all = vec![("Sec-Fetch-Site", "same-origin".to_owned())];
        all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let answer = send(&self.server.address, (method, path), &all, body).expect("it answers");
        let located = answer.head.lines().filter(|line| line.starts_with("location:"));
        self.told.extend(located);
        if answer.status >= 400 && answer.body.starts_with('<') {
            // The form of a page holds what was sent by it, and whom it asks; what it says of the mistake is the error.
            for mark in ["class=\"wrong\"", "role=\"alert\""] {
                let after = answer.body.split(mark).skip(1);
                self.told.extend(after.filter_map(|after| after.split("</p>").next()));
            }
        } else if answer.status >= 400 {
            self.told.push_str(&answer.body);
        }
        answer
    }

    fn json(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        self.ask(method, &format!("{BOOKS}{path}"), headers, &body.to_string())
    }
}

fn cookie_of(answer: &Answer) -> String {
    let lines = answer.head.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let kept = value.split(';').next().unwrap_or_default();
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| kept.replace("__host-", "__Host-"))
    });
    lines.collect::<Vec<_>>().join("; ")
}

fn text_of(answer: &Answer, name: &str) -> String {
    let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
    body[name]
        .as_str()
        .unwrap_or_else(|| panic!("{name}: {}", answer.body))
        .to_owned()
}

/// Whether something stands in a text; digits as they are, and not as a part of a longer number such as a time.
fn stands_in(private: &str, text: &str) -> bool {
    let is_number = private.bytes().all(|byte| byte.is_ascii_digit());
    text.match_indices(private).any(|(at, _)| {
        let before = text[..at].bytes().next_back();
        let after = text[at + private.len()..].bytes().next();
        let goes_on = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_digit() || byte == b'.');
        !is_number || !(goes_on(before) || goes_on(after))
    })
}

/// Registers people and a counter, looks them up, uses the card, and has each of it refused once. Answers what opens what.
fn a_day(run: &mut Run<'_>, cookie: &str) -> Vec<String> {
    let by = [("Cookie", cookie)];
    let number = numbers::id_number(4_711);
    let resident = json!({"code": "R77", "name": NAME, "id_number": number, "phone": PHONE, "building": "7栋",
                          "eligibility": [{"category": "dibao", "from": "2026-01-01", "to": "2099-12-31",
                                           "evidence": "三口人靠低保过日子"}]});
    assert_eq!(run.json("POST", "/residents", &by, &resident).status, 201);
    let mut twice = resident.clone();
    twice["code"] = json!("R78");
    assert_eq!(run.json("POST", "/residents", &by, &twice).status, 409);
    let mut mistyped = twice.clone();
    mistyped["id_number"] = json!(format!("{number}0"));
    mistyped[NAME] = json!(PHONE);
    assert_eq!(run.json("POST", "/residents", &by, &mistyped).status, 422);
    let agent = json!({"code": "A77", "resident": "R77", "relation": "relative", "name": "钱代办", "phone": PHONE,
                       "consent": "WT-7", "from": "2026-01-01"});
    assert_eq!(run.json("POST", "/agents", &by, &agent).status, 201);
    let donor = json!({"code": "J77", "kind": "person", "name": "孙善人"});
    assert_eq!(run.json("POST", "/donors", &by, &donor).status, 201);
    run.json("POST", "/registers/search", &by, &json!({"text": NAME}));
    run.json("POST", "/registers/search", &by, &json!({"text": PHONE, "name": NAME}));
    let told = [by[0], ("Reveal-Reason", REASON)];
    assert_eq!(
        run.json("GET", "/registers/residents/R77", &told, &Value::Null).status,
        200
    );

    let card = json!({"code": "K77", "resident": "R77", "from": "2026-01-01"});
    assert_eq!(run.json("POST", "/cards", &by, &card).status, 201);
    let issued = run.json("POST", "/cards/K77/reissue", &by, &Value::Null);
    let (token, short, pin) = (
        text_of(&issued, "token"),
        text_of(&issued, "short_code"),
        text_of(&issued, "pin"),
    );
    let wrong = json!({"token": token, "pin": "90817263"});
    assert_eq!(run.json("POST", "/card", &[], &wrong).status, 422);
    let opened = run.json("POST", "/card", &[], &json!({"token": token, "pin": pin}));
    assert_eq!(opened.status, 200, "{}", opened.body);
    let card = cookie_of(&opened);
    let complaint = json!({"text": "那天我在医院", "about": "HX-NONE"});
    let on_card = [("Cookie", card.as_str()), ("Idempotency-Key", "k1")];
    assert_eq!(run.json("POST", "/card/complaints", &on_card, &complaint).status, 422);
    let on_card = [("Cookie", card.as_str()), ("Idempotency-Key", "k2")];
    let complaint = json!({"text": "那天我在医院"});
    assert_eq!(run.json("POST", "/card/complaints", &on_card, &complaint).status, 201);

    let device = json!({"code": "t77", "merchant": "M01", "name": "前台", "from": "2026-01-01"});
    assert_eq!(run.json("POST", "/devices", &by, &device).status, 201);
    let staff = json!({"code": "S77", "merchant": "M01", "name": "赵小敏", "from": "2026-01-01"});
    assert_eq!(run.json("POST", "/staff", &by, &staff).status, 201);
    run.json("POST", "/staff/S77/pin", &by, &json!({"pin": "73918264"}));
    let link = text_of(
        &run.json("POST", "/devices/pairings", &by, &json!({"device": "t77"})),
        "token",
    );
    let paired = run.ask("POST", "/api/v1/pair", &[], &json!({"token": link}).to_string());
    let device = cookie_of(&paired);
    assert_eq!(
        run.ask("POST", "/api/v1/pair", &[], &json!({"token": link}).to_string())
            .status,
        404
    );
    let at = [("Cookie", device.as_str()), ("Idempotency-Key", "hx77")];
    for (pin, status) in [("73918265", 422), ("73918264", 200)] {
        let come = json!({"staff": "S77", "pin": pin}).to_string();
        assert_eq!(run.ask("POST", "/api/v1/counter/staff", &at, &come).status, status);
    }
    for (code, bill) in [
        (&token, "50"),
        (&short, "50"),
        (&short, "fifty"),
        (&"QWERTY".to_owned(), "50"),
    ] {
        let body = json!({"card": code, "bill": bill}).to_string();
        run.ask("POST", "/api/v1/counter/quotes", &at, &body);
    }
    // The same by pages, whose addresses hold what a camera read.
    let form = [at[0], ("Content-Type", "application/x-www-form-urlencoded")];
    run.ask("GET", &format!("/k/{token}"), &at, "");
    run.ask("GET", &format!("/k/{token}"), &[], "");
    run.ask("GET", &format!("/pair/{link}"), &[], "");
    run.ask("POST", "/counter/card", &form, &format!("code={short}"));
    run.ask("POST", "/counter/quote", &form, &format!("code={short}&bill=50"));
    run.ask("POST", "/counter/staff", &form, "staff=S77&pin=73918265");
    run.ask(
        "POST",
        "/card/open",
        &form,
        &format!("token={token}&pin=90817263&c=qingzhu"),
    );
    let claim = json!({"ref": "HX77", "at": "2026-01-01T00:00:00+08:00", "card": short, "bill": "50"}).to_string();
    assert!(run.ask("POST", "/api/v1/counter/redemptions", &at, &claim).status >= 400);
    let secret = |cookie: &str| {
        cookie
            .split_once('=')
            .map_or(String::new(), |(_, secret)| secret.to_owned())
    };
    let mut secrets = vec![number, token, short, pin, "90817263".to_owned(), link];
    secrets.extend([
        secret(&card),
        secret(&device),
        "73918264".to_owned(),
        "73918265".to_owned(),
    ]);
    secrets
}

async fn nothing_of_people_is_in_what_the_program_leaves_behind(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    office.appoint(user, "qingzhu", Role::FundAdministrator).await;
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let mut server = Server::start_logging(&fixture.address, "debug", &log);
    let mut run = Run {
        server: &server,
        told: String::new(),
    };
    let wrong = json!({"login": "wang.li", "password": WRONG_PASSWORD}).to_string();
    assert_eq!(run.ask("POST", "/api/v1/sign-in", &[], &wrong).status, 401);
    let asked = json!({"login": "wang.li", "password": GOOD}).to_string();
    let cookie = cookie_of(&run.ask("POST", "/api/v1/sign-in", &[], &asked));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    for password in [WRONG_PASSWORD, GOOD] {
        run.ask("POST", "/sign-in", &form, &format!("login=wang.li&password={password}"));
    }
    let mut secrets = a_day(&mut run, &cookie);
    secrets.push(cookie.split(['=', ';']).nth(1).expect("a session").to_owned());
    for page in [
        "/",
        "/c/qingzhu",
        "/c/qingzhu/journal",
        "/account",
        "/c/nowhere",
        "/c/qingzhu/records/1",
    ] {
        run.ask("GET", page, &[("Cookie", &cookie)], "");
    }
    let metrics = run.ask("GET", "/metrics", &[], "").body;
    let told = run.told;
    let arguments = server.arguments();
    assert!(arguments.contains("serve"), "{arguments}");
    server.signal("-TERM");
    server.wait();
    let log = fs::read_to_string(&log).expect("a log");
    assert!(
        log.contains("/counter/quotes") && log.contains("/card/complaints"),
        "it logs"
    );
    assert!(
        told.contains("duplicate_resident") && told.contains("unknown_record"),
        "{told}"
    );
    let private = SAID.iter().map(|said| (*said).to_owned()).chain(secrets);
    for private in private.chain([GOOD.to_owned(), WRONG_PASSWORD.to_owned()]) {
        assert!(private.len() > 4, "{private} is too short to be found");
        let encoded: String = private.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for (place, text) in [
            ("log", &log),
            ("measures", &metrics),
            ("arguments", &arguments),
            ("errors and addresses", &told),
        ] {
            assert!(!stands_in(&private, text), "{private} is in the {place}");
            assert!(!text.contains(&encoded), "{private} is in the {place}");
        }
    }
}

on_both!(nothing_of_people_is_in_what_the_program_leaves_behind);
