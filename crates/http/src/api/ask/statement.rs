//! Merchants' statements, and settlements in steps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{self, Command, SettlementOf, StatementStep};
use xiaonuan_domain::record::Seq;

use super::{Ask, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, needed};

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
    /// The day of drawing it up, after the month; today where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-03")]
    date: Option<String>,
    /// Who draws it up.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Statement {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::DraftStatement(command::DraftStatement {
            reference: read(&self.reference),
            merchant: self.merchant,
            month: read(&self.month),
            date: read_if(self.date.as_ref()),
            by: self.by,
        })
    }
}

/// A statement that is given to the merchant.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sending {
    /// The statement.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "DZ-2026-11-M01")]
    statement: String,
    /// The day of it; today where nothing is said. Not before the step that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-05")]
    date: Option<String>,
    /// Who does it.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Sending {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        step(&self.statement, self.date.as_ref(), StatementStep::Send, self.by)
    }
}

/// A confirmed statement that is approved for payment.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementApproval {
    /// The statement.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "DZ-2026-11-M01")]
    statement: String,
    /// The day of it; today where nothing is said. Not before the step that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-05")]
    date: Option<String>,
    /// The hash of what is approved, so that nothing else is: the SHA-256 of the document of the record that drew the
    /// statement up. Its sending and its confirmation tell it as `hash`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::named"))]
    approves: Option<String>,
    /// Who does it.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for StatementApproval {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::StepStatement(command::StepStatement {
            statement: read(&self.statement),
            step: StatementStep::Approve,
            date: read_if(self.date.as_ref()),
            approves: self.approves,
            by: self.by,
        })
    }
}

fn step(statement: &str, date: Option<&String>, step: StatementStep, by: String) -> Command {
    Command::StepStatement(command::StepStatement {
        statement: read(statement),
        step,
        date: read_if(date),
        approves: None,
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
    /// The day of it; today where nothing is said. Not before the step that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-05")]
    date: Option<String>,
    /// Who answers for the merchant.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Confirmation {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        let confirm = StatementStep::Confirm { invoice: self.invoice };
        step(&self.statement, self.date.as_ref(), confirm, self.by)
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
    /// The day of it; today where nothing is said. Not before the step that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-05")]
    date: Option<String>,
    /// Who answers for the merchant.
    #[validate(custom(function = "field::text"))]
    by: String,
}

/// A line about which the merchant disagrees.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisputedLine {
    /// The record.
    #[schema(value_type = i64)]
    seq: Seq,
    /// What is wrong with it.
    #[validate(custom(function = "field::prose"))]
    reason: String,
}

impl Ask for Dispute {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        let lines = self.lines.into_iter().map(|line| (line.seq, line.reason)).collect();
        step(
            &self.statement,
            self.date.as_ref(),
            StatementStep::Dispute { lines },
            self.by,
        )
    }
}

/// A settlement to prepare: of a merchant, or of an approved statement.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "merchant_or_statement"))]
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
    /// To whom, unless a statement says it.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: Option<String>,
    /// How much, in yuan; all that is owed where nothing is said. Not with a statement, which is paid as it is.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    amount: Option<String>,
    /// The statement that it pays, instead of a merchant.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    statement: Option<String>,
    /// Who prepares it.
    #[validate(custom(function = "field::text"))]
    by: String,
}

fn merchant_or_statement(asked: &Preparation) -> Result<(), ValidationError> {
    match (&asked.statement, &asked.merchant, &asked.amount) {
        (None, None, _) => Err(needed("merchant", &["merchant", "statement"])),
        (Some(_), Some(_), _) => Err(at("merchant", FieldCode::Unasked)),
        (Some(_), None, Some(_)) => Err(at("amount", FieldCode::Unasked)),
        _ => Ok(()),
    }
}

impl Ask for Preparation {
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
    /// The day of it; today where nothing is said. Not before the step that it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-05")]
    date: Option<String>,
    /// The hash of what is approved, so that nothing else is: the SHA-256 of the document of the record that prepared it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::named"))]
    approves: Option<String>,
    /// Who approves it.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for SettlementApproval {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::ApproveSettlement(command::ApproveSettlement {
            settlement: read(&self.settlement),
            date: read_if(self.date.as_ref()),
            approves: self.approves,
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
    /// From where it is paid: bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    from: Option<String>,
    /// Who pays.
    #[validate(custom(function = "field::text"))]
    by: String,
}

impl Ask for Payment {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::PaySettlement(command::PaySettlement {
            settlement: read(&self.settlement),
            date: read(&self.date),
            from: read_if(self.from.as_ref()).unwrap_or_default(),
            by: self.by,
        })
    }
}
