//! 收支公开表: one month for the public, sums only.
//!
//! A line about few people is no sum any more: numbers of people and times that are small are not told.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::account::{AccountKind, Activity};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{DonationDocument, GoodsDonationDocument};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::fund_statement::{KINDS, amount, of_all, remark, style};
use super::help::{AllHelp, Heads, Help, HelpKind};
use super::period::{Period, Usual};
use super::sums::{Sums, yuan};
use super::view::View;
use crate::report::{Cell, Choice, FundLine, Phrase, Ready, Row, Wording};
use crate::walk::document;

/// What grows when a fund is given something or gives something.
const BUSINESS: &[AccountKind] = &[
    AccountKind::AuthorisedDonation,
    AccountKind::SpentHelp,
    AccountKind::SpentDiscount,
    AccountKind::GoodsAuthorisedDonation,
    AccountKind::GoodsSpentHelp,
];

/// The smallest number of people that is told.
const FEWEST: i64 = 10;

/// Per fund one row for each line of its statement, with how many times and how many people. Amounts are those of the
/// fund's statement. Where few people were helped, neither they nor their times are told.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Month(BUSINESS)).await?;
    let before = Sums::before(&view, (period.opening, period.closing), KINDS).await?;
    let after = Sums::unclosed(&view, period.closing, KINDS).await?;
    let helped = helped(&view, &period).await?;
    let donations = donations(&view, &period).await?;
    let mut rows = Vec::new();
    for (number, fund) in view.funds() {
        for line in FundLine::ALL {
            let amount = amount(*line, number, &before, &after);
            if line.is_rare() && amount.is_zero() {
                continue;
            }
            let [times, people] = match line {
                FundLine::Donation | FundLine::DonationInKind => {
                    let key = (fund.code.clone(), *line == FundLine::DonationInKind);
                    let times = donations.get(&key).copied().unwrap_or(0);
                    let told = if (1..FEWEST).contains(&times) {
                        Cell::Fewer(FEWEST)
                    } else {
                        Cell::Count(times)
                    };
                    [told, Cell::Empty]
                }
                FundLine::Activity(_) | FundLine::Expense => {
                    let of_line = |line: FundLine| helped.get(&(fund.code.clone(), line.as_str()));
                    let of_few = |line: &FundLine| of_line(*line).is_some_and(Helped::is_of_few);
                    let [times, people] = of_line(*line).map_or([Cell::Count(0), Cell::Count(0)], Helped::cells);
                    // What was kept back must not be found by taking the other lines from the sum.
                    let told = *line != FundLine::Expense || !FundLine::ALL.iter().any(of_few);
                    [if told { times } else { Cell::Empty }, people]
                }
                _ => [Cell::Empty, Cell::Empty],
            };
            let cells = vec![
                Cell::Code(fund.code.clone()),
                Cell::Text(fund.details.name.clone()),
                Cell::Choice(Choice::Line(*line)),
                times,
                people,
                yuan(amount),
            ];
            rows.push(Row::styled(style(*line), cells).remarked(remark(*line, &[amount])));
        }
    }
    // Numbers of people are not added up over funds: whoever was helped by two would count twice.
    rows.extend(of_all(
        &view,
        |line, fund| [amount(line, fund, &before, &after)],
        |[amount]| vec![Cell::Empty, Cell::Empty, yuan(amount)],
    ));
    let mut heading = view.heading(Some(&period));
    heading.notes.push(Wording::AggregatesOnly.into());
    heading
        .notes
        .push(Phrase::new(Wording::SmallCounts).with("count", Cell::Count(FEWEST)));
    Ok(Report {
        heading,
        rows: Box::new(Ready::new(rows, Vec::new())),
    })
}

/// How often help was given, and to whom.
#[derive(Debug, Default)]
struct Helped {
    times: i64,
    people: Heads,
}

impl Helped {
    fn add(&mut self, help: &Help) {
        self.times += help.count.times();
        self.people.add(help.subject, help.count);
    }

    /// Whether it is of so few people that they could be recognised.
    fn is_of_few(&self) -> bool {
        (1..FEWEST).contains(&self.people.count())
    }

    /// Times and people. Few people may have come often: then the times say nothing at all.
    fn cells(&self) -> [Cell; 2] {
        if !self.is_of_few() {
            return [Cell::Count(self.times), Cell::Count(self.people.count())];
        }
        let times = if self.times < FEWEST {
            Cell::Fewer(FEWEST)
        } else {
            Cell::Empty
        };
        [times, Cell::Fewer(FEWEST)]
    }
}

/// Help by fund and line: of each activity, and of all together.
async fn helped(view: &Arc<View>, period: &Period) -> Result<HashMap<(Code, &'static str), Helped>, StoreError> {
    let mut all = AllHelp::of(view.clone(), period);
    let mut helped: HashMap<_, Helped> = HashMap::new();
    while let Some(page) = all.page().await? {
        for help in page {
            let Some(fund) = help.fund.clone() else { continue };
            let activity = match help.kind {
                HelpKind::Payment(DisbursementKind::Cash) => Activity::Cash,
                HelpKind::Payment(DisbursementKind::Voucher) => Activity::Voucher,
                HelpKind::Payment(DisbursementKind::BillPayment) => Activity::Bill,
                HelpKind::Payment(DisbursementKind::Goods) => Activity::Goods,
                HelpKind::Discount => Activity::Discount,
            };
            for line in [FundLine::Activity(activity), FundLine::Expense] {
                helped.entry((fund.clone(), line.as_str())).or_default().add(&help);
            }
        }
    }
    Ok(helped)
}

/// How many donations each fund received in money and in kind, less those that were taken back.
async fn donations(view: &Arc<View>, period: &Period) -> Result<HashMap<(Code, bool), i64>, StoreError> {
    const KINDS: &[RecordKind] = &[RecordKind::Donation, RecordKind::GoodsDonated, RecordKind::Reversal];
    let mut walk = view.events(period, KINDS);
    let mut donations = HashMap::new();
    loop {
        let page = walk.page().await?;
        if page.is_empty() {
            return Ok(donations);
        }
        let originals = view.originals(&page).await?;
        for event in page {
            let (donation, times) = match originals.get(&event.seq) {
                Some(original) => (original, -1),
                None => (&event, 1),
            };
            let key = match donation.kind()? {
                RecordKind::Donation => (document::<DonationDocument>(donation)?.fund, false),
                RecordKind::GoodsDonated => (document::<GoodsDonationDocument>(donation)?.fund, true),
                _ => continue,
            };
            *donations.entry(key).or_insert(0) += times;
        }
    }
}
