//! Random histories with late events: the journal decides and counts as the model on paper does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::{Instant, PeriodLength};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_persistence::balances::AsRecorded;
use xiaonuan_persistence::journal::{Answer, Entry};
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{
    bill, by_reference, cash, donation, entry, moment, redeem, settle, settle_part, voucher, yuan,
};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};

use crate::model::{BUDGET, DAY, Event, Minute, Model, OFF, PERCENT, SHARE_OF_F1, USES};

/// How many days histories span, from 2026-01-01 (a Thursday).
const DAYS: i64 = 40;

/// How many histories are tried on each database.
const CASES: u32 = 96;

pub(crate) fn events() -> impl Strategy<Value = Vec<Event>> {
    let day = || 0..DAYS;
    let fund = || 1..=2u8;
    let few = || 1..=2u8;
    let fen = || (1..=60i64).prop_map(|yuan| yuan * 50);
    let voucher_part = prop_oneof![Just(0i64), fen()];
    let event = prop_oneof![
        4 => (day(), fund(), fen()).prop_map(|(day, fund, fen)| Event::Donation { day, fund, fen: fen * 2 }),
        2 => (day(), fund(), fen()).prop_map(|(day, fund, fen)| Event::Cash { day, fund, fen }),
        4 => (day(), fund(), few(), fen(), 0..12i64).prop_map(|(day, fund, resident, fen, days)| Event::Voucher { day, fund, resident, fen, days }),
        1 => (day(), fund(), few(), fen()).prop_map(|(day, fund, merchant, fen)| Event::Bill { day, fund, merchant, fen }),
        8 => (0..DAYS * 4, prop::option::weighted(0.7, few()), few(), few(), fen(), voucher_part).prop_map(
            |(quarter, offer, merchant, resident, bill, voucher)| Event::Claim {
                at: quarter * DAY / 4,
                // Mostly a discount of the merchant's own.
                offer: offer.map(|offer| if bill % 3 == 0 { offer } else { merchant }),
                merchant,
                resident,
                bill: bill + 37,
                voucher: voucher.min(bill),
            }
        ),
        2 => (day(), few(), prop::option::of(fen())).prop_map(|(day, merchant, fen)| Event::Settlement { day, merchant, fen }),
        1 => day().prop_map(|day| Event::DueUntil { day }),
    ];
    prop::collection::vec(event, 8..48)
}

/// Which part of a history is told at once, and which views are compared afterwards.
#[derive(Clone, Debug)]
struct Telling {
    batches: Vec<usize>,
    views: Vec<(i64, i64, u8)>,
}

fn tellings() -> impl Strategy<Value = Telling> {
    let view = (-1..=DAYS * 4, -1..=DAYS * 4, 0..=100u8);
    (prop::collection::vec(1..9usize, 1..6), prop::collection::vec(view, 6))
        .prop_map(|(batches, views)| Telling { batches, views })
}

pub(crate) fn neighbourhood(name: &str) -> Neighbourhood {
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    let first = Offer::percent("D1", "M1", &PERCENT.to_string());
    let first = first.borne_by("F1", &SHARE_OF_F1.to_string()).budget(&yuan(BUDGET));
    let uses = u32::try_from(USES).expect("few");
    let second = Offer::off("D2", "M2", &yuan(OFF)).uses(uses, UsesScope::Resident, PeriodLength::Week);
    let town = Neighbourhood::new(name)
        .fund("F1")
        .fund("F2")
        .merchant("M1")
        .merchant("M2");
    town.resident("R1").resident("R2").discount(first).discount(second)
}

pub(crate) fn instant(at: Minute) -> Instant {
    Instant::from_micros(moment("2026-01-01 00:00").micros() + at * 60_000_000)
}

fn day_name(day: i64) -> String {
    let (month, first) = [(1, 0), (2, 31), (3, 59)]
        .into_iter()
        .rfind(|(_, first)| *first <= day)
        .expect("not before");
    format!("2026-{month:02}-{:02}", day - first + 1)
}

/// The event as a clerk would enter it.
pub(crate) fn as_entry(reference: &str, event: &Event) -> Entry {
    let yuan_of = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    entry(match *event {
        Event::Donation { day, fund, fen } => donation(reference, &day_name(day), &format!("F{fund}"), &yuan_of(fen)),
        Event::Cash { day, fund, fen } => cash(reference, &day_name(day), &format!("F{fund}"), "R1", &yuan_of(fen)),
        Event::Voucher {
            day,
            fund,
            resident,
            fen,
            days,
        } => {
            let (fund, resident) = (format!("F{fund}"), format!("R{resident}"));
            voucher(
                reference,
                &day_name(day),
                &fund,
                &resident,
                &yuan_of(fen),
                &day_name(day + days),
            )
        }
        Event::Bill {
            day,
            fund,
            merchant,
            fen,
        } => {
            let (fund, merchant) = (format!("F{fund}"), format!("M{merchant}"));
            bill(reference, &day_name(day), &fund, "R1", &merchant, &yuan_of(fen))
        }
        Event::Claim {
            at,
            offer,
            merchant,
            resident,
            bill,
            voucher,
        } => {
            let at = format!("{} {:02}:{:02}", day_name(at / DAY), at % DAY / 60, at % 60);
            let discount = offer.map(|offer| format!("D{offer}")).unwrap_or_default();
            let (merchant, resident) = (format!("M{merchant}"), format!("R{resident}"));
            let mut claim = redeem(reference, &at, &merchant, &resident, &discount, &yuan_of(bill));
            if let Command::Redeem(claim) = &mut claim {
                claim.voucher = yuan(&yuan_of(voucher));
            }
            claim
        }
        Event::Settlement {
            day,
            merchant,
            fen: Some(fen),
        } => settle_part(reference, &day_name(day), &format!("M{merchant}"), &yuan_of(fen)),
        Event::Settlement {
            day,
            merchant,
            fen: None,
        } => settle(reference, &day_name(day), &format!("M{merchant}")),
        Event::DueUntil { day } => return by_reference(Command::ExpireDue(instant(day * DAY))),
    })
}

pub(crate) type Said = Result<i64, (String, bool)>;

pub(crate) fn said(answer: &Answer) -> Said {
    match &answer.outcome {
        Outcome::Accepted(seq) => Ok(*seq),
        Outcome::Refused(refusal) => Err((refusal.code.to_string(), refusal.late)),
    }
}

/// Tells a history, and compares answers and balances with the model's. Answers what was said.
async fn compare(books: &Books, events: &[Event], telling: &Telling) -> Result<Vec<Said>, TestCaseError> {
    let mut model = Model::after(books.head().await);
    let named: Vec<(String, &Event)> = (1..).map(|n| format!("E{n}")).zip(events).collect();
    let expected: Vec<Said> = named
        .iter()
        .map(|(reference, event)| {
            model
                .tell(reference, event)
                .map_err(|(code, late)| (code.to_owned(), late))
        })
        .collect();
    let entries: Vec<Entry> = named
        .iter()
        .map(|(reference, event)| as_entry(reference, event))
        .collect();
    let mut answers = Vec::new();
    let mut rest = entries.as_slice();
    for size in telling.batches.iter().cycle() {
        let (batch, after) = rest.split_at((*size).min(rest.len()));
        answers.extend(books.append(batch).await.iter().map(said));
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    for (at, (answer, wanted)) in answers.iter().zip(&expected).enumerate() {
        prop_assert_eq!(answer, wanted, "event {}: {:?}", at + 1, events[at]);
    }
    prop_assert_eq!(books.head().await, model.seq());
    for (one, other, part) in &telling.views {
        let number = model.seq() * i64::from(*part) / 100;
        let (from, to) = (*one.min(other) * DAY / 4, *one.max(other) * DAY / 4);
        compare_views(books, &model, from, to, number).await?;
    }
    Ok(answers)
}

async fn compare_views(
    books: &Books,
    model: &Model,
    from: Minute,
    to: Minute,
    number: i64,
) -> Result<(), TestCaseError> {
    let database = books.process.database();
    let view = database
        .as_of(books.community, Some(instant(to)), AsRecorded::Number(number))
        .await;
    let view = view.expect("the database works");
    let balances = database
        .balances(books.community, view, AccountKind::ALL)
        .await
        .expect("the database works");
    let names: BTreeMap<i64, String> = balances
        .iter()
        .map(|it| (it.number, without_subject(&it.address)))
        .collect();
    let counted: BTreeMap<String, i64> = balances
        .iter()
        .map(|it| (without_subject(&it.address), it.balance))
        .collect();
    prop_assert_eq!(
        counted,
        model.paper().balances(to, number),
        "at minute {} as recorded at {}",
        to,
        number
    );

    let before = database
        .view(books.community, instant(from), number)
        .await
        .expect("the database works");
    let moved = database
        .turnovers(books.community, before, view, AccountKind::ALL)
        .await
        .expect("the database works");
    let moved: BTreeMap<String, (i128, i128)> = moved
        .iter()
        .map(|it| (names[&it.number].clone(), (it.debit, it.credit)))
        .collect();
    prop_assert_eq!(
        moved,
        model.paper().turnovers(from, to, number),
        "after {} up to {} at {}",
        from,
        to,
        number
    );
    Ok(())
}

/// The model knows a voucher by its grant alone.
fn without_subject(address: &str) -> String {
    let parts: Vec<&str> = address.split('/').collect();
    match parts.as_slice() {
        [book, fund, "voucher", _, grant] => format!("{book}/{fund}/voucher/{grant}"),
        _ => address.to_owned(),
    }
}

/// Runs a property of random values within an asynchronous test. The values are the same each time.
pub(crate) fn check<V: Strategy>(values: &V, property: impl AsyncFn(V::Value) -> Result<(), TestCaseError>) {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(20_260_701),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let runtime = tokio::runtime::Handle::current();
    let checked =
        tokio::task::block_in_place(|| TestRunner::new(config).run(values, |value| runtime.block_on(property(value))));
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

/// Opens the books of one neighbourhood after another in one database.
pub(crate) async fn next_books(fixture: &Fixture, count: &AtomicU32) -> Books {
    let n = count.fetch_add(1, Ordering::Relaxed);
    fixture.open(neighbourhood(&format!("c{n}"))).await
}

async fn late_events_are_judged_and_counted_as_on_paper(fixture: &Fixture) {
    let (count, seen) = (AtomicU32::new(0), Mutex::new(BTreeSet::new()));
    check(&(events(), tellings()), async |(events, telling)| {
        let books = next_books(fixture, &count).await;
        let answers = compare(&books, &events, &telling).await?;
        books.obey_the_laws().await;
        seen.lock()
            .expect("no panic")
            .extend(answers.into_iter().filter_map(Result::err));
        Ok(())
    });
    let seen = seen.into_inner().expect("no panic");
    let met = |code: &str, late: bool| seen.contains(&(code.to_owned(), late));
    for code in [
        "fund_insufficient",
        "voucher_insufficient",
        "exceeds_payable",
        "nothing_payable",
    ] {
        assert!(met(code, false) && met(code, true), "{code} was met, late and not");
    }
    // What only ever grows is highest at the end: a late entry finds there what it would find at its own time.
    for code in ["usage_limit_reached", "discount_budget_exhausted"] {
        assert!(met(code, false) && !met(code, true), "{code} was met, never late");
    }
}

xiaonuan_tests::on_both!(late_events_are_judged_and_counted_as_on_paper);
