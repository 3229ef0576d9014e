//! Making up what the office does: closings, statements, settlements in steps, changes of registers.

use super::Author;
use crate::calendar::{Day, first_of_month, last_of_month, last_of_year};
use crate::operation::{
    Answering, Approves, ByWhom, Change, Operation, Period, Preparation, Reopening, Statement, StatementStep, To,
};
use crate::registers::{Off, PERCENT, Uses};

impl Author {
    fn period(&mut self, kind: &str, day: Day, is_year: bool) -> Period {
        let used = self.references(kind);
        Period {
            reference: self.reference("P", used),
            is_year,
            day,
        }
    }

    pub(super) fn closing(&mut self) -> Operation {
        let today = self.today();
        let next = match self.model.last_closed() {
            None => first_of_month(first_of_month(today) - 1) - 40,
            Some((_, last_day)) => last_day + 1,
        };
        let last = self.model.last_closed();
        let year_ends = last.is_some_and(|(is_year, day)| !is_year && last_of_year(day) == day);
        let period = match self.dice.below(10) {
            0 => {
                let day = self.day();
                let is_year = self.dice.chance(30);
                self.period("month_closed", day, is_year)
            }
            1 => self.period("month_closed", today, false),
            7 if last.is_some() => self.period("month_closed", last_of_month(next) + 1, false),
            9 if last.is_some() && self.dice.chance(50) => self.period("month_closed", next - 1, false),
            8 if last.is_some() && self.dice.chance(40) => self.period("year_closed", next, true),
            2..=6 if year_ends => self.period("year_closed", next - 1, true),
            _ => self.period("month_closed", next, false),
        };
        Operation::Close(period)
    }

    pub(super) fn reopening(&mut self) -> Operation {
        let last = self.model.last_closed();
        let (is_year, day) = last
            .filter(|_| self.dice.chance(85))
            .unwrap_or((false, self.today() - 40));
        let kind = if is_year { "year_reopened" } else { "month_reopened" };
        let period = self.period(kind, day, is_year);
        let (requested_by, approved_by) = (self.person(), self.person());
        Operation::Reopen(
            period,
            Reopening {
                requested_by,
                approved_by,
            },
        )
    }

    /// The day of a step: mostly today without saying so.
    fn step_day(&mut self) -> Option<Day> {
        match self.dice.below(12) {
            0 => Some(self.day()),
            1 => Some(self.today()),
            2 => Some(self.today() - self.dice.below(6)),
            _ => None,
        }
    }

    pub(super) fn statement(&mut self) -> Operation {
        let merchant = self.merchant();
        let drawn = self.model.statements.iter().rfind(|drawn| drawn.merchant == merchant);
        let usual = match drawn {
            Some(drawn) if drawn.is_confirmed => last_of_month(drawn.month) + 1,
            Some(drawn) => drawn.month,
            None => first_of_month(self.today()) - 1,
        };
        let used = self.references("statement_drafted");
        let far = self.dice.below(70);
        Operation::DrawUp(Statement {
            reference: self.reference("L", used),
            merchant,
            month: if self.dice.chance(80) {
                usual
            } else {
                self.today() - far
            },
            day: self.step_day(),
            by: self.person(),
        })
    }

    pub(super) fn statement_step(&mut self) -> Operation {
        let all: Vec<(String, &'static str, Vec<i64>)> = self
            .model
            .statements
            .iter()
            .map(|drawn| (drawn.reference.clone(), self.model.state_of(drawn), drawn.lines.clone()))
            .collect();
        let open = all
            .iter()
            .filter(|(_, state, _)| matches!(*state, "draft" | "sent" | "confirmed"));
        let open: Vec<_> = open.cloned().collect();
        let by = self.person();
        if all.is_empty() && self.dice.chance(80) {
            return self.statement();
        }
        if all.is_empty() {
            return Operation::StepStatement(StatementStep {
                statement: "L0".to_owned(),
                step: Answering::Send,
                day: None,
                approves: Approves::Unnamed,
                by,
            });
        }
        let among = if open.is_empty() || self.dice.chance(10) {
            all
        } else {
            open
        };
        let (statement, state, lines) = self.dice.pick(&among).clone();
        let disputed = vec![if self.dice.chance(80) {
            *self.dice.pick(&lines)
        } else {
            1
        }];
        let step = match (state, self.dice.below(10)) {
            (_, 0) => Answering::Send,
            (_, 1) => Answering::Approve,
            ("draft", _) => Answering::Send,
            ("sent", 2 | 3) => Answering::Dispute(disputed),
            ("sent", _) => Answering::Confirm,
            _ => Answering::Approve,
        };
        let approves = if step == Answering::Approve {
            self.approves()
        } else {
            Approves::Unnamed
        };
        Operation::StepStatement(StatementStep {
            statement,
            step,
            day: self.step_day(),
            approves,
            by,
        })
    }

    pub(super) fn preparation(&mut self) -> Operation {
        let approved = self.model.statements.iter();
        let approved = approved.filter(|drawn| self.model.state_of(drawn) == "approved");
        let mut approved: Vec<String> = approved.map(|drawn| drawn.reference.clone()).collect();
        if self.dice.chance(8) {
            approved.extend(self.model.statements.iter().map(|drawn| drawn.reference.clone()));
        }
        let statement = (!approved.is_empty() && self.dice.chance(70)).then(|| self.dice.pick(&approved).clone());
        let merchant = self.merchant();
        let owed = -self.model.paper.balance(&format!("general/F1/payable/{merchant}"));
        let mut used = self.references("settlement");
        used.extend(self.references("settlement_prepared"));
        Operation::Prepare(Preparation {
            reference: self.reference("J", used),
            day: if statement.is_some() && self.dice.chance(90) {
                self.today()
            } else {
                self.day()
            },
            merchant: if statement.is_some() { String::new() } else { merchant },
            fen: (statement.is_none() && self.dice.chance(50)).then(|| self.fen(owed)),
            statement,
            by: self.person(),
        })
    }

    fn in_steps(&mut self, is_approved: bool) -> Option<ByWhom> {
        let all = self.model.prepared.iter();
        let fitting = all.filter(|(reference, prepared)| {
            prepared.is_approved() == is_approved && !self.model.is_taken("settlement", reference)
        });
        let mut known: Vec<String> = fitting.map(|(reference, _)| reference.clone()).collect();
        if known.is_empty() && self.dice.chance(90) {
            return None;
        }
        if known.is_empty() || self.dice.chance(8) {
            known.extend(self.model.prepared.keys().cloned().chain(["J0".to_owned()]));
        }
        let settlement = self.dice.pick(&known).clone();
        let (day, approves) = if is_approved {
            (None, Approves::Unnamed)
        } else {
            (self.step_day(), self.approves())
        };
        Some(ByWhom {
            settlement,
            day,
            approves,
            by: self.person(),
        })
    }

    pub(super) fn settlement_approval(&mut self) -> Operation {
        match self.in_steps(false) {
            Some(by) => Operation::ApproveSettlement(by),
            None => self.preparation(),
        }
    }

    pub(super) fn settlement_payment(&mut self) -> Operation {
        match self.in_steps(true) {
            Some(by) if self.dice.chance(85) => Operation::PaySettlement(by, self.today()),
            Some(by) => Operation::PaySettlement(by, self.day()),
            None => self.settlement_approval(),
        }
    }

    pub(super) fn based_on(&mut self, changed: i64) -> i64 {
        if self.dice.chance(8) { changed - 1 } else { changed }
    }

    pub(super) fn discount_change(&mut self) -> Operation {
        let codes: Vec<String> = self.model.registers.discounts.keys().cloned().collect();
        let row = self.dice.pick(&codes).clone();
        let discount = self.model.registers.discounts[&row].clone();
        let mut terms = discount.last().clone();
        let (mut state, mut from) = (discount.state, None);
        if self.dice.chance(50) {
            state = match discount.state {
                "draft" => "offered",
                "offered" | "suspended" => "approved",
                "approved" if self.dice.chance(85) => "suspended",
                _ => *self.dice.pick(&["draft", "offered", "approved", "suspended", "ended"]),
            };
        } else {
            match self.dice.below(6) {
                0 if self.dice.chance(15) => terms.off = Off::Amount(0),
                0 => terms.off = Off::Percent(PERCENT * (1 + self.dice.below(30))),
                1 => terms.budget = Some(500 + self.dice.below(9_000)),
                2 => terms.share = *self.dice.pick(&[0, 50 * PERCENT, 666_667]),
                3 => terms.least = Some(self.dice.below(2_000)),
                4 => {
                    terms.uses = terms.uses.map(|uses| Uses {
                        most: 1 + uses.most % 3,
                        ..uses
                    })
                }
                _ => terms.cap = Some(1 + self.dice.below(900)),
            }
            from = (terms != *discount.last() && self.dice.chance(60)).then(|| self.today() - 3 + self.dice.below(9));
        }
        let based_on = self.based_on(discount.changed);
        Operation::Change(Change {
            row,
            based_on,
            to: To::Discount { state, terms, from },
        })
    }

    pub(super) fn row_change(&mut self) -> Operation {
        let today = self.today();
        match self.dice.below(3) {
            0 => {
                let all: Vec<String> = self.model.registers.funds.keys().cloned().collect();
                let row = self.dice.pick(&all).clone();
                let fund = self.model.registers.funds[&row].clone();
                let purposes = self.dice.pick(&[vec![], vec!["取暖"], vec!["取暖", "助学"]]).clone();
                let restricted = fund.restricted != self.dice.chance(30);
                let based_on = self.based_on(fund.changed);
                Operation::Change(Change {
                    row,
                    based_on,
                    to: To::Fund { restricted, purposes },
                })
            }
            1 => {
                let all: Vec<String> = self.model.registers.merchants.keys().cloned().collect();
                let row = self.dice.pick(&all).clone();
                let changed = self.model.registers.merchants[&row].changed;
                let left_on = self.dice.chance(50).then(|| today - 20 + self.dice.below(40));
                let based_on = self.based_on(changed);
                Operation::Change(Change {
                    row,
                    based_on,
                    to: To::Merchant { left_on },
                })
            }
            _ => {
                let all: Vec<String> = self.model.registers.residents.keys().cloned().collect();
                let row = self.dice.pick(&all).clone();
                let resident = self.model.registers.residents[&row].clone();
                let mut held = resident.held;
                let to = today - 5 + self.dice.below(60);
                match held.last_mut() {
                    Some(last) if self.dice.chance(60) => last.to = to.max(last.from),
                    _ => held.push(self.held()),
                }
                held.truncate(3);
                let household = if self.dice.chance(20) {
                    *self.dice.pick(&[None, Some("H01"), Some("H02")])
                } else {
                    resident.household
                };
                let based_on = self.based_on(resident.changed);
                Operation::Change(Change {
                    row,
                    based_on,
                    to: To::Resident { household, held },
                })
            }
        }
    }
}
