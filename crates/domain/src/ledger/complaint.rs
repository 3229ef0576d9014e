//! What residents complain of, and what they are answered.

use super::Ledger;
use crate::access::{Actor, Authority};
use crate::calendar::Instant;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::Register;
use crate::register::entry::{ComplaintDetails, EntryDetails};

/// How many complaints of one day may wait for an answer of those that a resident files on their own phone: more than
/// anybody needs, and no way to fill the books.
pub const COMPLAINTS_A_DAY: usize = 5;

impl Ledger {
    /// Rules, in order: `unknown_resident`, `future_date`, `answer_incomplete`.
    pub(super) fn check_complaint(&self, complaint: &ComplaintDetails, now: Instant) -> Result<(), Refusal> {
        self.resident(complaint.resident.as_str())?;
        let today = self.registers.community.zone.day_of(now);
        let days = [("from", Some(complaint.from)), ("to", complaint.to)];
        for (column, day) in days {
            if day.is_some_and(|day| day > today) {
                return Err(Refusal::new(RefusalCode::FutureDate).with("column", column));
            }
        }
        if complaint.answer.is_some() != complaint.to.is_some() {
            return Err(RefusalCode::AnswerIncomplete.into());
        }
        Ok(())
    }

    /// Rule: `too_many_complaints`, for whoever files by an open card.
    pub(super) fn check_number_of_complaints(&self, asked: &ComplaintDetails, actor: &Actor) -> Result<(), Refusal> {
        if !matches!(actor.authority, Authority::Card { .. }) {
            return Ok(());
        }
        let rows = self.registers.entries(Register::Complaint).iter();
        let waiting = rows.filter(|(_, row)| match &row.details {
            EntryDetails::Complaint(other) => {
                other.resident == asked.resident && other.from == asked.from && other.to.is_none()
            }
            _ => false,
        });
        if waiting.count() < COMPLAINTS_A_DAY {
            return Ok(());
        }
        Err(Refusal::new(RefusalCode::TooManyComplaints).with("most", COMPLAINTS_A_DAY))
    }
}
