//! Accounts and their balances.

use askama::Template;
use xiaonuan_app::view::{AccountFilter, ListedAccount, NamedFund};
use xiaonuan_domain::account::{AccountKind, Book};

use super::{Frame, Page, Place};
use crate::fault::Fault;
use crate::open::Open;
use crate::query::{AccountQuery, ValidQuery, said};
use crate::words::t;

#[derive(Template)]
#[template(path = "accounts.html")]
pub(crate) struct AccountsPage {
    pub(crate) frame: Frame,
    pub(crate) accounts: Vec<ListedAccount>,
    pub(crate) filter: AccountFilter,
    pub(crate) funds: Vec<NamedFund>,
}

/// The accounts that a query asks for.
pub(crate) async fn show(open: Open, ValidQuery(query): ValidQuery<AccountQuery>) -> Result<Page<AccountsPage>, Fault> {
    let filter = query.filter();
    let accounts = open.reading.accounts(&filter).await?;
    Ok(Page(AccountsPage {
        frame: Frame::of(&open, Place::Accounts),
        funds: open.reading.funds(),
        accounts,
        filter,
    }))
}

impl AccountQuery {
    pub(crate) fn filter(&self) -> AccountFilter {
        AccountFilter {
            kind: said(self.kind.as_ref()),
            fund: said(self.fund.as_ref()),
            merchant: said(self.merchant.as_ref()),
        }
    }
}

/// The accounts of one book, with their sum where they are of one sort.
struct BookOf<'a> {
    book: Book,
    accounts: Vec<&'a ListedAccount>,
    /// Vouchers on which nothing is left: there are ever more of them.
    spent: Vec<&'a ListedAccount>,
    /// Side and amount.
    sum: Option<(String, String)>,
}

impl AccountsPage {
    fn books(&self) -> Vec<BookOf<'_>> {
        let of_book = |book: Book| {
            let of_book = self.accounts.iter().filter(|row| row.name.kind.book() == book);
            let is_spent = |row: &&ListedAccount| row.name.kind == AccountKind::Voucher && row.balance == 0;
            let (spent, accounts): (Vec<_>, Vec<_>) = of_book.partition(is_spent);
            let sum = || {
                let sum: i128 = accounts.iter().map(|row| i128::from(row.balance)).sum();
                let words = self.frame.words;
                (words.side(&sum), words.balance(&book, &sum))
            };
            BookOf {
                book,
                sum: self.filter.kind.map(|_| sum()),
                accounts,
                spent,
            }
        };
        let books = Book::ALL.iter().map(|book| of_book(*book));
        books
            .filter(|of| !of.accounts.is_empty() || !of.spent.is_empty())
            .collect()
    }

    fn is_kind(&self, kind: &AccountKind) -> bool {
        self.filter.kind == Some(*kind)
    }

    fn is_fund(&self, fund: &NamedFund) -> bool {
        self.filter.fund.as_ref() == Some(&fund.code)
    }

    /// The sorts that can be chosen: the counts of uses are reached from their records.
    fn kinds(&self) -> Vec<AccountKind> {
        AccountKind::ALL
            .iter()
            .copied()
            .filter(|kind| kind.is_listed())
            .collect()
    }
}
