//! Who the subjects of the journal are, as far as that is still known.

use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::Registers;

use crate::report::Cell;

/// A resident's code; blank when it is no longer known whose subject it is.
pub(super) fn code_of(registers: &Registers, subject: SubjectId) -> Cell {
    let resident = registers.resident_of(subject);
    resident.map_or(Cell::Empty, |resident| Cell::Code(resident.code.clone()))
}
