//! Records in the order of business time: three sequences, each read in pages, merged.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::{Event, Sequence};

use super::period::Period;
use super::view::View;

/// How many records are read at once.
pub(super) const PAGE: usize = 1_000;

/// A walk over the records of some kinds within a period. It never sees what was recorded after the view.
pub(super) struct Walk {
    view: Arc<View>,
    until: AsOf,
    kinds: &'static [RecordKind],
    feeds: [Feed; 3],
}

struct Feed {
    sequence: Sequence,
    after: (Instant, Seq),
    waiting: VecDeque<Event>,
    ended: bool,
}

impl Walk {
    pub(super) fn new(view: Arc<View>, period: &Period, kinds: &'static [RecordKind]) -> Self {
        let feed = |sequence| Feed {
            sequence,
            after: (period.before, Seq::MAX),
            waiting: VecDeque::new(),
            ended: false,
        };
        Walk {
            view,
            until: period.closing,
            kinds,
            feeds: Sequence::ALL.map(feed),
        }
    }

    /// The next records; none after the last one.
    pub(super) async fn page(&mut self) -> Result<Vec<Event>, StoreError> {
        let mut page = Vec::with_capacity(PAGE);
        while page.len() < PAGE {
            for feed in &mut self.feeds {
                feed.fill(&self.view, self.until, self.kinds).await?;
            }
            let waiting = self.feeds.iter_mut().filter(|feed| !feed.waiting.is_empty());
            let next = waiting.min_by_key(|feed| feed.waiting.front().map(Event::place));
            match next.and_then(|feed| feed.waiting.pop_front()) {
                Some(event) => page.push(event),
                None => break,
            }
        }
        Ok(page)
    }
}

impl Feed {
    /// Reads on when nothing is left of what was read.
    async fn fill(&mut self, view: &View, until: AsOf, kinds: &[RecordKind]) -> Result<(), StoreError> {
        if self.ended || !self.waiting.is_empty() {
            return Ok(());
        }
        let most = u32::try_from(PAGE).unwrap_or(u32::MAX);
        let read = view
            .database
            .events(view.community, self.sequence, self.after, until, kinds, most)
            .await?;
        self.ended = read.len() < PAGE;
        if let Some(last) = read.last() {
            self.after = last.place();
        }
        self.waiting = read.into();
        Ok(())
    }
}

/// Reads a record's contents.
pub(super) fn document<T: DeserializeOwned>(event: &Event) -> Result<T, StoreError> {
    let unreadable = |error| StoreError::unreadable(format!("contents of record {}", event.seq), error);
    serde_json::from_str(&event.document).map_err(unreadable)
}
