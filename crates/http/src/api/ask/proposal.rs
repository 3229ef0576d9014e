//! What is decided about a proposal.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::command::{Command, DecideProposal, Decision};

use super::read;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::field;

/// What is decided about a proposal 双人复核.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProposalDecision {
    /// Who decides; whoever is signed in, where nothing is said.
    #[validate(custom(function = "field::text"))]
    #[schema(example = "李审批")]
    by: String,
    /// Of a rejection: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::prose"))]
    reason: Option<String>,
}

/// What can be decided, as addresses and batches give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecisionName {
    Approve,
    Reject,
    Withdraw,
}

impl DecisionName {
    const ALL: [DecisionName; 3] = [DecisionName::Approve, DecisionName::Reject, DecisionName::Withdraw];

    /// How it is called.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            DecisionName::Approve => "approve",
            DecisionName::Reject => "reject",
            DecisionName::Withdraw => "withdraw",
        }
    }

    /// The one that is called so.
    pub(crate) fn named(text: &str) -> Result<Self, FieldFault> {
        let found = DecisionName::ALL.into_iter().find(|name| name.as_str() == text);
        found.ok_or_else(|| FieldFault::of_choices("step", DecisionName::ALL.map(DecisionName::as_str)))
    }
}

impl ProposalDecision {
    /// Whether it says what such a decision says, and nothing else.
    pub(crate) fn check(&self, name: DecisionName) -> Result<(), Fault> {
        let code = match (name, &self.reason) {
            (DecisionName::Reject, None) => FieldCode::Required,
            (DecisionName::Approve | DecisionName::Withdraw, Some(_)) => FieldCode::Unasked,
            _ => return Ok(()),
        };
        Err(Fault::Invalid(vec![FieldFault::new("reason", code)]))
    }

    /// What it asks, once it was checked.
    pub(crate) fn command(self, proposal: &str, name: DecisionName) -> Command {
        Command::DecideProposal(DecideProposal {
            proposal: read(proposal),
            by: self.by,
            decision: match name {
                DecisionName::Approve => Decision::Approve,
                DecisionName::Reject => Decision::Reject {
                    reason: self.reason.unwrap_or_default(),
                },
                DecisionName::Withdraw => Decision::Withdraw,
            },
        })
    }
}
