//! What was confirmed at a shop as a file for its own books: the redemptions report as far as it is the shop's. Customers are
//! not in it: books are of bills.

use futures::FutureExt;
use xiaonuan_domain::record::Seq;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::redemptions::{AtShop, Order};

use super::redemptions::{AT_ONCE, ShopAsked, ShopLine, ShopSums};
use crate::report::{Cell, Heading, NextRows, Report, ReportName, Row, RowSource, RowStyle, SHOP_REDEMPTIONS, Totals};
use crate::view::{Reading, ViewError};

impl Reading {
    /// The redemptions that are asked for, in the order of recording.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is no such shop, or branch or staff are not its; [`ViewError::Store`] when the
    /// database fails.
    pub async fn shop_file(self, asked: ShopAsked) -> Result<Report, ViewError> {
        let at = self.at_shop(&asked).await?;
        let shop = self.registers.merchants.by_code(&asked.merchant);
        let (_, shop) = shop.ok_or(ViewError::Missing)?;
        let community = self.community();
        let mut heading = Heading::new(
            ReportName::Redemptions,
            community.code,
            community.name,
            self.zone().display(self.at()),
            self.number(),
        );
        heading.columns = SHOP_REDEMPTIONS;
        heading.subject = Some(Cell::Text(shop.details.name.clone()));
        heading.period = Some((asked.from, asked.to));
        heading.filters.push(("merchant", Cell::Code(asked.merchant)));
        heading
            .filters
            .extend(asked.branch.map(|branch| ("branch", Cell::Code(branch))));
        heading
            .filters
            .extend(asked.staff.map(|staff| ("staff", Cell::Code(staff))));
        let rows = Bills {
            reading: self,
            at,
            after: 0,
            is_over: false,
            sums: ShopSums::default(),
        };
        Ok(Report {
            heading,
            rows: Box::new(rows),
        })
    }
}

struct Bills {
    reading: Reading,
    at: AtShop,
    /// The last record that was read.
    after: Seq,
    is_over: bool,
    sums: ShopSums,
}

impl RowSource for Bills {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        async move {
            if self.is_over {
                return Ok(None);
            }
            let Reading {
                database,
                community,
                registers,
                ..
            } = &self.reading;
            let order = Order::After(self.after);
            let found = database.redemptions_at(*community, &self.at, order, AT_ONCE).await?;
            self.is_over = found.len() < AT_ONCE as usize;
            let mut rows = Vec::with_capacity(found.len());
            for one in &found {
                self.after = one.record.seq;
                let line = ShopLine::of(registers, one)?;
                if one.reversed_by.is_none() {
                    self.sums.join(line.sums());
                }
                rows.push(row(line, one.reversed_by));
            }
            Ok(Some(rows))
        }
        .boxed()
    }

    fn totals(&self) -> Totals {
        let sums = self.sums;
        let named = [
            ("bill", sums.bill),
            ("discount", sums.off),
            ("voucher", sums.voucher),
            ("due_from_resident", sums.due),
            ("owed", sums.owed),
        ];
        named.map(|(name, sum)| (name, Cell::Amount(sum))).into()
    }
}

impl ShopLine {
    fn sums(&self) -> ShopSums {
        let receipt = &self.used.receipt;
        ShopSums {
            times: 1,
            bill: receipt.bill.into(),
            off: receipt.off.into(),
            voucher: receipt.voucher.into(),
            due: receipt.due.into(),
            owed: self.owed,
        }
    }
}

fn row(line: ShopLine, reversed_by: Option<Seq>) -> Row {
    let style = if reversed_by.is_some() {
        RowStyle::Reversed
    } else {
        RowStyle::Plain
    };
    let (seq, sums, receipt) = (line.used.seq, line.sums(), line.used.receipt);
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let cells = vec![
        Cell::Time(receipt.occurred_at),
        code(&receipt.reference),
        receipt.receipt.map_or(Cell::Empty, Cell::Code),
        receipt.branch.map_or(Cell::Empty, Cell::Code),
        line.staff.as_deref().map_or(Cell::Empty, code),
        receipt.discount.map_or(Cell::Empty, Cell::Code),
        text(receipt.title),
        Cell::Amount(sums.bill),
        Cell::Amount(sums.off),
        Cell::Amount(sums.voucher),
        Cell::Amount(sums.due),
        Cell::Amount(sums.owed),
        Cell::Seq(seq),
        reversed_by.map_or(Cell::Empty, Cell::Seq),
    ];
    Row::styled(style, cells)
}

/// A code that was read from the books.
fn code(text: &str) -> Cell {
    text.parse().map_or_else(|_| Cell::Text(text.to_owned()), Cell::Code)
}
