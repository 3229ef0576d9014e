//! The stretch of business time that a report of a period is about.

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;

use super::view::View;
use xiaonuan_domain::account::AccountKind;

/// What a report is of unless days are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usual {
    /// Everything up to the view's business time.
    Everything,
    /// The calendar year of the view's business time.
    Year,
    /// The last month in which accounts of these sorts grew, of the fund and merchant that were asked for. The month of the view's business time has often hardly begun.
    Month(&'static [AccountKind]),
    /// The same, or in which those of the second sorts were paid down.
    MonthOfMoney(&'static [AccountKind], &'static [AccountKind]),
}

/// A period: from a first instant to a last one, both included. It never reaches beyond the view.
#[derive(Clone, Debug)]
pub(super) struct Period {
    /// First and last day, if it has both.
    pub(super) shown: Option<(Day, Day)>,
    /// The last instant before it.
    pub(super) before: Instant,
    /// The books just before it began.
    pub(super) opening: AsOf,
    /// The books at its end.
    pub(super) closing: AsOf,
}

impl Period {
    /// The period that was asked for. A day that isn't named is the usual one; where that would turn the period
    /// round, it is that of the day which is named.
    pub(super) async fn of(view: &View, usual: Usual) -> Result<Self, StoreError> {
        let (from, to) = (view.request.from, view.request.to);
        let named = match (to, usual) {
            (Some(to), _) => to,
            (None, Usual::Month(kinds)) => view.last_grown(kinds).await?.unwrap_or_else(|| view.day()),
            (None, Usual::MonthOfMoney(grown, paid)) => {
                let last = view.last_grown(grown).await?.max(view.last_paid_down(paid).await?);
                last.unwrap_or_else(|| view.day())
            }
            (None, _) => view.day(),
        };
        let named = from.map_or(named, |from| from.max(named));
        let (first, last) = match usual {
            Usual::Everything => (from, to),
            Usual::Year => (from.or(Some(named.first_of_year())), to.or(Some(last_of_year(named)))),
            Usual::Month(_) | Usual::MonthOfMoney(..) => (
                from.or(Some(named.first_of_month())),
                to.or(Some(named.last_of_month())),
            ),
        };
        let zone = view.zone();
        let before = first.map_or(Instant::MIN, |day| zone.start_of(day).just_before());
        let until = last.map_or(view.as_of.at, |day| zone.end_of(day).just_before());
        let shown = first.zip(last);
        Ok(Period {
            shown,
            before,
            opening: view.at(before).await?,
            closing: view.at(until).await?,
        })
    }
}

fn last_of_year(day: Day) -> Day {
    let first = day.first_of_year();
    (0..11).fold(first.last_of_month(), |last, _| {
        last.next().map_or(last, Day::last_of_month)
    })
}
