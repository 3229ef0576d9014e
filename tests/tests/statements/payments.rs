//! A settlement that three people do.

use sha2::{Digest, Sha256};
use xiaonuan_domain::command::{
    ApproveSettlement, Command, DraftStatement, SettlementOf, StatementStep, StepStatement,
};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{approve, code, confirm, day, draw_up, owed_to, pay, prepare, reverse, settle, step};
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

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A step on a day, and what it approves.
fn on_day(command: Command, on: &str, hash: Option<String>) -> Command {
    match command {
        Command::DraftStatement(asked) => Command::DraftStatement(DraftStatement {
            date: Some(day(on)),
            ..asked
        }),
        Command::StepStatement(asked) => Command::StepStatement(StepStatement {
            date: Some(day(on)),
            approves: hash,
            ..asked
        }),
        Command::ApproveSettlement(asked) => Command::ApproveSettlement(ApproveSettlement {
            date: Some(day(on)),
            approves: hash,
            ..asked
        }),
        other => other,
    }
}

async fn a_statement_is_paid_by_a_settlement_and_unpaid_when_that_is_taken_back(fixture: &Fixture) {
    let (books, _) = with_january(fixture).await;
    let dated = |command: Command, on: &str| on_day(command, on, None);
    let refused = async |command: Command| books.refuse_for_now(command).await;
    let early = refused(dated(draw_up("DZ1", "M01", "2026-01", "甲"), "2026-01-31")).await;
    assert_eq!(
        (early.code, &*early.facts["day"]),
        (RefusalCode::BeforeOriginal, "2026-02-01")
    );
    books
        .accept(dated(draw_up("DZ1", "M01", "2026-01", "甲"), "2026-02-01"))
        .await;
    let send = step("DZ1", StatementStep::Send, "甲");
    let early = refused(dated(send.clone(), "2026-01-31")).await;
    assert_eq!(early.code, RefusalCode::BeforeOriginal);
    books.accept(dated(send, "2026-02-01")).await;
    books
        .accept(dated(step("DZ1", confirm("INV1"), "店长"), "2026-02-02"))
        .await;
    let of = || SettlementOf::Statement(code("DZ1"));
    let refusal = books.refuse_for_now(prepare("JS1", "2026-02-01", of(), "甲")).await;
    assert_eq!(
        (refusal.code, &*refusal.facts["state"]),
        (RefusalCode::WrongState, "confirmed")
    );
    let approval = step("DZ1", StatementStep::Approve, "乙");
    let early = refused(dated(approval.clone(), "2026-02-01")).await;
    assert_eq!(
        (early.code, &*early.facts["day"]),
        (RefusalCode::BeforeOriginal, "2026-02-02")
    );
    let other = refused(on_day(approval.clone(), "2026-02-02", Some("0".repeat(64)))).await;
    assert_eq!(other.code, RefusalCode::ApprovalStale);
    let drawn = books.records().await;
    let drawn = drawn.iter().find(|record| record.kind == "statement_drafted");
    let hash = sha256(&drawn.expect("a statement").document);
    books.accept(on_day(approval, "2026-02-02", Some(hash))).await;
    let early = refused(prepare("JS1", "2026-02-01", of(), "甲")).await;
    assert_eq!(early.code, RefusalCode::BeforeOriginal);
    for (settlement, reversal, day) in [("JS1", "CX1", "2026-02-02"), ("JS2", "CX2", "2026-02-03")] {
        books.accept(prepare(settlement, day, of(), "甲")).await;
        books.accept(dated(approve(settlement, "乙"), day)).await;
        let early = refused(pay(settlement, "2026-02-01", "丙")).await;
        assert_eq!((early.code, &*early.facts["day"]), (RefusalCode::BeforeOriginal, day));
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
