//! Residents. Personal: rows never leave this crate as they are.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resident")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub community: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub resident: i64,
    pub code: String,
    pub since: i64,
    pub changed: i64,
    pub subject: Vec<u8>,
    pub household: String,
    pub household_subject: Option<Vec<u8>>,
    pub name: String,
    pub id_number: Option<String>,
    pub phone: String,
    pub building: String,
    pub eligibility: String,
    pub ended_on: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl super::OfCommunity for Entity {
    const COMMUNITY: Column = Column::Community;
}
