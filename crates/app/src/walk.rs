//! Walking what was recorded in the order of business time.
//!
//! No index holds everything in that order: what was recorded in order and what came late are found apart. Each is a
//! [`Feed`], read in pages; a walk merges its feeds by place, so that pages and reports see one order.

mod events;
mod lines;

use std::collections::VecDeque;

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::Seq;
use xiaonuan_persistence::events::Event;
use xiaonuan_persistence::scan::Line;

pub(crate) use events::{Events, document};
pub(crate) use lines::Lines;
pub use lines::{Cursor, NotACursor};

/// How much is read at once.
pub(crate) const PAGE: usize = 1_000;

/// A place in the order of business time: a moment, then a record's number.
pub(crate) type Place = (Instant, Seq);

/// What has a place in the order of business time.
pub(crate) trait Placed {
    /// Its place.
    fn place(&self) -> Place;
}

impl Placed for Line {
    fn place(&self) -> Place {
        Line::place(self)
    }
}

impl Placed for Event {
    fn place(&self) -> Place {
        Event::place(self)
    }
}

/// One sequence, read in pages.
struct Feed<T> {
    /// The place of the last one that was read.
    after: Place,
    waiting: VecDeque<T>,
    ended: bool,
}

impl<T: Placed> Feed<T> {
    fn after(place: Place) -> Self {
        Feed {
            after: place,
            waiting: VecDeque::new(),
            ended: false,
        }
    }

    fn needs_more(&self) -> bool {
        !self.ended && self.waiting.is_empty()
    }

    /// Takes what was read when so many were asked for.
    fn take(&mut self, read: Vec<T>, most: usize) {
        self.ended = read.len() < most;
        if let Some(last) = read.last() {
            self.after = last.place();
        }
        self.waiting = read.into();
    }

    fn next(&self) -> Option<Place> {
        self.waiting.front().map(Placed::place)
    }
}

/// The first of all that wait, by place.
fn pop<T: Placed>(feeds: &mut [Feed<T>]) -> Option<T> {
    let waiting = feeds.iter_mut().filter(|feed| !feed.waiting.is_empty());
    waiting.min_by_key(|feed| feed.next())?.waiting.pop_front()
}

/// So many, as a query says it.
fn limit(most: usize) -> u32 {
    u32::try_from(most).unwrap_or(u32::MAX)
}
