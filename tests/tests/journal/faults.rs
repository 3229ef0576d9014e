//! What is refused, interrupted or impossible leaves nothing behind, and hurts nobody else.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use xiaonuan_domain::command::Command;
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::refusal::RefusalCode;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::Entry;
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{by_reference, cash, donation, entry, redeem, settle_part, voucher, yuan};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::{Backend, Fixture, Process};
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};

async fn everything(books: &Books) -> impl PartialEq + std::fmt::Debug {
    let registers = books
        .process
        .database()
        .registers(books.community)
        .await
        .expect("registers");
    let counts = (
        registers.funds.len(),
        registers.merchants.len(),
        registers.discounts.len(),
        registers.residents.len(),
    );
    (
        books.leaf_hashes().await,
        books.postings().await,
        books.balances().await,
        counts,
    )
}

async fn what_is_refused_changes_nothing(fixture: &Fixture) {
    let offer = Offer::percent("D01", "M01", "50").borne_by("F1", "50").budget("20");
    let town = Neighbourhood::new("qingzhu")
        .fund("F1")
        .merchant("M01")
        .residents(2)
        .discount(offer);
    let books = fixture.open(town.clone()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(voucher("DIS1", "2026-01-02", "F1", "R001", "10", "2026-12-31"))
        .await;
    books
        .accept(redeem("RED1", "2026-01-03 10:00", "M01", "R001", "D01", "20"))
        .await;
    let before = everything(&books).await;

    // Refused by the last of its postings: use, budget and share of the fund were tried before.
    let mut beyond_voucher = redeem("RED2", "2026-01-04 10:00", "M01", "R001", "D01", "20");
    if let Command::Redeem(claim) = &mut beyond_voucher {
        claim.voucher = yuan("10.00");
        claim.resident = "R002".to_owned();
    }
    let mut wrong_code = Neighbourhood::new("x").merchant("M09").registrations;
    if let Command::RegisterMerchant(merchant) = &mut wrong_code[0] {
        merchant.uscc = "91220199000000010X".to_owned();
    }
    let refused: Vec<Command> = [
        beyond_voucher,
        redeem("RED3", "2026-01-04 10:00", "M01", "R001", "D01", "20.02"),
        cash("DIS2", "2026-01-04", "F1", "R001", "1000"),
        cash("DIS3", "2027-01-04", "F1", "R001", "1"),
        settle_part("SET1", "2026-01-04", "M01", "5.01"),
        donation("DON2", "2026-01-04", "F9", "5"),
    ]
    .into_iter()
    .chain(wrong_code)
    .chain(
        Neighbourhood::new("x")
            .fund("F9")
            .residents(1)
            .discount(Offer::off("D09", "M77", "1"))
            .registrations
            .split_off(2),
    )
    .collect();
    for command in &refused {
        books.refuse(command.clone()).await;
    }
    // Refused without being kept, and within a batch.
    let unkept = |command: &Command| by_reference(command.clone());
    let answers = books.append(&refused.iter().map(unkept).collect::<Vec<_>>()).await;
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer.outcome, Outcome::Refused(_)))
    );
    assert_eq!(everything(&books).await, before);

    books
        .accept(redeem("RED4", "2026-01-04 10:00", "M01", "R001", "D01", "20"))
        .await;
    books.obey_the_laws().await;
}

/// Polls a future so often and then drops it; answers whether it had ended.
async fn dropped_after<T>(polls: u32, future: impl Future<Output = T>) -> bool {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

async fn who_stops_waiting_is_recorded_at_most_once_and_can_ask_by_key(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F1")).await;
    let (mut given_up, mut count) = (0, 0);
    for polls in 0..24 {
        for grouped in [false, true] {
            count += 1;
            let gift = entry(donation(&format!("DON{count}"), "2026-01-01", "F1", "1"));
            let ended = if grouped {
                let asked = books.process.grouped.record(books.community, gift.clone());
                dropped_after(polls, asked).await
            } else {
                let asked = books
                    .process
                    .journal
                    .append(books.community, std::slice::from_ref(&gift));
                dropped_after(polls, asked).await
            };
            given_up += u32::from(!ended);
            let answer = books.append(&[gift]).await.remove(0);
            assert!(matches!(answer.outcome, Outcome::Accepted(_)));
        }
    }
    assert!(given_up >= 4, "some were dropped before they had ended");
    let kinds = books.kinds_after(2).await;
    assert_eq!(kinds.len(), count);
    assert_eq!(
        books.balance("general/F1/bank").await,
        100 * i64::try_from(count).expect("few")
    );
    books.obey_the_laws().await;
}

/// An entry that the database does not take, once [`refuse_the_impossible`] said so.
fn impossible(reference: &str) -> Entry {
    fund(&format!("{reference}-IMPOSSIBLE"))
}

/// Has the database refuse records that nothing else finds wrong.
async fn refuse_the_impossible(fixture: &Fixture) {
    let sql = match fixture.backend {
        Backend::Sqlite => {
            "CREATE TRIGGER impossible BEFORE INSERT ON record WHEN NEW.reference LIKE '%IMPOSSIBLE' \
             BEGIN SELECT RAISE(ABORT, 'impossible'); END"
        }
        Backend::Postgres => "ALTER TABLE record ADD CONSTRAINT impossible CHECK (reference NOT LIKE '%IMPOSSIBLE')",
    };
    fixture.raw().await.execute(sql).await.expect("it can be changed");
}

/// A record that would be longer than a leaf may be is refused by rule, and the batch is recorded at once.
async fn a_record_too_long_is_a_refusal(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F0")).await;
    let mut long = Neighbourhood::new("x").fund("F1").registrations.remove(0);
    if let Command::RegisterFund(fund) = &mut long {
        fund.details.purpose = "暖".repeat(22_000);
    }
    let answers = books.append(&[fund("F2"), entry(long), fund("F3")]).await;
    assert!(matches!(answers[0].outcome, Outcome::Accepted(_)));
    assert_eq!(answers[1].outcome, Outcome::Refused(RefusalCode::RecordTooLong.into()));
    assert!(matches!(answers[2].outcome, Outcome::Accepted(_)));
    books.obey_the_laws().await;
}

fn fund(reference: &str) -> Entry {
    entry(Neighbourhood::new("x").fund(reference).registrations.remove(0))
}

async fn one_impossible_entry_does_not_hold_up_the_others(fixture: &Fixture) {
    refuse_the_impossible(fixture).await;
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F0")).await;
    for position in 0..5 {
        let name = |n: usize| format!("P{position}N{n}");
        let mut batch: Vec<Entry> = (0..5).map(|n| fund(&name(n))).collect();
        batch[position] = impossible(&name(position));
        batch.push(entry(donation(&name(9), "2026-01-01", &name((position + 1) % 5), "1")));
        let answers = books.process.journal.append_each(books.community, &batch).await;
        for (at, answer) in answers.iter().enumerate() {
            match answer {
                Ok(answer) => assert!(at != position && matches!(answer.outcome, Outcome::Accepted(_)), "{at}"),
                Err(error) => assert!(at == position && error.is_of_one_entry(), "{at}: {error}"),
            }
        }
        let again = books.process.journal.append(books.community, &batch).await;
        assert!(again.is_err(), "and the error is told");
    }
    let registers = books
        .process
        .database()
        .registers(books.community)
        .await
        .expect("registers");
    assert_eq!(registers.funds.len(), 1 + 5 * 4);
    books.obey_the_laws().await;
}

async fn one_impossible_entry_does_not_hold_up_other_callers(fixture: &Fixture) {
    refuse_the_impossible(fixture).await;
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F0")).await;
    let callers: Vec<_> = (0..24)
        .map(|n| {
            let asked = if n % 8 == 3 {
                impossible(&format!("F{n}X"))
            } else {
                fund(&format!("F{n}X"))
            };
            let books = books.clone();
            tokio::spawn(async move { (n, books.process.grouped.record(books.community, asked).await) })
        })
        .collect();
    for caller in callers {
        let (n, answer) = caller.await.expect("no panic");
        assert_eq!(answer.is_ok(), n % 8 != 3, "{n}: {answer:?}");
    }
    books.obey_the_laws().await;
}

/// PostgreSQL keeps no NUL in a text, SQLite does: neither may lose what the record says.
async fn a_text_with_nul_is_kept_whole_or_refused(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::new("qingzhu").fund("F0")).await;
    let mut nul = fund("F1");
    if let Ok(Command::RegisterFund(fund)) = &mut nul.ask {
        fund.details.name = "暖\0冬".to_owned();
    }
    let answers = books
        .process
        .journal
        .append_each(books.community, &[fund("F2"), nul, fund("F3")])
        .await;
    assert!(answers[0].is_ok() && answers[2].is_ok());
    let registers = books
        .process
        .database()
        .registers(books.community)
        .await
        .expect("registers");
    let names: Vec<_> = registers
        .funds
        .iter()
        .map(|(_, fund)| fund.details.name.clone())
        .collect();
    match fixture.backend {
        Backend::Postgres => assert!(answers[1].is_err() && names.len() == 3),
        Backend::Sqlite => assert_eq!((answers[1].is_ok(), names[2].as_str()), (true, "暖\0冬")),
    }
    books.obey_the_laws().await;
}

/// Randomness that fails so many times more.
struct Failing(Arc<AtomicUsize>, Seeded);

impl Entropy for Failing {
    fn draw(&mut self) -> [u8; 16] {
        let left = self.0.load(Ordering::SeqCst);
        if left > 0 {
            self.0.store(left - 1, Ordering::SeqCst);
            panic!("no randomness");
        }
        self.1.draw()
    }
}

async fn a_panic_takes_nobody_else_with_it(fixture: &Fixture) {
    let town = Neighbourhood::new("qingzhu").fund("F1");
    let books = fixture.open(town).await;
    let failures = Arc::new(AtomicUsize::new(0));
    let database = Database::open(&fixture.address, &xiaonuan_tests::keys::keys())
        .await
        .expect("it opens");
    let entropy = Failing(failures.clone(), Seeded::new(7));
    let process = Process::on(database, fixture.clock.clone(), Box::new(entropy));
    let entries: Vec<Entry> = (1..=4)
        .map(|n| by_reference(donation(&format!("DON{n}"), "2026-01-01", "F1", "5")))
        .collect();
    // The whole fails, then its first half, then the first entry alone.
    failures.store(3, Ordering::SeqCst);
    let answers = process.journal.append_each(books.community, &entries).await;
    assert!(matches!(answers[0], Err(StoreError::Panicked)), "{:?}", answers[0]);
    assert!(answers[1..].iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(books.balance("general/F1/bank").await, 1500);
    failures.store(1, Ordering::SeqCst);
    let waiting = by_reference(donation("DON5", "2026-01-01", "F1", "5"));
    let answer = process.grouped.record(books.community, waiting).await;
    assert!(
        answer.as_ref().is_err_and(|error| !error.is_stopping()),
        "what failed is not told as what may be tried again: {answer:?}"
    );
    let again = process.grouped.record(books.community, entries[0].clone()).await;
    assert!(again.is_ok(), "{again:?}");
    assert_eq!(books.balance("general/F1/bank").await, 2000);
    books.obey_the_laws().await;
}

xiaonuan_tests::on_both!(
    a_panic_takes_nobody_else_with_it,
    what_is_refused_changes_nothing,
    who_stops_waiting_is_recorded_at_most_once_and_can_ask_by_key,
    a_record_too_long_is_a_refusal,
    one_impossible_entry_does_not_hold_up_the_others,
    one_impossible_entry_does_not_hold_up_other_callers,
    a_text_with_nul_is_kept_whole_or_refused,
);
