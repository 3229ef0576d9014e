//! Who may ask what, decided under the lock: by the grants as they stand, and by what is on record.

use super::{Circumstances, Ledger};
use crate::access::{Actor, Authority, Holding, Right, check};
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::{CaseStep, Command, Reversal, StatementStep};
use crate::document::{RedemptionDocument, StatementDocument};
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

/// For how long a counter may undo what it recorded.
pub const UNDO_MINUTES: i64 = 15;

impl Ledger {
    /// Rules, in order: `not_allowed`, `not_yourself`, `unknown_officer`.
    pub(super) fn authorise(&self, command: &Command, circumstances: &Circumstances<'_>) -> Result<(), Refusal> {
        let actor = circumstances.actor;
        if actor.authority == Authority::Operator {
            return Ok(());
        }
        check(command, actor, &self.registers, circumstances.now)?;
        let today = self.registers.community.zone.day_of(circumstances.now);
        let holding = Holding::of(&self.registers, actor, today);
        let reaches = match command {
            Command::Reverse(reversal) => self.may_reverse(reversal, &holding, actor, circumstances.now),
            Command::StepStatement(asked) => match asked.step {
                StatementStep::Confirm { .. } | StatementStep::Dispute { .. } => {
                    self.merchant_of_statement(&asked.statement).is_none_or(|merchant| {
                        holding
                            .reach(Right::AnswerStatements)
                            .covers_merchant(merchant.as_str())
                    })
                }
                StatementStep::Send | StatementStep::Approve => true,
            },
            Command::StepCase(asked) => match asked.step {
                CaseStep::Visit { .. } | CaseStep::Object { .. } => self.may_visit(&asked.case, &holding),
                _ => true,
            },
            _ => true,
        };
        if reaches {
            Ok(())
        } else {
            Err(RefusalCode::NotAllowed.into())
        }
    }

    /// Corrections are approved; only what a counter recorded itself it may undo for a while.
    fn may_reverse(&self, reversal: &Reversal, holding: &Holding, actor: &Actor, now: Instant) -> bool {
        if holding.reach(Right::Approve).everything {
            return true;
        }
        let Some(original) = self.originals.find(&reversal.of) else {
            return false;
        };
        let document = serde_json::from_str::<RedemptionDocument>(&original.document).ok();
        let Some(document) = document.filter(|_| original.kind == RecordKind::Redemption) else {
            return false;
        };
        let reach = holding.reach(Right::ServeCounter);
        // Whoever answers for the shop may undo what its staff did.
        let is_own = original.actor == *actor.recorded || holding.may(Right::KeepShop);
        let minutes = (now.micros() - original.recorded_at.micros()) / 60_000_000;
        reach.covers_merchant(document.merchant.as_str()) && is_own && minutes < UNDO_MINUTES
    }

    fn merchant_of_statement(&self, statement: &Code) -> Option<Code> {
        let document: StatementDocument = self.steps.find(RecordKind::StatementDrafted, statement)?.read()?;
        Some(document.merchant)
    }

    fn may_visit(&self, case: &Code, holding: &Holding) -> bool {
        let reach = holding.reach(Right::VisitHomes);
        let resident = self.cases.get(case).map(|case| case.help.resident);
        let row = resident.and_then(|subject| self.registers.resident_of(subject));
        reach.everything || row.is_some_and(|row| reach.covers_building(&row.details.building))
    }
}
