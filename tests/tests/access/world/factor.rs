//! Second factors of those who are asked for one.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use totp_rs::Builder;
use totp_rs::Secret;
use xiaonuan_app::sign_in::From;

use super::{OWN, PASSWORD, Shows, World};

impl World {
    /// Whether officers need a second factor.
    pub(crate) async fn needs_second_factor(&self, needed: bool) {
        let row = self.office("GET", OWN, None, &json!({})).await;
        let mut edit = json!({"name": "青竹社区", "district": "示范区", "keeper": "legal_person"});
        edit["settings"] = row.json()["settings"].clone();
        edit["settings"]["second_factor_optional"] = json!(!needed);
        let changed = self.office("PUT", OWN, row.etag.as_deref(), &edit).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
    }

    /// Has somebody set up a second factor, which counts for the session in which it was shown to work.
    pub(crate) async fn second_factor(&mut self, login: &str) {
        let Shows::Cookie(session) = self.of(login).clone() else {
            panic!("{login} is signed in")
        };
        let who = self.service.who(&session).await.expect("it answers").expect("it lasts");
        let password = SecretString::from(PASSWORD);
        let from = From {
            session: Some(SecretString::from(session.clone())),
            ..From::here()
        };
        let begun = self
            .service
            .begin_second_factor(&who, &password)
            .await
            .expect("it begins");
        let now = self.service.journal().now().micros() / 1_000_000;
        let secret = Secret::try_from_base32(begun.secret.expose_secret()).expect("a secret");
        let totp = Builder::new()
            .with_secret(secret)
            .with_account_name("x")
            .with_issuer(Some("x"))
            .build();
        let totp = totp.expect("an authenticator");
        let code = totp.generate(u64::try_from(now).expect("after 1970")).to_string();
        let (begun, _) = self
            .service
            .confirm_second_factor(&who, &SecretString::from(code), (&SecretString::from(session), &from))
            .await
            .expect("it is right");
        self.shows(login, Shows::Cookie(begun.token.expose_secret().to_owned()));
    }
}
