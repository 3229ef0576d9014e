//! A shop's own business, as whoever answers for it is told: what was confirmed there and by whom, what the month came to,
//! and how its discounts are used.
//!
//! It sees of its customers what its counter saw: the surname, the end of the card's number, the bill. Whoever asks for a
//! shop's business has been found to be allowed to.

mod file;
mod month;
mod offers;
mod redemptions;

pub use self::month::{LastPaid, ShopMonth};
pub use self::offers::ShopOffer;
pub use self::redemptions::{ShopAsked, ShopLine, ShopPage, ShopSums};
