//! An office with people who sign in.

use axum::Router;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use std::time::Duration;
use xiaonuan_app::desk::Request;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Argon2Cost, SignInSettings, UserAsked};
use xiaonuan_domain::access::{Actor, Role};
use xiaonuan_domain::command::{Command, RegisterEntry};
use xiaonuan_domain::register::entry::{EntryDetails, GrantDetails, Standing};
use xiaonuan_domain::user::{LoginName, UserId};
use xiaonuan_http::{Settings, router};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;

use crate::browser::{Browser, Got};

/// A password that is good enough.
pub(super) const GOOD: &str = "tram-otter-49-lime";
/// Another.
pub(super) const BETTER: &str = "竹影-扫阶-尘不动-7";
/// Where the office is.
pub(super) const HERE: &str = "192.0.2.10";

/// What a test can afford, since what is tested does not depend on it.
pub(super) fn settings() -> SignInSettings {
    SignInSettings {
        argon2: Argon2Cost {
            memory: 32,
            passes: 1,
            lanes: 1,
        },
        idle: Duration::from_secs(30 * 60),
        absolute: Duration::from_secs(12 * 3_600),
        link: Duration::from_secs(24 * 3_600),
    }
}

/// A service and its router.
pub(super) struct Office {
    pub(super) service: Service,
    pub(super) router: Router,
}

impl Office {
    pub(super) fn on(fixture: &Fixture) -> Office {
        Office::with(fixture, settings(), 7)
    }

    /// Another process, with other settings and other randomness.
    pub(super) fn with(fixture: &Fixture, settings: SignInSettings, seed: u64) -> Office {
        let database = fixture.process.database().clone();
        let service = Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(seed)));
        let service = service.with_sign_in(settings);
        Office {
            router: router(service.clone(), Settings::default()),
            service,
        }
    }

    /// Somebody with a password.
    pub(super) async fn user(&self, login: &str, password: &str) -> UserId {
        let name: LoginName = login.parse().expect("a name");
        let asked = UserAsked {
            login: &name,
            name: "王丽",
            is_operator: false,
            community: None,
        };
        let user = self
            .service
            .create_user(&asked)
            .await
            .expect("it answers")
            .expect("it is free");
        let password = SecretString::from(password);
        self.service.set_password(user, &password).await.expect("it is good");
        user
    }

    /// Grants somebody a role in a community.
    pub(super) async fn appoint(&self, user: UserId, community: &str, role: Role) {
        let grant = GrantDetails {
            user,
            name: "王丽".to_owned(),
            role,
            merchant: None,
            buildings: Vec::new(),
            state: Standing::default(),
            from: "2020-01-01".parse().expect("a day"),
            to: None,
        };
        let request = Request {
            scope: "request/test",
            key: None,
            content: Vec::new(),
            command: Command::RegisterEntry(Box::new(RegisterEntry {
                code: role.as_str().parse().expect("a code"),
                details: EntryDetails::Grant(grant),
            })),
        };
        let granted = self.service.perform(community, &Actor::operator("test"), request).await;
        granted.expect("it is granted");
    }

    pub(super) fn browser(&self, address: &str) -> Browser {
        Browser::new(&self.router, address)
    }

    /// A browser in which somebody is signed in.
    pub(super) async fn signed_in(&self, login: &str, password: &str) -> Browser {
        let mut browser = self.browser(HERE);
        let got = sign_in(&mut browser, login, password).await;
        assert_eq!(got.status, 200, "{}", got.text);
        browser
    }

    /// A link for somebody.
    pub(super) async fn link(&self, user: UserId) -> String {
        let link = self.service.create_link(user).await.expect("it answers");
        link.token.expose_secret().to_owned()
    }
}

pub(super) async fn sign_in(browser: &mut Browser, login: &str, password: &str) -> Got {
    let asked = json!({"login": login, "password": password});
    browser.post("/api/v1/sign-in", &asked).await
}
