//! What became of the entries' keys before.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use xiaonuan_domain::refusal::Refusal;

use super::Entry;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::outcome::{self, Binding, Digest32, KeptOutcome, Outcome};
use crate::registers::CommunityNo;

/// What is kept of the keys of a batch.
#[derive(Default)]
pub(in crate::journal) struct Earlier {
    /// The answers that stand: the same content again, or other content under an accepted key.
    pub(in crate::journal) answers: HashMap<usize, Outcome>,
    /// The hashes of refusals that do not stand: another outcome takes their place.
    pub(in crate::journal) replaced: HashMap<usize, Digest32>,
}

/// Looks up what is kept under the keys of entries.
pub(in crate::journal) async fn earlier(
    on: &impl ConnectionTrait,
    sealing: &Keys,
    community: CommunityNo,
    entries: &[Entry],
) -> Result<Earlier, StoreError> {
    let keys = || entries.iter().filter_map(Entry::key);
    let scopes: HashSet<&'static str> = keys().map(|key| key.scope).collect();
    let mut kept: HashMap<&'static str, HashMap<String, KeptOutcome>> = HashMap::new();
    for scope in scopes {
        let of_scope = keys().filter(|key| key.scope == scope);
        let of_scope = of_scope.map(|key| key.key.clone()).collect();
        kept.insert(scope, outcome::find(on, sealing, community, scope, of_scope).await?);
    }
    let mut earlier = Earlier::default();
    for (at, entry) in entries.iter().enumerate() {
        let Some(key) = entry.key() else { continue };
        let Some(before) = kept.get(key.scope).and_then(|of_scope| of_scope.get(&key.key)) else {
            continue;
        };
        let standing = match (&before.outcome, before.content.is_of(&key.content)) {
            (Outcome::Refused(_), false) if key.binding == Binding::Accepted => None,
            (_, false) => Some(Outcome::Refused(Refusal::new(key.conflict))),
            (Outcome::Refused(_), true) if entry.redecide => None,
            (outcome, true) => Some(outcome.clone()),
        };
        match standing {
            Some(outcome) => earlier.answers.insert(at, outcome).is_none(),
            None => earlier.replaced.insert(at, before.digest).is_none(),
        };
    }
    Ok(earlier)
}
