//! The card, at its holder's kitchen table, and the sheets on which it comes.

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
