//! What moved on a ledger account, in the order of business time, page by page.

use std::collections::VecDeque;
use std::sync::Arc;

use xiaonuan_domain::account::{AccountKind, Book, Side};
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;
use xiaonuan_persistence::scan::Line;

use super::address::Address;
use super::period::Period;
use super::view::View;
use super::walk::{PAGE, Walk};

/// What one record moved on an account.
pub(super) struct Movement {
    pub(super) seq: Seq,
    pub(super) kind: String,
    pub(super) reference: String,
    pub(super) day: Day,
    pub(super) reverses: Option<Seq>,
    pub(super) debit: i64,
    pub(super) credit: i64,
    pub(super) document: String,
    pub(super) postings: String,
}

/// Where movements come from.
pub(super) enum Movements {
    /// An account's postings.
    Account(Box<Lines>),
    /// All vouchers of a fund, from the records that grant, spend and end them.
    Vouchers(Box<Walk>, String),
}

const OF_VOUCHERS: &[RecordKind] = &[
    RecordKind::DisbursementPaid,
    RecordKind::Redemption,
    RecordKind::VoucherExpiry,
    RecordKind::Reversal,
];

impl Movements {
    pub(super) fn of_account(view: Arc<View>, period: &Period, account: i64) -> Self {
        Movements::Account(Box::new(Lines::new(view, period, account)))
    }

    pub(super) fn of_vouchers(view: Arc<View>, period: &Period, fund: &str) -> Self {
        Movements::Vouchers(Box::new(Walk::new(view, period, OF_VOUCHERS)), fund.to_owned())
    }

    /// The next movements; nothing after the last.
    pub(super) async fn page(&mut self) -> Result<Option<Vec<Movement>>, StoreError> {
        match self {
            Movements::Account(lines) => {
                let page = lines.page().await?;
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
    let [debit, credit] = match line.side() {
        Side::Debit => [line.amount, 0],
        Side::Credit => [0, line.amount],
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
    let (mut debit, mut credit) = (0, 0);
    for (address, side, amount) in read_general(event.seq, &event.postings)? {
        let address = Address::read(&address)?;
        if address.kind == AccountKind::Voucher && address.fund == fund {
            match side {
                Side::Debit => debit += amount,
                Side::Credit => credit += amount,
            }
        }
    }
    if debit == 0 && credit == 0 {
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

/// An account's postings: those in order and the late ones, each read in pages, merged by business time.
pub(super) struct Lines {
    view: Arc<View>,
    account: i64,
    until: AsOf,
    in_order: Feed,
    late: Feed,
}

struct Feed {
    after: (Instant, Seq),
    waiting: VecDeque<Line>,
    ended: bool,
}

impl Feed {
    fn new(after: (Instant, Seq)) -> Self {
        Feed {
            after,
            waiting: VecDeque::new(),
            ended: false,
        }
    }

    fn needs_more(&self) -> bool {
        !self.ended && self.waiting.is_empty()
    }

    fn take(&mut self, lines: Vec<Line>) {
        self.ended = lines.len() < PAGE;
        if let Some(last) = lines.last() {
            self.after = (last.occurred_at(), last.seq);
        }
        self.waiting = lines.into();
    }

    fn next(&self) -> Option<(Instant, Seq)> {
        self.waiting.front().map(|line| (line.occurred_at(), line.seq))
    }
}

impl Lines {
    fn new(view: Arc<View>, period: &Period, account: i64) -> Self {
        Lines {
            view,
            account,
            until: period.closing,
            in_order: Feed::new((period.before, period.opening.settled())),
            late: Feed::new((period.before, Seq::MAX)),
        }
    }

    async fn page(&mut self) -> Result<Vec<Line>, StoreError> {
        let most = u32::try_from(PAGE).unwrap_or(u32::MAX);
        let (database, community, account) = (&self.view.database, self.view.community, self.account);
        let mut page = Vec::with_capacity(PAGE);
        while page.len() < PAGE {
            if self.in_order.needs_more() {
                let (_, after) = self.in_order.after;
                let until = self.until.settled();
                let lines = database.lines_in_order(community, account, after, until, most).await?;
                self.in_order.take(lines);
            }
            if self.late.needs_more() {
                let lines = database
                    .late_lines(community, account, self.late.after, self.until, most)
                    .await?;
                self.late.take(lines);
            }
            let late_is_next = match (self.in_order.next(), self.late.next()) {
                (Some(in_order), Some(late)) => late < in_order,
                (in_order, _) => in_order.is_none(),
            };
            let feed = if late_is_next {
                &mut self.late
            } else {
                &mut self.in_order
            };
            match feed.waiting.pop_front() {
                Some(line) => page.push(line),
                None => break,
            }
        }
        Ok(page)
    }
}
