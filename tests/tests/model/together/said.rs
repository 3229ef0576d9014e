//! What was asked and what was said.

use serde_json::Value;

use crate::operation::{Asked, Look, Looked, Operation};
use crate::road::{Message, Road, Seen, answered_to};

/// What a client asked.
#[derive(Clone, Debug)]
pub(super) enum Question {
    /// With the hash that it names.
    Ask(Box<Asked>, Option<String>),
    Look(Box<Looked>),
}

/// A question and its answer.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) question: Question,
    pub(super) message: Message,
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) is_repeated: bool,
    /// The highest number that anybody had been told when it was asked.
    pub(super) known: i64,
    /// When it was asked first and when it was answered, in the order of all questions and answers.
    pub(super) sent: usize,
    pub(super) answered: usize,
}

impl Line {
    /// The number of the record that came of it.
    pub(super) fn seq(&self) -> Option<i64> {
        self.body["seq"].as_i64().filter(|_| matches!(self.status, 200 | 201))
    }

    pub(super) fn seen(&self, operation: &Operation) -> Result<Seen, String> {
        let seen = answered_to(operation, self.status, self.is_repeated, &self.body);
        seen.map_err(|what| format!("{:?}: {what}", self.question))
    }
}

/// Without what differs whenever the same is said.
fn lasting(body: &Value) -> Value {
    let mut body = body.clone();
    if let Value::Object(fields) = &mut body {
        fields.remove("request_id");
    }
    body
}

/// Asks all of it again, and what came of it: everybody is told the same.
pub(super) fn again(said: &[Line], road: &Road<'_>) -> Result<(), String> {
    for line in said {
        let Question::Ask(asked, _) = &line.question else {
            continue;
        };
        let by_key = Look::Answer(asked.operation.scope(), asked.key.clone());
        let by_key = Message::looking(&road.community, &by_key);
        // Of a row that is not there the books' own reason is told under the key, and of a key that was used the first use.
        let is_other = ["idempotency_key_reused", "not_found"]
            .iter()
            .any(|code| line.body["code"] == *code);
        let messages = [Some(&line.message), Some(&by_key).filter(|_| !is_other)];
        for message in messages.into_iter().flatten() {
            let reply = message.send_to(&road.address()).map_err(|error| error.to_string())?;
            let body: Value = serde_json::from_str(&reply.body).map_err(|error| error.to_string())?;
            let same_status = reply.status == line.status || line.seq().is_some() && reply.status == 201;
            let is_told_again = line.seq().is_none() || reply.head.contains("idempotency-replayed: true");
            if !same_status || !is_told_again || lasting(&body) != lasting(&line.body) {
                return Err(format!(
                    "{asked:?} was answered {} {}, and again {} {body}",
                    line.status, line.body, reply.status
                ));
            }
        }
    }
    Ok(())
}
