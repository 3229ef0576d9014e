//! What a resident says is wrong, and what the office answers.

use std::sync::Arc;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, RegisterEntry};
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::entry::{ComplaintDetails, Entry, EntryDetails};
use xiaonuan_domain::register::{Register, Registers};

use super::codes::Secret;
use super::{CardHolder, CounterError, row_of};
use crate::desk::Request;
use crate::service::Service;

/// How often a code that another complaint has is drawn again.
const DRAWS: usize = 8;

/// Something to complain of.
#[derive(Clone)]
pub struct NewComplaint {
    /// What is wrong, in their words.
    pub text: String,
    /// The redemption that it is about, by its reference, as [`super::Used`] tells it.
    pub about: Option<Code>,
    /// The key of the request: the same again is the same complaint.
    pub key: String,
}

/// A complaint that was filed.
#[derive(Clone, Debug)]
pub struct Complained {
    /// By which code the office finds it.
    pub code: Code,
    /// The community's day of it.
    pub on: Day,
    /// Whether it was filed before and is only told again.
    pub repeated: bool,
}

/// A complaint as whoever filed it sees it.
#[derive(Clone, Debug)]
pub struct OwnComplaint {
    /// Its code.
    pub code: Code,
    /// What is wrong, in their words.
    pub text: String,
    /// The redemption that it is about, by its reference.
    pub about: Option<Code>,
    /// The day on which they complained.
    pub on: Day,
    /// What they were answered, and on which day; nothing as long as they were not.
    pub answer: Option<(String, Day)>,
}

impl Service {
    /// Files what the holder of an open card complains of, under a code that is drawn for it.
    ///
    /// # Errors
    /// [`CounterError`]; refused are `unknown_record` for a redemption that is not theirs, `too_many_complaints`, and
    /// `not_allowed` when the card was blocked or issued anew meanwhile.
    pub async fn complain(
        &self,
        community: &str,
        holder: &CardHolder,
        complaint: NewComplaint,
    ) -> Result<Complained, CounterError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let card = registers.entries(Register::Card).by_code(&holder.card);
        let subject = card.and_then(|(_, row)| row.subject).ok_or(CounterError::Missing)?;
        let actor = Arc::new(Actor::card(subject, holder.card.clone(), holder.issue));
        let content = serde_json::json!([&complaint.text, &complaint.about]).to_string();
        let details = ComplaintDetails {
            resident: holder.resident.clone(),
            text: complaint.text,
            about: complaint.about,
            answer: None,
            from: registers.community.zone.day_of(self.journal().now()),
            to: None,
        };
        let request = Request {
            scope: "request/card-complaint",
            key: Some(format!("{}/{}", actor.recorded, complaint.key)),
            content: content.into_bytes(),
            command: Command::RegisterEntry(Box::new(RegisterEntry {
                code: self.free_code(&registers)?,
                details: EntryDetails::Complaint(details),
            })),
        };
        let done = self.perform(community, &actor, request).await?;
        // What was asked before has the code that was drawn then.
        let registers = self.database().registers(number).await?;
        let subject: Option<SubjectId> = serde_json::from_value(done.recorded.document["subject"].clone()).ok();
        let row = subject.and_then(|subject| row_of(&registers, Register::Complaint, subject));
        match row.map(|row| (&row.code, &row.details)) {
            Some((code, EntryDetails::Complaint(details))) => Ok(Complained {
                code: code.clone(),
                on: details.from,
                repeated: done.repeated,
            }),
            _ => Err(CounterError::Missing),
        }
    }

    fn free_code(&self, registers: &Registers) -> Result<Code, CounterError> {
        let drawn = (0..DRAWS).map(|_| {
            let drawn = self.counters().draw(Secret::short);
            format!("TS-{}", drawn.reveal()).parse::<Code>()
        });
        let mut codes = drawn.flatten();
        let is_free = |code: &Code| registers.entries(Register::Complaint).by_code(code).is_none();
        codes.find(is_free).ok_or(CounterError::Missing)
    }
}

/// What a resident complained of, the last first.
pub(super) fn of(registers: &Registers, resident: &Code) -> Vec<OwnComplaint> {
    let rows = registers.entries(Register::Complaint).iter();
    let mut all: Vec<OwnComplaint> = rows.filter_map(|(_, row)| OwnComplaint::of(row, resident)).collect();
    all.reverse();
    all
}

impl OwnComplaint {
    fn of(row: &Entry, resident: &Code) -> Option<Self> {
        let EntryDetails::Complaint(complaint) = &row.details else {
            return None;
        };
        (complaint.resident == *resident).then(|| OwnComplaint {
            code: row.code.clone(),
            text: complaint.text.clone(),
            about: complaint.about.clone(),
            on: complaint.from,
            answer: complaint.answer.clone().zip(complaint.to),
        })
    }
}

/// Debugging shows nothing of what they say.
impl std::fmt::Debug for NewComplaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewComplaint(..)")
    }
}
