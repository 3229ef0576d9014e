//! Residents' cards: whose a code is, codes that are made anew, and cards that are open on a phone of their holder's.

use std::sync::Arc;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::CardNamed;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{Entry, EntryDetails, Standing};
use xiaonuan_persistence::counter::{CardCodes, Print, Tries};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::codes::{BETWEEN, Secret, as_made};
use super::{CounterError, DAY, HOUR, MINUTE, pins, row_of, stands};
use crate::desk::{DeskError, Done};
use crate::service::Service;

/// How many wrong codes one device, person or address may try in an hour, and all at the counters of one shop.
const WRONG_CODES: i64 = 20;
const WRONG_CODES_OF_A_SHOP: i64 = 100;
/// How many wrong PINs of a card may be tried, and until when nobody may try another.
const WRONG_PINS: (i64, i64) = (5, DAY);
/// How many cards are tried to be opened from one address in an hour.
const OPENED: i64 = 30;
/// How long a card stays open on a phone that is not used, and at all.
const IDLE: i64 = 30 * MINUTE;
const AT_MOST: i64 = 12 * HOUR;
/// How often a code or number that another card has is drawn again.
pub(super) const DRAWS: usize = 8;

/// Whose card it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardHolder {
    /// The card's number.
    pub card: Code,
    /// Whose it is.
    pub resident: Code,
    /// The issue of the codes by which it is known.
    pub issue: u32,
}

/// Codes that were made for a card. They are shown now, and never again.
#[derive(Clone, Debug)]
pub struct CardIssued {
    /// The record of the issue.
    pub done: Done,
    /// What the QR code holds.
    pub token: Secret,
    /// What is written beside it.
    pub short_code: Secret,
    /// What the holder opens it with on their own phone.
    pub pin: Secret,
}

/// Tries that were taken for a code that was shown at a counter. Whether it was one that is wrong is known once it is decided
/// what it was shown for: a card that is no use there is told by nothing from one that there is not.
#[derive(Default)]
#[must_use]
pub(crate) struct TriesTaken(Vec<Tries>);

/// A card that was opened on a phone of its holder's.
#[derive(Clone, Debug)]
pub struct OpenCard {
    /// What the phone keeps. It says of which community the card is.
    pub secret: Secret,
    /// Whose it is.
    pub holder: CardHolder,
}

impl Service {
    /// Whose card a code stands on, token or short code; nothing for one that stands on none any more. Wrong codes are
    /// counted for whoever tries them. Whether the card may be used is decided with what it is used for.
    ///
    /// # Errors
    /// [`CounterError::Slow`] when too many were wrong.
    pub async fn card(&self, community: &str, code: &str, by: &str) -> Result<Option<CardHolder>, CounterError> {
        let number = self.number_of(community).await?;
        let (found, taken) = self.card_in(number, code, (by, "")).await?;
        self.give_back(number, taken, found.is_some()).await?;
        Ok(found)
    }

    async fn card_in(
        &self,
        community: CommunityNo,
        code: &str,
        (by, merchant): (&str, &str),
    ) -> Result<(Option<CardHolder>, TriesTaken), CounterError> {
        let counters = self.counters();
        let registers = self.database().registers(community).await?;
        let own = registers.community.code.as_str();
        let of_asker = ("codes tried by", by, WRONG_CODES);
        let at_shop = ("codes tried at", merchant, WRONG_CODES_OF_A_SHOP);
        let counted = [Some(of_asker), Some(at_shop).filter(|_| !merchant.is_empty())];
        let counted = counted.into_iter().flatten();
        let tries: Vec<Tries> = counted
            .map(|(purpose, whom, most)| Tries {
                whom: counters.print(own, purpose, whom),
                most,
                window: HOUR,
            })
            .collect();
        for tries in &tries {
            self.try_once(community, tries).await?;
        }
        let print = counters.print(own, "card", &as_made(code));
        let stored = counters.tables.card_with(community, print).await?;
        // All rows are looked through, whether the code stands on one or not.
        let subject = stored.as_ref().map(|stored| stored.card);
        let rows = registers.entries(Register::Card).iter().map(|(_, row)| row);
        let is_it = |row: &Entry| subject.is_some() && row.subject == subject;
        let row = rows.fold(None, |found, row| if is_it(row) { Some(row) } else { found });
        let found = row.zip(stored).and_then(|(row, stored)| match &row.details {
            EntryDetails::Card(card) if card.issue == stored.issue => {
                let holder = CardHolder {
                    card: row.code.clone(),
                    resident: card.resident.clone(),
                    issue: stored.issue,
                };
                Some(holder)
            }
            _ => None,
        });
        Ok((found, TriesTaken(tries)))
    }

    /// Gives back what was taken for a code that was shown at a counter, unless the answer is that of a wrong one.
    pub(crate) async fn answered<T>(
        &self,
        community: CommunityNo,
        taken: TriesTaken,
        answer: &Result<T, DeskError>,
    ) -> Result<(), DeskError> {
        let was_right = match answer {
            Ok(_) => true,
            Err(DeskError::Refused(refusal)) => !refusal.code.is_hidden_at_counter(),
            Err(_) => false,
        };
        Ok(self.give_back(community, taken, was_right).await?)
    }

    async fn give_back(
        &self,
        community: CommunityNo,
        TriesTaken(taken): TriesTaken,
        was_right: bool,
    ) -> Result<(), StoreError> {
        for tries in taken {
            self.counters()
                .tables
                .give_back(community, tries.whom, was_right)
                .await?;
        }
        Ok(())
    }

    /// The card that a code stands on, by its number, or by none. Who asks is named, and the shop at which they do. At a counter
    /// the tries are kept until it is [answered](Service::answered) what it was shown for.
    pub(crate) async fn card_named(
        &self,
        community: CommunityNo,
        code: &str,
        (by, merchant, is_at_counter): (&str, &str, bool),
    ) -> Result<(CardNamed, TriesTaken), DeskError> {
        match self.card_in(community, code, (by, merchant)).await {
            Ok((found, mut taken)) => {
                if !is_at_counter {
                    self.give_back(community, std::mem::take(&mut taken), found.is_some())
                        .await?;
                }
                let named = found.map_or_else(CardNamed::nobodys, |holder| CardNamed::Known {
                    number: holder.card.to_string(),
                    issue: holder.issue,
                });
                Ok((named, taken))
            }
            Err(CounterError::Slow(seconds)) => Err(DeskError::Slow(seconds)),
            Err(CounterError::Desk(error)) => Err(error),
            Err(_) => Err(DeskError::Missing),
        }
    }

    /// Makes new codes and a PIN for a card, and lets it be used: those before open nothing any more. The issue is a record
    /// of the journal; what was made is shown once.
    ///
    /// # Errors
    /// [`CounterError`]; who issues at the same time is refused (`changed_meanwhile`).
    pub async fn issue_card(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        card: &Code,
    ) -> Result<CardIssued, CounterError> {
        let counters = self.counters();
        let number = self.number_of(community).await?;
        let again = |details: &mut EntryDetails| {
            if let EntryDetails::Card(card) = details {
                card.issue = card.issue.saturating_add(1);
                card.state = Standing::Active;
            }
        };
        let (done, row) = self.turn(community, actor, (Register::Card, card), again).await?;
        let (Some(subject), EntryDetails::Card(details)) = (row.subject, &row.details) else {
            return Err(CounterError::Missing);
        };
        counters.tables.close_card(number, subject).await?;
        let pin = counters.draw(Secret::pin);
        let hash = counters.pins.hash(pin.reveal()).await?;
        for _ in 0..DRAWS {
            let (token, short_code) = counters.draw(|entropy| (Secret::token(entropy), Secret::short(entropy)));
            let codes = CardCodes {
                card: subject,
                issue: details.issue,
                token: counters.print(community, "card", token.reveal()),
                short: counters.print(community, "card", short_code.reveal()),
                pin: hash.clone(),
            };
            if counters.tables.keep_codes(number, &codes).await? {
                let tried = counters.print(community, "PINs of card", &subject.to_string());
                counters.tables.forget(number, tried).await?;
                return Ok(CardIssued {
                    done,
                    token,
                    short_code,
                    pin,
                });
            }
        }
        // Another issue came after it, or every draw was another card's.
        Err(CounterError::Missing)
    }

    /// Gives a card another PIN, which is shown once, and lets it be tried again.
    ///
    /// # Errors
    /// [`CounterError::Missing`] when there is no such card, or nothing was issued for it.
    pub async fn reset_card_pin(&self, community: &str, card: &Code) -> Result<Secret, CounterError> {
        let counters = self.counters();
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let row = registers.entries(Register::Card).by_code(card);
        let subject = row.and_then(|(_, row)| row.subject).ok_or(CounterError::Missing)?;
        let pin = counters.draw(Secret::pin);
        let hash = counters.pins.hash(pin.reveal()).await?;
        if !counters.tables.set_card_pin(number, subject, &hash).await? {
            return Err(CounterError::Missing);
        }
        let tried = counters.print(community, "PINs of card", &subject.to_string());
        counters.tables.forget(number, tried).await?;
        counters.tables.close_card(number, subject).await?;
        Ok(pin)
    }

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
            .open_card_session(number, print, (stored.card, stored.issue), now)
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
        let now = self.journal().now();
        let lasts = |since: Instant, most: i64| now.micros().saturating_sub(since.micros()) < most;
        let row = row_of(&registers, Register::Card, session.card).filter(|row| stands(&registers, row, now));
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

    /// A new PIN of somebody's choice.
    pub(super) async fn hashed_pin(&self, pin: &str) -> Result<String, CounterError> {
        self.counters().pins.hash(pins::checked(pin)?).await
    }
}
