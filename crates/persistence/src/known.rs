//! The communities that this process has met: their numbers and zones, which never change.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::EntityTrait;
use xiaonuan_domain::calendar::Zone;
use xiaonuan_domain::code::Code;

use crate::connect::Database;
use crate::entity::community;
use crate::error::StoreError;
use crate::registers::{CommunityNo, find_community, read_community};

/// The most communities that are remembered.
const MOST: usize = 10_000;

/// Remembers communities, so that a claim at the counter need not ask for its community again.
#[derive(Debug, Default)]
pub(crate) struct KnownCommunities(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    numbers: HashMap<String, CommunityNo>,
    zones: HashMap<CommunityNo, Zone>,
}

impl KnownCommunities {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self, code: &str) -> Option<CommunityNo> {
        self.known().numbers.get(code).copied()
    }

    fn zone(&self, community: CommunityNo) -> Option<Zone> {
        self.known().zones.get(&community).cloned()
    }

    fn meet(&self, code: &str, community: CommunityNo) {
        let mut known = self.known();
        if known.numbers.len() < MOST {
            known.numbers.insert(code.to_owned(), community);
        }
    }

    fn meet_days_of(&self, community: CommunityNo, zone: Zone) {
        let mut known = self.known();
        if known.zones.len() < MOST {
            known.zones.insert(community, zone);
        }
    }

    fn forget(&self, community: CommunityNo) {
        let mut known = self.known();
        known.numbers.retain(|_, number| *number != community);
        known.zones.remove(&community);
    }
}

impl Database {
    /// The community of a code.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn community(&self, code: &str) -> Result<Option<CommunityNo>, StoreError> {
        if let Some(number) = self.known.number(code) {
            return Ok(Some(number));
        }
        if code.parse::<Code>().is_err() {
            return Ok(None);
        }
        let found = find_community(&self.reader, code).await?;
        if let Some(number) = found {
            self.known.meet(code, number);
        }
        Ok(found)
    }

    /// Whose days a community's days are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or the row cannot be read.
    pub async fn zone(&self, community: CommunityNo) -> Result<Zone, StoreError> {
        if let Some(zone) = self.known.zone(community) {
            return Ok(zone);
        }
        let row = community::Entity::find_by_id(community.0).one(&self.reader).await?;
        let row = row.ok_or_else(|| StoreError::unreadable("community", "it does not exist"))?;
        let zone = read_community(row)?.zone;
        self.known.meet_days_of(community, zone.clone());
        Ok(zone)
    }

    /// Forgets what is kept in memory of a community: a database that was away may come back without what it said last.
    pub(crate) fn forget(&self, community: CommunityNo) {
        self.registers.forget(community);
        self.known.forget(community);
    }
}
