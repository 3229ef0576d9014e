//! What is asked of a journal, by whom, and under which key.

use std::sync::Arc;

use xiaonuan_domain::access::{Actor, Authority};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::Record;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use crate::outcome::{Key, Outcome};

/// One thing to be decided and recorded, with who asks and the key under which it is asked: nothing can be recorded
/// twice, nor be lost track of when an answer is.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who asks.
    pub actor: Arc<Actor>,
    /// What is asked, or why it could not even be read: such a refusal is kept like any other.
    pub ask: Result<Command, Refusal>,
    /// Whether an earlier refusal is to be decided again as things stand now.
    pub redecide: bool,
    key: Option<Key>,
    keeps_refusal: bool,
}

impl Entry {
    /// Something asked under a key of the caller's. Asked again under the same key, it is answered as before, refusals
    /// included.
    #[must_use]
    pub fn under(key: Key, actor: &Arc<Actor>, ask: Result<Command, Refusal>) -> Self {
        Entry {
            actor: actor.clone(),
            ask,
            redecide: false,
            key: Some(key),
            keeps_refusal: true,
        }
    }

    /// A command whose own code or reference is the key. Once accepted it is answered as before, and other contents
    /// under the reference are a conflict. A refusal is not kept: asked again, it is decided anew.
    ///
    /// It is answered as before to whoever asked it then; the same from somebody else is a conflict too. Otherwise they would
    /// learn whether what they may not see is what they guess.
    #[must_use]
    pub fn by_reference(actor: &Arc<Actor>, command: Command) -> Self {
        let key = Key::of(&command);
        Entry {
            key: match actor.authority {
                Authority::Operator => key,
                _ => key.map(|key| key.asked_by(&actor.recorded)),
            },
            actor: actor.clone(),
            ask: Ok(command),
            redecide: false,
            keeps_refusal: false,
        }
    }

    /// Every expiry that is due at a moment: the one thing that may be repeated freely, and so has no key.
    #[must_use]
    pub fn expire_due(actor: &Arc<Actor>, until: Instant) -> Self {
        Entry::by_reference(actor, Command::ExpireDue(until))
    }

    /// The same, and an earlier refusal is decided again as things stand now.
    #[must_use]
    pub fn deciding_again(self, again: bool) -> Self {
        Entry {
            redecide: again,
            ..self
        }
    }

    /// The key under which it is asked.
    pub(crate) fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// The key under which this outcome of it is to be kept.
    pub(crate) fn kept_under(&self, outcome: &Outcome) -> Option<&Key> {
        let kept = match outcome {
            Outcome::Accepted(_) => true,
            // Another may ask the same, and so may who asked, in another role.
            Outcome::Refused(refusal) => self.keeps_refusal && refusal.code != RefusalCode::NotAllowed,
        };
        self.key().filter(|_| kept)
    }
}

/// What came of an entry.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether it is an earlier answer, given again.
    pub repeated: bool,
    /// The record of an outcome that was accepted just now, so that it need not be read again.
    pub record: Option<Box<Record>>,
}

impl Answer {
    /// An answer that was given just now.
    #[must_use]
    pub fn new(outcome: Outcome) -> Self {
        Answer {
            outcome,
            repeated: false,
            record: None,
        }
    }

    /// An answer that was given before.
    #[must_use]
    pub fn again(outcome: Outcome) -> Self {
        Answer {
            repeated: true,
            ..Answer::new(outcome)
        }
    }
}

/// The same whether the record came along or is to be read.
impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        (&self.outcome, self.repeated) == (&other.outcome, other.repeated)
    }
}

/// Hands each answer the record that it accepted. Both are in the order of the records' numbers.
pub(super) fn hand_over(answers: &mut [Answer], records: Vec<Record>) {
    let mut records = records.into_iter();
    for answer in answers.iter_mut().filter(|answer| !answer.repeated) {
        if let Outcome::Accepted(seq) = answer.outcome {
            answer.record = records.find(|record| record.seq == seq).map(Box::new);
        }
    }
}
