//! The pages of the books: each can be read by everybody, in both languages, on a phone and on a screen.

use crate::tab::{LANGUAGES, Look, PHONE, SCREEN};
use crate::world::World;

/// Pages of the books, and what their pictures are called.
const PAGES: [(&str, &str); 9] = [
    ("/", "communities"),
    ("/c/liuan", "overview"),
    ("/c/liuan/accounts", "accounts"),
    ("/c/liuan/accounts/1", "statement"),
    ("/c/liuan/journal", "journal"),
    ("/c/liuan/access-log", "access-log"),
    ("/c/liuan/records/3", "record"),
    ("/c/liuan/reports", "reports"),
    ("/c/liuan/reports/funds", "report"),
];

#[test]
fn everybody_can_read_the_pages_of_the_books() {
    let world = World::new();
    for language in LANGUAGES {
        let mut tab = world.signed_in("yuan.zheng", Look::at(SCREEN, language));
        for (path, name) in PAGES {
            tab.go(path);
            tab.inspect(name);
        }
    }
}

#[test]
fn whoever_presses_tab_goes_through_the_books_in_the_order_of_reading() {
    let world = World::new();
    for width in [PHONE, SCREEN] {
        let mut tab = world.signed_in("yuan.zheng", Look::at(width, LANGUAGES[0]));
        for (path, name) in PAGES {
            tab.go(path);
            let met = tab.tab_through(name);
            assert!(met.len() >= 3, "{name}: {met:?}");
        }
    }
}

#[test]
fn what_is_not_there_is_said_so_that_everybody_can_read_it() {
    let world = World::new();
    for language in LANGUAGES {
        let mut tab = world.signed_in("yuan.zheng", Look::at(PHONE, language));
        tab.go("/c/liuan/records/99999");
        tab.inspect("not-found");
    }
}
