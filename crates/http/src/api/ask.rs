//! What can be asked: bodies whose fields are texts as people write them, checked by field, and the commands they make.

mod case;
mod change;
mod community;
mod correction;
mod counter;
mod entry;
mod erasure;
mod event;
mod goods;
mod money;
mod opening;
mod part;
mod proposal;
mod register;
mod statement;
mod step;
mod terms;

use xiaonuan_domain::command::Command;

pub(crate) use case::{NewCase, Step};
pub(crate) use change::{DiscountEdit, Edits, FundEdit, MerchantEdit, ResidentEdit};
pub(crate) use community::{Community, CommunityEdit, Settings};
pub(crate) use correction::{Correction, Reversal};
pub(crate) use counter::{CardEdit, DeviceEdit, NewCard, NewDevice, NewStaff, StaffEdit};
pub(crate) use entry::{
    AgentEdit, BranchEdit, CategoryEdit, ComplaintEdit, ConsentEdit, CustomerEdit, DonorEdit, GrantEdit, HouseholdEdit,
    LinkEdit, NewAgent, NewBranch, NewCategory, NewComplaint, NewConsent, NewCustomer, NewDonor, NewGrant,
    NewHousehold, NewLink,
};
pub(crate) use erasure::Erasure;
pub(crate) use event::{Claim, Disbursement, Donation, Settlement, one_holder};
pub(crate) use goods::{GoodsDonation, StockFound, StockWriteOff};
pub(crate) use money::{
    CashDeposit, CashWithdrawal, Charge, DonationReturn, Interest, PeriodClosing, PeriodReopening, Transfer,
};
pub(crate) use opening::OpeningBalance;
pub(crate) use part::{Eligibility, Uses};
pub(crate) use proposal::{DecisionName, ProposalDecision};
pub(crate) use register::{Fund, Merchant, Resident};
pub(crate) use statement::{
    Confirmation, Dispute, Payment, Preparation, Sending, SettlementApproval, Statement, StatementApproval,
};
pub(crate) use step::step_named;
pub(crate) use terms::{Discount, Terms};

/// A body that is asked under keys of its own; the table of batches says how each is called.
pub(crate) trait Keyed {
    /// The scope of its keys: `request/` and the operation's name.
    const SCOPE: &'static str;
}

/// A body that asks something of the books.
pub(crate) trait Ask: Keyed {
    /// Whether it moves money, and so needs a key.
    const MOVES_MONEY: bool;
    /// Whether nothing may tell afterwards what was asked, not even a fingerprint. Then the content is only told together
    /// with the key, which whoever asked made up.
    const FORGETS: bool = false;

    /// What it asks. The fields were validated.
    fn command(self) -> Command;
}

/// What a validated number says.
fn count<T: TryFrom<i64>>(number: i64) -> T {
    T::try_from(number).unwrap_or_else(|_| unreachable!("the field was validated to be in range"))
}

/// What a validated text says.
fn read<T: std::str::FromStr>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|_| unreachable!("the field was validated by the same reader"))
}

/// What a validated text says, if there is one.
fn read_if<T: std::str::FromStr>(text: Option<&String>) -> Option<T> {
    text.map(|text| read(text))
}
