//! Merchants' statements, and settlements in steps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::command::{self, Command, SettlementOf, StatementStep};
use xiaonuan_domain::record::Seq;

use super::{Ask, read, read_if};
use crate::field;

/// A merchant's statement of a month to draw up 对账单.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "DZ-2026-11-M01")]
    reference: String,
    /// Whose it is.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: String,
    /// The month, which must be over.
    #[validate(custom(function = "field::month"))]
    #[schema(example = "2026-10")]
    month: String,
    /// Who draws it up.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Statement {
    const OPERATION: &'static str = "statement";
    const SCOPE: &'static str = "request/statement";
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::DraftStatement(command::DraftStatement {
            reference: read(&self.reference),
            merchant: self.merchant,
            month: read(&self.month),
            by: self.by,
        })
    }
}

/// Declares the body of a step that needs no more than who takes it.
macro_rules! plain_step {
    ($(#[$doc:meta])* $name:ident as $operation:literal is $step:expr) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// The statement.
            #[validate(custom(function = "field::code"))]
            #[schema(example = "DZ-2026-11-M01")]
            statement: String,
            /// Who does it.
            #[validate(custom(function = "field::text"))]
            by: String,
        }

        impl Ask for $name {
            const OPERATION: &'static str = $operation;
            const SCOPE: &'static str = concat!("request/", $operation);
            const MOVES_MONEY: bool = false;

            fn command(self) -> Command {
                step(&self.statement, $step, self.by)
            }
        }
    };
}

plain_step! {
    /// A statement that is given to the merchant.
    Sending as "statement-sending" is StatementStep::Send
}
plain_step! {
    /// A confirmed statement that is approved for payment.
    StatementApproval as "statement-approval" is StatementStep::Approve
}

fn step(statement: &str, step: StatementStep, by: String) -> Command {
    Command::StepStatement(command::StepStatement {
        statement: read(statement),
        step,
        by,
    })
}

/// The merchant's agreement to a statement.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    /// The statement.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "DZ-2026-11-M01")]
    statement: String,
    /// The number of the merchant's invoice.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "26222000000012345678")]
    invoice: String,
    /// Who answers for the merchant.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Confirmation {
    const OPERATION: &'static str = "statement-confirmation";
    const SCOPE: &'static str = "request/statement-confirmation";
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        let confirm = StatementStep::Confirm { invoice: self.invoice };
        step(&self.statement, confirm, self.by)
    }
}

/// The merchant's disagreement about lines of a statement.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dispute {
    /// The statement.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "DZ-2026-11-M01")]
    statement: String,
    /// The lines.
    #[validate(nested, length(min = 1, max = 1000, code = "count"))]
    lines: Vec<DisputedLine>,
    /// Who answers for the merchant.
    #[validate(custom(function = "field::text"))]
    by: String,
}

/// A line about which the merchant disagrees.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisputedLine {
    /// The record.
    seq: Seq,
    /// What is wrong with it.
    #[validate(custom(function = "field::prose"))]
    reason: String,
}

impl Ask for Dispute {
    const OPERATION: &'static str = "statement-dispute";
    const SCOPE: &'static str = "request/statement-dispute";
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        let lines = self.lines.into_iter().map(|line| (line.seq, line.reason)).collect();
        step(&self.statement, StatementStep::Dispute { lines }, self.by)
    }
}

/// A settlement to prepare: of a merchant, or of an approved statement.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preparation {
    /// The reference that the payment will have.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "JS-2026-11")]
    reference: String,
    /// The day of preparing it.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-20")]
    date: String,
    /// To whom; of no effect with a statement, which says it.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: Option<String>,
    /// How much, in yuan; all that is owed where nothing is said. Of no effect with a statement.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    amount: Option<String>,
    /// The statement that it pays.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    statement: Option<String>,
    /// Who prepares it.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Preparation {
    const OPERATION: &'static str = "settlement-preparation";
    const SCOPE: &'static str = "request/settlement-preparation";
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        let of = match &self.statement {
            Some(statement) => SettlementOf::Statement(read(statement)),
            None => SettlementOf::Merchant {
                merchant: self.merchant.unwrap_or_default(),
                amount: read_if(self.amount.as_ref()),
            },
        };
        Command::PrepareSettlement(command::PrepareSettlement {
            reference: read(&self.reference),
            date: read(&self.date),
            of,
            by: self.by,
        })
    }
}

/// A prepared settlement to approve: someone other than who prepared it.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettlementApproval {
    /// The settlement.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "JS-2026-11")]
    settlement: String,
    /// Who approves it.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for SettlementApproval {
    const OPERATION: &'static str = "settlement-approval";
    const SCOPE: &'static str = "request/settlement-approval";
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::ApproveSettlement(command::ApproveSettlement {
            settlement: read(&self.settlement),
            by: self.by,
        })
    }
}

/// An approved settlement to pay: a third person.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payment {
    /// The settlement.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "JS-2026-11")]
    settlement: String,
    /// The day of payment.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-21")]
    date: String,
    /// Who pays.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Payment {
    const OPERATION: &'static str = "settlement-payment";
    const SCOPE: &'static str = "request/settlement-payment";
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::PaySettlement(command::PaySettlement {
            settlement: read(&self.settlement),
            date: read(&self.date),
            by: self.by,
        })
    }
}
