//! The contents of approvals and payments of help.

use serde::{Deserialize, Serialize};

use super::{CaseLink, GoodsPart, HelpTerms, Minutes};
use crate::account::Held;
use crate::calendar::Day;
use crate::code::Code;
use crate::commitment::Commitment;
use crate::entropy::SubjectId;
use crate::kind::DisbursementKind;
use crate::money::Money;
use crate::record::Seq;

/// [`crate::record::RecordKind::DisbursementApproved`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisbursementDocument {
    /// The fund.
    pub fund: Code,
    /// Who is helped.
    pub resident: SubjectId,
    /// How.
    pub kind: DisbursementKind,
    /// How much.
    pub amount: Money,
    /// What is given in goods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<GoodsPart>,
    /// Whom a bill is owed to.
    pub merchant: Option<Code>,
    /// A voucher's last day.
    pub expires_on: Option<Day>,
    /// Commits to a [`ParticularsValue`].
    pub particulars: Commitment,
    /// Of which disbursement it is a step; nothing if it was approved and paid at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseLink>,
    /// The hash of what is approved: commits to a [`TermsValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Commitment>,
    /// The approvals of others that it needed before it, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Seq>,
    /// Minutes of the meeting that approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
    /// The last day for missing papers of help that was paid first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub papers_by: Option<Day>,
    /// Commits to a [`ReasonValue`]: why it could not wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Commitment>,
    /// Commits to a [`ReasonValue`]: why it is right to help again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<Commitment>,
    /// Commits to a list of [`EvidenceValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
}

impl DisbursementDocument {
    /// What is approved, but for its purpose.
    #[must_use]
    pub fn help(&self) -> HelpTerms {
        HelpTerms {
            fund: self.fund.clone(),
            resident: self.resident,
            kind: self.kind,
            amount: self.amount,
            goods: self.goods.clone(),
            merchant: self.merchant.clone(),
            expires_on: self.expires_on,
        }
    }
}

/// What a disbursement is for, and who answered for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParticularsValue {
    /// What for.
    pub purpose: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it; of several, the last one.
    pub approved_by: String,
    /// Who approved it before, where several did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approved_before_by: Vec<String>,
}

/// [`crate::record::RecordKind::DisbursementPaid`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentDocument {
    /// The fund.
    pub fund: Code,
    /// Who is helped.
    pub resident: SubjectId,
    /// How.
    pub kind: DisbursementKind,
    /// How much.
    pub amount: Money,
    /// What is given in goods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<GoodsPart>,
    /// Whom a bill is owed to.
    pub merchant: Option<Code>,
    /// From where cash was paid, unless from the bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Held>,
    /// The record that approved it.
    pub approved: Seq,
    /// Of which disbursement it is a step; nothing if it was approved and paid at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseLink>,
    /// The hash of what was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Commitment>,
    /// Commits to an [`OfficerValue`]: who paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Commitment>,
    /// Commits to a [`ReasonValue`]: why it is right to help again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<Commitment>,
    /// Commits to a list of [`EvidenceValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
}

impl PaymentDocument {
    /// What is paid, but for its purpose; a voucher's last day is the approval's.
    #[must_use]
    pub fn help(&self, expires_on: Option<Day>) -> HelpTerms {
        HelpTerms {
            fund: self.fund.clone(),
            resident: self.resident,
            kind: self.kind,
            amount: self.amount,
            goods: self.goods.clone(),
            merchant: self.merchant.clone(),
            expires_on,
        }
    }
}
