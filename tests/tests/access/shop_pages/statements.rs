//! Statements as a shop answers them.

use super::{OWNER, SHOP, look};
use crate::world::OWN;
use crate::world::World;
use serde_json::json;
use xiaonuan_tests::fixture::Fixture;

/// Gives DZ1 to the shop.
async fn sent(world: &World) {
    let path = format!("{OWN}/statement-sendings");
    let body = json!({"statement": "DZ1", "by": "制单人"});
    let got = world.office("POST", &path, Some("send"), &body).await;
    assert_eq!(got.status, 201, "{}", got.text);
}

async fn a_statement_is_disputed_line_by_line_with_a_reason_each(fixture: &Fixture) {
    let world = World::on(fixture).await;
    let page = format!("{SHOP}/statements/DZ1");
    assert!(
        !look(&world, OWNER, &page).await.text.contains("type=\"checkbox\""),
        "not before it is given to the shop"
    );
    sent(&world).await;
    assert!(look(&world, OWNER, SHOP).await.text.contains("waits for your answer"));
    let shown = look(&world, OWNER, &page).await.text;
    let line = shown.split("name=\"line\" value=\"").nth(1).expect("a line");
    let line = line.split('"').next().expect("a number").to_owned();
    assert!(
        !look(&world, "auditor", &page).await.text.contains("type=\"checkbox\""),
        "nor for the office"
    );
    let dispute = format!("{page}/dispute");
    let none = world.press(OWNER, &dispute, &[]).await;
    assert_eq!(none.status, 422);
    assert!(none.text.contains("Tick the lines"), "{}", none.text);
    let elsewhere = world.press(OWNER, &dispute, &[("line", "1")]).await;
    assert_eq!(elsewhere.status, 422, "no line of this statement");
    let asked = world.press(OWNER, &dispute, &[("line", &line)]).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let reason = format!("reason-{line}");
    assert!(asked.text.contains(&reason), "{}", asked.text);
    let empty = world
        .press(OWNER, &dispute, &[("step", "send"), ("line", &line), (&reason, "")])
        .await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("aria-invalid=\"true\""), "{}", empty.text);
    for _ in 0..2 {
        let fields = [("step", "send"), ("line", &*line), (&*reason, "这笔不是本店的账单")];
        let got = world.press(OWNER, &dispute, &fields).await;
        assert_eq!(
            (got.status, got.location.as_deref()),
            (303, Some(&*page)),
            "{}",
            got.text
        );
    }
    let shown = look(&world, OWNER, &page).await.text;
    assert!(
        shown.contains("这笔不是本店的账单") && shown.contains("disputed"),
        "{shown}"
    );
    assert!(!shown.contains("type=\"checkbox\""), "it was answered");
}

async fn a_statement_is_confirmed_under_the_number_of_an_invoice(fixture: &Fixture) {
    let world = World::on(fixture).await;
    sent(&world).await;
    let page = format!("{SHOP}/statements/DZ1");
    let confirm = format!("{page}/confirm");
    let none = world.press(OWNER, &confirm, &[("invoice", " ")]).await;
    assert_eq!(none.status, 422);
    assert!(none.text.contains("aria-invalid=\"true\""), "{}", none.text);
    assert_eq!(
        world
            .press("auditor", &confirm, &[("invoice", "26220001")])
            .await
            .status,
        403
    );
    for _ in 0..2 {
        let got = world.press(OWNER, &confirm, &[("invoice", "26220001")]).await;
        assert_eq!(
            (got.status, got.location.as_deref()),
            (303, Some(&*page)),
            "{}",
            got.text
        );
    }
    let other = world.press(OWNER, &confirm, &[("invoice", "26220002")]).await;
    assert_eq!(other.status, 409, "{}", other.text);
    assert!(look(&world, OWNER, &page).await.text.contains("26220001"));
    assert!(!look(&world, OWNER, SHOP).await.text.contains("waits for your answer"));
}

xiaonuan_tests::on_both!(
    a_statement_is_disputed_line_by_line_with_a_reason_each,
    a_statement_is_confirmed_under_the_number_of_an_invoice,
);
