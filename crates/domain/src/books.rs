//! The balances that a batch of entries may touch, and the one place where bounds are kept.

use std::collections::{BTreeMap, HashMap};

use thiserror::Error;

use crate::account::{Account, Bound};
use crate::calendar::Instant;
use crate::timeline::{Range, Timeline};

/// Balances of the accounts that were loaded, as of the last record, with their history after a business time if
/// entries may be late.
#[derive(Clone, Debug)]
pub struct Books {
    slots: HashMap<Account, Slot>,
    since: Option<Instant>,
    undo: Vec<(Account, Instant, i64)>,
}

#[derive(Clone, Debug, Default)]
struct Slot {
    balance: i64,
    /// Its changes after [`Books::since`]; nothing if only its last balance matters.
    later: Option<Timeline>,
}

/// A posting was refused.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Crossed {
    /// It would move the balance further past the bound.
    #[error("the balance would cross its bound")]
    Bound {
        /// Whether only at a later business time than the posting's.
        late: bool,
        /// How much could still be moved.
        left: i64,
    },
    /// The balance would leave the range of the books.
    #[error("the balance would leave the range of the books")]
    Overflow,
}

/// How much may be moved towards a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headroom {
    /// In order of recording alone.
    pub recorded: i64,
    /// At the posting's business time and every later one besides. Never more than `recorded`.
    pub lasting: i64,
}

impl Books {
    /// Empty books. `since` is the earliest business time of any posting to come, or nothing when every posting
    /// will be at or after all recorded ones and in order.
    #[must_use]
    pub fn new(since: Option<Instant>) -> Self {
        Books {
            slots: HashMap::new(),
            since,
            undo: Vec::new(),
        }
    }

    /// The moment after which balances have their history.
    #[must_use]
    pub fn since(&self) -> Option<Instant> {
        self.since
    }

    /// Makes room for postings from this moment on.
    ///
    /// # Panics
    /// When balances were put in without the history that this needs.
    pub fn reach_back_to(&mut self, since: Instant) {
        if self.since.is_none_or(|known| since < known) {
            assert!(
                self.slots.is_empty(),
                "balances were loaded without their history since {since}"
            );
            self.since = Some(since);
        }
    }

    /// Whether a posting at this moment can be judged, given the latest business time on record.
    #[must_use]
    pub fn covers(&self, at: Instant, high_water: Instant) -> bool {
        at >= high_water || self.since.is_some_and(|since| since <= at)
    }

    /// Puts in an account's balance and its changes after `since`.
    pub fn load(&mut self, account: Account, balance: i64, later: impl IntoIterator<Item = (Instant, i64)>) {
        let mut timeline = self.since.is_some().then(Timeline::default);
        if let Some(timeline) = &mut timeline {
            for (at, change) in later {
                timeline.insert(at, change);
            }
        }
        self.slots.insert(
            account,
            Slot {
                balance,
                later: timeline,
            },
        );
    }

    /// Puts in an account of which nothing matters but its last balance: no bound holds for it, and nobody asks what it
    /// was at a moment.
    pub fn load_undated(&mut self, account: Account, balance: i64) {
        self.slots.insert(account, Slot { balance, later: None });
    }

    /// Puts in an account that no record has touched yet.
    pub fn open(&mut self, account: Account) {
        self.load(account, 0, []);
    }

    /// Whether an account was put in.
    #[must_use]
    pub fn holds(&self, account: &Account) -> bool {
        self.slots.contains_key(account)
    }

    /// The balance in order of recording.
    ///
    /// # Panics
    /// When the account was not put in: whoever loads a batch must load all that its entries touch.
    #[must_use]
    pub fn balance(&self, account: &Account) -> i64 {
        self.slot(account).balance
    }

    /// The balance at a business time, which must not be before [`Books::since`].
    ///
    /// # Panics
    /// When the account was not put in, or without the history that this needs.
    ///
    /// # Errors
    /// [`Crossed::Overflow`] when it is beyond what a posting can move.
    pub fn balance_at(&self, account: &Account, at: Instant) -> Result<i64, Crossed> {
        let slot = self.dated_slot(account);
        let balance = i128::from(slot.balance);
        let then = match &slot.later {
            None => balance,
            Some(later) => balance - later.total() + later.sum_until(at),
        };
        i64::try_from(then).map_err(|_| Crossed::Overflow)
    }

    fn slot(&self, account: &Account) -> &Slot {
        self.slots
            .get(account)
            .unwrap_or_else(|| panic!("{account:?} was not loaded"))
    }

    fn dated_slot(&self, account: &Account) -> &Slot {
        let slot = self.slot(account);
        assert!(
            slot.later.is_some() || self.since.is_none(),
            "{account:?} was loaded without its history"
        );
        slot
    }

    /// How much may be moved towards a bound by a posting at a moment.
    ///
    /// # Panics
    /// When the account was not put in, or without the history that this needs.
    #[must_use]
    pub fn headroom(&self, account: &Account, bound: Bound, at: Instant) -> Headroom {
        let slot = self.dated_slot(account);
        let room = |range: Range| {
            let room = match bound {
                Bound::AtLeast(least) => range.low - i128::from(least),
                Bound::AtMost(most) => i128::from(most) - range.high,
            };
            // No posting is larger than what is left out here.
            i64::try_from(room).unwrap_or(if room < 0 { i64::MIN } else { i64::MAX })
        };
        let balance = i128::from(slot.balance);
        let recorded = room(Range {
            low: balance,
            high: balance,
        });
        let lasting = slot
            .later
            .as_ref()
            .map_or(recorded, |later| room(later.range_from(balance - later.total(), at)));
        Headroom {
            recorded,
            lasting: lasting.min(recorded),
        }
    }

    /// Whether two balances fit each other: in order of recording, and at a moment and every later one. Tells when
    /// they do not whether only a later business time is at fault.
    ///
    /// # Errors
    /// [`Crossed::Bound`].
    pub fn fit(
        &self,
        one: &Account,
        other: &Account,
        at: Instant,
        fits: impl Fn(i128, i128) -> bool,
    ) -> Result<(), Crossed> {
        let mismatch = |late| Crossed::Bound { late, left: 0 };
        let (one, other) = (self.dated_slot(one), self.dated_slot(other));
        let (mut first, mut second) = (i128::from(one.balance), i128::from(other.balance));
        if !fits(first, second) {
            return Err(mismatch(false));
        }
        let (Some(ones), Some(others)) = (&one.later, &other.later) else {
            return Ok(());
        };
        let mut changes: BTreeMap<Instant, (i128, i128)> = BTreeMap::new();
        for (when, change) in ones.changes() {
            changes.entry(when).or_default().0 += change;
        }
        for (when, change) in others.changes() {
            changes.entry(when).or_default().1 += change;
        }
        (first, second) = (first - ones.total(), second - others.total());
        let earlier = changes.range(..=at).map(|(_, change)| change);
        for (one, other) in earlier {
            (first, second) = (first + one, second + other);
        }
        let later = changes.range((std::ops::Bound::Excluded(at), std::ops::Bound::Unbounded));
        for (one, other) in std::iter::once(&(0, 0)).chain(later.map(|(_, change)| change)) {
            (first, second) = (first + one, second + other);
            if !fits(first, second) {
                return Err(mismatch(true));
            }
        }
        Ok(())
    }

    /// Adds a change to a balance, unless it moves it further past its bound, in order of recording or at this or
    /// any later business time.
    ///
    /// # Errors
    /// [`Crossed`]; nothing is changed then.
    pub fn post(&mut self, account: Account, bound: Option<Bound>, at: Instant, change: i64) -> Result<(), Crossed> {
        let towards = match bound {
            Some(Bound::AtLeast(_)) => change.checked_neg().ok_or(Crossed::Overflow)?,
            Some(Bound::AtMost(_)) => change,
            None => 0,
        };
        if let Some(bound) = bound.filter(|_| towards > 0) {
            let Headroom { recorded, lasting } = self.headroom(&account, bound, at);
            if towards > lasting {
                return Err(Crossed::Bound {
                    late: towards <= recorded,
                    left: lasting.max(0),
                });
            }
        }
        let after = self.balance(&account).checked_add(change).ok_or(Crossed::Overflow)?;
        self.undo.push((account, at, change));
        self.apply(account, at, change, after);
        Ok(())
    }

    fn apply(&mut self, account: Account, at: Instant, change: i64, after: i64) {
        let since = self.since;
        let slot = self.slots.get_mut(&account).expect("its balance was read before");
        slot.balance = after;
        if let (Some(later), Some(since)) = (&mut slot.later, since)
            && at > since
        {
            later.insert(at, change);
        }
    }

    /// Keeps all postings so far: none of them can be taken back any more.
    pub fn keep(&mut self) {
        self.undo.clear();
    }

    /// Takes back all postings since they were last kept.
    pub fn take_back(&mut self) {
        while let Some((account, at, change)) = self.undo.pop() {
            let before = self.balance(&account) - change;
            self.apply(account, at, -change, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::FundNo;

    const BANK: Account = Account::Bank(FundNo(1));
    const FLOOR: Option<Bound> = Some(Bound::AtLeast(0));

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros)
    }

    #[test]
    fn a_balance_may_reach_its_bound_and_not_cross_it() {
        let mut books = Books::new(None);
        books.load(BANK, 10, []);
        assert_eq!(
            books.post(BANK, FLOOR, at(1), -11),
            Err(Crossed::Bound { late: false, left: 10 })
        );
        assert_eq!(books.post(BANK, FLOOR, at(1), -10), Ok(()));
        assert_eq!(books.balance(&BANK), 0);
    }

    #[test]
    fn what_is_past_its_bound_may_come_back_but_not_go_further() {
        let mut books = Books::new(None);
        books.load(BANK, -10, []);
        assert_eq!(books.post(BANK, FLOOR, at(1), 5), Ok(()));
        assert_eq!(
            books.post(BANK, FLOOR, at(1), -1),
            Err(Crossed::Bound { late: false, left: 0 })
        );
    }

    #[test]
    fn a_late_posting_must_hold_at_every_later_business_time() {
        let mut books = Books::new(Some(at(0)));
        // 10 came at 5, 8 went at 7, 20 came at 9: at most 2 could ever have gone at 6.
        books.load(BANK, 22, [(at(5), 10), (at(7), -8), (at(9), 20)]);
        assert_eq!(
            books.post(BANK, FLOOR, at(6), -3),
            Err(Crossed::Bound { late: true, left: 2 })
        );
        assert_eq!(books.post(BANK, FLOOR, at(6), -2), Ok(()));
        assert_eq!(
            books.post(BANK, FLOOR, at(8), -1),
            Err(Crossed::Bound { late: true, left: 0 })
        );
        assert_eq!(books.post(BANK, FLOOR, at(9), -20), Ok(()));
    }

    #[test]
    fn an_account_without_history_keeps_its_balance() {
        let mut books = Books::new(Some(at(0)));
        books.load_undated(BANK, 10);
        books.post(BANK, None, at(6), -25).expect("no bound");
        assert_eq!(books.balance(&BANK), -15);
        books.take_back();
        assert_eq!(books.balance(&BANK), 10);
    }

    #[test]
    #[should_panic(expected = "without its history")]
    fn an_account_without_history_is_not_asked_what_it_was() {
        let mut books = Books::new(Some(at(0)));
        books.load_undated(BANK, 10);
        let _ = books.balance_at(&BANK, at(6));
    }

    #[test]
    fn taking_back_restores_balances_and_history() {
        let mut books = Books::new(Some(at(0)));
        books.load(BANK, 10, [(at(5), 10)]);
        books.post(BANK, FLOOR, at(6), -4).expect("enough");
        books.keep();
        books.post(BANK, FLOOR, at(7), -6).expect("enough");
        books.take_back();
        assert_eq!(books.balance(&BANK), 6);
        let bound = Bound::AtLeast(0);
        assert_eq!(
            books.headroom(&BANK, bound, at(6)),
            Headroom {
                recorded: 6,
                lasting: 6
            }
        );
        assert_eq!(
            books.headroom(&BANK, bound, at(1)),
            Headroom {
                recorded: 6,
                lasting: 0
            }
        );
    }
}
