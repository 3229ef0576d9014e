//! What a real process logs, down to the smallest level, and what it measures: nothing of whom.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::numbers;
use xiaonuan_tests::on_both;
use xiaonuan_tests::server::{Answer, Server, send};

use crate::world::{BOOKS, claim, donation};

const NAME: &str = "欧阳隐名";
const OFFICER: &str = "司徒经办";
const PHONE: &str = "13912345678";
const REASON: &str = "家中有人重病";

struct Told<'a> {
    server: &'a Server,
    /// Everything that must not be told.
    private: Vec<String>,
}

impl Told<'_> {
    fn ask(&mut self, method: &str, path: &str, key: &str, body: &Value) -> Answer {
        let mut headers = vec![("Accept-Language", "en".to_owned()), ("If-Match", "\"1\"".to_owned())];
        if !key.is_empty() {
            self.private.push(key.to_owned());
            headers.push(("Idempotency-Key", key.to_owned()));
        }
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        send(&self.server.address, (method, path), &headers, &body).expect("it answers")
    }

    fn post(&mut self, path: &str, key: &str, body: &Value) -> Answer {
        self.ask("POST", &format!("{BOOKS}{path}"), key, body)
    }
}

fn request_id(answer: &Answer) -> String {
    let line = answer.head.lines().find_map(|line| line.strip_prefix("x-request-id: "));
    line.expect("an id").trim().to_owned()
}

/// A bit of everything, right and wrong.
fn a_bit_of_everything(told: &mut Told<'_>) {
    let resident = json!({"code": "SECRETR", "household": "SECRETH", "name": NAME, "id_number": numbers::id_number(77),
                          "phone": PHONE, "building": "隐秘楼", "eligibility": []});
    assert_eq!(told.post("/residents", "key-resident", &resident).status, 201);
    assert_eq!(told.post("/residents", "key-resident-2", &resident).status, 409);
    let mut gift = donation("SECRETD", "F1", "500");
    gift["donor"] = json!(NAME);
    gift["donor_kind"] = json!("person");
    assert_eq!(told.post("/donations", "key-donation", &gift).status, 201);
    gift["amount"] = json!("501");
    assert_eq!(told.post("/donations", "key-donation", &gift).status, 422);
    let terms = json!({"fund": "F1", "resident": "R01", "kind": "cash", "amount": "30", "purpose": REASON});
    let begun = json!({"ref": "SECRETC", "date": "2026-02-01", "by": OFFICER, "terms": terms});
    assert_eq!(told.post("/cases", "key-case", &begun).status, 201);
    let reject = json!({"date": "2026-02-02", "by": OFFICER, "reason": REASON});
    assert_eq!(told.post("/cases/SECRETC/reject", "key-step", &reject).status, 201);
    assert_eq!(
        told.post("/redemptions", "key-claim", &claim("SECRETX", "R01", "20"))
            .status,
        201
    );
    assert_eq!(
        told.post("/redemptions", "key-claim-2", &claim("SECRETX", "R01", "20"))
            .status,
        409
    );
    let batch = json!({"requests": [{"operation": "donation", "key": "key-batched", "body": gift}]});
    told.private.push("key-batched".to_owned());
    assert_eq!(told.post("/batches", "", &batch).status, 200);
    assert_eq!(
        told.post(
            "/donations",
            "",
            &json!({"ref": "SECRETQ", "donor": NAME, "id_number": PHONE})
        )
        .status,
        422
    );
    let edit = json!({"household": "SECRETH", "name": NAME, "id_number": numbers::id_number(77), "phone": PHONE,
                      "building": "隐秘楼", "eligibility": []});
    let path = format!("{BOOKS}/registers/residents/SECRETR");
    assert_eq!(told.ask("PUT", &path, "key-edit", &edit).status, 412);
    for path in [
        format!("{path}?as_of=2026-01-01"),
        format!("{BOOKS}/registers/residents?q={PHONE}"),
        format!("{BOOKS}/answers/donation?key=key-donation"),
        format!("{BOOKS}/events/donation/SECRETD"),
        format!("{BOOKS}/reports/journal?format=csv"),
        format!("{BOOKS}/reports/{PHONE}"),
        format!("/c/qingzhu/records?before={PHONE}x"),
        "/c/qingzhu/accounts".to_owned(),
    ] {
        let answer = told.ask("GET", &path, "", &Value::Null);
        assert!(answer.status < 500, "{path}: {}", answer.body);
    }
}

async fn a_process_logs_and_measures_nothing_of_whom(fixture: &Fixture) {
    fixture.open(Neighbourhood::qingzhu()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let server = Server::start_logging(&fixture.address, "trace", &log);
    let mut told = Told {
        server: &server,
        private: Vec::new(),
    };
    a_bit_of_everything(&mut told);
    // A table that is not as it must be is a failure of the service, which whoever runs it finds by the request's id.
    let mut raw = fixture.raw().await;
    let sql = match fixture.backend {
        Backend::Sqlite => "ALTER TABLE disbursement RENAME TO elsewhere",
        Backend::Postgres => "SET session_replication_role = replica; ALTER TABLE disbursement RENAME TO elsewhere",
    };
    raw.execute(sql).await.expect("its owner may do that");
    let failed = told.ask("GET", &format!("{BOOKS}/cases/SECRETC"), "", &Value::Null);
    assert_eq!(failed.status, 500, "{}", failed.body);
    let measures = server.get("/metrics");
    let mut private = std::mem::take(&mut told.private);
    drop(server);
    let logged = std::fs::read_to_string(&log).expect("UTF-8");
    private.extend([NAME, OFFICER, PHONE, REASON, "隐秘楼", "SECRET", "居民R01"].map(str::to_owned));
    private.extend([
        numbers::id_number(77),
        "R01".to_owned(),
        "qingzhu".to_owned(),
        "青竹".to_owned(),
    ]);
    for private in &private {
        for (what, text) in [("the log", &logged), ("the measures", &measures)] {
            let line = text.lines().find(|line| line.contains(private.as_str()));
            assert_eq!(line, None, "{private} is in {what}");
        }
    }
    let lines: Vec<Value> = logged
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert!(
        lines.iter().any(|line| line["level"] == "DEBUG"),
        "nothing was logged at that level"
    );
    let id = request_id(&failed);
    let error = lines
        .iter()
        .find(|line| line["level"] == "ERROR" && line.to_string().contains(&id));
    let error = error.unwrap_or_else(|| panic!("no error names {id}"));
    assert!(error.to_string().contains("disbursement"), "{error}");
    assert_eq!(
        serde_json::from_str::<Value>(&failed.body).expect("JSON")["request_id"],
        json!(id)
    );
}

on_both!(a_process_logs_and_measures_nothing_of_whom);
