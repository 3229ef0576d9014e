//! 业务活动表: income and expenses of all funds, unrestricted, restricted and together.

use xiaonuan_domain::account::{AccountKind, Activity, Book};
use xiaonuan_domain::money::Sum;
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::balance_sheet::owned;
use super::fund_statement::amount;
use super::period::{Period, Usual};
use super::sums::{Sums, kinds_of, unverified, yuan};
use super::view::View;
use crate::report::{Cell, Choice, FundLine, Ready, Row, RowStyle, SheetLine};

/// What grows when money comes in or goes out.
const BUSINESS: &[AccountKind] = &[
    AccountKind::AuthorisedDonation,
    AccountKind::AuthorisedOther,
    AccountKind::SpentHelp,
    AccountKind::SpentDiscount,
    AccountKind::SpentCost,
    AccountKind::GoodsAuthorisedDonation,
    AccountKind::GoodsAuthorisedFound,
    AccountKind::GoodsSpentHelp,
    AccountKind::GoodsSpentLoss,
];

const LINES: &[Choice] = &[
    Choice::Line(FundLine::Donation),
    Choice::Line(FundLine::DonationInKind),
    Choice::Line(FundLine::OtherIncome),
    Choice::Line(FundLine::Income),
    Choice::Line(FundLine::Activity(Activity::Cash)),
    Choice::Line(FundLine::Activity(Activity::Voucher)),
    Choice::Line(FundLine::Activity(Activity::Bill)),
    Choice::Line(FundLine::Activity(Activity::Goods)),
    Choice::Line(FundLine::Activity(Activity::Discount)),
    Choice::Line(FundLine::Cost),
    Choice::Line(FundLine::StockLoss),
    Choice::Line(FundLine::Expense),
    Choice::Sheet(SheetLine::Reclassified),
    Choice::Line(FundLine::Transfer),
    Choice::Sheet(SheetLine::NetAssets),
];

/// One row for each line, of the period and of the year so far at its end: unrestricted, restricted, together.
pub(super) async fn report(view: &View) -> Result<Report, StoreError> {
    let period = Period::of(view, Usual::MonthOfMoney(BUSINESS, &[AccountKind::Payable])).await?;
    let mut kinds = kinds_of(Book::General);
    kinds.extend([
        AccountKind::AuthorisedOpening,
        AccountKind::AuthorisedTransfer,
        AccountKind::Available,
        AccountKind::Encumbered,
        AccountKind::GoodsAvailable,
        AccountKind::GoodsEncumbered,
    ]);
    let year = view.zone().day_of(period.closing.at).first_of_year();
    let new_year = view.at(view.zone().start_of(year).just_before()).await?;
    let opening = Stand::before(view, (period.opening, period.closing), &kinds).await?;
    let at_new_year = Stand::before(view, (new_year, period.closing), &kinds).await?;
    let closing = Stand {
        business: Sums::unclosed(view, period.closing, &kinds).await?,
        books: Sums::of(view, period.closing, &kinds).await?,
    };
    let row = |line: &Choice| {
        let mut cells = vec![Cell::Choice(*line)];
        let mut stands = false;
        for before in [&opening, &at_new_year] {
            let [unrestricted, restricted] = both(*line, view, before, &closing);
            stands |= !unrestricted.is_zero() || !restricted.is_zero();
            cells.extend([unrestricted, restricted, unrestricted + restricted].map(yuan));
        }
        if !stands && matches!(line, Choice::Line(line) if line.is_of_goods()) {
            return None;
        }
        let is_sum = matches!(
            line,
            Choice::Line(FundLine::Income | FundLine::Expense) | Choice::Sheet(SheetLine::NetAssets)
        );
        let style = if is_sum { RowStyle::Subtotal } else { RowStyle::Plain };
        Some(Row::styled(style, cells))
    };
    let rows = LINES.iter().filter_map(row).collect();
    let mut heading = view.heading(Some(&period));
    heading.notes.extend(unverified(
        kinds
            .iter()
            .copied()
            .filter(|kind| kind.is_income() || kind.is_expense()),
    ));
    Ok(Report {
        heading,
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}

/// How things stand at a moment, what the books began with included.
struct Stand {
    /// As if no year had been closed.
    business: Sums,
    /// As the accounts have it.
    books: Sums,
}

impl Stand {
    async fn before(view: &View, (before, after): (AsOf, AsOf), kinds: &[AccountKind]) -> Result<Self, StoreError> {
        let books = Sums::of(view, before, kinds).await?;
        Ok(Stand {
            business: Sums::before(view, (before, after), kinds).await?,
            books: books.with_openings(view, (before, after), kinds).await?,
        })
    }
}

/// What a line comes to between two moments: unrestricted and restricted. Income is of the fund's sort; expenses are
/// unrestricted, for restricted money is freed when it is spent.
fn both(line: Choice, view: &View, before: &Stand, after: &Stand) -> [Sum; 2] {
    let mut sums = [Sum::ZERO; 2];
    for (fund, row) in view.funds() {
        let own = usize::from(row.details.restricted);
        let of = |line| amount(line, fund, &before.business, &after.business);
        let change = |kind| before.business.get(fund, kind) - after.business.get(fund, kind);
        let owned = |stand: &Stand| owned(row.details.restricted, fund, &stand.books);
        let (had, has) = (owned(before), owned(after));
        match line {
            Choice::Line(FundLine::Transfer) => {
                sums[0] += change(AccountKind::NetUnrestricted);
                sums[1] += change(AccountKind::NetRestricted);
            }
            Choice::Line(
                line @ (FundLine::Donation | FundLine::DonationInKind | FundLine::OtherIncome | FundLine::Income),
            ) => sums[own] += of(line),
            Choice::Line(line) => sums[0] += of(line),
            Choice::Sheet(SheetLine::Reclassified) => {
                let came = if own == 1 { of(FundLine::Income) } else { Sum::ZERO };
                let freed = came + change(AccountKind::NetRestricted) - (has[1] - had[1]);
                sums[0] += freed;
                sums[1] += -freed;
            }
            _ => {
                sums[0] += has[0] - had[0];
                sums[1] += has[1] - had[1];
            }
        }
    }
    sums
}
