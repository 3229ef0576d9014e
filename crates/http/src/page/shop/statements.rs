//! A shop's statements.

use askama::Template;
use xiaonuan_app::view::StatementsAsked;
use xiaonuan_domain::ledger::StatementState;

use super::super::{Frame, Page};
use super::head::{Part, ShopHead};
use super::statement::state;
use super::within::Shop;
use crate::fault::Fault;
use crate::words::t;

/// How many are read at once.
const AT_ONCE: usize = 100;

#[derive(Template)]
#[template(path = "shop_statements.html")]
pub(crate) struct ShopStatementsPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) statements: Vec<StatementLine>,
}

/// A statement in the list.
pub(crate) struct StatementLine {
    pub(crate) month: String,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) state: String,
    /// Whether it waits for the shop.
    pub(crate) waits: bool,
    pub(crate) lines: u32,
    pub(crate) total: String,
    pub(crate) is_negative: bool,
}

/// The statements of the shop, the last one first.
pub(crate) async fn show(shop: Shop) -> Result<Page<ShopStatementsPage>, Fault> {
    let asked = StatementsAsked {
        merchant: Some(shop.code.clone()),
        state: None,
    };
    let words = shop.visit.words;
    let (mut statements, mut after) = (Vec::new(), 0);
    loop {
        let page = shop.reading.statements(&asked, after, AT_ONCE).await?;
        statements.extend(page.rows.into_iter().map(|row| StatementLine {
            month: row.month.to_string(),
            address: shop.at(&format!("/statements/{}", row.reference)),
            reference: row.reference.to_string(),
            state: state(words, row.state),
            waits: row.state == StatementState::Sent,
            lines: row.lines,
            total: words.amount(row.total),
            is_negative: row.total.is_negative(),
        }));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    statements.reverse();
    Ok(Page(ShopStatementsPage {
        frame: shop.frame(),
        shop: shop.head(Part::Statements),
        statements,
    }))
}
