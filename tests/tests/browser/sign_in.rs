//! Who comes in, and by which steps.

use std::time::{SystemTime, UNIX_EPOCH};

use totp_rs::{Builder, Secret};

use crate::tab::{LANGUAGES, Look, PHONE, SCREEN, Tab};
use crate::world::{PASSWORD, World};

/// What an authenticator with a secret shows now.
fn shown(secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).expect("base 32");
    let totp = Builder::new()
        .with_secret(secret)
        .with_account_name("x")
        .with_issuer(Some("x"))
        .build();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    totp.expect("an authenticator").generate(now.as_secs()).to_string()
}

/// Sets the second factor up at the account's page; answers the printed codes.
fn set_up_second_factor(tab: &mut Tab) -> Vec<String> {
    tab.go("/account");
    tab.inspect("account");
    tab.value("document.querySelector('form[action=\"/account/second-factor/begin\"] input').focus()");
    tab.ask("Input.insertText", serde_json::json!({"text": PASSWORD}));
    tab.follow(|tab| tab.press("second-factor-begin"));
    tab.inspect("second-factor");
    let secret = tab.value("document.querySelector('main code').innerText.replace(/\\s/g, '')");
    tab.fill("second-factor-code", &shown(secret.as_str().expect("a secret")));
    tab.follow(|tab| tab.key("Enter"));
    let codes = tab.until(
        "the printed codes",
        "[...document.querySelectorAll('.codes li')].map(e => e.innerText.trim())",
    );
    tab.inspect("recovery-codes");
    codes
        .as_array()
        .expect("codes")
        .iter()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect()
}

#[test]
fn whoever_gives_a_wrong_password_is_told_and_keeps_the_name_they_typed() {
    let world = World::new();
    for language in LANGUAGES {
        for width in [PHONE, SCREEN] {
            let mut tab = world.tab(width, language);
            tab.go("/");
            tab.sign_in("yuan.zheng", "not-the-password");
            assert_eq!(tab.typed("sign-in-login"), "yuan.zheng");
            assert_eq!(tab.typed("sign-in-password"), "");
            tab.until("it is told", "document.querySelector('main .wrong')?.innerText || null");
            tab.sign_in("yuan.zheng", PASSWORD);
            tab.see("柳岸社区");
        }
    }
}

#[test]
fn signing_in_works_without_scripts_and_leads_where_one_wanted_to_go() {
    let world = World::new();
    for language in LANGUAGES {
        let mut tab = world.tab_that(Look::at(PHONE, language).without_scripts());
        tab.go("/c/liuan/journal");
        tab.sign_in("yuan.zheng", PASSWORD);
        assert_eq!(tab.path(), "/c/liuan/journal");
    }
}

#[test]
fn a_second_factor_is_asked_for_once_it_is_set_up() {
    for language in LANGUAGES {
        let world = World::new();
        let mut tab = world.signed_in("he.min", Look::at(SCREEN, language));
        let codes = set_up_second_factor(&mut tab);
        assert_eq!(codes.len(), 10);
        let mut tab = world.tab(PHONE, language);
        tab.go("/");
        tab.inspect("sign-in");
        tab.sign_in("he.min", PASSWORD);
        tab.inspect("sign-in-code");
        tab.fill("sign-in-code-field", "000000");
        tab.follow(|tab| tab.key("Enter"));
        tab.until("it is told", "document.querySelector('main .wrong')?.innerText || null");
        tab.fill("sign-in-code-field", &codes[0]);
        tab.follow(|tab| tab.key("Enter"));
        tab.see("柳岸社区");
    }
}
