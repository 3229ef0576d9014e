//! Erasing what is known of a resident.

use serde::Serialize;

use crate::code::Code;

/// All that is known of a resident, to be erased for good. It cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erasure {
    /// Who, by their code.
    pub resident: Code,
}
