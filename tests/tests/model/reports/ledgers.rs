//! The general book and the stock as reports show them.

use super::{Expected, Row, View};
use crate::calendar::{DAY, Day};
use crate::model::Model;
use crate::money::yuan;

/// The official number of an account of the general book.
fn official(account: &str) -> &'static str {
    match account.split('/').collect::<Vec<_>>()[2..] {
        ["cash"] => "1001",
        ["bank"] => "1002",
        ["receivable", ..] => "1122",
        ["inventory", ..] => "1201",
        ["payable", ..] => "2202",
        ["voucher", ..] => "2209",
        ["net-assets", "unrestricted"] => "3101",
        ["net-assets", "restricted"] => "3102",
        ["donation" | "donation-in-kind"] => "4101",
        ["other-income"] => "4901",
        ["programme", ..] => "5101",
        _ => "5201",
    }
}

fn side(balance: i64) -> String {
    match balance {
        0 => "flat",
        1.. => "debit",
        _ => "credit",
    }
    .to_owned()
}

fn or_blank(fen: i64) -> String {
    if fen == 0 { "null".to_owned() } else { yuan(fen) }
}

impl Model {
    pub(super) fn ledgers(&self, view: View, from: Day) -> Vec<Expected> {
        let to = view.at.div_euclid(DAY);
        let of_period = [
            ("trial-balance", self.trial_balance(view, from)),
            ("journal", self.journal(view, from)),
        ];
        let mut all: Vec<Expected> = of_period
            .map(|(report, rows)| Expected {
                period: Some((from, to)),
                in_order: false,
                ..Expected::of(report, rows)
            })
            .into();
        all.extend(["cash", "bank"].map(|money| Expected {
            period: Some((from, to)),
            only_entries: true,
            ..Expected::of(
                if money == "cash" {
                    "cash-journal"
                } else {
                    "bank-journal"
                },
                self.money_journal(view, from, money),
            )
        }));
        all.push(Expected {
            in_order: false,
            ..Expected::of("stock", self.stock(view))
        });
        all
    }

    /// Every account on which anything stood or moved, all vouchers of a fund as one, and a sum of each fund.
    fn trial_balance(&self, view: View, from: Day) -> Vec<Row> {
        let mut rows = Vec::new();
        for fund in self.registers_at(view.seq).funds.keys() {
            let mut sums = [0; 4];
            let mut stands = false;
            for account in self.paper.accounts_of(&format!("general/{fund}"), Some("voucher")) {
                let before = View {
                    at: from * DAY - 1,
                    ..view
                };
                let has_moved = std::cell::Cell::new(false);
                let moved = self.paper.turnover(&account, |change| {
                    let counts = change.seq <= view.seq && from * DAY <= change.at && change.at <= view.at;
                    has_moved.set(has_moved.get() || counts);
                    counts
                });
                let amounts = [
                    self.sum(before, &account),
                    moved.debit,
                    moved.credit,
                    self.sum(view, &account),
                ];
                if amounts[0] == 0 && !has_moved.get() {
                    continue;
                }
                stands = true;
                for (sum, amount) in sums.iter_mut().zip(amounts) {
                    *sum += amount;
                }
                rows.push(balances(fund, official(&account), "entry", amounts));
            }
            if stands {
                rows.push(balances(fund, "null", "subtotal", sums));
            }
        }
        rows
    }

    fn journal(&self, view: View, from: Day) -> Vec<Row> {
        let mut rows = Vec::new();
        for seq in 1..=self.seq().min(view.seq) {
            let record = self.record(seq);
            if record.at < from * DAY || view.at < record.at {
                continue;
            }
            for (account, is_debit, fen) in &record.lines {
                if !account.starts_with("general/") {
                    continue;
                }
                let fund = account.split('/').nth(1).unwrap_or_default();
                let [debit, credit] = if *is_debit { [*fen, 0] } else { [0, *fen] };
                rows.push(Row::from([
                    ("seq", seq.to_string()),
                    ("kind", record.kind.to_owned()),
                    ("fund", fund.to_owned()),
                    ("code", official(account).to_owned()),
                    ("debit", or_blank(debit)),
                    ("credit", or_blank(credit)),
                    ("reversed_by", self.reversed_by(view, seq)),
                ]));
            }
        }
        rows
    }

    /// What each record moved on `cash` or `bank`, fund by fund, in the order of business time.
    fn money_journal(&self, view: View, from: Day, money: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        for fund in self.funds_by_registration(view.seq) {
            let account = format!("general/{fund}/{money}");
            let mut moves = self.paper.by_record(&account);
            moves.retain(|(at, seq, _)| *at <= view.at && *seq <= view.seq);
            moves.sort_unstable();
            let mut balance = 0;
            for (at, seq, fen) in moves {
                balance += fen;
                if from * DAY <= at {
                    rows.push(Row::from([
                        ("seq", seq.to_string()),
                        ("side", side(balance)),
                        ("balance", yuan(balance.abs())),
                    ]));
                }
            }
        }
        rows
    }

    /// Pieces of each item that each fund ever had.
    fn stock(&self, view: View) -> Vec<Row> {
        let mut rows = Vec::new();
        for fund in self.registers_at(view.seq).funds.keys() {
            for (item, unit) in &self.registers.items {
                let pieces = |part: &str| self.sum(view, &format!("stock/{fund}/{part}/{item}"));
                let moved = self.paper.turnover(&format!("stock/{fund}/moved/{item}"), |change| {
                    change.seq <= view.seq && change.at <= view.at
                });
                let is_known = self
                    .paper
                    .by_record(&format!("stock/{fund}/stock/{item}"))
                    .iter()
                    .any(|(at, seq, _)| *at <= view.at && *seq <= view.seq);
                if is_known {
                    rows.push(Row::from([
                        ("fund", fund.clone()),
                        ("item", item.clone()),
                        ("unit", (*unit).to_owned()),
                        ("came", moved.credit.to_string()),
                        ("went", moved.debit.to_string()),
                        ("reserved", pieces("reserved").to_string()),
                        ("on_hand", (pieces("stock") + pieces("reserved")).to_string()),
                        (
                            "worth",
                            yuan(self.sum(view, &format!("general/{fund}/inventory/{item}"))),
                        ),
                    ]));
                }
            }
        }
        rows
    }
}

fn balances(fund: &str, code: &str, mark: &str, [opening, debit, credit, closing]: [i64; 4]) -> Row {
    Row::from([
        ("fund", fund.to_owned()),
        ("code", code.to_owned()),
        ("row", mark.to_owned()),
        ("opening_side", side(opening)),
        ("opening", yuan(opening.abs())),
        ("debit", yuan(debit)),
        ("credit", yuan(credit)),
        ("closing_side", side(closing)),
        ("closing", yuan(closing.abs())),
    ])
}
