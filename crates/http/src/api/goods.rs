//! Writing what happens to goods, in the manner of all other operations.

use super::ask::{GoodsDonation, StockFound, StockWriteOff};
use super::write::{Desk, Recorded, Reply, WriteQuery, operation};
use crate::body::ValidBody;
use crate::fault::{Fault, Problem};

operation! {
    /// Records a donation in kind. An item that is new is registered with it.
    donate(GoodsDonation) at "/api/v1/communities/{community}/goods-donations" in "events" as "donateGoods"
}
operation! {
    /// Takes goods off the stock that are no more, or no good any more.
    write_off(StockWriteOff) at "/api/v1/communities/{community}/stock-write-offs" in "events" as "writeOffStock"
}
operation! {
    /// Takes goods into the stock that were found when it was counted.
    find(StockFound) at "/api/v1/communities/{community}/stock-finds" in "events" as "findStock"
}
