//! 优惠使用情况表: how much each discount was used and what it gave.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::{Discount, DiscountNo};
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::help::{Heads, counted};
use super::period::{Period, Usual};
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Ready, Row};
use crate::walk::document;

/// Every discount that was registered, in the order of registration: its uses in the period, and at the end of the
/// period what is left of its budget.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let given = view
        .database
        .balances(view.community, period.closing, &[AccountKind::Discount])
        .await?;
    let given: HashMap<_, _> = given
        .into_iter()
        .filter_map(|account| Some((account.discount?, Sum::from_fen(account.balance))))
        .collect();
    let uses = uses(&view, &period).await?;
    let (mut rows, mut total) = (Vec::new(), Uses::default());
    for (number, discount) in view.registers.discounts.iter() {
        let is_asked_for = view.fund.is_none_or(|fund| discount.fund == Some(fund))
            && view.merchant.is_none_or(|merchant| discount.merchant == merchant);
        if is_asked_for {
            let uses = uses.get(&number).cloned().unwrap_or_default();
            rows.push(row(
                &view,
                discount,
                &uses,
                given.get(&number).copied().unwrap_or_default(),
            ));
            total.add(uses);
        }
    }
    let [bill, discount, fund_part, merchant_part] = total.amounts;
    let totals = vec![
        ("uses", Cell::Count(total.times)),
        ("residents", Cell::Count(total.residents.count())),
        ("bill", yuan(bill)),
        ("discount", yuan(discount)),
        ("fund_part", yuan(fund_part)),
        ("merchant_part", yuan(merchant_part)),
    ];
    Ok(Report {
        heading: view.heading(Some(&period)),
        rows: Box::new(Ready::new(rows, totals)),
    })
}

/// The uses of a discount.
#[derive(Clone, Debug, Default)]
struct Uses {
    times: i64,
    residents: Heads,
    /// Bills, discounts, and what funds and merchants bore of these.
    amounts: [Sum; 4],
}

impl Uses {
    fn add(&mut self, other: Uses) {
        self.times += other.times;
        self.residents.join(other.residents);
        for (sum, amount) in self.amounts.iter_mut().zip(other.amounts) {
            *sum += amount;
        }
    }
}

async fn uses(view: &Arc<View>, period: &Period) -> Result<HashMap<DiscountNo, Uses>, StoreError> {
    let mut walk = view.events(period, &[RecordKind::Redemption, RecordKind::Reversal]);
    let mut uses: HashMap<DiscountNo, Uses> = HashMap::new();
    loop {
        let page = walk.page().await?;
        if page.is_empty() {
            return Ok(uses);
        }
        let originals = view.originals(&page).await?;
        for event in page {
            let original = originals.get(&event.seq);
            let counted = counted(original, period.before);
            let event = original.unwrap_or(&event);
            if event.kind()? != RecordKind::Redemption {
                continue;
            }
            let redemption: RedemptionDocument = document(event)?;
            let Some(given) = redemption.discount else { continue };
            let Some((number, _)) = view.registers.discounts.by_code(&given.code) else {
                continue;
            };
            let amounts = [redemption.bill, given.amount, given.fund_part, given.merchant_part];
            let uses = uses.entry(number).or_default();
            uses.times += counted.times();
            uses.residents.add(redemption.resident, counted);
            for (sum, amount) in uses.amounts.iter_mut().zip(amounts) {
                *sum += counted.signed(amount.into());
            }
        }
    }
}

fn row(view: &View, discount: &Discount, uses: &Uses, given: Sum) -> Row {
    let terms = &discount.terms;
    let merchant = view.registers.merchants.get(discount.merchant);
    let mut cells = vec![
        Cell::Code(discount.code.clone()),
        Cell::Text(terms.title.clone()),
        Cell::Code(merchant.code.clone()),
        Cell::Text(merchant.details.name.clone()),
        Cell::Count(uses.times),
        Cell::Count(uses.residents.count()),
    ];
    cells.extend(uses.amounts.map(yuan));
    cells.extend([
        terms.budget.map_or(Cell::Empty, yuan),
        terms
            .budget
            .map_or(Cell::Empty, |budget| yuan(Sum::from(budget) - given)),
        Cell::Day(terms.valid_from),
        Cell::Day(terms.valid_to),
    ]);
    Row::plain(cells)
}
