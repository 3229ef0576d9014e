//! Shops' counters: what a shop is told, who stands there, and what opens residents' cards.

mod cap;
mod cards;
mod complaints;
mod devices;
mod groups;
mod own;
mod plain;
mod shop;
mod told;
mod undo;
