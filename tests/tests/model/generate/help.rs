//! Making up help, at once and in steps.

use super::Author;
use crate::calendar::Day;
use crate::model::CaseState;
use crate::operation::{Approval, Approves, Case, CaseStep, Help, HelpTerms, Operation};

impl Author {
    fn help_terms(&mut self, day: Day) -> HelpTerms {
        let kind = *self.dice.pick(&["voucher", "voucher", "cash", "bill_payment", "goods"]);
        let fund = if kind == "goods" {
            self.fund_with_goods()
        } else {
            self.fund()
        };
        let goods = if kind == "goods" {
            self.some_goods(&fund)
        } else {
            Vec::new()
        };
        // A server returns by itself what is left on vouchers that have ended, whenever it comes to it.
        let not_before = if self.moves { Day::MIN } else { self.today() };
        let left = self.available(&fund);
        let names_merchant = (kind == "bill_payment") != self.dice.chance(4);
        let most = (left / 3).max(1);
        HelpTerms {
            goods,
            fen: if kind == "goods" {
                0
            } else if self.dice.chance(70) {
                1 + self.dice.below(most)
            } else {
                self.fen(left)
            },
            fund,
            resident: self.resident(),
            kind,
            merchant: if names_merchant { self.merchant() } else { String::new() },
            purpose: self.dice.word(&["取暖", "取暖", "助学", "就医"]),
            last_day: (kind == "voucher" && !self.dice.chance(3)).then(|| {
                let last = match self.dice.below(12) {
                    0 => day - 1,
                    1 | 2 => day,
                    _ => day + 5 + self.dice.below(40),
                };
                last.max(not_before)
            }),
        }
    }

    pub(super) fn help(&mut self) -> Operation {
        let day = self.day();
        let mut used = self.references("disbursement_paid");
        used.extend(self.references("opening_voucher"));
        let mut terms = self.help_terms(day);
        // Without a last day it could not be sent in one form everywhere.
        if terms.kind == "voucher" {
            terms.last_day = terms.last_day.or(Some(if self.moves { day } else { self.today() }));
        }
        let (prepared_by, approved_by) = (self.person(), self.person());
        Operation::Help(Help {
            reference: self.reference("V", used),
            day,
            terms,
            prepared_by,
            approved_by,
            explained: self.dice.chance(60),
        })
    }

    /// Whether an approval names a hash, mostly the right one.
    pub(super) fn approves(&mut self) -> Approves {
        match self.dice.below(20) {
            0 => Approves::SomethingElse,
            1..=8 => Approves::WhatStands,
            _ => Approves::Unnamed,
        }
    }

    fn approval(&mut self, fen: i64) -> Approval {
        let plain = Approval {
            approves: self.approves(),
            minutes: false,
            votes: None,
            minutes_above: None,
            explained: self.dice.chance(25),
        };
        if self.dice.chance(70) {
            return plain;
        }
        Approval {
            minutes: self.dice.chance(80),
            votes: self.dice.chance(80).then(|| *self.dice.pick(&[(3, 1), (5, 0), (2, 2)])),
            minutes_above: Some(*self.dice.pick(&[fen, fen - 1, fen + 1])).filter(|above| *above > 0),
            ..plain
        }
    }

    pub(super) fn new_case(&mut self) -> Operation {
        let day = self.day();
        let terms = self.help_terms(day);
        let used: Vec<String> = self.model.cases.keys().cloned().collect();
        let reference = self.reference("Z", used);
        let (by, paid_by) = (self.person(), self.person());
        let anew = self.model.cases.iter().filter(|(_, case)| case.is_anew());
        let anew: Vec<String> = anew.map(|(reference, _)| reference.clone()).collect();
        if !anew.is_empty() && self.dice.chance(40) {
            return Operation::Begin(Case {
                reference: self.dice.pick(&anew).clone(),
                day,
                by,
                step: CaseStep::Apply(terms),
            });
        }
        let step = match self.dice.below(3) {
            0 => CaseStep::PayFirst {
                approval: Approval {
                    approves: Approves::Unnamed,
                    ..self.approval(terms.fen)
                },
                papers_by: day - 1 + self.dice.below(20),
                terms,
                paid_by,
            },
            1 => {
                return Operation::Step(Case {
                    reference,
                    day,
                    by,
                    step: CaseStep::Prepare(Some(terms)),
                });
            }
            _ => CaseStep::Apply(terms),
        };
        Operation::Begin(Case {
            reference,
            day,
            by,
            step,
        })
    }

    pub(super) fn case_step(&mut self) -> Operation {
        let open: Vec<String> = self
            .model
            .cases
            .iter()
            .filter(|(_, case)| {
                !matches!(
                    case.state,
                    CaseState::Rejected | CaseState::Cancelled | CaseState::Signed
                )
            })
            .map(|(reference, _)| reference.clone())
            .collect();
        if open.is_empty() && self.dice.chance(90) {
            return self.new_case();
        }
        let unpaid: Vec<String> = open
            .iter()
            .filter(|reference| self.model.cases[*reference].state != CaseState::Paid)
            .cloned()
            .collect();
        let open = if !unpaid.is_empty() && self.dice.chance(70) {
            unpaid
        } else {
            open
        };
        if open.is_empty() || self.dice.chance(2) {
            let day = self.day();
            let by = self.person();
            return Operation::Step(Case {
                reference: "Z0".to_owned(),
                day,
                by,
                step: CaseStep::Review,
            });
        }
        let reference = self.dice.pick(&open).clone();
        let case = self.model.cases[&reference].clone();
        let day = if self.dice.chance(85) {
            self.day().max(case.day)
        } else {
            self.day()
        };
        let usual = match case.state {
            CaseState::Applied => *self.dice.pick(&[0, 1, 1]),
            CaseState::Visited => 1,
            CaseState::Prepared => *self.dice.pick(&[2, 3, 3]),
            CaseState::Reviewed => 3,
            CaseState::Approved => *self.dice.pick(&[4, 4, 9]),
            CaseState::Posted => *self.dice.pick(&[4, 4, 10]),
            CaseState::Objected => *self.dice.pick(&[11, 11, 11, 10, 7]),
            CaseState::Paid if matches!(case.terms.kind, "cash" | "goods") => *self.dice.pick(&[0, 1, 2, 5, 8, 8]),
            CaseState::Paid => *self.dice.pick(&[0, 1, 2, 5, 8]),
            _ => 5,
        };
        let drawn = if self.dice.chance(75) {
            usual
        } else {
            self.dice.below(12)
        };
        // Mostly once it was posted long enough.
        let day = match case.posted_to {
            Some(last) if drawn == 4 && self.dice.chance(70) => day.max(last + 1),
            _ => day,
        };
        let step = match drawn {
            0 => CaseStep::Visit([self.person(), self.person()]),
            1 => {
                let again = self.help_terms(day);
                CaseStep::Prepare(match self.dice.below(4) {
                    0 => Some(again),
                    1 => Some(case.terms.clone()),
                    _ => None,
                })
            }
            2 => CaseStep::Review,
            3 => CaseStep::Approve(self.approval(case.worth())),
            4 => {
                let approved = case.approved.as_ref().map_or(1, |approval| approval.seq);
                let approved = if self.dice.chance(5) { 1 } else { approved };
                CaseStep::Pay {
                    approved,
                    by_hash: self.dice.chance(30),
                    explained: self.dice.chance(15),
                }
            }
            5 => CaseStep::Sign(self.agent(&case.terms.resident)),
            6 => CaseStep::Reject,
            7 => CaseStep::Cancel,
            8 => CaseStep::Return,
            9 => CaseStep::Post(*self.dice.pick(&[None, Some(0), Some(1), Some(1), Some(2), Some(3)])),
            10 => CaseStep::Object,
            _ => CaseStep::Answer,
        };
        Operation::Step(Case {
            reference,
            day,
            by: self.person(),
            step,
        })
    }
}
