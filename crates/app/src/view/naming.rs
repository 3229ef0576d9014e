//! What accounts are called. Their addresses in records say all that is needed.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;

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
    /// The fund it is of.
    pub fund: Option<NamedFund>,
    /// Whose or what it is of within that, in words that are the same in every language.
    pub party: Option<String>,
}

impl Reading {
    /// The name of an account by its address; nothing for a text that is none.
    pub(super) fn account_name(&self, address: &str) -> Option<AccountName> {
        let (book, rest) = address.split_once('/')?;
        let (fund, rest) = match book {
            "general" | "budget" => {
                let (fund, rest) = rest.split_once('/')?;
                (Some(self.fund_of(fund)?), rest)
            }
            _ => (None, rest),
        };
        let (kind, of) = AccountKind::ALL.iter().find_map(|kind| {
            let of = rest.strip_prefix(kind.as_str())?;
            let at_end = of.is_empty() || of.starts_with('/');
            (kind.book().as_str() == book && at_end).then(|| (*kind, of.trim_start_matches('/')))
        })?;
        let party = (!of.is_empty()).then(|| self.party(kind, of));
        Some(AccountName { kind, fund, party })
    }

    fn party(&self, kind: AccountKind, of: &str) -> String {
        use AccountKind as K;
        match kind {
            K::Receivable | K::Payable | K::BorneMerchant | K::Settled => self.merchant_name(of),
            K::BorneFund => self.fund_of(of).map_or_else(|| of.to_owned(), |fund| fund.name),
            K::Discount => self.discount_name(of),
            _ => {
                let part = |part: &str| {
                    self.resident_code(part)
                        .map_or_else(|| part.to_owned(), |code| code.to_string())
                };
                of.split('/').map(part).collect::<Vec<_>>().join(" ")
            }
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

    /// The code of the resident who a subject is, while that is known.
    pub(super) fn resident_code(&self, subject: &str) -> Option<&Code> {
        let subject: SubjectId = serde_json::from_value(subject.into()).ok()?;
        self.registers.resident_of(subject).map(|row| &row.code)
    }
}
