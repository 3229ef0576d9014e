//! 序时账: every posting of the general book in the order of recording.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::account::Side;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::Report;
use super::movements::read_general;
use super::naming::{self, name_of};
use super::period::{Period, Usual};
use super::summary::{Parties, called, record_kind};
use super::sums::{yuan, yuan_or_blank};
use super::view::View;
use crate::report::{Cell, Choice, NextRows, Row, RowSource, RowStyle, Totals};
use crate::walk::PAGE;

/// The kinds of records that post to the general book.
const KINDS: &[RecordKind] = &[
    RecordKind::Donation,
    RecordKind::DisbursementPaid,
    RecordKind::Redemption,
    RecordKind::VoucherExpiry,
    RecordKind::Settlement,
    RecordKind::Reversal,
    RecordKind::CashWithdrawn,
    RecordKind::CashDeposited,
    RecordKind::Interest,
    RecordKind::Charge,
    RecordKind::DonationReturned,
    RecordKind::Transfer,
    RecordKind::OpeningBalance,
    RecordKind::OpeningVoucher,
    RecordKind::YearClosed,
    RecordKind::NetAssetsReclassified,
    RecordKind::YearReopened,
    RecordKind::GoodsDonated,
    RecordKind::StockWrittenOff,
    RecordKind::StockFound,
];

/// One row per posting, by record number. Of a fund: its postings; of a merchant: the records that name it.
pub(super) async fn report(view: Arc<View>) -> Result<Report, StoreError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let heading = view.heading(Some(&period));
    Ok(Report {
        heading,
        rows: Box::new(Journal {
            view,
            period,
            after: 0,
            sums: [Sum::ZERO; 2],
        }),
    })
}

struct Journal {
    view: Arc<View>,
    period: Period,
    after: Seq,
    /// Debits and credits.
    sums: [Sum; 2],
}

/// A record and its postings to the general book.
struct Entry {
    record: StoredRecord,
    parties: Parties,
    postings: Vec<(String, Side, i64)>,
}

impl RowSource for Journal {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        Box::pin(async move {
            let view = self.view.clone();
            let most = u32::try_from(PAGE).unwrap_or(u32::MAX);
            let page = view
                .database
                .records(view.community, self.after, view.as_of.number, KINDS, most)
                .await?;
            let Some(last) = page.last() else { return Ok(None) };
            self.after = last.seq;
            let mut entries = Vec::with_capacity(page.len());
            for record in page {
                let at = record.occurred_at();
                if self.period.before < at && at <= self.period.closing.at {
                    entries.extend(self.entry(record)?);
                }
            }
            let addresses = entries
                .iter()
                .flat_map(|entry| &entry.postings)
                .map(|(address, ..)| address.clone());
            let mut addresses: Vec<_> = addresses.collect();
            addresses.sort_unstable();
            addresses.dedup();
            let numbers = view.database.accounts_named(view.community, addresses).await?;
            let numbers: HashMap<_, _> = numbers.into_iter().collect();
            let of = entries.iter().map(|entry| entry.record.seq).collect();
            let reversed = view.database.reversals(view.community, of, view.as_of).await?;
            let reversed: HashMap<_, _> = reversed.into_iter().collect();
            let mut rows = Vec::with_capacity(3 * entries.len());
            for entry in entries {
                self.rows(&entry, &numbers, reversed.get(&entry.record.seq).copied(), &mut rows)?;
            }
            Ok(Some(rows))
        })
    }

    fn totals(&self) -> Totals {
        let [debit, credit] = self.sums;
        vec![("debit", yuan(debit)), ("credit", yuan(credit))]
    }
}

impl Journal {
    /// A record with those of its postings that were asked for.
    fn entry(&self, record: StoredRecord) -> Result<Option<Entry>, StoreError> {
        let mut postings = read_general(record.seq, &record.postings)?;
        if let Some(fund) = self.view.fund_code() {
            postings
                .retain(|(address, ..)| naming::read(address).is_ok_and(|address| address.fund == Some(fund.as_str())));
        }
        let parties = Parties::read(&record.document)?;
        let is_asked_for = self
            .view
            .merchant_code()
            .is_none_or(|merchant| parties.merchant.as_ref() == Some(merchant));
        Ok(is_asked_for.then_some(Entry {
            record,
            parties,
            postings,
        }))
    }

    fn rows(
        &mut self,
        entry: &Entry,
        numbers: &HashMap<String, i64>,
        reversed_by: Option<Seq>,
        rows: &mut Vec<Row>,
    ) -> Result<(), StoreError> {
        let Entry {
            record,
            parties,
            postings,
        } = entry;
        let registers = &self.view.registers;
        let code = |text: &str| text.parse().map_or(Cell::Empty, Cell::Code);
        let day = record
            .effective_on
            .parse()
            .map_err(|error| StoreError::unreadable("day of a record", error))?;
        let style = match (reversed_by, record.reverses) {
            (Some(_), _) => RowStyle::Reversed,
            (None, Some(_)) => RowStyle::Reversal,
            (None, None) => RowStyle::Plain,
        };
        let called = called(&record.reference, &record.document);
        for (address, side, amount) in postings {
            let account = naming::read(address)?;
            let amount = Sum::from_fen(*amount);
            let [debit, credit] = match side {
                Side::Debit => [amount, Sum::ZERO],
                Side::Credit => [Sum::ZERO, amount],
            };
            self.sums[0] += debit;
            self.sums[1] += credit;
            let cells = vec![
                Cell::Day(day),
                Cell::Seq(record.seq),
                Cell::Choice(Choice::Record(record_kind(&record.kind)?)),
                called.clone(),
                parties.summary(&record.kind, called.clone(), registers)?,
                account.fund.map_or(Cell::Empty, code),
                account.kind.official_code().map_or(Cell::Empty, code),
                numbers
                    .get(address)
                    .map_or(Cell::Empty, |number| code(&number.to_string())),
                name_of(&account, registers),
                yuan_or_blank(debit),
                yuan_or_blank(credit),
                Cell::Time(self.view.zone().display(record.recorded_at())),
                reversed_by.map_or(Cell::Empty, Cell::Seq),
            ];
            rows.push(Row::styled(style, cells));
        }
        Ok(())
    }
}
