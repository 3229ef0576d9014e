//! Posting 公示: what was approved is shown before it is paid, and whoever objects is answered.

use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{CaseApproval, CaseStep};
use xiaonuan_domain::refusal::RefusalCode as Code;
use xiaonuan_tests::ask::{cash, day};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use super::ask::{accept, approve, pay, prepare, reason, refuse, terms, with_a_household};

fn post(days: u16) -> CaseStep {
    CaseStep::Post { days: Some(days) }
}

fn object() -> CaseStep {
    CaseStep::Object {
        reason: "家中有存款".to_owned(),
    }
}

fn answer(findings: &str) -> CaseStep {
    CaseStep::Answer {
        findings: findings.to_owned(),
    }
}

/// Where the first promise stands in the list of promises.
async fn standing(office: &Office, day: &str) -> Option<String> {
    let report = office.report(ReportName::Encumbrances, "qingzhu", day).await;
    report["rows"][0]["state"].as_str().map(str::to_owned)
}

async fn objections_are_answered_before_it_is_paid(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let office = Office::of(fixture);
    accept(&books, "C1", 1, "甲", prepare("R21", "30")).await;
    for early in [post(3), object(), answer("查无此事")] {
        assert_eq!(refuse(&books, "C1", 1, "丁", early).await.code, Code::WrongState);
    }
    let approved = accept(&books, "C1", 2, "乙", approve()).await;
    assert_eq!(standing(&office, "2026-02-28").await.as_deref(), Some("approved"));
    for short in [post(0), CaseStep::Post { days: None }] {
        let short = refuse(&books, "C1", 3, "丁", short).await;
        assert_eq!((short.code, &*short.facts["least"]), (Code::PostingTooShort, "1"));
    }
    assert_eq!(refuse(&books, "C1", 3, "丁", object()).await.code, Code::WrongState);
    accept(&books, "C1", 3, "丁", post(3)).await;
    assert_eq!(standing(&office, "2026-02-28").await.as_deref(), Some("posted"));
    assert_eq!(refuse(&books, "C1", 4, "丁", post(3)).await.code, Code::WrongState);
    assert_eq!(
        refuse(&books, "C1", 4, "丁", answer("查无此事")).await.code,
        Code::WrongState
    );
    let early = refuse(&books, "C1", 5, "丙", pay(approved)).await;
    assert_eq!((early.code, &*early.facts["from"]), (Code::PostingOpen, "2026-02-06"));
    let silent = CaseStep::Object { reason: " ".to_owned() };
    assert_eq!(refuse(&books, "C1", 4, "邻居", silent).await.code, Code::ReasonRequired);
    accept(&books, "C1", 4, "邻居", object()).await;
    // Also after the last day, and by another.
    accept(&books, "C1", 6, "居民", object()).await;
    assert_eq!(standing(&office, "2026-02-28").await.as_deref(), Some("objected"));
    let open = refuse(&books, "C1", 7, "丙", pay(approved)).await;
    assert_eq!((open.code, &*open.facts["state"]), (Code::WrongState, "objected"));
    assert_eq!(
        refuse(&books, "C1", 7, " 甲", answer("查无此事")).await.code,
        Code::SamePerson
    );
    assert_eq!(
        refuse(&books, "C1", 7, "丁", answer(" ")).await.code,
        Code::ReasonRequired
    );
    // What is posted or objected to is promised: the household counts as helped, and the money is not free.
    accept(&books, "C2", 6, "甲", prepare("R22", "5")).await;
    assert_eq!(refuse(&books, "C2", 6, "乙", approve()).await.code, Code::DuplicateHelp);
    assert_eq!(books.balance("budget/F1/encumbered").await, 3000);
    office.check_sound("qingzhu").await;
    accept(&books, "C1", 7, "丁", answer("存款是他人的")).await;
    assert_eq!(standing(&office, "2026-02-28").await.as_deref(), Some("posted"));
    // One that comes when all were answered is open again.
    accept(&books, "C1", 8, "居民", object()).await;
    accept(&books, "C1", 8, "丁", answer("已说明")).await;
    accept(&books, "C1", 8, "丙", pay(approved)).await;
    assert_eq!(standing(&office, "2026-02-28").await, None);
    assert_eq!(refuse(&books, "C1", 9, "居民", object()).await.code, Code::WrongState);
    assert_eq!(books.balance("general/F1/bank").await, 7000);
    books.obey_the_laws().await;
    office.check_sound("qingzhu").await;
}

async fn what_is_prepared_anew_is_posted_anew(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let office = Office::of(fixture);
    accept(&books, "C1", 1, "甲", prepare("R01", "30")).await;
    accept(&books, "C1", 1, "乙", approve()).await;
    accept(&books, "C1", 2, "丁", post(20)).await;
    accept(&books, "C1", 3, "居民", object()).await;
    accept(&books, "C1", 4, "甲", prepare("R01", "20")).await;
    assert_eq!(books.balance("budget/F1/encumbered").await, 0);
    assert_eq!(
        refuse(&books, "C1", 4, "丁", answer("查无此事")).await.code,
        Code::WrongState
    );
    let approved = accept(&books, "C1", 5, "乙", approve()).await;
    // The first posting counts no more: neither its days nor the objection to it.
    accept(&books, "C1", 5, "丁", post(1)).await;
    assert_eq!(
        refuse(&books, "C1", 5, "丙", pay(approved)).await.code,
        Code::PostingOpen
    );
    accept(&books, "C1", 6, "丙", pay(approved)).await;
    // What the bank sent back is paid again without another posting.
    accept(&books, "C1", 7, "丙", CaseStep::Return { reason: reason() }).await;
    assert_eq!(standing(&office, "2026-02-28").await.as_deref(), Some("approved"));
    accept(&books, "C1", 7, "丙", pay(approved)).await;
    books.obey_the_laws().await;
    office.check_sound("qingzhu").await;
}

async fn what_is_posted_may_be_given_up(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    for (case, resident) in [("C1", "R01"), ("C2", "R03")] {
        accept(&books, case, 1, "甲", prepare(resident, "30")).await;
        accept(&books, case, 1, "乙", approve()).await;
        accept(&books, case, 2, "丁", post(7)).await;
        let rejected = refuse(&books, case, 2, "乙", CaseStep::Reject { reason: reason() }).await;
        assert_eq!(rejected.code, Code::WrongState);
    }
    accept(&books, "C1", 3, "居民", object()).await;
    for case in ["C1", "C2"] {
        accept(&books, case, 4, "甲", CaseStep::Cancel { reason: reason() }).await;
        assert_eq!(refuse(&books, case, 5, "居民", object()).await.code, Code::WrongState);
    }
    assert_eq!(books.balance("budget/F1/available").await, 10_000);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_was_given_already_is_not_posted(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let urgent = CaseStep::PayFirst {
        terms: terms("R01", "30"),
        approval: CaseApproval::default(),
        paid_by: "丙".to_owned(),
        from: Held::Bank,
        papers_by: day("2026-02-10"),
        reason: reason(),
    };
    accept(&books, "C1", 1, "乙", urgent).await;
    books.accept(cash("DIS1", "2026-02-01", "F1", "R03", "5")).await;
    for case in ["C1", "DIS1"] {
        assert_eq!(refuse(&books, case, 2, "丁", post(3)).await.code, Code::WrongState);
    }
    assert_eq!(
        refuse(&books, "C9", 2, "丁", post(3)).await.code,
        Code::UnknownDisbursement
    );
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    objections_are_answered_before_it_is_paid,
    what_is_prepared_anew_is_posted_anew,
    what_is_posted_may_be_given_up,
    what_was_given_already_is_not_posted,
);
