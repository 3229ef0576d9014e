//! A card that is open on its holder's phone.

use super::super::CounterError;
use super::super::DAY;
use super::super::HOUR;
use super::super::MINUTE;
use super::super::codes::BETWEEN;
use super::super::codes::Secret;
use super::super::codes::as_made;
use super::super::row_of;
use super::super::stands;
use super::{AT_MOST, CardHolder, IDLE, OPENED, OpenCard, WRONG_PINS};
use crate::service::Service;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::Entry;
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_persistence::counter::Print;
use xiaonuan_persistence::counter::Tries;
use xiaonuan_persistence::registers::CommunityNo;

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

    /// Opens a card on a phone of its holder's, by its token and PIN. A short code does not do: it can be guessed.
    ///
    /// # Errors
    /// [`CounterError::Wrong`] for whatever is wrong; [`CounterError::Slow`] when too much was.
    pub async fn open_card(
        &self,
        community: &str,
        (token, pin): (&str, &str),
        address: &str,
    ) -> Result<OpenCard, CounterError> {
        let counters = self.counters();
        let Some(number) = self.database().community(community).await? else {
            // Which communities there are is no stranger's to learn from an answer or its time.
            counters.pins.is_it(pin, None).await?;
            return Err(CounterError::Wrong);
        };
        let from = Tries {
            whom: counters.print(community, "cards opened from", address),
            most: OPENED,
            window: HOUR,
        };
        self.try_once(number, &from).await?;
        let registers = self.database().registers(number).await?;
        let own = registers.community.code.as_str();
        let made = as_made(token);
        let stored = counters
            .tables
            .card_with(number, counters.print(own, "card", &made))
            .await?;
        let row = stored
            .as_ref()
            .and_then(|stored| row_of(&registers, Register::Card, stored.card));
        let now = self.journal().now();
        let good = |row: &&Entry| {
            let is_last = matches!((&row.details, &stored), (EntryDetails::Card(card), Some(stored)) if card.issue == stored.issue);
            is_last && made.len() > 6 && stands(&registers, row, now)
        };
        let row = row.filter(good);
        let whom = row
            .and_then(|row| row.subject)
            .map_or_else(|| made.clone(), |subject| subject.to_string());
        let of_card = Tries {
            whom: counters.print(own, "PINs of card", &whom),
            most: WRONG_PINS.0,
            window: WRONG_PINS.1,
        };
        self.try_once(number, &of_card).await?;
        let hash = row.and(stored.as_ref()).map(|stored| stored.pin.as_str());
        let is_it = counters.pins.is_it(pin, hash).await?;
        let (Some(row), Some(stored), true) = (row, &stored, is_it) else {
            return Err(CounterError::Wrong);
        };
        let EntryDetails::Card(card) = &row.details else {
            return Err(CounterError::Wrong);
        };
        counters.tables.forget(number, of_card.whom).await?;
        counters.tables.give_back(number, from.whom, true).await?;
        let long_ago = Instant::from_micros(now.micros().saturating_sub(2 * DAY));
        counters.tables.forget_before(number, long_ago).await?;
        let secret = counters.draw(Secret::token);
        let print = counters.print(own, "card session", secret.reveal());
        counters
            .tables
            .open_card_session(number, print, (stored.card, stored.issue), self.steady_now().await?)
            .await?;
        Ok(OpenCard {
            secret: secret.of(own),
            holder: CardHolder {
                card: row.code.clone(),
                resident: card.resident.clone(),
                issue: stored.issue,
            },
        })
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
