//! The desk: one thing asked of the books at a time, and answered; asked again, answered the same.
//!
//! Whoever asks gives a key of their own choice with it. The answer under a key stands for ever: the same request gets
//! it again, also when the first answer was lost on its way, and another request under the same key is refused.

mod at_counter;
mod list;
mod opening;
mod permission;
mod quote;
pub(crate) mod receipt;
mod recorded;
mod warning;

use std::sync::Arc;

use thiserror::Error;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::{Answer, Entry};
use xiaonuan_persistence::outcome::{Binding, ContentHash, KeptOutcome, Key, Outcome};
use xiaonuan_persistence::registers::CommunityNo;

pub use self::at_counter::{CounterOffer, CounterQuote, OfferSaid};
pub use self::list::{CustomerList, Fate, ListAsked, ListRow, Listed, ListedClaim, ListedCustomer, MOST_ROWS};
pub use self::opening::Opening;
pub use self::quote::{Asking, Offer, Quote, Terms};
pub use self::receipt::CounterReceipt;
pub use self::recorded::Recorded;
pub use self::warning::Warning;
use crate::service::Service;

/// The most entries that are decided in one commit of a long list, so that the counter beside it is not kept waiting.
const AT_ONCE: usize = 250;

/// What is asked, under which key.
#[derive(Clone)]
pub struct Request {
    /// What sort of request it is: the scope of its key, `request/` and the operation's name.
    pub scope: &'static str,
    /// The key. Registers need none: their codes are unique by themselves.
    pub key: Option<String>,
    /// What was sent, in a form that does not depend on how it was written.
    pub content: Vec<u8>,
    /// What it asks.
    pub command: Command,
}

/// Debugging shows nothing of what was sent: it may name people, or hold what opens a card.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Request({})", self.scope)
    }
}

/// Why something was not done.
#[derive(Clone, Debug, Error)]
pub enum DeskError {
    /// There is no such community, or nothing under this key.
    #[error("there is no such thing")]
    Missing,
    /// The business no.
    #[error("it was refused: {0}")]
    Refused(#[from] Refusal),
    /// Codes of cards were tried too often: nothing was done. One more try is there after so many seconds.
    #[error("too many codes were tried: try again in {0} seconds")]
    Slow(u64),
    /// The database failed; whether it was recorded is told by asking again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Done {
    /// The record that came of it; the last, if there were several.
    pub recorded: Recorded,
    /// Whether it was done before and is only told again.
    pub repeated: bool,
}

impl Request {
    fn entry(&self, actor: &Arc<Actor>) -> Entry {
        match &self.key {
            Some(key) => Entry::under(self.under(key.clone()), actor, Ok(self.command.clone())),
            None => Entry::by_reference(actor, self.command.clone()),
        }
    }

    fn is_at_counter(&self) -> bool {
        matches!(&self.command, Command::Redeem(claim) if claim.counter.is_some())
    }

    fn under(&self, key: String) -> Key {
        Key {
            scope: self.scope,
            key,
            content: ContentHash::of(&self.content),
            conflict: RefusalCode::IdempotencyKeyReused,
            binding: Binding::Every,
        }
    }
}

impl Service {
    /// Does what is asked, or answers as before.
    ///
    /// # Errors
    /// [`DeskError`].
    pub async fn perform(&self, community: &str, actor: &Arc<Actor>, request: Request) -> Result<Done, DeskError> {
        let number = self.in_time(self.number_of(community)).await?;
        self.authorise(number, actor, std::slice::from_ref(&request))
            .await?
            .remove(0)?;
        let (request, taken) = self.named(number, &actor.recorded, request).await?;
        let request = self.in_time(self.set_apart(number, actor, request)).await?;
        let answer = self.grouped().record(number, request.entry(actor)).await;
        let answer = answer.map_err(|error| DeskError::Store((*error).clone()))?;
        let done = self.in_time(self.done(number, answer)).await;
        self.answered(taken, &done).await?;
        done
    }

    /// Decides what is asked as things stand, and changes nothing. The record that it answers is as it would be but
    /// for its number, should others come before it.
    ///
    /// # Errors
    /// [`DeskError`].
    pub async fn rehearse(&self, community: &str, actor: &Arc<Actor>, request: Request) -> Result<Done, DeskError> {
        let number = self.number_of(community).await?;
        self.authorise(number, actor, std::slice::from_ref(&request))
            .await?
            .remove(0)?;
        let (request, taken) = self.named(number, &actor.recorded, request).await?;
        let zone = self.database().zone(number).await?;
        let from = request.command.occurred_at(&zone);
        let mut rehearsal = self.journal().rehearse_in(number, from).await?;
        let mut answers = rehearsal.append(&[request.entry(actor)]).await?;
        let done = self.done(number, answers.pop().expect("an answer for an entry")).await;
        self.answered(taken, &done).await?;
        done
    }

    /// Does a list of things in order, each by itself: one that is refused hinders no other.
    ///
    /// # Errors
    /// [`DeskError`] when there is no such community. What the database does to one is told in its place.
    pub async fn perform_all(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        requests: &[Request],
    ) -> Result<Vec<Result<Done, DeskError>>, DeskError> {
        let number = self.number_of(community).await?;
        if requests.iter().any(Request::is_at_counter) {
            return Ok(self.perform_each(community, actor, requests).await);
        }
        let allowed = self.authorise(number, actor, requests).await?;
        let (asked, _) = self
            .all_named(number, &actor.recorded, &permitted(requests, &allowed))
            .await?;
        let mut all: Vec<Result<Done, DeskError>> = Vec::with_capacity(asked.len());
        for part in asked.chunks(AT_ONCE) {
            if let Some(Err(DeskError::Store(error))) = all.last()
                && error.is_passing()
            {
                // The rest would wait as long for the same.
                let error = error.clone();
                all.resize_with(asked.len(), || Err(error.clone().into()));
                break;
            }
            let entries: Vec<Entry> = part.iter().map(|request| request.entry(actor)).collect();
            let answers = self.journal().append_each(number, &entries).await;
            all.extend(self.all_done(number, answers).await);
        }
        Ok(in_their_places(allowed, all))
    }

    /// Decides a list of things in order as things stand, each as if those before it had been done, and changes nothing.
    ///
    /// # Errors
    /// [`DeskError`] when there is no such community, or the database fails.
    pub async fn rehearse_all(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        requests: &[Request],
    ) -> Result<Vec<Result<Done, DeskError>>, DeskError> {
        let number = self.number_of(community).await?;
        let allowed = self.authorise(number, actor, requests).await?;
        let (asked, taken) = self
            .all_named(number, &actor.recorded, &permitted(requests, &allowed))
            .await?;
        let entries: Vec<Entry> = asked.iter().map(|request| request.entry(actor)).collect();
        let answers = self.journal().foresee(number, &entries).await?;
        let all = self.all_done(number, answers.into_iter().map(Ok).collect()).await;
        for (taken, done) in taken.into_iter().zip(&all) {
            self.answered(taken, done).await?;
        }
        Ok(in_their_places(allowed, all))
    }

    /// What is asked at a counter is done one after another: with the answer only it is known whether a wrong code was tried.
    async fn perform_each(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        requests: &[Request],
    ) -> Vec<Result<Done, DeskError>> {
        let mut all: Vec<Result<Done, DeskError>> = Vec::with_capacity(requests.len());
        for request in requests {
            let failed = match all.last() {
                // The rest would wait as long for the same.
                Some(Err(DeskError::Store(error))) if error.is_passing() => Some(error.clone()),
                _ => None,
            };
            all.push(match failed {
                Some(error) => Err(error.into()),
                None => self.perform(community, actor, request.clone()).await,
            });
        }
        all
    }

    /// What came of the request that was sent under a key; for whoever lost the answer.
    ///
    /// # Errors
    /// [`DeskError::Missing`] when nothing was decided under it.
    pub async fn answer_to(&self, community: &str, operation: &str, key: &str) -> Result<Done, DeskError> {
        let number = self.number_of(community).await?;
        let mut kept = self
            .database()
            .outcomes(number, &format!("request/{operation}"), vec![key.to_owned()])
            .await?;
        let KeptOutcome { outcome, .. } = kept.remove(key).ok_or(DeskError::Missing)?;
        self.done(number, Answer::again(outcome)).await
    }

    /// The event that was recorded under a reference. A step that help took several times is the last one of them that
    /// stands, or the last one if none does.
    ///
    /// # Errors
    /// [`DeskError::Missing`] when there is none.
    pub async fn event(
        &self,
        community: &str,
        kind: xiaonuan_domain::record::RecordKind,
        reference: &str,
    ) -> Result<Recorded, DeskError> {
        let number = self.number_of(community).await?;
        let seq = self.database().number_of_event(number, kind, reference).await?;
        self.recorded(number, seq.ok_or(DeskError::Missing)?).await
    }

    /// What is only looked up takes no longer than a server that says nothing is waited for.
    async fn in_time<T>(&self, looking: impl Future<Output = Result<T, DeskError>>) -> Result<T, DeskError> {
        match self.database().patience().until_given_up() {
            Some(limit) => tokio::time::timeout(limit, looking)
                .await
                .unwrap_or(Err(StoreError::Silent.into())),
            None => looking.await,
        }
    }

    pub(crate) async fn number_of(&self, community: &str) -> Result<CommunityNo, DeskError> {
        self.database().community(community).await?.ok_or(DeskError::Missing)
    }

    async fn done(&self, community: CommunityNo, answer: Answer) -> Result<Done, DeskError> {
        let mut done = self.all_done(community, vec![Ok(answer)]).await;
        done.pop().expect("one for one")
    }

    /// What was done by several answers. Records of earlier ones are read together.
    async fn all_done(
        &self,
        community: CommunityNo,
        answers: Vec<Result<Answer, StoreError>>,
    ) -> Vec<Result<Done, DeskError>> {
        let earlier = answers.iter().flatten().filter_map(|answer| match answer.outcome {
            Outcome::Accepted(seq) if answer.record.is_none() => Some(seq),
            _ => None,
        });
        let earlier = self.database().records_numbered(community, earlier.collect()).await;
        let zone = self.database().zone(community).await;
        let told = |answer: Result<Answer, StoreError>| {
            let Answer {
                outcome,
                repeated,
                record,
            } = answer?;
            let recorded = match (outcome, record) {
                (Outcome::Refused(refusal), _) => return Err(DeskError::Refused(refusal)),
                (Outcome::Accepted(_), Some(record)) => {
                    Recorded::of(&record, zone.as_ref().map_err(StoreError::clone)?)?
                }
                (Outcome::Accepted(seq), None) => {
                    let rows = earlier.as_ref().map_err(StoreError::clone)?;
                    let row = rows.iter().find(|row| row.seq == seq).ok_or(DeskError::Missing)?;
                    Recorded::read(row, zone.as_ref().map_err(StoreError::clone)?)?
                }
            };
            Ok(Done { recorded, repeated })
        };
        let mut all: Vec<Result<Done, DeskError>> = answers.into_iter().map(told).collect();
        for answer in &mut all {
            if let Ok(done) = answer {
                match self.warnings(community, &done.recorded).await {
                    Ok(warnings) => done.recorded.warnings = warnings,
                    Err(error) => *answer = Err(error.into()),
                }
            }
        }
        all
    }

    async fn recorded(&self, community: CommunityNo, seq: Seq) -> Result<Recorded, DeskError> {
        let zone = self.database().zone(community).await?;
        let rows = self.database().records(community, seq - 1, seq, &[], 1).await?;
        let row = rows.first().ok_or(DeskError::Missing)?;
        let mut recorded = Recorded::read(row, &zone)?;
        recorded.warnings = self.warnings(community, &recorded).await?;
        Ok(recorded)
    }
}

/// Those of a list that may be asked: what may not be is not decided at all.
fn permitted(requests: &[Request], allowed: &[Result<(), Refusal>]) -> Vec<Request> {
    let asked = requests.iter().zip(allowed);
    asked
        .filter(|(_, allowed)| allowed.is_ok())
        .map(|(request, _)| request.clone())
        .collect()
}

/// What came of those that could be asked, with the refusals of the others between them.
fn in_their_places(
    allowed: Vec<Result<(), Refusal>>,
    all: Vec<Result<Done, DeskError>>,
) -> Vec<Result<Done, DeskError>> {
    let mut all = all.into_iter();
    let told = allowed.into_iter().map(|allowed| match allowed {
        Ok(()) => all.next().unwrap_or(Err(DeskError::Missing)),
        Err(refusal) => Err(refusal.into()),
    });
    told.collect()
}
