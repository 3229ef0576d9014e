//! What is wrong is taken back by another record, on both databases.

mod donations;
mod goods;
mod money;
mod openings;
mod payments;
mod redemptions;
mod reports;
mod settlements;
mod vouchers;
