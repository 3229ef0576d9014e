//! Paper: every change of every account in one list each, every balance counted anew each time.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::At;

/// One side of an account moved by a record. Below zero in a reversal.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) seq: i64,
    pub(crate) at: At,
    pub(crate) is_debit: bool,
    pub(crate) fen: i64,
}

impl Change {
    fn moves(&self) -> i64 {
        if self.is_debit { self.fen } else { -self.fen }
    }
}

/// Where a balance may not go.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    AtLeast(i64),
    AtMost(i64),
}

/// How much may still be moved towards a limit: in the order of recording, and besides at every business time from a
/// moment on. Never below zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    pub(crate) recorded: i64,
    pub(crate) lasting: i64,
}

/// Debits and credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turnover {
    pub(crate) debit: i64,
    pub(crate) credit: i64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    accounts: BTreeMap<String, Vec<Change>>,
}

impl Paper {
    pub(crate) fn write(&mut self, account: &str, change: Change) {
        self.accounts.entry(account.to_owned()).or_default().push(change);
    }

    fn of(&self, account: &str) -> &[Change] {
        self.accounts.get(account).map_or(&[], Vec::as_slice)
    }

    /// The business times at which an account moved.
    pub(crate) fn times(&self, account: &str) -> Vec<At> {
        self.of(account).iter().map(|change| change.at).collect()
    }

    /// The balance in the order of recording: debits less credits.
    pub(crate) fn balance(&self, account: &str) -> i64 {
        self.of(account).iter().map(Change::moves).sum()
    }

    /// The balance of one account, or of all below it, as it was at a moment by what was on record.
    pub(crate) fn balance_at(&self, account: &str, at: At, seq: i64) -> i64 {
        let counts = |change: &&Change| change.at <= at && change.seq <= seq;
        let below = format!("{account}/");
        let accounts = self.accounts.range(account.to_owned()..);
        let accounts = accounts.take_while(|(name, _)| name.starts_with(account));
        let accounts = accounts.filter(|(name, _)| *name == account || name.starts_with(&below));
        accounts
            .flat_map(|(_, changes)| changes.iter().filter(counts))
            .map(Change::moves)
            .sum()
    }

    /// What each record moved on an account: when, by which record, debits less credits.
    pub(crate) fn by_record(&self, account: &str) -> Vec<(At, i64, i64)> {
        let mut moves: BTreeMap<i64, (At, i64)> = BTreeMap::new();
        for change in self.of(account) {
            moves.entry(change.seq).or_insert((change.at, 0)).1 += change.moves();
        }
        moves.into_iter().map(|(seq, (at, fen))| (at, seq, fen)).collect()
    }

    /// The accounts below a name, of which those of one sort count as one.
    pub(crate) fn accounts_of(&self, name: &str, as_one: Option<&str>) -> BTreeSet<String> {
        let below = format!("{name}/");
        let accounts = self.accounts.keys().filter(|account| account.starts_with(&below));
        let together = |account: &String| match as_one.map(|sort| format!("{below}{sort}")) {
            Some(one) if account.starts_with(&one) => one,
            _ => account.clone(),
        };
        accounts.map(together).collect()
    }

    pub(crate) fn room(&self, account: &str, limit: Limit, at: At) -> Room {
        let changes = self.of(account);
        let to_limit = |balance: i64| match limit {
            Limit::AtLeast(least) => balance - least,
            Limit::AtMost(most) => most - balance,
        };
        let balance_at = |time: At| -> i64 {
            let until = changes.iter().filter(|change| change.at <= time);
            until.map(Change::moves).sum()
        };
        let recorded = to_limit(self.balance(account));
        let later = changes.iter().map(|change| change.at).filter(|time| *time > at);
        let lasting = later.chain([at]).map(|time| to_limit(balance_at(time))).min();
        Room {
            recorded: recorded.max(0),
            lasting: lasting.unwrap_or(recorded).min(recorded).max(0),
        }
    }

    /// All balances but those of uses, at a moment by what was on record.
    pub(crate) fn balances(&self, at: At, seq: i64) -> BTreeMap<String, i64> {
        let known = self.accounts.iter().filter(|(name, _)| !name.starts_with("usage/"));
        let counted = known.filter_map(|(name, changes)| {
            let mut changes = changes
                .iter()
                .filter(|change| change.at <= at && change.seq <= seq)
                .peekable();
            changes.peek()?;
            Some((name.clone(), changes.map(Change::moves).sum()))
        });
        counted.collect()
    }

    /// What records changed on accounts below a name, among those that count.
    pub(crate) fn turnover(&self, account: &str, counts: impl Fn(&Change) -> bool) -> Turnover {
        let below = format!("{account}/");
        let accounts = self.accounts.iter();
        let accounts = accounts.filter(|(name, _)| *name == account || name.starts_with(&below));
        let mut turnover = Turnover::default();
        for change in accounts
            .flat_map(|(_, changes)| changes)
            .filter(|change| counts(change))
        {
            let side = if change.is_debit {
                &mut turnover.debit
            } else {
                &mut turnover.credit
            };
            *side += change.fen;
        }
        turnover
    }
}
