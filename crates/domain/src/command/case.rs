//! Commands of help that goes through its states.

use serde::Serialize;

use super::ItemCount;
use crate::account::Held;
use crate::calendar::Day;
use crate::code::Code;
use crate::kind::{DisbursementKind, kinds};
use crate::money::Money;
use crate::record::{RecordKind, Seq};

/// A step of a disbursement that is decided on before it is given (帮扶个案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepCase {
    /// The disbursement's reference.
    pub case: Code,
    /// The day of the step.
    pub date: Day,
    /// Who takes it.
    pub by: String,
    /// What is done.
    pub step: CaseStep,
    /// Files that go with it.
    pub evidence: Vec<Evidence>,
}

/// A file that is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// The SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// What help is asked for or prepared. Codes are as given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseTerms {
    /// The fund it would come from.
    pub fund: String,
    /// Who would be helped.
    pub resident: String,
    /// How.
    pub kind: DisbursementKind,
    /// How much; zero for goods, whose value follows from the stock.
    pub amount: Money,
    /// What is given in goods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<ItemCount>,
    /// Whom a bill is owed to; may be empty for other kinds.
    pub merchant: String,
    /// What for.
    pub purpose: String,
    /// A voucher's last day.
    pub expires_on: Option<Day>,
}

/// What can be done with a disbursement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseStep {
    /// Ask for help 申请.
    Apply(CaseTerms),
    /// See how the resident lives 入户走访: two people together.
    Visit {
        /// Who went.
        visitors: Vec<String>,
        /// What they found.
        findings: String,
    },
    /// Prepare it 经办, as asked for where nothing is said. What was approved before has to be approved anew.
    Prepare(Option<CaseTerms>),
    /// Look through what was prepared 审核.
    Review,
    /// Promise the money 审批.
    Approve(CaseApproval),
    /// Approve and pay at once because it cannot wait 应急先付; the other steps are made up for by a day.
    PayFirst {
        /// What is given.
        terms: CaseTerms,
        /// How it is approved.
        approval: CaseApproval,
        /// Who pays; the approver is whoever takes the step.
        paid_by: String,
        /// From where money in cash is paid.
        #[serde(skip_serializing_if = "Held::is_bank")]
        from: Held,
        /// The last day for the missing papers.
        papers_by: Day,
        /// Why it cannot wait.
        reason: String,
    },
    /// Give the money 支付.
    Pay {
        /// What approved it.
        approval: Approved,
        /// From where money in cash is paid.
        #[serde(skip_serializing_if = "Held::is_bank")]
        from: Held,
        /// Why it is right although the household was helped for the same purpose in the same month.
        duplicate_reason: Option<String>,
    },
    /// Sign for it 签收.
    Sign {
        /// Who signs in the resident's stead; nobody if the resident does.
        instead: Option<String>,
        /// The registered agent who signs in the resident's stead, by code.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Code>,
    },
    /// Refuse it before it is approved 驳回.
    Reject {
        /// Why.
        reason: String,
    },
    /// Give it up 取消; what was promised is free again.
    Cancel {
        /// Why.
        reason: String,
    },
    /// The bank sent the money back 退汇.
    Return {
        /// Why.
        reason: String,
    },
    /// Post what was approved 公示, from the day of the step.
    Post {
        /// For how many days; as many as the community has set where nothing is said.
        days: Option<u16>,
    },
    /// Object to what is posted 异议.
    Object {
        /// Why.
        reason: String,
    },
    /// Answer all open objections 异议答复.
    Answer {
        /// What was found.
        findings: String,
    },
}

kinds! {
    /// The steps that a disbursement can take once it is begun.
    StepName {
        /// See how the resident lives 入户走访.
        Visit = "visit",
        /// Prepare it 经办.
        Prepare = "prepare",
        /// Look through what was prepared 审核.
        Review = "review",
        /// Promise the money 审批.
        Approve = "approve",
        /// Post what was approved 公示.
        Post = "post",
        /// Object to what is posted 异议.
        Object = "object",
        /// Answer objections 异议答复.
        Answer = "answer",
        /// Give the money 支付.
        Pay = "pay",
        /// Sign for it 签收.
        Sign = "sign",
        /// Refuse it 驳回.
        Reject = "reject",
        /// Give it up 取消.
        Cancel = "cancel",
        /// The bank sent the money back 退汇.
        Return = "return",
    }
}

impl StepName {
    /// What the step records.
    #[must_use]
    pub const fn kind(self) -> RecordKind {
        match self {
            StepName::Visit => RecordKind::DisbursementVisited,
            StepName::Prepare => RecordKind::DisbursementPrepared,
            StepName::Review => RecordKind::DisbursementReviewed,
            StepName::Approve => RecordKind::DisbursementApproved,
            StepName::Post => RecordKind::DisbursementPosted,
            StepName::Object => RecordKind::DisbursementObjected,
            StepName::Answer => RecordKind::DisbursementAnswered,
            StepName::Pay => RecordKind::DisbursementPaid,
            StepName::Sign => RecordKind::DisbursementSigned,
            StepName::Reject => RecordKind::DisbursementRejected,
            StepName::Cancel => RecordKind::DisbursementCancelled,
            StepName::Return => RecordKind::Reversal,
        }
    }
}

/// How something is approved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseApproval {
    /// The hash of what is approved, where it is said.
    pub approves: Option<String>,
    /// The number of the minutes of a meeting.
    pub minutes: Option<String>,
    /// Votes for and against.
    pub votes: Option<(u32, u32)>,
    /// Above this amount minutes and votes are needed.
    pub minutes_above: Option<Money>,
    /// Why it is right although the household was helped for the same purpose in the same month.
    pub duplicate_reason: Option<String>,
}

/// An approval, as a payment names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Approved {
    /// By its record's number.
    Record(Seq),
    /// By the hash of what was approved.
    Hash(String),
}
