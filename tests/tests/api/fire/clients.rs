//! Clients that remember what they asked and what they were told, and ask again what they were not told about.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use serde_json::Value;
use xiaonuan_tests::server::send;

use crate::world::BOOKS;

/// Something that is asked.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    method: &'static str,
    path: String,
    /// Its key, or the state of the row that it changes.
    under: (&'static str, String),
    body: Value,
    /// What it adds to the money at the bank and to what may be promised, in fen, if it is accepted.
    effect: (i64, i64),
}

/// What somebody was told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Told {
    pub(super) fn is_done(&self) -> bool {
        matches!(self.status, 200 | 201)
    }

    /// Without what differs whenever the same is told again.
    fn lasting(&self) -> Told {
        let mut told = self.clone();
        forget(&mut told.body);
        told
    }
}

fn forget(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(forget),
        Value::Object(fields) => {
            fields.remove("request_id");
            fields.remove("repeated");
            fields.values_mut().for_each(forget);
        }
        _ => {}
    }
}

impl Ask {
    pub(super) fn post(path: &str, key: &str, body: Value) -> Ask {
        Ask {
            method: "POST",
            path: format!("{BOOKS}{path}"),
            under: ("Idempotency-Key", key.to_owned()),
            body,
            effect: (0, 0),
        }
    }

    /// A change of a row as it stood at a record.
    pub(super) fn put(path: &str, etag: &str, body: Value) -> Ask {
        Ask {
            method: "PUT",
            under: ("If-Match", etag.to_owned()),
            ..Ask::post(path, "", body)
        }
    }

    pub(super) fn bringing(self, bank: i64, available: i64) -> Ask {
        Ask {
            effect: (bank, available),
            ..self
        }
    }

    /// What a change of a row is based on.
    pub(super) fn based_on(&self) -> Option<&str> {
        (self.method == "PUT").then_some(self.under.1.as_str())
    }

    /// Asks a server. Nothing is told when the connection breaks.
    pub(super) fn of(&self, address: &str) -> Option<Told> {
        let headers = [(self.under.0, self.under.1.clone())];
        let answer = send(address, (self.method, &self.path), &headers, &self.body.to_string()).ok()?;
        Some(Told {
            status: answer.status,
            body: serde_json::from_str(&answer.body).ok()?,
        })
    }
}

/// What all clients asked, by a name of their own, and what they were told.
#[derive(Default)]
pub(super) struct Log {
    asked: Mutex<BTreeMap<String, (Ask, Option<Told>)>>,
    told: Condvar,
}

fn answered(asked: &BTreeMap<String, (Ask, Option<Told>)>) -> usize {
    asked.values().filter(|(_, told)| told.is_some()).count()
}

impl Log {
    /// Asks one server after the other until one answers, unless it is known already. What was asked once is asked again
    /// as it was, word for word.
    pub(super) fn ask(&self, addresses: &[String], name: &str, make: impl FnOnce() -> Option<Ask>) -> Option<Told> {
        let known = self.asked.lock().expect("the log").get(name).cloned();
        let ask = match known {
            Some((_, Some(told))) => return Some(told),
            Some((ask, None)) => ask,
            None => make()?,
        };
        let note = |told| {
            let mut asked = self.asked.lock().expect("the log");
            asked.insert(name.to_owned(), (ask.clone(), told));
        };
        note(None);
        let told = addresses.iter().find_map(|address| ask.of(address))?;
        note(Some(told.clone()));
        self.told.notify_all();
        Some(told)
    }

    /// Waits until so much was told, or nobody asks any more.
    pub(super) fn wait_for(&self, count: usize, are_done: impl Fn() -> bool) {
        let mut asked = self.asked.lock().expect("the log");
        while answered(&asked) < count && !are_done() {
            (asked, _) = self
                .told
                .wait_timeout(asked, Duration::from_millis(50))
                .expect("the log");
        }
    }

    /// All that was asked and told, by name.
    pub(super) fn told(&self) -> Vec<(String, Ask, Told)> {
        let asked = self.asked.lock().expect("the log");
        let told = asked
            .iter()
            .filter_map(|(name, (ask, told))| Some((name.clone(), ask.clone(), told.clone()?)));
        told.collect()
    }

    /// Asks all of it again: everybody is told the same.
    pub(super) fn is_told_again_by(&self, address: &str) {
        for (name, ask, told) in self.told() {
            let again = ask.of(address).expect("it answers");
            if told.is_done() {
                assert_eq!(again.lasting(), told.lasting(), "{name}");
            } else {
                let code = |told: &Told| (told.status, told.body["code"].clone());
                assert_eq!(code(&again), code(&told), "{name}");
            }
        }
    }

    /// What all that was accepted adds to the money at the bank and to what may be promised.
    pub(super) fn effect(&self) -> (i64, i64) {
        let done = self.told().into_iter().filter(|(.., told)| told.is_done());
        done.fold((0, 0), |(bank, available), (_, ask, _)| {
            (bank + ask.effect.0, available + ask.effect.1)
        })
    }
}
