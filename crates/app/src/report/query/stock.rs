//! 物资收发存表: what every fund has of each item, what came and went, and what it is worth.

use std::collections::{BTreeMap, HashMap};

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::ItemDocument;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Ready, Row};

const KINDS: &[AccountKind] = &[
    AccountKind::Stock,
    AccountKind::Reserved,
    AccountKind::Moved,
    AccountKind::Inventory,
];

/// How many items are read at once.
const PAGE: u32 = 1_000;

#[derive(Default)]
struct Held {
    came: i128,
    went: i128,
    stock: i128,
    reserved: i128,
    worth: Sum,
}

/// Every item that a fund ever had: by fund in the order of registration, then by item.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let items = items(view).await?;
    let beginning = view.at(Instant::MIN).await?;
    let turnovers = view
        .database
        .turnovers(view.community, beginning, view.as_of, &[AccountKind::Moved])
        .await?;
    let turnovers: HashMap<i64, _> = turnovers.into_iter().map(|moved| (moved.number, moved)).collect();
    let mut held: BTreeMap<(FundNo, Code), Held> = BTreeMap::new();
    for account in view.database.balances(view.community, view.as_of, KINDS).await? {
        let (Some(fund), Some(item)) = (account.fund, account.item()) else {
            continue;
        };
        if view.fund.is_some_and(|only| only != fund) {
            continue;
        }
        let held = held.entry((fund, item)).or_default();
        match account.kind {
            AccountKind::Stock => held.stock = account.balance.into(),
            AccountKind::Reserved => held.reserved = account.balance.into(),
            AccountKind::Inventory => held.worth = Sum::from_fen(account.balance),
            _ => {
                let moved = turnovers.get(&account.number).copied().unwrap_or_default();
                (held.came, held.went) = (moved.credit, moved.debit);
            }
        }
    }
    let mut total = Sum::ZERO;
    let mut rows = Vec::new();
    for ((fund, item), held) in held {
        total += held.worth;
        let known = items.get(&item);
        let text = |of: fn(&ItemDocument) -> &String| known.map_or(Cell::Empty, |item| Cell::Text(of(item).clone()));
        rows.push(Row::plain(vec![
            Cell::Code(view.registers.funds.get(fund).code.clone()),
            Cell::Code(item),
            text(|item| &item.name),
            text(|item| &item.unit),
            pieces(held.came),
            pieces(held.went),
            pieces(held.reserved),
            pieces(held.stock + held.reserved),
            yuan(held.worth),
        ]));
    }
    Ok(Report {
        heading: view.heading(None),
        rows: Box::new(Ready::new(rows, vec![("worth", yuan(total))])),
    })
}

fn pieces(count: i128) -> Cell {
    Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The items that were registered by then.
async fn items(view: &View) -> Result<HashMap<Code, ItemDocument>, StoreError> {
    let mut items = HashMap::new();
    let mut last = 0;
    loop {
        let kinds = [RecordKind::ItemRegistered];
        let page = view
            .database
            .records(view.community, last, view.as_of.number, &kinds, PAGE)
            .await?;
        let Some(end) = page.last() else { return Ok(items) };
        last = end.seq;
        for record in &page {
            let item: Result<ItemDocument, _> = serde_json::from_str(&record.document);
            let item = item.map_err(|error| StoreError::unreadable(format!("record {}", record.seq), error))?;
            items.insert(item.item.clone(), item);
        }
    }
}
