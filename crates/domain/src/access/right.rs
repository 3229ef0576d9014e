//! Rights: what may be done or seen. Roles carry them, and tokens of programs name them.

use crate::kind::kinds;

kinds! {
    /// One thing that may be done or seen.
    Right {
        /// See accounts, records, periods and reports of the books.
        ReadBooks = "read_books",
        /// See registers that name no residents: funds, merchants, discounts, branches, categories.
        ReadRegisters = "read_registers",
        /// See residents, households, donors, links and who acts for whom; names are masked.
        ReadPeople = "read_people",
        /// See names and numbers in full, for a reason that is recorded.
        RevealPeople = "reveal_people",
        /// See help and where it stands.
        ReadHelp = "read_help",
        /// See statements and settlements.
        ReadStatements = "read_statements",
        /// Take reports away as files.
        Export = "export",
        /// See who saw or took away what.
        ReadAccess = "read_access",
        /// Keep the registers: funds, merchants, residents and whatever belongs to them.
        KeepRegisters = "keep_registers",
        /// Say who has which role, and let people sign in.
        GrantRoles = "grant_roles",
        /// Say which steps help takes, from which amount more is asked for, and who needs a second factor.
        SetThresholds = "set_thresholds",
        /// Record donations of money and goods.
        RecordDonations = "record_donations",
        /// Prepare help, post it, answer objections, have it signed for.
        PrepareHelp = "prepare_help",
        /// Visit, and take applications.
        VisitHomes = "visit_homes",
        /// Look through what was prepared.
        Review = "review",
        /// Approve or reject: help, discounts, statements, settlements, corrections, refunds, transfers, openings, closings.
        Approve = "approve",
        /// Erase what is known of a resident, once it need not be kept any more.
        ErasePeople = "erase_people",
        /// Propose what a second person confirms: corrections, refunds, transfers, openings, closings, stock.
        Propose = "propose",
        /// Pay what was approved.
        Pay = "pay",
        /// Move money between bank and hand.
        KeepCash = "keep_cash",
        /// Book interest, charges and expiries.
        KeepLedger = "keep_ledger",
        /// Close months.
        CloseBooks = "close_books",
        /// Draw up statements and prepare settlements.
        PrepareSettlements = "prepare_settlements",
        /// Confirm or dispute statements.
        AnswerStatements = "answer_statements",
        /// Offer discounts, change what is not approved, suspend and end.
        OfferDiscounts = "offer_discounts",
        /// Keep branches, staff and devices of a shop.
        KeepShop = "keep_shop",
        /// Quote and confirm at the counter, and undo shortly afterwards.
        ServeCounter = "serve_counter",
        /// State who prepared, approved and paid, for a system that knows its people itself. No role carries it.
        ActForOfficers = "act_for_officers",
    }
}

/// What a token is for that is for everything: only whoever runs the installation makes one.
pub const EVERYTHING: &str = "everything";

impl Right {
    /// Whether a program may hold it. What needs a person is not done by a program: decisions, and seeing names in full.
    #[must_use]
    pub const fn is_for_programs(self) -> bool {
        !matches!(
            self,
            Right::RevealPeople
                | Right::GrantRoles
                | Right::SetThresholds
                | Right::Review
                | Right::Approve
                | Right::ErasePeople
                | Right::Propose
                | Right::Pay
                | Right::ActForOfficers
        )
    }
}
