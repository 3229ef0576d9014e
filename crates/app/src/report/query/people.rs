//! Who the subjects of the journal are, as far as that is still known.

use std::collections::HashMap;

use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::{Registers, Resident, ResidentNo};

use super::view::View;
use crate::report::Cell;

/// Residents by their subject.
pub(super) struct People<'a> {
    registers: &'a Registers,
    by_subject: &'a Subjects,
}

/// Keys of residents by their subject.
pub(super) type Subjects = HashMap<SubjectId, ResidentNo>;

/// A resident's code; blank when it is no longer known whose subject it is.
pub(super) fn code_of(registers: &Registers, subjects: &Subjects, subject: SubjectId) -> Cell {
    let resident = subjects
        .get(&subject)
        .and_then(|number| registers.residents.find(*number));
    resident.map_or(Cell::Empty, |resident| Cell::Code(resident.code.clone()))
}

impl<'a> People<'a> {
    pub(super) fn of(view: &'a View) -> Self {
        People {
            registers: &view.registers,
            by_subject: &view.subjects,
        }
    }

    pub(super) fn resident(&self, subject: SubjectId) -> Option<&'a Resident> {
        self.registers.residents.find(*self.by_subject.get(&subject)?)
    }
}
