//! Help that is approved and given at once, and what all help must fulfil.

use super::fund::something;
use super::{Grant, Model, Told};
use crate::calendar::{DAY, Day, month};
use crate::money::yuan;
use crate::operation::{Help, HelpTerms, Parcel};
use crate::registers::{Merchant, Resident};

/// Help that was approved, for finding help that is given twice.
#[derive(Clone, Debug)]
pub(crate) struct Approved {
    reference: String,
    resident: String,
    purpose: &'static str,
    day: Day,
}

/// How vouchers are named here whose name in the books is a hash, before the number of their grant's record.
pub(crate) const AGAIN: &str = "again-";

impl Model {
    pub(super) fn merchant(&self, merchant: &str) -> Told<&Merchant> {
        self.registers
            .merchants
            .get(merchant)
            .ok_or_else(|| "unknown_merchant".into())
    }

    pub(super) fn resident(&self, resident: &str) -> Told<&Resident> {
        self.registers
            .residents
            .get(resident)
            .ok_or_else(|| "unknown_resident".into())
    }

    pub(super) fn help(&mut self, asked: &Help) -> Told<i64> {
        let terms = &asked.terms;
        self.check_no_steps()?;
        self.check_terms(terms, asked.day)?;
        if self.is_one_person(asked.prepared_by, asked.approved_by, asked.day) {
            return Err("self_approval".into());
        }
        self.check_eligible(terms, asked.day)?;
        self.check_benefit(&[asked.prepared_by, asked.approved_by], terms, asked.day)?;
        let worth = self.worth_of(terms, asked.day);
        if self.minutes_above().is_some_and(|most| worth > most) || self.approvers_of_help(worth) > 1 {
            return Err("case_required".into());
        }
        self.check_twice(&asked.reference, terms, asked.day, asked.explained)?;
        let named = Some(asked.reference.as_str());
        let (_, promised) = self.approve_help(&asked.reference, named, terms, asked.day)?;
        let paid = self.pay_help(&asked.reference, named, terms, &promised, asked.day)?;
        let officers = Some(([asked.prepared_by, asked.approved_by], asked.explained));
        self.file(&asked.reference, terms, asked.day, paid, officers);
        self.cases.get_mut(&asked.reference).expect("it was filed").promised = promised;
        Ok(paid)
    }

    /// What help names, and whether that may be spent.
    pub(super) fn check_terms(&self, terms: &HelpTerms, day: Day) -> Told {
        if terms.kind != "goods" {
            something(terms.fen)?;
        }
        let purposes = &self.fund(&terms.fund)?.purposes;
        self.resident(&terms.resident)?;
        if !terms.merchant.is_empty() || terms.kind == "bill_payment" {
            self.merchant(&terms.merchant)?;
        }
        if terms.kind == "goods" {
            let items: Vec<&String> = terms.goods.iter().map(|(item, _)| item).collect();
            self.check_items(&items)?;
        }
        if !purposes.is_empty() && !purposes.contains(&terms.purpose) {
            return Err("purpose_not_allowed".into());
        }
        if terms.kind == "voucher" && terms.last_day.is_some_and(|last| last < day) {
            return Err("already_expired".into());
        }
        Ok(())
    }

    /// Any eligibility will do, as long as it holds on the day.
    pub(super) fn check_eligible(&self, terms: &HelpTerms, day: Day) -> Told {
        let resident = self.resident(&terms.resident)?;
        if resident.held.iter().any(|held| held.holds_on(day)) {
            Ok(())
        } else {
            Err("not_eligible".into())
        }
    }

    /// Refuses to help a household again for the same purpose in the same calendar month, unless it is said why.
    pub(super) fn check_twice(&self, help: &str, terms: &HelpTerms, day: Day, explained: bool) -> Told {
        let home = |resident: &str| self.registers.residents[resident].household;
        let own = home(&terms.resident);
        let twice = self.approved.iter().any(|earlier| {
            let same_home = own.is_some() && home(&earlier.resident) == own;
            earlier.reference != help
                && (earlier.resident == terms.resident || same_home)
                && earlier.purpose == terms.purpose
                && month(earlier.day) == month(day)
                && self.holds(&earlier.reference)
        });
        if twice && !explained {
            Err("duplicate_help".into())
        } else {
            Ok(())
        }
    }

    /// Promises the money or goods, and tells at what goods are worth. The reference is none where it would be a hash.
    pub(super) fn approve_help(
        &mut self,
        help: &str,
        named: Option<&str>,
        terms: &HelpTerms,
        day: Day,
    ) -> Told<(i64, Vec<Parcel>)> {
        let goods = self.valued(&terms.fund, &terms.goods, self.booked(day * DAY));
        let seq = self.write("disbursement_approved", named, day * DAY);
        if terms.kind == "goods" {
            self.reserve(&terms.fund, &goods, false)?;
        } else {
            self.credit(&format!("budget/{}/available", terms.fund), terms.fen)?;
            self.debit(&format!("budget/{}/encumbered", terms.fund), terms.fen)?;
        }
        let worth: i64 = terms.fen + goods.iter().map(|parcel| parcel.fen).sum::<i64>();
        self.say("/amount", yuan(worth));
        self.approved.retain(|earlier| earlier.reference != help);
        self.approved.push(Approved {
            reference: help.to_owned(),
            resident: terms.resident.clone(),
            purpose: terms.purpose,
            day,
        });
        Ok((seq, goods))
    }

    /// Gives the money, or what was promised of goods.
    pub(super) fn pay_help(
        &mut self,
        help: &str,
        named: Option<&str>,
        terms: &HelpTerms,
        promised: &[Parcel],
        day: Day,
    ) -> Told<i64> {
        let (fund, fen) = (&terms.fund, terms.fen);
        if terms.kind == "goods" {
            let seq = self.write("disbursement_paid", named, day * DAY);
            self.helped.insert(seq, terms.clone());
            self.hand_out(fund, promised, 1)?;
            self.say("/amount", yuan(promised.iter().map(|parcel| parcel.fen).sum::<i64>()));
            return Ok(seq);
        }
        // Help that is paid again grants another voucher, whose name is a hash.
        let again = || format!("{AGAIN}{}", self.seq() + 1);
        let grant = named.map_or_else(again, |_| help.to_owned());
        let (activity, given) = match terms.kind {
            "cash" => ("cash", format!("general/{fund}/bank")),
            "voucher" => ("voucher", format!("general/{fund}/voucher/{grant}")),
            _ => ("bill", format!("general/{fund}/payable/{}", terms.merchant)),
        };
        if terms.kind == "voucher" && terms.last_day.is_none() {
            return Err("invalid_date".into());
        }
        let seq = self.write("disbursement_paid", named, day * DAY);
        self.helped.insert(seq, terms.clone());
        if let Some(last_day) = terms.last_day.filter(|_| terms.kind == "voucher") {
            self.grants.push(Grant {
                seq,
                reference: grant,
                fund: fund.clone(),
                resident: terms.resident.clone(),
                given: self.record(seq).at,
                ends: (last_day + 1) * DAY,
                expired: false,
            });
            self.mind_end((last_day + 1) * DAY);
        }
        self.debit(&format!("general/{fund}/programme/{activity}"), fen)?;
        self.credit(&given, fen)?;
        self.credit(&format!("budget/{fund}/encumbered"), fen)?;
        self.debit(&format!("budget/{fund}/spent/help"), fen)?;
        self.say("/amount", yuan(fen));
        Ok(seq)
    }
}
