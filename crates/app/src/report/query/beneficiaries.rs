//! 受助统计表: how many people were helped and with how much, by category.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use xiaonuan_domain::eligibility::Category;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::help::{AllHelp, Heads, Help, HelpKind};
use super::period::{Period, Usual};
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Choice, Ready, Row, Totals, Wording};

/// A person counts in every category that held on the day of the help, with all of its amount; the totals count
/// person, time and amount once. Whoever had no category on the day stands in the last row.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let mut all = Tally::default();
    let mut by_category: BTreeMap<Option<Category>, Tally> = BTreeMap::new();
    for category in Category::ALL {
        by_category.insert(Some(*category), Tally::default());
    }
    let mut helped = AllHelp::of(view.clone(), &period);
    while let Some(page) = helped.page().await? {
        for help in page {
            let resident = view.registers.resident_of(help.subject);
            let household = resident.and_then(|resident| resident.household).unwrap_or(help.subject);
            let held = resident.map_or(&[][..], |resident| &resident.details.eligibility);
            let held: HashSet<_> = held
                .iter()
                .filter(|held| held.holds_on(help.day))
                .map(|held| held.category)
                .collect();
            all.add(&help, household);
            if held.is_empty() {
                by_category.entry(None).or_default().add(&help, household);
            }
            for category in held {
                by_category.entry(Some(category)).or_default().add(&help, household);
            }
        }
    }
    let others = by_category
        .remove(&None)
        .map(|tally| (Cell::Choice(Choice::NoCategory), tally));
    let rows = by_category
        .into_iter()
        .filter_map(|(category, tally)| Some((named(&view, category?), tally)));
    let row = |(category, tally): (Cell, Tally)| {
        let mut cells = vec![category];
        cells.extend(tally.cells().map(|(_, cell)| cell));
        Row::plain(cells)
    };
    let mut heading = view.heading(Some(&period));
    heading.notes.push(Wording::PersonOnce.into());
    let totals: Totals = all.cells().into();
    Ok(Report {
        heading,
        rows: Box::new(Ready::new(rows.chain(others).map(row).collect(), totals)),
    })
}

/// Who was helped, and with how much.
#[derive(Clone, Debug, Default)]
struct Tally {
    people: Heads,
    households: Heads,
    times: i64,
    cash: Sum,
    voucher: Sum,
    bill_payment: Sum,
    goods: Sum,
    discount: Sum,
}

impl Tally {
    /// Counts help; someone without a household is one of their own.
    fn add(&mut self, help: &Help, household: SubjectId) {
        self.people.add(help.subject, help.count);
        self.households.add(household, help.count);
        self.times += help.count.times();
        let sum = match help.kind {
            HelpKind::Payment(DisbursementKind::Cash) => &mut self.cash,
            HelpKind::Payment(DisbursementKind::Voucher) => &mut self.voucher,
            HelpKind::Payment(DisbursementKind::BillPayment) => &mut self.bill_payment,
            HelpKind::Payment(DisbursementKind::Goods) => &mut self.goods,
            HelpKind::Discount => &mut self.discount,
        };
        *sum += help.amount;
    }

    fn cells(&self) -> [(&'static str, Cell); 9] {
        [
            ("people", Cell::Count(self.people.count())),
            ("households", Cell::Count(self.households.count())),
            ("times", Cell::Count(self.times)),
            ("cash", yuan(self.cash)),
            ("voucher", yuan(self.voucher)),
            ("bill_payment", yuan(self.bill_payment)),
            ("goods", yuan(self.goods)),
            ("discount", yuan(self.discount)),
            (
                "total",
                yuan(self.cash + self.voucher + self.bill_payment + self.goods + self.discount),
            ),
        ]
    }
}

/// A category that the community registered goes by its own names.
fn named(view: &View, category: Category) -> Cell {
    let Category::Other(_) = category else {
        return Cell::Choice(Choice::Category(category));
    };
    match (
        category.as_str().parse(),
        view.registers.entry(Register::Category, category.as_str()),
    ) {
        (Ok(code), Some(EntryDetails::Category(own))) => Cell::Named(code, [own.name_zh.clone(), own.name_en.clone()]),
        _ => Cell::Text(category.to_string()),
    }
}
