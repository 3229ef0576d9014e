//! What each thing that is asked needs: a right, and where it must reach.

use std::collections::BTreeSet;

use super::{Actor, Authority, Holding, Right};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::closing::Closing;
use crate::command::money::MoneyEvent;
use crate::command::{
    CaseStep, Change, Command, Decision, DiscountChange, GoodsEvent, NewState, RegisterDiscount, StatementStep,
    StepCase,
};
use crate::eligibility::EligibleFor;
use crate::kind::DiscountState;
use crate::refusal::{Refusal, RefusalCode};
use crate::register::entry::{EntryDetails, GrantDetails};
use crate::register::{DiscountNo, Register, Registers, Span};
use crate::text::is_alike;
use crate::user::UserId;

/// What is needed to do a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need<'a> {
    /// The right.
    pub right: Right,
    /// The shop that it must reach; where none is named, the whole community.
    pub merchant: Option<&'a str>,
    /// Whose building it must reach, by the resident's code.
    pub resident: Option<&'a str>,
    /// Whether where it must reach is only known from what is on record.
    pub by_record: bool,
}

impl<'a> Need<'a> {
    const fn of(right: Right) -> Self {
        Need {
            right,
            merchant: None,
            resident: None,
            by_record: false,
        }
    }

    const fn at(right: Right, merchant: &'a str) -> Self {
        Need {
            merchant: Some(merchant),
            ..Need::of(right)
        }
    }

    const fn about(right: Right, resident: &'a str) -> Self {
        Need {
            resident: Some(resident),
            ..Need::of(right)
        }
    }

    const fn by_record(right: Right) -> Self {
        Need {
            by_record: true,
            ..Need::of(right)
        }
    }

    /// Whether it is held as far as it must reach, by the registers alone.
    #[must_use]
    pub fn is_met_by(&self, holding: &Holding, registers: &Registers) -> bool {
        let reach = holding.reach(self.right);
        match (self.merchant, self.resident) {
            (Some(merchant), _) => reach.covers_merchant(merchant),
            (None, Some(resident)) => registers.lives_within(resident, &reach),
            (None, None) if self.by_record => holding.may_somewhere(self.right),
            (None, None) => reach.everything,
        }
    }
}

/// That the terms of a discount are approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovesTerms {
    /// Whose discount it is.
    pub merchant: Code,
    /// When they were offered.
    pub offered: Offered,
}

/// When what is approved was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    /// By the same request.
    Now,
    /// By records of this row, since it was approved last.
    Before(DiscountNo),
}

impl Command {
    /// What is needed to ask it. Every command is listed, so that none can be forgotten.
    #[must_use]
    pub fn need<'a>(&'a self, registers: &'a Registers) -> Need<'a> {
        match self {
            Command::RegisterFund(_) | Command::RegisterMerchant(_) | Command::RegisterResident(_) => {
                Need::of(Right::KeepRegisters)
            }
            Command::RegisterDiscount(asked) => need_of_discount(asked),
            Command::RegisterEntry(asked) => need_of_entry(&asked.details),
            Command::Donate(_) => Need::of(Right::RecordDonations),
            Command::Disburse(_) | Command::Settle(_) => Need::of(Right::ActForOfficers),
            Command::Redeem(claim) => Need::at(Right::ServeCounter, &claim.merchant),
            // What a counter may undo shortly afterwards is known from the record.
            Command::Reverse(_) => Need::by_record(Right::ServeCounter),
            Command::Correct(_) => Need::of(Right::Propose),
            Command::DraftStatement(_) | Command::PrepareSettlement(_) => Need::of(Right::PrepareSettlements),
            Command::StepStatement(asked) => match asked.step {
                StatementStep::Send => Need::of(Right::PrepareSettlements),
                StatementStep::Confirm { .. } | StatementStep::Dispute { .. } => {
                    Need::by_record(Right::AnswerStatements)
                }
                StatementStep::Approve => Need::of(Right::Approve),
            },
            Command::ApproveSettlement(_) => Need::of(Right::Approve),
            Command::PaySettlement(_) => Need::of(Right::Pay),
            Command::StepCase(asked) => need_of_step(asked),
            Command::Money(event) => match event.as_ref() {
                MoneyEvent::Withdraw(_) | MoneyEvent::Deposit(_) => Need::of(Right::KeepCash),
                MoneyEvent::Interest(_) | MoneyEvent::Charge(_) => Need::of(Right::KeepLedger),
                MoneyEvent::Return(_) | MoneyEvent::Transfer(_) | MoneyEvent::Open(_) => Need::of(Right::Propose),
            },
            Command::Goods(event) => match event.as_ref() {
                GoodsEvent::Donate(_) => Need::of(Right::RecordDonations),
                GoodsEvent::WriteOff(_) | GoodsEvent::Find(_) => Need::of(Right::Propose),
            },
            Command::Close(closing) => match closing.as_ref() {
                Closing::Close(asked) if asked.span == Span::Month => Need::of(Right::CloseBooks),
                Closing::Close(_) | Closing::Reopen(_) => Need::of(Right::Propose),
            },
            Command::DecideProposal(asked) => match asked.decision {
                Decision::Approve | Decision::Reject { .. } => Need::of(Right::Approve),
                Decision::Withdraw => Need::of(Right::Propose),
            },
            Command::ExpireDue(_) => Need::of(Right::KeepLedger),
            Command::Change(change) => need_of_change(change, registers),
            // Who helped, and prepared it, must not be the one who destroys what proves it.
            Command::Erase(_) => Need::of(Right::ErasePeople),
        }
    }

    /// The terms of a discount that it approves, if it does: whoever offered them is another.
    #[must_use]
    pub fn approves_terms(&self, registers: &Registers) -> Option<ApprovesTerms> {
        match self {
            Command::RegisterDiscount(asked) if !asked.state.is_before_approval() => Some(ApprovesTerms {
                merchant: asked.merchant.parse().ok()?,
                offered: Offered::Now,
            }),
            Command::Change(change) => {
                let NewState::Discount(to) = &change.to else {
                    return None;
                };
                let (number, row) = registers.discounts.by_code(&change.row)?;
                let is_new = to.terms != row.terms;
                let (becomes, was) = (to.state.is_approved(), row.state.is_approved());
                let offered = match is_new {
                    // Terms that were approved are nobody's to change alone, whatever comes of the discount: another is offered.
                    true if becomes || !row.state.is_before_approval() => Offered::Now,
                    false if becomes && !was => Offered::Before(number),
                    _ => return None,
                };
                Some(ApprovesTerms {
                    merchant: registers.merchants.get(row.merchant).code.clone(),
                    offered,
                })
            }
            _ => None,
        }
    }

    /// Who takes the step by its own words, and in which field they stand.
    #[must_use]
    pub fn taken_by(&self) -> Option<(&'static str, &str)> {
        Some(match self {
            Command::StepCase(asked) => ("by", &asked.by),
            Command::DraftStatement(asked) => ("by", &asked.by),
            Command::StepStatement(asked) => ("by", &asked.by),
            Command::PrepareSettlement(asked) => ("by", &asked.by),
            Command::ApproveSettlement(asked) => ("by", &asked.by),
            Command::PaySettlement(asked) => ("by", &asked.by),
            Command::Disburse(asked) => ("approved_by", &asked.approved_by),
            Command::Goods(event) => match event.as_ref() {
                GoodsEvent::WriteOff(asked) => ("prepared_by", &asked.prepared_by),
                GoodsEvent::Find(asked) => ("prepared_by", &asked.prepared_by),
                GoodsEvent::Donate(_) => return None,
            },
            Command::Close(closing) => match closing.as_ref() {
                Closing::Reopen(asked) => ("requested_by", &asked.requested_by),
                Closing::Close(_) => return None,
            },
            Command::DecideProposal(asked) => ("by", &asked.by),
            _ => return None,
        })
    }

    /// Which other officers it names, and in which field.
    #[must_use]
    pub fn other_officers(&self) -> Option<(&'static str, &str)> {
        Some(match self {
            Command::Disburse(asked) => ("prepared_by", &asked.prepared_by),
            Command::Goods(event) => match event.as_ref() {
                GoodsEvent::WriteOff(asked) => ("approved_by", &asked.approved_by),
                GoodsEvent::Find(asked) => ("approved_by", &asked.approved_by),
                GoodsEvent::Donate(_) => return None,
            },
            Command::Close(closing) => match closing.as_ref() {
                Closing::Reopen(asked) => ("approved_by", &asked.approved_by),
                Closing::Close(_) => return None,
            },
            Command::StepCase(asked) => match &asked.step {
                CaseStep::PayFirst { paid_by, .. } => ("urgent.paid_by", paid_by),
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// Refuses what an actor may not ask, by the registers and by which administrators are gone: cannot sign in. Rules, in order:
/// `not_allowed`, `same_person`, `not_yourself`, `unknown_officer`.
///
/// # Errors
/// A [`Refusal`].
pub fn check(
    command: &Command,
    actor: &Actor,
    (registers, gone): (&Registers, &BTreeSet<UserId>),
    now: Instant,
) -> Result<(), Refusal> {
    if actor.authority == Authority::Operator {
        return Ok(());
    }
    let today = registers.community.zone.day_of(now);
    let holding = Holding::of(registers, actor, today);
    let need = command.need(registers);
    let approves = holding.reach(Right::Approve).everything;
    let otherwise = match command {
        // Whoever approves may ask what others propose.
        Command::Reverse(_) => approves || holding.reach(Right::Propose).everything,
        _ if command.is_always_of_two() => approves,
        Command::RegisterEntry(asked) => {
            is_first_grant(&asked.details, actor, (registers, gone), today)
                || is_own_complaint(&asked.details, actor, registers, today)
        }
        _ => false,
    };
    if !otherwise && !need.is_met_by(&holding, registers) {
        return Err(RefusalCode::NotAllowed.into());
    }
    // Who offers terms does not approve them: not even by one request.
    if matches!(actor.authority, Authority::User { .. })
        && let Some(approves) = command.approves_terms(registers)
        && approves.offered == Offered::Now
    {
        return Err(RefusalCode::SamePerson.into());
    }
    // A system that knows its people itself says who they are.
    if holding.reach(Right::ActForOfficers).everything {
        return Ok(());
    }
    if let Some((column, by)) = command.taken_by()
        && !holding.name().is_some_and(|own| is_alike(own, by))
    {
        return Err(Refusal::new(RefusalCode::NotYourself).with("column", column));
    }
    if let Some((column, other)) = command.other_officers() {
        let known = registers
            .grants()
            .any(|grant| grant.holds_on(today) && !grant.role.is_of_a_shop() && is_alike(&grant.name, other));
        if !known {
            return Err(Refusal::new(RefusalCode::UnknownOfficer).with("column", column));
        }
    }
    Ok(())
}

/// Whoever runs the installation names the first administrator of a community, and none while there is one who can sign in.
fn is_first_grant(
    details: &EntryDetails,
    actor: &Actor,
    (registers, gone): (&Registers, &BTreeSet<UserId>),
    today: Day,
) -> bool {
    let runs_it = matches!(
        actor.authority,
        Authority::User {
            is_operator: true,
            second_factor: true,
            ..
        }
    );
    let names_one = matches!(details, EntryDetails::Grant(grant) if grant.administers());
    let is_there = |grant: &GrantDetails| grant.administers() && grant.holds_on(today) && !gone.contains(&grant.user);
    runs_it && names_one && !registers.grants().any(is_there)
}

/// Whoever has a card open complains for its holder, as long as the card may be used. The answer is the office's.
fn is_own_complaint(details: &EntryDetails, actor: &Actor, registers: &Registers, today: Day) -> bool {
    let (Authority::Card { card, issue }, EntryDetails::Complaint(complaint)) = (&actor.authority, details) else {
        return false;
    };
    let is_good = registers.entry(Register::Card, card.as_str()).is_some_and(|details| {
        let is_theirs =
            matches!(details, EntryDetails::Card(own) if own.issue == *issue && own.resident == complaint.resident);
        is_theirs && details.standing().is_active() && details.holds_on(today)
    });
    is_good && complaint.answer.is_none() && complaint.to.is_none()
}

/// A shop offers to everybody with a card. Had it chosen another group, it would know why somebody has the offer.
fn need_of_discount(asked: &RegisterDiscount) -> Need<'_> {
    match (asked.state.is_before_approval(), &asked.terms.eligible) {
        (false, _) => Need::of(Right::Approve),
        (true, EligibleFor::All) => Need::at(Right::OfferDiscounts, &asked.merchant),
        (true, _) => Need::of(Right::OfferDiscounts),
    }
}

fn need_of_entry(details: &EntryDetails) -> Need<'_> {
    match details {
        EntryDetails::Branch(branch) => Need::at(Right::KeepShop, branch.merchant.as_str()),
        EntryDetails::Device(device) => Need::at(Right::KeepShop, device.merchant.as_str()),
        EntryDetails::Staff(staff) => Need::at(Right::KeepShop, staff.merchant.as_str()),
        EntryDetails::Grant(_) => Need::of(Right::GrantRoles),
        EntryDetails::Agent(_)
        | EntryDetails::Card(_)
        | EntryDetails::Consent(_)
        | EntryDetails::Complaint(_)
        | EntryDetails::Customer(_)
        | EntryDetails::Donor(_)
        | EntryDetails::Category(_)
        | EntryDetails::Link(_)
        | EntryDetails::Household(_) => Need::of(Right::KeepRegisters),
    }
}

fn need_of_step(asked: &StepCase) -> Need<'_> {
    match &asked.step {
        CaseStep::Apply(terms) => Need::about(Right::VisitHomes, &terms.resident),
        CaseStep::Visit { .. } | CaseStep::Object { .. } => Need::by_record(Right::VisitHomes),
        CaseStep::Prepare(_)
        | CaseStep::Post { .. }
        | CaseStep::Answer { .. }
        | CaseStep::Sign { .. }
        | CaseStep::Cancel { .. } => Need::of(Right::PrepareHelp),
        CaseStep::Review => Need::of(Right::Review),
        CaseStep::Approve(_) | CaseStep::Reject { .. } | CaseStep::PayFirst { .. } | CaseStep::Return { .. } => {
            Need::of(Right::Approve)
        }
        CaseStep::Pay { .. } => Need::of(Right::Pay),
    }
}

fn need_of_change<'a>(change: &'a Change, registers: &'a Registers) -> Need<'a> {
    match &change.to {
        NewState::Community(details) if details.settings != registers.community.settings => {
            Need::of(Right::SetThresholds)
        }
        NewState::Community(_) | NewState::Fund(_) | NewState::Merchant(_) | NewState::Resident(_) => {
            Need::of(Right::KeepRegisters)
        }
        NewState::Discount(to) => need_of_discount_change(change, to, registers),
        NewState::Entry(details) => need_of_entry(details),
    }
}

/// A discount is made usable, and its terms while it is, by an approval; everything else is the shop's own.
fn need_of_discount_change<'a>(change: &Change, to: &DiscountChange, registers: &'a Registers) -> Need<'a> {
    let Some((_, row)) = registers.discounts.by_code(&change.row) else {
        return Need::of(Right::Approve);
    };
    let was_approved = !row.state.is_before_approval();
    let stays_usable = !matches!(to.state, DiscountState::Ended | DiscountState::Suspended);
    if to.state.is_approved() || (was_approved && (stays_usable || to.terms != row.terms)) {
        return Need::of(Right::Approve);
    }
    if to.terms.eligible != row.terms.eligible {
        return Need::of(Right::OfferDiscounts);
    }
    let shop = registers.merchants.get(row.merchant);
    Need::at(Right::OfferDiscounts, shop.code.as_str())
}

impl Registers {
    /// Whether a resident lives where a right reaches.
    #[must_use]
    pub fn lives_within(&self, resident: &str, reach: &super::Reach) -> bool {
        let code = resident.parse().ok();
        let row = code.and_then(|code| self.residents.by_code(&code));
        reach.everything || row.is_some_and(|(_, row)| reach.covers_building(&row.details.building))
    }
}
