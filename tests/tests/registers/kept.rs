//! Who keeps a fund shows wherever the money does; communities and cases are found among many.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

use super::api::Api;
use super::laws::{done, is, with_money};

const HOST: &str = "示范区慈善会";

async fn keep(api: &Api) {
    let read = api.get("").await;
    let mut edit = read.body.clone();
    edit["keeper"] = json!("host_charity");
    edit["host"] = json!(HOST);
    assert_eq!(api.put("", read.etag.as_deref(), &edit).await.status, 200);
}

/// Chosen columns of a report's rows.
fn lines(report: &Value, columns: &[&str]) -> Vec<String> {
    let cell = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let row = |row: &Value| {
        columns
            .iter()
            .map(|name| cell(&row[*name]))
            .collect::<Vec<_>>()
            .join(" ")
    };
    report["rows"].as_array().expect("rows").iter().map(row).collect()
}

async fn reports_say_that_a_host_holds_the_money(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let names = [
        "balance-sheet",
        "trial-balance",
        "general-ledger",
        "journal",
        "bank-journal",
        "funds",
    ];
    for name in names {
        let own = api.page(&format!("/reports/{name}?format=html")).await;
        assert!(
            own.contains("Bank") && !own.contains("Management accounts"),
            "{name}: {own}"
        );
        assert!(!own.contains("eposited with the host"), "{name}");
    }
    let before = api.get("").await.body["view"]["as_recorded"].clone();
    keep(&api).await;
    for name in names {
        for format in ["html", "json"] {
            let text = api.page(&format!("/reports/{name}?format={format}")).await;
            assert!(text.contains(HOST), "{name} {format}: {text}");
            assert!(text.contains("management accounts"), "{name} {format}: {text}");
        }
        let html = api.page(&format!("/reports/{name}?format=html")).await;
        assert!(html.contains("Management accounts, held by"), "{name}");
        assert!(
            html.contains("Deposited with the host charity") || name == "bank-journal",
            "{name}: {html}"
        );
        // As it was on record before, the community was a person of its own.
        let then = api
            .page(&format!("/reports/{name}?format=html&as_recorded={before}"))
            .await;
        assert!(!then.contains(HOST), "{name}");
    }
    let bank = api.page("/reports/bank-journal?format=html").await;
    assert!(bank.contains("Journal of money with the host charity"), "{bank}");
    for page in ["/c/qingzhu", "/c/qingzhu/accounts", "/c/qingzhu/reports"] {
        let page = api.read(page).await;
        assert!(
            page.contains("eposited with the host") || page.contains("with the host charity"),
            "{page}"
        );
    }
    let sheet = api.get("/reports/balance-sheet").await;
    assert_eq!(lines(&sheet.body, &["line", "code", "closing"])[1], "bank 1002 1000.00");
    assert_eq!(sheet.body["host"], HOST);
}

async fn the_statement_with_the_host_leads_from_opening_to_closing(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let gift = |reference: &str, date: &str, amount: &str| {
        json!({"ref": reference, "date": date, "donor": "甲", "donor_kind": "person", "fund": "F1", "amount": amount,
               "method": "bank"})
    };
    let help = json!({"ref": "D1", "date": "2026-02-03", "fund": "F1", "resident": "R03", "kind": "cash", "amount": "70",
                      "purpose": "取暖", "prepared_by": "甲", "approved_by": "乙"});
    let fee = json!({"ref": "K1", "date": "2026-02-05", "fund": "F1", "amount": "5", "charge": "host-fee"});
    for (path, body) in [
        ("/donations", gift("G1", "2026-02-01", "200")),
        ("/donations", gift("G2", "2026-02-02", "30")),
        ("/disbursements", help),
        ("/charges", fee),
        (
            "/interest",
            json!({"ref": "I1", "date": "2026-02-28", "fund": "F1", "amount": "1.50"}),
        ),
        (
            "/reversals",
            json!({"ref": "X1", "date": "2026-02-06", "of": "donation/G2", "reason": "重复"}),
        ),
        ("/donations", gift("G3", "2026-03-01", "11")),
    ] {
        done(api.post(path, &body).await);
    }
    keep(&api).await;
    let columns = [
        "row",
        "fund",
        "flow",
        "kind",
        "times",
        "amount",
        "host_amount",
        "difference",
    ];
    let february = api.get("/reports/host-statement?from=2026-02-01&to=2026-02-28").await;
    assert_eq!(
        lines(&february.body, &columns),
        [
            "opening F1 opening null null 1000.00 null null",
            "entry F1 in donation 1 200.00 null null",
            "entry F1 in interest 1 1.50 null null",
            "subtotal F1 in null null 201.50 null null",
            "entry F1 out disbursement_paid 1 70.00 null null",
            "entry F1 out charge 1 5.00 null null",
            "subtotal F1 out null null 75.00 null null",
            "closing F1 closing null null 1126.50 null null",
        ]
    );
    assert_eq!(february.body["title"], "Statement with the host");
    // The last month in which money came, unless days are named; what closed one month opens the next.
    let usual = api.get("/reports/host-statement?as_of=2026-03-31").await;
    assert_eq!(
        (&usual.body["from"], &usual.body["to"]),
        (&json!("2026-03-01"), &json!("2026-03-31"))
    );
    let march = lines(&usual.body, &columns);
    assert_eq!(march[0], "opening F1 opening null null 1126.50 null null");
    assert_eq!(
        march.last().map(String::as_str),
        Some("closing F1 closing null null 1137.50 null null")
    );
    assert!(lines(&api.get("/reports/host-statement?fund=F2").await.body, &columns).is_empty());
    for format in ["csv", "xlsx", "html"] {
        assert_eq!(
            api.get(&format!("/reports/host-statement?format={format}"))
                .await
                .status,
            200
        );
    }
}

async fn a_community_is_opened_with_its_keeper(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    let body = |code: &str| json!({"code": code, "name": "白桦社区", "district": "北区", "timezone": "Asia/Shanghai"});
    let mut hosted = body("baihua");
    hosted["keeper"] = json!("host_charity");
    for (keeper, host, field) in [
        (json!("host_charity"), Value::Null, "host"),
        (json!("legal_person"), json!(HOST), "host"),
        (Value::Null, json!(HOST), "host"),
        (json!("nobody"), Value::Null, "keeper"),
    ] {
        let mut wrong = hosted.clone();
        wrong["keeper"] = keeper;
        wrong["host"] = host;
        let wrong = api.open(&wrong).await;
        assert_eq!(
            (wrong.status, &wrong.body["errors"][0]["field"]),
            (422, &json!(field)),
            "{wrong:?}"
        );
    }
    hosted["host"] = json!(HOST);
    let opened = api.open(&hosted).await;
    assert_eq!(opened.status, 201, "{opened:?}");
    assert_eq!(api.open(&hosted).await.body["seq"], opened.body["seq"]);
    is(&api.open(&body("baihua")).await, "duplicate_code");
    let shown = api.get_all("/baihua").await;
    assert_eq!(
        (&shown.body["keeper"], &shown.body["host"]),
        (&json!("host_charity"), &json!(HOST))
    );
    let history = api.get_all("/baihua/history").await;
    let fields = history.body["changes"][0]["fields"].to_string();
    assert!(fields.contains("host_charity") && fields.contains(HOST), "{fields}");
    // A change to a legal person is wound back to the host.
    let mut edit = shown.body.clone();
    edit["keeper"] = json!("legal_person");
    edit["host"] = Value::Null;
    let put = api.put("/../baihua", shown.etag.as_deref(), &edit).await;
    assert_ne!(put.status, 200, "another community's address is not reached from here");
    Office::of(fixture).check_sound("baihua").await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn communities_are_found_page_by_page(fixture: &Fixture) {
    let api = Api::of(fixture).await;
    for (code, name) in [("Ba", "白桦社区"), ("aa", "青松 100%"), ("b_", "松林"), ("c1", "Birch")] {
        let body = json!({"code": code, "name": name, "district": "北区", "timezone": "Asia/Shanghai"});
        assert_eq!(api.open(&body).await.status, 201);
    }
    let codes = |got: &super::api::Got| -> Vec<String> {
        let rows = got.body["communities"].as_array().unwrap_or_else(|| panic!("{got:?}"));
        rows.iter()
            .map(|row| row["code"].as_str().expect("a code").to_owned())
            .collect()
    };
    let all = ["Ba", "aa", "b_", "c1", "qingzhu"];
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = api.get_all(&format!("?limit=2{after}")).await;
        seen.extend(codes(&page));
        let Some(next) = page.body["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, all, "by code point, on both databases");
    for (q, found) in [
        ("bA", &["Ba"][..]),
        ("birch", &["c1"]),
        ("%25", &["aa"]),
        ("_", &["b_"]),
        ("%E6%9D%BE", &["aa", "b_"]),
        ("%E5%8C%97%E5%8C%BA", &["Ba", "aa", "b_", "c1"]),
        ("nothing", &[]),
    ] {
        assert_eq!(codes(&api.get_all(&format!("?q={q}")).await), found, "{q}");
    }
    for wrong in ["limit=0", "limit=201", "after=a%20b", "x=1"] {
        assert_eq!(api.get_all(&format!("?{wrong}")).await.status, 422, "{wrong}");
    }
    let body = json!({"code": "BA", "name": "甲", "district": "乙", "timezone": "Asia/Shanghai"});
    let alike = api.open(&body).await;
    is(&alike, "duplicate_code");
    // What looks alike is found by an index, however many communities there are.
    if fixture.backend == Backend::Sqlite {
        let mut raw = fixture.raw().await;
        let plan = raw
            .rows("EXPLAIN QUERY PLAN SELECT code FROM community WHERE lower(code) = 'ba'")
            .await;
        assert!(format!("{plan:?}").contains("community_spoken"), "{plan:?}");
    }
}

async fn cases_are_found_by_reference_fund_and_resident(fixture: &Fixture) {
    let api = with_money(fixture).await;
    for (case, fund, resident) in [("C-1", "F1", "R03"), ("C-2", "F2", "R03"), ("d_1", "F1", "R04")] {
        let terms = json!({"fund": fund, "resident": resident, "kind": "cash", "amount": "1", "purpose": "取暖"});
        let body = json!({"ref": case, "date": "2026-02-01", "by": "社工", "terms": terms});
        done(api.post("/cases", &body).await);
    }
    for (query, found) in [
        ("", &["C-1", "C-2", "d_1"][..]),
        ("q=c-", &["C-1", "C-2"]),
        ("q=_", &["d_1"]),
        ("fund=F1", &["C-1", "d_1"]),
        ("resident=R03", &["C-1", "C-2"]),
        ("fund=F1&resident=R03&q=1&state=applied", &["C-1"]),
        ("fund=F1&state=paid", &[]),
        ("resident=R99", &[]),
        ("fund=F1&after=C-1", &["d_1"]),
    ] {
        let got = api.get(&format!("/cases?{query}")).await;
        let cases = got.body["cases"].as_array().unwrap_or_else(|| panic!("{got:?}"));
        let codes: Vec<_> = cases
            .iter()
            .map(|case| case["ref"].as_str().expect("a reference"))
            .collect();
        assert_eq!(codes, found, "{query}");
    }
    assert_eq!(api.get("/cases?fund=a%20b").await.status, 422);
}

async fn statements_are_told_by_where_they_stand(fixture: &Fixture) {
    let api = with_money(fixture).await;
    let claim = json!({"ref": "H1", "at": "2026-02-01T10:00:00+08:00", "merchant": "M01", "resident": "R03",
                       "discount": "D01", "bill": "20"});
    done(api.post("/redemptions", &claim).await);
    let drafted = json!({"ref": "DZ1", "merchant": "M01", "month": "2026-02", "date": "2026-03-01", "by": "甲"});
    done(api.post("/statements", &drafted).await);
    let found = async |state: &str| {
        let report = api.get(&format!("/reports/statements?state={state}")).await;
        assert_eq!(report.body["filters"]["state"], state, "{report:?}");
        lines(&report.body, &["ref", "state"])
    };
    assert_eq!(found("draft").await, ["DZ1 draft"]);
    assert!(found("sent").await.is_empty());
    let sent = json!({"statement": "DZ1", "date": "2026-03-02", "by": "甲"});
    done(api.post("/statement-sendings", &sent).await);
    assert_eq!(found("sent").await, ["DZ1 sent"]);
    assert!(found("draft").await.is_empty());
    for wrong in ["/reports/statements?state=x", "/reports/funds?state=sent"] {
        assert_eq!(api.get(wrong).await.status, 422, "{wrong}");
    }
}

on_both!(
    reports_say_that_a_host_holds_the_money,
    the_statement_with_the_host_leads_from_opening_to_closing,
    a_community_is_opened_with_its_keeper,
    communities_are_found_page_by_page,
    cases_are_found_by_reference_fund_and_resident,
    statements_are_told_by_where_they_stand,
);
