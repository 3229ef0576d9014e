//! Closing months and years, and opening them again.

use super::{Model, Told};
use crate::calendar::{At, DAY, Day, day_of, last_of_month, last_of_year, text};
use crate::operation::{Period, Reopening};

/// A period that is closed.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    is_year: bool,
    last_day: Day,
    /// The record of the closing, and the one before it that says what was spent on its purpose.
    seq: i64,
    reclassified: Option<i64>,
}

fn last_day(period: &Period) -> Day {
    if period.is_year {
        last_of_year(period.day)
    } else {
        last_of_month(period.day)
    }
}

/// When a period is over.
pub(super) fn end(period: &Period) -> At {
    (last_day(period) + 1) * DAY
}

const INCOME: [&str; 3] = ["donation", "donation-in-kind", "other-income"];
const EXPENSES: [&str; 8] = [
    "programme/cash",
    "programme/voucher",
    "programme/bill",
    "programme/goods",
    "programme/discount",
    "cost/bank-charge",
    "cost/host-fee",
    "stock-loss",
];

impl Model {
    /// When the first open day begins.
    pub(crate) fn opens(&self) -> At {
        self.closed.last().map_or(At::MIN, |closed| (closed.last_day + 1) * DAY)
    }

    /// The period that was closed last: whether a year, and its last day.
    pub(crate) fn last_closed(&self) -> Option<(bool, Day)> {
        self.closed.last().map(|closed| (closed.is_year, closed.last_day))
    }

    pub(super) fn close(&mut self, period: &Period) -> Told<i64> {
        let last_day = last_day(period);
        let standing = self.closed.last().cloned();
        if let Some(closed) = &standing {
            let again = last_day == closed.last_day && (closed.is_year || !period.is_year);
            let is_left_open = period.is_year && last_day < closed.last_day;
            let stands = |is_year| {
                let mut rows = self.closed.iter();
                rows.any(|row| (row.is_year, row.last_day) == (is_year, last_day))
            };
            if is_left_open && stands(false) && !stands(true) {
                return Err("period_out_of_order".into());
            }
            if last_day < closed.last_day || again {
                return Err("already_closed".into());
            }
        }
        let in_order = match (&standing, period.is_year) {
            (None, is_year) => !is_year,
            (Some(closed), true) => closed.last_day == last_day,
            (Some(closed), false) => last_of_month(closed.last_day + 1) == last_day,
        };
        if !in_order {
            return Err("period_out_of_order".into());
        }
        let (seq, reclassified) = if period.is_year {
            self.close_year(period)?
        } else {
            (self.write_now("month_closed", Some(&period.reference)), None)
        };
        self.say("/last_day", text(last_day));
        self.closed.push(Closed {
            is_year: period.is_year,
            last_day,
            seq,
            reclassified,
        });
        Ok(seq)
    }

    fn close_year(&mut self, period: &Period) -> Told<(i64, Option<i64>)> {
        let at = end(period) - 1;
        let funds: Vec<(String, bool)> = self
            .registers
            .funds
            .iter()
            .map(|(code, fund)| (code.clone(), fund.restricted))
            .collect();
        let standing = |model: &Model, fund: &str, names: &[&str]| -> Vec<(String, i64)> {
            let account = |name: &&str| format!("general/{fund}/{name}");
            let accounts = names.iter().map(account);
            accounts
                .map(|account| (account.clone(), model.paper.balance_at(&account, at, i64::MAX)))
                .collect()
        };
        let sum = |accounts: &[(String, i64)]| accounts.iter().map(|(_, balance)| balance).sum::<i64>();
        // A fund spends money of its own sort first, and of the other what it then lacks.
        let freed = |(fund, restricted): &(String, bool)| {
            let own = if *restricted {
                "net-assets/restricted"
            } else {
                "net-assets/unrestricted"
            };
            let had = -sum(&standing(self, fund, &[own])) - sum(&standing(self, fund, &INCOME));
            let spent = sum(&standing(self, fund, &EXPENSES));
            let freed = if *restricted {
                spent.min(had)
            } else {
                (spent - had).max(0)
            };
            (fund.clone(), freed)
        };
        let spent: Vec<(String, i64)> = funds.iter().map(freed).filter(|(_, freed)| *freed != 0).collect();
        let mut reclassified = None;
        if !spent.is_empty() {
            reclassified = Some(self.write_at("net_assets_reclassified", Some(&period.reference), at, at / DAY));
            for (fund, fen) in spent {
                self.swing(&format!("general/{fund}/net-assets/restricted"), fen)?;
                self.swing(&format!("general/{fund}/net-assets/unrestricted"), -fen)?;
            }
        }
        let seq = self.write_at("year_closed", Some(&period.reference), at, at / DAY);
        for (fund, restricted) in funds {
            let (income, expenses) = (standing(self, &fund, &INCOME), standing(self, &fund, &EXPENSES));
            let own = if restricted { "restricted" } else { "unrestricted" };
            let (came, went) = (sum(&income), sum(&expenses));
            for (account, balance) in income.into_iter().chain(expenses) {
                self.swing(&account, -balance)?;
            }
            if own == "unrestricted" {
                self.swing(&format!("general/{fund}/net-assets/unrestricted"), came + went)?;
            } else {
                self.swing(&format!("general/{fund}/net-assets/restricted"), came)?;
                self.swing(&format!("general/{fund}/net-assets/unrestricted"), went)?;
            }
        }
        Ok((seq, reclassified))
    }

    /// Debits an account, or credits it where the change is below zero.
    fn swing(&mut self, account: &str, change: i64) -> Told {
        if change < 0 {
            self.credit(account, -change)
        } else {
            self.debit(account, change)
        }
    }

    pub(super) fn reopen(&mut self, period: &Period, reopening: &Reopening) -> Told<i64> {
        let last_day = last_day(period);
        let Some(closed) = self.closed.last().cloned() else {
            return Err("period_not_closed".into());
        };
        if (closed.is_year, closed.last_day) != (period.is_year, last_day) {
            let is_closed = last_day <= closed.last_day;
            return Err(if is_closed {
                "period_out_of_order"
            } else {
                "period_not_closed"
            }
            .into());
        }
        if self.is_one_person(reopening.requested_by, reopening.approved_by, day_of(self.now)) {
            return Err("self_approval".into());
        }
        let seq = if period.is_year {
            let at = end(period) - 1;
            if let Some(original) = closed.reclassified {
                self.write_at("net_assets_reclassified", Some(&period.reference), at, at / DAY);
                self.post_back(original)?;
            }
            self.write_at("year_reopened", Some(&period.reference), at, at / DAY);
            self.post_back(closed.seq)?;
            self.seq()
        } else {
            self.write_now("month_reopened", Some(&period.reference))
        };
        self.say("/closed", closed.seq);
        self.closed.pop();
        Ok(seq)
    }

    /// Posts in the last record what another posted, in red.
    fn post_back(&mut self, original: i64) -> Told {
        let seq = self.seq();
        self.record_mut(seq).reverses = Some(original);
        self.record_mut(original).reversed_by = Some(seq);
        for (account, is_debit, fen) in self.record(original).lines.clone() {
            if is_debit {
                self.debit(&account, -fen)?;
            } else {
                self.credit(&account, -fen)?;
            }
        }
        Ok(())
    }
}
