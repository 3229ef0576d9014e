//! The books from outside, compared with paper: balances, reports, and the books' own check.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use serde_json::Value;
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::report::{self, Asked, Format, Request};
use xiaonuan_domain::account::AccountKind;
use xiaonuan_persistence::balances::AsRecorded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

use crate::calendar::{DAY, MINUTE, moment, text};
use crate::generate::Dice;
use crate::model::{AGAIN, Model};
use crate::money::yuan;
use crate::reports::{Expected, View};
use crate::road::{Road, Way, instant};

/// How rows that are no sums are marked.
const ENTRIES: [&str; 3] = ["entry", "reversed", "reversal"];

/// How many moments of the past are looked at besides now.
const PAST: usize = 2;

/// Compares everything that can be seen of a community with the model.
pub(crate) async fn compare_all(road: &Road<'_>, model: &Model, seed: u64) -> Result<(), String> {
    let mut dice = Dice::of(seed ^ 0x5eed);
    let now = model.now - model.now % MINUTE + MINUTE;
    let mut views = vec![View {
        at: now,
        seq: model.seq(),
    }];
    for _ in 0..PAST {
        let first = crate::registers::Registers::of_the_neighbourhood().last();
        let at =
            (model.now.div_euclid(DAY) - dice.below(100)) * DAY + *dice.pick(&[0, 0, 10 * 60, 24 * 60 - 1]) * MINUTE;
        let seq = first + dice.below(model.seq() - first + 1);
        views.push(View {
            at: at.min(now),
            seq: if dice.chance(50) { seq } else { model.seq() },
        });
    }
    for view in views {
        let told = |what: String| format!("as of {} at record {}: {what}", moment(view.at), view.seq);
        compare_balances(road, model, view).await.map_err(told)?;
        let from = view.at.div_euclid(DAY) - dice.below(50);
        for expected in model.reports(view, from) {
            compare_report(road, &expected, view).await.map_err(told)?;
        }
    }
    Ok(())
}

/// Has the community's books checked by themselves.
pub(crate) async fn check(fixture: &Fixture, community: &str) -> Result<(), String> {
    let findings = Office::of(fixture).check(community).await;
    if findings.is_sound() {
        Ok(())
    } else {
        Err(format!("the check finds {:#?}", findings.differences()))
    }
}

async fn compare_balances(road: &Road<'_>, model: &Model, view: View) -> Result<(), String> {
    let on_paper = model.paper.balances(view.at, view.seq);
    if road.way() == Way::Library {
        let database = road.service().database();
        let number = database
            .community(&road.community)
            .await
            .expect("the database works")
            .expect("a community");
        let at = Some(instant(view.at));
        let as_of = database
            .as_of(number, at, AsRecorded::Number(view.seq))
            .await
            .expect("the database works");
        let balances = database
            .balances(number, as_of, AccountKind::ALL)
            .await
            .expect("the database works");
        let balances = balances
            .into_iter()
            .map(|account| (without_subject(&account.address), account.balance));
        return same_maps(&summed(on_paper.into_iter()), &summed(balances));
    }
    let view_of = format!("as_of={}&as_recorded={}", moment(view.at).replace('+', "%2B"), view.seq);
    let body = road.get(&format!("/accounts?{view_of}")).await?;
    let mut seen: Vec<String> = Vec::new();
    for account in body["accounts"].as_array().ok_or("no accounts")? {
        let text = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        if text("book") != "usage" {
            let party = text("party");
            let party = match party.rsplit_once(' ') {
                Some((resident, grant)) if is_given_again(grant) => format!("{resident} {AGAIN}"),
                _ => party,
            };
            let name = format!("{} {} {party}", text("kind"), text("fund"));
            seen.push(format!("{} {}", name.trim_end(), text("balance")));
        }
    }
    let wanted = on_paper.iter();
    let mut wanted: Vec<String> = wanted
        .map(|(address, balance)| format!("{} {}", named(model, view, address), units(address, *balance)))
        .collect();
    wanted.sort();
    seen.sort();
    if wanted == seen {
        return Ok(());
    }
    let (mut paper_only, mut books_only) = (wanted.clone(), seen.clone());
    paper_only.retain(|line| !seen.contains(line));
    books_only.retain(|line| !wanted.contains(line));
    Err(format!(
        "accounts: {paper_only:?} on paper only, {books_only:?} in the books only"
    ))
}

/// A balance as the API tells it: pieces, or yuan.
fn units(address: &str, balance: i64) -> String {
    if address.starts_with("stock/") {
        balance.to_string()
    } else {
        yuan(balance)
    }
}

/// An account as the API tells it: its kind, its fund, and whose or of what it is.
fn named(model: &Model, view: View, address: &str) -> String {
    let parts: Vec<&str> = address.split('/').collect();
    let registers = model.registers_at(view.seq);
    let merchant = |code: &str| format!("{code} 便民店");
    match parts[..] {
        ["memo", "borne-fund", fund] => format!("borne-fund  {fund} 基金"),
        ["memo", "discount", code] if registers.discounts.contains_key(code) => {
            format!("discount  {code} {code} 邻里优惠")
        }
        ["memo", kind @ ("borne-merchant" | "settled"), code] => format!("{kind}  {}", merchant(code)),
        ["memo", kind, of] => format!("{kind}  {of}"),
        ["memo", kind] => kind.to_owned(),
        [_, fund, kind @ ("payable" | "receivable"), code] => format!("{kind} {fund} {}", merchant(code)),
        [_, fund, "voucher", grant] => {
            let holder = model.grants.iter().find(|held| held.reference == grant);
            let resident = holder.map_or("nobody", |held| held.resident.as_str());
            let grant = if is_given_again(grant) { AGAIN } else { grant };
            format!("voucher {fund} {resident} {grant}")
        }
        [
            _,
            fund,
            kind @ ("inventory" | "goods-available" | "goods-encumbered"),
            item,
        ]
        | ["stock", fund, kind, item] => {
            format!("{kind} {fund} {item}")
        }
        [_, fund, ref kind @ ..] => format!("{} {fund}", kind.join("/")),
        _ => address.to_owned(),
    }
}

fn same_maps(wanted: &BTreeMap<String, i64>, found: &BTreeMap<String, i64>) -> Result<(), String> {
    let names = wanted.keys().chain(found.keys());
    let differ = names.filter(|name| wanted.get(*name) != found.get(*name));
    let told: Vec<String> = differ
        .map(|name| {
            format!(
                "{name}: {:?} on paper, {:?} in the books",
                wanted.get(name),
                found.get(name)
            )
        })
        .collect();
    if told.is_empty() { Ok(()) } else { Err(told.join("; ")) }
}

/// Whether a voucher's name in the books is a hash, which the model does not know.
fn is_given_again(grant: &str) -> bool {
    grant.len() == 32 || grant.starts_with(AGAIN)
}

/// Balances by name. Vouchers whose names in the books are hashes count as one of their fund.
fn summed(balances: impl Iterator<Item = (String, i64)>) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for (name, balance) in balances {
        let name = match name.rsplit_once("/voucher/") {
            Some((fund, grant)) if is_given_again(grant) => format!("{fund}/voucher/{AGAIN}"),
            _ => name,
        };
        *sums.entry(name).or_default() += balance;
    }
    sums
}

/// The model knows a voucher by its grant alone.
fn without_subject(address: &str) -> String {
    match address.split('/').collect::<Vec<_>>()[..] {
        [book, fund, "voucher", _, grant] => format!("{book}/{fund}/voucher/{grant}"),
        _ => address.to_owned(),
    }
}

async fn compare_report(road: &Road<'_>, expected: &Expected, view: View) -> Result<(), String> {
    let (at, seq) = (moment(view.at), view.seq.to_string());
    let (from, to) = match expected.period {
        Some((from, to)) => (Some(text(from)), Some(text(to))),
        None => (None, None),
    };
    let report = if road.way() == Way::Library {
        let asked = Asked {
            community: &road.community,
            as_of: Some(&at),
            as_recorded: Some(&seq),
            from: from.as_deref(),
            to: to.as_deref(),
            ..Asked::default()
        };
        rendered(road, expected.report, &asked).await?
    } else {
        let mut path = format!(
            "/reports/{}?as_of={}&as_recorded={seq}",
            expected.report,
            at.replace('+', "%2B")
        );
        if let (Some(from), Some(to)) = (from, to) {
            path += &format!("&from={from}&to={to}");
        }
        road.get(&path).await?
    };
    let rows = report["rows"]
        .as_array()
        .ok_or_else(|| format!("{}: no rows", expected.report))?;
    let cell = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is_entry = |row: &&Value| !expected.only_entries || ENTRIES.iter().any(|mark| row["row"] == *mark);
    let mut found: Vec<BTreeMap<&'static str, String>> = Vec::new();
    for (place, row) in rows.iter().filter(is_entry).enumerate() {
        let columns = expected.rows.get(place).or(expected.rows.first());
        let columns = columns
            .map(|row| row.keys().copied().collect::<Vec<_>>())
            .unwrap_or_default();
        found.push(columns.into_iter().map(|column| (column, cell(&row[column]))).collect());
    }
    let mut wanted = expected.rows.clone();
    if !expected.in_order {
        wanted.sort();
        found.sort();
    }
    if wanted == found {
        return Ok(());
    }
    let (paper_only, books_only): (Vec<_>, Vec<_>) = (
        wanted.iter().filter(|row| !found.contains(row)).take(4).collect(),
        found.iter().filter(|row| !wanted.contains(row)).take(4).collect(),
    );
    let counts = format!("{} rows on paper, {} in the books", wanted.len(), found.len());
    Err(format!(
        "report {}: {counts}; on paper only: {paper_only:?}; in the books only: {books_only:?}",
        expected.report
    ))
}

async fn rendered(road: &Road<'_>, name: &str, asked: &Asked<'_>) -> Result<Value, String> {
    let name = name.parse().map_err(|_| format!("{name} is no report"))?;
    let request = Request::parse(name, asked).map_err(|error| format!("{error:?}"))?;
    let report = report::run(road.service(), request)
        .await
        .map_err(|error| error.to_string())?;
    let writer = Format::Json.writer(Messages::of(Language::English)).expect("a writer");
    let pieces: Vec<_> = report::render(report.heading, report.rows, writer)
        .try_collect()
        .await
        .map_err(|error| error.to_string())?;
    let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.to_vec()).collect();
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}
