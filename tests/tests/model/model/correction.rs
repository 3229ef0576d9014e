//! Taking records back, in red.

use super::{Grant, Model, Told};
use crate::calendar::{At, DAY};
use crate::money::yuan;
use crate::operation::{Gift, Reversal};

impl Model {
    /// A reversal happens when its day begins, but not before what it takes back.
    pub(super) fn reversal_at(&self, asked: &Reversal) -> At {
        let original = self.find(asked.kind, &asked.of).map(|seq| self.record(seq).at);
        original.map_or(asked.day * DAY, |at| at.max(asked.day * DAY))
    }

    fn check_reversal(&self, asked: &Reversal) -> Told<i64> {
        let seq = self.find(asked.kind, &asked.of).ok_or("unknown_record")?;
        let original = self.record(seq);
        if !matches!(original.kind, "donation" | "redemption" | "settlement") {
            return Err("not_reversible".into());
        }
        if original.reversed_by.is_some() {
            return Err("already_reversed".into());
        }
        if asked.day < original.true_day {
            return Err("before_original".into());
        }
        if original.kind == "donation" && self.paper.balance(&format!("memo/returned/{seq}")) != 0 {
            return Err("given_back".into());
        }
        Ok(seq)
    }

    pub(super) fn reverse(&mut self, asked: &Reversal) -> Told<i64> {
        let original = self.check_reversal(asked)?;
        self.take_back(asked, original)
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
        let (kind, not_before) = (self.record(original).kind, self.record(original).at);
        let at = self.booked(asked.day * DAY).max(not_before);
        let seq = self.write_at("reversal", Some(&asked.reference), at, asked.day);
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
        for (account, _, fen) in lines {
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

    /// Whether a voucher's end is behind, by what is due so far or by an expiry on record.
    fn has_ended(&self, grant: &Grant) -> bool {
        grant.ends <= self.expired_until || grant.expired
    }
}
