//! A card that is open on its holder's phone.

use std::net::IpAddr;

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_persistence::counter::{Print, StoredCard};
use xiaonuan_persistence::registers::CommunityNo;

use super::super::codes::{BETWEEN, SHORT, Secret, as_made};
use super::super::{CounterError, DAY, LONGEST_TRIES, MINUTE, row_of, stands};
use super::{AT_MOST, CardHolder, IDLE, OpenCard};
use crate::service::Service;

/// A card that whoever has its PIN may open.
struct ToBeOpened {
    community: CommunityNo,
    stored: StoredCard,
    holder: CardHolder,
}

impl Service {
    /// The community, where there is no other: whose card it is need not be asked then.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn only_community(&self) -> Result<Option<Code>, CounterError> {
        let mut rows = self.database().communities_page(None, "", 2, None).await?;
        let only = rows.pop().filter(|_| rows.is_empty());
        Ok(only.and_then(|row| row.code.parse().ok()))
    }

    /// Opens a card on a phone of its holder's, by its token and PIN. A short code does not do: it can be guessed. Which
    /// communities and cards there are is no stranger's to learn from an answer, its time, or how often one may try.
    ///
    /// # Errors
    /// [`CounterError::Wrong`] for whatever is wrong; [`CounterError::Slow`] when too much was.
    pub async fn open_card(
        &self,
        community: &str,
        (token, pin): (&str, &str),
        address: IpAddr,
    ) -> Result<OpenCard, CounterError> {
        let counters = self.counters();
        // Before anything is hashed, whatever they name: whoever has no tries left takes no turn of anybody's.
        let from = self.openings_from(address);
        self.take_opening(from).await?;
        let made = as_made(token);
        let found = self.to_be_opened(community, &made).await?;
        let whom = found.as_ref().map_or(made, |found| found.stored.card.to_string());
        let of_card = self.pins_of_card(community, &whom);
        self.take_opening(of_card).await?;
        let hash = found.as_ref().map(|found| found.stored.pin.as_str());
        let is_it = counters.strangers.is_it(pin, hash).await?;
        let (Some(found), true) = (found, is_it) else {
            return Err(CounterError::Wrong);
        };
        let (number, now) = (found.community, self.journal().now());
        let secret = counters.draw(Secret::token);
        let print = counters.print(community, "card session", secret.reveal());
        // Whoever gives it another PIN meanwhile has closed it everywhere already.
        let tables = &counters.tables;
        let since = self.steady_now().await?;
        if !tables.open_card_session(number, print, &found.stored, since).await? {
            return Err(CounterError::Wrong);
        }
        self.give_opening_back(from, of_card).await?;
        let ago = |time: i64| Instant::from_micros(now.micros().saturating_sub(time));
        tables
            .forget_before(number, ago(LONGEST_TRIES + DAY), ago(2 * DAY))
            .await?;
        Ok(OpenCard {
            secret: secret.of(community),
            holder: found.holder,
        })
    }

    /// The card on which a token stands, if it may be opened by it.
    async fn to_be_opened(&self, community: &str, made: &str) -> Result<Option<ToBeOpened>, CounterError> {
        let counters = self.counters();
        let Some(number) = self.database().community(community).await? else {
            return Ok(None);
        };
        let registers = self.database().registers(number).await?;
        let print = counters.print(community, "card", made);
        let Some(stored) = counters.tables.card_with(number, print).await? else {
            return Ok(None);
        };
        let now = self.journal().now();
        let row = row_of(&registers, Register::Card, stored.card).filter(|row| stands(&registers, row, now));
        let Some((row, EntryDetails::Card(card))) = row.map(|row| (row, &row.details)) else {
            return Ok(None);
        };
        if card.issue != stored.issue || made.len() <= SHORT {
            return Ok(None);
        }
        let holder = CardHolder {
            card: row.code.clone(),
            resident: card.resident.clone(),
            issue: stored.issue,
        };
        Ok(Some(ToBeOpened {
            community: number,
            stored,
            holder,
        }))
    }

    /// Whose card of which community a phone has open; nobody's when it was left alone too long, or the card was blocked or
    /// issued again.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn open_card_of(&self, secret: &str) -> Result<Option<(Code, CardHolder)>, CounterError> {
        let counters = self.counters();
        let Some((number, print)) = self.card_session_of(secret).await? else {
            return Ok(None);
        };
        let registers = self.database().registers(number).await?;
        let Some(session) = counters.tables.card_session(number, print).await? else {
            return Ok(None);
        };
        let (wall, now) = (self.journal().now(), self.steady_now().await?);
        let lasts = |since: Instant, most: i64| now.micros().saturating_sub(since.micros()) < most;
        let row = row_of(&registers, Register::Card, session.card).filter(|row| stands(&registers, row, wall));
        let Some((row, EntryDetails::Card(card))) = row.map(|row| (row, &row.details)) else {
            return Ok(None);
        };
        if card.issue != session.issue || !lasts(session.seen_at, IDLE) || !lasts(session.begun_at, AT_MOST) {
            counters.tables.close_card_session(number, print).await?;
            return Ok(None);
        }
        if !lasts(session.seen_at, MINUTE) {
            counters.tables.saw_card_session(number, print, now).await?;
        }
        let holder = CardHolder {
            card: row.code.clone(),
            resident: card.resident.clone(),
            issue: session.issue,
        };
        Ok(Some((registers.community.code.clone(), holder)))
    }

    /// Closes a card on one phone.
    ///
    /// # Errors
    /// [`CounterError`] when the database fails.
    pub async fn close_card(&self, secret: &str) -> Result<(), CounterError> {
        let counters = self.counters();
        // Of a community that there is none of, nothing is open either.
        if let Some((number, print)) = self.card_session_of(secret).await? {
            counters.tables.close_card_session(number, print).await?;
        }
        Ok(())
    }

    /// By what the session is found of which a phone keeps a secret, and in which community.
    async fn card_session_of(&self, secret: &str) -> Result<Option<(CommunityNo, Print)>, CounterError> {
        let Some((community, kept)) = secret.split_once(BETWEEN) else {
            return Ok(None);
        };
        let number = self.database().community(community).await?;
        Ok(number.map(|number| (number, self.counters().print(community, "card session", kept))))
    }
}
