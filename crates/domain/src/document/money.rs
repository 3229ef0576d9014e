//! The contents of records of a fund's money besides help. Like those of all events they may have a field `dated_on`
//! besides: the true day of what was dated into a closed period.

use serde::{Deserialize, Serialize};

use super::{GoodsPart, HelpTerms};
use crate::account::{Charge, Held};
use crate::calendar::Day;
use crate::code::Code;
use crate::command::money::OpeningItem;
use crate::commitment::Commitment;
use crate::entropy::SubjectId;
use crate::kind::DisbursementKind;
use crate::money::Money;
use crate::record::Seq;

/// [`crate::record::RecordKind::CashWithdrawn`], [`crate::record::RecordKind::CashDeposited`] and
/// [`crate::record::RecordKind::Interest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundMoneyDocument {
    /// The fund.
    pub fund: Code,
    /// How much.
    pub amount: Money,
}

/// [`crate::record::RecordKind::Charge`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeDocument {
    /// The fund.
    pub fund: Code,
    /// What for.
    pub charge: Charge,
    /// How much.
    pub amount: Money,
    /// From where it was paid, unless from the bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Held>,
}

/// [`crate::record::RecordKind::DonationReturned`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DonationReturnDocument {
    /// The fund.
    pub fund: Code,
    /// The donation's reference.
    pub donation: Code,
    /// The donation's record.
    pub donated: Seq,
    /// How much.
    pub amount: Money,
    /// From where it was paid.
    pub from: Held,
    /// Commits to a [`super::ReasonValue`].
    pub reason: Commitment,
}

/// [`crate::record::RecordKind::Transfer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferDocument {
    /// The fund that gave.
    pub from: Code,
    /// The fund that received.
    pub to: Code,
    /// How much.
    pub amount: Money,
    /// Commits to a [`super::ReasonValue`].
    pub reason: Commitment,
}

/// [`crate::record::RecordKind::OpeningBalance`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningDocument {
    /// The fund.
    pub fund: Code,
    /// What it is of.
    pub item: OpeningItem,
    /// Who is owed a payable or must give a receivable back.
    pub merchant: Option<Code>,
    /// How much.
    pub amount: Money,
    /// The goods, and what they are worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goods: Option<GoodsPart>,
}

/// [`crate::record::RecordKind::OpeningVoucher`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningVoucherDocument {
    /// The fund.
    pub fund: Code,
    /// Whose voucher it is.
    pub resident: SubjectId,
    /// What is left on it.
    pub amount: Money,
    /// Its last day.
    pub expires_on: Day,
}

impl OpeningVoucherDocument {
    /// What help it is.
    #[must_use]
    pub fn help(self) -> HelpTerms {
        HelpTerms {
            fund: self.fund,
            resident: self.resident,
            kind: DisbursementKind::Voucher,
            amount: self.amount,
            goods: Vec::new(),
            merchant: None,
            expires_on: Some(self.expires_on),
        }
    }
}
