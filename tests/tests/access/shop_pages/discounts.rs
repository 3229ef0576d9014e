//! A shop's discounts on its own pages.

use super::{OWNER, SHOP, look};
use crate::world::World;
use xiaonuan_tests::fixture::Fixture;

async fn a_discount_is_read_back_in_words_before_it_is_proposed(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let form = format!("{SHOP}/discounts/new");
    let shown = look(&world, OWNER, &form).await.text;
    let code = shown.split("name=\"code\" value=\"").nth(1).expect("a code");
    let code = code.split('"').next().expect("a code").to_owned();
    let filled = |press: &'static str, percent: &'static str| {
        [
            ("code", code.clone()),
            ("title", "邻里价".to_owned()),
            ("kind", "percent".to_owned()),
            ("percent", percent.to_owned()),
            ("min_spend", "30".to_owned()),
            ("budget", "5000".to_owned()),
            ("most", "2".to_owned()),
            ("period", "week".to_owned()),
            ("scope", "resident".to_owned()),
            ("valid_from", "2026-07-01".to_owned()),
            ("valid_to", "2026-12-31".to_owned()),
            ("press", press.to_owned()),
        ]
    };
    let press = async |press, percent| {
        let fields = filled(press, percent);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        world.press(OWNER, &form, &fields).await
    };
    let wrong = press("offer", "1 000").await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("value=\"1 000\"") && wrong.text.contains("邻里价"),
        "{}",
        wrong.text
    );
    let read = press("look", "12.5").await;
    assert_eq!(read.status, 200);
    for told in [
        "12.5% off",
        "on bills of ¥30.00 or more",
        "at most 2 × a week per person",
        "at most ¥5,000.00 in all",
    ] {
        assert!(read.text.contains(told), "{told}: {}", read.text);
    }
    let discounts = format!("{SHOP}/discounts");
    assert!(
        !look(&world, OWNER, &discounts).await.text.contains("邻里价"),
        "reading it proposes nothing"
    );
    for _ in 0..2 {
        let got = press("offer", "12.5").await;
        assert_eq!(
            (got.status, got.location.as_deref()),
            (303, Some(&*discounts)),
            "{}",
            got.text
        );
    }
    let list = look(&world, OWNER, &discounts).await.text;
    assert_eq!(list.matches("<h2><bdi>邻里价</bdi>").count(), 1, "{list}");
    assert!(list.contains("waits for approval"), "{list}");
    // Another one from a tab that was opened before has the next code.
    assert_eq!(press("offer", "20").await.status, 303);
    let list = look(&world, OWNER, &discounts).await.text;
    assert_eq!(list.matches("<h2><bdi>邻里价</bdi>").count(), 2, "{list}");
}

async fn a_discount_is_suspended_as_it_was_shown_and_used_again_by_the_office_alone(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let (list, change) = (format!("{SHOP}/discounts"), format!("{SHOP}/discounts/D01/state"));
    let shown = look(&world, OWNER, &list).await.text;
    let tag = shown.split("name=\"based_on\" value=\"").nth(1).expect("a tag");
    let tag = tag.split('"').next().expect("a number").to_owned();
    let stale = world
        .press(OWNER, &change, &[("state", "suspended"), ("based_on", "1")])
        .await;
    assert_eq!(stale.status, 412, "{}", stale.text);
    assert!(stale.text.contains("role=\"alert\""), "{}", stale.text);
    let done = world
        .press(OWNER, &change, &[("state", "suspended"), ("based_on", &tag)])
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    let shown = look(&world, OWNER, &list).await.text;
    assert!(
        shown.contains("suspended") && !shown.contains("value=\"approved\""),
        "{shown}"
    );
    let tag = shown.split("name=\"based_on\" value=\"").nth(1).expect("a tag");
    let tag = tag.split('"').next().expect("a number").to_owned();
    let again = world
        .press(OWNER, &change, &[("state", "approved"), ("based_on", &tag)])
        .await;
    assert_eq!(again.status, 403);
}

xiaonuan_tests::on_both!(
    a_discount_is_read_back_in_words_before_it_is_proposed,
    a_discount_is_suspended_as_it_was_shown_and_used_again_by_the_office_alone,
);
