//! Samples of the pages of signing in.

use askama::Template;
use axum::http::Uri;

use super::sample::Sample;
use crate::page::{
    AccountFaults, AccountPage, CodePage, CodesPage, Frame, SessionLine, SetUpPage, SignInPage, WelcomePage,
};
use crate::words::Words;

impl Sample<'_> {
    fn bare(&self) -> Frame {
        Frame::bare(Words::of(self.language), &Uri::from_static("/sign-in"))
    }

    fn said(&self) -> Option<String> {
        (self.rows > 0).then(|| self.text.to_owned())
    }

    fn account(&self) -> AccountPage {
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
            frame: self.bare(),
            name: self.text.to_owned(),
            is_operator: self.rows == 1,
            sessions: (0..self.rows).map(line).collect(),
            codes_left: (self.rows > 1).then_some(9),
            faults: AccountFaults {
                password: self.said(),
                new_password: self.said(),
                repeated: self.said(),
                factor_password: self.said(),
            },
        }
    }

    /// The pages of signing in, by name.
    pub(super) fn sign_in_pages(&self) -> Vec<(&'static str, String)> {
        let sign_in = SignInPage {
            frame: self.bare(),
            login: self.text.to_owned(),
            next: self.text.to_owned(),
            fault: self.said(),
        };
        let code = CodePage {
            frame: self.bare(),
            next: self.text.to_owned(),
            fault: self.said(),
        };
        let welcome = |login: Option<String>| WelcomePage {
            frame: self.bare(),
            login,
            path: format!("/welcome/{}", self.text).into(),
            fault: self.said(),
            repeat_fault: self.said(),
        };
        let set_up = SetUpPage {
            frame: self.bare(),
            picture: "<svg></svg>".into(),
            secret: self.text.into(),
            fault: self.said(),
        };
        let codes = CodesPage {
            frame: self.bare(),
            codes: (0..self.rows).map(|_| self.text.into()).collect(),
        };
        let page = "a page";
        vec![
            ("sign-in", sign_in.render().expect(page)),
            ("code", code.render().expect(page)),
            ("welcome", welcome(Some(self.text.to_owned())).render().expect(page)),
            ("welcome-over", welcome(None).render().expect(page)),
            ("account", self.account().render().expect(page)),
            ("second-factor", set_up.render().expect(page)),
            ("codes", codes.render().expect(page)),
        ]
    }
}
