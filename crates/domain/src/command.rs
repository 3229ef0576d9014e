//! What can be asked of the books. A command names things by their codes, as people and files do.

mod case;
mod change;
pub mod closing;
mod correction;
mod counter;
mod donation;
mod erasure;
mod goods;
mod key;
pub mod money;
mod proposal;
mod settings;
mod statement;

use serde::{Deserialize, Serialize};

pub use self::case::{Approved, CaseApproval, CaseStep, CaseTerms, Evidence, StepCase, StepName};
pub use self::change::{
    Change, CommunityDetails, DiscountChange, Keeper, MerchantState, NewState, RegisterEntry, ResidentState,
};
use self::closing::Closing;
pub use self::correction::{Correction, Entered, Reversal, Target};
pub use self::counter::{AtCounter, CardNamed, Claim};
pub use self::donation::Donation;
pub use self::erasure::Erasure;
pub use self::goods::{GoodsDonation, GoodsEvent, GoodsGiven, ItemCount, ItemFound, StockFound, StockWriteOff};
use self::money::MoneyEvent;
pub use self::proposal::{CommunityChange, DecideProposal, Decision, Proposed};
pub use self::settings::{Band, Bands, OptionalStep, Settings};
pub use self::statement::{
    ApproveSettlement, DraftStatement, Month, PaySettlement, PrepareSettlement, Settlement, SettlementOf,
    StatementStep, StepStatement,
};
use crate::account::Held;
use crate::calendar::{Day, Instant, PeriodLength, Zone};
use crate::code::Code;
use crate::eligibility::{Eligibility, EligibleFor};
use crate::id_number::IdNumber;
use crate::kind::{DisbursementKind, DiscountState, MerchantCategory, UsesScope};
use crate::money::Money;
use crate::percent::Percent;
use crate::uscc::Uscc;

/// One thing to be decided and recorded as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Register a fund.
    RegisterFund(RegisterFund),
    /// Register a merchant.
    RegisterMerchant(RegisterMerchant),
    /// Register a discount.
    RegisterDiscount(RegisterDiscount),
    /// Register a resident.
    RegisterResident(Box<RegisterResident>),
    /// Register a row of a register that works like others.
    RegisterEntry(Box<RegisterEntry>),
    /// Record a donation.
    Donate(Donation),
    /// Record help that was approved and given.
    Disburse(Disbursement),
    /// Record what a merchant paid a resident's bill down by.
    Redeem(Claim),
    /// Pay a merchant what is owed.
    Settle(Settlement),
    /// Take a record back.
    Reverse(Reversal),
    /// Take a donation back and enter it again as it should have been.
    Correct(Box<Correction>),
    /// Draw up a merchant's statement of a month.
    DraftStatement(DraftStatement),
    /// Take a step with a statement.
    StepStatement(StepStatement),
    /// Prepare a settlement.
    PrepareSettlement(PrepareSettlement),
    /// Approve a prepared settlement.
    ApproveSettlement(ApproveSettlement),
    /// Pay an approved settlement.
    PaySettlement(PaySettlement),
    /// Take a step with a disbursement.
    StepCase(Box<StepCase>),
    /// Record what else happened to a fund's money.
    Money(Box<MoneyEvent>),
    /// Record what happened to a fund's goods.
    Goods(Box<GoodsEvent>),
    /// Close a period, or open it again.
    Close(Box<Closing>),
    /// Record every expiry that is due at a moment.
    ExpireDue(Instant),
    /// Change a row of a register.
    Change(Box<Change>),
    /// Erase what is known of a resident.
    Erase(Erasure),
    /// Decide what somebody proposed.
    DecideProposal(DecideProposal),
}

/// A community to open books for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCommunity {
    /// The code.
    pub code: Code,
    /// The name.
    pub name: String,
    /// The district it belongs to.
    pub district: String,
    /// Whose days its days are.
    pub zone: Zone,
    /// Who keeps its fund.
    pub keeper: Keeper,
}

/// What a fund is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundDetails {
    /// The name.
    pub name: String,
    /// What it is for, in words.
    pub purpose: String,
    /// Whether donors bound it to its purpose (限定性).
    pub restricted: bool,
    /// The purposes it may be spent on; none listed means any.
    pub purposes: Vec<String>,
    /// The reference of the agreement that binds it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub agreement: Option<String>,
    /// The last day, if it has ended or will: it takes nothing new afterwards.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub to: Option<Day>,
}

/// A fund to register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterFund {
    /// The code.
    pub fund: Code,
    /// What it is for.
    pub details: FundDetails,
    /// Whether the office registers it, which must name the agreement that binds it; a file of old books may not know.
    #[serde(skip)]
    pub by_office: bool,
}

/// Who a merchant is. Contact and phone are a person's and never enter the journal in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantDetails {
    /// The name.
    pub name: String,
    /// The unified social credit code.
    pub uscc: Uscc,
    /// What it does.
    pub category: MerchantCategory,
    /// Whom to ask for.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
    /// First day in the alliance.
    pub joined_on: Day,
    /// Last day in the alliance, if it has left or will.
    pub left_on: Option<Day>,
    /// Whether it may claim by list 批量核销, for customers whom it knows by numbers of its own.
    pub by_list: bool,
}

/// A merchant to register. The credit code is still a text: a wrong one is a refusal by rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterMerchant {
    /// The code.
    pub merchant: Code,
    /// The name.
    pub name: String,
    /// The unified social credit code as given.
    pub uscc: String,
    /// What it does.
    pub category: MerchantCategory,
    /// Whom to ask for.
    pub contact: String,
    /// Their telephone.
    pub phone: String,
    /// First day in the alliance.
    pub joined_on: Day,
    /// Last day in the alliance, if it has left or will.
    pub left_on: Option<Day>,
}

/// What a discount takes off a bill (优惠方式).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Reduction {
    /// So many percent off 折扣.
    Percent(Percent),
    /// So much off 立减.
    AmountOff(Money),
    /// The whole bill 全免.
    Waiver,
}

/// A limit on uses in each period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsesLimit {
    /// How many uses.
    pub most: u32,
    /// Counted for whom.
    pub scope: UsesScope,
    /// In periods how long.
    pub period: PeriodLength,
}

/// The terms of a discount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountTerms {
    /// The name in the office.
    pub title: String,
    /// The name for everyone else, which says nothing about who may use it.
    pub public_title: String,
    /// What it takes off.
    pub reduction: Reduction,
    /// The least a bill must be.
    pub min_spend: Option<Money>,
    /// The most it gives on one bill.
    pub cap_per_bill: Option<Money>,
    /// Who may use it.
    pub eligible: EligibleFor,
    /// How often, if that is limited.
    pub uses: Option<UsesLimit>,
    /// The share that the fund bears; the merchant bears the rest.
    pub fund_share: Percent,
    /// The most it may ever give in total.
    pub budget: Option<Money>,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Day,
}

/// A discount to register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterDiscount {
    /// The code.
    pub discount: Code,
    /// Whose it is, as given.
    pub merchant: String,
    /// The fund that bears a share, as given; empty for none.
    pub fund: String,
    /// Where it stands at first.
    #[serde(skip_serializing_if = "DiscountState::is_approved")]
    pub state: DiscountState,
    /// Its terms.
    pub terms: DiscountTerms,
}

/// Who a resident is: personal data, of which the journal holds commitments only.
#[derive(Clone, PartialEq, Eq)]
pub struct ResidentDetails {
    /// The household's code in the office; empty for someone who counts alone.
    pub household: String,
    /// The name.
    pub name: String,
    /// The identity number, where it is known.
    pub id_number: Option<IdNumber>,
    /// The telephone.
    pub phone: String,
    /// Where they live.
    pub building: String,
    /// What they are entitled to, and when.
    pub eligibility: Vec<Eligibility>,
    /// The last day, if they have moved away or died.
    pub to: Option<Day>,
    /// Whether nothing but keeping is done with their data 限制处理.
    pub restricted: bool,
}

/// Debugging shows nothing of it.
impl std::fmt::Debug for ResidentDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResidentDetails(..)")
    }
}

/// A resident to register. The identity number is still a text: a wrong one is a refusal by rule.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct RegisterResident {
    /// The code.
    pub resident: Code,
    /// The household's code; may be empty.
    pub household: String,
    /// The name.
    pub name: String,
    /// The identity number as given, if one is.
    pub id_number: Option<String>,
    /// The telephone.
    pub phone: String,
    /// Where they live.
    pub building: String,
    /// What they are entitled to, and when.
    pub eligibility: Vec<Eligibility>,
}

/// Debugging shows the code only: the rest is personal.
impl std::fmt::Debug for RegisterResident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RegisterResident({})", self.resident)
    }
}

/// Help that was approved and given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disbursement {
    /// The reference.
    pub reference: Code,
    /// The day it was given.
    pub date: Day,
    /// The fund it comes from, as given.
    pub fund: String,
    /// Who is helped, as given.
    pub resident: String,
    /// How.
    pub kind: DisbursementKind,
    /// How much; zero for goods, whose value follows from the stock.
    pub amount: Money,
    /// What is given in goods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goods: Vec<ItemCount>,
    /// Whom a bill is owed to, as given; may be empty for other kinds.
    pub merchant: String,
    /// What for.
    pub purpose: String,
    /// Who prepared it.
    pub prepared_by: String,
    /// Who approved it.
    pub approved_by: String,
    /// A voucher's last day.
    pub expires_on: Option<Day>,
    /// From where money in cash is paid.
    #[serde(skip_serializing_if = "Held::is_bank")]
    pub from: Held,
    /// What holds for help that the office gives in one step; nothing for help that a file states, which was decided
    /// elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_once: Option<Box<AtOnce>>,
}

/// Help that is recorded in one step because the community asks for no others before it is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AtOnce {
    /// Why it is right although the household was helped for the same purpose in the same month.
    pub duplicate_reason: Option<String>,
}
