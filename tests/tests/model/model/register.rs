//! Changes of registers. Each says what it was based on.

use super::{Model, Told};
use crate::calendar::{Day, day_of};
use crate::operation::{Change, To};
use crate::registers::{Held, Terms};

/// States in their order; suspended and back, and ended from any of them and for ever.
fn may_become(now: &str, next: &str) -> bool {
    match (now, next) {
        (now, next) if now == next => true,
        ("ended", _) => false,
        (_, "ended")
        | ("draft", "offered")
        | ("offered", "draft" | "approved")
        | ("approved", "suspended")
        | ("suspended", "approved") => true,
        _ => false,
    }
}

/// What has begun stays, and ends today at the earliest or as it did.
fn keeps_begun(before: &[Held], after: &[Held], today: Day) -> bool {
    let same =
        |one: &Held, other: &Held| (one.category, one.grade, one.from) == (other.category, other.grade, other.from);
    let mut begun = before.iter().filter(|held| held.from <= today);
    begun.all(|held| {
        after
            .iter()
            .any(|kept| same(held, kept) && kept.to >= held.to.min(today))
    })
}

impl Model {
    pub(super) fn change(&mut self, asked: &Change) -> Told<i64> {
        let reference = format!("after-{}", asked.based_on);
        match &asked.to {
            To::Fund { restricted, purposes } => {
                let fund = self.registers.funds.get(&asked.row).ok_or("unknown_fund")?.clone();
                up_to_date(asked, fund.changed)?;
                if *restricted != fund.restricted && self.seqs_of(&asked.row).next().is_some() {
                    return Err("restriction_fixed".into());
                }
                differs((fund.restricted, &fund.purposes) != (*restricted, purposes))?;
                let seq = self.write_now("fund_changed", Some(&reference));
                let fund = self.registers.funds.get_mut(&asked.row).expect("it was found");
                (fund.restricted, fund.purposes, fund.changed) = (*restricted, purposes.clone(), seq);
            }
            To::Merchant { left_on } => {
                let merchant = self.merchant(&asked.row)?.clone();
                up_to_date(asked, merchant.changed)?;
                differs(merchant.left_on != *left_on)?;
                let seq = self.write_now("merchant_changed", Some(&reference));
                let merchant = self.registers.merchants.get_mut(&asked.row).expect("it was found");
                (merchant.left_on, merchant.changed) = (*left_on, seq);
            }
            To::Discount { state, terms, from } => self.change_discount(asked, state, terms, *from, &reference)?,
            To::Resident { household, held } => {
                let resident = self.resident(&asked.row)?.clone();
                up_to_date(asked, resident.changed)?;
                if !keeps_begun(&resident.held, held, day_of(self.now)) {
                    return Err("eligibility_fixed".into());
                }
                differs((resident.household, &resident.held) != (*household, held))?;
                let seq = self.write_now("resident_changed", Some(&reference));
                let resident = self.registers.residents.get_mut(&asked.row).expect("it was found");
                (resident.household, resident.held, resident.changed) = (*household, held.clone(), seq);
            }
        }
        Ok(self.seq())
    }

    fn change_discount(
        &mut self,
        asked: &Change,
        state: &'static str,
        terms: &Terms,
        from: Option<Day>,
        reference: &str,
    ) -> Told {
        let discount = self
            .registers
            .discounts
            .get(&asked.row)
            .ok_or("unknown_discount")?
            .clone();
        up_to_date(asked, discount.changed)?;
        if !may_become(discount.state, state) {
            return Err("state_not_allowed".into());
        }
        let today = day_of(self.now);
        let is_new = terms != discount.last();
        let from = from.unwrap_or(today);
        if is_new && from < today && !matches!(discount.state, "draft" | "offered") {
            return Err("terms_backdated".into());
        }
        if discount.fund.is_none() && terms.share != 0 {
            return Err("fund_required".into());
        }
        differs(is_new || state != discount.state)?;
        let seq = self.write_now("discount_changed", Some(reference));
        let discount = self.registers.discounts.get_mut(&asked.row).expect("it was found");
        if is_new {
            discount.versions.push((from, terms.clone()));
        }
        (discount.state, discount.changed) = (state, seq);
        Ok(())
    }
}

fn up_to_date(asked: &Change, changed: i64) -> Told {
    if asked.based_on == changed {
        Ok(())
    } else {
        Err("changed_meanwhile".into())
    }
}

fn differs(differs: bool) -> Told {
    if differs { Ok(()) } else { Err("nothing_changed".into()) }
}
