//! The contents of the steps of a disbursement.

use serde::{Deserialize, Serialize};

use super::GoodsPart;
use crate::calendar::Day;
use crate::code::Code;
use crate::commitment::Commitment;
use crate::entropy::SubjectId;
use crate::kind::DisbursementKind;
use crate::money::Money;
use crate::record::Seq;

/// Of which disbursement a record is a step, and after which other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLink {
    /// The disbursement's reference.
    pub reference: Code,
    /// The step before it.
    pub previous: Option<Seq>,
}

/// What help is asked for, prepared, approved and paid, but for its purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpTerms {
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
}

impl HelpTerms {
    /// What is asked for: of goods, the items alone, since their value is known once they are approved.
    #[must_use]
    pub fn asked(&self) -> HelpTerms {
        if self.kind != DisbursementKind::Goods {
            return self.clone();
        }
        let goods = self.goods.iter().map(GoodsPart::count);
        HelpTerms {
            amount: Money::ZERO,
            goods: goods.map(|count| GoodsPart::from(&count)).collect(),
            ..self.clone()
        }
    }
}

/// Exactly what is approved: the commitment to it is the hash that binds approval and payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsValue {
    /// All but the purpose.
    #[serde(flatten)]
    pub terms: HelpTerms,
    /// What for.
    pub purpose: String,
}

/// A step that moves no money, or gives up what was promised: applying, visiting, preparing, reviewing, signing,
/// rejecting, cancelling, posting, objecting, answering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseDocument {
    /// Of which disbursement.
    pub case: CaseLink,
    /// Who would be helped.
    pub resident: SubjectId,
    /// What is asked for or prepared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<HelpTerms>,
    /// Commits to the [`TermsValue`] of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Commitment>,
    /// The approval that no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Seq>,
    /// Commits to an [`super::OfficerValue`]: who took the step.
    pub officer: Commitment,
    /// Commits to a [`VisitValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<Commitment>,
    /// Commits to a [`SignatureValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Commitment>,
    /// Commits to a [`super::ReasonValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Commitment>,
    /// Commits to a list of [`EvidenceValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Commitment>,
    /// When it is posted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posting: Option<Posting>,
    /// The objections that are answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Seq>,
    /// Commits to an [`AnswerValue`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Commitment>,
    /// Which of the approvals it is, if it is one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<HelpPart>,
    /// Commits to a [`super::ReasonValue`]: why it is right to help again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<Commitment>,
}

/// One of several approvals of help, which promises nothing yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelpPart {
    /// Which it is, from 1.
    pub number: usize,
    /// How many are needed, as the settings were then.
    pub needed: usize,
    /// How much was to be promised; of goods, what they were worth then.
    pub amount: Money,
    /// The hash of what is approved.
    pub terms: Commitment,
    /// Minutes of the meeting that approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Minutes>,
}

/// The days on which what was approved is posted 公示.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// The first day.
    pub first_day: Day,
    /// The last day.
    pub last_day: Day,
}

impl Posting {
    /// The day from which what was posted may be paid.
    #[must_use]
    pub fn payable_from(&self) -> Day {
        self.last_day.next().unwrap_or(self.last_day)
    }
}

/// What was found about objections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerValue {
    /// What was found.
    pub findings: String,
}

/// Minutes of the meeting that approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    /// Their number.
    pub number: String,
    /// Votes for and against.
    pub votes: Option<(u32, u32)>,
}

/// Who visited, and what they found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitValue {
    /// Who went.
    pub visitors: Vec<String>,
    /// What they found.
    pub findings: String,
}

/// Who signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignatureValue {
    /// Who signed in the resident's stead; nobody if the resident did.
    pub instead: Option<String>,
    /// The agent's code, if it was one who is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Code>,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceValue {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}
