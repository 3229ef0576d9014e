//! Passkeys, with an authenticator that the browser plays.

use serde_json::json;

use crate::tab::{LANGUAGES, Look, PHONE, SCREEN, Tab};
use crate::world::{PASSWORD, World};

/// Passkeys are bound to a name, and this machine's is `localhost`.
fn by_name(world: &World, look: Look) -> Tab {
    Tab::open(&world.network.address.replace("127.0.0.1", "localhost"), look)
}

/// A phone's own authenticator, whose owner touches it at once.
struct Authenticator(String);

impl Authenticator {
    fn of(tab: &mut Tab) -> Authenticator {
        tab.ask("WebAuthn.enable", json!({}));
        let options = json!({"protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
                             "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true});
        let made = tab.ask("WebAuthn.addVirtualAuthenticator", json!({"options": options}));
        Authenticator(made["authenticatorId"].as_str().expect("an authenticator").to_owned())
    }

    /// Whether it recognises whoever touches it.
    fn recognises(&self, tab: &mut Tab, recognised: bool) {
        let said = json!({"authenticatorId": self.0, "isUserVerified": recognised});
        tab.ask("WebAuthn.setUserVerified", said);
    }
}

/// The page's message, which is read out and holds the focus, so that the button is one step away.
fn is_told(tab: &mut Tab, words: &str) {
    let told = json!(tab.said(words));
    tab.until(
        "it is told",
        &format!("(e => e?.innerText === {told} && e.matches('[role=alert]') || null)(document.activeElement)"),
    );
}

/// Gives the password in the form that leads to an address, and presses its button.
fn send(tab: &mut Tab, action: &str, button: &str) {
    tab.value(&format!(
        "document.querySelector('form[action=\"{action}\"] input[type=password]').focus()"
    ));
    tab.ask("Input.insertText", json!({"text": PASSWORD}));
    tab.follow(|tab| tab.press(button));
}

fn begin(tab: &mut Tab, name: &str) {
    tab.go("/account");
    tab.fill("passkey-name", name);
    send(tab, "/account/passkeys/begin", "passkey-add");
}

fn sign_out(tab: &mut Tab) {
    tab.forget("__Host-xiaonuan");
}

#[test]
fn a_passkey_is_added_used_and_removed() {
    for language in LANGUAGES {
        let world = World::new();
        let mut tab = by_name(&world, Look::at(SCREEN, language));
        tab.go("/sign-in");
        tab.sign_in("he.min", PASSWORD);
        let authenticator = Authenticator::of(&mut tab);
        begin(&mut tab, "收款台平板");
        tab.inspect("passkey");
        tab.tab_through("passkey");
        // Not recognised, one is told, and tries once more.
        authenticator.recognises(&mut tab, false);
        tab.press("passkey-create");
        is_told(&mut tab, "passkey-cancelled");
        tab.inspect("passkey-told");
        authenticator.recognises(&mut tab, true);
        tab.follow(|tab| tab.press("passkey-create"));
        let codes = tab.until(
            "the printed codes",
            "[...document.querySelectorAll('.codes li')].map(e => e.innerText.trim())",
        );
        assert_eq!(codes.as_array().map(Vec::len), Some(10));
        begin(&mut tab, "再来一次");
        tab.press("passkey-create");
        is_told(&mut tab, "passkey-known");
        tab.go("/account");
        tab.see("收款台平板");
        tab.inspect("account-passkeys");
        // It is asked for, and leads where one wanted to go.
        sign_out(&mut tab);
        tab.go("/account");
        tab.sign_in("he.min", PASSWORD);
        tab.inspect("sign-in-passkey");
        tab.tab_through("sign-in-passkey");
        authenticator.recognises(&mut tab, false);
        tab.press("passkey-use");
        is_told(&mut tab, "passkey-cancelled");
        authenticator.recognises(&mut tab, true);
        tab.follow(|tab| tab.press("passkey-use"));
        assert_eq!(tab.path(), "/account");
        send(&mut tab, "/account/passkeys/remove", "passkey-remove");
        tab.see_no("收款台平板");
        sign_out(&mut tab);
        tab.go("/account");
        tab.sign_in("he.min", PASSWORD);
        assert_eq!(tab.path(), "/account", "nothing more is asked");
    }
}

#[test]
fn without_scripts_or_a_name_a_code_does() {
    for language in LANGUAGES {
        let world = World::new();
        let mut tab = by_name(&world, Look::at(SCREEN, language));
        tab.go("/sign-in");
        tab.sign_in("he.min", PASSWORD);
        Authenticator::of(&mut tab);
        begin(&mut tab, "平板");
        tab.follow(|tab| tab.press("passkey-create"));
        let codes = tab.until(
            "the printed codes",
            "[...document.querySelectorAll('.codes li')].map(e => e.innerText.trim())",
        );
        let plain = by_name(&world, Look::at(PHONE, language).without_scripts());
        for (told, nth, mut tab) in [
            ("passkey-needs-script", 0, plain),
            ("passkey-elsewhere", 1, world.tab(PHONE, language)),
        ] {
            tab.go("/account");
            tab.sign_in("he.min", PASSWORD);
            tab.see(told);
            tab.see_no("passkey-use");
            tab.fill("sign-in-code-field", codes[nth].as_str().expect("a code"));
            tab.follow(|tab| tab.key("Enter"));
            assert_eq!(tab.path(), "/account");
            let (needs, name) = (tab.said("passkey-needs-name"), tab.said("passkey-name"));
            let page = tab.reads();
            assert_eq!(
                (page.contains(&needs), page.contains(&name)),
                (nth == 1, nth == 0),
                "{page}"
            );
        }
    }
}
