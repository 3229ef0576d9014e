//! What can be asked of the books, in names and numbers. Amounts are in fen.

mod goods;
mod look;
mod register;

pub(crate) use self::goods::{GoodsGift, Parcel, StockCount};
pub(crate) use self::look::{Bill, Look, Looked};
pub(crate) use self::register::{Change, NewRow, Registration, To};
use crate::calendar::{At, Day};

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
    Register(Registration),
    GiveGoods(GoodsGift),
    WriteOff(StockCount),
    Find(StockCount),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gift {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) fund: String,
    pub(crate) fen: i64,
    pub(crate) is_cash: bool,
    pub(crate) in_hand: bool,
    /// A donor of the register.
    pub(crate) donor: Option<String>,
    pub(crate) receipt: Option<String>,
}

/// How help is given: `cash`, `voucher`, `bill_payment` or `goods`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HelpTerms {
    pub(crate) fund: String,
    pub(crate) resident: String,
    pub(crate) kind: &'static str,
    /// Nothing of goods, whose worth follows from the stock.
    pub(crate) fen: i64,
    /// Items, and how many pieces of each.
    pub(crate) goods: Vec<(String, i64)>,
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
    pub(crate) explained: bool,
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
    pub(crate) branch: Option<String>,
    pub(crate) receipt: Option<String>,
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
    /// Its own day; today, where none is said.
    pub(crate) day: Option<Day>,
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
    pub(crate) day: Option<Day>,
    pub(crate) approves: Approves,
    pub(crate) by: &'static str,
}

/// Whether an approval names what it approves by its hash.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Approves {
    Unnamed,
    WhatStands,
    SomethingElse,
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
    /// Of an approval: today, where none is said.
    pub(crate) day: Option<Day>,
    pub(crate) approves: Approves,
    pub(crate) by: &'static str,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Approval {
    pub(crate) approves: Approves,
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
    /// The approval's record, by number or its hash, and whether it is said why help is given again.
    Pay {
        approved: i64,
        by_hash: bool,
        explained: bool,
    },
    /// By whom in the resident's stead.
    Sign(Option<String>),
    Reject,
    Cancel,
    Return,
    /// For so many days.
    Post(Option<u16>),
    Object,
    Answer,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) reference: String,
    pub(crate) day: Day,
    pub(crate) by: &'static str,
    pub(crate) step: CaseStep,
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
            CaseStep::Pay { .. } => "pay",
            CaseStep::Sign(_) => "sign",
            CaseStep::Reject => "reject",
            CaseStep::Cancel => "cancel",
            CaseStep::Return => "return",
            CaseStep::Post(_) => "post",
            CaseStep::Object => "object",
            CaseStep::Answer => "answer",
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
            Operation::Change(change) => change.to.scope(),
            Operation::Register(registration) => registration.new.scope(),
            Operation::GiveGoods(_) => "goods_donated",
            Operation::WriteOff(_) => "stock_written_off",
            Operation::Find(_) => "stock_found",
        }
    }
}

/// What keys are kept under.
pub(crate) const SCOPES: [&str; 47] = [
    "request/agent",
    "request/agent_change",
    "request/branch",
    "request/branch_change",
    "request/case",
    "request/case-step",
    "request/cash_deposited",
    "request/cash_withdrawn",
    "request/category",
    "request/category_change",
    "request/charge",
    "request/closing",
    "request/community_change",
    "request/correction",
    "request/disbursement",
    "request/discount",
    "request/discount_change",
    "request/donation",
    "request/donation_returned",
    "request/donor",
    "request/donor_change",
    "request/fund",
    "request/fund_change",
    "request/goods_donated",
    "request/interest",
    "request/link",
    "request/link_change",
    "request/merchant",
    "request/merchant_change",
    "request/opening_balance",
    "request/redemption",
    "request/reopening",
    "request/resident",
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
    "request/stock_found",
    "request/stock_written_off",
    "request/transfer",
];
