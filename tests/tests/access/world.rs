//! Two communities, and people in every role in one of them.

mod factor;
mod forms;
mod phones;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_app::counter::PinCost;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Argon2Cost, From, SignInSettings, TokenAsked, UserAsked};
use xiaonuan_domain::access::Role;
use xiaonuan_domain::user::UserId;
use xiaonuan_http::{Settings, router};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::numbers;

/// A password that is good enough.
const PASSWORD: &str = "tram-otter-49-lime";
/// The community in which people have their roles.
pub(crate) const OWN: &str = "/api/v1/communities/qingzhu";

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) etag: Option<String>,
    /// Where it leads on, if it does.
    pub(crate) location: Option<String>,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// How somebody shows who they are.
#[derive(Clone, Debug)]
pub(crate) enum Shows {
    Nothing,
    Cookie(String),
    Token(String),
    /// A phone that is a shop's counter.
    Device(String),
    /// A phone that has a resident's card open.
    Card(String),
}

/// The office, with people in it.
pub(crate) struct World {
    pub(crate) service: Service,
    shut: Router,
    open: Router,
    people: BTreeMap<String, (UserId, Shows)>,
}

impl World {
    /// Two communities with the same things in them. In the first, everybody in the role by which they are called; the
    /// owner, staff and worker of M01 and of building 1.
    pub(crate) async fn on(fixture: &Fixture) -> World {
        let settings = SignInSettings {
            argon2: Argon2Cost {
                memory: 32,
                passes: 1,
                lanes: 1,
            },
            idle: Duration::from_secs(30 * 60),
            absolute: Duration::from_secs(12 * 3_600),
            link: Duration::from_secs(24 * 3_600),
        };
        let database = fixture.process.database().clone();
        let service = Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(11)));
        let service = service.with_sign_in(settings);
        let service = service.with_pins(PinCost { memory: 8, rounds: 1 });
        let mut world = World {
            shut: router(service.clone(), Settings::default()),
            open: router(service.clone(), Settings::open()),
            service,
            people: BTreeMap::new(),
        };
        for name in ["qingzhu", "hengyuan"] {
            let mut neighbourhood = Neighbourhood::qingzhu();
            neighbourhood.community.code = name.parse().expect("a code");
            fixture.open(neighbourhood).await;
            world.furnish(name).await;
        }
        for role in Role::ALL {
            world.arrive(role.as_str(), false).await;
            world.grant(role.as_str(), *role).await;
        }
        let body = json!({"ref": "CX9", "of": "redemption/HX2", "date": "2026-03-02", "reason": "重复入账"});
        let path = format!("{OWN}/reversals");
        let proposed = world.ask("accountant", "POST", &path, &body).await;
        assert_eq!(
            (proposed.status, proposed.json()["kind"].as_str()),
            (201, Some("proposed")),
            "{}",
            proposed.text
        );
        world.arrive("stranger", false).await;
        world.arrive("operator", true).await;
        world.second_factor("operator").await;
        world
    }

    /// What there is besides: a branch of two shops, somebody in another building, help, a statement of two shops.
    async fn furnish(&self, community: &str) {
        let settings = json!({"off": ["review", "posting", "sign"], "second_factor_optional": true});
        let path = format!("/api/v1/communities/{community}");
        let row = self.office("GET", &path, None, &json!({})).await;
        let edit = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person", "settings": settings});
        self.office("PUT", &path, row.etag.as_deref(), &edit).await;
        let resident = json!({"code": "R09", "name": "周九", "id_number": numbers::id_number(99), "phone": "13900000009",
                              "building": "2栋", "eligibility": []});
        self.done(community, "residents", "", &resident).await;
        for (code, merchant) in [("B01", "M01"), ("B02", "M02")] {
            let branch =
                json!({"code": code, "merchant": merchant, "name": "店", "address": "街", "from": "2026-01-01"});
            self.done(community, "branches", "", &branch).await;
        }
        let gift = json!({"ref": "DON1", "date": "2026-01-05", "donor": "捐赠人甲", "donor_kind": "person", "fund": "F1",
                          "amount": "9000", "method": "bank"});
        self.done(community, "donations", "gift", &gift).await;
        let discount = json!({"code": "D03", "merchant": "M02", "fund": "F1", "title": "立减", "public_title": "立减",
                              "amount_off": "4", "eligible": "all", "fund_share": "50", "valid_from": "2026-01-01",
                              "valid_to": "2026-12-31"});
        self.done(community, "discounts", "", &discount).await;
        for (reference, merchant, discount) in [("HX1", "M01", "D01"), ("HX2", "M02", "D03")] {
            let claim = json!({"ref": reference, "at": "2026-02-10T10:00:00+08:00", "merchant": merchant,
                               "resident": "R01", "discount": discount, "bill": "50"});
            self.done(community, "redemptions", reference, &claim).await;
        }
        for (reference, resident) in [("BF1", "R01"), ("BF9", "R09")] {
            let case = json!({"ref": reference, "date": "2026-03-01", "by": "收件人", "terms": {"fund": "F1",
                              "resident": resident, "kind": "cash", "amount": "30", "purpose": "取暖"}});
            self.done(community, "cases", reference, &case).await;
        }
        for (reference, merchant) in [("DZ1", "M01"), ("DZ2", "M02")] {
            let statement = json!({"ref": reference, "date": "2026-03-01", "merchant": merchant, "month": "2026-02",
                                   "by": "制单人"});
            self.done(community, "statements", reference, &statement).await;
        }
        let plain = json!({"code": "J1", "kind": "person", "name": "李善人", "phone": "13911112222"});
        self.done(community, "donors", "", &plain).await;
        let agent = json!({"code": "A1", "resident": "R01", "relation": "relative", "name": "赵代办", "consent": "WT-1",
                           "from": "2026-01-01"});
        self.done(community, "agents", "", &agent).await;
        let link = json!({"code": "L1", "kind": "relative", "one": "officer:某人", "other": "resident:R02",
                          "from": "2026-01-01"});
        self.done(community, "links", "", &link).await;
        let household = json!({"code": "H01", "name": "张家", "from": "2026-01-01"});
        self.done(community, "households", "", &household).await;
        let card = json!({"code": "K01", "resident": "R01", "from": "2026-01-01"});
        self.done(community, "cards", "", &card).await;
        let consent = json!({"code": "TY1", "resident": "R01", "kind": "publication", "given": true, "by": "赵代办",
                             "reference": "TY-2026-1", "from": "2026-01-01"});
        self.done(community, "consents", "", &consent).await;
        let complaint = json!({"code": "TS1", "resident": "R01", "text": "不是我用的", "from": "2026-01-01"});
        self.done(community, "complaints", "", &complaint).await;
        for (code, merchant, resident) in [("KH1", "M01", "R01"), ("KH2", "M02", "R09")] {
            let customer = json!({"code": code, "merchant": merchant, "resident": resident,
                                  "number": format!("HR-{merchant}"), "consent": "TY-2026-2", "from": "2026-01-01"});
            self.done(community, "customers", "", &customer).await;
        }
        for (code, merchant) in [("1", "M01"), ("2", "M02")] {
            let device =
                json!({"code": format!("T0{code}"), "merchant": merchant, "name": "前台", "from": "2026-01-01"});
            self.done(community, "devices", "", &device).await;
            let staff =
                json!({"code": format!("S0{code}"), "merchant": merchant, "name": "小王", "from": "2026-01-01"});
            self.done(community, "staff", "", &staff).await;
        }
    }

    /// Does something as the office does where nobody is asked who they are.
    async fn done(&self, community: &str, what: &str, key: &str, body: &Value) {
        let path = format!("/api/v1/communities/{community}/{what}");
        let got = self
            .office("POST", &path, Some(key).filter(|key| !key.is_empty()), body)
            .await;
        assert!(got.status < 300, "{path}: {}", got.text);
    }

    /// What the office is answered where nobody is asked who they are: with a key, or a tag for a change.
    pub(crate) async fn office(&self, method: &str, path: &str, under: Option<&str>, body: &Value) -> Got {
        send(&self.open, &Shows::Nothing, (method, path), under, body).await
    }

    /// What stands on a card that somebody has.
    pub(crate) async fn card(&self, resident: &str) -> String {
        let code = format!("K-{resident}");
        let card = json!({"code": code, "resident": resident, "from": "2026-01-01"});
        self.done("qingzhu", "cards", "", &card).await;
        let path = format!("{OWN}/cards/{code}/reissue");
        let issued = self.office("POST", &path, None, &Value::Null).await.json();
        issued["short_code"].as_str().expect("a code").to_owned()
    }

    /// Makes somebody who can sign in.
    pub(crate) async fn arrive(&mut self, login: &str, is_operator: bool) -> UserId {
        let name = login.parse().expect("a name");
        let asked = UserAsked {
            login: &name,
            name: login,
            is_operator,
            community: None,
        };
        let user = self
            .service
            .create_user(&asked)
            .await
            .expect("it answers")
            .expect("it is free");
        let password = SecretString::from(PASSWORD);
        self.service.set_password(user, &password).await.expect("it is good");
        self.people.insert(login.to_owned(), (user, Shows::Nothing));
        self.sign_in(login).await;
        user
    }

    /// Signs somebody in anew.
    pub(crate) async fn sign_in(&mut self, login: &str) {
        let asked = xiaonuan_app::sign_in::Attempt {
            login: login.to_owned(),
            password: SecretString::from(PASSWORD),
            code: None,
            from: From::here(),
        };
        let begun = self.service.sign_in(asked).await.expect("they are signed in");
        self.shows(login, Shows::Cookie(begun.token.expose_secret().to_owned()));
    }

    fn shows(&mut self, login: &str, shows: Shows) {
        self.people.get_mut(login).expect("somebody").1 = shows;
    }

    /// Grants somebody a role in the first community, under their own name.
    pub(crate) async fn grant(&self, login: &str, role: Role) {
        let mut grant = json!({"code": format!("G-{login}"), "user": self.user(login).to_string(),
                               "name": login, "role": role, "from": "2026-01-01"});
        if role.is_of_a_shop() {
            grant["merchant"] = json!("M01");
        }
        if role == Role::GridWorker {
            grant["buildings"] = json!(["1栋"]);
        }
        self.done("qingzhu", "grants", "", &grant).await;
    }

    /// Grants somebody another role under the same name.
    pub(crate) async fn grant_also(&self, login: &str, role: Role) {
        let grant = json!({"code": format!("G2-{login}"), "user": self.user(login).to_string(),
                           "name": login, "role": role, "from": "2026-01-01"});
        self.done("qingzhu", "grants", "", &grant).await;
    }

    /// Lets somebody arrive who has a role and approves besides.
    pub(crate) async fn arrive_as_approver_and(&mut self, login: &str, role: Role) {
        self.arrive(login, false).await;
        self.grant(login, role).await;
        let approver = json!({"code": format!("A-{login}"), "user": self.user(login).to_string(), "name": login,
                              "role": Role::Approver, "from": "2026-01-01"});
        self.done("qingzhu", "grants", "", &approver).await;
    }

    pub(crate) fn user(&self, login: &str) -> UserId {
        self.people[login].0
    }

    pub(crate) fn of(&self, login: &str) -> &Shows {
        &self.people[login].1
    }

    /// A program's token.
    pub(crate) async fn token(&self, community: Option<&str>, merchant: Option<&str>, scopes: &[&str]) -> Shows {
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let asked = TokenAsked {
            community,
            merchant,
            name: "test",
            scopes: &scopes,
            lasts: Duration::from_secs(3_600),
            by: None,
        };
        let made = self.service.create_token(&asked).await.expect("it is made");
        Shows::Token(made.token.expose_secret().to_owned())
    }

    /// What somebody is answered.
    pub(crate) async fn ask(&self, login: &str, method: &str, path: &str, body: &Value) -> Got {
        self.ask_as(
            self.of(login),
            (method, path),
            Some(&format!("{login}-{}", path.len())),
            body,
        )
        .await
    }

    /// What somebody is answered by what they show: with a key, or a tag for a change.
    pub(crate) async fn ask_as(&self, shows: &Shows, at: (&str, &str), under: Option<&str>, body: &Value) -> Got {
        send(&self.shut, shows, at, under, body).await
    }

    /// What somebody is answered who says why they want to see names in full.
    pub(crate) async fn revealed(&self, login: &str, path: &str, reason: &str) -> Got {
        self.revealed_to(self.of(login), path, reason).await
    }

    /// The same by what they show.
    pub(crate) async fn revealed_to(&self, shows: &Shows, path: &str, reason: &str) -> Got {
        let request = request(shows, ("GET", path)).header("reveal-reason", reason);
        finish(&self.shut, request.body(Body::empty()).expect("a request")).await
    }
}

fn request(shows: &Shows, (method, path): (&str, &str)) -> axum::http::request::Builder {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .header("accept-language", "en")
        .header("content-type", "application/json");
    match shows {
        Shows::Nothing => request,
        Shows::Cookie(session) => request
            .header("cookie", format!("__Host-xiaonuan={session}"))
            .header("sec-fetch-site", "same-origin"),
        Shows::Token(token) => request.header("authorization", format!("Bearer {token}")),
        Shows::Device(secret) => request
            .header("cookie", format!("__Host-device={secret}"))
            .header("sec-fetch-site", "same-origin"),
        Shows::Card(secret) => request
            .header("cookie", format!("__Host-card={secret}"))
            .header("sec-fetch-site", "same-origin"),
    }
}

async fn send(router: &Router, shows: &Shows, at: (&str, &str), under: Option<&str>, body: &Value) -> Got {
    let mut request = request(shows, at);
    if let Some(under) = under {
        let name = if at.0 == "PUT" { "if-match" } else { "idempotency-key" };
        request = request.header(name, under);
    }
    let body = if at.0 == "GET" {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    finish(router, request.body(body).expect("a request")).await
}

async fn finish(router: &Router, request: Request<Body>) -> Got {
    let response = router.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.expect("a body");
    let etag = parts.headers.get("etag").and_then(|tag| tag.to_str().ok());
    let location = parts.headers.get("location").and_then(|to| to.to_str().ok());
    Got {
        status: parts.status.as_u16(),
        etag: etag.map(str::to_owned),
        location: location.map(str::to_owned),
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
