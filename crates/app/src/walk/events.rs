//! Records of some kinds: three sequences, merged.

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
    kinds: &'static [RecordKind],
    feeds: [Feed<Event>; 3],
}

impl Events {
    pub(crate) fn new(
        database: Database,
        community: CommunityNo,
        before: Instant,
        until: AsOf,
        kinds: &'static [RecordKind],
    ) -> Self {
        Events {
            database,
            community,
            until,
            kinds,
            feeds: Sequence::ALL.map(|_| Feed::after((before, Seq::MAX))),
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
        for (feed, sequence) in self.feeds.iter_mut().zip(Sequence::ALL) {
            if feed.needs_more() {
                let read = self
                    .database
                    .events(
                        self.community,
                        sequence,
                        feed.after,
                        self.until,
                        self.kinds,
                        limit(PAGE),
                    )
                    .await?;
                feed.take(read, PAGE);
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
