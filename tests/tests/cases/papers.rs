//! Help that cannot wait, minutes and votes.

use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{CaseApproval, CaseStep};
use xiaonuan_domain::refusal::RefusalCode as Code;
use xiaonuan_tests::ask::{day, donation_in_hand, yuan};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use super::ask::{accept, approve, pay, prepare, reason, refuse, terms, visit, with_a_household};

fn urgent(paid_by: &str, reason: &str) -> CaseStep {
    CaseStep::PayFirst {
        terms: terms("R01", "30"),
        approval: CaseApproval::default(),
        paid_by: paid_by.to_owned(),
        from: Held::Bank,
        papers_by: day("2026-02-10"),
        reason: reason.to_owned(),
    }
}

fn urgent_for(resident: &str) -> CaseStep {
    let CaseStep::PayFirst {
        approval,
        paid_by,
        from,
        papers_by,
        reason,
        ..
    } = urgent("丙", "停暖")
    else {
        unreachable!("it is paid first")
    };
    CaseStep::PayFirst {
        terms: terms(resident, "30"),
        approval,
        paid_by,
        from,
        papers_by,
        reason,
    }
}

async fn what_cannot_wait_is_paid_by_two_and_made_up_for_by_a_third(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let office = Office::of(fixture);
    assert_eq!(
        refuse(&books, "C1", 1, "乙", urgent(" 乙", "停暖")).await.code,
        Code::SelfPayment
    );
    assert_eq!(
        refuse(&books, "C1", 1, "乙", urgent(" ", "停暖")).await.code,
        Code::OfficerRequired
    );
    assert_eq!(
        refuse(&books, "C1", 1, "乙", urgent("丙", " ")).await.code,
        Code::ReasonRequired
    );
    assert_eq!(
        refuse(&books, "C1", 11, "乙", urgent("丙", "停暖")).await.code,
        Code::InvalidDate
    );
    accept(&books, "C1", 1, "乙", urgent("丙", "停暖")).await;
    assert_eq!(books.balance("general/F1/bank").await, 7000);
    let report = office.report(ReportName::OpenPapers, "qingzhu", "2026-02-12").await;
    let rows = report["rows"].as_array().expect("rows");
    let papers: Vec<_> = rows.iter().filter_map(|row| row["paper"].as_str()).collect();
    let all = ["visited", "prepared", "reviewed", "signed"].map(|paper| format!("disbursement_{paper}"));
    assert_eq!(papers, all);
    assert_eq!(rows[0]["days_left"].as_i64(), Some(-2));
    assert_eq!(
        refuse(&books, "C1", 2, "庚", CaseStep::Review).await.code,
        Code::WrongState
    );
    assert_eq!(
        refuse(&books, "C1", 2, "乙", CaseStep::Prepare(None)).await.code,
        Code::SelfApproval
    );
    assert_eq!(
        refuse(&books, "C1", 2, "丙", CaseStep::Prepare(None)).await.code,
        Code::SelfPayment
    );
    assert_eq!(
        refuse(&books, "C1", 2, "甲", prepare("R01", "31")).await.code,
        Code::ApprovalStale
    );
    accept(&books, "C1", 2, "甲", prepare("R01", "30")).await;
    assert_eq!(
        refuse(&books, "C1", 3, "甲", CaseStep::Prepare(None)).await.code,
        Code::WrongState
    );
    accept(&books, "C1", 3, "庚", CaseStep::Review).await;
    accept(
        &books,
        "C1",
        4,
        "丙",
        CaseStep::Sign {
            instead: None,
            agent: None,
        },
    )
    .await;
    accept(&books, "C1", 5, "戊", visit(&["戊", "己"])).await;
    let report = office.report(ReportName::OpenPapers, "qingzhu", "2026-02-12").await;
    assert_eq!(report["rows"].as_array().map(Vec::len), Some(0));
    assert_eq!(books.balance("budget/F1/encumbered").await, 0);
    books.obey_the_laws().await;
    office.check_sound("qingzhu").await;
}

async fn help_that_was_paid_first_and_came_back_is_decided_anew(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let paid = accept(&books, "C1", 1, "乙", urgent("丙", "停暖")).await;
    accept(&books, "C1", 2, "丙", CaseStep::Return { reason: reason() }).await;
    assert_eq!(books.balance("budget/F1/encumbered").await, 3000);
    // Its approval was by one who paid at once, and counts no more.
    let again = refuse(&books, "C1", 3, "丙", pay(paid - 1)).await;
    assert_eq!(again.code, Code::WrongState);
    assert_eq!(again.facts["next"], "visit, prepare, cancel");
    let posted = refuse(&books, "C1", 3, "丙", CaseStep::Post { days: Some(1) }).await;
    assert_eq!(posted.code, Code::WrongState);
    accept(&books, "C1", 3, "戊", visit(&["戊", "己"])).await;
    accept(&books, "C1", 3, "甲", prepare("R01", "40")).await;
    assert_eq!(books.balance("budget/F1/encumbered").await, 0);
    let approved = accept(&books, "C1", 4, "乙", approve()).await;
    accept(&books, "C1", 5, "丙", pay(approved)).await;
    // Or it is applied for anew, which frees what was promised, or given up.
    accept(&books, "C2", 5, "乙", urgent_for("R03")).await;
    let twice = refuse(&books, "C2", 6, "社工", CaseStep::Apply(terms("R03", "20"))).await;
    assert_eq!(twice.code, Code::RefConflict);
    accept(&books, "C2", 6, "丙", CaseStep::Return { reason: reason() }).await;
    accept(&books, "C2", 7, "社工", CaseStep::Apply(terms("R03", "20"))).await;
    assert_eq!(books.balance("budget/F1/encumbered").await, 0);
    accept(&books, "C2", 8, "甲", CaseStep::Prepare(None)).await;
    let approved = accept(&books, "C2", 8, "乙", approve()).await;
    accept(&books, "C2", 9, "丙", pay(approved)).await;
    assert_eq!(books.balance("general/F1/bank").await, 4000);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn large_help_needs_minutes_and_more_votes_for_than_against(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    accept(&books, "C1", 1, "甲", prepare("R01", "30")).await;
    let approve = |minutes: Option<&str>, votes, above: &str| {
        CaseStep::Approve(CaseApproval {
            minutes: minutes.map(str::to_owned),
            votes,
            minutes_above: Some(yuan(above)),
            ..CaseApproval::default()
        })
    };
    let cases = [
        (approve(None, None, "29.99"), Code::MinutesRequired),
        (approve(Some(" "), Some((3, 0)), "29.99"), Code::MinutesRequired),
        (approve(Some("2026-3"), None, "29.99"), Code::MinutesRequired),
        (approve(Some("2026-3"), Some((2, 2)), "30"), Code::VoteLost),
    ];
    for (step, expected) in cases {
        assert_eq!(refuse(&books, "C1", 2, "乙", step).await.code, expected);
    }
    accept(&books, "C1", 2, "乙", approve(Some("2026-3"), Some((3, 2)), "29.99")).await;
    accept(&books, "C1", 3, "甲", CaseStep::Cancel { reason: reason() }).await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn cash_is_paid_from_hand_and_comes_back_there(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    books.accept(donation_in_hand("DON2", "2026-01-01", "F1", "40")).await;
    let in_hand = |step: CaseStep| match step {
        CaseStep::PayFirst {
            terms,
            approval,
            paid_by,
            papers_by,
            reason,
            ..
        } => CaseStep::PayFirst {
            terms,
            approval,
            paid_by,
            from: Held::Hand,
            papers_by,
            reason,
        },
        CaseStep::Pay {
            approval,
            duplicate_reason,
            ..
        } => CaseStep::Pay {
            approval,
            from: Held::Hand,
            duplicate_reason,
        },
        other => other,
    };
    accept(&books, "C1", 1, "乙", in_hand(urgent("丙", "停暖"))).await;
    assert_eq!(books.balance("general/F1/cash").await, 1000);
    accept(&books, "C2", 1, "甲", prepare("R03", "11")).await;
    let approved = accept(&books, "C2", 2, "乙", approve()).await;
    let refusal = refuse(&books, "C2", 3, "丙", in_hand(pay(approved))).await;
    assert_eq!(refusal.code, Code::CashInsufficient);
    accept(&books, "C1", 3, "丙", CaseStep::Return { reason: reason() }).await;
    assert_eq!(books.balance("general/F1/cash").await, 4000);
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    accept(&books, "C2", 3, "丙", in_hand(pay(approved))).await;
    assert_eq!(books.balance("general/F1/cash").await, 2900);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    help_that_was_paid_first_and_came_back_is_decided_anew,
    cash_is_paid_from_hand_and_comes_back_there,
    what_cannot_wait_is_paid_by_two_and_made_up_for_by_a_third,
    large_help_needs_minutes_and_more_votes_for_than_against,
);
