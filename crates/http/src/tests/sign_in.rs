//! Samples of the pages of signing in.

use askama::Template;
use xiaonuan_app::sign_in::{Factors, PasskeyAsked, Ways};
use xiaonuan_domain::user::CeremonyId;

use super::sample::Sample;
use crate::asset;
use crate::page::{
    AccountForms, AccountPage, CodeForms, CodePage, CodesPage, Kept, OwnPasskeys, PasskeyLine, PasskeyPage, ResumePage,
    SessionLine, SetUpPage, SignInPage, Typed, WelcomePage,
};

impl Sample<'_> {
    /// A form with its fields filled, and all of them wrong where there is anything.
    pub(super) fn form(&self, fields: &[&str]) -> Typed {
        let mut form = Typed::new("form");
        for field in fields {
            form = form.with(field, self.text);
            if self.rows > 0 {
                form.wrong(field, self.text);
                form.wrong_as_a_whole(self.text);
            }
        }
        form
    }

    fn kept(&self) -> Option<Kept> {
        (self.rows > 0).then(|| Kept {
            by: self.text.to_owned(),
            to: self.text.to_owned(),
            fields: self.text.to_owned(),
        })
    }

    fn account(&self, needs_name: bool) -> AccountPage {
        let line = |number: usize| SessionLine {
            id: "0123456789abcdef0123456789abcdef".to_owned(),
            device: if number == 1 {
                String::new()
            } else {
                self.text.to_owned()
            },
            is_this: number == 0,
            began: "2026-07-01 09:30:00".to_owned(),
            seen: "2026-07-01 09:40:00".to_owned(),
        };
        AccountPage {
            frame: self.bare("/sign-in"),
            name: self.text.to_owned(),
            is_operator: self.rows == 1,
            sessions: (0..self.rows).map(line).collect(),
            factors: Factors {
                has_authenticator: self.rows > 1,
                passkeys: 0,
                codes_left: 9,
            },
            passkeys: OwnPasskeys {
                lines: (0..self.rows).map(|nth| self.passkey(nth)).collect(),
                needs_name,
                by_name: (self.rows > 0).then(|| "http://localhost:8080".to_owned()),
            },
            forms: AccountForms {
                password: self.form(&["password", "new_password", "repeated"]),
                factor: self.form(&["password"]).named("factor"),
                passkey: self.form(&["name", "password"]).named("passkey"),
                gone: self.form(&["passkey", "password"]).named("gone"),
            },
        }
    }

    fn passkey(&self, nth: usize) -> PasskeyLine {
        PasskeyLine {
            id: format!("{nth:032x}"),
            name: self.text.to_owned(),
            note: "2026-07-01 09:30:00".to_owned(),
        }
    }

    fn asked(&self) -> PasskeyAsked {
        PasskeyAsked {
            ceremony: CeremonyId::from_bytes([7; 16]),
            options: format!("{{\"user\":{{\"name\":\"{}\"}}}}", self.text).into(),
        }
    }

    /// The page of the second factor: with a passkey here, elsewhere or none, and with codes or without.
    fn code(&self, is_asked: bool, takes_codes: bool) -> CodePage {
        CodePage {
            frame: self.bare("/sign-in"),
            forms: CodeForms {
                code: self.form(&["code"]),
                passkey: self.form(&["credential"]).named("passkey"),
            },
            ways: Ways {
                passkey: is_asked.then(|| self.asked()),
                takes_codes,
                has_passkeys_elsewhere: !is_asked && self.rows != 1,
            },
            next: self.text.to_owned(),
            kept: self.kept(),
            script: asset::address("passkey.js"),
        }
    }

    /// The pages of signing in, by name.
    pub(super) fn sign_in_pages(&self) -> Vec<(&'static str, String)> {
        let sign_in = SignInPage {
            frame: self.bare("/sign-in"),
            form: self.form(&["login"]),
            next: self.text.to_owned(),
            kept: self.kept(),
        };
        let welcome = |login: Option<String>| WelcomePage {
            frame: self.bare("/sign-in"),
            login,
            path: format!("/welcome/{}", self.text).into(),
            form: self.form(&["new_password", "repeated"]),
        };
        let set_up = SetUpPage {
            frame: self.bare("/sign-in"),
            picture: "<svg></svg>".into(),
            secret: self.text.into(),
            form: self.form(&["code"]),
        };
        let field = || ("reason".to_owned(), self.text.to_owned());
        let resume = ResumePage {
            frame: self.bare("/"),
            to: "/c/qingzhu/shop".to_owned(),
            fields: (0..self.rows).map(|_| field()).collect(),
            next: self.text.to_owned(),
        };
        let codes = CodesPage {
            frame: self.bare("/sign-in"),
            codes: (0..self.rows).map(|_| self.text.into()).collect(),
        };
        let passkey = PasskeyPage {
            frame: self.bare("/account/passkeys"),
            asked: self.asked(),
            name: self.text.to_owned(),
            script: asset::address("passkey.js"),
        };
        let page = "a page";
        vec![
            ("sign-in", sign_in.render().expect(page)),
            ("code", self.code(false, true).render().expect(page)),
            ("code-passkey", self.code(true, true).render().expect(page)),
            ("code-passkey-alone", self.code(true, false).render().expect(page)),
            ("code-nothing", self.code(false, false).render().expect(page)),
            ("welcome", welcome(Some(self.text.to_owned())).render().expect(page)),
            ("welcome-over", welcome(None).render().expect(page)),
            ("account", self.account(false).render().expect(page)),
            ("account-at-an-address", self.account(true).render().expect(page)),
            ("passkey", passkey.render().expect(page)),
            ("second-factor", set_up.render().expect(page)),
            ("resume", resume.render().expect(page)),
            ("codes", codes.render().expect(page)),
        ]
    }
}
