//! What is posted before it is paid: for how long, and what its records may not say.

use std::sync::Arc;

use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{
    Approved, CaseApproval, CaseStep, CaseTerms, Command, Donation, OptionalStep, Settings, StepCase,
};
use xiaonuan_domain::kind::{DisbursementKind, DonationMethod, DonorKind};
use xiaonuan_domain::ledger::{Case, CaseState, Filed};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::{Refusal, RefusalCode as Why};

use super::{Books, code};

/// A step on a day of February.
fn step(books: &mut Books, on: u8, by: &str, step: CaseStep) -> Result<i64, Refusal> {
    books.enter(&Command::StepCase(Box::new(StepCase {
        case: code("C1"),
        date: format!("2026-02-{on:02}").parse().expect("a day"),
        by: by.to_owned(),
        step,
        evidence: Vec::new(),
    })))
}

fn prepare() -> CaseStep {
    CaseStep::Prepare(Some(CaseTerms {
        fund: "F1".to_owned(),
        resident: "R1".to_owned(),
        kind: DisbursementKind::Cash,
        amount: Money::from_fen(3000),
        goods: Vec::new(),
        merchant: String::new(),
        purpose: "取暖".to_owned(),
        expires_on: None,
    }))
}

fn post(days: Option<u16>) -> CaseStep {
    CaseStep::Post { days }
}

fn object() -> CaseStep {
    CaseStep::Object {
        reason: "家中有存款".to_owned(),
    }
}

fn answer() -> CaseStep {
    CaseStep::Answer {
        findings: "查无此事".to_owned(),
    }
}

fn pay(approved: i64) -> CaseStep {
    CaseStep::Pay {
        approval: Approved::Record(approved),
        from: Held::Bank,
        duplicate_reason: None,
    }
}

/// Books of a community that has set what it wants, with one disbursement that is approved on the first of February.
fn approved(settings: Option<Settings>) -> (Books, i64) {
    let mut books = Books::of_a_neighbourhood();
    let gift = Donation {
        reference: code("DON1"),
        date: "2026-01-01".parse().expect("a day"),
        donor: String::new(),
        registered: None,
        donor_kind: DonorKind::Person,
        fund: "F1".to_owned(),
        amount: Money::from_fen(10_000),
        method: DonationMethod::Bank,
        held: Held::Bank,
        receipt: None,
        beneficiary: String::new(),
    };
    books.enter(&Command::Donate(gift)).expect("a gift");
    step(&mut books, 1, "甲", prepare()).expect("it is prepared");
    let approved = step(&mut books, 1, "乙", CaseStep::Approve(CaseApproval::default())).expect("it is approved");
    set(&mut books, settings);
    (books, approved)
}

fn set(books: &mut Books, settings: Option<Settings>) {
    Arc::make_mut(&mut books.ledger.registers).community.settings = settings;
}

fn posted_for(days: Option<u16>) -> Settings {
    Settings {
        posting_days: days,
        ..Settings::default()
    }
}

fn why(result: Result<i64, Refusal>) -> Why {
    result.expect_err("it is refused").code
}

#[test]
fn it_is_posted_for_the_days_of_the_community_or_more() {
    // What the community has set, what is said, and the first day of February on which it may be paid.
    let cases = [
        (Some(3), None, Some(5)),
        (Some(3), Some(2), None),
        (Some(3), Some(3), Some(5)),
        (Some(3), Some(7), Some(9)),
        (Some(0), None, Some(3)),
        (Some(0), Some(0), None),
        (None, None, None),
        (None, Some(1), Some(3)),
    ];
    for (set, said, payable) in cases {
        let (mut books, approved) = approved(Some(posted_for(set)));
        assert_eq!(why(step(&mut books, 2, "丙", pay(approved))), Why::StepMissing);
        let posted = step(&mut books, 2, "丁", post(said));
        let Some(payable) = payable else {
            assert_eq!(why(posted), Why::PostingTooShort, "{set:?} {said:?}");
            continue;
        };
        posted.expect("it is posted");
        assert_eq!(
            why(step(&mut books, payable - 1, "丙", pay(approved))),
            Why::PostingOpen
        );
        step(&mut books, payable, "丙", pay(approved)).expect("it is paid");
    }
}

#[test]
fn posting_is_switched_off_or_a_matter_of_choice() {
    let off = Settings {
        off: [OptionalStep::Posting].into(),
        ..posted_for(Some(3))
    };
    let (mut books, seq) = approved(Some(off));
    assert_eq!(why(step(&mut books, 2, "丁", post(Some(5)))), Why::StepSwitchedOff);
    step(&mut books, 2, "丙", pay(seq)).expect("it is paid");
    let (mut books, seq) = approved(None);
    step(&mut books, 2, "丙", pay(seq)).expect("it is paid");
}

#[test]
fn what_was_sent_back_is_posted_again_only_if_it_is_prepared_anew() {
    let (mut books, seq) = approved(Some(posted_for(Some(1))));
    let back = || CaseStep::Return {
        reason: "账号有误".to_owned(),
    };
    step(&mut books, 2, "丁", post(None)).expect("it is posted");
    step(&mut books, 3, "丙", pay(seq)).expect("it is paid");
    step(&mut books, 4, "丙", back()).expect("it comes back");
    step(&mut books, 4, "丙", pay(seq)).expect("it is paid again");
    step(&mut books, 5, "丙", back()).expect("it comes back");
    step(&mut books, 5, "甲", prepare()).expect("it is prepared anew");
    set(&mut books, None);
    let seq = step(&mut books, 5, "乙", CaseStep::Approve(CaseApproval::default())).expect("it is approved");
    set(&mut books, Some(posted_for(Some(1))));
    assert_eq!(why(step(&mut books, 6, "丙", pay(seq))), Why::StepMissing);
    step(&mut books, 6, "丁", post(None)).expect("it is posted");
    step(&mut books, 7, "丙", pay(seq)).expect("it is paid");
}

/// Where the disbursement stands by its records, one of which is changed before; nothing if that is no way to go.
fn told(books: &Books, change: impl Fn(&mut Filed)) -> Option<CaseState> {
    let mut case = None;
    for record in &books.records {
        let mut filed = Filed::from(record);
        if filed.case().is_none() {
            continue;
        }
        change(&mut filed);
        case = Some(Case::after(case, &filed)?);
    }
    case.map(|case| case.state)
}

#[test]
fn records_that_say_otherwise_are_found() {
    let (mut books, seq) = approved(None);
    step(&mut books, 2, "丁", post(Some(3))).expect("it is posted");
    let objected = step(&mut books, 3, "居民", object()).expect("it is objected to");
    step(&mut books, 4, "丁", answer()).expect("it is answered");
    step(&mut books, 5, "丙", pay(seq)).expect("it is paid");
    assert_eq!(told(&books, |_| {}), Some(CaseState::Paid));
    let changed = |kind, from: &str, to: &str| {
        told(&books, |filed| {
            if filed.kind == kind {
                let document = filed.document.replace(from, to);
                assert_ne!(document, filed.document, "{kind}");
                filed.document = document;
            }
        })
    };
    // Posted for longer than until it was paid; an answer to something else, or by who prepared it.
    let days = ("\"last_day\":\"2026-02-04\"", "\"last_day\":\"2026-02-05\"");
    assert_eq!(changed(RecordKind::DisbursementPosted, days.0, days.1), None);
    let answers = (format!("[{objected}]"), format!("[{}]", objected - 1));
    assert_eq!(changed(RecordKind::DisbursementAnswered, &answers.0, &answers.1), None);
    let by_preparer = told(&books, |filed| {
        if filed.kind == RecordKind::DisbursementAnswered {
            for (_, value) in &mut filed.values {
                *value = value.replace('丁', "甲");
            }
        }
    });
    assert_eq!(by_preparer, None);
}
