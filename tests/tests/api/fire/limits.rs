//! Many clients at once on one limit, by two servers: it is used up to the fen, and nobody goes past it.

use serde_json::{Value, json};
use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::{Neighbourhood, Offer};
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::Server;

use super::clients::{Ask, Told};
use crate::world::{Api, donation};

const CLIENTS: usize = 12;

/// Amounts of money in fen, from 0.50 to 3.49.
fn amounts() -> impl Iterator<Item = i64> {
    (0..120).map(|n| 50 + n * 37 % 300)
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// All clients ask at once, each every other thing of the other server; answers what they were told, in the order of
/// what was asked.
fn at_once(database: &str, asks: &[Ask]) -> Vec<Told> {
    let servers = [Server::start(database, &[]), Server::start(database, &[])];
    let mut told: Vec<(usize, Told)> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let servers = &servers;
                scope.spawn(move || {
                    let mine = asks.iter().enumerate().skip(client).step_by(CLIENTS);
                    let ask = |(n, ask): (usize, &Ask)| {
                        let server = &servers[(n / CLIENTS + client) % 2];
                        (n, ask.of(&server.address).expect("it answers"))
                    };
                    mine.map(ask).collect::<Vec<_>>()
                })
            })
            .collect();
        let told = clients.into_iter().map(|client| client.join().expect("a client"));
        told.flatten().collect()
    });
    told.sort_by_key(|(n, _)| *n);
    told.into_iter().map(|(_, told)| told).collect()
}

/// Every amount was recorded or refused for the limit's sake, all together are within it, and no refused one would have
/// been. Answers how much was recorded.
fn is_used_up(amounts: &[i64], told: &[Told], limit: i64, code: &str) -> i64 {
    let done = amounts.iter().zip(told).filter(|(_, told)| told.is_done());
    let sum = done.map(|(amount, _)| amount).sum::<i64>();
    assert!(sum <= limit, "{sum} of {limit}");
    let mut refused = 0;
    for (amount, told) in amounts.iter().zip(told).filter(|(_, told)| !told.is_done()) {
        assert_eq!((told.status, &told.body["code"]), (409, &json!(code)), "{told:?}");
        assert!(sum + amount > limit, "{amount} fitted: {sum} of {limit}");
        refused += 1;
    }
    assert!(refused > 0, "the limit was reached");
    sum
}

/// Money in F1, and whatever is asked besides.
async fn with_money(fixture: &Fixture, neighbourhood: Neighbourhood, asked: &[(&str, Value)]) -> Books {
    let books = fixture.open(neighbourhood).await;
    let api = Api::of(fixture);
    let given = ("/donations", donation("DON1", "F1", "500"));
    for (n, (path, body)) in std::iter::once(&given).chain(asked).enumerate() {
        let (status, answer) = api.post(path, &format!("before{n}"), body).await;
        assert_eq!(status, 201, "{path}: {answer}");
    }
    books
}

fn claim(n: usize, resident: &str, bill: i64, more: &Value) -> Ask {
    let key = format!("HX{n}");
    let mut body = json!({"ref": key, "at": "2026-03-02T10:00:00+08:00", "merchant": "M01", "resident": resident,
                          "bill": yuan(bill)});
    for (field, value) in more.as_object().expect("fields") {
        body[field] = value.clone();
    }
    Ask::post("/redemptions", &key, body)
}

async fn a_discounts_budget_is_not_overspent(fixture: &Fixture) {
    const BUDGET: i64 = 12_345;
    let qingzhu =
        Neighbourhood::qingzhu().discount(Offer::percent("D03", "M01", "10").borne_by("F1", "50").budget("123.45"));
    let books = with_money(fixture, qingzhu, &[]).await;
    let amounts: Vec<i64> = amounts().collect();
    let ask = |(n, amount): (usize, &i64)| {
        claim(
            n,
            &format!("R{:02}", n % 8 + 1),
            amount * 10,
            &json!({"discount": "D03"}),
        )
    };
    let asks: Vec<Ask> = amounts.iter().enumerate().map(ask).collect();
    let told = at_once(&fixture.address, &asks);
    let sum = is_used_up(&amounts, &told, BUDGET, "discount_budget_exhausted");
    let balances = books.balances().await;
    let balance = |address: &str| balances[address];
    assert_eq!(balance("memo/discount/D03"), sum);
    assert_eq!(balance("memo/borne-fund/F1") + balance("memo/borne-merchant/M01"), -sum);
    assert_eq!(balance("general/F1/payable/M01"), balance("memo/borne-fund/F1"));
    assert_eq!(balance("budget/F1/available"), 50_000 + balance("memo/borne-fund/F1"));
    program::succeed(&fixture.address, &["check"]);
}

async fn a_households_uses_a_week_are_not_exceeded(fixture: &Fixture) {
    const DAYS: [&str; 3] = ["2026-03-02", "2026-03-12", "2026-03-22"];
    let offer = Offer::off("D03", "M01", "3").uses(2, UsesScope::Household, PeriodLength::Week);
    with_money(fixture, Neighbourhood::qingzhu().discount(offer), &[]).await;
    let ask = |n: usize| {
        let at = format!("{}T10:00:00+08:00", DAYS[n % DAYS.len()]);
        // R01 and R02 are of one household.
        claim(
            n,
            ["R01", "R02"][n / 3 % 2],
            2_000,
            &json!({"discount": "D03", "at": at}),
        )
    };
    let asks: Vec<Ask> = (0..90).map(ask).collect();
    let told = at_once(&fixture.address, &asks);
    for week in 0..DAYS.len() {
        let of_it: Vec<&Told> = told.iter().skip(week).step_by(DAYS.len()).collect();
        assert_eq!(of_it.iter().filter(|told| told.is_done()).count(), 2);
        for told in of_it.iter().filter(|told| !told.is_done()) {
            assert_eq!((told.status, &told.body["code"]), (409, &json!("usage_limit_reached")));
        }
    }
    program::succeed(&fixture.address, &["check"]);
}

async fn a_voucher_is_not_overspent(fixture: &Fixture) {
    let grant = json!({"ref": "BF1", "date": "2026-02-01", "fund": "F1", "resident": "R01", "kind": "voucher",
                       "amount": "100.00", "purpose": "临时救助", "prepared_by": "甲", "approved_by": "乙",
                       "expires_on": "2027-12-31"});
    let books = with_money(fixture, Neighbourhood::qingzhu(), &[("/disbursements", grant)]).await;
    let amounts: Vec<i64> = amounts().collect();
    let ask = |(n, amount): (usize, &i64)| claim(n, "R01", amount + 1, &json!({"voucher": yuan(*amount)}));
    let asks: Vec<Ask> = amounts.iter().enumerate().map(ask).collect();
    let told = at_once(&fixture.address, &asks);
    let sum = is_used_up(&amounts, &told, 10_000, "voucher_insufficient");
    let balances = books.balances().await;
    let left: i64 = balances
        .iter()
        .filter(|(address, _)| address.starts_with("general/F1/voucher/"))
        .map(|(_, balance)| balance)
        .sum();
    assert_eq!((left, balances["general/F1/payable/M01"]), (sum - 10_000, -sum));
    program::succeed(&fixture.address, &["check"]);
}

async fn a_merchant_is_not_paid_more_than_it_is_owed(fixture: &Fixture) {
    let bill = json!({"ref": "HX", "at": "2026-03-02T10:00:00+08:00", "merchant": "M01", "resident": "R01",
                      "discount": "D01", "bill": "1600.00"});
    let books = with_money(fixture, Neighbourhood::qingzhu(), &[("/redemptions", bill)]).await;
    let amounts: Vec<i64> = amounts().collect();
    let ask = |(n, amount): (usize, &i64)| {
        let key = format!("JS{n}");
        let body = json!({"ref": key, "date": "2026-03-03", "merchant": "M01", "amount": yuan(*amount)});
        Ask::post("/settlements", &key, body)
    };
    let asks: Vec<Ask> = amounts.iter().enumerate().map(ask).collect();
    let told = at_once(&fixture.address, &asks);
    let sum = is_used_up(&amounts, &told, 8_000, "exceeds_payable");
    let balances = books.balances().await;
    let balance = |address: &str| balances[address];
    assert_eq!(balance("general/F1/payable/M01"), sum - 8_000);
    assert_eq!(balance("general/F1/bank"), 50_000 - sum);
    program::succeed(&fixture.address, &["check"]);
}

on_both!(
    a_discounts_budget_is_not_overspent,
    a_households_uses_a_week_are_not_exceeded,
    a_voucher_is_not_overspent,
    a_merchant_is_not_paid_more_than_it_is_owed,
);
