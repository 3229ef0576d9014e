//! The counter, from the first morning to a customer who comes back.

use serde_json::{Value, json};

use crate::tab::{LANGUAGES, Look, PHONE, SCREEN, Tab};
use crate::world::{OFFICE, PIN, World};

/// Both languages on a phone and on a screen.
pub(crate) fn looks() -> impl Iterator<Item = Look> {
    LANGUAGES
        .into_iter()
        .flat_map(|language| [PHONE, SCREEN].map(|width| Look::at(width, language)))
}

impl World {
    /// A phone that is the supermarket's counter; nobody stands there yet.
    pub(crate) fn paired(&self, look: Look) -> Tab {
        let mut tab = self.tab_that(look);
        self.pair(&mut tab);
        tab
    }

    /// Makes a phone the supermarket's counter.
    pub(crate) fn pair(&self, tab: &mut Tab) {
        let made = self.post("/devices/pairings", &json!({"device": "SJ01"}));
        tab.go(&format!("/pair/{}", made["token"].as_str().expect("a token")));
        tab.follow(|tab| tab.press_in("counter-pair-do", "main"));
    }

    /// A phone at which somebody stands.
    pub(crate) fn counter(&self, look: Look) -> Tab {
        let mut tab = self.paired(look);
        tab.come();
        tab
    }

    /// Scans somebody's card: the camera opens the address in its code.
    pub(crate) fn scan(&self, tab: &mut Tab, resident: &str) {
        tab.go(&format!("/k/{}", self.card(resident).token));
    }

    /// What was confirmed at the counter, by the books.
    pub(crate) fn confirmed(&self) -> Vec<Value> {
        let told = self.get("/records?limit=100");
        let all = told["records"].as_array().expect("records").clone();
        let of_counter = |record: &Value| {
            let reference = record["ref"].as_str().unwrap_or_default();
            record["kind"] == "redemption" && !reference.starts_with(OFFICE)
        };
        all.into_iter().filter(of_counter).collect()
    }

    /// There is one such record, and the books are sound.
    pub(crate) fn confirmed_once(&mut self) {
        let confirmed = self.confirmed();
        assert_eq!(confirmed.len(), 1, "{confirmed:#?}");
        self.check();
    }
}

impl Tab {
    /// Gives the PIN of who stands here.
    pub(crate) fn come(&mut self) {
        self.fill("counter-pin", PIN);
        self.follow(|tab| tab.press_in("counter-come", "main"));
    }

    /// Types a bill and waits for what is to be paid.
    pub(crate) fn bill(&mut self, amount: &str, due: &str) {
        self.fill("counter-bill", amount);
        if !self.look.scripts {
            self.follow(|tab| tab.press("counter-compute"));
        }
        self.see(due);
    }

    /// Confirms, and waits for the result.
    pub(crate) fn confirm(&mut self, due: &str) {
        self.follow(|tab| tab.press("counter-confirm"));
        self.see("counter-done");
        self.see(due);
    }

    /// Nothing on the page or in its source tells why somebody pays less.
    pub(crate) fn tells_no_need(&mut self) {
        let source = self.value("document.documentElement.outerHTML").to_string();
        for word in [
            "低保",
            "dibao",
            "特困",
            "残疾",
            "困难",
            "资格",
            "eligib",
            "孤寡",
            "ubsistence",
            "overty",
            "ardship",
            "isability",
            "living alone",
        ] {
            assert!(!source.contains(word), "{word}: {source}");
        }
    }
}

#[test]
fn a_customer_is_served_from_the_link_to_the_receipt() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R01");
        tab.see("林");
        tab.see("暖心八折");
        tab.tells_no_need();
        // A fifth less, and all that both funds' vouchers have.
        tab.bill("68.50", "¥4.80");
        tab.tells_no_need();
        tab.confirm("¥4.80");
        tab.tells_no_need();
        let confirmed = world.confirmed();
        assert_eq!(confirmed.len(), 1, "{confirmed:#?}");
        tab.follow(|tab| tab.press("counter-undo-until"));
        tab.follow(|tab| tab.press_in("counter-undo", "form[action*=undo]"));
        tab.see("counter-undone");
        assert_eq!(world.count("reversal"), 1);
        tab.follow(|tab| tab.press("counter-next"));
        world.confirmed_once();
    }
}

#[test]
fn without_scripts_a_customer_is_served_as_well() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look.without_scripts());
        tab.fill("counter-code", &world.card("R03").short.to_lowercase());
        tab.follow(|tab| tab.press("counter-look"));
        tab.bill("32.94", "¥26.94");
        tab.follow(|tab| tab.press("counter-confirm"));
        tab.see("¥26.94");
        tab.follow(|tab| tab.press("counter-undo-until"));
        tab.follow(|tab| tab.press_in("counter-undo", "form[action*=undo]"));
        tab.see("counter-undone");
        world.confirmed_once();
    }
}

#[test]
fn vouchers_of_two_funds_pay_as_much_as_the_customer_wants() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look);
        tab.fill("counter-code", &world.card("R01").short);
        tab.follow(|tab| tab.press("counter-look"));
        tab.bill("100.00", "¥30.00");
        // Less than both have, and more than the first one.
        tab.fill("counter-vouchers", "45");
        tab.see("¥35.00");
        tab.confirm("¥35.00");
        let record = &world.confirmed()[0];
        let whole = world.get(&format!("/records/{}", record["seq"]));
        let funds: Vec<&str> = ["nuanlin", "chunmiao"]
            .into_iter()
            .filter(|fund| whole["postings"].to_string().contains(fund))
            .collect();
        assert_eq!(funds.len(), 2, "{whole:#}");
        world.confirmed_once();
    }
}

#[test]
fn a_budget_that_runs_out_in_front_of_the_customer_changes_what_is_asked_before_anything_is_recorded() {
    for look in looks() {
        let mut world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R03");
        tab.bill("30.00", "¥24.00");
        let other = json!({"ref": "OLD-OTHER", "at": "2024-05-05T10:00:00+08:00", "merchant": "M01", "resident": "R04",
                           "discount": "D02", "bill": "40.00"});
        world.post("/redemptions", &other);
        tab.press("counter-confirm");
        tab.see("¥27.00");
        tab.see("counter-not-recorded");
        assert_eq!(world.confirmed().len(), 0);
        tab.confirm("¥27.00");
        world.confirmed_once();
    }
}

#[test]
fn two_taps_confirm_once() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let mut world = World::new();
            let mut tab = world.counter(look);
            world.scan(&mut tab, "R03");
            tab.bill("30.00", "¥24.00");
            tab.follow(|tab| tab.press_twice("counter-confirm"));
            tab.see("counter-done");
            world.confirmed_once();
        }
    }
}

#[test]
fn the_same_card_and_amount_within_a_minute_asks_first() {
    for language in LANGUAGES {
        let world = World::new();
        let mut tab = world.counter(Look::at(PHONE, language));
        for _ in 0..2 {
            world.scan(&mut tab, "R02");
            tab.bill("50.00", "¥40.00");
            tab.press("counter-confirm");
            tab.until("an answer", "document.querySelector('#done, [role=alert]') ? 0 : null");
        }
        tab.see("counter-again-look");
        assert_eq!(world.confirmed().len(), 1);
        tab.follow(|tab| tab.press("counter-confirm-again"));
        tab.see("counter-done");
        assert_eq!(world.confirmed().len(), 2);
    }
}

#[test]
fn a_card_that_is_blocked_while_it_is_on_screen_pays_nothing() {
    for look in looks() {
        let world = World::new();
        let mut tab = world.counter(look);
        world.scan(&mut tab, "R02");
        tab.bill("30.00", "¥24.00");
        world.edit("cards/K02", &json!({"state": "blocked"}));
        tab.press("counter-confirm");
        tab.until(
            "it is told",
            "document.querySelector('main [role=alert]')?.innerText || null",
        );
        tab.tells_no_need();
        assert_eq!(world.confirmed().len(), 0);
    }
}

#[test]
fn above_a_limit_the_number_of_the_receipt_is_asked_for() {
    for look in looks() {
        for look in [look, look.without_scripts()] {
            let mut world = World::new();
            world.set("receipt_above", &json!("20.00"));
            let mut tab = world.counter(look);
            world.scan(&mut tab, "R03");
            tab.bill("30.00", "¥24.00");
            tab.see("counter-receipt-needed");
            tab.press("counter-confirm");
            tab.until(
                "it is said at the field",
                "document.getElementById('receipt').getAttribute('aria-invalid') === 'true' || null",
            );
            assert_eq!(world.confirmed().len(), 0);
            if look.scripts {
                tab.inspect("counter-receipt");
            }
            tab.fill("counter-receipt-needed", "XP-0426");
            tab.confirm("¥24.00");
            // It stands among what is folded in.
            let page = tab.value("document.documentElement.outerHTML").to_string();
            assert!(page.contains("XP-0426"), "{page}");
            world.confirmed_once();
        }
    }
}

#[test]
fn the_amount_is_read_aloud_and_nothing_else() {
    for (language, said) in LANGUAGES
        .into_iter()
        .zip(["应收二十六元九角四", "To collect: twenty-six yuan ninety-four"])
    {
        let world = World::new();
        let mut tab = world.tab(PHONE, language);
        let heard = "localStorage.setItem('heard', '[]'); speechSynthesis.speak = words => \
                     localStorage.setItem('heard', JSON.stringify([...JSON.parse(localStorage.getItem('heard')), words.text]))";
        tab.ask("Page.addScriptToEvaluateOnNewDocument", json!({"source": heard}));
        world.pair(&mut tab);
        tab.come();
        tab.press("counter-speak-off");
        world.scan(&mut tab, "R03");
        tab.bill("32.94", "¥26.94");
        tab.confirm("¥26.94");
        let heard = tab.value("JSON.parse(localStorage.getItem('heard'))");
        let heard: Vec<&str> = heard
            .as_array()
            .expect("texts")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(heard, [said]);
    }
}

#[test]
fn everybody_can_use_the_counter() {
    for language in LANGUAGES {
        let world = World::new();
        let made = world.post("/devices/pairings", &json!({"device": "SJ01"}));
        let mut tab = world.tab(PHONE, language);
        tab.go(&format!("/pair/{}", made["token"].as_str().expect("a token")));
        tab.inspect("counter-pair");
        tab.follow(|tab| tab.press_in("counter-pair-do", "main"));
        tab.inspect("counter-pin");
        tab.come();
        tab.inspect("counter-code");
        tab.tab_through("counter-code");
        world.scan(&mut tab, "R01");
        tab.inspect("counter-card");
        tab.bill("68.50", "¥4.80");
        tab.inspect("counter-bill");
        tab.tab_through("counter-bill");
        tab.confirm("¥4.80");
        tab.inspect("counter-done");
        tab.tab_through("counter-done");
        tab.go("/counter/today");
        tab.inspect("counter-today");
        tab.follow(|tab| tab.press("counter-undo-until"));
        tab.inspect("counter-undo");
        tab.go("/k/aaaaaaaaaaaaaaaaaaaaaaaaaa");
        tab.inspect("counter-no-card");
        tab.go("/pair/liuan.aaaaaaaaaaaaaaaaaaaaaaaaaa");
        tab.inspect("counter-pair-over");
    }
}

#[test]
fn the_counter_weighs_little() {
    let world = World::new();
    let mut tab = world.counter(Look::at(PHONE, LANGUAGES[0]));
    tab.ask("Network.setCacheDisabled", json!({"cacheDisabled": true}));
    tab.take_weight();
    tab.go("/counter");
    let first = tab.take_weight();
    assert!((1..60_000).contains(&first), "{first} bytes at first");
    tab.ask("Network.setCacheDisabled", json!({"cacheDisabled": false}));
    tab.go("/counter");
    tab.take_weight();
    tab.go("/counter");
    let mut later = vec![tab.take_weight()];
    world.scan(&mut tab, "R01");
    later.push(tab.take_weight());
    tab.bill("68.50", "¥4.80");
    later.push(tab.take_weight());
    tab.confirm("¥4.80");
    later.push(tab.take_weight());
    assert!(
        later.iter().all(|bytes| (1..10_000).contains(bytes)),
        "{later:?} bytes later, {first} at first"
    );
}
