//! Taking records back, in red.

use super::{Grant, Model, No, Told};
use crate::calendar::{At, DAY, Day};
use crate::money::yuan;
use crate::operation::{Gift, Reversal};
use crate::paper::Limit;

const REVERSIBLE: [&str; 15] = [
    "donation",
    "donation_returned",
    "redemption",
    "settlement",
    "disbursement_paid",
    "interest",
    "charge",
    "cash_withdrawn",
    "cash_deposited",
    "transfer",
    "opening_balance",
    "opening_voucher",
    "goods_donated",
    "stock_written_off",
    "stock_found",
];

impl Model {
    /// A reversal happens when its day begins, but not before what it takes back.
    pub(super) fn reversal_at(&self, asked: &Reversal) -> At {
        let original = self.find(asked.kind, &asked.of).map(|seq| self.record(seq).at);
        original.map_or(asked.day * DAY, |at| at.max(asked.day * DAY))
    }

    fn check_reversal(&self, asked: &Reversal) -> Told<i64> {
        let seq = self.find(asked.kind, &asked.of).ok_or("unknown_record")?;
        let original = self.record(seq);
        if !REVERSIBLE.contains(&original.kind) {
            return Err("not_reversible".into());
        }
        if original.reversed_by.is_some() {
            return Err("already_reversed".into());
        }
        if asked.day < original.true_day {
            return Err("before_original".into());
        }
        if original.kind == "donation" {
            let account = format!("memo/returned/{seq}");
            let all = self.donations.values().find(|donated| donated.seq == seq);
            let all = all.expect("a donation").fen;
            let at = self.booked(asked.day * DAY).max(original.at);
            let room = self.paper.room(&account, Limit::AtMost(all), at);
            if room.lasting < all {
                return Err(No {
                    code: "given_back".to_owned(),
                    late: room.recorded >= all,
                });
            }
        }
        Ok(seq)
    }

    pub(super) fn reverse(&mut self, asked: &Reversal) -> Told<i64> {
        let original = self.check_reversal(asked)?;
        let helped = self.cases.iter().find(|(_, case)| case.paid == Some(original));
        let Some((help, case)) = helped.map(|(help, case)| (help.clone(), case.clone())) else {
            return self.take_back(asked, original);
        };
        if asked.day < case.day {
            return Err("before_original".into());
        }
        let seq = self.take_back(asked, original)?;
        self.cases.insert(help, case.taken_back(asked.day));
        Ok(seq)
    }

    /// The new donation comes first, so that money which is spent already does not stand in the way.
    pub(super) fn correct(&mut self, asked: &Reversal, gift: &Gift) -> Told<i64> {
        let original = self.check_reversal(asked)?;
        if asked.kind != "donation" {
            return Err("not_reversible".into());
        }
        if gift.day > asked.day {
            return Err("future_date".into());
        }
        let happened = self.reversal_at(asked);
        let replaced_by = self.donate(gift, happened, Some(original))?;
        let seq = self.take_back(asked, original)?;
        self.say("/replaced_by", replaced_by);
        Ok(seq)
    }

    fn take_back(&mut self, asked: &Reversal, original: i64) -> Told<i64> {
        self.take_back_as(Some(&asked.reference), asked.day, original)
    }

    /// Takes a record back on a day. The reference is none where it would be a hash.
    pub(super) fn take_back_as(&mut self, named: Option<&str>, day: Day, original: i64) -> Told<i64> {
        let (kind, not_before) = (self.record(original).kind, self.record(original).at);
        let at = self.booked(day * DAY).max(not_before);
        let seq = self.write_at("reversal", named, at, day);
        self.check_whole(original, at)?;
        self.record_mut(seq).reverses = Some(original);
        self.record_mut(original).reversed_by = Some(seq);
        self.say("/of", kind);
        let lines = self.record(original).lines.clone();
        let mut to_return = 0;
        for (account, is_debit, fen) in &lines {
            let parts: Vec<&str> = account.split('/').collect();
            if let (["general", fund, "payable", merchant], false) = (&parts[..], *is_debit) {
                // What the fund owes the merchant is reduced first, then and ever after; the rest is to be given back.
                let kept = self.room(account, at).lasting.min(*fen);
                self.credit(account, -kept)?;
                self.debit(&format!("general/{fund}/receivable/{merchant}"), fen - kept)?;
                if *fen > kept {
                    self.say(&format!("/receivable/{to_return}/fund"), fund);
                    self.say(&format!("/receivable/{to_return}/amount"), yuan(fen - kept));
                    to_return += 1;
                }
            } else if *is_debit {
                let limit = self.limit(account);
                self.post(account, limit, true, -fen)?;
            } else {
                self.credit(account, -fen)?;
            }
        }
        self.check_stock()?;
        for (account, _, fen) in lines.into_iter().filter(|_| kind == "redemption") {
            let voucher = account
                .strip_prefix("general/")
                .and_then(|rest| rest.split_once("/voucher/"));
            let Some((_, reference)) = voucher else { continue };
            let grant = self
                .grants
                .iter()
                .find(|grant| grant.reference == reference)
                .expect("a voucher")
                .clone();
            if self.has_ended(&grant) {
                let ends = grant.ends.max(at);
                self.expire_one(&grant, fen, ends, None);
            }
        }
        Ok(seq)
    }

    /// A voucher is taken back only unspent, an opening balance only while the fund owns as much of that sort.
    fn check_whole(&self, original: i64, at: At) -> Told {
        let record = self.record(original);
        for (account, is_debit, fen) in &record.lines {
            let is_granted = account.contains("/voucher/") && !is_debit;
            let is_owned = account.contains("/net-assets/") && !is_debit && record.kind == "opening_balance";
            let code = match (is_granted, is_owned) {
                (true, _) => "voucher_used",
                (_, true) => "fund_insufficient",
                _ => continue,
            };
            let room = self.paper.room(account, Limit::AtMost(0), at);
            if room.lasting < *fen {
                return Err(No {
                    code: code.to_owned(),
                    late: room.recorded >= *fen,
                });
            }
        }
        Ok(())
    }

    /// Whether a voucher's end is behind, by what is due so far or by an expiry on record.
    fn has_ended(&self, grant: &Grant) -> bool {
        grant.ends <= self.expired_until || grant.expired
    }
}
