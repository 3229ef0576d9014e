//! Vouchers that have ended return to their funds by themselves, by command and by API: each once, whoever comes first.

use serde_json::json;
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{donation, moment, spend, voucher};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, post};

/// Three vouchers of ¥100 altogether, of which ¥12 are spent.
async fn with_vouchers(fixture: &Fixture) -> Books {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    for (reference, resident, amount, last) in [
        ("V1", "R01", "30", "2026-01-31"),
        ("V2", "R02", "20", "2026-01-20"),
        ("V3", "R03", "50", "2026-01-31"),
    ] {
        books
            .accept(voucher(reference, "2026-01-02", "F1", resident, amount, last))
            .await;
    }
    books
        .accept(spend("RED1", "2026-01-05 10:00", "M01", "R01", "12"))
        .await;
    books
}

fn service(fixture: &Fixture) -> Service {
    let database = fixture.process.database().clone();
    Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(7)))
}

async fn expired(books: &Books) -> Vec<String> {
    let records = books.records().await.into_iter();
    let expiries = records.filter(|record| record.kind == RecordKind::VoucherExpiry.as_str());
    expiries.map(|record| record.reference).collect()
}

async fn a_day_is_named_and_what_ended_later_stays(fixture: &Fixture) {
    let books = with_vouchers(fixture).await;
    let service = service(fixture);
    let expire = async |day: &str, dry_run| {
        let day = day.parse().expect("a day");
        service
            .expire("qingzhu", &Actor::operator("test"), Some(day), dry_run)
            .await
    };
    let before = books.head().await;
    assert_eq!(expire("2026-01-20", false).await.expect("it works").vouchers(), 0);
    let told = expire("2026-03-01", true).await.expect("it works");
    assert_eq!(told.vouchers(), 3);
    assert_eq!(books.head().await, before, "a dry run changes nothing");
    let done = expire("2026-01-21", false).await.expect("it works");
    assert_eq!((done.vouchers(), done.records), (1, Some((before + 1, before + 1))));
    assert_eq!(expired(&books).await, ["V2"]);
    let done = expire("2026-03-01", false).await.expect("it works");
    assert_eq!(done.funds.values().next().expect("F1").1.to_string(), "68.00");
    assert_eq!(expired(&books).await, ["V2", "V1", "V3"]);
    let again = expire("2026-03-01", false).await.expect("it works");
    assert_eq!((again.vouchers(), again.records), (0, None));
    let refused = expire("2026-07-02", false).await.expect_err("it is to come");
    assert!(matches!(refused, DeskError::Refused(refusal) if refusal.code == RefusalCode::FutureDate));
    assert_eq!(books.balance("budget/F1/spent/expired").await, -8800);
    assert_eq!(
        service.next_midnight().await.expect("it works"),
        Some(moment("2026-07-02 00:00"))
    );
    books.obey_the_laws().await;
}

async fn the_command_and_the_api_tell_what_returned(fixture: &Fixture) {
    let books = with_vouchers(fixture).await;
    let said = |arguments: &[&str]| String::from_utf8(program::succeed(&fixture.address, arguments)).expect("UTF-8");
    let rehearsed = said(&["expire", "--as-of", "2026-03-01", "--dry-run"]);
    assert!(
        rehearsed.contains("3 vouchers") && rehearsed.contains("88.00 yuan"),
        "{rehearsed}"
    );
    assert!(rehearsed.contains("dry run") && expired(&books).await.is_empty());
    let done = said(&["expire", "--community", "qingzhu", "--as-of", "2026-01-21"]);
    assert!(done.contains("F1: 1 vouchers, 20.00 yuan"), "{done}");
    let unknown = program::run(&fixture.address, &["expire", "--community", "nowhere"]);
    assert!(!unknown.status.success());
    let router = xiaonuan_http::router(service(fixture), xiaonuan_http::Settings::open());
    let (status, answer) = ask(router, &json!({"as_of": "2026-03-01"})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(
        (&answer["vouchers"], &answer["funds"][0]["amount"]),
        (&json!(2), &json!("68.00"))
    );
    assert!(said(&["expire"]).contains("nothing was left"));
    program::succeed(&fixture.address, &["check"]);
}

async fn ask(router: axum::Router, body: &serde_json::Value) -> (u16, serde_json::Value) {
    use tower::ServiceExt;
    let request = axum::http::Request::post("/api/v1/communities/qingzhu/expiries")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(body.to_string()))
        .expect("a request");
    let response = router.oneshot(request).await.expect("an answer");
    let status = response.status().as_u16();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("a body");
    (status, serde_json::from_slice(&bytes).expect("JSON"))
}

async fn processes_that_serve_return_each_voucher_once(fixture: &Fixture) {
    let books = with_vouchers(fixture).await;
    let servers = [
        Server::start(&fixture.address, &[]),
        Server::start(&fixture.address, &[]),
    ];
    // Both are one run, whoever of them returned what.
    let answers: Vec<serde_json::Value> = std::thread::scope(|scope| {
        let ask = |server: &Server| {
            let path = "/api/v1/communities/qingzhu/expiries";
            let (status, answer) = post(&server.address, path, "once", &json!({})).expect("it answers");
            assert_eq!(status, 200, "{answer}");
            answer
        };
        let asking: Vec<_> = servers.iter().map(|server| scope.spawn(move || ask(server))).collect();
        asking.into_iter().map(|one| one.join().expect("no panic")).collect()
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(expired(&books).await, ["V2", "V1", "V3"]);
    drop(servers);
    // What was missed while nobody served is made up for at the start, without being asked.
    books
        .accept(voucher("V4", "2026-02-01", "F1", "R04", "40", "2026-02-10"))
        .await;
    let mut server = Server::start(&fixture.address, &[]);
    while expired(&books).await.len() < 4 {
        assert!(server.get("/health/live").starts_with("HTTP/1.1 204"));
    }
    server.signal("-TERM");
    assert_eq!(server.wait().code(), Some(0));
    assert_eq!(books.balance("budget/F1/spent/expired").await, -12_800);
    program::succeed(&fixture.address, &["check"]);
}

on_both!(
    a_day_is_named_and_what_ended_later_stays,
    the_command_and_the_api_tell_what_returned,
    processes_that_serve_return_each_voucher_once,
);
