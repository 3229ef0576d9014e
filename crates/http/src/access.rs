//! Who asks, and whether they may: decided once, before any handler runs, and denied where nothing is said.
//!
//! Three steps. [`gate`] finds out who asks and what they hold in the community that the address names; its table says
//! what each address needs, and an address that is not in it is not found. Handlers get a [`Principal`], with which they
//! show what it may see. What is recorded is decided once more by the domain, under the lock.

mod concerned;
mod gate;
mod operations;
mod pace;
mod principal;
mod report;
mod reveal;
mod rule;
mod shop;
mod sight;

pub(crate) use concerned::{Concerned, Person};
pub(crate) use gate::{Gate, gate};
pub use operations::pages;
pub(crate) use operations::{admits, shows_shop};
pub use pace::Pace;
pub(crate) use principal::{Principal, Who};
pub use report::masked;
pub(crate) use report::{Seen, is_taken_away};
pub(crate) use rule::Rule;
pub(crate) use shop::card_required;
pub(crate) use sight::{Sight, is_masked};
