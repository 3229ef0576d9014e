//! Records of some kinds: their sequences, merged.

use serde::de::DeserializeOwned;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::{Event, Sequence};
use xiaonuan_persistence::registers::CommunityNo;

use super::{Feed, PAGE, limit, pop};

/// A walk over the records of some kinds after a moment. It never sees what was recorded after its view.
pub(crate) struct Events {
    database: Database,
    community: CommunityNo,
    until: AsOf,
    sequences: Vec<Sequence>,
    feeds: Vec<Feed<Event>>,
}

impl Events {
    pub(crate) fn new(
        database: Database,
        community: CommunityNo,
        before: Instant,
        until: AsOf,
        kinds: &[RecordKind],
    ) -> Self {
        let sequences = Sequence::of(kinds);
        let feeds = sequences.iter().map(|_| Feed::after((before, Seq::MAX))).collect();
        Events {
            database,
            community,
            until,
            sequences,
            feeds,
        }
    }

    /// The next records; none after the last one.
    pub(crate) async fn page(&mut self) -> Result<Vec<Event>, StoreError> {
        let mut page = Vec::with_capacity(PAGE);
        while page.len() < PAGE {
            self.fill().await?;
            match pop(&mut self.feeds) {
                Some(event) => page.push(event),
                None => break,
            }
        }
        Ok(page)
    }

    async fn fill(&mut self) -> Result<(), StoreError> {
        for (feed, sequence) in self.feeds.iter_mut().zip(&self.sequences) {
            if feed.needs_more() {
                let (community, until) = (self.community, self.until);
                let read = self
                    .database
                    .events(community, *sequence, feed.after, until, limit(PAGE));
                feed.take(read.await?, PAGE);
            }
        }
        Ok(())
    }
}

/// Reads a record's contents.
pub(crate) fn document<T: DeserializeOwned>(event: &Event) -> Result<T, StoreError> {
    let unreadable = |error| StoreError::unreadable(format!("contents of record {}", event.seq), error);
    serde_json::from_str(&event.document).map_err(unreadable)
}
