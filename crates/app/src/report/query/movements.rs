//! What moved on a ledger account, in the order of business time, page by page.

use xiaonuan_domain::account::{AccountKind, Book, Side};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;
use xiaonuan_persistence::scan::Line;

use super::naming;
use super::period::Period;
use super::view::View;
use crate::walk::{Cursor, Events, Lines, PAGE};

/// What one record moved on an account.
pub(super) struct Movement {
    pub(super) seq: Seq,
    pub(super) kind: String,
    pub(super) reference: String,
    pub(super) day: Day,
    pub(super) reverses: Option<Seq>,
    pub(super) debit: Sum,
    pub(super) credit: Sum,
    pub(super) document: String,
    pub(super) postings: String,
}

/// Where movements come from.
pub(super) enum Movements {
    /// An account's postings.
    Account(Box<Lines>),
    /// All vouchers of a fund, from the records that grant, spend and end them.
    Vouchers(Box<Events>, String),
}

const OF_VOUCHERS: &[RecordKind] = &[
    RecordKind::DisbursementPaid,
    RecordKind::Redemption,
    RecordKind::VoucherExpiry,
    RecordKind::Reversal,
    RecordKind::OpeningVoucher,
];

impl Movements {
    pub(super) fn of_account(view: &View, period: &Period, account: i64) -> Self {
        let after = Cursor::at(period.opening);
        let (database, community) = (view.database.clone(), view.community);
        Movements::Account(Box::new(Lines::new(
            database,
            community,
            account,
            after,
            period.closing,
        )))
    }

    pub(super) fn of_vouchers(view: &View, period: &Period, fund: &str) -> Self {
        Movements::Vouchers(Box::new(view.events(period, OF_VOUCHERS)), fund.to_owned())
    }

    /// The next movements; nothing after the last.
    pub(super) async fn page(&mut self) -> Result<Option<Vec<Movement>>, StoreError> {
        match self {
            Movements::Account(lines) => {
                let page = lines.page(PAGE).await?;
                let page = (!page.is_empty()).then_some(page);
                page.map(|page| page.into_iter().map(of_line).collect()).transpose()
            }
            Movements::Vouchers(walk, fund) => {
                let page = walk.page().await?;
                if page.is_empty() {
                    return Ok(None);
                }
                let moved = page.into_iter().filter_map(|event| of_event(event, fund).transpose());
                moved.collect::<Result<_, _>>().map(Some)
            }
        }
    }
}

fn of_line(line: Line) -> Result<Movement, StoreError> {
    let amount = Sum::from_fen(line.amount);
    let [debit, credit] = match line.side() {
        Side::Debit => [amount, Sum::ZERO],
        Side::Credit => [Sum::ZERO, amount],
    };
    let unreadable = |error| StoreError::unreadable(format!("day of record {}", line.seq), error);
    Ok(Movement {
        day: line.effective_on.parse().map_err(unreadable)?,
        seq: line.seq,
        kind: line.kind,
        reference: line.reference,
        reverses: line.reverses,
        debit,
        credit,
        document: line.document,
        postings: line.postings,
    })
}

/// What a record moved on a fund's vouchers, if it did.
fn of_event(event: Event, fund: &str) -> Result<Option<Movement>, StoreError> {
    let (mut debit, mut credit) = (Sum::ZERO, Sum::ZERO);
    for (address, side, amount) in read_general(event.seq, &event.postings)? {
        let address = naming::read(&address)?;
        if address.kind == AccountKind::Voucher && address.fund == Some(fund) {
            match side {
                Side::Debit => debit += Sum::from_fen(amount),
                Side::Credit => credit += Sum::from_fen(amount),
            }
        }
    }
    if debit.is_zero() && credit.is_zero() {
        return Ok(None);
    }
    Ok(Some(Movement {
        day: event.day()?,
        seq: event.seq,
        kind: event.kind,
        reference: event.reference,
        reverses: event.reverses,
        debit,
        credit,
        document: event.document,
        postings: event.postings,
    }))
}

/// A record's postings to the general book.
pub(super) fn read_general(seq: Seq, postings: &str) -> Result<Vec<(String, Side, i64)>, StoreError> {
    let unreadable = |error| StoreError::unreadable(format!("postings of record {seq}"), error);
    let mut postings = read_postings(postings).map_err(unreadable)?;
    let general = format!("{}/", Book::General);
    postings.retain(|(address, ..)| address.starts_with(&general));
    Ok(postings)
}
