//! What one person proposes and another confirms 双人复核.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::closing::Closing;
use super::money::MoneyEvent;
use super::{Change, Command, CommunityDetails, Correction, Entered, GoodsEvent, NewState, Reversal, Settings};
use crate::access::{Actor, Authority, Right};
use crate::calendar::Day;
use crate::code::Code;
use crate::money::Money;
use crate::record::{RecordKind, Seq};
use crate::register::entry::GrantDetails;
use crate::register::{Registers, Span};

/// What is done once a second person confirms it: what takes back, gives back, moves, opens or closes, what finds or
/// writes off goods, and settings by which fewer people do something together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposed {
    /// A reversal 冲销.
    Reversal(Reversal),
    /// A correction of a donation 更正.
    Correction(Box<Correction>),
    /// A returned donation 退还捐赠, a transfer 划转 or an opening balance 期初.
    Money(Box<MoneyEvent>),
    /// Goods written off 报废、盘亏 or found 盘盈.
    Goods(Box<GoodsEvent>),
    /// A year closed 年结, a month or year reopened 反结账.
    Closing(Box<Closing>),
    /// Settings of the community by which fewer people do something together 放宽设置.
    Settings(Box<CommunityChange>),
}

/// A change of the community itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityChange {
    /// The community's code.
    pub community: Code,
    /// The record of its last change that whoever asks has seen.
    pub based_on: Seq,
    /// What it shall say.
    pub to: CommunityDetails,
}

/// What somebody decides about a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecideProposal {
    /// Its reference.
    pub proposal: Code,
    /// Who decides.
    pub by: String,
    /// What.
    pub decision: Decision,
}

/// What can be decided about a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Do it 同意.
    Approve,
    /// Refuse it 驳回.
    Reject {
        /// Why.
        reason: String,
    },
    /// Give it up, as who proposed it 撤回.
    Withdraw,
}

impl Decision {
    /// What it records.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Decision::Approve => RecordKind::ProposalApproved,
            Decision::Reject { .. } => RecordKind::ProposalRejected,
            Decision::Withdraw => RecordKind::ProposalWithdrawn,
        }
    }
}

impl Command {
    /// Whether two people do it together, unless a system that knows its people asks it.
    #[must_use]
    pub fn is_of_two(&self, registers: &Registers, actor: &Actor, today: Day) -> bool {
        self.is_always_of_two() || self.lets_fewer_act(registers, actor, today)
    }

    /// Whether it changes the community's settings so that fewer people than now do something together. Otherwise one person
    /// who sets how many approve, and approves as well, would be both of two. Steps, and what an officer signs in by, are
    /// given up by one person as long as nobody else there could confirm it: as when a community begins.
    #[must_use]
    pub fn lets_fewer_act(&self, registers: &Registers, actor: &Actor, today: Day) -> bool {
        let Command::Change(change) = self else { return false };
        let NewState::Community(details) = &change.to else {
            return false;
        };
        let said = |settings: Option<&Settings>| settings.cloned().unwrap_or_else(Settings::unsaid);
        let now = said(registers.community.settings.as_ref());
        let then = said(details.settings.as_ref());
        let own = match &actor.authority {
            Authority::User { user, .. } => Some(*user),
            Authority::Program { maker, .. } => *maker,
            Authority::Operator | Authority::Counter { .. } | Authority::Card { .. } | Authority::Nobody => None,
        };
        let could_confirm = |grant: &GrantDetails| {
            grant.holds_on(today) && grant.role.rights().contains(&Right::Approve) && Some(grant.user) != own
        };
        let is_heard = then.asks_for_less_than(&now) && registers.grants().any(could_confirm);
        is_heard || then.lets_fewer_approve_than(&now)
    }

    /// Whether it is two people's however the community is set up.
    #[must_use]
    pub fn is_always_of_two(&self) -> bool {
        match self {
            Command::Reverse(_) | Command::Correct(_) => true,
            Command::Money(event) => matches!(
                event.as_ref(),
                MoneyEvent::Return(_) | MoneyEvent::Transfer(_) | MoneyEvent::Open(_)
            ),
            Command::Goods(event) => matches!(event.as_ref(), GoodsEvent::WriteOff(_) | GoodsEvent::Find(_)),
            Command::Close(closing) => match closing.as_ref() {
                Closing::Close(asked) => asked.span == Span::Year,
                Closing::Reopen(_) => true,
            },
            _ => false,
        }
    }
}

impl Proposed {
    /// What a command would propose; nothing if one person always does it alone.
    #[must_use]
    pub fn of(command: &Command) -> Option<Self> {
        if let Command::Change(change) = command
            && let NewState::Community(to) = &change.to
        {
            return Some(Proposed::Settings(Box::new(CommunityChange {
                community: change.row.clone(),
                based_on: change.based_on,
                to: to.clone(),
            })));
        }
        if !command.is_always_of_two() {
            return None;
        }
        Some(match command {
            Command::Reverse(asked) => Proposed::Reversal(asked.clone()),
            Command::Correct(asked) => Proposed::Correction(asked.clone()),
            Command::Money(event) => Proposed::Money(event.clone()),
            Command::Goods(event) => Proposed::Goods(event.clone()),
            Command::Close(closing) => Proposed::Closing(closing.clone()),
            _ => return None,
        })
    }

    /// The kind and reference under which a command would be proposed, if those are free.
    #[must_use]
    pub fn key_of(command: &Command) -> Option<(RecordKind, Code)> {
        let proposed = Proposed::of(command)?;
        Some((RecordKind::Proposed, proposed.reference()))
    }

    /// What is done once it is confirmed.
    #[must_use]
    pub fn command(self) -> Command {
        match self {
            Proposed::Reversal(asked) => Command::Reverse(asked),
            Proposed::Correction(asked) => Command::Correct(asked),
            Proposed::Money(event) => Command::Money(event),
            Proposed::Goods(event) => Command::Goods(event),
            Proposed::Closing(closing) => Command::Close(closing),
            Proposed::Settings(change) => Command::Change(Box::new((*change).into())),
        }
    }

    /// What it would record.
    #[must_use]
    pub fn kind(&self) -> RecordKind {
        match self {
            Proposed::Reversal(_) | Proposed::Correction(_) => RecordKind::Reversal,
            Proposed::Money(event) => event.record_kind(),
            Proposed::Goods(event) => event.record_kind(),
            Proposed::Closing(closing) => closing.record_kind(),
            Proposed::Settings(_) => RecordKind::CommunityChanged,
        }
    }

    /// Under which reference.
    #[must_use]
    pub fn reference(&self) -> Code {
        match self {
            Proposed::Reversal(asked) => asked.reference.clone(),
            Proposed::Correction(asked) => asked.reversal.reference.clone(),
            Proposed::Money(event) => event.reference().clone(),
            Proposed::Goods(event) => event.reference().clone(),
            Proposed::Closing(closing) => closing.reference().clone(),
            Proposed::Settings(change) => Change::from((**change).clone()).reference(),
        }
    }

    /// How much, where it says so.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        match self {
            Proposed::Money(event) => Some(event.amount()),
            Proposed::Correction(asked) => match &asked.entered {
                Entered::Donation(entered) => Some(entered.amount),
                Entered::Goods(_) => None,
            },
            _ => None,
        }
    }

    /// Whom it names as the one to approve it, and in which field.
    #[must_use]
    pub fn approver(&self) -> Option<&str> {
        match self {
            Proposed::Goods(event) => match event.as_ref() {
                GoodsEvent::WriteOff(asked) => Some(&asked.approved_by),
                GoodsEvent::Find(asked) => Some(&asked.approved_by),
                GoodsEvent::Donate(_) => None,
            },
            Proposed::Closing(closing) => match closing.as_ref() {
                Closing::Reopen(asked) => Some(&asked.approved_by),
                Closing::Close(_) => None,
            },
            _ => None,
        }
    }

    /// What of it stands in the record itself: all but people and free text, which the record has a check value of.
    #[must_use]
    pub fn in_clear(&self) -> Value {
        let mut whole = serde_json::to_value(self).expect("a request is JSON");
        strip(&mut whole);
        whole
    }
}

impl From<CommunityChange> for Change {
    fn from(asked: CommunityChange) -> Self {
        Change {
            row: asked.community,
            based_on: asked.based_on,
            to: NewState::Community(asked.to),
        }
    }
}

/// The fields that people and free text stand in.
const PRIVATE: [&str; 10] = [
    "donor",
    "beneficiary",
    "resident",
    "registered",
    "reason",
    "prepared_by",
    "approved_by",
    "requested_by",
    "evidence",
    "name",
];

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !PRIVATE.contains(&name.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(all) => all.iter_mut().for_each(strip),
        _ => {}
    }
}
