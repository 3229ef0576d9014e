//! A fund's money: donations, cash and bank, interest, charges, what is given back, transfers, opening balances.

use super::{Donated, Given, Grant, Model, Told};
use crate::calendar::{At, DAY, text};
use crate::money::yuan;
use crate::operation::{FundMoney, Gift, GiveBack, HelpTerms, Opening, Transfer};
use crate::paper::Limit;
use crate::registers::Fund;

/// Refuses nothing and less.
pub(super) fn something(fen: i64) -> Told {
    if fen > 0 { Ok(()) } else { Err("invalid_amount".into()) }
}

impl Model {
    pub(super) fn fund(&self, fund: &str) -> Told<&Fund> {
        self.registers.funds.get(fund).ok_or_else(|| "unknown_fund".into())
    }

    /// Books a donation: of its day, or in the stead of another on the day of the correction.
    pub(super) fn donate(&mut self, gift: &Gift, happened: At, replaces: Option<i64>) -> Told<i64> {
        something(gift.fen)?;
        self.fund(&gift.fund)?;
        if gift.in_hand && !gift.is_cash {
            return Err("not_in_cash".into());
        }
        self.check_donor(gift.donor.as_deref(), gift.day)?;
        let seq = self.write("donation", Some(&gift.reference), happened);
        let (fund, fen) = (&gift.fund, gift.fen);
        let held = if gift.in_hand { "cash" } else { "bank" };
        self.debit(&format!("general/{fund}/{held}"), fen)?;
        self.credit(&format!("general/{fund}/donation"), fen)?;
        self.debit(&format!("budget/{fund}/available"), fen)?;
        self.credit(&format!("budget/{fund}/authorised/donation"), fen)?;
        self.say("/amount", yuan(fen));
        if let Some(receipt) = &gift.receipt {
            self.say("/receipt", receipt);
        }
        let given = Given {
            fund: fund.clone(),
            fen,
            is_organisation: self.is_organisation(gift.donor.as_deref()),
            donor: gift.donor.clone(),
        };
        self.given.insert(seq, given);
        if let Some(replaced) = replaces {
            self.say("/replaces", replaced);
            self.say("/given_on", text(gift.day));
        }
        let at = self.record(seq).at;
        let donated = Donated {
            seq,
            fund: fund.clone(),
            fen,
            at,
        };
        self.donations.insert(gift.reference.clone(), donated);
        Ok(seq)
    }

    pub(super) fn move_money(&mut self, kind: &'static str, asked: &FundMoney) -> Told<i64> {
        something(asked.fen)?;
        self.fund(&asked.fund)?;
        let seq = self.write(kind, Some(&asked.reference), asked.day * DAY);
        let (fund, fen) = (&asked.fund, asked.fen);
        let (bank, cash) = (format!("general/{fund}/bank"), format!("general/{fund}/cash"));
        match kind {
            "cash_withdrawn" => {
                self.credit(&bank, fen)?;
                self.debit(&cash, fen)?;
            }
            "cash_deposited" => {
                self.credit(&cash, fen)?;
                self.debit(&bank, fen)?;
            }
            _ => {
                self.debit(&bank, fen)?;
                self.credit(&format!("general/{fund}/other-income"), fen)?;
                self.debit(&format!("budget/{fund}/available"), fen)?;
                self.credit(&format!("budget/{fund}/authorised/other"), fen)?;
            }
        }
        self.say("/amount", yuan(fen));
        Ok(seq)
    }

    pub(super) fn charge(&mut self, what: &str, asked: &FundMoney) -> Told<i64> {
        something(asked.fen)?;
        self.fund(&asked.fund)?;
        let seq = self.write("charge", Some(&asked.reference), asked.day * DAY);
        let (fund, fen) = (&asked.fund, asked.fen);
        self.credit(&format!("budget/{fund}/available"), fen)?;
        self.debit(&format!("budget/{fund}/spent/cost"), fen)?;
        self.debit(&format!("general/{fund}/cost/{what}"), fen)?;
        self.credit(&format!("general/{fund}/bank"), fen)?;
        self.say("/amount", yuan(fen));
        Ok(seq)
    }

    pub(super) fn give_back(&mut self, asked: &GiveBack) -> Told<i64> {
        something(asked.fen)?;
        let donated = self.donations.get(&asked.donation).ok_or("unknown_donation")?.clone();
        if self.record(donated.seq).reversed_by.is_some() {
            return Err("already_reversed".into());
        }
        if self.booked(asked.day * DAY) < donated.at {
            return Err("before_donation".into());
        }
        let seq = self.write("donation_returned", Some(&asked.reference), asked.day * DAY);
        let (fund, fen) = (&donated.fund, asked.fen);
        self.debit(&format!("memo/returned/{}", donated.seq), fen)?;
        self.credit("memo/returns", fen)?;
        self.credit(&format!("budget/{fund}/available"), fen)?;
        self.debit(&format!("budget/{fund}/authorised/donation"), fen)?;
        let held = if asked.from_hand { "cash" } else { "bank" };
        self.credit(&format!("general/{fund}/{held}"), fen)?;
        self.debit(&format!("general/{fund}/donation"), fen)?;
        self.say("/amount", yuan(fen));
        self.say("/donated", donated.seq);
        Ok(seq)
    }

    pub(super) fn transfer(&mut self, asked: &Transfer) -> Told<i64> {
        something(asked.fen)?;
        let restricted = [self.fund(&asked.from)?.restricted, self.fund(&asked.to)?.restricted];
        if asked.from == asked.to {
            return Err("same_fund".into());
        }
        if restricted.contains(&true) {
            return Err("restricted_fund".into());
        }
        let seq = self.write("transfer", Some(&asked.reference), asked.day * DAY);
        let (from, to, fen) = (&asked.from, &asked.to, asked.fen);
        self.credit(&format!("budget/{from}/available"), fen)?;
        self.debit(&format!("budget/{from}/authorised/transfer"), fen)?;
        self.credit(&format!("general/{from}/bank"), fen)?;
        self.debit(&format!("general/{from}/net-assets/unrestricted"), fen)?;
        self.debit(&format!("budget/{to}/available"), fen)?;
        self.credit(&format!("budget/{to}/authorised/transfer"), fen)?;
        self.debit(&format!("general/{to}/bank"), fen)?;
        self.credit(&format!("general/{to}/net-assets/unrestricted"), fen)?;
        self.say("/amount", yuan(fen));
        Ok(seq)
    }

    /// Whether a fund has money records besides opening balances.
    pub(crate) fn has_begun(&self, fund: &str) -> bool {
        self.seqs_of(fund).any(|seq| !self.is_of_an_opening(seq))
    }

    /// Whether a record is an opening balance, or takes one back.
    fn is_of_an_opening(&self, seq: i64) -> bool {
        let record = self.record(seq);
        let meant = record.reverses.map_or(record, |original| self.record(original));
        matches!(meant.kind, "opening_balance" | "opening_voucher")
    }

    /// The records that moved money of a fund.
    pub(crate) fn seqs_of<'a>(&'a self, fund: &'a str) -> impl Iterator<Item = i64> + 'a {
        let moved = move |seq: &i64| {
            let lines = &self.record(*seq).lines;
            lines
                .iter()
                .any(|(account, ..)| account.split('/').nth(1) == Some(fund))
        };
        (1..=self.seq()).filter(moved)
    }

    pub(super) fn open(&mut self, asked: &Opening) -> Told<i64> {
        something(asked.fen)?;
        let restricted = self.fund(&asked.fund)?.restricted;
        if self.has_begun(&asked.fund) {
            return Err("fund_has_begun".into());
        }
        let (fund, fen) = (&asked.fund, asked.fen);
        let sort = |restricted| if restricted { "restricted" } else { "unrestricted" };
        let own = format!("general/{fund}/net-assets/{}", sort(restricted));
        let (available, source) = (
            format!("budget/{fund}/available"),
            format!("budget/{fund}/authorised/opening"),
        );
        let happened = asked.day * DAY;
        match asked.item {
            "bank" | "cash" => {
                self.write("opening_balance", Some(&asked.reference), happened);
                self.debit(&format!("general/{fund}/{}", asked.item), fen)?;
                self.credit(&own, fen)?;
                self.debit(&available, fen)?;
                self.credit(&source, fen)?;
            }
            "payable" | "voucher" => {
                let owed = if asked.item == "payable" {
                    self.merchant(&asked.merchant)?;
                    self.write("opening_balance", Some(&asked.reference), happened);
                    format!("general/{fund}/payable/{}", asked.merchant)
                } else {
                    self.opening_voucher(asked)?;
                    format!("general/{fund}/voucher/{}", asked.reference)
                };
                self.credit(&available, fen)?;
                self.debit(&source, fen)?;
                self.debit(&own, fen)?;
                self.credit(&owed, fen)?;
            }
            other => {
                if other == sort(restricted) {
                    return Err("invalid_kind".into());
                }
                let room = self.paper.room(&own, Limit::AtMost(0), self.booked(happened));
                if fen > room.lasting {
                    return Err("fund_insufficient".into());
                }
                self.write("opening_balance", Some(&asked.reference), happened);
                self.debit(&own, fen)?;
                self.credit(&format!("general/{fund}/net-assets/{other}"), fen)?;
            }
        }
        self.say("/amount", yuan(fen));
        Ok(self.seq())
    }

    fn opening_voucher(&mut self, asked: &Opening) -> Told {
        self.resident(&asked.resident)?;
        let last_day = asked.last_day.ok_or("invalid_date")?;
        if last_day < asked.day {
            return Err("already_expired".into());
        }
        let seq = self.write("opening_voucher", Some(&asked.reference), asked.day * DAY);
        self.grants.push(Grant {
            seq,
            reference: asked.reference.clone(),
            fund: asked.fund.clone(),
            resident: asked.resident.clone(),
            given: self.record(seq).at,
            ends: (last_day + 1) * DAY,
            expired: false,
        });
        self.mind_end((last_day + 1) * DAY);
        let terms = HelpTerms {
            fund: asked.fund.clone(),
            resident: asked.resident.clone(),
            kind: "voucher",
            fen: asked.fen,
            goods: Vec::new(),
            merchant: String::new(),
            purpose: "",
            last_day: Some(last_day),
        };
        self.file(&asked.reference, &terms, asked.day, seq, None);
        Ok(())
    }
}
