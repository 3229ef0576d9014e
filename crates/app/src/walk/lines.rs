//! An account's postings: those in order and the late ones, merged.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::Seq;
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;
use xiaonuan_persistence::scan::Line;

use super::{Feed, PAGE, Place, limit, pop};

/// How far a walk over an account's postings came: up to a record among those in order, up to a place among the late
/// ones. Good for one account as recorded at one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) in_order: Seq,
    pub(crate) late: Place,
}

/// A text that is no place in a statement.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a place in a statement comes from the page before")]
pub struct NotACursor;

impl Cursor {
    /// After everything that a view counts.
    pub(crate) fn at(view: AsOf) -> Self {
        Cursor {
            in_order: view.settled(),
            late: (view.at, Seq::MAX),
        }
    }

    /// This place, or the nearest one between two others.
    pub(crate) fn between(self, first: Cursor, last: Cursor) -> Self {
        Cursor {
            in_order: self.in_order.clamp(first.in_order, last.in_order),
            late: self.late.clamp(first.late, last.late),
        }
    }
}

/// `120`, or `120.1767225600000000.97` once a late posting was passed. Between two others it is the same again.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, seq) = self.late;
        match seq {
            Seq::MAX => write!(f, "{}", self.in_order),
            seq => write!(f, "{}.{}.{seq}", self.in_order, at.micros()),
        }
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let numbers: Result<Vec<i64>, _> = text.split('.').map(str::parse).collect();
        let (in_order, late) = match numbers.map_err(|_| NotACursor)?[..] {
            [in_order] => (in_order, (Instant::MIN, Seq::MAX)),
            [in_order, at, seq] => (in_order, (Instant::from_micros(at), seq)),
            _ => return Err(NotACursor),
        };
        Ok(Cursor { in_order, late })
    }
}

/// A walk over an account's postings after a place and up to a view.
pub(crate) struct Lines {
    database: Database,
    community: CommunityNo,
    account: i64,
    until: AsOf,
    place: Cursor,
    /// Those in order and the late ones.
    feeds: [Feed<Line>; 2],
}

impl Lines {
    pub(crate) fn new(database: Database, community: CommunityNo, account: i64, after: Cursor, until: AsOf) -> Self {
        Lines {
            database,
            community,
            account,
            until,
            place: after,
            feeds: [Feed::after((Instant::MIN, after.in_order)), Feed::after(after.late)],
        }
    }

    /// The next postings, at most so many; none after the last one.
    pub(crate) async fn page(&mut self, most: usize) -> Result<Vec<Line>, StoreError> {
        let mut page = Vec::with_capacity(most.min(PAGE));
        while page.len() < most {
            self.fill(most).await?;
            let [in_order, late] = &self.feeds;
            let is_late = late
                .next()
                .is_some_and(|late| in_order.next().is_none_or(|next| late < next));
            let Some(line) = pop(&mut self.feeds) else { break };
            if is_late {
                self.place.late = line.place();
            } else {
                self.place.in_order = line.seq;
            }
            page.push(line);
        }
        Ok(page)
    }

    /// The place after what was given out, unless that was the last.
    pub(crate) async fn next_place(&mut self) -> Result<Option<Cursor>, StoreError> {
        self.fill(1).await?;
        let more = self.feeds.iter().any(|feed| feed.next().is_some());
        Ok(more.then_some(self.place))
    }

    async fn fill(&mut self, most: usize) -> Result<(), StoreError> {
        let most = most.saturating_add(1).min(PAGE);
        let (database, community, account) = (&self.database, self.community, self.account);
        let [in_order, late] = &mut self.feeds;
        if in_order.needs_more() {
            let (_, after) = in_order.after;
            let until = self.until.settled();
            let lines = database
                .lines_in_order(community, account, after, until, limit(most))
                .await?;
            in_order.take(lines, most);
        }
        if late.needs_more() {
            let lines = database
                .late_lines(community, account, late.after, self.until, limit(most))
                .await?;
            late.take(lines, most);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_written() {
        let late = Cursor {
            in_order: 120,
            late: (Instant::from_micros(-7), 97),
        };
        assert_eq!(late.to_string(), "120.-7.97");
        assert_eq!("120.-7.97".parse(), Ok(late));
        let first = Cursor {
            in_order: 9,
            late: (Instant::from_micros(5), Seq::MAX),
        };
        let last = Cursor {
            in_order: 200,
            late: (Instant::from_micros(90), Seq::MAX),
        };
        let place = Cursor { in_order: 120, ..first };
        assert_eq!(place.to_string(), "120");
        assert_eq!("120".parse().map(|place: Cursor| place.between(first, last)), Ok(place));
        for text in ["", "9-0", "1.2", "1.2.3.4", "x", "1.x.3"] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
