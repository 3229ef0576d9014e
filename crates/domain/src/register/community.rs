//! The community itself, whose books they are.

use uuid::Uuid;

use crate::calendar::Zone;
use crate::code::Code;
use crate::command::{CommunityDetails, Keeper, Settings};
use crate::record::Seq;

/// A community (社区): one set of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Community {
    /// The identifier in records.
    pub id: Uuid,
    /// The code in addresses.
    pub code: Code,
    /// The name.
    pub name: String,
    /// The district it belongs to.
    pub district: String,
    /// Whose days its days are.
    pub zone: Zone,
    /// Who keeps its fund.
    pub keeper: Keeper,
    /// How its workflow goes, once it has said so.
    pub settings: Option<Settings>,
    /// The record of its last change.
    pub changed: Seq,
}

impl Community {
    /// Its settings as far as they say which steps help takes; nothing where every step may be taken and none must be.
    #[must_use]
    pub fn workflow(&self) -> Option<&Settings> {
        self.settings.as_ref().filter(|settings| !settings.steps_optional)
    }

    /// What of it may change.
    #[must_use]
    pub fn details(&self) -> CommunityDetails {
        CommunityDetails {
            name: self.name.clone(),
            district: self.district.clone(),
            keeper: self.keeper.clone(),
            settings: self.settings.clone(),
        }
    }
}
