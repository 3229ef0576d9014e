//! The contents of records by kind. Personal data stands in them only as a random subject or a commitment.

mod case;
mod change;
pub mod closing;
mod correction;
mod disbursement;
mod erasure;
mod goods;
pub mod money;
mod proposal;
mod statement;

use serde::{Deserialize, Serialize};

pub use self::case::{
    AnswerValue, CaseDocument, CaseLink, EvidenceValue, HelpPart, HelpTerms, Minutes, Posting, SignatureValue,
    TermsValue, VisitValue,
};
pub use self::change::CommunityChangedDocument;
pub use self::correction::{ReasonValue, ReversalDocument};
pub use self::disbursement::{DisbursementDocument, ParticularsValue, PaymentDocument};
pub use self::erasure::{ErasedRow, ErasureDocument, RemainsValue};
pub use self::goods::{
    EvidenceOfValue, GoodsDonationDocument, GoodsPart, GoodsReceived, ItemDocument, StockDocument, StockValue,
};
pub use self::proposal::{DecisionDocument, ProposalDocument};
pub use self::statement::{
    ApprovalDocument, OfficerValue, PreparedDocument, SettlementPart, StatementDocument, StatementPaidDocument,
    StatementStepDocument,
};
use crate::account::Held;
use crate::calendar::{Day, Zone};
use crate::code::Code;
use crate::command::{DiscountTerms, FundDetails};
use crate::commitment::Commitment;
use crate::eligibility::Eligibility;
use crate::entropy::SubjectId;
use crate::kind::{DiscountState, DonationMethod, DonorKind, MerchantCategory};
use crate::money::{Money, Sum};
use crate::record::Seq;
use crate::uscc::Uscc;

/// [`crate::record::RecordKind::CommunityRegistered`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunityDocument {
    /// The code.
    pub code: Code,
    /// The name.
    pub name: String,
    /// The district it belongs to.
    pub district: String,
    /// Whose days its days are.
    pub timezone: Zone,
    /// The host charity 慈善会 that keeps its fund, if one does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub host: Option<String>,
}

/// [`crate::record::RecordKind::FundRegistered`], and [`crate::record::RecordKind::FundChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundDocument {
    /// The code.
    pub fund: Code,
    /// What it is for.
    #[serde(flatten)]
    pub details: FundDetails,
}

/// [`crate::record::RecordKind::MerchantRegistered`], and [`crate::record::RecordKind::MerchantChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MerchantDocument {
    /// The code.
    pub merchant: Code,
    /// The name.
    pub name: String,
    /// The unified social credit code.
    pub uscc: Uscc,
    /// What it does.
    pub category: MerchantCategory,
    /// First day in the alliance.
    pub joined_on: Day,
    /// Last day in the alliance.
    pub left_on: Option<Day>,
    /// Commits to a [`ContactValue`].
    pub contact: Commitment,
    /// Whether it may claim by list.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub by_list: bool,
}

/// Whom to ask for at a merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactValue {
    /// The person.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
}

/// [`crate::record::RecordKind::DiscountRegistered`], and [`crate::record::RecordKind::DiscountChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountDocument {
    /// The code.
    pub discount: Code,
    /// Whose it is.
    pub merchant: Code,
    /// The fund that bears a share.
    pub fund: Option<Code>,
    /// Where it stands; nothing for one that is approved.
    #[serde(skip_serializing_if = "DiscountState::is_approved", default)]
    pub state: DiscountState,
    /// The number of the terms' version; nothing for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
    /// The first day of that version; nothing for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Day>,
    /// Its terms.
    #[serde(flatten)]
    pub terms: DiscountTerms,
}

/// [`crate::record::RecordKind::ResidentRegistered`], and [`crate::record::RecordKind::ResidentChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidentDocument {
    /// Who it is in the journal.
    pub subject: SubjectId,
    /// Who their household is in the journal.
    pub household: Option<SubjectId>,
    /// Commits to an [`IdentityValue`].
    pub identity: Commitment,
    /// Commits to a list of [`Eligibility`].
    pub eligibility: Commitment,
}

/// Who a resident is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityValue {
    /// The office's code.
    pub resident: Code,
    /// The household's code.
    pub household: String,
    /// The name.
    pub name: String,
    /// The identity number, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id_number: Option<String>,
    /// The telephone.
    pub phone: String,
    /// Where they live.
    pub building: String,
    /// The last day, if they have moved away or died.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
    /// Whether nothing but keeping is done with their data.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub restricted: bool,
}

/// What a resident is entitled to.
pub type EligibilityValue = Vec<Eligibility>;

/// [`crate::record::RecordKind::Donation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DonationDocument {
    /// The fund.
    pub fund: Code,
    /// How much.
    pub amount: Money,
    /// How it came.
    pub method: DonationMethod,
    /// Where it was put, unless into the bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// A person or an organisation.
    pub donor_kind: DonorKind,
    /// Commits to a [`DonorValue`].
    pub donor: Commitment,
    /// The record that it stands for, if it is one entered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Seq>,
    /// The day it was given, if it is one entered again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_on: Option<Day>,
    /// The number of the receipt that the donor got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Code>,
}

/// Who gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DonorValue {
    /// The name as given.
    pub donor: String,
    /// The code under which they are registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

/// [`crate::record::RecordKind::Redemption`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedemptionDocument {
    /// Where.
    pub merchant: Code,
    /// Whose bill.
    pub resident: SubjectId,
    /// The bill.
    pub bill: Money,
    /// By which discount, and what it gave.
    pub discount: Option<DiscountGiven>,
    /// Which vouchers paid how much.
    pub vouchers: Vec<VoucherSpent>,
    /// What was left to pay.
    pub due_from_resident: Money,
    /// The number of the shop's own receipt.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt: Option<Code>,
    /// The merchant's branch.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub branch: Option<Code>,
    /// The card by which the resident was known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub card: Option<SubjectId>,
    /// The shop's device at which it was confirmed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<Code>,
    /// Who confirmed it there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub staff: Option<SubjectId>,
    /// The row of the shop's own number by which the resident was known, on a list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub customer: Option<SubjectId>,
}

/// What a discount gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscountGiven {
    /// Its code.
    pub code: Code,
    /// How much.
    pub amount: Money,
    /// The part that the fund bears.
    pub fund_part: Money,
    /// The part that the merchant bears.
    pub merchant_part: Money,
    /// The fund.
    pub fund: Option<Code>,
    /// The number of the terms' version; nothing for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
}

/// What one voucher paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoucherSpent {
    /// The disbursement that granted it.
    pub grant: Code,
    /// Whose money it was.
    pub fund: Code,
    /// How much.
    pub amount: Money,
}

impl RedemptionDocument {
    /// What vouchers paid together.
    #[must_use]
    pub fn voucher(&self) -> Sum {
        self.vouchers.iter().map(|spent| spent.amount).sum()
    }
}

/// [`crate::record::RecordKind::VoucherExpiry`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryDocument {
    /// The fund to which the money returns.
    pub fund: Code,
    /// Whose voucher it was.
    pub resident: SubjectId,
    /// The disbursement that granted it.
    pub grant: Code,
    /// The record that granted it.
    pub granted: Seq,
    /// What was left on it.
    pub amount: Money,
    /// The reversal that gave the money back after the voucher had ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Seq>,
}

/// [`crate::record::RecordKind::Settlement`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementDocument {
    /// Who was paid.
    pub merchant: Code,
    /// How much.
    pub amount: Money,
    /// From which funds.
    pub shares: Vec<SettlementShare>,
    /// What merchants had to give back and was taken off instead of paid, by fund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offsets: Vec<SettlementShare>,
    /// From where it was paid, unless from the bank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Held>,
    /// The record that approved it, if it was paid in steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<Seq>,
    /// Commits to an [`OfficerValue`]: who paid, if it was paid in steps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<Commitment>,
}

/// The part of one fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementShare {
    /// The fund.
    pub fund: Code,
    /// How much.
    pub amount: Money,
}
