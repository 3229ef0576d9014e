//! Making up what is looked up.

use super::Author;
use crate::calendar::DAY;
use crate::operation::{Bill, Look};

impl Author {
    pub(super) fn look(&mut self) -> Look {
        match self.dice.below(10) {
            0..=1 => self.an_answer(),
            2..=3 => self.an_event(),
            _ => Look::Quote(self.bill()),
        }
    }

    /// Of something that was asked, or seldom of a key that nobody used, or used for something else.
    fn an_answer(&mut self) -> Look {
        let asked = self.dice.pick(&self.asked);
        let (operation, key) = (asked.operation.scope(), asked.key.clone());
        match self.dice.below(12) {
            0 => Look::Answer(operation, "K0".to_owned()),
            1 => Look::Answer("donation", key),
            _ => Look::Answer(operation, key),
        }
    }

    /// Of something that is recorded, or seldom of what is not.
    fn an_event(&mut self) -> Look {
        let seq = 1 + self.dice.below(self.model.seq());
        let is_known = !self.dice.chance(8);
        let record = self.model.record(seq);
        match &record.reference {
            Some(reference) if is_known => Look::Event(record.kind, reference.clone()),
            _ => Look::Event("redemption", "H0".to_owned()),
        }
    }

    /// Mostly of a shop with offers and of somebody with a voucher.
    fn bill(&mut self) -> Bill {
        let offers = self.model.registers.discounts.values();
        let shops: Vec<String> = offers.map(|discount| discount.merchant.clone()).collect();
        let merchant = if shops.is_empty() || self.dice.chance(20) {
            self.merchant()
        } else {
            self.dice.pick(&shops).clone()
        };
        let holders: Vec<String> = self.model.grants.iter().map(|grant| grant.resident.clone()).collect();
        let resident = if holders.is_empty() || self.dice.chance(50) {
            self.resident()
        } else {
            self.dice.pick(&holders).clone()
        };
        let closed = self.model.last_closed().filter(|_| self.dice.chance(20));
        Bill {
            at: match closed {
                // Vouchers that ended with the month are in question.
                Some((_, last_day)) => Some((last_day - self.dice.below(20)) * DAY),
                None => self.dice.chance(70).then(|| self.moment()),
            },
            bill: if self.dice.chance(3) {
                0
            } else {
                1 + self.dice.below(7_000)
            },
            voucher: self.dice.chance(35).then(|| self.fen(800)),
            branch: self.branch(&merchant),
            merchant,
            resident,
        }
    }
}
