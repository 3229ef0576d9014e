//! Looking things up, which changes nothing: what a bill would come to, and what was answered and recorded.

use super::{Answer, Done, Grant, Model, No, Told};
use crate::calendar::{At, day_of};
use crate::operation::{Bill, Claim, Look, Looked, Operation};
use crate::registers::Discount;

/// What is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Quote(Quote),
    Record(Done),
    No(No),
    Nothing,
}

/// What a bill would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// What all vouchers could pay together.
    pub(crate) voucher_left: i64,
    /// What can be used first, the best for the customer first.
    pub(crate) offers: Vec<Offer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// None where vouchers alone pay.
    pub(crate) discount: Option<String>,
    /// What it comes to, or why it cannot be used.
    pub(crate) comes_to: Result<Price, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Price {
    pub(crate) discount: i64,
    pub(crate) voucher: i64,
    pub(crate) due: i64,
}

/// A reference that nobody uses.
const NOBODYS: &str = "NOBODYS";

impl Model {
    pub(crate) fn look(&mut self, looked: &Looked) -> Found {
        self.now = looked.now;
        match &looked.look {
            Look::Quote(bill) => self.quote(bill).map_or_else(Found::No, Found::Quote),
            Look::Answer(operation, key) => match self.keys.get(&(*operation, key.clone())) {
                Some((_, Answer::Done { done, .. })) => Found::Record(done.clone()),
                Some((_, Answer::No(no))) => Found::No(no.clone()),
                None => Found::Nothing,
            },
            Look::Event(kind, reference) => match self.find(kind, reference) {
                Some(seq) => Found::Record(self.done(seq)),
                None => Found::Nothing,
            },
        }
    }

    fn quote(&self, bill: &Bill) -> Told<Quote> {
        let at = bill.at.unwrap_or(self.now);
        if at > self.now {
            return Err("future_date".into());
        }
        if bill.bill <= 0 || bill.voucher.is_some_and(|voucher| voucher < 0) {
            return Err("invalid_amount".into());
        }
        self.merchant(&bill.merchant)?;
        self.resident(&bill.resident)?;
        if let Some(branch) = &bill.branch {
            self.registers.entry("branch", branch).ok_or("unknown_branch")?;
        }
        let voucher_left = self.voucher_left(&bill.resident, at);
        let paid = |off: i64| bill.voucher.unwrap_or(voucher_left.min(bill.bill - off));
        let of_shop = self.registers.discounts.iter();
        let open = of_shop.filter(|(_, discount)| self.may_use(discount, bill, at));
        let mut claims: Vec<(Option<String>, i64)> = open
            .map(|(code, discount)| {
                let (_, terms) = discount.version_on(day_of(at));
                (Some(code.clone()), paid(terms.on(bill.bill)))
            })
            .collect();
        claims.extend(Some((None, paid(0))).filter(|(_, voucher)| *voucher > 0));
        let offer = |(discount, voucher): (Option<String>, i64)| Offer {
            comes_to: self.comes_to(bill, at, discount.clone(), voucher),
            discount,
        };
        let mut offers: Vec<Offer> = claims.into_iter().map(offer).collect();
        offers.sort_by_key(|offer| match &offer.comes_to {
            Ok(price) => (false, price.due, price.voucher, offer.discount.clone()),
            Err(_) => (true, 0, 0, offer.discount.clone()),
        });
        Ok(Quote { voucher_left, offers })
    }

    /// Whether a discount is the shop's, stands open on the day, and is for this resident: of others nothing is told.
    fn may_use(&self, discount: &Discount, bill: &Bill, at: At) -> bool {
        let day = day_of(at);
        let (_, terms) = discount.version_on(day);
        discount.merchant == bill.merchant
            && discount.state == "approved"
            && (terms.from..=terms.to).contains(&day)
            && self.registers.residents[&bill.resident].is_eligible(terms.eligible, day)
    }

    /// What the resident could pay with vouchers in a claim of a moment.
    fn voucher_left(&self, resident: &str, at: At) -> i64 {
        let mut then = self.clone();
        let at = self.booked(at);
        then.expire(at);
        let left = |Grant { fund, reference, .. }: Grant| {
            then.room(&format!("general/{fund}/voucher/{reference}"), at).lasting
        };
        then.vouchers_of(resident).into_iter().map(left).sum()
    }

    /// What one claim would come to if it were the next thing that is asked.
    fn comes_to(&self, bill: &Bill, at: At, discount: Option<String>, voucher: i64) -> Result<Price, String> {
        let mut then = self.clone();
        let claim = Claim {
            reference: NOBODYS.to_owned(),
            at,
            merchant: bill.merchant.clone(),
            resident: bill.resident.clone(),
            discount,
            bill: bill.bill,
            voucher,
            branch: bill.branch.clone(),
            receipt: None,
        };
        let done = then.decide(&Operation::Claim(claim)).map_err(|no| no.code)?;
        let discount = then.redeemed[&done.seq].discount;
        Ok(Price {
            discount,
            voucher,
            due: bill.bill - discount - voucher,
        })
    }
}
