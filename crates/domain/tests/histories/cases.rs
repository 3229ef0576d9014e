//! Steps of disbursements in any order, by anyone.

use std::collections::HashMap;

use proptest::prelude::*;
use xiaonuan_domain::account::Account;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Approved, CaseApproval, CaseStep, CaseTerms, Command, StepCase};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::ledger::{Case, CaseState, Filed};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::register::FundNo;

use super::{Asked, Books, code};

/// A step with one of four disbursements, mostly one that is possible there.
pub(super) fn step(books: &Books, date: Day, (what, on, who, amount, of): Asked) -> Command {
    let case = code(&format!("C{}", of % 4));
    let known = books.ledger.cases.get(&case);
    let one = who % 2 + 1;
    let kind = DisbursementKind::ALL[usize::from(amount % 4)];
    let of_goods = kind == DisbursementKind::Goods;
    let terms = CaseTerms {
        fund: format!("F{one}"),
        resident: format!("R{one}"),
        kind,
        amount: Money::from_fen(if of_goods { 0 } else { i64::from(amount % 2000) + 1 }),
        goods: if of_goods {
            super::goods::counts(amount, of)
        } else {
            Vec::new()
        },
        merchant: "M1".to_owned(),
        purpose: "取暖".to_owned(),
        expires_on: Some("2026-05-01".parse().expect("a day")),
    };
    let approval = known.and_then(|case| Some(case.approved.as_ref()?.seq)).unwrap_or(1);
    let reason = || "情况有变".to_owned();
    let likely = match known.map(|case| case.state) {
        None => [0, 1, 3],
        Some(CaseState::Applied | CaseState::Visited) => [2, 4, 8],
        Some(CaseState::Prepared | CaseState::Reviewed) => [5, 6, 3],
        Some(CaseState::Approved) => [7, 3, 12],
        Some(CaseState::Posted) => [7, 9, 13],
        Some(CaseState::Objected) => [13, 14, 14],
        Some(_) => [10, 11, 4],
    };
    let step = match if of < 200 {
        likely[usize::from(amount % 3)]
    } else {
        what % 15
    } {
        0 => CaseStep::Apply(terms),
        1 => CaseStep::PayFirst {
            terms,
            approval: CaseApproval::default(),
            paid_by: "丙".to_owned(),
            from: Held::Bank,
            papers_by: date,
            reason: reason(),
        },
        2 => CaseStep::Visit {
            visitors: vec!["戊".to_owned(), "己".to_owned()],
            findings: String::new(),
        },
        3 => CaseStep::Prepare(Some(terms)),
        4 => CaseStep::Prepare(None),
        5 => CaseStep::Review,
        6 => CaseStep::Approve(CaseApproval::default()),
        7 => CaseStep::Pay {
            approval: Approved::Record(approval),
            from: Held::Bank,
            duplicate_reason: None,
        },
        8 => CaseStep::Reject { reason: reason() },
        9 => CaseStep::Cancel { reason: reason() },
        10 => CaseStep::Return { reason: reason() },
        11 => CaseStep::Sign {
            instead: None,
            agent: None,
        },
        12 => CaseStep::Post { days: Some(amount % 4) },
        13 => CaseStep::Object { reason: reason() },
        _ => CaseStep::Answer { findings: reason() },
    };
    let people = ["甲", "乙", "丙", "丁"];
    Command::StepCase(Box::new(StepCase {
        case,
        date,
        by: people[usize::from(on % 4)].to_owned(),
        step,
        evidence: Vec::new(),
    }))
}

/// Each disbursement is what its records tell, and what is promised is what approvals that hold promise.
pub(super) fn check(books: &Books) -> Result<(), TestCaseError> {
    let mut told: HashMap<Code, Case> = HashMap::new();
    for record in &books.records {
        let filed = Filed::from(record);
        if let Some(reference) = filed.case() {
            let case = Case::after(told.remove(&reference), &filed);
            prop_assert!(case.is_some(), "record {} is no step", record.seq);
            told.extend(case.map(|case| (reference, case)));
        }
    }
    for (reference, case) in &books.ledger.cases {
        prop_assert_eq!(told.get(reference), Some(case));
    }
    let promised = told.values().filter(|case| case.state.is_promised());
    let promised: i64 = promised.map(|case| case.help.amount.fen()).sum();
    prop_assert_eq!(promised, encumbered(books));
    Ok(())
}

/// What is promised by all funds together, in money and in goods.
fn encumbered(books: &Books) -> i64 {
    let money = [FundNo(1), FundNo(2)].into_iter().map(Account::Encumbered);
    let goods =
        super::goods::parts().filter_map(|(pieces, worth)| matches!(pieces, Account::Reserved(..)).then_some(worth));
    let held = money.chain(goods).filter(|account| books.ledger.books.holds(account));
    held.map(|account| books.ledger.books.balance(&account)).sum()
}
