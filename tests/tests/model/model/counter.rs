//! The counter: claims of discounts and vouchers, and vouchers that end.

use super::{AGAIN, Grant, Model, No, Told};
use crate::calendar::{At, day_of};
use crate::money::yuan;
use crate::operation::Claim;
use crate::paper::Limit;
use crate::registers::{Merchant, Uses, part, period};

/// A redemption, for reports.
#[derive(Clone, Debug)]
pub(crate) struct Redeemed {
    pub(crate) claim: Claim,
    pub(crate) discount: i64,
    pub(crate) fund_part: i64,
    /// What vouchers paid, and the funds drawn on, the discount's first.
    pub(crate) funds: Vec<String>,
}

impl Model {
    pub(super) fn claim(&mut self, claim: &Claim) -> Told<i64> {
        if claim.bill <= 0 || claim.voucher < 0 {
            return Err("invalid_amount".into());
        }
        let Merchant { joined_on, left_on, .. } = *self.merchant(&claim.merchant)?;
        self.resident(&claim.resident)?;
        if let Some(discount) = &claim.discount {
            let found = self.registers.discounts.get(discount);
            found
                .filter(|found| found.merchant == claim.merchant)
                .ok_or("unknown_discount")?;
        } else if claim.voucher == 0 {
            return Err("nothing_claimed".into());
        }
        let day = day_of(claim.at);
        if day < joined_on || left_on.is_some_and(|left_on| left_on < day) {
            return Err("merchant_not_active".into());
        }
        self.check_branch(claim.branch.as_deref(), &claim.merchant, day)?;
        let seq = self.write("redemption", Some(&claim.reference), claim.at);
        let mut redeemed = Redeemed {
            claim: claim.clone(),
            discount: 0,
            fund_part: 0,
            funds: Vec::new(),
        };
        if let Some(discount) = &claim.discount {
            self.give(discount, &mut redeemed)?;
        }
        let due = claim.bill - redeemed.discount;
        if claim.voucher > due {
            return Err("voucher_exceeds_due".into());
        }
        self.spend(claim, &mut redeemed)?;
        self.say("/due_from_resident", yuan(due - claim.voucher));
        if let Some(receipt) = &claim.receipt {
            self.say("/receipt", receipt);
        }
        self.redeemed.insert(seq, redeemed);
        Ok(seq)
    }

    fn give(&mut self, code: &str, redeemed: &mut Redeemed) -> Told {
        let claim = redeemed.claim.clone();
        let day = day_of(claim.at);
        let discount = self.registers.discounts[code].clone();
        let (version, terms) = discount.version_on(day);
        if discount.state != "approved" || day < terms.from || terms.to < day {
            return Err("discount_not_active".into());
        }
        if !self.registers.residents[&claim.resident].is_eligible(terms.eligible, day) {
            return Err("not_eligible".into());
        }
        if terms.least.is_some_and(|least| claim.bill < least) {
            return Err("below_minimum_spend".into());
        }
        let off = terms.on(claim.bill);
        let by_fund = part(off, terms.share);
        if let Some(Uses {
            most,
            by_household,
            period: length,
        }) = terms.uses
        {
            let household = self.registers.residents[&claim.resident]
                .household
                .filter(|_| by_household);
            let user = household.unwrap_or(&claim.resident);
            let account = format!("usage/uses/{code}/{user}/{}", period(length, day));
            let limit = Some((Limit::AtMost(most), "usage_limit_reached"));
            self.post(&account, limit, true, 1)?;
        }
        self.debit(&format!("memo/discount/{code}"), off)?;
        self.credit(&format!("memo/borne-merchant/{}", claim.merchant), off - by_fund)?;
        if let Some(fund) = &discount.fund {
            self.credit(&format!("budget/{fund}/available"), by_fund)?;
            self.debit(&format!("budget/{fund}/spent/discount"), by_fund)?;
            self.credit(&format!("memo/borne-fund/{fund}"), by_fund)?;
            self.debit(&format!("general/{fund}/programme/discount"), by_fund)?;
            self.credit(&format!("general/{fund}/payable/{}", claim.merchant), by_fund)?;
            redeemed.funds.push(fund.clone());
        }
        (redeemed.discount, redeemed.fund_part) = (off, by_fund);
        self.say("/discount/amount", yuan(off));
        self.say("/discount/fund_part", yuan(by_fund));
        self.say("/discount/merchant_part", yuan(off - by_fund));
        if version > 1 {
            self.say("/discount/version", version);
        }
        Ok(())
    }

    /// The resident's vouchers by earliest last day, then oldest grant, then lowest number.
    pub(super) fn vouchers_of(&self, resident: &str) -> Vec<Grant> {
        let mut held: Vec<Grant> = self
            .grants
            .iter()
            .filter(|grant| grant.resident == resident)
            .cloned()
            .collect();
        held.sort_by_key(|grant| (grant.ends, grant.given, grant.seq));
        held
    }

    fn spend(&mut self, claim: &Claim, redeemed: &mut Redeemed) -> Told {
        let at = self.booked(claim.at);
        let (mut wanted, mut recorded, mut place) = (claim.voucher, 0, 0);
        for Grant { reference, fund, .. } in self.vouchers_of(&claim.resident) {
            let account = format!("general/{fund}/voucher/{reference}");
            let room = self.room(&account, at);
            recorded += room.recorded;
            let part = wanted.min(room.lasting);
            if part == 0 {
                continue;
            }
            self.debit(&account, part)?;
            self.credit(&format!("general/{fund}/payable/{}", claim.merchant), part)?;
            if !reference.starts_with(AGAIN) {
                self.say(&format!("/vouchers/{place}/grant"), &reference);
            }
            self.say(&format!("/vouchers/{place}/amount"), yuan(part));
            if !redeemed.funds.contains(&fund) {
                redeemed.funds.push(fund);
            }
            wanted -= part;
            place += 1;
        }
        if wanted > 0 {
            return Err(No {
                code: "voucher_insufficient".to_owned(),
                late: recorded >= claim.voucher,
            });
        }
        Ok(())
    }

    /// What is left on vouchers that have ended goes back to their funds, in the order in which they ended.
    pub(super) fn expire(&mut self, until: At) {
        let mark = self.expired_until;
        let due = |grant: &&Grant| mark < grant.ends && grant.ends <= until;
        let mut ended: Vec<Grant> = self.grants.iter().filter(due).cloned().collect();
        ended.sort_by_key(|grant| (grant.ends, grant.seq));
        for grant in ended {
            let left = -self
                .paper
                .balance(&format!("general/{}/voucher/{}", grant.fund, grant.reference));
            if left > 0 {
                let named = Some(grant.reference.as_str()).filter(|name| !name.starts_with(AGAIN));
                self.expire_one(&grant, left, grant.ends, named);
            }
        }
        self.expired_until = self.expired_until.max(until);
    }

    /// A voucher that is granted late and has ended by then is due with the next event at or after its end.
    pub(super) fn mind_end(&mut self, ends: At) {
        if ends <= self.expired_until {
            self.expired_until = ends - 1;
        }
    }

    /// Money of one voucher goes back. Nothing of it goes back before it was given.
    pub(super) fn expire_one(&mut self, grant: &Grant, left: i64, at: At, reference: Option<&str>) {
        let Grant {
            fund,
            reference: voucher,
            ..
        } = grant;
        self.write("voucher_expiry", reference, at);
        let posted = self
            .debit(&format!("general/{fund}/voucher/{voucher}"), left)
            .and_then(|()| self.credit(&format!("general/{fund}/programme/voucher"), left))
            .and_then(|()| self.debit(&format!("budget/{fund}/available"), left))
            .and_then(|()| self.credit(&format!("budget/{fund}/spent/expired"), left));
        posted.expect("what is left can go back");
        let kept = self.grants.iter_mut().find(|other| other.seq == grant.seq);
        kept.expect("the voucher").expired = true;
    }
}
