//! Rows of the registers that all work alike. What they say is sealed, and so are their codes.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entry")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub register: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub since: i64,
    pub changed: i64,
    pub subject: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
    pub code_print: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl super::OfCommunity for Entity {
    const COMMUNITY: Column = Column::Community;
}
