//! What is left of a voucher returns to its fund when the day after its last one begins.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::draft::Contents;
use super::{Circumstances, Ledger};
use crate::account::{Account, Activity, Purpose, Side};
use crate::calendar::Instant;
use crate::code::Code;
use crate::document::ExpiryDocument;
use crate::money::Money;
use crate::record::{RecordKind, Seq};
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
                let ends = self.vouchers.get(number).expires_at;
                self.expire(number, left, ends, None, circumstances);
            }
        }
        self.head.expired_through = self.head.expired_through.max(until);
    }

    /// Returns money of a voucher to its fund. A reversal that gave it back after the voucher had ended is its cause.
    pub(super) fn expire(
        &mut self,
        number: VoucherNo,
        left: Money,
        at: Instant,
        cause: Option<Seq>,
        circumstances: &mut Circumstances<'_>,
    ) {
        let voucher = self.vouchers.get(number).clone();
        let fund = voucher.fund;
        let mut draft = self.draft(at);
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
            cause,
        };
        let reference = match cause {
            Some(cause) => further_reference(self.registers.community.id, number, cause),
            None => voucher.grant,
        };
        let contents = Contents {
            kind: RecordKind::VoucherExpiry,
            reference,
            document: &document,
            private: Vec::new(),
        };
        let record = self.record(draft, contents, circumstances);
        self.push(record);
    }
}

/// The reference of a further expiry: one per grant and reversal. Any code may be the reference of a grant, and so of
/// its first expiry; this one is a hash, which nobody chooses.
#[must_use]
pub fn further_reference(community: Uuid, VoucherNo(grant): VoucherNo, cause: Seq) -> Code {
    let mut hash = Sha256::new();
    hash.update(b"xiaonuan further expiry v1\0");
    hash.update(community.as_bytes());
    hash.update(grant.to_be_bytes());
    hash.update(cause.to_be_bytes());
    let text = hex::encode(&hash.finalize()[..16]);
    text.parse().expect("32 hexadecimal digits are a code")
}
