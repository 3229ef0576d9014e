//! 商户对账单: one merchant's month, what the funds came to owe it and what it was paid.

use std::sync::Arc;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::command::money::OpeningItem;
use xiaonuan_domain::document::money::OpeningDocument;
use xiaonuan_domain::document::{PaymentDocument, RedemptionDocument, SettlementDocument};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;

use super::Report;
use super::period::{Period, Usual};
use super::summary::{Parties, called};
use super::sums::yuan;
use super::view::View;
use crate::report::{Cell, Choice, NextRows, Row, RowSource, RowStyle, Totals};
use crate::walk::{Events, document};

const KINDS: &[RecordKind] = &[
    RecordKind::Redemption,
    RecordKind::DisbursementPaid,
    RecordKind::Settlement,
    RecordKind::Reversal,
    RecordKind::OpeningBalance,
];

/// What grows when there is business with a merchant. Being paid is none: it mostly comes a month later.
const BUSINESS: &[AccountKind] = &[AccountKind::Payable, AccountKind::BorneMerchant];

/// The amounts of a row, in the order of the columns before the balance.
const AMOUNTS: [&str; 8] = [
    "bill",
    "discount",
    "merchant_part",
    "fund_part",
    "voucher",
    "bill_payment",
    "owed",
    "settled",
];

/// What was owed before, every redemption, bill and settlement in the order of business time, and what is owed after.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Month(BUSINESS)).await?;
    let owed = view
        .database
        .balances(
            view.community,
            period.opening,
            &[AccountKind::Receivable, AccountKind::Payable],
        )
        .await?;
    let owed = owed
        .iter()
        .filter(|account| account.merchant == view.merchant)
        .map(|account| -Sum::from_fen(account.balance));
    let mut heading = view.heading(Some(&period));
    let merchant = view
        .merchant
        .map(|merchant| view.registers.merchants.get(merchant).details.name.clone());
    heading.subject = merchant.map(Cell::Text);
    Ok(Report {
        heading,
        rows: Box::new(Statement {
            walk: view.events(&period, KINDS),
            balance: owed.sum(),
            sums: [Sum::ZERO; AMOUNTS.len()],
            place: Place::Before,
            view,
        }),
    })
}

/// How far the statement is read.
enum Place {
    Before,
    Within,
    After,
}

struct Statement {
    view: Arc<View>,
    walk: Events,
    /// What is owed after the last row.
    balance: Sum,
    sums: [Sum; AMOUNTS.len()],
    place: Place,
}

impl RowSource for Statement {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        Box::pin(async move {
            match self.place {
                Place::After => return Ok(None),
                Place::Before => {
                    self.place = Place::Within;
                    return Ok(Some(vec![
                        self.carried(RowStyle::Opening, [const { Cell::Empty }; AMOUNTS.len()]),
                    ]));
                }
                Place::Within => {}
            }
            let page = self.walk.page().await?;
            if page.is_empty() {
                self.place = Place::After;
                return Ok(Some(vec![self.carried(RowStyle::Closing, self.sums.map(yuan))]));
            }
            let mut rows = Vec::new();
            let originals = self.view.originals(&page).await?;
            for event in page {
                rows.extend(self.row(&event, originals.get(&event.seq))?);
            }
            Ok(Some(rows))
        })
    }

    fn totals(&self) -> Totals {
        AMOUNTS.into_iter().zip(self.sums.map(yuan)).collect()
    }
}

impl Statement {
    fn carried(&self, style: RowStyle, amounts: [Cell; AMOUNTS.len()]) -> Row {
        let label = Cell::Label(Choice::Row(style));
        let mut cells = vec![Cell::Empty, Cell::Empty, label, Cell::Empty];
        cells.extend(amounts);
        cells.push(yuan(self.balance));
        Row::styled(style, cells)
    }

    /// A record of the merchant; nothing for others and for help that owes the merchant nothing.
    fn row(&mut self, event: &Event, original: Option<&Event>) -> Result<Option<Row>, StoreError> {
        let parties = Parties::read(&event.document)?;
        if parties.merchant.as_ref() != self.view.merchant_code() {
            return Ok(None);
        }
        let Some(mut amounts) = amounts(original.unwrap_or(event))? else {
            return Ok(None);
        };
        if original.is_some() {
            amounts = amounts.map(|amount| amount.map(|amount| -amount));
        }
        for (sum, amount) in self.sums.iter_mut().zip(amounts) {
            *sum += amount.unwrap_or_default();
        }
        let [.., owed, settled] = amounts.map(|amount| amount.unwrap_or_default());
        self.balance += owed - settled;
        let registers = &self.view.registers;
        let called = called(&event.reference, &event.document);
        let mut cells = vec![
            Cell::Time(self.view.zone().display(event.occurred_at())),
            Cell::Seq(event.seq),
            parties.summary(&event.kind, called.clone(), registers)?,
            called,
        ];
        cells.extend(amounts.map(|amount| amount.map_or(Cell::Empty, Cell::Amount)));
        cells.push(yuan(self.balance));
        let style = if event.reverses.is_some() {
            RowStyle::Reversal
        } else {
            RowStyle::Plain
        };
        Ok(Some(Row::styled(style, cells)))
    }
}

type Amounts = [Option<Sum>; AMOUNTS.len()];

/// What a record gave, came to owe and paid; nothing for what concerns no merchant.
fn amounts(event: &Event) -> Result<Option<Amounts>, StoreError> {
    Ok(match event.kind()? {
        RecordKind::Redemption => Some(redeemed(&document(event)?)),
        RecordKind::Settlement => Some(settled(&document(event)?)),
        RecordKind::DisbursementPaid => billed(&document(event)?),
        RecordKind::OpeningBalance => Some(opened(&document(event)?)),
        _ => None,
    })
}

fn redeemed(redemption: &RedemptionDocument) -> Amounts {
    let given = redemption.discount.as_ref();
    let voucher = redemption.voucher();
    let fund_part = given.map_or(Sum::ZERO, |given| given.fund_part.into());
    [
        Some(redemption.bill.into()),
        Some(given.map_or(Sum::ZERO, |given| given.amount.into())),
        Some(given.map_or(Sum::ZERO, |given| given.merchant_part.into())),
        Some(fund_part),
        Some(voucher),
        None,
        Some(fund_part + voucher),
        None,
    ]
}

fn settled(settlement: &SettlementDocument) -> Amounts {
    [None, None, None, None, None, None, None, Some(settlement.amount.into())]
}

/// What a merchant must give back is owed by it.
fn opened(opening: &OpeningDocument) -> Amounts {
    let amount = Sum::from(opening.amount);
    let owed = match opening.item {
        OpeningItem::Receivable => -amount,
        _ => amount,
    };
    [None, None, None, None, None, None, Some(owed), None]
}

fn billed(paid: &PaymentDocument) -> Option<Amounts> {
    let amount = Some(paid.amount.into());
    (paid.kind == DisbursementKind::BillPayment).then_some([None, None, None, None, None, amount, amount, None])
}
