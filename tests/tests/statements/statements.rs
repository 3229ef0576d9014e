//! A statement goes its way once, and lists each record once.

use xiaonuan_domain::command::StatementStep;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{bill, confirm, dispute, donation, draw_up, redeem, reverse, step};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

/// January at M01: redemptions of which F1 bears 10.00 and 5.00, and a bill of 4.00.
pub(super) async fn with_january(fixture: &Fixture) -> (Books, i64) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    let first = books
        .accept(redeem("RED1", "2026-01-05 10:00", "M01", "R01", "D01", "200"))
        .await;
    books
        .accept(redeem("RED2", "2026-01-31 23:59", "M01", "R02", "D01", "100"))
        .await;
    books.accept(bill("DIS1", "2026-01-20", "F1", "R03", "M01", "4")).await;
    (books, first)
}

/// What a statement says of itself: lines, amount, hash of its records.
async fn figures(books: &Books, reference: &str) -> (u64, String, String) {
    let records = books.records().await.into_iter();
    let mut drafted = records.filter(|record| record.kind == "statement_drafted" && record.reference == reference);
    let document = drafted.next().expect("a statement").document;
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    let text = |name: &str| document[name].as_str().expect("a text").to_owned();
    (
        document["lines"].as_u64().expect("a number"),
        text("owed"),
        text("records"),
    )
}

async fn a_statement_goes_its_way_in_order_only(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    books.accept(draw_up("DZ1", "M01", "2026-01", "甲")).await;
    assert_eq!(figures(&books, "DZ1").await.0, 3);
    assert_eq!(figures(&books, "DZ1").await.1, "19.00");
    let wrong = [confirm("INV1"), dispute(&[1]), StatementStep::Approve];
    for wrong in wrong {
        let refusal = books.refuse_for_now(step("DZ1", wrong, "乙")).await;
        assert_eq!(
            (refusal.code, &*refusal.facts["state"]),
            (RefusalCode::WrongState, "draft")
        );
    }
    books.accept(step("DZ1", StatementStep::Send, "甲")).await;
    let refusal = books.refuse_for_now(step("DZ1", StatementStep::Send, "乙")).await;
    assert_eq!(refusal.code, RefusalCode::RefConflict);
    let refusal = books.refuse_for_now(step("DZ1", confirm(" "), "店长")).await;
    assert_eq!(refusal.code, RefusalCode::InvoiceRequired);
    let refusal = books.refuse_for_now(step("DZ1", confirm("INV1"), "")).await;
    assert_eq!(refusal.code, RefusalCode::OfficerRequired);
    books.accept(step("DZ1", confirm("INV1"), "店长")).await;
    let refusal = books.refuse_for_now(step("DZ1", StatementStep::Approve, "甲")).await;
    assert_eq!(refusal.code, RefusalCode::SamePerson);
    books.accept(step("DZ1", StatementStep::Approve, "乙")).await;
    let refusal = books.refuse_for_now(step("DZ9", StatementStep::Send, "甲")).await;
    assert_eq!(refusal.code, RefusalCode::UnknownStatement);
    let records = books.records().await;
    assert!(
        records.iter().all(|record| !record.document.contains('甲')),
        "names are committed to"
    );
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_comes_later_stands_on_the_next_statement(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    books.accept(draw_up("DZ1", "M01", "2026-01", "甲")).await;
    let refusal = books.refuse_for_now(draw_up("DZ2", "M01", "2026-02", "甲")).await;
    assert_eq!(refusal.code, RefusalCode::StatementOpen);
    books.accept(step("DZ1", StatementStep::Send, "甲")).await;
    books.accept(step("DZ1", confirm("INV1"), "店长")).await;
    // A late redemption of January, a reversal dated in January, and a redemption of February.
    books
        .accept(redeem("RED3", "2026-01-10 10:00", "M01", "R04", "D01", "40"))
        .await;
    books
        .accept(reverse("CX1", "2026-01-31", RecordKind::Redemption, "RED1"))
        .await;
    books
        .accept(redeem("RED4", "2026-02-01 00:00", "M01", "R05", "D01", "60"))
        .await;
    books
        .accept(redeem("RED5", "2026-03-01 00:00", "M01", "R05", "D01", "80"))
        .await;
    books.accept(draw_up("DZ2", "M01", "2026-02", "甲")).await;
    let (lines, owed, _) = figures(&books, "DZ2").await;
    assert_eq!((lines, &*owed), (3, "-5.00"));
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_disputed_month_is_drawn_up_again(fixture: &Fixture) {
    let (books, first) = with_january(fixture).await;
    books.accept(draw_up("DZ1", "M01", "2026-01", "甲")).await;
    books.accept(step("DZ1", StatementStep::Send, "甲")).await;
    let refusal = books.refuse_for_now(step("DZ1", dispute(&[first, 1]), "店长")).await;
    assert_eq!(
        (refusal.code, &*refusal.facts["record"]),
        (RefusalCode::UnknownLine, "1")
    );
    let refusal = books.refuse_for_now(step("DZ1", dispute(&[]), "店长")).await;
    assert_eq!(refusal.code, RefusalCode::ReasonRequired);
    books.accept(step("DZ1", dispute(&[first]), "店长")).await;
    books
        .accept(reverse("CX1", "2026-01-31", RecordKind::Redemption, "RED1"))
        .await;
    let refusal = books.refuse_for_now(draw_up("DZ1", "M01", "2026-01", "丁")).await;
    assert_eq!(refusal.code, RefusalCode::RefConflict);
    books.accept(draw_up("DZ2", "M01", "2026-01", "甲")).await;
    let (lines, owed, records) = figures(&books, "DZ2").await;
    assert_eq!((lines, &*owed), (4, "9.00"));
    assert_ne!(records, figures(&books, "DZ1").await.2);
    let refusal = books.refuse_for_now(step("DZ1", StatementStep::Approve, "乙")).await;
    assert_eq!(&*refusal.facts["state"], "replaced");
    books.accept(step("DZ2", StatementStep::Send, "甲")).await;
    books.accept(step("DZ2", confirm("INV1"), "店长")).await;
    let refusal = books.refuse_for_now(draw_up("DZ3", "M01", "2026-01", "甲")).await;
    assert_eq!(refusal.code, RefusalCode::WrongState);
    let refusal = books.refuse_for_now(draw_up("DZ3", "M01", "2025-12", "甲")).await;
    assert_eq!(refusal.code, RefusalCode::WrongState);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn only_a_month_that_is_over_and_has_records_is_drawn_up(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    for (merchant, month, code) in [
        ("M01", "2026-07", RefusalCode::FutureDate),
        ("M02", "2026-01", RefusalCode::NothingPayable),
        ("M99", "2026-01", RefusalCode::UnknownMerchant),
        ("M01", "2025-12", RefusalCode::NothingPayable),
    ] {
        let refusal = books.refuse_for_now(draw_up("DZ1", merchant, month, "甲")).await;
        assert_eq!(refusal.code, code, "{merchant} {month}");
    }
}

xiaonuan_tests::on_both!(
    a_statement_goes_its_way_in_order_only,
    what_comes_later_stands_on_the_next_statement,
    a_disputed_month_is_drawn_up_again,
    only_a_month_that_is_over_and_has_records_is_drawn_up,
);
