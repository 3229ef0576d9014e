//! Shops' counters: what opens residents' cards, phones that are shops' devices, and the staff who stand at them.
//!
//! What may be used at all is said by the registers, under the lock; what opens it lies beside the journals, as hashes. A
//! code of an earlier issue, or a phone of an earlier pairing, opens nothing. Nothing here decides what somebody may do.

mod cards;
mod codes;
mod complaints;
mod devices;
mod offers;
mod own;
mod pins;
mod sheets;
mod shown;
mod staff;
mod till;
mod today;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use thiserror::Error;
use tokio::sync::{Mutex, MutexGuard};
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, NewState};
use xiaonuan_domain::entropy::{Entropy, SubjectId};
use xiaonuan_domain::register::entry::{Entry, EntryDetails};
use xiaonuan_domain::register::{Register, Registers};
use xiaonuan_persistence::counter::{CounterTables, Print, Tried, Tries};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::Grouped;
use xiaonuan_persistence::registers::CommunityNo;

use self::cards::Held;
pub(crate) use self::cards::TriesTaken;
pub use self::cards::{CardHolder, CardIssued, OpenCard};
pub use self::codes::{CodeKind, Secret};
pub use self::complaints::{Complained, NewComplaint, OwnComplaint};
pub use self::devices::{Device, ListedDevice, Paired, Pairing};
pub use self::offers::{NotNow, OwnOffer};
pub use self::own::{Own, OwnVoucher, Used};
pub use self::pins::PinCost;
use self::pins::Pins;
pub use self::sheets::{Addressee, Addressees, Chosen, SheetCard, VoucherSlip};
pub use self::staff::Standing;
pub use self::till::{Confirmed, Confirming};
pub use self::today::Today;
pub use crate::desk::receipt::tail as card_tail;
use crate::desk::{DeskError, Done, Request};
use crate::service::Service;
use crate::sign_in::SignInError;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The longest that tries count, after which they are forgotten: so long it is known that a print was made.
const LONGEST_TRIES: i64 = 30 * DAY;
/// How many cards something is confirmed for at once, at the most.
const TURNS: usize = 256;

/// What counters need.
pub(crate) struct Counters {
    tables: CounterTables,
    pins: Pins,
    /// For whoever opens a card and may be anybody: whoever stands at a counter does not wait for them.
    strangers: Pins,
    /// Tries of codes that are not decided yet.
    held: Held,
    /// Turns of cards for which something is confirmed; several cards may share one.
    turns: [Mutex<()>; TURNS],
    /// Whose keys and randomness are those of the process.
    process: Grouped,
}

/// Why something at a counter is not done.
#[derive(Clone, Debug, Error)]
pub enum CounterError {
    /// There is no such card, device or person; what was shown opens nothing, or was used before: all alike.
    #[error("there is no such thing, or it opens nothing any more")]
    Missing,
    /// It is not the PIN, or nobody's: alike.
    #[error("the PIN is wrong")]
    Wrong,
    /// It cannot be a PIN, or others would try it first.
    #[error("a PIN is 4 to 8 digits, and none that others would try early, such as 1234")]
    NotAPin,
    /// Too much was tried. After so many seconds one more try is there.
    #[error("too much was tried: try again in {0} seconds")]
    Slow(u64),
    /// It was refused, or the database failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for CounterError {
    fn from(error: StoreError) -> Self {
        CounterError::Desk(error.into())
    }
}

/// Of tries that are counted as those to sign in are.
impl From<SignInError> for CounterError {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Slow(seconds) => CounterError::Slow(seconds),
            SignInError::Store(error) => error.into(),
            SignInError::Refused | SignInError::WrongCode | SignInError::Over | SignInError::Password(_) => {
                CounterError::Wrong
            }
        }
    }
}

impl Service {
    /// The service with another cost of PINs.
    #[must_use]
    pub fn with_pins(mut self, cost: PinCost) -> Self {
        self.counters = Arc::new(Counters::new(self.grouped().clone(), cost));
        self
    }

    fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Takes a try, or tells when the next one is there.
    async fn try_once(&self, community: CommunityNo, tries: &Tries) -> Result<(), CounterError> {
        let now = self.journal().now();
        match self.counters().tables.take(community, tries, now).await? {
            Tried::Taken => Ok(()),
            Tried::Until(until) => Err(wait_until(until, now)),
        }
    }

    /// Changes a row of a register to what is made of its present state, by whoever asks. Answers the state that it made.
    async fn turn(
        &self,
        community: &str,
        actor: &Arc<Actor>,
        (register, code): (Register, &Code),
        to: impl FnOnce(&mut EntryDetails),
    ) -> Result<(Done, Entry), CounterError> {
        let number = self.number_of(community).await?;
        let registers = self.database().registers(number).await?;
        let (_, row) = registers.entries(register).by_code(code).ok_or(CounterError::Missing)?;
        let mut row = row.clone();
        let based_on = row.changed;
        to(&mut row.details);
        let change = Change {
            row: code.clone(),
            based_on,
            to: NewState::Entry(Box::new(row.details.clone())),
        };
        let request = Request {
            scope: "request/counter",
            key: None,
            content: Vec::new(),
            command: Command::Change(Box::new(change)),
        };
        let done = self.perform(community, actor, request).await?;
        row.changed = done.recorded.seq;
        Ok((done, row))
    }
}

impl Counters {
    pub(crate) fn new(process: Grouped, cost: PinCost) -> Self {
        let pins = Pins::new(cost);
        Counters {
            tables: CounterTables::new(process.journal().database().clone()),
            strangers: pins.apart(),
            pins,
            held: Held::default(),
            turns: std::array::from_fn(|_| Mutex::new(())),
            process,
        }
    }

    /// By what something is found in a community that is stored nowhere as it is. Another purpose or community has another.
    fn print(&self, community: &str, purpose: &str, text: &str) -> Print {
        self.process
            .journal()
            .database()
            .keys()
            .fingerprint(&format!("counter/{community}/{purpose}"), text)
    }

    /// Waits until nothing else is confirmed for a card.
    async fn turn_of(&self, card: &str) -> MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        card.hash(&mut hasher);
        let place = hasher.finish() % TURNS as u64;
        self.turns[usize::try_from(place).unwrap_or(0)].lock().await
    }

    /// Draws something random.
    fn draw<T>(&self, draw: impl FnOnce(&mut dyn Entropy) -> T) -> T {
        draw(&mut self.process.journal().draws())
    }
}

/// There is no try before a moment.
fn wait_until(until: Instant, now: Instant) -> CounterError {
    let left = until.micros().saturating_sub(now.micros()).max(SECOND);
    CounterError::Slow(left.unsigned_abs().div_ceil(SECOND.unsigned_abs()))
}

/// The row of a register that is a subject of the journal.
fn row_of(registers: &Registers, register: Register, subject: SubjectId) -> Option<&Entry> {
    let rows = registers.entries(register).iter();
    rows.map(|(_, row)| row).find(|row| row.subject == Some(subject))
}

/// Whether a row may be used now.
fn stands(registers: &Registers, row: &Entry, now: Instant) -> bool {
    let today = registers.community.zone.day_of(now);
    row.details.standing().is_active() && row.details.holds_on(today)
}
