//! A settlement that three people do.

use xiaonuan_domain::command::{SettlementOf, StatementStep};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{approve, code, confirm, draw_up, owed_to, pay, prepare, reverse, settle, step};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use super::statements::with_january;

async fn three_people_pay_exactly_what_was_approved(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    let all = || owed_to("M01", None);
    let refusal = books
        .refuse(prepare("JS1", "2026-02-01", owed_to("M01", Some("20")), "甲"))
        .await;
    assert_eq!(refusal.code, RefusalCode::ExceedsPayable);
    let refusal = books.refuse_for_now(prepare("JS1", "2026-02-01", all(), " ")).await;
    assert_eq!(refusal.code, RefusalCode::OfficerRequired);
    let refusal = books.refuse_for_now(approve("JS1", "乙")).await;
    assert_eq!(refusal.code, RefusalCode::UnknownSettlement);
    books.accept(prepare("JS1", "2026-02-01", all(), "甲")).await;
    let refusal = books.refuse_for_now(prepare("JS1", "2026-02-01", all(), "丁")).await;
    assert_eq!(refusal.code, RefusalCode::RefConflict);
    let refusal = books.refuse_for_now(pay("JS1", "2026-02-02", "丙")).await;
    assert_eq!(
        (refusal.code, &*refusal.facts["state"]),
        (RefusalCode::WrongState, "prepared")
    );
    assert_eq!(
        books.refuse_for_now(approve("JS1", "甲")).await.code,
        RefusalCode::SamePerson
    );
    books.accept(approve("JS1", "乙")).await;
    assert_eq!(
        books.refuse_for_now(approve("JS1", "丁")).await.code,
        RefusalCode::RefConflict
    );
    for same in ["甲", "乙", " 乙 "] {
        let refusal = books.refuse_for_now(pay("JS1", "2026-02-02", same)).await;
        assert_eq!(refusal.code, RefusalCode::SamePerson, "{same}");
    }
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    books.accept(pay("JS1", "2026-02-02", "丙")).await;
    assert_eq!(books.balance("general/F1/bank").await, 8100);
    let refusal = books.refuse_for_now(pay("JS1", "2026-02-02", "丁")).await;
    assert_eq!(refusal.code, RefusalCode::RefConflict);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_is_no_longer_owed_is_not_paid(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    books
        .accept(prepare("JS1", "2026-02-01", owed_to("M01", None), "甲"))
        .await;
    books.accept(approve("JS1", "乙")).await;
    books
        .accept(reverse("CX1", "2026-02-01", RecordKind::Redemption, "RED1"))
        .await;
    let refusal = books.refuse_for_now(pay("JS1", "2026-02-02", "丙")).await;
    assert_eq!(
        (refusal.code, &*refusal.facts["owed"]),
        (RefusalCode::ExceedsPayable, "9.00")
    );
    books.accept(settle("JS2", "2026-02-03", "M01")).await;
    let refusal = books.refuse_for_now(pay("JS1", "2026-02-04", "丙")).await;
    assert_eq!(refusal.code, RefusalCode::ExceedsPayable);
    books.obey_the_laws().await;
}

async fn a_statement_is_paid_by_a_settlement_and_unpaid_when_that_is_taken_back(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    books.accept(draw_up("DZ1", "M01", "2026-01", "甲")).await;
    books.accept(step("DZ1", StatementStep::Send, "甲")).await;
    books.accept(step("DZ1", confirm("INV1"), "店长")).await;
    let of = || SettlementOf::Statement(code("DZ1"));
    let refusal = books.refuse_for_now(prepare("JS1", "2026-02-01", of(), "甲")).await;
    assert_eq!(
        (refusal.code, &*refusal.facts["state"]),
        (RefusalCode::WrongState, "confirmed")
    );
    books.accept(step("DZ1", StatementStep::Approve, "乙")).await;
    for (settlement, reversal, day) in [("JS1", "CX1", "2026-02-02"), ("JS2", "CX2", "2026-02-03")] {
        books.accept(prepare(settlement, day, of(), "甲")).await;
        books.accept(approve(settlement, "乙")).await;
        books.accept(pay(settlement, day, "丙")).await;
        let refusal = books.refuse_for_now(prepare("JS9", "2026-02-03", of(), "甲")).await;
        assert_eq!(&*refusal.facts["state"], "paid");
        assert_eq!(books.balance("general/F1/payable/M01").await, 0);
        let kind = RecordKind::Settlement;
        books.accept(reverse(reversal, day, kind, settlement)).await;
        assert_eq!(books.balance("general/F1/payable/M01").await, -1900);
    }
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    three_people_pay_exactly_what_was_approved,
    what_is_no_longer_owed_is_not_paid,
    a_statement_is_paid_by_a_settlement_and_unpaid_when_that_is_taken_back,
);
