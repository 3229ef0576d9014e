//! Closed and reopened periods.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "closing")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub closing: i64,
    pub since: i64,
    pub closed: i64,
    pub span: String,
    pub last_day: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl super::OfCommunity for Entity {
    const COMMUNITY: Column = Column::Community;
}
