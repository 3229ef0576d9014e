//! A neighbourhood with cards, and a shop whose phone is a counter; all of it asked through the router.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_app::counter::PinCost;
use xiaonuan_app::service::Service;
use xiaonuan_http::{Settings, router};
use xiaonuan_tests::ask::donation;
use xiaonuan_tests::books::Books;
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};

pub(crate) const BOOKS: &str = "/api/v1/communities/qingzhu";
/// What a PIN costs in tests: as little as Argon2 takes.
const CHEAP: PinCost = PinCost { memory: 8, rounds: 1 };

/// The street: its books, and the service that keeps them.
pub(crate) struct Street {
    pub(crate) books: Books,
    pub(crate) service: Service,
    pub(crate) router: Router,
}

/// A phone that is a shop's counter.
pub(crate) struct Phone {
    pub(crate) cookie: String,
}

/// What opens a card.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    pub(crate) token: String,
    pub(crate) short: String,
    pub(crate) pin: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    /// The body by its bytes, but for the request's own number.
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The body of what was done.
    pub(crate) fn done(self) -> Value {
        assert!(self.status < 300, "{self:?}");
        self.body
    }

    /// What the phone shall keep from now on.
    pub(crate) fn cookie(&self) -> String {
        let all = self.headers.get_all("set-cookie").iter();
        let all: Vec<&str> = all.map(|cookie| cookie.to_str().expect("text")).collect();
        let kept = all
            .iter()
            .find(|cookie| cookie.starts_with("__Host-"))
            .expect("a cookie");
        for bound in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(kept.contains(bound), "{kept}");
        }
        kept.split(';').next().expect("a pair").to_owned()
    }
}

impl Street {
    /// Qingzhu, where two more offers of M01 are for some: D08 for people with a disability of the first two grades, D09 for
    /// those in extreme poverty, of whom there are none.
    pub(crate) async fn of(fixture: &Fixture) -> Street {
        let neighbourhood = Neighbourhood::qingzhu()
            .discount(Offer::off("D08", "M01", "5").only_for("disabled:1-2"))
            .discount(Offer::off("D09", "M01", "7").only_for("tekun"));
        let books = fixture.open(neighbourhood).await;
        Street::keeping(fixture, books).await
    }

    /// The service for some books, with money in F1.
    pub(crate) async fn keeping(fixture: &Fixture, books: Books) -> Street {
        books.accept(donation("DON1", "2026-01-02", "F1", "1000")).await;
        let database = fixture.process.database().clone();
        let service = Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(11)));
        let service = service.with_pins(CHEAP);
        Street {
            books,
            router: router(service.clone(), Settings::open()),
            service,
        }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("accept-language", "en")
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/json");
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 1 << 20).await.expect("a body");
        let body: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let own = body["request_id"].as_str().unwrap_or_default().to_owned();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: if own.is_empty() { text } else { text.replace(&own, "") },
            body,
        }
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", &format!("{BOOKS}{path}"), &[], body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", &format!("{BOOKS}{path}"), &[], &Value::Null).await
    }

    /// Changes some fields of a row.
    pub(crate) async fn edit(&self, register: &str, code: &str, fields: &Value) -> Answer {
        let path = format!("{BOOKS}/registers/{register}/{code}");
        let row = self.get(&format!("/registers/{register}/{code}")).await.done();
        let tag = row["changed"].to_string();
        let mut body = row;
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        self.send("PUT", &path, &[("if-match", tag.as_str())], &body).await
    }

    /// Registers a card, and makes its codes.
    pub(crate) async fn card(&self, number: &str, resident: &str) -> Codes {
        let body = json!({"code": number, "resident": resident, "from": "2026-01-01"});
        self.post("/cards", &body).await.done();
        self.issue(number).await
    }

    pub(crate) async fn issue(&self, number: &str) -> Codes {
        let made = self
            .post(&format!("/cards/{number}/reissue"), &Value::Null)
            .await
            .done();
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        Codes {
            token: text("token"),
            short: text("short_code"),
            pin: text("pin"),
        }
    }

    /// Registers a device of M01, pairs a phone with it, and lets somebody stand there.
    pub(crate) async fn phone(&self, device: &str) -> Phone {
        let body = json!({"code": device, "merchant": "M01", "name": "前台手机", "from": "2026-01-01"});
        self.post("/devices", &body).await.done();
        let phone = self.paired(device).await;
        let staff = json!({"code": format!("SY-{device}"), "merchant": "M01", "name": "赵敏", "from": "2026-01-01"});
        self.post("/staff", &staff).await.done();
        self.post(&format!("/staff/SY-{device}/pin"), &json!({"pin": "2048"}))
            .await
            .done();
        self.come(&phone, &format!("SY-{device}"), "2048").await.done();
        phone
    }

    pub(crate) async fn link(&self, device: &str) -> String {
        let made = self.post("/devices/pairings", &json!({"device": device})).await.done();
        made["token"].as_str().expect("a token").to_owned()
    }

    pub(crate) async fn open_link(&self, token: &str) -> Answer {
        self.send("POST", "/api/v1/pair", &[], &json!({"token": token})).await
    }

    pub(crate) async fn paired(&self, device: &str) -> Phone {
        let answer = self.open_link(&self.link(device).await).await;
        let cookie = answer.cookie();
        answer.done();
        Phone { cookie }
    }

    pub(crate) async fn at(&self, phone: &Phone, method: &str, path: &str, body: &Value) -> Answer {
        let path = format!("/api/v1/counter{path}");
        self.send(method, &path, &[("cookie", phone.cookie.as_str())], body)
            .await
    }

    pub(crate) async fn come(&self, phone: &Phone, staff: &str, pin: &str) -> Answer {
        self.at(phone, "POST", "/staff", &json!({"staff": staff, "pin": pin}))
            .await
    }

    pub(crate) async fn quote(&self, phone: &Phone, card: &str, bill: &str) -> Answer {
        self.at(phone, "POST", "/quotes", &json!({"card": card, "bill": bill}))
            .await
    }

    /// Confirms a bill by a discount, under its reference as key.
    pub(crate) async fn confirm(&self, phone: &Phone, reference: &str, fields: &Value) -> Answer {
        let mut body = json!({"ref": reference, "at": "2026-07-01T09:00:00+08:00", "bill": "50.00"});
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        let headers = [("cookie", phone.cookie.as_str()), ("idempotency-key", reference)];
        self.send("POST", "/api/v1/counter/redemptions", &headers, &body).await
    }

    /// Sets how much one person may get through cards on a day.
    pub(crate) async fn cap(&self, amount: Option<&str>) {
        let settings = amount.map_or(json!({}), |amount| json!({"card_daily_cap": amount}));
        self.settings(&settings).await;
    }

    /// Sets the community's settings, beside which no step but those that must be is taken.
    pub(crate) async fn settings(&self, given: &Value) {
        let community = self.get("").await.done();
        let tag = community["changed"].to_string();
        let off = json!(["apply", "visit", "review", "posting", "sign"]);
        let mut settings = json!({"off": off});
        for (name, value) in given.as_object().expect("settings") {
            settings[name] = value.clone();
        }
        let body = json!({"name": community["name"], "district": community["district"], "keeper": "legal_person",
                          "settings": settings});
        self.send("PUT", BOOKS, &[("if-match", tag.as_str())], &body)
            .await
            .done();
    }
}
