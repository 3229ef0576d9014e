//! Who may ask what, decided under the lock: by the grants as they stand, and by what is on record.

use super::{Circumstances, Ledger};
use crate::access::{Actor, Authority, Holding, Right, check};
use crate::calendar::Instant;
use crate::code::Code;
use crate::command::{CaseStep, Command, Reversal, StatementStep};
use crate::document::{RedemptionDocument, StatementDocument};
use crate::record::RecordKind;
use crate::refusal::{Refusal, RefusalCode};

/// How something is taken that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It is done.
    Done,
    /// It waits for a second person.
    Proposed,
}

/// For how long a counter may undo what it recorded.
pub const UNDO_MINUTES: i64 = 15;

impl Ledger {
    /// Answers whether it is done, or proposed for a second person to confirm.
    ///
    /// Rules, in order: `not_allowed`, `same_person`, `not_yourself`, `unknown_officer`, `conflict_of_interest`. What is on
    /// record and somebody else's is told as what is not there: `unknown_record`, `unknown_statement`, `unknown_disbursement`.
    pub(super) fn authorise(&self, command: &Command, circumstances: &Circumstances<'_>) -> Result<Manner, Refusal> {
        let actor = circumstances.actor;
        if actor.authority == Authority::Operator {
            return Ok(Manner::Done);
        }
        check(command, actor, (&self.registers, &self.gone), circumstances.now)?;
        let today = self.registers.community.zone.day_of(circumstances.now);
        let holding = Holding::of(&self.registers, actor, today);
        if let Some(approves) = command.approves_terms(&self.registers) {
            let merchant = self.registers.merchants.by_code(&approves.merchant);
            let officer: Vec<&str> = holding.name().into_iter().collect();
            self.check_interest(&officer, None, merchant.map(|(number, _)| number), today)?;
        }
        // A system that knows its people itself has both of them.
        let everywhere = |right| holding.reach(right).everything;
        let knows_both = everywhere(Right::ActForOfficers) && everywhere(Right::Approve);
        let of_two = if knows_both { Manner::Done } else { Manner::Proposed };
        match command {
            Command::Reverse(reversal) => {
                let undone = self.may_undo(reversal, &holding, actor, circumstances.now);
                let proposes = holding.reach(Right::Propose).everything || holding.reach(Right::Approve).everything;
                return match undone {
                    Ok(()) => Ok(Manner::Done),
                    Err(_) if proposes => Ok(of_two),
                    Err(refusal) => Err(refusal),
                };
            }
            _ if command.is_of_two(&self.registers, actor, today) => return Ok(of_two),
            _ => {}
        }
        match command {
            Command::StepStatement(asked) => match asked.step {
                StatementStep::Confirm { .. } | StatementStep::Dispute { .. } => {
                    let reach = holding.reach(Right::AnswerStatements);
                    let merchant = self.merchant_of_statement(&asked.statement);
                    known(
                        merchant.is_some_and(|merchant| reach.covers_merchant(merchant.as_str())),
                        RefusalCode::UnknownStatement,
                    )
                }
                StatementStep::Send | StatementStep::Approve => Ok(()),
            },
            Command::StepCase(asked) => match asked.step {
                CaseStep::Visit { .. } | CaseStep::Object { .. } => {
                    known(self.may_visit(&asked.case, &holding), RefusalCode::UnknownDisbursement)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }?;
        Ok(Manner::Done)
    }

    /// Only what a counter recorded itself it may undo for a while, and alone; at a device, whoever confirmed it. Whoever stands
    /// there may stand there still.
    fn may_undo(&self, reversal: &Reversal, holding: &Holding, actor: &Actor, now: Instant) -> Result<(), Refusal> {
        let reach = holding.reach(Right::ServeCounter);
        let original = self.originals.find(&reversal.of);
        let original = original.filter(|original| original.kind == RecordKind::Redemption);
        let document =
            original.and_then(|original| serde_json::from_str::<RedemptionDocument>(&original.document).ok());
        let (Some(original), Some(document)) = (original, document) else {
            return Err(RefusalCode::UnknownRecord.into());
        };
        known(
            reach.covers_merchant(document.merchant.as_str()),
            RefusalCode::UnknownRecord,
        )?;
        let at = (&document.merchant, document.branch.as_ref());
        let today = self.registers.community.zone.day_of(now);
        let counter = reversal.counter.as_ref();
        let staff = counter
            .map(|counter| self.check_standing(counter, at, today))
            .transpose()?;
        let is_own = original.actor == *actor.recorded && document.staff == staff.flatten();
        // Whoever answers for the shop may undo what its staff did.
        let keeps = holding
            .reach(Right::KeepShop)
            .covers_merchant(document.merchant.as_str());
        let minutes = (now.micros() - original.recorded_at.micros()) / 60_000_000;
        if (is_own || keeps) && minutes < UNDO_MINUTES {
            Ok(())
        } else {
            Err(RefusalCode::NotAllowed.into())
        }
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

/// Refuses what is not there for whoever asks.
fn known(is_known: bool, otherwise: RefusalCode) -> Result<(), Refusal> {
    if is_known { Ok(()) } else { Err(otherwise.into()) }
}
