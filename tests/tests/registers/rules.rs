//! What may change, and what loses.

use xiaonuan_domain::command::{CommunityDetails, Keeper, NewState, Reduction};
use xiaonuan_domain::eligibility::Eligibility;
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_tests::ask::{cash, code, day, donation, moment, redeem, yuan};
use xiaonuan_tests::changes::{change, fund, merchant, registers, resident, state, terms};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};
use xiaonuan_tests::numbers;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

async fn the_newer_change_wins(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let first = fund(&books, "F1", |details| details.name = "甲".to_owned()).await;
    let second = fund(&books, "F1", |details| details.name = "乙".to_owned()).await;
    let seq = books.accept(first.clone()).await;
    let refused = books.refuse(second).await;
    assert_eq!(refused.code, RefusalCode::ChangedMeanwhile);
    // The same again is answered as before, and of many at once one is recorded.
    assert_eq!(books.accept(first).await, seq);
    let mut many = Vec::new();
    for name in 0..20 {
        many.push(fund(&books, "F1", |details| details.name = format!("{name} 号")).await);
    }
    assert_eq!(books.accepted_of(many).await, 1);
    let same = fund(&books, "F1", |_| {}).await;
    assert_eq!(books.refuse(same).await.code, RefusalCode::NothingChanged);
    let unknown = change(
        "F9",
        1,
        NewState::Fund(
            registers(&books)
                .await
                .funds
                .iter()
                .next()
                .expect("F1")
                .1
                .details
                .clone(),
        ),
    );
    assert_eq!(books.refuse(unknown).await.code, RefusalCode::UnknownFund);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_fund_stays_restricted_once_it_has_money(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let free = fund(&books, "F1", |details| details.restricted = false).await;
    books.accept(free).await;
    books.accept(donation("D1", "2026-06-01", "F1", "10")).await;
    let bound = fund(&books, "F1", |details| details.restricted = true).await;
    assert_eq!(books.refuse(bound).await.code, RefusalCode::RestrictionFixed);
    let named = fund(&books, "F1", |details| details.purposes = vec!["取暖".to_owned()]).await;
    books.accept(named).await;
    for unsaid in [None, Some(" ".to_owned())] {
        let unsaid = fund(&books, "F2", |details| details.agreement = unsaid).await;
        let refusal = books.refuse(unsaid).await;
        assert_eq!(
            (refusal.code, &*refusal.facts["column"]),
            (RefusalCode::AgreementRequired, "agreement")
        );
    }
    let bound = fund(&books, "F2", |details| details.restricted = false).await;
    books.accept(bound).await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_merchant_leaves_and_is_not_taken_away(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("D1", "2026-06-01", "F1", "100")).await;
    let early = merchant(&books, "M01", |state| state.left_on = Some(day("2024-12-31"))).await;
    assert_eq!(books.refuse(early).await.code, RefusalCode::InvalidDate);
    let left = merchant(&books, "M01", |state| state.left_on = Some(day("2026-06-15"))).await;
    books.accept(left).await;
    books
        .accept(redeem("C1", "2026-06-15 10:00", "M01", "R01", "D01", "20"))
        .await;
    let refused = books
        .refuse(redeem("C2", "2026-06-16 10:00", "M01", "R01", "D01", "20"))
        .await;
    assert_eq!(refused.code, RefusalCode::MerchantNotActive);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn what_a_resident_was_entitled_to_stays(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("D1", "2026-06-01", "F1", "100")).await;
    let list = |text: &str| Eligibility::parse_list(text).expect("eligibilities");
    for gone in [
        "",
        "dibao@2025-01-02..2026-12-31",
        "dibao@2025-01-01..2026-06-30",
        "tekun@2025-01-01..2026-12-31",
    ] {
        let gone = resident(&books, "R01", |state| state.eligibility = list(gone)).await;
        assert_eq!(books.refuse(gone).await.code, RefusalCode::EligibilityFixed);
    }
    // It is the 1st of July.
    let ended = "dibao@2025-01-01..2026-07-01;tekun@2026-08-01..2026-09-30";
    let ended = resident(&books, "R01", |state| state.eligibility = list(ended)).await;
    books.accept(ended).await;
    let extended = "dibao@2025-01-01..2027-06-30";
    let extended = resident(&books, "R01", |state| state.eligibility = list(extended)).await;
    books.accept(extended).await;
    let taken = registers(&books).await;
    let (_, second) = taken.residents.by_code(&code("R02")).expect("R02");
    let theirs = second
        .details
        .id_number
        .as_ref()
        .expect("it is known")
        .reveal()
        .to_owned();
    for (id_number, refusal) in [
        (theirs, RefusalCode::DuplicateResident),
        ("1".to_owned(), RefusalCode::InvalidIdNumber),
    ] {
        let wrong = resident(&books, "R01", |state| state.id_number = Some(id_number)).await;
        assert_eq!(books.refuse(wrong).await.code, refusal);
    }
    let free = numbers::id_number(900);
    let right = resident(&books, "R01", |state| {
        state.id_number = Some(free.clone());
        state.household = "H09".to_owned();
    })
    .await;
    books.accept(right).await;
    let subject = |registers: &xiaonuan_domain::register::Registers, row: &str| {
        registers.residents.by_code(&code(row)).expect("a resident").1.household
    };
    let now = registers(&books).await;
    assert_ne!(subject(&now, "R01"), subject(&now, "R02"));
    books.accept(cash("H1", "2026-06-20", "F1", "R01", "5")).await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_claim_is_decided_by_the_version_of_its_day(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("D1", "2026-06-01", "F1", "1000")).await;
    let late = terms(&books, "D01", "2026-06-30", |terms| terms.title = "改".to_owned()).await;
    assert_eq!(books.refuse(late).await.code, RefusalCode::TermsBackdated);
    let next = terms(&books, "D01", "2026-07-10", |terms| {
        terms.reduction = Reduction::AmountOff(yuan("7"));
        terms.budget = Some(yuan("12"));
    })
    .await;
    books.accept(next).await;
    let next = terms(&books, "D01", "2026-07-20", |terms| terms.valid_to = day("2026-07-25")).await;
    books.accept(next).await;
    fixture.clock.set(moment("2026-08-01 09:00"));
    let mut given = Vec::new();
    for (reference, at) in [("C1", "2026-07-09 23:59"), ("C2", "2026-07-10 00:00")] {
        let seq = books.accept(redeem(reference, at, "M01", "R01", "D01", "20")).await;
        let record = books
            .process
            .database()
            .records(books.community, seq - 1, seq, &[], 1)
            .await
            .expect("it reads")
            .remove(0);
        let document: serde_json::Value = serde_json::from_str(&record.document).expect("JSON");
        given.push((
            document["discount"]["amount"].clone(),
            document["discount"]["version"].clone(),
        ));
    }
    assert_eq!(
        given,
        [("2.00".into(), serde_json::Value::Null), ("7.00".into(), 2.into())]
    );
    // 9 of the budget of 12 are given, whatever version gave them.
    let over = books
        .refuse(redeem("C3", "2026-07-21 10:00", "M01", "R02", "D01", "20"))
        .await;
    assert_eq!(over.code, RefusalCode::DiscountBudgetExhausted);
    let over = books
        .refuse(redeem("C4", "2026-07-26 10:00", "M01", "R02", "D01", "3"))
        .await;
    assert_eq!(over.code, RefusalCode::DiscountNotActive);
    let more = terms(&books, "D01", "2026-08-01", |terms| {
        terms.budget = Some(yuan("5"));
        terms.valid_to = day("2026-12-31");
    })
    .await;
    books.accept(more).await;
    // Less than was given already: nothing more can be, and what was given stays right.
    let over = books
        .refuse(redeem("C5", "2026-08-01 08:00", "M01", "R02", "D01", "3"))
        .await;
    assert_eq!(over.code, RefusalCode::DiscountBudgetExhausted);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn changed_terms_give_and_never_take(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    for (column, amount) in [
        ("amount_off", "-1000"),
        ("amount_off", "0"),
        ("min_spend", "-0.01"),
        ("cap_per_bill", "-0.01"),
        ("budget", "-0.01"),
    ] {
        let asked = terms(&books, "D01", "2026-07-10", |terms| match column {
            "min_spend" => terms.min_spend = Some(yuan(amount)),
            "cap_per_bill" => terms.cap_per_bill = Some(yuan(amount)),
            "budget" => terms.budget = Some(yuan(amount)),
            _ => terms.reduction = Reduction::AmountOff(yuan(amount)),
        });
        let refusal = books.refuse(asked.await).await;
        assert_eq!(
            (refusal.code, &*refusal.facts["column"]),
            (RefusalCode::InvalidAmount, column)
        );
    }
}

async fn only_an_approved_discount_can_be_used(fixture: &Fixture) {
    use DiscountState as S;
    let draft = Offer::off("D09", "M03", "3").standing(S::Draft);
    let neighbourhood = Neighbourhood::qingzhu().discount(draft);
    let books = fixture.open(neighbourhood).await;
    let mut number = 0;
    let mut claim = || {
        number += 1;
        redeem(&format!("C{number}"), "2026-06-15 10:00", "M03", "R01", "D09", "20")
    };
    assert_eq!(books.refuse(claim()).await.code, RefusalCode::DiscountNotActive);
    let skipped = state(&books, "D09", S::Approved).await;
    assert_eq!(books.refuse(skipped).await.code, RefusalCode::StateNotAllowed);
    for (next, is_good) in [
        (S::Offered, false),
        (S::Approved, true),
        (S::Suspended, false),
        (S::Approved, true),
        (S::Ended, false),
    ] {
        let step = state(&books, "D09", next).await;
        books.accept(step).await;
        match is_good {
            true => drop(books.accept(claim()).await),
            false => assert_eq!(books.refuse(claim()).await.code, RefusalCode::DiscountNotActive),
        }
    }
    let again = state(&books, "D09", S::Approved).await;
    assert_eq!(books.refuse(again).await.code, RefusalCode::StateNotAllowed);
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_community_says_who_keeps_its_fund(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let details = CommunityDetails {
        name: "青竹里社区".to_owned(),
        district: "示范区".to_owned(),
        settings: None,
        keeper: Keeper::HostCharity("示范区慈善会".to_owned()),
    };
    let hosted = change("qingzhu", 1, NewState::Community(details.clone()));
    let seq = books.accept(hosted).await;
    let another = fixture.another_process(5).await;
    let read = another.database().registers(books.community).await.expect("it reads");
    assert_eq!((read.community.details(), read.community.changed), (details, seq));
    let before = another
        .database()
        .registers_at(books.community, seq - 1)
        .await
        .expect("it reads");
    assert_eq!(before.community.name, "青竹社区");
    Office::of(fixture).check_sound("qingzhu").await;
}

on_both!(
    the_newer_change_wins,
    a_fund_stays_restricted_once_it_has_money,
    a_merchant_leaves_and_is_not_taken_away,
    what_a_resident_was_entitled_to_stays,
    a_claim_is_decided_by_the_version_of_its_day,
    changed_terms_give_and_never_take,
    only_an_approved_discount_can_be_used,
    a_community_says_who_keeps_its_fund,
);
