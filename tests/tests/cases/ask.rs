//! Steps of disbursements in few words.

use std::sync::atomic::{AtomicU64, Ordering};

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{Approved, CaseApproval, CaseStep, CaseTerms, Command, Evidence, StepCase};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::journal::Entry;
use xiaonuan_persistence::outcome::{Binding, ContentHash, Key, Outcome};
use xiaonuan_tests::ask::{code, day, donation, yuan};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

static ASKED: AtomicU64 = AtomicU64::new(0);

/// Books with 100 yuan in a fund, and R21 and R22 of one household.
pub(crate) async fn with_a_household(fixture: &Fixture) -> Books {
    let neighbourhood = Neighbourhood::qingzhu();
    let neighbourhood = neighbourhood.resident_of("R21", "H21").resident_of("R22", "H21");
    let books = fixture.open(neighbourhood).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
}

pub(crate) fn terms(resident: &str, amount: &str) -> CaseTerms {
    CaseTerms {
        fund: "F1".to_owned(),
        resident: resident.to_owned(),
        kind: DisbursementKind::Cash,
        amount: yuan(amount),
        goods: Vec::new(),
        merchant: String::new(),
        purpose: "取暖".to_owned(),
        expires_on: None,
    }
}

pub(crate) fn prepare(resident: &str, amount: &str) -> CaseStep {
    CaseStep::Prepare(Some(terms(resident, amount)))
}

pub(crate) fn approve() -> CaseStep {
    CaseStep::Approve(CaseApproval::default())
}

pub(crate) fn pay(approval: Seq) -> CaseStep {
    CaseStep::Pay {
        approval: Approved::Record(approval),
        from: Held::Bank,
        duplicate_reason: None,
    }
}

pub(crate) fn visit(visitors: &[&str]) -> CaseStep {
    CaseStep::Visit {
        visitors: visitors.iter().map(|&name| name.to_owned()).collect(),
        findings: "屋内温度低".to_owned(),
    }
}

pub(crate) fn reason() -> String {
    "情况有变".to_owned()
}

pub(crate) fn photo() -> Evidence {
    Evidence {
        name: "照片.jpg".to_owned(),
        sha256: "a".repeat(64),
    }
}

/// Asks under a key of its own, as each request has one.
async fn ask(books: &Books, step: StepCase) -> Outcome {
    let key = Key {
        scope: "request/case-step",
        key: format!("key-{}", ASKED.fetch_add(1, Ordering::Relaxed)),
        content: ContentHash::default(),
        conflict: RefusalCode::IdempotencyKeyReused,
        binding: Binding::Every,
    };
    let entry = Entry::under(key, &Actor::operator("test"), Ok(Command::StepCase(Box::new(step))));
    books.append(&[entry]).await.remove(0).outcome
}

/// A step that must be accepted, on a day of February.
pub(crate) async fn accept(books: &Books, case: &str, on: u8, by: &str, step: CaseStep) -> Seq {
    accept_with(books, case, on, by, step, Vec::new()).await
}

/// A step with files that must be accepted.
pub(crate) async fn accept_with(
    books: &Books,
    case: &str,
    on: u8,
    by: &str,
    step: CaseStep,
    evidence: Vec<Evidence>,
) -> Seq {
    match ask(books, asked(case, on, by, step, evidence)).await {
        Outcome::Accepted(seq) => seq,
        Outcome::Refused(refusal) => panic!("{case} by {by} was refused: {refusal} {:?}", refusal.facts),
    }
}

/// A step that must be refused.
pub(crate) async fn refuse(books: &Books, case: &str, on: u8, by: &str, step: CaseStep) -> Refusal {
    let said = format!("{step:?}");
    match ask(books, asked(case, on, by, step, Vec::new())).await {
        Outcome::Accepted(_) => panic!("{said} was accepted"),
        Outcome::Refused(refusal) => refusal,
    }
}

/// A step with files that must be refused.
pub(crate) async fn refuse_with(books: &Books, case: &str, step: CaseStep, evidence: Vec<Evidence>) -> Refusal {
    match ask(books, asked(case, 1, "甲", step, evidence)).await {
        Outcome::Accepted(_) => panic!("it was accepted"),
        Outcome::Refused(refusal) => refusal,
    }
}

fn asked(case: &str, on: u8, by: &str, step: CaseStep, evidence: Vec<Evidence>) -> StepCase {
    StepCase {
        case: code(case),
        date: day(&format!("2026-02-{on:02}")),
        by: by.to_owned(),
        step,
        evidence,
    }
}
