//! Roles 角色, granted in a community. The operator of the installation is none of them and keeps no books.

use super::Right;
use crate::kind::kinds;

kinds! {
    /// What somebody is in a community.
    Role {
        /// Keeps registers, records donations, prepares help and statements 基金管理员.
        FundAdministrator = "fund_administrator",
        /// Approves or rejects 审批人.
        Approver = "approver",
        /// Reviews, books, drafts settlements, closes; never holds money 会计.
        Accountant = "accountant",
        /// Pays, keeps cash and bank; never reconciles 出纳.
        Cashier = "cashier",
        /// Answers for a shop 商户负责人.
        MerchantOwner = "merchant_owner",
        /// Stands at a shop's counter 收银员.
        MerchantStaff = "merchant_staff",
        /// Visits the residents of some buildings 网格员.
        GridWorker = "grid_worker",
        /// Reads everything, changes nothing 审计.
        Auditor = "auditor",
    }
}

impl Role {
    /// What it may do. A right that is not listed is not held.
    #[must_use]
    pub const fn rights(self) -> &'static [Right] {
        use Right as R;
        match self {
            Role::FundAdministrator => &[
                R::ReadBooks,
                R::ReadRegisters,
                R::ReadPeople,
                R::RevealPeople,
                R::ReadHelp,
                R::ReadStatements,
                R::Export,
                R::KeepRegisters,
                R::GrantRoles,
                R::SetThresholds,
                R::RecordDonations,
                R::PrepareHelp,
                R::Propose,
                R::VisitHomes,
                R::PrepareSettlements,
                R::OfferDiscounts,
                R::KeepShop,
            ],
            Role::Approver => &[
                R::ReadBooks,
                R::ReadRegisters,
                R::ReadPeople,
                R::RevealPeople,
                R::ReadHelp,
                R::ReadStatements,
                R::Propose,
                R::Approve,
                R::ErasePeople,
                R::CloseBooks,
            ],
            Role::Accountant => &[
                R::ReadBooks,
                R::ReadRegisters,
                R::ReadHelp,
                R::ReadStatements,
                R::Export,
                R::Review,
                R::Propose,
                R::KeepLedger,
                R::CloseBooks,
                R::PrepareSettlements,
            ],
            Role::Cashier => &[R::ReadRegisters, R::ReadHelp, R::ReadStatements, R::Pay, R::KeepCash],
            Role::MerchantOwner => &[
                R::ReadRegisters,
                R::ReadStatements,
                R::Export,
                R::AnswerStatements,
                R::OfferDiscounts,
                R::KeepShop,
                R::ServeCounter,
            ],
            Role::MerchantStaff => &[R::ServeCounter],
            Role::GridWorker => &[R::ReadPeople, R::RevealPeople, R::ReadHelp, R::VisitHomes],
            Role::Auditor => &[
                R::ReadBooks,
                R::ReadRegisters,
                R::ReadPeople,
                R::RevealPeople,
                R::ReadHelp,
                R::ReadStatements,
                R::Export,
                R::ReadAccess,
            ],
        }
    }

    /// Whether it is a role in a shop, and so names one.
    #[must_use]
    pub const fn is_of_a_shop(self) -> bool {
        matches!(self, Role::MerchantOwner | Role::MerchantStaff)
    }

    /// Whether it needs a second factor, unless the community has decided otherwise.
    #[must_use]
    pub const fn needs_second_factor(self) -> bool {
        matches!(self, Role::Approver | Role::Cashier)
    }
}
