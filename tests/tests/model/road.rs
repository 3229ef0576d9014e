//! The roads that lead to the books, and what is seen there.

mod hash;
mod library;
mod look;
mod message;
mod time;
mod web;

use std::collections::BTreeMap;
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request as HttpRequest;
use serde_json::{Value, json};
use tower::ServiceExt;
use xiaonuan_app::desk::{DeskError, Done as Performed, Request};
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_http::{Settings, router};
use xiaonuan_persistence::connect::Database;
use xiaonuan_tests::books::Books;
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::server::{Server, send};

pub(crate) use self::hash::{hash_of, names_hash};
use self::library::command;
pub(crate) use self::library::instant;
pub(crate) use self::look::{Shown, compare_found, shown};
pub(crate) use self::message::Message;
pub(crate) use self::time::{on_paper, time_of_a_server};
use self::web::asking;
use crate::calendar::{day_of, text};
use crate::model::{Answer, Done, No};
use crate::operation::{Asked, Operation};

/// Through which door the books are entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Library,
    Web,
    /// A real server, which is killed when the process is to be another one.
    Server,
}

/// A way into the books of one community.
pub(crate) struct Road<'a> {
    way: Way,
    fixture: &'a Fixture,
    pub(crate) community: String,
    service: Option<Service>,
    server: Option<Server>,
    restarts: u64,
    books: Books,
    /// The hashes that were named under keys: whoever asks again asks the same.
    named: Mutex<BTreeMap<(&'static str, String), Option<String>>>,
}

/// What a record that was made looks like from outside.
#[derive(Debug)]
struct Recorded {
    seq: i64,
    kind: String,
    reference: String,
    occurred_at: String,
    effective_on: String,
    reverses: Option<i64>,
    late: bool,
    document: Value,
}

/// What was answered.
#[derive(Debug)]
pub(crate) enum Seen {
    Recorded(Box<RecordedOnce>),
    No(No),
}

#[derive(Debug)]
pub(crate) struct RecordedOnce {
    recorded: Recorded,
    repeated: bool,
}

impl<'a> Road<'a> {
    pub(crate) async fn to(way: Way, fixture: &'a Fixture, community: &str, books: Books) -> Road<'a> {
        let mut road = Road {
            way,
            fixture,
            community: community.to_owned(),
            books,
            named: Mutex::new(BTreeMap::new()),
            service: None,
            server: None,
            restarts: 0,
        };
        road.restart().await;
        road
    }

    /// Goes on in a process that remembers nothing.
    pub(crate) async fn restart(&mut self) {
        self.restarts += 1;
        if self.way == Way::Server {
            self.kill();
            return;
        }
        self.stop().await;
        let database = Database::open(&self.fixture.address, &xiaonuan_tests::keys::keys())
            .await
            .expect("it opens");
        let seed = Seeded::new(100 + self.restarts);
        self.service = Some(Service::new(database, self.fixture.clock.clone(), Box::new(seed)));
    }

    /// Kills the server and goes on with another one.
    pub(crate) fn kill(&mut self) {
        // Whoever is dropped is killed.
        self.server = None;
        self.server = Some(Server::start(&self.fixture.address, &[]));
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> String {
        self.server.as_ref().expect("a server").address.clone()
    }

    /// Closes what is open.
    pub(crate) async fn stop(&mut self) {
        self.server = None;
        if let Some(service) = self.service.take() {
            let database = service.database().clone();
            drop(service);
            database.close().await.expect("it closes");
        }
    }

    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// For reading what the road itself does not tell.
    pub(crate) fn service(&self) -> &Service {
        self.service.as_ref().expect("a process of our own")
    }

    fn router(&self) -> Router {
        router(self.service().clone(), Settings::open())
    }

    /// Asks one thing, or rehearses it.
    pub(crate) async fn ask(&self, asked: &Asked, rehearse: bool) -> Result<Seen, String> {
        let hash = self.hash(asked).await;
        if self.way == Way::Library {
            let request = request(asked, hash.as_deref());
            let service = self.service();
            let done = if rehearse {
                service
                    .rehearse(&self.community, &Actor::operator("api"), request)
                    .await
            } else {
                service.perform(&self.community, &Actor::operator("api"), request).await
            };
            return seen(done);
        }
        let asking = asking(&asked.operation, hash.as_deref());
        let path = format!("{}{}", asking.path, if rehearse { "?dry_run=true" } else { "" });
        let headers = asking.headers(&asked.key);
        let (status, repeated, body) = self.send(asking.method, &path, &headers, &asking.body).await?;
        answered_to(&asked.operation, status, repeated, &body)
    }

    /// Asks several things at once, in order.
    pub(crate) async fn ask_all(&self, all: &[&Asked]) -> Result<Vec<Seen>, String> {
        if self.way == Way::Library {
            let requests: Vec<Request> = all.iter().map(|asked| request(asked, None)).collect();
            let answers = self
                .service()
                .perform_all(&self.community, &Actor::operator("api"), &requests)
                .await;
            return answers
                .map_err(|error| error.to_string())?
                .into_iter()
                .map(seen)
                .collect();
        }
        let line = |asked: &&Asked| json!({"operation": asked.operation.scope(), "key": asked.key, "body": asking(&asked.operation, None).body});
        let lines: Vec<Value> = all.iter().map(line).collect();
        let (_, _, body) = self.send("POST", "/batches", &[], &json!({"requests": lines})).await?;
        let answers = body["answers"]
            .as_array()
            .ok_or_else(|| format!("no answers: {body}"))?;
        let one = |answer: &Value| {
            let recorded = &answer["recorded"];
            let told = if recorded.is_null() {
                &answer["problem"]
            } else {
                recorded
            };
            let status = answer["status"].as_u64().unwrap_or(0);
            answered(u16::try_from(status).unwrap_or(0), answer["repeated"] == true, told)
        };
        answers.iter().map(one).collect()
    }

    /// Whether something can be asked together with others.
    pub(crate) fn takes_together(&self, operation: &Operation) -> bool {
        let alone = matches!(
            operation,
            Operation::Begin(_) | Operation::Step(_) | Operation::Change(_)
        );
        !names_hash(operation) && (self.way == Way::Library || !alone)
    }

    /// The hash that something names, the same whenever it is asked.
    async fn hash(&self, asked: &Asked) -> Option<String> {
        let key = (asked.operation.scope(), format!("{} {:?}", asked.key, asked.operation));
        let known = self.named.lock().expect("nobody panics").get(&key).cloned();
        if let Some(known) = known {
            return known;
        }
        let hash = match names_hash(&asked.operation) {
            true => hash_of(&asked.operation, &self.books.records().await),
            false => None,
        };
        self.named.lock().expect("nobody panics").insert(key, hash.clone());
        hash
    }

    /// The answer to a GET within the community.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, String> {
        let (status, _, body) = self.send("GET", path, &[], &Value::Null).await?;
        if status == 200 {
            Ok(body)
        } else {
            Err(format!("GET {path}: {status} {body}"))
        }
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, String)],
        body: &Value,
    ) -> Result<(u16, bool, Value), String> {
        let path = format!("/api/v1/communities/{}{path}", self.community);
        let text = Some(body).filter(|body| !body.is_null()).map(Value::to_string);
        let text = text.unwrap_or_default();
        if let Some(server) = &self.server {
            let answer = send(&server.address, (method, &path), headers, &text);
            let answer = answer.map_err(|error| format!("{method} {path}: {error}"))?;
            let repeated = answer.head.contains("idempotency-replayed: true");
            let body = serde_json::from_str(&answer.body).map_err(|error| format!("{error}: {}", answer.body))?;
            return Ok((answer.status, repeated, body));
        }
        let mut request = HttpRequest::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(text)).expect("a request");
        let response = self.router().oneshot(request).await.expect("an answer");
        let repeated = response.headers().contains_key("idempotency-replayed");
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 24)
            .await
            .map_err(|error| error.to_string())?;
        let body = serde_json::from_slice(&bytes).map_err(|error| format!("{status}: {error}"))?;
        Ok((status, repeated, body))
    }
}

fn request(asked: &Asked, hash: Option<&str>) -> Request {
    Request {
        scope: asked.operation.full_scope(),
        key: Some(asked.key.clone()),
        content: format!("{:?}", asked.operation).into_bytes(),
        command: command(&asked.operation, hash),
    }
}

fn seen(done: Result<Performed, DeskError>) -> Result<Seen, String> {
    match done {
        Ok(Performed { recorded, repeated }) => Ok(Seen::Recorded(Box::new(RecordedOnce {
            recorded: Recorded {
                seq: recorded.seq,
                kind: recorded.kind.to_string(),
                reference: recorded.reference,
                occurred_at: recorded.occurred_at,
                effective_on: recorded.effective_on,
                reverses: recorded.reverses,
                late: recorded.late,
                document: recorded.document,
            },
            repeated,
        }))),
        Err(DeskError::Refused(refusal)) => Ok(Seen::No(No {
            code: refusal.code.to_string(),
            late: refusal.late,
        })),
        Err(other) => Err(other.to_string()),
    }
}

/// The answer to an operation. A row that is not there has no address: that is said for the reason of the books.
pub(crate) fn answered_to(operation: &Operation, status: u16, repeated: bool, body: &Value) -> Result<Seen, String> {
    let mut seen = answered(status, repeated, body)?;
    if let (Operation::Change(_), Seen::No(no)) = (operation, &mut seen)
        && no.code == "not_found"
    {
        let register = operation.scope().trim_end_matches("_change");
        no.code = format!("unknown_{register}");
    }
    Ok(seen)
}

fn answered(status: u16, repeated: bool, body: &Value) -> Result<Seen, String> {
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    match status {
        200 | 201 => Ok(Seen::Recorded(Box::new(RecordedOnce {
            recorded: Recorded {
                seq: body["seq"].as_i64().unwrap_or(0),
                kind: text("kind"),
                reference: text("ref"),
                occurred_at: text("occurred_at"),
                effective_on: text("effective_on"),
                reverses: body["reverses"].as_i64(),
                late: body["late"] == true,
                document: body["document"].clone(),
            },
            repeated,
        }))),
        404 | 409 | 412 | 422 if body["errors"].is_null() || body["facts"].is_object() => Ok(Seen::No(No {
            code: text("code"),
            late: body["late"] == true,
        })),
        _ => Err(format!("{status} {body}")),
    }
}

/// Compares what was answered with what the model says.
pub(crate) fn compare(wanted: &Answer, seen: &Seen, rehearsed: bool) -> Result<(), String> {
    match (wanted, seen) {
        (Answer::No(no), Seen::No(said)) if no == said => Ok(()),
        (Answer::Done { done, repeated }, Seen::Recorded(once)) => {
            if *repeated != once.repeated && !rehearsed {
                return Err(format!("repeated: {repeated} on paper, {} in the books", once.repeated));
            }
            compare_records(done, &once.recorded)
        }
        _ => Err(format!("on paper {wanted:?},\nin the books {seen:?}")),
    }
}

fn compare_records(done: &Done, recorded: &Recorded) -> Result<(), String> {
    let mut faults = Vec::new();
    let mut differ = |what: &str, on_paper: String, in_the_books: String| {
        if on_paper != in_the_books {
            faults.push(format!("{what}: {on_paper} on paper, {in_the_books} in the books"));
        }
    };
    differ("number", done.seq.to_string(), recorded.seq.to_string());
    differ("kind", done.kind.to_owned(), recorded.kind.clone());
    if let Some(reference) = &done.reference {
        differ("reference", reference.clone(), recorded.reference.clone());
    }
    if let Some(at) = done.at {
        let happened: Option<Instant> = recorded.occurred_at.parse().ok();
        differ("time", format!("{:?}", Some(instant(at))), format!("{happened:?}"));
        differ("day", text(day_of(at)), recorded.effective_on.clone());
    }
    differ(
        "reverses",
        format!("{:?}", done.reverses),
        format!("{:?}", recorded.reverses),
    );
    differ("late", done.late.to_string(), recorded.late.to_string());
    for (place, said) in &done.says {
        let stands = match recorded.document.pointer(place) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "nothing".to_owned(),
        };
        differ(place, said.clone(), stands);
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(format!("{}\nin {recorded:?}", faults.join("; ")))
    }
}
