//! Cells that hold one of a few codes: files show the code, people read its label.

mod line;

use xiaonuan_domain::access::Role;
use xiaonuan_domain::account::{AccountKind, Charge, Held, Side};
use xiaonuan_domain::command::money::OpeningItem;
use xiaonuan_domain::command::{Keeper, OptionalStep};
use xiaonuan_domain::eligibility::Category;
use xiaonuan_domain::kind::{DisbursementKind, DonationMethod, DonorKind, MerchantCategory, UsesScope};
use xiaonuan_domain::ledger::{CaseState, StatementState};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{AgentRelation, ConsentKind, DonorSort, LinkKind};

pub use self::line::{FundLine, HostFlow, SheetLine};
use super::RowStyle;
use crate::messages::Messages;

/// The registers whose rows can be linked; links themselves stand for officers.
const PARTIES: [Register; 4] = [Register::Donor, Register::Merchant, Register::Resident, Register::Link];

/// What went on with a linked party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dealing {
    /// It gave.
    Donation,
    /// It was paid.
    Settlement,
    /// A bill of somebody's was taken over.
    Bill,
    /// It was helped.
    Help,
}

impl Dealing {
    /// All of them.
    pub const ALL: &[Dealing] = &[Dealing::Donation, Dealing::Settlement, Dealing::Bill, Dealing::Help];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Dealing::Donation => "donation",
            Dealing::Settlement => "settlement",
            Dealing::Bill => "bill",
            Dealing::Help => "help",
        }
    }
}

/// On which side a balance stands 方向.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalanceSide {
    /// 借.
    Debit,
    /// 贷.
    Credit,
    /// Nothing stands on it 平.
    Flat,
}

impl BalanceSide {
    /// All of them.
    pub const ALL: &[BalanceSide] = &[BalanceSide::Debit, BalanceSide::Credit, BalanceSide::Flat];

    /// The side of a balance of debits − credits.
    #[must_use]
    pub const fn of(balance: i128) -> Self {
        match balance {
            0 => BalanceSide::Flat,
            1.. => BalanceSide::Debit,
            _ => BalanceSide::Credit,
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            BalanceSide::Debit => Side::Debit.as_str(),
            BalanceSide::Credit => Side::Credit.as_str(),
            BalanceSide::Flat => "flat",
        }
    }
}

/// One of a few codes, of a known set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The side of a balance.
    Side(BalanceSide),
    /// A line of a statement of income and expenditure.
    Line(FundLine),
    /// A line of a balance sheet.
    Sheet(SheetLine),
    /// What a row of the report is.
    Row(RowStyle),
    /// What a record records.
    Record(RecordKind),
    /// An account.
    Account(AccountKind),
    /// The account of money at the bank, where a host charity 慈善会 holds it.
    Deposited,
    /// What a line of a statement with the host is.
    Flow(HostFlow),
    /// An eligibility.
    Category(Category),
    /// No eligibility.
    NoCategory,
    /// Somebody who was erased.
    Erased,
    /// What a merchant does.
    Merchant(MerchantCategory),
    /// Who gave.
    Donor(DonorKind),
    /// How a donation came.
    Method(DonationMethod),
    /// A donation in kind, where others say how the money came.
    InKind,
    /// Where money lies.
    Held(Held),
    /// What a cost is of.
    Charge(Charge),
    /// What an opening balance is of.
    Opening(OpeningItem),
    /// How help was given.
    Help(DisbursementKind),
    /// Whom uses count for.
    Scope(UsesScope),
    /// Where a statement stands.
    State(StatementState),
    /// Where a disbursement stands.
    Case(CaseState),
    /// Who a registered donor is.
    Sort(DonorSort),
    /// What lets someone act for a resident.
    Relation(AgentRelation),
    /// What somebody consented to.
    Consent(ConsentKind),
    /// How parties are linked.
    Link(LinkKind),
    /// What somebody is in the community.
    Role(Role),
    /// A step that may be switched off.
    Step(OptionalStep),
    /// A register whose rows can be linked; links themselves stand for officers.
    Party(Register),
    /// What went on with a linked party.
    Dealing(Dealing),
    /// Yes or no.
    Flag(bool),
}

impl Choice {
    /// An account as it is called where the fund is kept so.
    #[must_use]
    pub const fn account(kind: AccountKind, keeper: &Keeper) -> Self {
        match (kind, keeper) {
            (AccountKind::Bank, Keeper::HostCharity(_)) => Choice::Deposited,
            _ => Choice::Account(kind),
        }
    }

    /// The stable code, as in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Choice::Side(side) => side.as_str(),
            Choice::Line(line) => line.as_str(),
            Choice::Sheet(line) => line.as_str(),
            Choice::Row(style) => style.as_str(),
            Choice::Record(kind) => kind.as_str(),
            Choice::Account(kind) => kind.as_str(),
            Choice::Deposited => AccountKind::Bank.as_str(),
            Choice::Flow(flow) => flow.as_str(),
            Choice::Category(category) => match category.of_the_beginning() {
                Some(code) => code,
                None => "other",
            },
            Choice::NoCategory => "none",
            Choice::Erased => "erased",
            Choice::Merchant(category) => category.as_str(),
            Choice::Donor(kind) => kind.as_str(),
            Choice::Method(method) => method.as_str(),
            Choice::InKind => "goods",
            Choice::Held(held) => held.as_str(),
            Choice::Charge(charge) => charge.as_str(),
            Choice::Opening(item) => item.as_str(),
            Choice::Help(kind) => kind.as_str(),
            Choice::Scope(scope) => scope.as_str(),
            Choice::State(state) => state.as_str(),
            Choice::Case(state) => state.as_str(),
            Choice::Sort(sort) => sort.as_str(),
            Choice::Relation(relation) => relation.as_str(),
            Choice::Consent(kind) => kind.as_str(),
            Choice::Link(kind) => kind.as_str(),
            Choice::Role(role) => role.as_str(),
            Choice::Step(step) => step.as_str(),
            Choice::Party(Register::Link) => "officer",
            Choice::Party(register) => register.as_str(),
            Choice::Dealing(dealing) => dealing.as_str(),
            Choice::Flag(true) => "yes",
            Choice::Flag(false) => "no",
        }
    }

    /// The id of its label.
    #[must_use]
    pub fn message_id(self) -> String {
        let set = match self {
            Choice::Side(_) => "side-",
            Choice::Line(_) => "line-",
            Choice::Sheet(_) => "sheet-",
            Choice::Row(_) => "row-",
            Choice::Record(_) => "record-",
            Choice::Account(_) => "account-",
            Choice::Deposited => return "account-deposited".to_owned(),
            Choice::Flow(_) => "flow-",
            Choice::Category(_) | Choice::NoCategory => "category-",
            Choice::Erased => "person-",
            Choice::Merchant(_) => "merchant-category-",
            Choice::Donor(_) => "donor-kind-",
            Choice::Method(_) | Choice::InKind => "method-",
            Choice::Held(_) => "held-",
            Choice::Charge(_) => "charge-",
            Choice::Opening(_) => "opening-",
            Choice::Help(_) => "help-",
            Choice::Scope(_) => "uses-scope-",
            Choice::State(_) | Choice::Case(_) => "state-",
            Choice::Sort(_) => "donor-sort-",
            Choice::Relation(_) => "relation-",
            Choice::Consent(_) => "consent-",
            Choice::Link(_) => "link-",
            Choice::Role(_) => "role-",
            Choice::Step(_) => "step-",
            Choice::Party(_) => "party-",
            Choice::Dealing(_) => "dealing-",
            Choice::Flag(_) => "",
        };
        format!("{set}{}", self.code()).replace('/', "-")
    }

    /// What people read.
    #[must_use]
    pub fn label(self, messages: &Messages) -> String {
        messages.text(&self.message_id())
    }

    /// Every choice there is.
    pub fn all() -> impl Iterator<Item = Choice> {
        fn of<T: Copy>(set: &'static [T], choice: fn(T) -> Choice) -> impl Iterator<Item = Choice> {
            set.iter().map(move |value| choice(*value))
        }
        of(BalanceSide::ALL, Choice::Side)
            .chain(of(FundLine::ALL, Choice::Line))
            .chain(of(SheetLine::ALL, Choice::Sheet))
            .chain(of(RowStyle::ALL, Choice::Row))
            .chain(of(RecordKind::ALL, Choice::Record))
            .chain(of(AccountKind::ALL, Choice::Account))
            .chain([Choice::Deposited])
            .chain(of(HostFlow::ALL, Choice::Flow))
            .chain(of(Category::ALL, Choice::Category))
            .chain([Choice::NoCategory, Choice::Erased])
            .chain(of(MerchantCategory::ALL, Choice::Merchant))
            .chain(of(DonorKind::ALL, Choice::Donor))
            .chain(of(DonationMethod::ALL, Choice::Method))
            .chain([Choice::InKind])
            .chain(of(Held::ALL, Choice::Held))
            .chain(of(Charge::ALL, Choice::Charge))
            .chain(of(OpeningItem::ALL, Choice::Opening))
            .chain(of(DisbursementKind::ALL, Choice::Help))
            .chain(of(UsesScope::ALL, Choice::Scope))
            .chain(of(StatementState::ALL, Choice::State))
            .chain(of(CaseState::ALL, Choice::Case))
            .chain(of(DonorSort::ALL, Choice::Sort))
            .chain(of(AgentRelation::ALL, Choice::Relation))
            .chain(of(ConsentKind::ALL, Choice::Consent))
            .chain(of(LinkKind::ALL, Choice::Link))
            .chain(of(Role::ALL, Choice::Role))
            .chain(of(OptionalStep::ALL, Choice::Step))
            .chain(of(&PARTIES, Choice::Party))
            .chain(of(Dealing::ALL, Choice::Dealing))
            .chain(of(&[true, false], Choice::Flag))
    }
}
