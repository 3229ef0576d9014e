//! All that a batch may ask for, one table: how it is called, which body asks it, and what stands beside the body.

use std::collections::BTreeSet;

use utoipa::ToSchema;
use xiaonuan_app::desk::Request;

use super::BatchRequest;
use super::read::Rows;
use crate::api::ask::{self, Ask, Keyed};
use crate::fault::{Fault, FieldFault};

/// What stands beside a body: what would stand in the address and in the headers of a single request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    Nothing,
    /// The disbursement or proposal, and which step of it.
    Step,
    /// The row, and the state that the change is based on.
    Row,
}

/// Makes the operations: how each is called and read, and the scope of its body's keys.
macro_rules! operations {
    (
        whole: { $($name:literal: $body:ident,)+ }
        steps: { $($step_name:literal: $step:ident by $reading:ident,)+ }
        change of the community: { $own_name:literal: $own_edit:ident }
        change of a row: { $($edit_name:literal: $edit:ident,)+ }
    ) => {
        /// The bodies that are asked under keys alone, as the document names them.
        pub(in crate::api) fn bodies_under_keys() -> BTreeSet<String> {
            let bodies = [$((ask::$body::MOVES_MONEY, ask::$body::name())),+];
            let needing = bodies.into_iter().filter(|(moves_money, _)| *moves_money);
            needing.map(|(_, name)| name.into_owned()).collect()
        }

        called!($($name: $body,)+ $($step_name: $step,)+ $own_name: $own_edit, $($edit_name: $edit),+);

        impl Operation {
            /// What stands beside its body.
            pub(super) const fn beside(self) -> Beside {
                match self {
                    $(Operation::$body => Beside::Nothing,)+
                    $(Operation::$step => Beside::Step,)+
                    Operation::$own_edit => Beside::Row,
                    $(Operation::$edit => Beside::Row,)+
                }
            }

            /// What a request of it asks of a community, under a key.
            pub(super) async fn read(
                self,
                request: &BatchRequest,
                rows: &mut Rows<'_>,
                key: String,
            ) -> Result<Request, Fault> {
                match self {
                    $(Operation::$body => request.whole::<ask::$body>(key, rows),)+
                    $(Operation::$step => request.$reading(key, rows),)+
                    Operation::$own_edit => request.change::<ask::$own_edit>(Some(rows.community()), key, rows).await,
                    $(Operation::$edit => request.change::<ask::$edit>(request.row.as_deref(), key, rows).await,)+
                }
            }
        }
    };
}

macro_rules! called {
    ($($name:literal: $body:ident),+) => {
        /// What a batch may ask for, by the body that asks it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Operation {
            $($body,)+
        }

        impl Operation {
            const ALL: &[Operation] = &[$(Operation::$body),+];

            const fn name(self) -> &'static str {
                match self {
                    $(Operation::$body => $name,)+
                }
            }
        }

        $(impl Keyed for ask::$body {
            const SCOPE: &'static str = concat!("request/", $name);
        })+
    };
}

operations! {
    whole: {
        "donation": Donation,
        "goods_donated": GoodsDonation,
        "stock_written_off": StockWriteOff,
        "stock_found": StockFound,
        "disbursement": Disbursement,
        "redemption": Claim,
        "settlement": Settlement,
        "cash_withdrawn": CashWithdrawal,
        "cash_deposited": CashDeposit,
        "interest": Interest,
        "charge": Charge,
        "donation_returned": DonationReturn,
        "transfer": Transfer,
        "opening_balance": OpeningBalance,
        "closing": PeriodClosing,
        "reopening": PeriodReopening,
        "reversal": Reversal,
        "correction": Correction,
        "statement": Statement,
        "statement-sending": Sending,
        "statement-confirmation": Confirmation,
        "statement-dispute": Dispute,
        "statement-approval": StatementApproval,
        "settlement-preparation": Preparation,
        "settlement-approval": SettlementApproval,
        "settlement-payment": Payment,
        "fund": Fund,
        "merchant": Merchant,
        "discount": Discount,
        "resident": Resident,
        "donor": NewDonor,
        "category": NewCategory,
        "agent": NewAgent,
        "link": NewLink,
        "branch": NewBranch,
        "case": NewCase,
        "household": NewHousehold,
        "grant": NewGrant,
        "card": NewCard,
        "device": NewDevice,
        "staff": NewStaff,
        "consent": NewConsent,
        "complaint": NewComplaint,
        "customer": NewCustomer,
        "erasure": Erasure,
    }
    steps: {
        "case-step": Step by case_step,
        "proposal-decision": ProposalDecision by proposal_decision,
    }
    change of the community: { "community_change": CommunityEdit }
    change of a row: {
        "fund_change": FundEdit,
        "merchant_change": MerchantEdit,
        "discount_change": DiscountEdit,
        "resident_change": ResidentEdit,
        "donor_change": DonorEdit,
        "category_change": CategoryEdit,
        "agent_change": AgentEdit,
        "link_change": LinkEdit,
        "branch_change": BranchEdit,
        "household_change": HouseholdEdit,
        "grant_change": GrantEdit,
        "card_change": CardEdit,
        "device_change": DeviceEdit,
        "staff_change": StaffEdit,
        "consent_change": ConsentEdit,
        "complaint_change": ComplaintEdit,
        "customer_change": CustomerEdit,
    }
}

/// How all that a batch may ask for is called.
pub(in crate::api) fn operations() -> impl Iterator<Item = &'static str> {
    Operation::ALL.iter().map(|operation| operation.name())
}

impl Operation {
    /// The one that is called so.
    pub(super) fn named(name: &str) -> Result<Operation, Fault> {
        let all = Operation::ALL.iter();
        named("operation", all.map(|operation| (operation.name(), *operation)), name)
    }
}

/// What is called so, with underscores or hyphens: some names came with the one, some with the other.
pub(in crate::api) fn named<T>(
    field: &str,
    among: impl Iterator<Item = (&'static str, T)>,
    name: &str,
) -> Result<T, Fault> {
    let mut names = Vec::new();
    for (known, what) in among {
        let known = spelt(known);
        if known == spelt(name) {
            return Ok(what);
        }
        names.push(known);
    }
    let names = names.iter().map(String::as_str);
    Err(Fault::Invalid(vec![FieldFault::of_choices(field, names)]))
}

/// A name as it is told.
pub(in crate::api) fn spelt(name: &str) -> String {
    name.replace('-', "_")
}
