//! Registers: read whole per community, written row by row with their records.

mod cache;
pub(crate) mod communities;
mod entries;
mod history;
mod rows;

use std::sync::Arc;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Closings, Community, Registers};

pub(crate) use self::cache::RegisterCache;
pub use self::communities::ListedCommunity;
pub use self::history::Said;
pub(crate) use self::rows::{keeper_columns, read_community, settings_column};
use crate::connect::Database;
use crate::entity::{closing, community, discount, fund, merchant, resident};
use crate::error::StoreError;
use crate::journal::read_head;
use crate::keys::Keys;

/// The whole-number key of a community in this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CommunityNo(pub(crate) i64);

impl Database {
    /// All communities, in the order of their codes.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn communities(&self) -> Result<Vec<Community>, StoreError> {
        let rows = community::Entity::find()
            .order_by_asc(community::Column::Code)
            .all(&self.reader)
            .await?;
        rows.into_iter().map(read_community).collect()
    }

    /// A community's registers as they stand.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn registers(&self, community: CommunityNo) -> Result<Arc<Registers>, StoreError> {
        self.registers_at(community, Seq::MAX).await
    }

    /// A community's registers as they stood at a record: those that are kept in memory, if the head says that no
    /// register has changed since, neither they nor the record being older.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn registers_at(&self, community: CommunityNo, number: Seq) -> Result<Arc<Registers>, StoreError> {
        let last_change = read_head(&self.reader, community).await?.head.register_seq;
        if number < last_change {
            return Ok(Arc::new(load(&self.reader, &self.keys, community, number).await?));
        }
        self.registers
            .at(&self.reader, &self.keys, community, last_change)
            .await
    }

    /// What was registered in a community up to a record, as the rows stand and not from memory, for a check.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a row cannot be read.
    pub async fn stored_registers(&self, community: CommunityNo, number: Seq) -> Result<Registers, StoreError> {
        Ok(registered(&self.reader, &self.keys, community, number)
            .await?
            .registers())
    }
}

pub(crate) async fn find_community(on: &impl ConnectionTrait, code: &str) -> Result<Option<CommunityNo>, StoreError> {
    let row = community::Entity::find()
        .filter(community::Column::Code.eq(code))
        .one(on)
        .await?;
    Ok(row.map(|row| CommunityNo(row.community)))
}

/// Reads all registers of a community as they stood at a record.
pub(crate) async fn load(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    until: Seq,
) -> Result<Registers, StoreError> {
    let mut rows = registered(on, keys, community, until).await?;
    rows.wind_back(on, keys, community, until).await?;
    Ok(rows.registers())
}

/// Reads the rows that were registered up to a record, as they stand.
async fn registered(
    on: &impl ConnectionTrait,
    keys: &Keys,
    CommunityNo(number): CommunityNo,
    until: Seq,
) -> Result<history::Rows, StoreError> {
    let row = community::Entity::find_by_id(number).one(on).await?;
    let row = row.ok_or_else(|| StoreError::unreadable("community", "it does not exist"))?;
    let community = read_community(row)?;
    let mut closings = Closings::default();
    for row in rows::of::<closing::Entity>(on, keys, number, until).await? {
        closings.push(row, &community.zone);
    }
    Ok(history::Rows {
        community,
        funds: rows::of::<fund::Entity>(on, keys, number, until).await?,
        merchants: rows::of::<merchant::Entity>(on, keys, number, until).await?,
        discounts: rows::of::<discount::Entity>(on, keys, number, until).await?,
        residents: rows::of::<resident::Entity>(on, keys, number, until).await?,
        closings,
        entries: entries::rows(on, keys, number, until).await?,
    })
}
