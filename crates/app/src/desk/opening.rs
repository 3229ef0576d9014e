//! Opening the books of a new community: under its own code, and under the key of the request if it has one.

use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::OpenCommunity;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::{Answer, Opened};
use xiaonuan_persistence::outcome::{Binding, ContentHash, KeptOutcome, Key, OPENINGS, Outcome};
use xiaonuan_persistence::registers::CommunityNo;

use super::{DeskError, Done, Recorded};
use crate::service::Service;

/// The first record of a journal, which opens it.
const FIRST: i64 = 1;

/// A community to open books for, as it was asked for.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The community.
    pub community: OpenCommunity,
    /// The request's key, if it has one. The code is a key anyway.
    pub key: Option<String>,
    /// What was sent, in a form that does not depend on how it was written.
    pub content: Vec<u8>,
}

impl Opening {
    fn own_key(&self) -> Key {
        Key {
            scope: "request/community",
            key: self.community.code.to_string(),
            content: ContentHash::of(&self.content),
            conflict: RefusalCode::DuplicateCode,
            binding: Binding::Every,
        }
    }

    fn asked_under(&self) -> Option<Key> {
        let key = self.key.clone()?;
        Some(Key {
            scope: OPENINGS,
            key,
            conflict: RefusalCode::IdempotencyKeyReused,
            ..self.own_key()
        })
    }
}

impl Service {
    /// Opens the books of a new community, or answers as before.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with `duplicate_code` when its code is in use for another one, or differs from one that is
    /// only in the size of letters; with `idempotency_key_reused` when the key was.
    pub async fn open_community(&self, actor: &str, opening: &Opening) -> Result<Done, DeskError> {
        let asked = opening.asked_under();
        if let Some((community, kept)) = self.opened_under(asked.as_ref()).await? {
            return self.opened_before(community, kept, opening).await;
        }
        let key = opening.own_key();
        let opened = self.journal().open(actor, &opening.community, &key, asked.as_ref());
        match opened.await? {
            Opened::New(community) => Ok(Done {
                recorded: self.recorded(community, FIRST).await?,
                repeated: false,
            }),
            Opened::Before(community, kept) => self.opened_before(community, kept, opening).await,
            Opened::Alike(community, other) => self.known(community, Err(taken_by(&other)), asked).await,
            Opened::Known(community) => {
                let answer = self.opened_so(community, &key).await?;
                self.known(community, answer, asked).await
            }
        }
    }

    /// Decides an opening as things stand, and changes nothing.
    ///
    /// # Errors
    /// As [`Service::open_community`].
    pub async fn rehearse_opening(&self, actor: &str, opening: &Opening) -> Result<Done, DeskError> {
        if let Some((community, kept)) = self.opened_under(opening.asked_under().as_ref()).await? {
            return self.opened_before(community, kept, opening).await;
        }
        if let Some(other) = self.database().community_spoken_like(&opening.community.code).await? {
            return Err(DeskError::Refused(taken_by(&other)));
        }
        if let Some(community) = self.database().community(opening.community.code.as_str()).await? {
            self.opened_so(community, &opening.own_key())
                .await?
                .map_err(DeskError::Refused)?;
            return Ok(Done {
                recorded: self.recorded(community, FIRST).await?,
                repeated: true,
            });
        }
        let record = self.journal().foresee_opening(actor, &opening.community);
        let record = record.ok_or(DeskError::Missing)?;
        Ok(Done {
            recorded: Recorded::of(&record, &opening.community.zone)?,
            repeated: false,
        })
    }

    async fn opened_under(&self, key: Option<&Key>) -> Result<Option<(CommunityNo, KeptOutcome)>, StoreError> {
        match key {
            Some(key) => self.database().kept_anywhere(key).await,
            None => Ok(None),
        }
    }

    /// The answer under a key that was used before.
    async fn opened_before(
        &self,
        community: CommunityNo,
        kept: KeptOutcome,
        opening: &Opening,
    ) -> Result<Done, DeskError> {
        if !kept.content.is_of(&ContentHash::of(&opening.content)) {
            return Err(DeskError::Refused(Refusal::new(RefusalCode::IdempotencyKeyReused)));
        }
        self.done(community, Answer::again(kept.outcome)).await
    }

    /// Whether a community was opened by the same request.
    async fn opened_so(&self, community: CommunityNo, key: &Key) -> Result<Result<(), Refusal>, StoreError> {
        let keys = vec![key.key.clone()];
        let kept = self.database().outcomes(community, key.scope, keys).await?;
        let is_same = kept.get(&key.key).is_some_and(|kept| kept.content.is_of(&key.content));
        Ok(if is_same {
            Ok(())
        } else {
            Err(Refusal::new(key.conflict))
        })
    }

    /// The answer where a community is there already; kept under the request's key.
    async fn known(
        &self,
        community: CommunityNo,
        answer: Result<(), Refusal>,
        asked: Option<Key>,
    ) -> Result<Done, DeskError> {
        let outcome = match &asked {
            None => answer.map_or_else(Outcome::Refused, |()| Outcome::Accepted(FIRST)),
            Some(key) => {
                let answer = answer.map(|()| Some(FIRST));
                let kept = self.journal().keep(community, key, &answer, "").await?;
                if !kept.content.is_of(&key.content) {
                    return Err(DeskError::Refused(Refusal::new(key.conflict)));
                }
                kept.outcome
            }
        };
        self.done(community, Answer::again(outcome)).await
    }
}

fn taken_by(other: &Code) -> Refusal {
    Refusal::new(RefusalCode::DuplicateCode).with("code", other)
}
