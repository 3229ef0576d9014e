//! Funds.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fund")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fund: i64,
    pub code: String,
    pub since: i64,
    pub changed: i64,
    pub name: String,
    pub purpose: String,
    pub restricted: i64,
    pub purposes: String,
    pub agreement: Option<String>,
    pub ended_on: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl super::OfCommunity for Entity {
    const COMMUNITY: Column = Column::Community;
}
