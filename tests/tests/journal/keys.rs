//! What is asked again under the same key is answered as before.

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::journal::{Answer, Entry};
use xiaonuan_persistence::outcome::{Key, Outcome};
use xiaonuan_tests::ask::{ACTOR, by_reference, cash, donation, entry, redeem};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;

fn conflict() -> Outcome {
    Outcome::Refused(Refusal::new(RefusalCode::RefConflict))
}

async fn one(books: &Books, entry: &Entry) -> Answer {
    books.append(std::slice::from_ref(entry)).await.remove(0)
}

async fn what_was_accepted_is_answered_as_before(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let gift = entry(donation("DON1", "2026-01-05", "F1", "500"));
    let first = one(&books, &gift).await;
    books.accept(donation("DON2", "2026-01-06", "F1", "1")).await;
    let hashes = books.leaf_hashes().await;
    let again = one(&books, &gift).await;
    assert_eq!(
        (again.outcome, again.repeated, first.repeated),
        (first.outcome, true, false)
    );
    assert_eq!(books.leaf_hashes().await, hashes);
}

async fn what_was_refused_is_answered_as_before_though_it_would_be_accepted_now(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let help = entry(cash("DIS1", "2026-01-05", "F1", "R01", "10"));
    let first = one(&books, &help).await;
    let Outcome::Refused(refusal) = &first.outcome else {
        panic!("there is no money")
    };
    assert_eq!(refusal.code, RefusalCode::FundInsufficient);
    assert_eq!(refusal.facts["left"], "0.00");
    books.accept(donation("DON1", "2026-01-01", "F1", "500")).await;
    let again = one(&books, &help).await;
    assert_eq!((&again.outcome, again.repeated), (&first.outcome, true));

    let redecided = one(&books, &help.clone().deciding_again(true)).await;
    assert!(matches!(redecided.outcome, Outcome::Accepted(_)) && !redecided.repeated);
    let after = one(&books, &help).await;
    assert_eq!((after.outcome, after.repeated), (redecided.outcome, true));
    books.obey_the_laws().await;
}

async fn a_late_refusal_is_still_late_when_it_is_given_again(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-03-01", "F1", "500")).await;
    let help = entry(cash("DIS1", "2026-02-01", "F1", "R01", "10"));
    let first = one(&books, &help).await;
    assert!(matches!(&first.outcome, Outcome::Refused(refusal) if refusal.late));
    assert_eq!(one(&books, &help).await.outcome, first.outcome);
}

async fn other_content_under_an_accepted_key_is_a_conflict(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    let hashes = books.leaf_hashes().await;
    assert_eq!(
        books.tell(donation("DON1", "2026-01-05", "F1", "501")).await,
        conflict()
    );
    assert_eq!(books.leaf_hashes().await, hashes);
}

async fn a_reference_in_use_is_said_before_a_day_to_come(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "500")).await;
    let to_come = donation("DON1", "2027-01-05", "F1", "500");
    let mut key = Key::of(&to_come).expect("a donation has a key");
    "other".clone_into(&mut key.key);
    let answer = one(&books, &Entry::under(key, &Actor::operator(ACTOR), Ok(to_come))).await;
    assert_eq!(answer.outcome, conflict());
}

async fn other_content_under_a_refused_key_is_decided_and_kept(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.refuse(donation("DON1", "2026-01-05", "F9", "500")).await;
    let right = entry(donation("DON1", "2026-01-05", "F1", "500"));
    let first = one(&books, &right).await;
    assert!(matches!(first.outcome, Outcome::Accepted(_)));
    assert_eq!(one(&books, &right).await.outcome, first.outcome);
    assert_eq!(
        books.tell(donation("DON1", "2026-01-05", "F9", "500")).await,
        conflict()
    );
}

async fn a_reference_is_taken_whatever_the_key(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("X1", "2026-01-05", "F1", "500")).await;
    let same = donation("X1", "2026-01-05", "F1", "500");
    let elsewhere = Key {
        scope: "elsewhere",
        ..Key::of(&same).expect("a key")
    };
    let elsewhere = Entry::under(elsewhere, &Actor::operator(ACTOR), Ok(same));
    assert_eq!(one(&books, &elsewhere).await.outcome, conflict());
    // Kinds have references of their own.
    books.accept(cash("X1", "2026-01-06", "F1", "R01", "5")).await;
    books
        .accept(redeem("X1", "2026-01-06 10:00", "M01", "R01", "D01", "5"))
        .await;
}

async fn a_reference_that_is_the_key_counts_once_and_its_refusals_are_decided_anew(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let before = books.head().await;
    let help = by_reference(cash("DIS1", "2026-01-06", "F1", "R01", "5"));
    assert!(matches!(one(&books, &help).await.outcome, Outcome::Refused(_)));
    let gift = by_reference(donation("DON1", "2026-01-05", "F1", "500"));
    let both = books.append(&[gift.clone(), gift.clone()]).await;
    assert_eq!(both[0].outcome, Outcome::Accepted(before + 1));
    assert_eq!((&both[1].outcome, both[1].repeated), (&both[0].outcome, true));
    assert_eq!(one(&books, &gift).await, both[1]);
    let other = by_reference(donation("DON1", "2026-01-05", "F1", "501"));
    assert_eq!(one(&books, &other).await.outcome, conflict());
    let paid = one(&books, &help).await;
    assert_eq!((paid.outcome, paid.repeated), (Outcome::Accepted(before + 3), false));
    assert_eq!(books.head().await, before + 3);
    books.obey_the_laws().await;
}

async fn a_key_twice_within_one_batch_counts_once(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let before = books.head().await;
    let gift = entry(donation("DON1", "2026-01-05", "F1", "500"));
    let other = entry(donation("DON1", "2026-01-05", "F1", "7"));
    let refused = entry(cash("DIS1", "2026-01-05", "F2", "R01", "10"));
    let batch = [&gift, &refused, &gift, &other, &refused, &gift].map(Clone::clone);
    let answers = books.append(&batch).await;
    let accepted = Outcome::Accepted(before + 1);
    assert_eq!(answers[0], Answer::new(accepted.clone()));
    assert_eq!(answers[2], Answer::again(accepted.clone()));
    assert_eq!(answers[3], Answer::again(conflict()));
    assert_eq!((&answers[4].outcome, answers[4].repeated), (&answers[1].outcome, true));
    assert_eq!(answers[5].outcome, accepted);
    assert_eq!(books.head().await, before + 1);
}

async fn a_key_asked_by_many_at_once_counts_once(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let elsewhere = books.in_process(&fixture.another_process(2).await);
    let before = books.head().await;
    let callers: Vec<_> = (0..32)
        .map(|caller| {
            let books = if caller % 2 == 0 {
                books.clone()
            } else {
                elsewhere.clone()
            };
            let amount = if caller % 8 < 6 { "500" } else { "7" };
            let gift = entry(donation("DON1", "2026-01-05", "F1", amount));
            tokio::spawn(async move {
                let answer = books.process.grouped.record(books.community, gift).await;
                (amount, answer.expect("the database works"))
            })
        })
        .collect();
    let mut accepted = Vec::new();
    let mut fresh = 0;
    for caller in callers {
        let (amount, answer) = caller.await.expect("no panic");
        fresh += usize::from(!answer.repeated);
        match answer.outcome {
            Outcome::Accepted(seq) => accepted.push((seq, amount)),
            refused => assert_eq!(refused, conflict()),
        }
    }
    assert_eq!(fresh, 1, "one is decided, all others are told");
    assert_eq!(books.head().await, before + 1);
    accepted.dedup();
    assert_eq!(accepted.len(), 1, "all who are accepted asked for the same");
    assert_eq!(accepted[0].0, before + 1);
}

xiaonuan_tests::on_both!(
    what_was_accepted_is_answered_as_before,
    what_was_refused_is_answered_as_before_though_it_would_be_accepted_now,
    a_late_refusal_is_still_late_when_it_is_given_again,
    other_content_under_an_accepted_key_is_a_conflict,
    a_reference_in_use_is_said_before_a_day_to_come,
    other_content_under_a_refused_key_is_decided_and_kept,
    a_reference_is_taken_whatever_the_key,
    a_reference_that_is_the_key_counts_once_and_its_refusals_are_decided_anew,
    a_key_twice_within_one_batch_counts_once,
    a_key_asked_by_many_at_once_counts_once,
);
