//! Paying merchants what the funds owe them, in one step or in three.

use super::fund::something;
use super::{Model, No, Told};
use crate::calendar::{At, DAY, Day};
use crate::money::yuan;
use crate::operation::{Approves, ByWhom, Preparation, Settlement};

/// A settlement in steps.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    merchant: String,
    fen: i64,
    statement: Option<String>,
    prepared_by: &'static str,
    /// The day on which it was prepared.
    day: Day,
    /// Who approved so far, where several have to, and on which day.
    given: Vec<(&'static str, Day)>,
    /// The record, who did it, and on which day.
    approved: Option<(i64, &'static str, Day)>,
}

impl Prepared {
    pub(crate) fn is_approved(&self) -> bool {
        self.approved.is_some()
    }
}

/// What a settlement comes to: the whole, and per fund what is paid at most and what is taken off.
struct ToPay {
    fen: i64,
    funds: Vec<(String, i64, i64)>,
}

impl Model {
    fn to_pay(&self, merchant: &str, fen: Option<i64>, at: At) -> Told<ToPay> {
        fen.map_or(Ok(()), something)?;
        self.merchant(merchant)?;
        let (mut funds, mut whole, mut recorded, mut nets) = (Vec::new(), 0, 0, false);
        for fund in self.registers.funds.keys() {
            let owed = self.room(&format!("general/{fund}/payable/{merchant}"), at);
            let to_return = self.room(&format!("general/{fund}/receivable/{merchant}"), at);
            let off = owed.lasting.min(to_return.lasting);
            nets |= off > 0;
            whole += owed.lasting - off;
            recorded += (owed.recorded - to_return.recorded).max(0);
            funds.push((fund.clone(), owed.lasting - off, off));
        }
        match fen {
            Some(fen) if fen > whole => Err(No {
                code: "exceeds_payable".to_owned(),
                late: fen <= recorded,
            }),
            None if whole == 0 && !nets => Err(No {
                code: "nothing_payable".to_owned(),
                late: recorded > 0,
            }),
            _ => Ok(ToPay {
                fen: fen.unwrap_or(whole),
                funds,
            }),
        }
    }

    pub(super) fn settle(&mut self, asked: &Settlement) -> Told<i64> {
        let settings = self.registers.community.settings.as_ref();
        if settings.is_some_and(|settings| settings.settle_in_steps) {
            return Err("steps_required".into());
        }
        let paying = self.to_pay(&asked.merchant, asked.fen, self.booked(asked.day * DAY))?;
        if self.approvers_of_settlement(paying.fen) > 1 {
            return Err("steps_required".into());
        }
        self.pay_out(&asked.reference, &asked.merchant, asked.day, paying)
    }

    fn pay_out(&mut self, reference: &str, merchant: &str, day: Day, paying: ToPay) -> Told<i64> {
        let seq = self.write("settlement", Some(reference), day * DAY);
        let (mut left, mut shares, mut offsets) = (paying.fen, 0, 0);
        for (fund, most, off) in paying.funds {
            let part = left.min(most);
            self.debit(&format!("general/{fund}/payable/{merchant}"), part + off)?;
            self.credit(&format!("general/{fund}/receivable/{merchant}"), off)?;
            self.credit(&format!("general/{fund}/bank"), part)?;
            left -= part;
            if part > 0 {
                self.say(&format!("/shares/{shares}/fund"), &fund);
                self.say(&format!("/shares/{shares}/amount"), yuan(part));
                shares += 1;
            }
            if off > 0 {
                self.say(&format!("/offsets/{offsets}/fund"), &fund);
                self.say(&format!("/offsets/{offsets}/amount"), yuan(off));
                offsets += 1;
            }
        }
        self.debit(&format!("memo/settled/{merchant}"), paying.fen)?;
        self.credit("memo/settlements", paying.fen)?;
        self.say("/amount", yuan(paying.fen));
        Ok(seq)
    }

    pub(super) fn prepare(&mut self, asked: &Preparation) -> Told<i64> {
        let (merchant, fen) = match &asked.statement {
            None => (asked.merchant.clone(), asked.fen),
            Some(statement) => {
                let drawn = self.approved_statement(statement)?;
                if asked.day < drawn.2 {
                    return Err("before_original".into());
                }
                if drawn.1 <= 0 {
                    return Err("nothing_payable".into());
                }
                (drawn.0, Some(drawn.1))
            }
        };
        let paying = self.to_pay(&merchant, fen, self.booked(asked.day * DAY))?;
        self.check_interest(&[asked.by], None, Some(&merchant), asked.day)?;
        let seq = self.write("settlement_prepared", Some(&asked.reference), asked.day * DAY);
        self.say("/amount", yuan(paying.fen));
        let prepared = Prepared {
            merchant,
            fen: paying.fen,
            statement: asked.statement.clone(),
            prepared_by: asked.by,
            day: asked.day,
            given: Vec::new(),
            approved: None,
        };
        self.prepared.insert(asked.reference.clone(), prepared);
        Ok(seq)
    }

    pub(super) fn approve_settlement(&mut self, asked: &ByWhom) -> Told<i64> {
        let prepared = self.prepared.get(&asked.settlement).ok_or("unknown_settlement")?;
        if prepared.approved.is_some() || self.is_taken("settlement", &asked.settlement) {
            return Err("wrong_state".into());
        }
        let today = self.now.div_euclid(DAY);
        let day = asked.day.unwrap_or(today);
        let given = prepared.given.clone();
        if given.iter().any(|(_, given)| day < *given) || day < prepared.day {
            return Err("before_original".into());
        }
        if asked.approves == Approves::SomethingElse {
            return Err("approval_stale".into());
        }
        let is_same = |by: &str| self.is_one_person(asked.by, by, day);
        if is_same(prepared.prepared_by) || given.iter().any(|(by, _)| is_same(by)) {
            return Err("same_person".into());
        }
        self.check_interest(&[asked.by], None, Some(&prepared.merchant), day)?;
        if given.len() + 1 < self.approvers_of_settlement(prepared.fen) {
            let kind = "settlement_approved_in_part";
            let prepared = self.prepared.get_mut(&asked.settlement).expect("it was found");
            prepared.given.push((asked.by, day));
            let named = given.is_empty().then_some(asked.settlement.as_str());
            return Ok(match asked.day.filter(|day| *day != today) {
                Some(day) => self.write(kind, named, day * DAY),
                None => self.write_now(kind, named),
            });
        }
        let seq = self.write_on("settlement_approved", &asked.settlement, asked.day);
        let prepared = self.prepared.get_mut(&asked.settlement).expect("it was found");
        prepared.approved = Some((seq, asked.by, day));
        Ok(seq)
    }

    pub(super) fn pay_settlement(&mut self, asked: &ByWhom, day: Day) -> Told<i64> {
        let prepared = self
            .prepared
            .get(&asked.settlement)
            .ok_or("unknown_settlement")?
            .clone();
        if self.is_taken("settlement", &asked.settlement) {
            return Err("wrong_state".into());
        }
        let Some((approval, approved_by, approved_on)) = prepared.approved else {
            return Err("wrong_state".into());
        };
        if day < approved_on.max(prepared.day) {
            return Err("before_original".into());
        }
        let given = prepared.given.iter().map(|(by, _)| *by);
        let mut earlier = given.chain([prepared.prepared_by, approved_by]);
        if earlier.any(|by| self.did(Some(by), asked.by, day)) {
            return Err("same_person".into());
        }
        if let Some(statement) = &prepared.statement {
            self.approved_statement(statement)?;
        }
        let fen = (prepared.fen > 0).then_some(prepared.fen);
        let paying = self.to_pay(&prepared.merchant, fen, self.booked(day * DAY))?;
        if paying.fen != prepared.fen {
            return Err("wrong_state".into());
        }
        self.check_interest(&[asked.by], None, Some(&prepared.merchant), day)?;
        let seq = self.pay_out(&asked.settlement, &prepared.merchant, day, paying)?;
        self.say("/approved", approval);
        if let Some(statement) = prepared.statement {
            self.write_now("statement_paid", Some(&asked.settlement));
            self.mark_paid(&statement, seq);
        }
        Ok(seq)
    }
}
