//! Rows of the register tables, and the only way to find them: by community.

pub(crate) mod closing;
pub(crate) mod community;
pub(crate) mod discount;
pub(crate) mod entry;
pub(crate) mod fund;
pub(crate) mod merchant;
pub(crate) mod resident;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// A table whose rows belong to a community.
pub(crate) trait OfCommunity: EntityTrait {
    /// The column that says whose a row is.
    const COMMUNITY: Self::Column;

    /// The rows of one community: where every query begins.
    fn of(community: i64) -> Select<Self> {
        Self::find().filter(Self::COMMUNITY.eq(community))
    }
}
