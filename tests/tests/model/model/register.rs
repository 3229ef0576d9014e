//! Registers: rows that come, and changes, each of which says what it was based on.

mod entry;

use std::sync::Arc;

use super::{Model, Told};
use crate::calendar::{Day, day_of};
use crate::operation::{Change, NewRow, Registration, To};
use crate::registers::{Discount, Eligible, EntryRow, Fund, Held, Merchant, Off, Registers, Resident, Terms};

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
    /// The registers as they were after a record.
    pub(crate) fn registers_at(&self, seq: i64) -> &Registers {
        let known = self.history.iter().rfind(|(from, _)| *from <= seq);
        &known.expect("the neighbourhood was registered").1
    }

    /// The funds that were there after a record, in the order in which they were registered.
    pub(crate) fn funds_by_registration(&self, seq: i64) -> Vec<&String> {
        let codes = self.registers_at(seq).funds.keys();
        self.by_registration(codes, |registers, code| registers.funds.contains_key(code))
    }

    /// The merchants that were there after a record, in the order in which they were registered.
    pub(crate) fn merchants_by_registration(&self, seq: i64) -> Vec<&String> {
        let codes = self.registers_at(seq).merchants.keys();
        self.by_registration(codes, |registers, code| registers.merchants.contains_key(code))
    }

    fn by_registration<'a>(
        &self,
        codes: impl Iterator<Item = &'a String>,
        is_there: impl Fn(&Registers, &str) -> bool,
    ) -> Vec<&'a String> {
        let since = |code: &&String| self.history.iter().position(|(_, registers)| is_there(registers, code));
        let mut codes: Vec<&String> = codes.collect();
        // Those of the beginning came in the order of their codes, and so they stay.
        codes.sort_by_key(since);
        codes
    }

    pub(super) fn keep_history(&mut self) {
        self.history.push((self.seq(), Arc::new(self.registers.clone())));
    }

    pub(super) fn register(&mut self, asked: &Registration) -> Told<i64> {
        let code = asked.row.clone();
        let seq = self.seq() + 1;
        match &asked.new {
            NewRow::Fund { restricted, purposes } => {
                unused(self.registers.funds.contains_key(&code))?;
                let row = Fund {
                    restricted: *restricted,
                    purposes: purposes.clone(),
                    changed: seq,
                };
                self.registers.funds.insert(code, row);
                self.write_now("fund_registered", Some(&asked.row));
            }
            NewRow::Merchant { joined_on } => {
                unused(self.registers.merchants.contains_key(&code))?;
                let row = Merchant {
                    joined_on: *joined_on,
                    left_on: None,
                    changed: seq,
                };
                self.registers.merchants.insert(code, row);
                self.write_now("merchant_registered", Some(&asked.row));
            }
            NewRow::Discount {
                merchant,
                fund,
                state,
                terms,
            } => {
                unused(self.registers.discounts.contains_key(&code))?;
                gives(terms)?;
                self.merchant(merchant)?;
                match fund {
                    None if terms.share != 0 => return Err("fund_required".into()),
                    Some(fund) => drop(self.fund(fund)?),
                    None => {}
                }
                self.check_terms_category(terms.eligible)?;
                let row = Discount {
                    merchant: merchant.clone(),
                    fund: fund.clone(),
                    state,
                    versions: vec![(Day::MIN, terms.clone())],
                    changed: seq,
                };
                self.registers.discounts.insert(code, row);
                self.write_now("discount_registered", Some(&asked.row));
            }
            NewRow::Resident {
                identity,
                household,
                held,
            } => {
                unused(self.registers.residents.contains_key(&code))?;
                if self.registers.residents.contains_key(identity) {
                    return Err("duplicate_resident".into());
                }
                self.check_held(&[], held)?;
                let row = Resident {
                    household: *household,
                    held: held.clone(),
                    changed: seq,
                };
                self.registers.residents.insert(code, row);
                self.write_now("resident_registered", None);
            }
            NewRow::Entry(entry) => self.register_entry(&asked.row, entry)?,
        }
        self.keep_history();
        Ok(seq)
    }

    pub(super) fn change(&mut self, asked: &Change) -> Told<i64> {
        let reference = format!("after-{}", asked.based_on);
        match &asked.to {
            To::Community { name, settings } => {
                let community = self.registers.community.clone();
                up_to_date(asked, community.changed)?;
                differs((community.name, &community.settings) != (*name, settings))?;
                let seq = self.write_now("community_changed", Some(&reference));
                let community = &mut self.registers.community;
                (community.name, community.settings, community.changed) = (*name, settings.clone(), seq);
            }
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
                if left_on.is_some_and(|left_on| left_on < merchant.joined_on) {
                    return Err("invalid_date".into());
                }
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
                self.check_held(&resident.held, held)?;
                differs((resident.household, &resident.held) != (*household, held))?;
                let seq = self.write_now("resident_changed", Some(&reference));
                let resident = self.registers.residents.get_mut(&asked.row).expect("it was found");
                (resident.household, resident.held, resident.changed) = (*household, held.clone(), seq);
            }
            To::Entry(entry) => self.change_entry(asked, entry)?,
        }
        self.keep_history();
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
        if terms != discount.last() {
            gives(terms)?;
        }
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
        if terms.eligible != discount.last().eligible {
            self.check_terms_category(terms.eligible)?;
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

/// Something must be taken off; less than nothing, no form of a request can say.
fn gives(terms: &Terms) -> Told {
    match terms.off {
        Off::Amount(..=0) => Err("invalid_amount".into()),
        _ => Ok(()),
    }
}

fn unused(is_taken: bool) -> Told {
    if is_taken { Err("duplicate_code".into()) } else { Ok(()) }
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
