//! Where and by whom a redemption was confirmed, and by which card.

use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::Register;

use super::{FactValue as V, Facts};
use crate::view::Reading;

impl Reading {
    pub(super) fn at_counter(&self, document: &RedemptionDocument) -> Facts {
        let card = self.code_of(Register::Card, document.card).map(|card| ("card", card));
        let device = document
            .device
            .as_ref()
            .map(|device| ("device", V::Code(device.clone())));
        let staff = self.of_staff(document.staff).map(|staff| ("staff", staff));
        [card, device, staff].into_iter().flatten().collect()
    }

    /// Who stood at a counter.
    pub(super) fn of_staff(&self, subject: Option<SubjectId>) -> Option<V> {
        self.code_of(Register::Staff, subject)
    }

    fn code_of(&self, register: Register, subject: Option<SubjectId>) -> Option<V> {
        let mut rows = self.registers.entries(register).iter();
        let found = rows.find(|(_, row)| subject.is_some() && row.subject == subject);
        found.map(|(_, row)| V::Code(row.code.clone()))
    }
}
