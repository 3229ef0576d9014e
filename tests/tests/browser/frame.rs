//! What stands around every page, and what pages are made of.

use crate::tab::{LANGUAGES, Look, PHONE, SCREEN};
use crate::world::World;

#[test]
fn everybody_can_use_every_part_of_pages() {
    let world = World::new();
    for language in LANGUAGES {
        let mut tab = world.tab(SCREEN, language);
        tab.go("/parts");
        tab.inspect("parts");
    }
}

#[test]
fn whoever_wants_large_type_and_a_dark_page_has_them_on_every_page() {
    let world = World::new();
    for language in LANGUAGES {
        let mut tab = world.tab_that(Look::at(PHONE, language).without_scripts());
        tab.go("/sign-in");
        let size = "getComputedStyle(document.querySelector('h1')).fontSize";
        let before = tab.value(size);
        let light = tab.value("getComputedStyle(document.body).backgroundColor");
        tab.follow(|tab| tab.press("nav-display"));
        tab.press("display-size-large");
        tab.press("display-theme-dark");
        tab.follow(|tab| tab.press("display-keep"));
        assert_eq!(tab.path(), "/sign-in", "one comes back to where one was");
        assert_ne!(tab.value(size), before);
        assert_ne!(tab.value("getComputedStyle(document.body).backgroundColor"), light);
        tab.look(Look::at(PHONE, language));
        tab.go("/display");
        tab.inspect("display");
    }
}

#[test]
fn whoever_may_not_see_a_page_is_told_so_that_everybody_can_read_it() {
    let world = World::new();
    for language in LANGUAGES {
        let mut tab = world.signed_in("ding.yue", Look::at(PHONE, language));
        tab.go("/c/liuan/journal");
        tab.inspect("not-allowed");
    }
}

#[test]
fn the_other_language_is_one_press_away_and_stays() {
    let world = World::new();
    let mut tab = world.tab_that(Look::at(PHONE, LANGUAGES[0]).without_scripts());
    tab.go("/sign-in");
    tab.follow(|tab| tab.press("English"));
    tab.go("/sign-in");
    assert_eq!(tab.value("document.documentElement.lang"), "en");
}
