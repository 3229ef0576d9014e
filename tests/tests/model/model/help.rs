//! Help that is approved and given at once, and what all help must fulfil.

use super::fund::something;
use super::{Grant, Model, Told};
use crate::calendar::{DAY, Day, month};
use crate::money::yuan;
use crate::operation::{Help, HelpTerms};
use crate::registers::{Merchant, Resident};

/// Help that was approved, for finding help that is given twice.
#[derive(Clone, Debug)]
pub(crate) struct Approved {
    reference: String,
    resident: String,
    purpose: &'static str,
    day: Day,
}

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
        self.check_terms(&asked.terms, asked.day)?;
        if asked.prepared_by == asked.approved_by {
            return Err("self_approval".into());
        }
        self.check_eligible(&asked.terms, asked.day)?;
        self.approve_help(&asked.reference, Some(&asked.reference), &asked.terms, asked.day)?;
        let paid = self.pay_help(&asked.reference, Some(&asked.reference), &asked.terms, asked.day)?;
        let officers = [asked.prepared_by, asked.approved_by];
        self.file(&asked.reference, &asked.terms, asked.day, paid, Some(officers));
        Ok(paid)
    }

    /// What help names, and whether that may be spent.
    pub(super) fn check_terms(&self, terms: &HelpTerms, day: Day) -> Told {
        something(terms.fen)?;
        let purposes = &self.fund(&terms.fund)?.purposes;
        self.resident(&terms.resident)?;
        if !terms.merchant.is_empty() || terms.kind == "bill_payment" {
            self.merchant(&terms.merchant)?;
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

    /// Promises the money. The reference is none where it would be a hash.
    pub(super) fn approve_help(&mut self, help: &str, named: Option<&str>, terms: &HelpTerms, day: Day) -> Told<i64> {
        let seq = self.write("disbursement_approved", named, day * DAY);
        self.credit(&format!("budget/{}/available", terms.fund), terms.fen)?;
        self.debit(&format!("budget/{}/encumbered", terms.fund), terms.fen)?;
        self.say("/amount", yuan(terms.fen));
        self.approved.retain(|earlier| earlier.reference != help);
        self.approved.push(Approved {
            reference: help.to_owned(),
            resident: terms.resident.clone(),
            purpose: terms.purpose,
            day,
        });
        Ok(seq)
    }

    /// Gives the money.
    pub(super) fn pay_help(&mut self, help: &str, named: Option<&str>, terms: &HelpTerms, day: Day) -> Told<i64> {
        let (fund, fen) = (&terms.fund, terms.fen);
        let (activity, given) = match terms.kind {
            "cash" => ("cash", format!("general/{fund}/bank")),
            "voucher" => ("voucher", format!("general/{fund}/voucher/{help}")),
            _ => ("bill", format!("general/{fund}/payable/{}", terms.merchant)),
        };
        if terms.kind == "voucher" && terms.last_day.is_none() {
            return Err("invalid_date".into());
        }
        let seq = self.write("disbursement_paid", named, day * DAY);
        if let Some(last_day) = terms.last_day.filter(|_| terms.kind == "voucher") {
            self.grants.push(Grant {
                seq,
                reference: help.to_owned(),
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
