//! Communities: the one register that is not of a community.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "community")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    pub code: String,
    pub id: Vec<u8>,
    pub name: String,
    pub district: String,
    pub timezone: String,
    pub changed: i64,
    pub keeper: String,
    pub host: Option<String>,
    pub settings: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
