//! What is not refused, but should be thought about once more.

use xiaonuan_domain::command::{Command, DiscountTerms, NewState};
use xiaonuan_domain::eligibility::EligibleFor;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::Registers;

use super::DeskError;
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
    /// What should be thought about of what was asked, as the registers stood with a record: the same whenever it is told.
    ///
    /// # Errors
    /// [`DeskError`]: an unknown community, a failing database.
    pub async fn warnings(&self, community: &str, command: &Command, seq: Seq) -> Result<Vec<Warning>, DeskError> {
        let Some(terms) = approved(command) else {
            return Ok(Vec::new());
        };
        let number = self.number_of(community).await?;
        let registers = self.database().registers_at(number, seq).await?;
        let is_small = is_small(&registers, terms);
        Ok(is_small.then_some(Warning::SmallGroup).into_iter().collect())
    }
}

/// The terms that a command approves.
fn approved(command: &Command) -> Option<&DiscountTerms> {
    let (state, terms) = match command {
        Command::RegisterDiscount(asked) => (asked.state, &asked.terms),
        Command::Change(change) => match &change.to {
            NewState::Discount(asked) => (asked.state, &asked.terms),
            _ => return None,
        },
        _ => return None,
    };
    state.is_approved().then_some(terms)
}

/// Whether few people may use it on the first of its days.
fn is_small(registers: &Registers, terms: &DiscountTerms) -> bool {
    if matches!(terms.eligible, EligibleFor::All) {
        return false;
    }
    let residents = registers.residents.iter().map(|(_, row)| row);
    let group = residents.filter(|row| {
        // Whoever may use it on any day of it will be known for one of those who may.
        let held = row.details.eligibility.iter();
        let days = held.filter(|held| held.from <= terms.valid_to && terms.valid_from <= held.to);
        let mut days = days.map(|held| held.from.max(terms.valid_from));
        days.any(|day| !row.has_ended_on(day) && terms.eligible.admits(&row.details.eligibility, day))
    });
    group.take(FEW).count() < FEW
}
