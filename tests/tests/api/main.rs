//! The JSON API over real books, on both databases.

mod cases;
mod desk;
mod fire;
mod goods;
mod hostile;
mod money;
mod operation;
mod outage;
mod world;
