//! How commands are told apart: by what record they make, under which code or reference, on which day.

use super::Command;
use crate::calendar::{Instant, Zone};
use crate::code::Code;
use crate::record::RecordKind;

impl Command {
    /// The business time of an event in a community's zone; changes of a register have none but that of recording.
    #[must_use]
    pub fn occurred_at(&self, zone: &Zone) -> Option<Instant> {
        match self {
            Command::Donate(donation) => Some(zone.start_of(donation.date)),
            Command::Disburse(disbursement) => Some(zone.start_of(disbursement.date)),
            Command::Settle(settlement) => Some(zone.start_of(settlement.date)),
            Command::Redeem(claim) => Some(claim.at),
            Command::Money(event) => Some(zone.start_of(event.date())),
            Command::Goods(event) => Some(zone.start_of(event.date())),
            Command::Close(closing) => Some(closing.last_instant(zone)),
            Command::Reverse(reversal) => Some(zone.start_of(reversal.date)),
            Command::Correct(correction) => Some(zone.start_of(correction.reversal.date)),
            Command::PrepareSettlement(asked) => Some(zone.start_of(asked.date)),
            Command::PaySettlement(asked) => Some(zone.start_of(asked.date)),
            Command::StepCase(asked) => Some(zone.start_of(asked.date)),
            Command::ExpireDue(until) => Some(*until),
            Command::DraftStatement(asked) => asked.date.map(|day| zone.start_of(day)),
            Command::StepStatement(asked) => asked.date.map(|day| zone.start_of(day)),
            Command::ApproveSettlement(asked) => asked.date.map(|day| zone.start_of(day)),
            Command::RegisterFund(_)
            | Command::RegisterMerchant(_)
            | Command::RegisterDiscount(_)
            | Command::RegisterResident(_)
            | Command::RegisterEntry(_)
            | Command::DecideProposal(_)
            | Command::Change(_)
            | Command::Erase(_) => None,
        }
    }

    /// Whether it changes a register, on which later commands may build.
    #[must_use]
    pub fn is_of_a_register(&self) -> bool {
        matches!(
            self,
            Command::RegisterFund(_)
                | Command::RegisterMerchant(_)
                | Command::RegisterDiscount(_)
                | Command::RegisterResident(_)
                | Command::RegisterEntry(_)
                | Command::Close(_)
                | Command::Change(_)
                | Command::Erase(_)
        )
    }

    /// What record it makes, and its own code or reference. A resident's record itself is not named by their code.
    #[must_use]
    pub fn own_reference(&self) -> Option<(RecordKind, Code)> {
        match self {
            Command::RegisterFund(fund) => Some((RecordKind::FundRegistered, fund.fund.clone())),
            Command::RegisterMerchant(merchant) => Some((RecordKind::MerchantRegistered, merchant.merchant.clone())),
            Command::RegisterDiscount(discount) => Some((RecordKind::DiscountRegistered, discount.discount.clone())),
            Command::RegisterResident(resident) => Some((RecordKind::ResidentRegistered, resident.resident.clone())),
            Command::RegisterEntry(asked) => Some((asked.kind(), asked.code.clone())),
            Command::Change(change) => Some((change.kind(), change.reference())),
            Command::Erase(asked) => Some((RecordKind::ResidentErased, asked.resident.clone())),
            Command::DraftStatement(asked) => Some((RecordKind::StatementDrafted, asked.reference.clone())),
            Command::StepStatement(asked) => Some((asked.step.kind(), asked.statement.clone())),
            Command::ApproveSettlement(asked) => Some((RecordKind::SettlementApproved, asked.settlement.clone())),
            Command::PaySettlement(asked) => Some((RecordKind::Settlement, asked.settlement.clone())),
            Command::StepCase(asked) => Some((asked.step.kind(), asked.case.clone())),
            _ => self.keys().next(),
        }
    }

    /// The business keys that the command would take, where the journal itself keeps them unique.
    /// Registers keep their codes unique themselves.
    pub fn keys(&self) -> impl Iterator<Item = (RecordKind, Code)> + use<> {
        let key = |kind, reference: &Code| Some((kind, reference.clone()));
        let keys = match self {
            Command::Donate(donation) => [key(RecordKind::Donation, &donation.reference), None, None, None],
            Command::Disburse(asked) => [
                key(RecordKind::DisbursementPaid, &asked.reference),
                key(RecordKind::DisbursementApplied, &asked.reference),
                key(RecordKind::DisbursementPrepared, &asked.reference),
                key(RecordKind::OpeningVoucher, &asked.reference),
            ],
            Command::Redeem(claim) => [key(RecordKind::Redemption, &claim.reference), None, None, None],
            Command::Settle(settlement) => [key(RecordKind::Settlement, &settlement.reference), None, None, None],
            Command::Money(event) if event.record_kind() == RecordKind::OpeningVoucher => [
                key(RecordKind::OpeningVoucher, event.reference()),
                key(RecordKind::DisbursementPaid, event.reference()),
                key(RecordKind::DisbursementApplied, event.reference()),
                key(RecordKind::DisbursementPrepared, event.reference()),
            ],
            Command::Money(event) => [key(event.record_kind(), event.reference()), None, None, None],
            Command::Goods(event) => [key(event.record_kind(), event.reference()), None, None, None],
            Command::Close(closing) => [
                key(closing.record_kind(), closing.reference()),
                key(RecordKind::NetAssetsReclassified, closing.reference()),
                None,
                None,
            ],
            Command::Reverse(reversal) => [key(RecordKind::Reversal, &reversal.reference), None, None, None],
            Command::Correct(correction) => [
                key(RecordKind::Reversal, &correction.reversal.reference),
                key(correction.entered.record_kind(), correction.entered.reference()),
                None,
                None,
            ],
            Command::PrepareSettlement(asked) => [
                key(RecordKind::SettlementPrepared, &asked.reference),
                key(RecordKind::Settlement, &asked.reference),
                None,
                None,
            ],
            Command::DraftStatement(_)
            | Command::StepStatement(_)
            | Command::ApproveSettlement(_)
            | Command::PaySettlement(_)
            | Command::RegisterFund(_)
            | Command::RegisterMerchant(_)
            | Command::RegisterDiscount(_)
            | Command::RegisterResident(_)
            | Command::RegisterEntry(_)
            | Command::StepCase(_)
            | Command::ExpireDue(_)
            | Command::DecideProposal(_)
            | Command::Change(_)
            | Command::Erase(_) => [None, None, None, None],
        };
        keys.into_iter().flatten()
    }
}
