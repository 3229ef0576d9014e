//! What is not refused, but should be thought about once more.

use xiaonuan_domain::document::DiscountDocument;
use xiaonuan_domain::eligibility::EligibleFor;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Registers;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::Recorded;
use crate::service::Service;

/// A group of fewer people is given away when one of them uses its offer.
const FEW: usize = 10;

/// What should be thought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A discount is approved for so few people that whoever uses it is known for one of them.
    SmallGroup,
}

impl Warning {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Warning::SmallGroup => "small_group",
        }
    }
}

impl Service {
    /// What should be thought about of a record, as the registers stood with it: the same whenever it is told.
    pub(super) async fn warnings(
        &self,
        community: CommunityNo,
        recorded: &Recorded,
    ) -> Result<Vec<Warning>, StoreError> {
        if !matches!(
            recorded.kind,
            RecordKind::DiscountRegistered | RecordKind::DiscountChanged
        ) {
            return Ok(Vec::new());
        }
        let unreadable = |error| StoreError::unreadable(format!("record {}", recorded.seq), error);
        let said: DiscountDocument = serde_json::from_value(recorded.document.clone()).map_err(unreadable)?;
        if !said.state.is_approved() || matches!(said.terms.eligible, EligibleFor::All) {
            return Ok(Vec::new());
        }
        let registers = self.database().registers_at(community, recorded.seq).await?;
        let is_small = is_small(&registers, &said);
        Ok(is_small.then_some(Warning::SmallGroup).into_iter().collect())
    }
}

/// Whether few people may use it: who may on any day of it will be known for one of them.
fn is_small(registers: &Registers, said: &DiscountDocument) -> bool {
    let terms = &said.terms;
    let residents = registers.residents.iter().map(|(_, row)| row);
    let residents = residents.filter(|row| !row.is_erased());
    let group = residents.filter(|row| {
        let held = row.details.eligibility.iter();
        let days = held.filter(|held| held.from <= terms.valid_to && terms.valid_from <= held.to);
        let mut days = days.map(|held| held.from.max(terms.valid_from));
        days.any(|day| !row.has_ended_on(day) && terms.eligible.admits(&row.details.eligibility, day))
    });
    group.take(FEW).count() < FEW
}
