//! Discounts. The terms are JSON, as their record has them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "discount")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub discount: i64,
    pub code: String,
    pub since: i64,
    pub changed: i64,
    pub merchant: i64,
    pub fund: Option<i64>,
    pub terms: String,
    pub state: String,
    pub versions: String,
}

impl ActiveModelBehavior for ActiveModel {}

impl super::OfCommunity for Entity {
    const COMMUNITY: Column = Column::Community;
}
