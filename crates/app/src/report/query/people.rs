//! Who the subjects of the journal are, as far as that is still known.

use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::Registers;

use crate::report::{Cell, Choice};

/// A resident's code; that they were erased when it is no longer known whose subject it is.
pub(super) fn code_of(registers: &Registers, subject: SubjectId) -> Cell {
    match registers.resident_of(subject) {
        Some(resident) if !resident.is_erased() => Cell::Code(resident.code.clone()),
        _ => Cell::Choice(Choice::Erased),
    }
}
