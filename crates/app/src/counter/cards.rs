//! Residents' cards: whose a code is, codes that are made anew, and cards that are open on a phone of their holder's.

mod guesses;
mod opened;
mod tries;

use std::sync::Arc;

use xiaonuan_domain::access::Actor;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::CardNamed;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{Entry, EntryDetails, Standing};
use xiaonuan_persistence::counter::{CardCodes, Tries};
use xiaonuan_persistence::registers::CommunityNo;

pub(in crate::counter) use self::guesses::Held;
pub(crate) use self::guesses::TriesTaken;
use super::codes::{Secret, as_made};
use super::{CounterError, HOUR, MINUTE};
use crate::desk::{DeskError, Done};
use crate::service::Service;

/// How many wrong codes one device, person or address may try in an hour, and all at the counters of one shop.
const WRONG_CODES: i64 = 20;
const WRONG_CODES_OF_A_SHOP: i64 = 100;
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
        taken.settle(found.is_some()).await?;
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
        let tries = counted.map(|(purpose, whom, most)| Tries {
            whom: counters.print(own, purpose, whom),
            most,
            window: HOUR,
        });
        let taken = self.hold_tries(community, tries).await?;
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
        Ok((found, taken))
    }

    /// Lets go what was held for a code that was shown at a counter, or counts it if the answer is that of a wrong one.
    pub(crate) async fn answered<T>(&self, taken: TriesTaken, answer: &Result<T, DeskError>) -> Result<(), DeskError> {
        let was_right = match answer {
            Ok(_) => true,
            Err(DeskError::Refused(refusal)) => !refusal.code.is_hidden_at_counter(),
            Err(_) => false,
        };
        Ok(taken.settle(was_right).await?)
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
                    std::mem::take(&mut taken).settle(found.is_some()).await?;
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
                self.let_pin_be_tried(community, &subject.to_string()).await?;
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
        counters.tables.close_card(number, subject).await?;
        self.let_pin_be_tried(community, &subject.to_string()).await?;
        Ok(pin)
    }
}
