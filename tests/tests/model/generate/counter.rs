//! Making up claims at the counter.

use super::Author;
use crate::calendar::{At, DAY, MINUTE};
use crate::operation::{Claim, Operation, Settlement};

impl Author {
    /// When a bill was paid: at some hour of a day, or just before and at the end of a voucher.
    pub(super) fn moment(&mut self) -> At {
        let ends: Vec<At> = self
            .model
            .grants
            .iter()
            .map(|grant| grant.ends)
            .filter(|ends| *ends <= self.model.now)
            .collect();
        if !ends.is_empty() && self.dice.chance(12) {
            return *self.dice.pick(&ends) - *self.dice.pick(&[0, MINUTE, MINUTE]);
        }
        let minute = *self.dice.pick(&[0, 10 * 60, 10 * 60, 18 * 60 + 30, 24 * 60 - 1]);
        let at = self.day() * DAY + minute * MINUTE;
        if at > self.model.now && self.dice.chance(80) {
            self.model.now - self.model.now % MINUTE - if self.moves { 0 } else { DAY }
        } else {
            at
        }
    }

    pub(super) fn claim(&mut self) -> Operation {
        let usable = self.dice.chance(90);
        let offers = self.model.registers.discounts.iter();
        let offers = offers.filter(|(_, discount)| !usable || discount.state == "approved");
        let mut offers: Vec<(String, String)> = offers
            .map(|(code, discount)| (code.clone(), discount.merchant.clone()))
            .collect();
        if offers.is_empty() {
            offers.push(("D01".to_owned(), "M01".to_owned()));
        }
        let (discount, merchant) = self.dice.pick(&offers).clone();
        let spenders: Vec<(String, i64)> = self
            .model
            .grants
            .iter()
            .map(|grant| {
                let account = format!("general/{}/voucher/{}", grant.fund, grant.reference);
                (grant.resident.clone(), -self.model.paper.balance(&account))
            })
            .filter(|(_, left)| *left > 0)
            .collect();
        let spends = !spenders.is_empty() && self.dice.chance(55);
        let (resident, left) = if spends {
            self.dice.pick(&spenders).clone()
        } else {
            (self.resident(), 0)
        };
        let resident = match discount.as_str() {
            "D03" if !spends && self.dice.chance(70) => "R01".to_owned(),
            "D04" if !spends && self.dice.chance(70) => "R03".to_owned(),
            _ => resident,
        };
        let discount = match self.dice.below(10) {
            0 if spends || self.dice.chance(20) => Some("D99".to_owned()),
            1 | 2 if spends => None,
            _ => Some(discount),
        };
        let (discount, merchant) = match discount {
            Some(code) if code == "D99" && !self.dice.chance(20) => (None, self.merchant()),
            Some(code) if self.dice.chance(4) => (Some(code), self.merchant()),
            other => (other, merchant),
        };
        let voucher = if spends { self.fen(left) } else { 0 };
        let bill = if voucher > 0 && self.dice.chance(15) {
            voucher
        } else {
            voucher.max(0) + 1 + self.dice.below(7_000)
        };
        let used = self.references("redemption");
        let branch = self.branch(&merchant);
        Operation::Claim(Claim {
            branch,
            receipt: self.dice.chance(30).then(|| format!("XP{}", self.count)),
            reference: self.reference("H", used),
            at: self.moment(),
            merchant,
            resident,
            discount,
            bill: if self.dice.chance(1) { 0 } else { bill },
            voucher,
        })
    }

    pub(super) fn settlement(&mut self) -> Operation {
        let merchant = self.merchant();
        let funds: Vec<String> = self.model.registers.funds.keys().cloned().collect();
        let owed = funds
            .iter()
            .map(|fund| -self.model.paper.balance(&format!("general/{fund}/payable/{merchant}")));
        let owed: i64 = owed.sum();
        let used = self.references("settlement");
        Operation::Settle(Settlement {
            reference: self.reference("S", used),
            day: self.day(),
            fen: (!self.dice.chance(50)).then(|| self.fen(owed)),
            merchant,
        })
    }
}
