//! What can be asked of a fund's goods.

use crate::calendar::Day;

/// Pieces of an item, and what all of them are worth where that is said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parcel {
    pub(crate) item: String,
    pub(crate) pieces: i64,
    pub(crate) fen: i64,
}

/// A donation in kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GoodsGift {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) fund: String,
    /// A donor of the register.
    pub(crate) donor: Option<String>,
    pub(crate) goods: Vec<Parcel>,
    /// In which unit pieces are counted, if that is said.
    pub(crate) unit: Option<&'static str>,
}

/// What was written off or found when the stock was counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StockCount {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) fund: String,
    pub(crate) goods: Vec<Parcel>,
    pub(crate) prepared_by: &'static str,
    pub(crate) approved_by: &'static str,
}
