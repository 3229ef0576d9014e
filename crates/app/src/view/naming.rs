//! What accounts are called. Their addresses in records say all that is needed.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::address::{Address, Of};
use xiaonuan_domain::code::Code;

use super::Reading;

/// A fund by code and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFund {
    /// The code.
    pub code: Code,
    /// The name.
    pub name: String,
    /// Whether donors bound it to its purpose.
    pub restricted: bool,
}

/// What an account is called, in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountName {
    /// Its sort.
    pub kind: AccountKind,
    /// Whether it is money that a host charity 慈善会 holds.
    pub deposited: bool,
    /// The fund it is of.
    pub fund: Option<NamedFund>,
    /// Whose or what it is of within that, in words that are the same in every language.
    pub party: Option<String>,
}

impl Reading {
    /// The name of an account by its address; nothing for a text that is none, or one of a fund that is not there.
    pub(super) fn account_name(&self, address: &str) -> Option<AccountName> {
        let address = Address::read(address).ok()?;
        let fund = match address.fund {
            Some(code) => Some(self.fund_of(code)?),
            None => None,
        };
        let (fund, party) = match (address.kind, address.of) {
            (AccountKind::BorneFund, _) => (None, fund.map(|fund| fund.name)),
            (_, of) => (fund, self.party(of)),
        };
        Some(AccountName {
            kind: address.kind,
            deposited: address.kind == AccountKind::Bank && self.is_deposited(),
            fund,
            party,
        })
    }

    /// Whether a host charity 慈善会 holds the money.
    #[must_use]
    pub fn is_deposited(&self) -> bool {
        self.registers.community.keeper.host().is_some()
    }

    fn party(&self, of: Of<'_>) -> Option<String> {
        let resident = |subject| {
            let code = self.resident_code(subject);
            code.map_or_else(|| subject.to_string(), Code::to_string)
        };
        match of {
            Of::Itself => None,
            Of::Record(seq) => Some(seq.to_string()),
            Of::Merchant(code) => Some(self.merchant_name(code)),
            Of::Discount(code) => Some(self.discount_name(code)),
            Of::Item(item) => Some(item.to_owned()),
            Of::Voucher(subject, grant) => Some(format!("{} {grant}", resident(subject))),
            Of::Day(subject, day) => Some(format!("{} {day}", resident(subject))),
            Of::Uses(discount, subject, period) => Some(format!("{discount} {} {period}", resident(subject))),
        }
    }

    pub(super) fn fund_of(&self, code: &str) -> Option<NamedFund> {
        let (number, _) = self.registers.funds.by_code(&code.parse().ok()?)?;
        Some(self.fund(number))
    }

    /// A merchant's name, or the code itself where there is none such.
    pub(super) fn merchant_name(&self, code: &str) -> String {
        let row = code
            .parse()
            .ok()
            .and_then(|code| self.registers.merchants.by_code(&code));
        row.map_or_else(|| code.to_owned(), |(_, row)| row.details.name.clone())
    }

    fn discount_name(&self, code: &str) -> String {
        let row = code
            .parse()
            .ok()
            .and_then(|code| self.registers.discounts.by_code(&code));
        row.map_or_else(
            || code.to_owned(),
            |(_, row)| format!("{code} {}", row.terms.public_title),
        )
    }
}
