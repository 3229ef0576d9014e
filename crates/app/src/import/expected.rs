//! What a cell should have held. Refusals keep it by its code, so that it is told in the reader's language.

use crate::import::table::{Column, Table};
use crate::import::vocabulary::Vocabulary;

/// The form that a cell should have had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The row's own code or reference, in this column.
    Code(&'static str),
    /// A day on which something happened or began.
    Day,
    /// A day until which something holds, which may be for ever.
    LastDay,
    /// A time with its offset.
    Time,
    /// A percentage.
    Percent,
    /// A whole number from 1.
    Count,
    /// An amount.
    Amount,
    /// An amount above zero.
    AmountAboveZero,
    /// An amount not below zero.
    AmountFromZero,
    /// One of a column's choices, or a list of them.
    Choice(Vocabulary),
}

impl Expected {
    /// The code, by which messages are found.
    #[must_use]
    pub fn code(self) -> String {
        let code = match self {
            Expected::Code(column) => return format!("code-{column}"),
            Expected::Day => "day",
            Expected::LastDay => "last-day",
            Expected::Time => "time",
            Expected::Percent => "percent",
            Expected::Count => "count",
            Expected::Amount => "amount",
            Expected::AmountAboveZero => "amount-above-zero",
            Expected::AmountFromZero => "amount-from-zero",
            Expected::Choice(vocabulary) => match vocabulary {
                Vocabulary::Anything => "text",
                Vocabulary::YesNo => "yes-no",
                Vocabulary::MerchantCategory => "merchant-category",
                Vocabulary::DiscountKind => "discount-kind",
                Vocabulary::UsesScope => "uses-scope",
                Vocabulary::PeriodLength => "uses-period",
                Vocabulary::OpeningItem => "opening-item",
                Vocabulary::DonorKind => "donor-kind",
                Vocabulary::DonationMethod => "donation-method",
                Vocabulary::DisbursementKind => "disbursement-kind",
                Vocabulary::Eligibility => "eligibility",
                Vocabulary::EligibleFor => "eligible",
            },
        };
        code.to_owned()
    }

    /// Everything that can be expected somewhere.
    #[must_use]
    pub fn all() -> Vec<Expected> {
        let mut all = vec![
            Expected::Day,
            Expected::LastDay,
            Expected::Time,
            Expected::Percent,
            Expected::Count,
            Expected::Amount,
            Expected::AmountAboveZero,
            Expected::AmountFromZero,
        ];
        for table in Table::ALL {
            all.push(Expected::Code(table.key()));
            let chosen = |column: &&Column| column.vocabulary != Vocabulary::Anything;
            let chosen = table.columns().iter().filter(chosen);
            all.extend(chosen.map(|column| Expected::Choice(column.vocabulary)));
        }
        all
    }
}
