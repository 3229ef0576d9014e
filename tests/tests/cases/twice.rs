//! Help that is given twice: by which month, and by a reason that was said before it was needed.

use xiaonuan_domain::command::closing::{ClosePeriod, Closing};
use xiaonuan_domain::command::{CaseApproval, CaseStep, Command};
use xiaonuan_domain::refusal::RefusalCode as Code;
use xiaonuan_domain::register::Span;
use xiaonuan_tests::ask::{cash, code, day};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use super::ask::{accept, approve, pay, prepare, refuse, with_a_household};

async fn the_month_is_that_of_the_true_day(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    let close = ClosePeriod {
        reference: code("P1"),
        span: Span::Month,
        day: day("2026-02-01"),
        from: Some(day("2026-01-01")),
    };
    books.accept(Command::Close(Box::new(Closing::Close(close)))).await;
    books.accept(cash("DIS1", "2026-02-01", "F1", "R21", "5")).await;
    accept(&books, "C1", 2, "甲", prepare("R22", "5")).await;
    let twice = refuse(&books, "C1", 3, "乙", approve()).await;
    assert_eq!((twice.code, &*twice.facts["reference"]), (Code::DuplicateHelp, "DIS1"));
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_reason_given_with_the_approval_holds_for_the_payment(fixture: &Fixture) {
    let books = with_a_household(fixture).await;
    accept(&books, "C1", 1, "甲", prepare("R21", "5")).await;
    let said = CaseApproval {
        duplicate_reason: Some("孩子住院".to_owned()),
        ..Default::default()
    };
    let approved = accept(&books, "C1", 2, "乙", CaseStep::Approve(said)).await;
    books.accept(cash("DIS1", "2026-02-03", "F1", "R22", "5")).await;
    accept(&books, "C1", 4, "丙", pay(approved)).await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    the_month_is_that_of_the_true_day,
    a_reason_given_with_the_approval_holds_for_the_payment,
);
