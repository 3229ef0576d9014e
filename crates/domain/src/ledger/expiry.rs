//! What is left of a voucher returns to its fund when the day after its last one begins.

use super::draft::Contents;
use super::{Circumstances, Ledger};
use crate::account::{Account, Activity, Purpose, Side};
use crate::calendar::Instant;
use crate::document::ExpiryDocument;
use crate::money::Money;
use crate::record::RecordKind;
use crate::voucher::VoucherNo;

impl Ledger {
    /// Records every expiry due at or before a moment, in the order in which the vouchers end.
    pub(super) fn expire_due(&mut self, until: Instant, circumstances: &mut Circumstances<'_>) {
        for number in self.vouchers.ending(self.head.expired_through, until) {
            let left = Money::from_fen(
                -self
                    .books
                    .balance(&Account::Voucher(self.vouchers.get(number).fund, number)),
            );
            if left.is_positive() {
                self.expire(number, left, circumstances);
            }
        }
        self.head.expired_through = self.head.expired_through.max(until);
    }

    fn expire(&mut self, number: VoucherNo, left: Money, circumstances: &mut Circumstances<'_>) {
        let voucher = self.vouchers.get(number).clone();
        let fund = voucher.fund;
        let mut draft = self.draft(voucher.expires_at);
        let postings = [
            (Account::Voucher(fund, number), Side::Debit),
            (Account::Programme(fund, Activity::Voucher), Side::Credit),
            (Account::Available(fund), Side::Debit),
            (Account::Spent(fund, Purpose::Expired), Side::Credit),
        ];
        for (account, side) in postings {
            self.post(&mut draft, account, side, left)
                .expect("returning what is left crosses no bound");
        }
        self.books.keep();
        let document = ExpiryDocument {
            fund: self.registers.funds.get(fund).code.clone(),
            resident: voucher.subject,
            grant: voucher.grant.clone(),
            granted: number.0,
            amount: left,
        };
        let contents = Contents {
            kind: RecordKind::VoucherExpiry,
            reference: voucher.grant,
            document: &document,
            private: Vec::new(),
        };
        let record = self.record(draft, contents, circumstances);
        self.push(record);
    }
}
