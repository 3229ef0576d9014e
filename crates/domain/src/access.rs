//! Who may do what 权限: roles, the rights that they carry, and where each of them reaches.
//!
//! Nothing is allowed that is not said here. Whether somebody may do a thing is decided by the grants that stand in the
//! register when it is decided, under the same lock as everything else; see `ledger/authority.rs`.

mod actor;
mod administered;
mod holding;
mod need;
mod right;
mod role;

pub use self::actor::{Actor, Authority};
pub(crate) use self::administered::check_administered;
pub use self::holding::{Holding, Reach, building_of, is_part_of};
pub use self::need::{ApprovesTerms, Need, Offered, check};
pub use self::right::{EVERYTHING, Right};
pub use self::role::Role;
