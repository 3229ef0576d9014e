//! The JSON API over real books, on both databases.

mod cases;
mod conventions;
mod corrections;
mod desk;
mod fire;
mod goods;
mod hostile;
mod kept;
mod logs;
mod money;
mod names;
mod operation;
mod outage;
mod reads;
mod rehearsed;
mod sample;
mod stolen;
mod told;
mod world;
