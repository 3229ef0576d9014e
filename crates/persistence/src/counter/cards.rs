//! What opens residents' cards.

use sea_orm::FromQueryResult;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::entropy::SubjectId;

use super::{CounterTables, Print, bytes, subject};
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// The codes of an issue of a card, as hashes.
#[derive(Clone)]
pub struct CardCodes {
    /// The card, as it is in the journal.
    pub card: SubjectId,
    /// Which issue it is.
    pub issue: u32,
    /// Of the token.
    pub token: Print,
    /// Of the short code.
    pub short: Print,
    /// Of the PIN, as Argon2 writes it.
    pub pin: String,
}

/// What a code that was presented stands on.
#[derive(Clone)]
pub struct StoredCard {
    /// The card, as it is in the journal.
    pub card: SubjectId,
    /// Of which issue the code is.
    pub issue: u32,
    /// The hash of the PIN.
    pub pin: String,
}

/// A card that is open on a phone of its holder's.
#[derive(Clone, Copy, Debug)]
pub struct StoredCardSession {
    /// The card, as it is in the journal.
    pub card: SubjectId,
    /// Of which issue the code was that opened it.
    pub issue: u32,
    /// When it was opened.
    pub begun_at: Instant,
    /// When it was last used.
    pub seen_at: Instant,
}

#[derive(FromQueryResult)]
struct CardRow {
    card: Vec<u8>,
    issue: i64,
    pin: String,
}

#[derive(FromQueryResult)]
struct SessionRow {
    card: Vec<u8>,
    issue: i64,
    begun_at: i64,
    seen_at: i64,
}

fn issue(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|error| StoreError::unreadable("issue of a card", error))
}

impl CounterTables {
    /// Keeps the codes of a card's newest issue, and with them its PIN. Answers whether they were kept: not if another card
    /// of the community has the short code or token, or a newer issue is there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn keep_codes(&self, CommunityNo(community): CommunityNo, codes: &CardCodes) -> Result<bool, StoreError> {
        const KEEP: &str = "INSERT INTO card_code (community, card, issue, token, short_code, pin) \
            SELECT CAST($1 AS BIGINT), $2, CAST($3 AS BIGINT), $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM card_code other \
            WHERE other.community = $1 AND other.card <> $2 AND (other.token = $4 OR other.short_code = $5)) \
            ON CONFLICT (community, card) DO UPDATE SET issue = excluded.issue, token = excluded.token, \
            short_code = excluded.short_code, pin = excluded.pin WHERE card_code.issue < excluded.issue";
        let values = [
            community.into(),
            bytes(codes.card),
            i64::from(codes.issue).into(),
            codes.token.to_vec().into(),
            codes.short.to_vec().into(),
            codes.pin.as_str().into(),
        ];
        Ok(self.write(KEEP, values).await? == 1)
    }

    /// The card on which a code stands, token or short code alike.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn card_with(
        &self,
        CommunityNo(community): CommunityNo,
        code: Print,
    ) -> Result<Option<StoredCard>, StoreError> {
        let sql = "SELECT card, issue, pin FROM card_code WHERE community = $1 AND (token = $2 OR short_code = $2)";
        let row: Option<CardRow> = self.one(sql, [community.into(), code.to_vec().into()]).await?;
        row.map(|row| {
            Ok(StoredCard {
                card: subject("card", &row.card)?,
                issue: issue(row.issue)?,
                pin: row.pin,
            })
        })
        .transpose()
    }

    /// Gives a card another PIN. Answers whether it has codes.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_card_pin(
        &self,
        CommunityNo(community): CommunityNo,
        card: SubjectId,
        pin: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE card_code SET pin = $3 WHERE community = $1 AND card = $2";
        Ok(self.write(sql, [community.into(), bytes(card), pin.into()]).await? == 1)
    }

    /// Notes that a card is open on a phone of its holder's, if it has the issue and the PIN still that were compared with.
    /// Answers whether it has: comparing takes a while, in which the office may give it another PIN and close it everywhere.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn open_card_session(
        &self,
        CommunityNo(community): CommunityNo,
        secret: Print,
        stored: &StoredCard,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let same = "UPDATE card_code SET pin = pin WHERE community = $1 AND card = $2 AND issue = $3 AND pin = $4";
        let issue = i64::from(stored.issue);
        let known = [
            community.into(),
            bytes(stored.card),
            issue.into(),
            stored.pin.as_str().into(),
        ];
        let sql = "INSERT INTO card_session (community, secret, card, issue, begun_at, seen_at) \
                   VALUES ($1, $2, $3, $4, $5, $5)";
        let values = [
            community.into(),
            secret.to_vec().into(),
            bytes(stored.card),
            issue.into(),
            at.micros().into(),
        ];
        self.write_while((same, known), (sql, values)).await
    }

    /// The card that a secret has open.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn card_session(
        &self,
        CommunityNo(community): CommunityNo,
        secret: Print,
    ) -> Result<Option<StoredCardSession>, StoreError> {
        let sql = "SELECT card, issue, begun_at, seen_at FROM card_session WHERE community = $1 AND secret = $2";
        let row: Option<SessionRow> = self.one(sql, [community.into(), secret.to_vec().into()]).await?;
        row.map(|row| {
            Ok(StoredCardSession {
                card: subject("card", &row.card)?,
                issue: issue(row.issue)?,
                begun_at: Instant::from_micros(row.begun_at),
                seen_at: Instant::from_micros(row.seen_at),
            })
        })
        .transpose()
    }

    /// Notes that a card that is open was used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn saw_card_session(
        &self,
        CommunityNo(community): CommunityNo,
        secret: Print,
        at: Instant,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE card_session SET seen_at = $3 WHERE community = $1 AND secret = $2";
        let values = [community.into(), secret.to_vec().into(), at.micros().into()];
        self.write(sql, values).await.map(drop)
    }

    /// Closes a card on one phone.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn close_card_session(
        &self,
        CommunityNo(community): CommunityNo,
        secret: Print,
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM card_session WHERE community = $1 AND secret = $2";
        self.write(sql, [community.into(), secret.to_vec().into()])
            .await
            .map(drop)
    }

    /// Closes a card on every phone.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn close_card(&self, CommunityNo(community): CommunityNo, card: SubjectId) -> Result<(), StoreError> {
        let sql = "DELETE FROM card_session WHERE community = $1 AND card = $2";
        self.write(sql, [community.into(), bytes(card)]).await.map(drop)
    }
}
