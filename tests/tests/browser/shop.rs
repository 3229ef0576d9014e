//! A shop's own pages: its owner at the kitchen table, in the evening.

use serde_json::json;

use crate::counter::looks;
use crate::tab::{LANGUAGES, Look, SCREEN, Tab, text};
use crate::world::World;

const SHOP: &str = "/c/liuan/shop/M01";

/// The address of the link that a page shows to be scanned.
fn link_on(tab: &mut Tab) -> String {
    let link = text(&tab.until(
        "a link",
        "document.querySelector('code.long')?.innerText.trim() || null",
    ));
    let path = link.find("/pair/").unwrap_or_else(|| panic!("{link} pairs a phone"));
    link[path..].to_owned()
}

#[test]
fn an_owner_pairs_a_phone_and_it_serves_a_customer() {
    for look in looks() {
        let mut world = World::new();
        let mut owner = world.signed_in("ding.yue", look);
        owner.go(&format!("{SHOP}/devices"));
        owner.follow(|tab| tab.press("前台手机"));
        owner.follow(|tab| tab.press("shop-pair"));
        let link = link_on(&mut owner);
        owner.inspect("shop-pair");
        let mut phone = world.tab_that(look);
        phone.go(&link);
        phone.follow(|tab| tab.press_in("counter-pair-do", "main"));
        phone.come();
        // It is good once.
        let mut other = world.tab_that(look);
        other.go(&link);
        other.see("counter-pair-over");
        world.scan(&mut phone, "R03");
        phone.bill("30.00", "¥24.00");
        phone.confirm("¥24.00");
        owner.go(SHOP);
        owner.see("24.00");
        owner.press("shop-undo-until");
        owner.follow(|tab| tab.press_in("shop-undo-sure", "form[action$='/undo']"));
        owner.see("shop-undone");
        world.confirmed_once();
    }
}

#[test]
fn whoever_is_new_gets_a_pin_and_stands_at_the_counter() {
    for language in LANGUAGES {
        let world = World::new();
        let mut owner = world.signed_in("ding.yue", Look::at(SCREEN, language));
        owner.go(&format!("{SHOP}/staff"));
        owner.fill("shop-staff-name", "方小禾");
        owner.fill("shop-staff-code", "SY09");
        owner.follow(|tab| tab.press("shop-staff-register"));
        if !owner.path().ends_with("SY09") {
            owner.follow(|tab| tab.press("方小禾"));
        }
        owner.follow(|tab| tab.press("shop-pin-draw"));
        let pin = text(&owner.value("document.querySelector('.great-code').innerText.trim()"));
        owner.inspect("shop-pin");
        let mut phone = world.paired(Look::at(SCREEN, language));
        phone.press("方小禾");
        phone.fill("counter-pin", &pin);
        phone.follow(|tab| tab.press_in("counter-come", "main"));
        phone.see("counter-show-card");
        phone.see("方小禾");
    }
}

#[test]
fn a_line_of_a_statement_is_disputed_with_a_reason() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let world = World::new();
            let mut owner = world.signed_in("ding.yue", look);
            owner.go(&format!("{SHOP}/statements/DZ1"));
            owner.press("OLD2");
            owner.follow(|tab| tab.press("shop-dispute-press"));
            if look.scripts {
                owner.inspect("shop-dispute");
            }
            owner.fill("OLD2", "金额不对，应为 102.00");
            owner.follow(|tab| tab.press("shop-dispute-send"));
            owner.see("shop-disputed");
            owner.see("金额不对，应为 102.00");
            let told = world.get("/statements/DZ1");
            assert_eq!(told["state"], "disputed", "{told:#}");
        }
    }
}

#[test]
fn a_statement_is_confirmed_under_the_number_of_its_invoice() {
    for language in LANGUAGES {
        let world = World::new();
        let mut owner = world.signed_in("ding.yue", Look::at(SCREEN, language));
        owner.go(&format!("{SHOP}/statements"));
        owner.follow(|tab| tab.press_in("2024", "tbody"));
        owner.fill("shop-invoice", "26222000000012345678");
        owner.follow(|tab| tab.press("shop-confirm-press"));
        owner.see("26222000000012345678");
        let told = world.get("/statements/DZ1");
        assert_eq!(told["state"], "confirmed", "{told:#}");
    }
}

#[test]
fn an_offer_is_suspended_by_a_second_press_and_at_once() {
    for language in LANGUAGES {
        let world = World::new();
        let mut owner = world.signed_in("ding.yue", Look::at(SCREEN, language));
        owner.go(&format!("{SHOP}/discounts"));
        owner.press_in("shop-offer-suspend-open", ".offer:has(form[action*='/D02/'])");
        owner.see("shop-offer-suspend-how");
        owner.follow(|tab| tab.press_in("shop-offer-suspend", "form[action*='/D02/']:has([value=suspended])"));
        owner.see("shop-offer-suspended");
        let mut phone = world.counter(Look::at(SCREEN, language));
        world.scan(&mut phone, "R03");
        phone.bill("30.00", "¥27.00");
    }
}

/// It is never taken back, so it does not stand beside what is pressed every day; nor does it need a script.
#[test]
fn an_offer_is_ended_by_a_second_press() {
    for language in LANGUAGES {
        let world = World::new();
        let mut owner = world.signed_in("ding.yue", Look::at(SCREEN, language).without_scripts());
        owner.go(&format!("{SHOP}/discounts"));
        owner.press_in("shop-offer-end-open", ".offer:has(form[action*='/D02/'])");
        owner.see("shop-offer-end-how");
        owner.follow(|tab| tab.press_in("shop-offer-end", "form[action*='/D02/']:has([value=ended])"));
        assert_eq!(world.get("/registers/discounts/D02")["state"], "ended");
    }
}

#[test]
fn a_form_that_was_typed_before_the_session_ended_is_not_lost() {
    for language in LANGUAGES {
        for look in [Look::at(SCREEN, language), Look::at(SCREEN, language).without_scripts()] {
            let world = World::new();
            let mut owner = world.signed_in("ding.yue", look);
            owner.go(&format!("{SHOP}/branches"));
            owner.fill("shop-branch-name", "河东店");
            owner.fill("shop-branch-address", "河东路 8 号");
            owner.forget("__Host-xiaonuan");
            owner.follow(|tab| tab.press("shop-branch-register"));
            owner.sign_in("ding.yue", crate::world::PASSWORD);
            owner.see("河东路 8 号");
            if look.scripts {
                owner.inspect("resume");
            }
            owner.follow(|tab| tab.press("resume-send"));
            owner.see("河东店");
            let branches = world.get("/registers/branches");
            assert!(branches.to_string().contains("河东路 8 号"), "{branches}");
            owner.follow(|tab| tab.press("河东店"));
            if look.scripts {
                owner.inspect("shop-branch");
            }
        }
    }
}

#[test]
fn everybody_can_use_the_pages_of_a_shop() {
    for language in LANGUAGES {
        let world = World::new();
        let mut phone = world.counter(Look::at(SCREEN, language));
        world.scan(&mut phone, "R01");
        phone.bill("68.50", "¥4.80");
        phone.confirm("¥4.80");
        let mut tab = world.signed_in("ding.yue", Look::at(SCREEN, language));
        for (path, name) in [
            ("", "shop-today"),
            ("/redemptions", "shop-redemptions"),
            ("/redemptions?period=2024-03", "shop-month"),
            ("/redemptions?period=2024", "shop-year"),
            ("/statements", "shop-statements"),
            ("/statements/DZ1", "shop-statement"),
            ("/discounts", "shop-discounts"),
            ("/discounts/new", "shop-proposal"),
            ("/staff", "shop-staff"),
            ("/staff/SY01", "shop-member"),
            ("/devices", "shop-devices"),
            ("/devices/SJ01", "shop-device"),
            ("/branches", "shop-branches"),
            ("/poster", "shop-poster"),
            ("/caring", "shop-caring"),
        ] {
            tab.go(&format!("{SHOP}{path}"));
            tab.tells_no_need();
            tab.inspect(name);
        }
        tab.look(Look::at(360, language));
        tab.go(SHOP);
        tab.tab_through("shop-today");
    }
}

#[test]
fn what_is_wrong_in_a_form_is_said_at_its_field_and_nothing_typed_is_lost() {
    for look in looks() {
        let world = World::new();
        let mut owner = world.signed_in("ding.yue", look);
        owner.go(&format!("{SHOP}/staff/SY01"));
        owner.value(
            "document.querySelectorAll('input').forEach(e => { e.required = false; e.removeAttribute('minlength'); })",
        );
        owner.fill("shop-pin-chosen", "12");
        owner.follow(|tab| tab.press("shop-pin-set"));
        let described = owner.until(
            "it is said at the field",
            "document.querySelector('[aria-invalid=true]')?.getAttribute('aria-describedby') || null",
        );
        let ids = text(&described);
        let said = ids.split(' ').filter(|id| says(&mut owner, id)).count();
        assert!(said > 0, "{ids} say nothing");
    }
}

/// Whether what describes a field says anything.
fn says(tab: &mut Tab, id: &str) -> bool {
    tab.value(&format!("!!document.getElementById({})?.innerText.trim()", json!(id))) == json!(true)
}
