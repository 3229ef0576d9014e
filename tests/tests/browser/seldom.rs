//! Pages that people see seldom: whoever has several shops, whoever is new, and what an address that says nothing is answered.

use serde_json::json;

use crate::tab::{LANGUAGES, Look, PHONE, text};
use crate::world::{PASSWORD, World};

#[test]
fn whoever_has_several_shops_chooses_among_them() {
    for language in LANGUAGES {
        let world = World::new();
        let known = world.get("/registers/grants/ding-yue");
        let grant = json!({"code": "ding-yue-2", "user": known["user"], "name": "丁悦", "role": "merchant_owner",
                           "merchant": "M02", "from": "2024-01-01"});
        world.post("/grants", &grant);
        let mut owner = world.signed_in("ding.yue", Look::at(PHONE, language));
        owner.go("/c/liuan/shop");
        owner.inspect("shop-choose");
        owner.follow(|tab| tab.press("柳岸物业"));
        assert_eq!(owner.path(), "/c/liuan/shop/M02");
    }
}

#[test]
fn whoever_is_new_chooses_a_password_and_is_in() {
    for language in LANGUAGES {
        let world = World::new();
        let made = world.post("/users", &json!({"login": "xin.lai", "name": "辛来"}));
        let link = text(&made["link"]);
        let path = &link[link.find("/welcome/").expect("a link")..];
        let mut tab = world.tab(PHONE, language);
        tab.go(path);
        tab.inspect("welcome");
        tab.fill("password-new", PASSWORD);
        tab.fill("password-repeat", "something else");
        tab.follow(|tab| tab.press("password-keep"));
        tab.until("it is told", "document.querySelector('main .wrong')?.innerText || null");
        tab.fill("password-new", PASSWORD);
        tab.fill("password-repeat", PASSWORD);
        tab.follow(|tab| tab.press("password-keep"));
        assert_eq!(tab.path(), "/account");
        // It is good once.
        let mut other = world.tab(PHONE, language);
        other.go(path);
        other.see("welcome-over");
        other.inspect("welcome-over");
    }
}

#[test]
fn an_address_that_says_nothing_is_answered_so_that_everybody_can_read_it() {
    let world = World::new();
    for language in LANGUAGES {
        let mut owner = world.signed_in("ding.yue", Look::at(PHONE, language));
        owner.go("/c/liuan/shop/M01/redemptions?period=often");
        owner.inspect("invalid");
    }
}
