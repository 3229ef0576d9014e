//! Merchants. Whom to ask for is sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merchant")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub merchant: i64,
    pub code: String,
    pub since: i64,
    pub changed: i64,
    pub name: String,
    pub uscc: String,
    pub category: String,
    pub joined_on: String,
    pub left_on: Option<String>,
    pub by_list: i64,
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl super::OfCommunity for Entity {
    const COMMUNITY: Column = Column::Community;
}
