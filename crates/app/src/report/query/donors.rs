//! 捐赠台账: every donation. The total is of those that stand.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{DonationDocument, DonorValue, GoodsDonationDocument};
use xiaonuan_domain::kind::DonorKind;
use xiaonuan_domain::ledger::dated_on;
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;

use super::Report;
use super::period::{Period, Usual};
use super::summary::reference;
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Choice, NextRows, Row, RowSource, RowStyle, Totals};
use crate::walk::{Events, document};

/// Donations of a period, in the order of business time. A donor whose name was erased is blank.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    Ok(Report {
        heading: view.heading(Some(&period)),
        rows: Box::new(Donors {
            walk: view.events(&period, &[RecordKind::Donation, RecordKind::GoodsDonated]),
            total: Sum::ZERO,
            view,
        }),
    })
}

/// A donor's name: a person's is told to those who may see it.
pub(super) fn of_donor(kind: DonorKind, name: String) -> Cell {
    match kind {
        DonorKind::Person => Cell::Person(name),
        DonorKind::Organisation => Cell::Text(name),
    }
}

/// What a donation of either sort says alike.
struct Gift {
    fund: Code,
    amount: Money,
    method: Choice,
    donor_kind: DonorKind,
    receipt: Option<Code>,
    /// The true day of what was booked later or entered again.
    given_on: Option<Day>,
}

impl Gift {
    fn read(event: &Event) -> Result<Self, StoreError> {
        if event.kind()? == RecordKind::GoodsDonated {
            let document: GoodsDonationDocument = document(event)?;
            return Ok(Gift {
                fund: document.fund,
                amount: document.amount,
                method: Choice::InKind,
                donor_kind: document.donor_kind,
                receipt: document.receipt,
                given_on: document.given_on.or_else(|| dated_on(&event.document)),
            });
        }
        let document: DonationDocument = document(event)?;
        Ok(Gift {
            fund: document.fund,
            amount: document.amount,
            method: Choice::Method(document.method),
            donor_kind: document.donor_kind,
            receipt: document.receipt,
            given_on: document.given_on.or_else(|| dated_on(&event.document)),
        })
    }
}

struct Donors {
    view: Arc<View>,
    walk: Events,
    total: Sum,
}

impl RowSource for Donors {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        Box::pin(async move {
            let page = self.walk.page().await?;
            if page.is_empty() {
                return Ok(None);
            }
            let names = self.names(&page).await?;
            let reversed = self.view.reversals(&page).await?;
            let mut rows = Vec::with_capacity(page.len());
            for event in page {
                let donation = Gift::read(&event)?;
                if self.view.fund_code().is_none_or(|fund| donation.fund == *fund) {
                    let reversed_by = reversed.get(&event.seq);
                    if reversed_by.is_none() {
                        self.total += donation.amount;
                    }
                    rows.push(self.row(&event, donation, names.get(&event.seq), reversed_by)?);
                }
            }
            Ok(Some(rows))
        })
    }

    fn totals(&self) -> Totals {
        vec![("amount", yuan(self.total))]
    }
}

impl Donors {
    /// The donors' names as far as they still exist.
    async fn names(&self, page: &[Event]) -> Result<HashMap<Seq, String>, StoreError> {
        let of = page.iter().map(|event| event.seq).collect();
        let values = self
            .view
            .database
            .private_values_of(self.view.community, "donor", of)
            .await?;
        let name = |(seq, value): (Seq, String)| {
            let unreadable = |error| StoreError::unreadable(format!("donor of record {seq}"), error);
            let value: DonorValue = serde_json::from_str(&value).map_err(unreadable)?;
            Ok((seq, value.donor))
        };
        values.into_iter().map(name).collect()
    }

    fn row(
        &self,
        event: &Event,
        donation: Gift,
        donor: Option<&String>,
        reversed_by: Option<&Seq>,
    ) -> Result<Row, StoreError> {
        let fund = self.view.registers.funds.by_code(&donation.fund);
        let cells = vec![
            Cell::Day(event.day()?),
            reference(&event.reference),
            donor.map_or(Cell::Empty, |name| of_donor(donation.donor_kind, name.clone())),
            Cell::Choice(Choice::Donor(donation.donor_kind)),
            Cell::Code(donation.fund.clone()),
            fund.map_or(Cell::Empty, |(_, fund)| Cell::Text(fund.details.name.clone())),
            Cell::Choice(donation.method),
            yuan(donation.amount),
            Cell::Seq(event.seq),
            reversed_by.map_or(Cell::Empty, |seq| Cell::Seq(*seq)),
            Cell::Day(donation.given_on.map_or_else(|| event.day(), Ok)?),
            donation.receipt.map_or(Cell::Empty, Cell::Code),
        ];
        let style = if reversed_by.is_some() {
            RowStyle::Reversed
        } else {
            RowStyle::Plain
        };
        Ok(Row::styled(style, cells))
    }
}
