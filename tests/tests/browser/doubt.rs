//! A lost connection never leaves doubt: what was confirmed at the counter has one result, whatever breaks meanwhile.

use serde_json::json;

use crate::chromium::Chromium;
use crate::counter::looks;
use crate::tab::{LANGUAGES, Look, PHONE, Tab};
use crate::world::{PIN, World};

/// Where the browser has told the server, and nobody has told the browser.
fn confirm_in_vain(tab: &mut Tab) {
    tab.press("counter-confirm");
    tab.see("counter-unrecorded");
    tab.see("¥24.00");
    assert_eq!(
        tab.value("document.getElementById('bill')?.value"),
        json!("30.00"),
        "what was typed is kept"
    );
}

#[test]
fn an_answer_that_is_lost_after_the_commit_leaves_one_result() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        world.network.lose_next_and_be_cut("POST", "/counter/confirm");
        confirm_in_vain(&mut tab);
        assert_eq!(world.network.lost(), 1);
        assert_eq!(
            world.confirmed().len(),
            1,
            "it was recorded, which the page cannot know"
        );
        world.network.mend();
        // It tries again by itself; pressing it does not hurt.
        tab.see("counter-done");
        tab.see("¥24.00");
        world.confirmed_once();
    }
}

#[test]
fn a_tap_without_a_network_is_recorded_once_there_is_one() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        world.network.cut();
        confirm_in_vain(&mut tab);
        assert_eq!(world.confirmed().len(), 0);
        world.network.mend();
        tab.press("counter-retry");
        tab.see("counter-done");
        world.confirmed_once();
    }
}

#[test]
fn without_scripts_a_confirmation_that_is_sent_again_is_the_same_one() {
    for language in LANGUAGES {
        let mut world = World::new();
        let mut tab = world.counter(Look::at(PHONE, language).without_scripts());
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        // A browser may ask again by itself before it gives up.
        world.network.lose_next_and_be_cut("POST", "/counter/confirm");
        tab.press("counter-confirm");
        tab.until("the browser's own page", "location.protocol == 'chrome-error:' || null");
        assert_eq!(world.confirmed().len(), 1);
        world.network.mend();
        tab.ask("Page.reload", json!({}));
        tab.see("counter-done");
        world.confirmed_once();
    }
}

#[test]
fn a_server_that_is_restarted_between_quote_and_confirmation_is_not_noticed() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let mut world = World::new();
            let mut tab = world.counter(look);
            world.scan(&mut tab, "R03");
            tab.bill("30.00", "¥24.00");
            world.stop();
            world.start();
            tab.confirm("¥24.00");
            world.confirmed_once();
        }
    }
}

#[test]
fn a_server_that_is_killed_when_it_has_recorded_tells_it_after_its_start() {
    for language in LANGUAGES {
        let mut world = World::new();
        let mut tab = world.counter(Look::at(PHONE, language));
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        world.network.lose_next_and_be_cut("POST", "/counter/confirm");
        confirm_in_vain(&mut tab);
        world.kill();
        world.start();
        world.network.mend();
        tab.see("counter-done");
        world.confirmed_once();
    }
}

#[test]
fn a_browser_that_is_killed_shows_the_one_result_when_it_is_opened_again() {
    for language in LANGUAGES {
        let mut world = World::new();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let look = Look::at(PHONE, language);
        let chromium = Chromium::of_folder(folder.path());
        let mut tab = Tab::of_browser(chromium.clone(), &world.network.address, look);
        world.pair(&mut tab);
        tab.come();
        drop(tab);
        // The phone has been a counter for a while.
        chromium.close();
        let chromium = Chromium::of_folder(folder.path());
        let mut tab = Tab::of_browser(chromium.clone(), &world.network.address, look);
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        world.network.lose_next_and_be_cut("POST", "/counter/confirm");
        confirm_in_vain(&mut tab);
        wait_for_disk(&mut tab, folder.path());
        chromium.kill();
        drop(tab);
        world.network.mend();
        let chromium = Chromium::of_folder(folder.path());
        let mut tab = Tab::of_browser(chromium, &world.network.address, look);
        tab.go("/counter");
        tab.see("counter-done");
        tab.see("¥24.00");
        world.confirmed_once();
    }
}

#[test]
fn whoever_takes_over_is_told_that_it_is_recorded_and_not_whose_card_it_was() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        world.network.lose_next_and_be_cut("POST", "/counter/confirm");
        confirm_in_vain(&mut tab);
        tab.inspect("counter-pending");
        // Before the line is there again, the other one stands there.
        let member = json!({"code": "SY08", "merchant": "M01", "name": "程芳", "from": "2024-01-01"});
        world.post("/staff", &member);
        world.post("/staff/SY08/pin", &json!({"pin": "7531"}));
        world.post("/staff/SY01/pin", &json!({"pin": PIN}));
        world.network.mend();
        tab.see("counter-unrecorded-pin");
        tab.press("程芳");
        tab.fill("counter-pin", "7531");
        tab.follow(|tab| tab.press_in("counter-come", "main"));
        tab.see("counter-done");
        tab.see("¥24.00");
        tab.see_no("白");
        tab.see_no("counter-undo-until");
        world.confirmed_once();
    }
}

#[test]
fn on_a_phone_that_is_no_counter_any_more_the_doubt_is_told() {
    for look in looks() {
        let world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        // The owner has paired another phone with the device meanwhile.
        let other = world.paired(look);
        tab.press("counter-confirm");
        tab.see("counter-unrecorded-gone");
        tab.see("¥24.00");
        tab.inspect("counter-gone");
        assert_eq!(world.confirmed().len(), 0);
        drop(other);
    }
}

/// A browser writes what pages keep a little later; who kills it before that has killed it before it was told.
fn wait_for_disk(tab: &mut Tab, folder: &std::path::Path) {
    let store = folder.join("Default/Local Storage/leveldb");
    let holds = |path: std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(15).any(|part| part == b"counter-pending")
    };
    tab.wait_until("it is on the disk", || {
        let files = std::fs::read_dir(&store).into_iter().flatten().flatten();
        files.map(|file| file.path()).any(holds)
    });
}
