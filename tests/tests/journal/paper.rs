//! Paper: every change in one long list, every balance counted anew each time.

use std::collections::BTreeMap;

use crate::model::{BUDGET, Minute, No, USES};

/// All changes of all accounts in the order in which they were recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    changes: Vec<Change>,
}

#[derive(Clone, Debug)]
struct Change {
    seq: i64,
    at: Minute,
    account: String,
    fen: i64,
}

#[derive(Clone, Copy)]
pub(crate) enum Limit {
    None,
    Floor(i64),
    Ceiling(i64),
}

/// How much may still be moved towards a limit: as recorded, and at every business time from then on.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    pub(crate) recorded: i64,
    pub(crate) lasting: i64,
}

impl Paper {
    pub(crate) fn recorded(&self, account: &str) -> i64 {
        self.changes
            .iter()
            .filter(|change| change.account == account)
            .map(|change| change.fen)
            .sum()
    }

    pub(crate) fn room(&self, account: &str, limit: Limit, at: Minute) -> Room {
        let to_limit = |balance: i64| match limit {
            Limit::None => i64::MAX,
            Limit::Floor(floor) => balance - floor,
            Limit::Ceiling(ceiling) => ceiling - balance,
        };
        let here: Vec<&Change> = self.changes.iter().filter(|change| change.account == account).collect();
        let balance_at = |time: Minute| {
            here.iter()
                .filter(|change| change.at <= time)
                .map(|change| change.fen)
                .sum()
        };
        let later = here.iter().map(|change| change.at).filter(|time| *time > at);
        let recorded = to_limit(self.recorded(account));
        let lasting = later
            .chain([at])
            .map(|time| to_limit(balance_at(time)))
            .min()
            .unwrap_or(recorded);
        Room {
            recorded,
            lasting: lasting.min(recorded),
        }
    }

    pub(crate) fn post(&mut self, seq: i64, at: Minute, account: &str, fen: i64) -> Result<(), No> {
        if fen == 0 {
            return Ok(());
        }
        let kind = account
            .split('/')
            .nth(if account.starts_with("memo") || account.starts_with("usage") {
                1
            } else {
                2
            });
        let (limit, code) = match (kind.unwrap_or_default(), account) {
            ("bank", _) => (Limit::Floor(0), "bank_insufficient"),
            ("available" | "encumbered", _) => (Limit::Floor(0), "fund_insufficient"),
            ("payable", _) => (Limit::Ceiling(0), "exceeds_payable"),
            ("voucher", _) => (Limit::Ceiling(0), "voucher_insufficient"),
            ("discount", "memo/discount/D1") => (Limit::Ceiling(BUDGET), "discount_budget_exhausted"),
            ("D2", _) => (Limit::Ceiling(USES), "usage_limit_reached"),
            _ => (Limit::None, ""),
        };
        let towards = match limit {
            Limit::Floor(_) => -fen,
            Limit::Ceiling(_) => fen,
            Limit::None => 0,
        };
        let room = self.room(account, limit, at);
        if towards > room.lasting.max(0) {
            return Err((code, towards <= room.recorded));
        }
        self.changes.push(Change {
            seq,
            at,
            account: account.to_owned(),
            fen,
        });
        Ok(())
    }

    fn known(&self, until: Minute, number: i64) -> impl Iterator<Item = &Change> {
        let counted = move |change: &&Change| change.at <= until && change.seq <= number;
        self.changes
            .iter()
            .filter(counted)
            .filter(|change| !change.account.starts_with("usage"))
    }

    /// All balances but those of uses, at a business time as recorded at a number.
    pub(crate) fn balances(&self, at: Minute, number: i64) -> BTreeMap<String, i64> {
        let mut balances = BTreeMap::new();
        for change in self.known(at, number) {
            *balances.entry(change.account.clone()).or_default() += change.fen;
        }
        balances
    }

    /// Debits and credits of all accounts after one business time and up to another, as recorded at a number.
    pub(crate) fn turnovers(&self, after: Minute, until: Minute, number: i64) -> BTreeMap<String, (i128, i128)> {
        let mut turnovers: BTreeMap<String, (i128, i128)> = BTreeMap::new();
        for change in self.known(until, number).filter(|change| change.at > after) {
            let (debit, credit) = turnovers.entry(change.account.clone()).or_default();
            if change.fen > 0 {
                *debit += i128::from(change.fen)
            } else {
                *credit -= i128::from(change.fen)
            }
        }
        turnovers
    }
}
