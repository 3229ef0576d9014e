//! What can be asked of the books, in names and numbers. Amounts are in fen.

use crate::calendar::{At, Day};
use crate::registers::{Held, Terms};

/// An operation, when it is asked and under which key.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) now: At,
    pub(crate) key: String,
    pub(crate) operation: Operation,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operation {
    Donate(Gift),
    Help(Help),
    Claim(Claim),
    Settle(Settlement),
    Reverse(Reversal),
    Correct(Reversal, Gift),
    /// `cash_withdrawn`, `cash_deposited` or `interest`.
    Move(&'static str, FundMoney),
    /// `bank-charge` or `host-fee`.
    Charge(&'static str, FundMoney),
    GiveBack(GiveBack),
    Transfer(Transfer),
    Open(Opening),
    Close(Period),
    Reopen(Period, Reopening),
    DrawUp(Statement),
    StepStatement(StatementStep),
    Prepare(Preparation),
    ApproveSettlement(ByWhom),
    PaySettlement(ByWhom, Day),
    Begin(Case),
    Step(Case),
    Change(Change),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gift {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) fund: String,
    pub(crate) fen: i64,
    pub(crate) is_cash: bool,
    pub(crate) in_hand: bool,
}

/// How help is given: `cash`, `voucher` or `bill_payment`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HelpTerms {
    pub(crate) fund: String,
    pub(crate) resident: String,
    pub(crate) kind: &'static str,
    pub(crate) fen: i64,
    pub(crate) merchant: String,
    pub(crate) purpose: &'static str,
    pub(crate) last_day: Option<Day>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Help {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) terms: HelpTerms,
    pub(crate) prepared_by: &'static str,
    pub(crate) approved_by: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim {
    pub(crate) reference: String,
    pub(crate) at: At,
    pub(crate) merchant: String,
    pub(crate) resident: String,
    pub(crate) discount: Option<String>,
    pub(crate) bill: i64,
    pub(crate) voucher: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Settlement {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) merchant: String,
    pub(crate) fen: Option<i64>,
}

/// Of a `donation`, `redemption`, `settlement` or any other kind of record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reversal {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) kind: &'static str,
    pub(crate) of: String,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FundMoney {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) fund: String,
    pub(crate) fen: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct GiveBack {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) donation: String,
    pub(crate) fen: i64,
    pub(crate) from_hand: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Transfer {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) fen: i64,
}

/// Of `bank`, `cash`, `payable`, `voucher`, `restricted` or `unrestricted`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opening {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) fund: String,
    pub(crate) item: &'static str,
    pub(crate) fen: i64,
    pub(crate) merchant: String,
    pub(crate) resident: String,
    pub(crate) last_day: Option<Day>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Period {
    pub(crate) reference: String,
    pub(crate) is_year: bool,
    pub(crate) day: Day,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reopening {
    pub(crate) requested_by: &'static str,
    pub(crate) approved_by: &'static str,
}

/// The month is given by any day of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Statement {
    pub(crate) reference: String,
    pub(crate) merchant: String,
    pub(crate) month: Day,
    pub(crate) by: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answering {
    Send,
    Confirm,
    Dispute(Vec<i64>),
    Approve,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatementStep {
    pub(crate) statement: String,
    pub(crate) step: Answering,
    pub(crate) by: &'static str,
}

/// Of a merchant, or of a statement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Preparation {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) merchant: String,
    pub(crate) fen: Option<i64>,
    pub(crate) statement: Option<String>,
    pub(crate) by: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ByWhom {
    pub(crate) settlement: String,
    pub(crate) by: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Approval {
    pub(crate) minutes: bool,
    pub(crate) votes: Option<(u32, u32)>,
    pub(crate) minutes_above: Option<i64>,
    pub(crate) explained: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CaseStep {
    Apply(HelpTerms),
    PayFirst {
        terms: HelpTerms,
        approval: Approval,
        paid_by: &'static str,
        papers_by: Day,
    },
    Visit([&'static str; 2]),
    Prepare(Option<HelpTerms>),
    Review,
    Approve(Approval),
    /// The approval's record, and whether it is said why help is given again.
    Pay(i64, bool),
    Sign,
    Reject,
    Cancel,
    Return,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) by: &'static str,
    pub(crate) step: CaseStep,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum To {
    Fund {
        restricted: bool,
        purposes: Vec<&'static str>,
    },
    Merchant {
        left_on: Option<Day>,
    },
    Discount {
        state: &'static str,
        terms: Terms,
        from: Option<Day>,
    },
    Resident {
        household: Option<&'static str>,
        held: Vec<Held>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) row: String,
    pub(crate) based_on: i64,
    pub(crate) to: To,
}

impl CaseStep {
    /// As addresses name it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            CaseStep::Apply(_) => "apply",
            CaseStep::PayFirst { .. } => "pay-first",
            CaseStep::Visit(_) => "visit",
            CaseStep::Prepare(_) => "prepare",
            CaseStep::Review => "review",
            CaseStep::Approve(_) => "approve",
            CaseStep::Pay(..) => "pay",
            CaseStep::Sign => "sign",
            CaseStep::Reject => "reject",
            CaseStep::Cancel => "cancel",
            CaseStep::Return => "return",
        }
    }
}

impl Operation {
    /// The scope of its keys.
    pub(crate) fn full_scope(&self) -> &'static str {
        SCOPES
            .iter()
            .find(|scope| scope.ends_with(&format!("/{}", self.scope())))
            .expect("a scope")
    }

    /// The operation's name: as batches name it.
    pub(crate) fn scope(&self) -> &'static str {
        match self {
            Operation::Donate(_) => "donation",
            Operation::Help(_) => "disbursement",
            Operation::Claim(_) => "redemption",
            Operation::Settle(_) => "settlement",
            Operation::Reverse(_) => "reversal",
            Operation::Correct(..) => "correction",
            Operation::Move(kind, _) => kind,
            Operation::Charge(..) => "charge",
            Operation::GiveBack(_) => "donation_returned",
            Operation::Transfer(_) => "transfer",
            Operation::Open(_) => "opening_balance",
            Operation::Close(_) => "closing",
            Operation::Reopen(..) => "reopening",
            Operation::DrawUp(_) => "statement",
            Operation::StepStatement(step) => match step.step {
                Answering::Send => "statement-sending",
                Answering::Confirm => "statement-confirmation",
                Answering::Dispute(_) => "statement-dispute",
                Answering::Approve => "statement-approval",
            },
            Operation::Prepare(_) => "settlement-preparation",
            Operation::ApproveSettlement(_) => "settlement-approval",
            Operation::PaySettlement(..) => "settlement-payment",
            Operation::Begin(_) => "case",
            Operation::Step(_) => "case-step",
            Operation::Change(change) => match change.to {
                To::Fund { .. } => "fund_change",
                To::Merchant { .. } => "merchant_change",
                To::Discount { .. } => "discount_change",
                To::Resident { .. } => "resident_change",
            },
        }
    }
}

/// What keys are kept under.
pub(crate) const SCOPES: [&str; 29] = [
    "request/case",
    "request/case-step",
    "request/cash_deposited",
    "request/cash_withdrawn",
    "request/charge",
    "request/closing",
    "request/correction",
    "request/disbursement",
    "request/discount_change",
    "request/donation",
    "request/donation_returned",
    "request/fund_change",
    "request/interest",
    "request/merchant_change",
    "request/opening_balance",
    "request/redemption",
    "request/reopening",
    "request/resident_change",
    "request/reversal",
    "request/settlement",
    "request/settlement-approval",
    "request/settlement-payment",
    "request/settlement-preparation",
    "request/statement",
    "request/statement-approval",
    "request/statement-confirmation",
    "request/statement-dispute",
    "request/statement-sending",
    "request/transfer",
];
