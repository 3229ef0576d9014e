//! 与托管方对账单: what the host charity 慈善会 holds by these books, in a month, to be tied to what the host says.

use std::collections::{BTreeMap, HashMap};

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{Fund, FundNo};
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::movements::{Movement, Movements};
use super::period::{Period, Usual};
use super::sums::{Sums, yuan};
use super::view::View;
use crate::report::{Cell, Choice, HostFlow, Ready, Row, RowStyle, Wording};

const BANK: &[AccountKind] = &[AccountKind::Bank];

/// What moved a fund's money at the host, by direction and kind of record: how often, and how much.
type Flows = BTreeMap<(HostFlow, usize), (i64, Sum)>;

/// Rows of each fund that had money at the host, in the order of registration: what stood there, what came in and went
/// out by kind, what stands there. What was taken back is taken off its own kind. The host's figures have a place each.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let period = Period::of(view, Usual::Month(BANK)).await?;
    let opening = Sums::of(view, period.opening, BANK).await?;
    let opening = opening
        .with_openings(view, (period.opening, period.closing), BANK)
        .await?;
    let closing = Sums::of(view, period.closing, BANK).await?;
    let mut moved = by_fund(view, &period).await?;
    let mut rows = Vec::new();
    let mut all = (Sum::ZERO, Flows::new(), Sum::ZERO);
    let mut funds = 0;
    for (number, fund) in view.funds() {
        let (before, after) = (
            opening.get(number, AccountKind::Bank),
            closing.get(number, AccountKind::Bank),
        );
        let flows = moved.remove(&number).unwrap_or_default();
        if before.is_zero() && after.is_zero() && flows.is_empty() {
            continue;
        }
        funds += 1;
        all.0 += before;
        all.2 += after;
        for (flow, (times, amount)) in &flows {
            let sum = all.1.entry(*flow).or_default();
            sum.0 += times;
            sum.1 += *amount;
        }
        rows.extend(rows_of(Some(fund), before, &flows, after));
    }
    if funds > 1 {
        rows.extend(rows_of(None, all.0, &all.1, all.2));
    }
    let mut heading = view.heading(Some(&period));
    heading
        .notes
        .extend(heading.host.is_none().then_some(Wording::NoHost.into()));
    Ok(Report {
        heading,
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}

/// The rows of a fund, or of all together.
fn rows_of(fund: Option<&Fund>, before: Sum, flows: &Flows, after: Sum) -> Vec<Row> {
    let row = |style, flow, kind: Option<RecordKind>, times: Option<i64>, amount| {
        let cells = vec![
            fund.map_or(Cell::Empty, |fund| Cell::Code(fund.code.clone())),
            fund.map_or(Cell::Empty, |fund| Cell::Text(fund.details.name.clone())),
            Cell::Choice(Choice::Flow(flow)),
            kind.map_or(Cell::Empty, |kind| Cell::Choice(Choice::Record(kind))),
            times.map_or(Cell::Empty, Cell::Count),
            yuan(amount),
            // What the host says, and by how much it differs, is for whoever holds its paper beside this one.
            Cell::Empty,
            Cell::Empty,
        ];
        Row::styled(if fund.is_some() { style } else { RowStyle::Overall }, cells)
    };
    let mut rows = vec![row(RowStyle::Opening, HostFlow::Opening, None, None, before)];
    for side in [HostFlow::In, HostFlow::Out] {
        let of_side: Vec<_> = flows.iter().filter(|((flow, _), _)| *flow == side).collect();
        for ((_, kind), (times, amount)) in &of_side {
            let kind = RecordKind::ALL[*kind];
            rows.push(row(RowStyle::Plain, side, Some(kind), Some(*times), *amount));
        }
        let sum: Sum = of_side.iter().map(|(_, (_, amount))| *amount).sum();
        rows.push(row(RowStyle::Subtotal, side, None, None, sum));
    }
    rows.push(row(RowStyle::Closing, HostFlow::Closing, None, None, after));
    rows
}

async fn by_fund(view: &View, period: &Period) -> Result<HashMap<FundNo, Flows>, StoreError> {
    let accounts = view.database.balances(view.community, period.closing, BANK).await?;
    let mut moved: HashMap<FundNo, Flows> = HashMap::new();
    for account in accounts {
        let Some(fund) = account.fund.filter(|fund| view.fund.is_none_or(|only| only == *fund)) else {
            continue;
        };
        let flows = moved.entry(fund).or_default();
        let mut movements = Movements::of_account(view, period, account.number);
        while let Some(page) = movements.page().await? {
            let originals = originals(view, &page).await?;
            for movement in page {
                let own = movement.reverses.and_then(|seq| originals.get(&seq));
                let kind: RecordKind = own
                    .unwrap_or(&movement.kind)
                    .parse()
                    .map_err(|error| StoreError::unreadable(format!("kind of record {}", movement.seq), error))?;
                // What the books began with is no change: it stands in the opening.
                if kind == RecordKind::OpeningBalance {
                    continue;
                }
                let (flow, amount) = match movement.debit.is_zero() {
                    true => (HostFlow::Out, movement.credit),
                    false => (HostFlow::In, movement.debit),
                };
                let place = RecordKind::ALL
                    .iter()
                    .position(|other| *other == kind)
                    .unwrap_or_default();
                let (times, sum) = flows.entry((flow, place)).or_default();
                *times += if own.is_some() { -1 } else { 1 };
                *sum += amount;
            }
        }
    }
    Ok(moved)
}

/// The kinds of the records that some movements take back.
async fn originals(view: &View, page: &[Movement]) -> Result<HashMap<Seq, String>, StoreError> {
    let numbers: Vec<Seq> = page.iter().filter_map(|movement| movement.reverses).collect();
    if numbers.is_empty() {
        return Ok(HashMap::new());
    }
    let originals = view.database.events_numbered(view.community, numbers).await?;
    Ok(originals
        .into_iter()
        .map(|original| (original.seq, original.kind))
        .collect())
}
