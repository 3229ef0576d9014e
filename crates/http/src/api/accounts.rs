//! Accounts and their statements.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::view::{AccountName, ListedAccount, Statement, StatementLine};
use xiaonuan_domain::account::Book;
use xiaonuan_domain::money::Sum;

use super::books::View;
use crate::fault::{Fault, Problem};
use crate::open::{Open, PathNumber};
use crate::query::{AccountQuery, StatementQuery, ValidQuery, ViewQuery, said};

/// How many lines a page has.
const LINES: u32 = 500;

/// What an account is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    /// The number in addresses.
    number: i64,
    /// The book: general, budget, memo or usage.
    book: &'static str,
    /// The sort.
    #[schema(example = "payable")]
    kind: &'static str,
    /// The official code of the chart of accounts, in the general book.
    #[schema(example = "2202")]
    code: Option<&'static str>,
    /// The fund it is of.
    fund: Option<String>,
    /// Whose or what it is of.
    party: Option<String>,
}

impl Account {
    pub(super) fn of(number: i64, name: &AccountName) -> Self {
        Account {
            number,
            book: name.kind.book().as_str(),
            kind: name.kind.as_str(),
            code: name.kind.official_code(),
            fund: name.fund.as_ref().map(|fund| fund.code.to_string()),
            party: name.party.clone(),
        }
    }
}

/// A quantity as text: yuan with two decimals, in the usage book times, in the stock book pieces.
pub(super) fn quantity(book: Book, quantity: impl Into<i128>) -> String {
    let quantity = quantity.into();
    match book {
        Book::Usage | Book::Stock => quantity.to_string(),
        _ => Sum::from_fen(quantity).to_string(),
    }
}

/// An account with its balance.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountBalance {
    #[serde(flatten)]
    account: Account,
    /// Debits less credits.
    #[schema(example = "-3733.11")]
    balance: String,
}

impl From<ListedAccount> for AccountBalance {
    fn from(row: ListedAccount) -> Self {
        AccountBalance {
            account: Account::of(row.number, &row.name),
            balance: quantity(row.name.kind.book(), row.balance),
        }
    }
}

/// Accounts of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct Accounts {
    view: View,
    accounts: Vec<AccountBalance>,
}

/// A posting to an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementRow {
    /// The community's day.
    date: String,
    /// The record's number.
    seq: i64,
    /// What it records.
    kind: &'static str,
    /// The business key.
    #[serde(rename = "ref")]
    reference: String,
    /// The resident it concerns, by code.
    resident: Option<String>,
    /// debit or credit.
    side: &'static str,
    /// How much; negative in a reversal.
    amount: String,
    /// Debits less credits, after it.
    balance: String,
    /// The record that it reverses.
    reverses: Option<i64>,
    /// The record that reversed it.
    reversed_by: Option<i64>,
}

impl StatementRow {
    fn of(book: Book, line: StatementLine) -> Self {
        StatementRow {
            date: line.day,
            seq: line.seq,
            kind: line.kind.as_str(),
            reference: line.reference,
            resident: line.resident.map(|code| code.to_string()),
            side: line.side.as_str(),
            amount: quantity(book, line.amount),
            balance: quantity(book, line.balance),
            reverses: line.reverses,
            reversed_by: line.reversed_by,
        }
    }
}

/// A page of an account's statement.
#[derive(Serialize, ToSchema)]
pub(crate) struct AccountStatement {
    view: View,
    account: Account,
    /// The balance before the page's first line.
    opening: String,
    lines: Vec<StatementRow>,
    /// Debits of the whole period.
    debit: String,
    /// Credits of the whole period.
    credit: String,
    /// The balance at the end of the period.
    closing: String,
    /// What to send as `after` for the next page, together with this view's `as_recorded`.
    next: Option<String>,
}

impl AccountStatement {
    fn of(view: View, statement: Statement) -> Self {
        let book = statement.name.kind.book();
        let shown = |amount: i128| quantity(book, amount);
        AccountStatement {
            view,
            account: Account::of(statement.number, &statement.name),
            opening: shown(statement.opening),
            debit: shown(statement.debit),
            credit: shown(statement.credit),
            closing: shown(statement.closing),
            next: statement.next.map(|next| next.to_string()),
            lines: statement
                .lines
                .into_iter()
                .map(|line| StatementRow::of(book, line))
                .collect(),
        }
    }
}

/// Accounts with their balances, book by book.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/accounts", tag = "books", operation_id = "accounts",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery, AccountQuery),
    responses((status = 200, body = Accounts), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn list(open: Open, ValidQuery(query): ValidQuery<AccountQuery>) -> Result<Json<Accounts>, Fault> {
    let rows = open.reading.accounts(&query.filter()).await?;
    let view = View::of(&open.reading);
    let accounts = rows.into_iter().map(Into::into).collect();
    Ok(Json(Accounts { view, accounts }))
}

/// A page of an account's statement, in the order of business time.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/accounts/{number}", tag = "books", operation_id = "statement",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"),
           ("number" = i64, Path, description = "The account's number"), ViewQuery, StatementQuery),
    responses((status = 200, body = AccountStatement), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn statement(
    open: Open,
    PathNumber(number): PathNumber,
    ValidQuery(query): ValidQuery<StatementQuery>,
) -> Result<Json<AccountStatement>, Fault> {
    let after = said(query.after.as_ref());
    let statement = open.reading.statement(number, query.period(), after, LINES).await?;
    Ok(Json(AccountStatement::of(View::of(&open.reading), statement)))
}
