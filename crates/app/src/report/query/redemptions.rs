//! 优惠核销明细表: every redemption and how it was split. Totals are of those that stand.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;

use super::Report;
use super::people::code_of;
use super::period::{Period, Usual};
use super::summary::reference;
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, NextRows, Row, RowSource, RowStyle, Totals};
use crate::walk::{Events, document};

/// The columns that have totals, in their order.
const SUMS: [&str; 6] = [
    "bill",
    "discount",
    "fund_part",
    "merchant_part",
    "voucher",
    "due_from_resident",
];

/// Redemptions of a period, in the order of business time. Those that a later record reversed are shown and marked.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let heading = view.heading(Some(&period));
    let rows = Redemptions {
        walk: view.events(&period, &[RecordKind::Redemption]),
        sums: [Sum::ZERO; SUMS.len()],
        view,
    };
    Ok(Report {
        heading,
        rows: Box::new(rows),
    })
}

struct Redemptions {
    view: Arc<View>,
    walk: Events,
    sums: [Sum; SUMS.len()],
}

impl RowSource for Redemptions {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        Box::pin(async move {
            let page = self.walk.page().await?;
            if page.is_empty() {
                return Ok(None);
            }
            let reversed = self.view.reversals(&page).await?;
            let mut rows = Vec::with_capacity(page.len());
            for event in page {
                let redemption: RedemptionDocument = document(&event)?;
                if self.is_asked_for(&redemption) {
                    rows.push(self.row(event, &redemption, &reversed));
                }
            }
            Ok(Some(rows))
        })
    }

    fn totals(&self) -> Totals {
        let total = |(name, sum): (&'static str, Sum)| (name, yuan(sum));
        SUMS.into_iter().zip(self.sums).map(total).collect()
    }
}

impl Redemptions {
    fn is_asked_for(&self, redemption: &RedemptionDocument) -> bool {
        let (fund, merchant) = (self.view.fund_code(), self.view.merchant_code());
        let branch = self.view.request.branch.as_deref();
        branch.is_none_or(|branch| redemption.branch.as_ref().is_some_and(|own| own.as_str() == branch))
            && merchant.is_none_or(|merchant| redemption.merchant == *merchant)
            && fund.is_none_or(|fund| funds_of(redemption).contains(&fund))
    }

    fn row(&mut self, event: Event, redemption: &RedemptionDocument, reversed: &HashMap<Seq, Seq>) -> Row {
        let discount = redemption.discount.as_ref();
        let zero = Money::ZERO;
        let amounts = [
            redemption.bill.into(),
            discount.map_or(zero, |given| given.amount).into(),
            discount.map_or(zero, |given| given.fund_part).into(),
            discount.map_or(zero, |given| given.merchant_part).into(),
            redemption.voucher(),
            redemption.due_from_resident.into(),
        ];
        let reversed_by = reversed.get(&event.seq).copied();
        if reversed_by.is_none() {
            for (sum, amount) in self.sums.iter_mut().zip(amounts) {
                *sum += amount;
            }
        }
        let style = if reversed_by.is_some() {
            RowStyle::Reversed
        } else {
            RowStyle::Plain
        };
        let mut funds: Vec<_> = funds_of(redemption).into_iter().cloned().map(Cell::Code).collect();
        let fund = match funds.len() {
            0 => Cell::Empty,
            1 => funds.swap_remove(0),
            _ => Cell::List(funds),
        };
        let mut cells = vec![
            reference(&event.reference),
            Cell::Time(self.view.zone().display(event.occurred_at())),
            Cell::Code(redemption.merchant.clone()),
            code_of(&self.view.registers, redemption.resident),
            discount.map_or(Cell::Empty, |given| Cell::Code(given.code.clone())),
        ];
        cells.extend(amounts.map(Cell::Amount));
        cells.extend([fund, Cell::Seq(event.seq), reversed_by.map_or(Cell::Empty, Cell::Seq)]);
        Row::styled(style, cells)
    }
}

/// The funds that a redemption draws on: its discount's, then those of its vouchers, each once.
fn funds_of(redemption: &RedemptionDocument) -> Vec<&Code> {
    let mut funds: Vec<&Code> = redemption
        .discount
        .iter()
        .filter_map(|given| given.fund.as_ref())
        .collect();
    for spent in &redemption.vouchers {
        if !funds.contains(&&spent.fund) {
            funds.push(&spent.fund);
        }
    }
    funds
}
