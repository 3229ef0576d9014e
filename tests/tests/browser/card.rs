//! The card, at its holder's kitchen table, and the sheets on which it comes.

use serde_json::json;

use crate::counter::looks;
use crate::tab::{LANGUAGES, Look, PHONE, SCREEN, Tab};
use crate::world::World;

impl World {
    /// Somebody's own phone, on which they opened their card.
    fn own_card(&self, resident: &str, look: Look) -> Tab {
        let mut tab = self.tab_that(look);
        self.scan(&mut tab, resident);
        tab.fill("card-pin", &self.card(resident).pin.clone());
        tab.follow(|tab| tab.press("card-open-go"));
        tab
    }
}

#[test]
fn a_resident_reads_what_they_can_use_and_what_they_used() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let world = World::new();
            let mut shop = world.counter(look);
            world.scan(&mut shop, "R01");
            shop.bill("68.50", "¥4.80");
            shop.confirm("¥4.80");
            let mut tab = world.own_card("R01", look);
            tab.see("林桂香");
            tab.see("暖心八折");
            tab.see("4.80");
            tab.see_no("低保户优惠");
            tab.follow(|tab| tab.press("card-close"));
            tab.go("/card");
            tab.see_no("林桂香");
        }
    }
}

#[test]
fn a_wrong_pin_opens_nothing_and_is_told() {
    for language in LANGUAGES {
        let world = World::new();
        let mut tab = world.tab(PHONE, language);
        world.scan(&mut tab, "R01");
        tab.fill("card-pin", "000000");
        tab.follow(|tab| tab.press("card-open-go"));
        tab.see_no("林桂香");
        tab.until(
            "it is told",
            "document.querySelector('.wrong, [role=alert]')?.innerText || null",
        );
        tab.inspect("card-wrong");
    }
}

#[test]
fn everybody_can_read_a_card() {
    for language in LANGUAGES {
        let world = World::new();
        let mut shop = world.counter(Look::at(PHONE, language));
        world.scan(&mut shop, "R01");
        shop.bill("68.50", "¥4.80");
        shop.confirm("¥4.80");
        let mut tab = world.tab(PHONE, language);
        world.scan(&mut tab, "R01");
        tab.inspect("card-open");
        tab.tab_through("card-open");
        drop(tab);
        let mut tab = world.own_card("R01", Look::at(PHONE, language));
        tab.inspect("card");
        tab.tab_through("card");
        tab.go("/card/history");
        tab.inspect("card-history");
    }
}

#[test]
fn what_is_wrong_is_said_to_the_community_and_its_answer_is_read() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let world = World::new();
            let mut tab = world.own_card("R02", look);
            tab.follow(|tab| tab.press("card-complaint-this"));
            tab.fill("card-complaint-text", "这笔我没有用过");
            // It was typed for so long that the card closed by itself.
            tab.forget("__Host-card");
            tab.follow(|tab| tab.press("card-complaint-send"));
            tab.see("card-complaint-kept");
            tab.fill("card-code", &world.card("R02").token.clone());
            tab.fill("card-pin", &world.card("R02").pin.clone());
            tab.follow(|tab| tab.press("card-open-go"));
            assert_eq!(tab.typed("card-complaint-text"), "这笔我没有用过");
            tab.follow(|tab| tab.press("card-complaint-send"));
            tab.see("card-complaint-received");
            tab.see("card-complaint-waits");
            let filed = world.get("/registers/complaints");
            let filed = &filed["rows"][0];
            assert!(filed["about"].to_string().contains("OLD3"), "{filed}");
            let code = filed["code"].as_str().expect("a code");
            world.edit(
                &format!("complaints/{code}"),
                &json!({"text": "这笔我没有用过", "answer": "已核实，记错了卡号，已更正", "to": filed["from"]}),
            );
            tab.go("/card/complaint");
            tab.see("已核实，记错了卡号，已更正");
            if look.scripts {
                tab.inspect("card-complaint");
            }
        }
    }
}

#[test]
fn who_acts_for_their_mother_has_both_cards_on_one_phone() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let world = World::new();
            let mut tab = world.own_card("R02", look);
            tab.see("高远");
            world.scan(&mut tab, "R01");
            tab.fill("card-pin", &world.card("R01").pin.clone());
            tab.follow(|tab| tab.press("card-open-go"));
            tab.see("林桂香");
            tab.see("50.00");
            if look.scripts {
                tab.inspect("card-of-another");
            }
            tab.follow(|tab| tab.press_in("高远", "form[action='/card/other']"));
            assert_eq!(tab.text_of("h1"), "高远");
            tab.follow(|tab| tab.press("card-close"));
            assert_eq!(tab.text_of("h1"), "林桂香", "the other one stays open");
            tab.follow(|tab| tab.press("card-close"));
            tab.see_no("林桂香");
            tab.go("/card");
            tab.see_no("高远");
        }
    }
}

#[test]
fn a_card_that_is_printed_opens_at_the_counter() {
    for language in LANGUAGES {
        let world = World::new();
        let look = Look::at(SCREEN, language);
        let mut tab = world.signed_in("he.min", look);
        tab.go("/c/liuan/sheets");
        tab.inspect("sheets");
        tab.press("sheets-codes");
        tab.fill("sheets-which-codes", "R05");
        tab.follow(|tab| tab.press("sheets-go-on"));
        tab.inspect("sheets-chosen");
        tab.follow(|tab| tab.press("sheets-make"));
        tab.inspect("sheets-cards");
        let short = tab.value("document.querySelector('.pass .short b').innerText.trim()");
        let mut phone = world.counter(look);
        phone.fill("counter-code", short.as_str().expect("a code"));
        phone.follow(|tab| tab.press("counter-look"));
        phone.see("欧阳");
    }
}

#[test]
fn slips_of_vouchers_say_how_much_and_not_why() {
    for language in LANGUAGES {
        let world = World::new();
        let mut tab = world.signed_in("he.min", Look::at(SCREEN, language));
        tab.go("/c/liuan/sheets");
        tab.press("sheets-vouchers");
        tab.press("sheets-codes");
        tab.fill("sheets-which-codes", "R01");
        tab.follow(|tab| tab.press("sheets-go-on"));
        tab.follow(|tab| tab.press("sheets-show"));
        tab.see("50.00");
        tab.tells_no_need();
        tab.inspect("sheets-slips");
    }
}
