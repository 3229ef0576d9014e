//! Three people, exactly what was approved, to who is eligible, once a month.

use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{Approved, CaseStep, CaseTerms};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode as Code;
use xiaonuan_tests::ask::{cash, day, redeem, spend};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use super::ask::{
    accept, accept_with, approve, pay, photo, prepare, reason, refuse, refuse_with, terms, visit, with_a_household,
};

async fn help_goes_through_its_states(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    accept(&books, "C1", 1, "网格员", CaseStep::Apply(terms("R01", "30"))).await;
    for alone in [&["戊"][..], &["戊", " 戊"], &["戊", ""], &[]] {
        assert_eq!(
            refuse(&books, "C1", 2, "戊", visit(alone)).await.code,
            Code::VisitorsRequired
        );
    }
    accept_with(&books, "C1", 2, "戊", visit(&["戊", "己"]), vec![photo()]).await;
    let early = refuse(&books, "C1", 1, "甲", CaseStep::Prepare(None)).await;
    assert_eq!(early.code, Code::BeforeOriginal);
    // Also where the state stays the same.
    let early = refuse(&books, "C1", 1, "戊", visit(&["戊", "己"])).await;
    assert_eq!(early.code, Code::BeforeOriginal);
    accept(&books, "C1", 3, "甲", prepare("R01", "40")).await;
    assert_eq!(
        refuse(&books, "C1", 3, "甲 ", CaseStep::Review).await.code,
        Code::SamePerson
    );
    accept(&books, "C1", 3, "庚", CaseStep::Review).await;
    assert_eq!(refuse(&books, "C1", 4, " 甲", approve()).await.code, Code::SelfApproval);
    assert_eq!(refuse(&books, "C1", 4, "丙", pay(1)).await.code, Code::WrongState);
    let approved = accept(&books, "C1", 4, "乙", approve()).await;
    assert_eq!(books.balance("budget/F1/encumbered").await, 4000);
    assert_eq!(books.balance("budget/F1/available").await, 6000);
    for same in ["甲", "乙 "] {
        assert_eq!(
            refuse(&books, "C1", 5, same, pay(approved)).await.code,
            Code::SelfPayment
        );
    }
    assert_eq!(
        refuse(&books, "C1", 5, "丙", pay(approved - 1)).await.code,
        Code::ApprovalStale
    );
    accept(&books, "C1", 5, "丙", pay(approved)).await;
    assert_eq!(books.balance("general/F1/bank").await, 6000);
    assert_eq!(books.balance("budget/F1/encumbered").await, 0);
    accept(
        &books,
        "C1",
        6,
        "丙",
        CaseStep::Sign {
            instead: Some("邻居".to_owned()),
            agent: None,
        },
    )
    .await;
    let late = refuse(&books, "C1", 7, "丙", CaseStep::Return { reason: reason() }).await;
    assert_eq!((late.code, &*late.facts["state"]), (Code::WrongState, "signed"));
    let again = books.refuse(cash("C1", "2026-02-09", "F1", "R01", "5")).await;
    assert_eq!(again.code, Code::RefConflict);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn one_who_signs_in_look_alike_names_is_one_person(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let alone = visit(&["Anna", "Ａｎｎａ\u{2800}"]);
    accept(&books, "C0", 1, "社工", CaseStep::Apply(terms("R03", "5"))).await;
    assert_eq!(
        refuse(&books, "C0", 1, "社工", alone).await.code,
        Code::VisitorsRequired
    );
    assert_eq!(
        refuse(&books, "C0", 1, "\u{3164}", visit(&["戊", "己"])).await.code,
        Code::OfficerRequired
    );
    accept(&books, "C1", 1, "王芳", prepare("R01", "30")).await;
    for same in ["王芳\u{3164}", "王 芳", "王\u{e0041}芳", "\u{61c}王芳"] {
        assert_eq!(refuse(&books, "C1", 1, same, approve()).await.code, Code::SelfApproval);
        assert_eq!(
            refuse(&books, "C1", 1, same, CaseStep::Review).await.code,
            Code::SamePerson
        );
    }
    let approved = accept(&books, "C1", 1, "José", approve()).await;
    for same in ["王芳\u{115f}", "Jose\u{301}", "Ｊｏｓé"] {
        assert_eq!(
            refuse(&books, "C1", 1, same, pay(approved)).await.code,
            Code::SelfPayment
        );
    }
    accept(&books, "C1", 1, "Jose", pay(approved)).await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_changes_after_approval_is_approved_anew(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    accept(&books, "C1", 1, "甲", prepare("R01", "30")).await;
    let first = accept(&books, "C1", 2, "乙", approve()).await;
    accept(&books, "C1", 3, "甲", prepare("R01", "31")).await;
    assert_eq!(books.balance("budget/F1/encumbered").await, 0);
    assert_eq!(refuse(&books, "C1", 4, "丙", pay(first)).await.code, Code::WrongState);
    let second = accept(&books, "C1", 4, "乙", approve()).await;
    assert_eq!(
        refuse(&books, "C1", 5, "丙", pay(first)).await.code,
        Code::ApprovalStale
    );
    let document: serde_json::Value = serde_json::from_str(
        &books
            .records()
            .await
            .into_iter()
            .find(|record| record.seq == second)
            .expect("it is there")
            .document,
    )
    .expect("a document");
    let by_hash = |hash: &str| CaseStep::Pay {
        approval: Approved::Hash(hash.to_owned()),
        from: Held::Bank,
        duplicate_reason: None,
    };
    assert_eq!(
        refuse(&books, "C1", 5, "丙", by_hash("0")).await.code,
        Code::ApprovalStale
    );
    accept(
        &books,
        "C1",
        5,
        "丙",
        by_hash(document["terms"].as_str().expect("a hash")),
    )
    .await;
    assert_eq!(books.balance("general/F1/bank").await, 6900);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_is_given_up_is_free_again(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    accept(&books, "C1", 1, "甲", prepare("R01", "100")).await;
    accept(&books, "C1", 2, "乙", approve()).await;
    accept(&books, "C2", 2, "甲", prepare("R03", "1")).await;
    assert_eq!(
        refuse(&books, "C2", 2, "乙", approve()).await.code,
        Code::FundInsufficient
    );
    let report = Office::of(fixture)
        .report(ReportName::Encumbrances, "qingzhu", "2026-02-12")
        .await;
    let row = &report["rows"][0];
    assert_eq!(
        (row["ref"].as_str(), row["amount"].as_str()),
        (Some("C1"), Some("100.00"))
    );
    assert_eq!(
        (row["approved_on"].as_str(), row["days"].as_i64()),
        (Some("2026-02-02"), Some(10))
    );
    let silent = refuse(&books, "C1", 3, "甲", CaseStep::Cancel { reason: " ".to_owned() }).await;
    assert_eq!(silent.code, Code::ReasonRequired);
    accept(&books, "C1", 3, "甲", CaseStep::Cancel { reason: reason() }).await;
    assert_eq!(books.balance("budget/F1/available").await, 10_000);
    accept(&books, "C2", 4, "乙", CaseStep::Reject { reason: reason() }).await;
    assert_eq!(refuse(&books, "C2", 4, "乙", approve()).await.code, Code::WrongState);
    let report = Office::of(fixture)
        .report(ReportName::Encumbrances, "qingzhu", "2026-07-01")
        .await;
    assert_eq!(report["rows"].as_array().map(Vec::len), Some(0));
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn money_that_the_bank_sends_back_is_promised_again(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    accept(&books, "C1", 1, "甲", prepare("R01", "30")).await;
    let approved = accept(&books, "C1", 2, "乙", approve()).await;
    let paid = accept(&books, "C1", 3, "丙", pay(approved)).await;
    let back = accept(&books, "C1", 5, "丙", CaseStep::Return { reason: reason() }).await;
    let record = books
        .records()
        .await
        .into_iter()
        .find(|record| record.seq == back)
        .expect("it is there");
    assert_eq!((record.kind.as_str(), record.reverses), ("reversal", Some(paid)));
    assert_eq!(books.balance("general/F1/bank").await, 10_000);
    assert_eq!(books.balance("budget/F1/encumbered").await, 3000);
    accept(&books, "C1", 6, "丙", pay(approved)).await;
    accept(&books, "C1", 7, "丙", CaseStep::Return { reason: reason() }).await;
    accept(&books, "C1", 8, "甲", CaseStep::Cancel { reason: reason() }).await;
    assert_eq!(books.balance("budget/F1/available").await, 10_000);
    books.accept(cash("DIS1", "2026-02-08", "F1", "R03", "5")).await;
    accept(&books, "DIS1", 9, "丙", CaseStep::Return { reason: reason() }).await;
    accept(&books, "DIS1", 9, "丙", CaseStep::Cancel { reason: reason() }).await;
    assert_eq!(books.balance("budget/F1/available").await, 10_000);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_voucher_is_good_once_it_is_paid_and_stays_once_it_is_used(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let voucher = CaseTerms {
        kind: DisbursementKind::Voucher,
        expires_on: Some(day("2026-02-20")),
        ..terms("R01", "30")
    };
    let endless = CaseTerms {
        expires_on: None,
        ..voucher.clone()
    };
    let refused = refuse(&books, "C1", 1, "甲", CaseStep::Prepare(Some(endless))).await;
    assert_eq!(refused.code, Code::InvalidDate);
    accept(&books, "C1", 1, "甲", CaseStep::Prepare(Some(voucher))).await;
    let approved = accept(&books, "C1", 2, "乙", approve()).await;
    let early = books.refuse(spend("U0", "2026-02-02 10:00", "M01", "R01", "5")).await;
    assert_eq!(early.code, Code::VoucherInsufficient);
    accept(&books, "C1", 3, "丙", pay(approved)).await;
    books.accept(spend("U1", "2026-02-04 10:00", "M01", "R01", "5")).await;
    let back = refuse(&books, "C1", 5, "丙", CaseStep::Return { reason: reason() }).await;
    assert_eq!(back.code, Code::VoucherUsed);
    assert_eq!(back.facts["amount"], "5.00");
    books
        .accept(redeem("U2", "2026-02-25 10:00", "M01", "R01", "D01", "20"))
        .await;
    let expired = |record: &xiaonuan_persistence::scan::StoredRecord| record.kind == RecordKind::VoucherExpiry.as_str();
    assert_eq!(books.records().await.iter().filter(|record| expired(record)).count(), 1);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_household_is_not_helped_twice_unless_it_is_said_why(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    books.accept(cash("DIS1", "2026-02-01", "F1", "R21", "5")).await;
    accept(&books, "C1", 2, "甲", prepare("R22", "5")).await;
    let twice = refuse(&books, "C1", 3, "乙", approve()).await;
    assert_eq!((twice.code, &*twice.facts["reference"]), (Code::DuplicateHelp, "DIS1"));
    let said = xiaonuan_domain::command::CaseApproval {
        duplicate_reason: Some("孩子住院".to_owned()),
        ..Default::default()
    };
    let approved = accept(&books, "C1", 3, "乙", CaseStep::Approve(said)).await;
    accept(&books, "C1", 4, "丙", pay(approved)).await;
    // A purpose that only looks the same is the same.
    let spelt = |purpose: &str| {
        CaseStep::Prepare(Some(CaseTerms {
            purpose: purpose.to_owned(),
            ..terms("R22", "5")
        }))
    };
    accept(&books, "C3", 4, "甲", spelt("取 暖\u{3164}")).await;
    assert_eq!(refuse(&books, "C3", 4, "乙", approve()).await.code, Code::DuplicateHelp);
    accept(&books, "C2", 1, "甲", prepare("R01", "5")).await;
    let approved = accept(&books, "C2", 2, "乙", approve()).await;
    books.accept(cash("DIS2", "2026-02-03", "F1", "R01", "5")).await;
    assert_eq!(
        refuse(&books, "C2", 4, "丙", pay(approved)).await.code,
        Code::DuplicateHelp
    );
    let bad = |sha256: &str| {
        let mut file = photo();
        file.sha256 = sha256.to_owned();
        vec![file]
    };
    for hash in ["", "g", &"A".repeat(64)] {
        let refused = refuse_with(&books, "C9", prepare("R01", "5"), bad(hash)).await;
        assert_eq!(refused.code, Code::InvalidEvidence, "{hash}");
    }
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    help_goes_through_its_states,
    one_who_signs_in_look_alike_names_is_one_person,
    what_changes_after_approval_is_approved_anew,
    what_is_given_up_is_free_again,
    money_that_the_bank_sends_back_is_promised_again,
    a_voucher_is_good_once_it_is_paid_and_stays_once_it_is_used,
    a_household_is_not_helped_twice_unless_it_is_said_why,
);
