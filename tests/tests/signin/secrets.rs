//! Where secrets and names are not: in no log, no measure and no table.

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use xiaonuan_app::keys::with_another;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Attempt, From};
use xiaonuan_app::{Database, Keys};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Answer, Server, send};
use xiaonuan_tests::small_books::small_books;

use xiaonuan_tests::tables::Form;

use crate::office::{BETTER, GOOD, Office};

fn cookie(answer: &Answer) -> String {
    let lines = answer.head.lines().filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie")
            .then(|| value.split(';').next().unwrap_or_default())
    });
    // The head is in small letters.
    lines.collect::<Vec<_>>().join("; ").replace("__host-", "__Host-")
}

/// All that the database holds, as text and as hexadecimal digits.
async fn stored(fixture: &Fixture) -> String {
    let mut raw = fixture.raw().await;
    let mut all = String::new();
    for (table, rows) in raw.contents().await {
        all.push_str(&table);
        all.push_str(&rows.join("\n"));
    }
    all
}

async fn secrets_are_in_no_log_and_no_table(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("ouyang.secret", GOOD).await;
    // By the clock that the server goes by.
    let made = program::succeed(&fixture.address, &["user", "link", "ouyang.secret"]);
    let made = String::from_utf8(made).expect("UTF-8");
    let link = made
        .lines()
        .find_map(|line| line.trim().strip_prefix("/welcome/"))
        .expect("a link")
        .to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let mut server = Server::start_logging(&fixture.address, "trace", &log);
    let ask = |method: &str, path: &str, cookies: &str, body: &Value| {
        let mut headers = vec![("Sec-Fetch-Site", "same-origin".to_owned())];
        if !cookies.is_empty() {
            headers.push(("Cookie", cookies.to_owned()));
        }
        send(&server.address, (method, path), &headers, &body.to_string()).expect("it answers")
    };
    ask("GET", &format!("/welcome/{link}"), "", &Value::Null);
    let asked = json!({"token": link, "new_password": BETTER});
    let cookies = cookie(&ask("POST", "/api/v1/welcome", "", &asked));
    assert!(cookies.contains("__Host-xiaonuan="), "{cookies}");
    let given = ask(
        "POST",
        "/api/v1/me/second-factor",
        &cookies,
        &json!({"password": BETTER}),
    );
    assert_eq!(given.status, 200);
    let given: Value = serde_json::from_str(&given.body).expect("JSON");
    let secret = given["secret"].as_str().expect("a secret").to_owned();
    let wrong = json!({"login": "ouyang.secret", "password": "wrong-guess-4711"});
    assert_eq!(ask("POST", "/api/v1/sign-in", "", &wrong).status, 401);
    let malformed = json!({"login": 5, "password": "malformed-4711"});
    assert_eq!(ask("POST", "/api/v1/sign-in", "", &malformed).status, 422);
    let scopes = ["x".to_owned()];
    let asked = xiaonuan_app::sign_in::TokenAsked {
        community: None,
        merchant: None,
        name: "隐名程序",
        scopes: &scopes,
        lasts: std::time::Duration::from_secs(100 * 366 * 86_400),
        by: None,
    };
    let token = office
        .service
        .create_token(&asked)
        .await
        .expect("it answers")
        .token
        .expose_secret()
        .to_owned();
    let headers = [("Authorization", format!("Bearer {token}"))];
    let me = send(&server.address, ("GET", "/api/v1/me"), &headers, "").expect("it answers");
    assert_eq!(me.status, 200);
    let metrics = send(&server.address, ("GET", "/metrics"), &[], "").expect("it answers");
    server.signal("-TERM");
    server.wait();
    let log = std::fs::read_to_string(&log).expect("a log");
    assert!(
        log.contains("/welcome/{link}") && log.contains("/api/v1/sign-in"),
        "it logs"
    );
    let stored = stored(fixture).await;
    assert!(stored.contains("sign_in_user"), "it holds users");
    let session = cookies.split(['=', ';']).nth(1).expect("a session").to_owned();
    let device = cookies.rsplit('=').next().expect("a device").to_owned();
    for private in [
        GOOD,
        BETTER,
        &link,
        &session,
        &device,
        &token,
        &secret,
        "wrong-guess-4711",
        "malformed-4711",
        "ouyang.secret",
        "王丽",
        "隐名程序",
    ] {
        let hexadecimal: String = private.bytes().map(|byte| format!("{byte:02x}")).collect();
        for (place, text) in [("log", &log), ("metrics", &metrics.body), ("database", &stored)] {
            assert!(!text.contains(private), "{private} is in the {place}");
            assert!(
                !text.to_lowercase().contains(&hexadecimal),
                "{private} is in the {place}"
            );
        }
    }
}

async fn keys_are_replaced_and_everybody_signs_in_as_before(fixture: &Fixture) {
    let office = Office::on(fixture);
    let user = office.user("wang.li", GOOD).await;
    let mut browser = office.signed_in("wang.li", GOOD).await;
    let waits = browser
        .post("/api/v1/me/second-factor", &json!({"password": GOOD}))
        .await;
    let given = waits.json()["secret"].as_str().expect("a secret").to_owned();
    let (text, newest) = with_another(&xiaonuan_tests::keys::text(), &mut Seeded::new(5)).expect("keys");
    let keys = Keys::read(&text, Box::new(Seeded::new(6))).expect("keys");
    let database = Database::open(&fixture.address, &keys).await.expect("it opens");
    let before = database.sealed_with().await.expect("it answers");
    assert!(
        !before.contains_key(&newest) && before.values().sum::<u64>() >= 5,
        "{before:?}"
    );
    assert!(database.reseal(&|_| {}).await.expect("it seals anew") >= 5);
    let after = database.sealed_with().await.expect("it answers");
    assert_eq!(after.keys().collect::<Vec<_>>(), [&newest]);
    let service = Service::new(database.clone(), fixture.clock.clone(), Box::new(Seeded::new(7)));
    let attempt = Attempt {
        login: "wang.li".to_owned(),
        password: GOOD.into(),
        code: None,
        from: From::here(),
    };
    let begun = service.sign_in(attempt).await.expect("it is right");
    assert_eq!(begun.user, user);
    let session = browser.session().expect("a cookie");
    let who = service.who(session).await.expect("it answers").expect("it lasts");
    let waits = service
        .awaited_second_factor(&who)
        .await
        .expect("it answers")
        .expect("it waits");
    assert_eq!(
        (who.name.as_str(), waits.secret.expose_secret()),
        ("王丽", given.as_str())
    );
    drop(service);
    database.close().await.expect("it closes");
}

async fn the_command_line_makes_users_and_takes_no_secret(fixture: &Fixture) {
    let told = |arguments: &[&str]| String::from_utf8(program::succeed(&fixture.address, arguments)).expect("UTF-8");
    let made = told(&["user", "create", "zhao.min", "--name", "赵敏", "--operator"]);
    let link = made
        .lines()
        .find_map(|line| line.trim().strip_prefix("/welcome/"))
        .expect("a link")
        .to_owned();
    assert_eq!(link.len(), 64);
    let mut passwd = program::on(&fixture.address);
    passwd
        .args(["user", "passwd", "zhao.min"])
        .stdin(std::process::Stdio::piped());
    let mut passwd = passwd.stdout(std::process::Stdio::piped()).spawn().expect("it runs");
    let mut input = passwd.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, format!("{GOOD}\n").as_bytes()).expect("it reads");
    drop(input);
    assert!(passwd.wait_with_output().expect("it ends").status.success());
    let office = Office::on(fixture);
    let mut browser = office.signed_in("zhao.min", GOOD).await;
    assert!(
        office.service.link(&link).await.expect("it answers").is_none(),
        "a new password ends links"
    );
    assert!(told(&["user", "list"]).contains("system administrator"));
    let folder = tempfile::tempdir().expect("a folder");
    let books = small_books().write(folder.path(), Form::Utf8);
    told(&["import", books.to_str().expect("UTF-8")]);
    told(&["user", "grant", "zhao.min", "approver", "--community", "qz"]);
    assert!(told(&["user", "list"]).contains("qz approver, system administrator"));
    told(&["user", "disable", "zhao.min"]);
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
    assert!(told(&["user", "list"]).contains("disabled"));
    told(&["user", "enable", "zhao.min"]);
    assert!(told(&["user", "link", "zhao.min"]).contains("/welcome/"));
    for refused in [
        &["user", "create", "ZHAO.min", "--name", "x"][..],
        &["user", "passwd", "nobody"],
        &["user", "create", "a b", "--name", "x"],
    ] {
        assert!(!program::run(&fixture.address, refused).status.success(), "{refused:?}");
    }
    fixture
        .open(xiaonuan_tests::neighbourhood::Neighbourhood::qingzhu())
        .await;
    let asked = [
        "token",
        "create",
        "--community",
        "qingzhu",
        "--scope",
        "serve_counter",
        "--name",
        "till",
        "--days",
        "7",
    ];
    let made = told(&asked);
    let token = made
        .lines()
        .find(|line| line.trim().starts_with("xnt_"))
        .expect("a token")
        .trim()
        .to_owned();
    let program = office
        .service
        .program(&token)
        .await
        .expect("it answers")
        .expect("it is one");
    assert_eq!(program.scopes, ["serve_counter"]);
    let list = told(&["token", "list"]);
    assert!(
        list.contains(&program.token.to_string()) && !list.contains(&token),
        "{list}"
    );
    told(&["token", "revoke", &program.token.to_string()]);
    assert!(office.service.program(&token).await.expect("it answers").is_none());
}

on_both!(
    secrets_are_in_no_log_and_no_table,
    keys_are_replaced_and_everybody_signs_in_as_before,
    the_command_line_makes_users_and_takes_no_secret,
);
