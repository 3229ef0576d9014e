//! Registers that are kept in memory, by community.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::ConnectionTrait;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::Registers;

use super::{CommunityNo, load};
use crate::error::StoreError;
use crate::keys::Keys;

/// Registers by community, each good only at the register number of the journal's head.
#[derive(Debug, Default)]
pub(crate) struct RegisterCache {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    communities: HashMap<CommunityNo, Registered>,
    /// How often anything was used: later uses have higher numbers.
    uses: u64,
}

#[derive(Debug)]
struct Registered {
    number: Seq,
    registers: Arc<Registers>,
    used: u64,
}

/// How many communities' registers are kept.
const KEPT_COMMUNITIES: usize = 64;

impl RegisterCache {
    /// The registers as of a register number, from memory or the database.
    pub(crate) async fn at(
        &self,
        on: &impl ConnectionTrait,
        keys: &Keys,
        community: CommunityNo,
        number: Seq,
    ) -> Result<Arc<Registers>, StoreError> {
        let kept = self.kept().find(community, number);
        if let Some(registers) = kept {
            return Ok(registers);
        }
        let registers = Arc::new(load(on, keys, community, number).await?);
        self.keep(community, number, registers.clone());
        Ok(registers)
    }

    /// Keeps registers that were written at a register number, unless later ones are kept already.
    pub(crate) fn keep(&self, community: CommunityNo, number: Seq, registers: Arc<Registers>) {
        self.kept().keep(community, number, registers);
    }

    /// Forgets a community's registers: a database that was away may come back without what it said last.
    pub(crate) fn forget(&self, community: CommunityNo) {
        self.kept().communities.remove(&community);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn next_use(&mut self) -> u64 {
        self.uses += 1;
        self.uses
    }

    fn find(&mut self, community: CommunityNo, number: Seq) -> Option<Arc<Registers>> {
        let used = self.next_use();
        let found = self.communities.get_mut(&community)?;
        if found.number != number {
            return None;
        }
        found.used = used;
        Some(found.registers.clone())
    }

    fn keep(&mut self, community: CommunityNo, number: Seq, registers: Arc<Registers>) {
        let known = self.communities.get(&community);
        if known.is_some_and(|known| known.number > number) {
            return;
        }
        if known.is_none() && self.communities.len() >= KEPT_COMMUNITIES {
            let least = self.communities.iter().min_by_key(|(_, kept)| kept.used);
            let least = least.map(|(community, _)| *community);
            least.and_then(|community| self.communities.remove(&community));
        }
        let used = self.next_use();
        let registered = Registered {
            number,
            registers,
            used,
        };
        self.communities.insert(community, registered);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use xiaonuan_domain::command::Keeper;
    use xiaonuan_domain::register::Community;

    use super::*;

    fn registers() -> Arc<Registers> {
        Arc::new(Registers::new(Community {
            id: Uuid::nil(),
            code: "qingzhu".parse().expect("a code"),
            name: String::new(),
            district: String::new(),
            zone: "Asia/Shanghai".parse().expect("a zone"),
            keeper: Keeper::default(),
            settings: None,
            changed: 1,
        }))
    }

    #[test]
    fn the_community_that_was_not_used_for_longest_makes_room() {
        let mut kept = Kept::default();
        let all = 0..=KEPT_COMMUNITIES as i64;
        for community in all.clone().take(KEPT_COMMUNITIES) {
            kept.keep(CommunityNo(community), 1, registers());
        }
        assert!(kept.find(CommunityNo(0), 1).is_some());
        kept.keep(CommunityNo(KEPT_COMMUNITIES as i64), 1, registers());
        let gone: Vec<i64> = all
            .filter(|community| kept.find(CommunityNo(*community), 1).is_none())
            .collect();
        assert_eq!(gone, [1]);
    }

    #[test]
    fn later_registers_stay_and_others_are_not_taken_for_them() {
        let mut kept = Kept::default();
        kept.keep(CommunityNo(1), 5, registers());
        kept.keep(CommunityNo(1), 4, registers());
        assert!(kept.find(CommunityNo(1), 4).is_none());
        assert!(kept.find(CommunityNo(1), 5).is_some());
    }
}
