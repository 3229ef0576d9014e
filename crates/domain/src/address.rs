//! Names of accounts in records: book, fund, kind and what it is of, as in `general/xiaonuan/payable/M01`.
//!
//! Architecture invariant: whatever prints or reads such a name does it here, and what is printed is read back as it was.

use std::fmt;

use thiserror::Error;
use uuid::Uuid;

use crate::account::{AccountKind, Book};
use crate::calendar::Day;
use crate::code::Code;
use crate::entropy::SubjectId;
use crate::record::Seq;

/// The name of an account, taken apart. Its parts are hashed in records, so how it is printed never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// The sort, and with it the book.
    pub kind: AccountKind,
    /// The fund's code.
    pub fund: Option<&'a str>,
    /// Whose or what it is of besides.
    pub of: Of<'a>,
}

/// Whose or what an account is of, besides a fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    /// There is one of its sort.
    Itself,
    /// A merchant, by code.
    Merchant(&'a str),
    /// A voucher: whose, and the disbursement that granted it.
    Voucher(SubjectId, &'a str),
    /// A discount, by code.
    Discount(&'a str),
    /// An item of goods, by code.
    Item(&'a str),
    /// The uses of a discount by someone in a period.
    Uses(&'a str, SubjectId, &'a str),
    /// A record, by number.
    Record(Seq),
    /// What someone got on a day.
    Day(SubjectId, &'a str),
}

/// A text that is not the name of an account.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0} is not the name of an account")]
pub struct NotAnAddress(pub String);

impl<'a> Address<'a> {
    /// Takes a name apart.
    ///
    /// # Errors
    /// [`NotAnAddress`].
    pub fn read(text: &'a str) -> Result<Self, NotAnAddress> {
        Self::find(text).ok_or_else(|| NotAnAddress(text.to_owned()))
    }

    fn find(text: &'a str) -> Option<Self> {
        let (book, rest) = text.split_once('/')?;
        let book: Book = book.parse().ok()?;
        let (fund, rest) = match book {
            Book::General | Book::Budget | Book::Stock => {
                let (fund, rest) = rest.split_once('/')?;
                (Some(code(fund)?), rest)
            }
            Book::Memo | Book::Usage => (None, rest),
        };
        let tail_of = |kind: &&AccountKind| {
            let tail = rest.strip_prefix(kind.as_str())?;
            (kind.book() == book && (tail.is_empty() || tail.starts_with('/'))).then(|| tail.strip_prefix('/'))
        };
        let mut kinds = AccountKind::ALL.iter();
        let (kind, tail) = kinds.find_map(|kind| Some((*kind, tail_of(&kind)?)))?;
        let address = |fund, of| Some(Address { kind, fund, of });
        match (kind, tail) {
            (AccountKind::BorneFund, Some(fund)) => address(Some(code(fund)?), Of::Itself),
            (
                AccountKind::Receivable | AccountKind::Payable | AccountKind::BorneMerchant | AccountKind::Settled,
                Some(merchant),
            ) => address(fund, Of::Merchant(code(merchant)?)),
            (AccountKind::Voucher, Some(tail)) => {
                let (whose, grant) = tail.split_once('/')?;
                address(fund, Of::Voucher(subject(whose)?, code(grant)?))
            }
            (AccountKind::Discount, Some(discount)) => address(fund, Of::Discount(code(discount)?)),
            (AccountKind::Uses, Some(tail)) => {
                let (discount, tail) = tail.split_once('/')?;
                let (whose, period) = tail.split_once('/')?;
                address(fund, Of::Uses(code(discount)?, subject(whose)?, code(period)?))
            }
            (AccountKind::OnCard, Some(tail)) => {
                let (whose, day) = tail.split_once('/')?;
                let is_day = day.parse::<Day>().is_ok_and(|read| read.to_string() == day);
                address(fund, Of::Day(subject(whose)?, code(day).filter(|_| is_day)?))
            }
            (kind, Some(item)) if kind.is_of_an_item() => address(fund, Of::Item(code(item)?)),
            (AccountKind::Returned, Some(number)) => {
                let seq: Seq = number.parse().ok()?;
                (seq.to_string() == number).then_some(())?;
                address(fund, Of::Record(seq))
            }
            (kind, None) if !kind.is_of_something() => address(fund, Of::Itself),
            _ => None,
        }
    }

    /// The book.
    #[must_use]
    pub const fn book(&self) -> Book {
        self.kind.book()
    }

    /// The merchant's code, if it is of one.
    #[must_use]
    pub const fn merchant(&self) -> Option<&'a str> {
        match self.of {
            Of::Merchant(code) => Some(code),
            _ => None,
        }
    }

    /// The resident it is of, if it is of one.
    #[must_use]
    pub const fn subject(&self) -> Option<SubjectId> {
        match self.of {
            Of::Voucher(subject, _) | Of::Uses(_, subject, _) | Of::Day(subject, _) => Some(subject),
            _ => None,
        }
    }
}

impl AccountKind {
    /// Whether there is one of this kind for each item.
    #[must_use]
    pub const fn is_of_an_item(self) -> bool {
        use AccountKind as K;
        matches!(
            self,
            K::Inventory | K::GoodsAvailable | K::GoodsEncumbered | K::Stock | K::Reserved | K::Moved
        )
    }

    /// Whether there are several within a fund or book, told apart by whose or what they are of.
    const fn is_of_something(self) -> bool {
        use AccountKind as K;
        self.is_of_an_item()
            || matches!(
                self,
                K::Receivable
                    | K::Payable
                    | K::Voucher
                    | K::Discount
                    | K::BorneMerchant
                    | K::BorneFund
                    | K::Settled
                    | K::Returned
                    | K::Uses
                    | K::OnCard
            )
    }
}

impl fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, book) = (self.kind, self.book());
        match (self.fund, book) {
            (Some(fund), Book::General | Book::Budget | Book::Stock) => write!(f, "{book}/{fund}/{kind}")?,
            (Some(fund), Book::Memo | Book::Usage) => write!(f, "{book}/{kind}/{fund}")?,
            (None, _) => write!(f, "{book}/{kind}")?,
        }
        match self.of {
            Of::Itself => Ok(()),
            Of::Merchant(code) | Of::Discount(code) | Of::Item(code) => write!(f, "/{code}"),
            Of::Voucher(subject, grant) => write!(f, "/{subject}/{grant}"),
            Of::Uses(discount, subject, period) => write!(f, "/{discount}/{subject}/{period}"),
            Of::Record(seq) => write!(f, "/{seq}"),
            Of::Day(subject, day) => write!(f, "/{subject}/{day}"),
        }
    }
}

fn code(text: &str) -> Option<&str> {
    Code::is_code(text).then_some(text)
}

/// A subject as it is printed; an identifier in another spelling is none.
fn subject(text: &str) -> Option<SubjectId> {
    let subject = SubjectId::from_uuid(Uuid::try_parse(text).ok()?);
    (subject.to_string() == text).then_some(subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: AccountKind) -> Of<'static> {
        use AccountKind as K;
        let subject = SubjectId::from_uuid(Uuid::from_u128(7));
        match kind {
            K::Receivable | K::Payable | K::BorneMerchant | K::Settled => Of::Merchant("M01"),
            K::Voucher => Of::Voucher(subject, "DIS00001"),
            K::Discount => Of::Discount("D01"),
            K::Returned => Of::Record(7),
            _ if kind.is_of_an_item() => Of::Item("RICE10"),
            K::Uses => Of::Uses("D01", subject, "2026-W26"),
            K::OnCard => Of::Day(subject, "2026-06-30"),
            _ => Of::Itself,
        }
    }

    #[test]
    fn every_sort_of_account_is_read_back_as_it_was_printed() {
        for kind in AccountKind::ALL {
            let has_fund = !matches!(kind.book(), Book::Memo | Book::Usage) || *kind == AccountKind::BorneFund;
            let address = Address {
                kind: *kind,
                fund: has_fund.then_some("xiaonuan"),
                of: of(*kind),
            };
            let text = address.to_string();
            assert_eq!(Address::read(&text), Ok(address), "{text}");
        }
    }

    #[test]
    fn names_stay_as_they_were_hashed() {
        for text in [
            "general/xiaonuan/bank",
            "general/xiaonuan/payable/M01",
            "general/xiaonuan/receivable/M01",
            "general/xiaonuan/voucher/00000000000000000000000000000007/DIS00001",
            "general/xiaonuan/programme/cash",
            "budget/xiaonuan/spent/help",
            "memo/discount/D01",
            "memo/borne-fund/xiaonuan",
            "memo/settled/M01",
            "memo/settlements",
            "memo/on-card/00000000000000000000000000000007/2026-06-30",
            "usage/uses/D01/00000000000000000000000000000007/2026-06",
            "general/xiaonuan/inventory/RICE10",
            "budget/xiaonuan/goods-available/RICE10",
            "stock/xiaonuan/reserved/RICE10",
        ] {
            assert_eq!(
                Address::read(text).map(|address| address.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn what_no_account_is_called_is_not_read() {
        for text in [
            "",
            "general",
            "general/xiaonuan",
            "general/xiaonuan/",
            "general//bank",
            "general/xiaonuan/bank/",
            "general/xiaonuan/bank/M01",
            "general/xiaonuan/payable",
            "general/xiaonuan/payable/",
            "general/xiaonuan/payable/M01/x",
            "general/xiaonuan/payables",
            "general/xiaonuan/available",
            "general/xiaonuan/voucher/7/DIS1",
            "general/xiaonuan/voucher/00000000-0000-0000-0000-000000000007/DIS1",
            "memo/xiaonuan/settlements",
            "memo/settlements/M01",
            "memo/on-card/00000000000000000000000000000007",
            "memo/on-card/00000000000000000000000000000007/2026-6-30",
            "other/xiaonuan/bank",
            "general/小暖/bank",
        ] {
            assert_eq!(Address::read(text), Err(NotAnAddress(text.to_owned())), "{text}");
        }
    }
}
