//! Bills by list: the property company at the beginning of the month.

use serde_json::json;

use crate::counter::looks;
use crate::tab::{LANGUAGES, Look, SCREEN, Tab};
use crate::world::World;

const LIST: &str = "/c/liuan/shop/M02/lists";

/// Seven rows of which three are wrong: a number that nobody has, an amount that is none, and a number with a letter for a digit.
const FILE: &str =
    "户号,账单金额\n1-101,100.00\n2-201,200.00\n9-999,80.00\n3-301,一百\n4-401,60.00\n5-501,50.00\n1-1O1,100.00\n";

impl World {
    /// The property company sends lists, and knows everybody by a number.
    fn with_lists() -> World {
        let world = World::new();
        world.edit("merchants/M02", &json!({"by_list": true}));
        for number in 1..=5 {
            let customer = json!({"code": format!("KH0{number}"), "merchant": "M02", "resident": format!("R0{number}"),
                                  "number": format!("{number}-{number}01"), "consent": format!("TY-{number}"),
                                  "from": "2024-01-01"});
            world.post("/customers", &customer);
        }
        world
    }
}

impl Tab {
    /// Gives the field of a label a file.
    pub(crate) fn give_file(&mut self, label: &str, file: &std::path::Path) {
        self.take_in_hand(label);
        let field = self.ask("Runtime.evaluate", json!({"expression": "fieldInHand"}));
        let given = json!({"objectId": field["result"]["objectId"], "files": [file]});
        self.ask("DOM.setFileInputFiles", given);
    }
}

/// Sends the file to be looked through.
fn upload(tab: &mut Tab) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("账单.csv");
    std::fs::write(&file, FILE).expect("a file");
    tab.go(LIST);
    tab.give_file("lists-file", &file);
    tab.follow(|tab| tab.press("lists-look-file"));
}

#[test]
fn a_list_with_three_wrong_rows_is_mended_and_recorded_once() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let mut world = World::with_lists();
            let mut tab = world.signed_in("wu.gang", look);
            upload(&mut tab);
            assert_eq!(wrong_rows(&mut tab), 3, "{}", tab.reads());
            assert_eq!(
                world.count("redemption"),
                3,
                "nothing is recorded before it is confirmed"
            );
            tab.value("document.querySelector('input[value=\"一百\"]').focus()");
            tab.value("document.querySelector('input[value=\"一百\"]').select()");
            tab.ask("Input.insertText", json!({"text": "100.00"}));
            tab.follow(|tab| tab.press("lists-look-again"));
            assert_eq!(wrong_rows(&mut tab), 2, "{}", tab.reads());
            tab.follow(|tab| tab.press_twice_in("lists-confirm", "form"));
            tab.see("lists-done");
            assert_eq!(world.count("redemption"), 3 + 5);
            tab.tells_no_need();
            world.check();
        }
    }
}

/// How many rows are to be mended.
fn wrong_rows(tab: &mut Tab) -> usize {
    let rows = tab.value("document.querySelectorAll('table.corrected tbody tr').length");
    usize::try_from(rows.as_u64().expect("a number")).expect("few")
}

#[test]
fn a_list_whose_answer_is_lost_is_recorded_once_when_it_is_sent_again() {
    for language in LANGUAGES {
        let mut world = World::with_lists();
        let mut tab = world.signed_in("wu.gang", Look::at(SCREEN, language));
        upload(&mut tab);
        world.network.lose_next_and_be_cut("POST", "/lists/confirm");
        tab.press_in("lists-confirm", "form");
        tab.until("the browser's own page", "location.protocol == 'chrome-error:' || null");
        assert_eq!(world.count("redemption"), 3 + 4);
        world.network.mend();
        tab.ask("Page.reload", json!({}));
        tab.see("lists-done");
        assert_eq!(world.count("redemption"), 3 + 4);
        world.check();
    }
}

#[test]
fn everybody_can_send_a_list() {
    for language in LANGUAGES {
        let world = World::with_lists();
        let mut tab = world.signed_in("wu.gang", Look::at(SCREEN, language));
        tab.go(LIST);
        tab.inspect("lists");
        tab.tab_through("lists");
        upload(&mut tab);
        tab.inspect("lists-looked");
        tab.tab_through("lists-looked");
        tab.follow(|tab| tab.press_in("lists-confirm", "form"));
        tab.inspect("lists-done");
    }
}
