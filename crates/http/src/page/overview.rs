//! The overview of a community.

use askama::Template;
use xiaonuan_app::view::{Figure, FundCard, Overview};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Sum;

use super::{Frame, Page, Place};
use crate::fault::Fault;
use crate::open::Open;
use crate::words::t;

#[derive(Template)]
#[template(path = "overview.html")]
pub(crate) struct OverviewPage {
    pub(crate) frame: Frame,
    pub(crate) overview: Overview,
}

/// The overview.
pub(crate) async fn show(open: Open) -> Result<Page<OverviewPage>, Fault> {
    let overview = open.reading.overview().await?;
    let frame = Frame::of(&open, Place::Overview);
    Ok(Page(OverviewPage { frame, overview }))
}

/// A figure as a page shows it.
struct Shown {
    text: String,
    is_negative: bool,
    address: String,
}

/// A line of a card.
struct CardLine {
    label: String,
    figure: Shown,
}

impl OverviewPage {
    /// The cards: one per fund, and the sum where there are several.
    fn cards(&self) -> Vec<&FundCard> {
        let sum = (self.overview.funds.len() > 1).then_some(&self.overview.total);
        self.overview.funds.iter().chain(sum).collect()
    }

    fn shown(&self, figure: &Figure, fund: Option<&Code>, merchant: Option<&Code>) -> Shown {
        let books = self.frame.books.as_ref();
        Shown {
            text: self.frame.words.amount(figure.amount),
            is_negative: figure.amount.is_negative(),
            address: books.map_or_else(String::new, |books| books.links.figure(figure, fund, merchant)),
        }
    }

    fn statement(&self, merchant: &Code) -> String {
        let books = self.frame.books.as_ref();
        books.map_or_else(String::new, |books| books.links.statement_of(merchant))
    }

    fn line(&self, card: &FundCard, label: String, figure: &Figure) -> CardLine {
        let fund = card.fund.as_ref().map(|fund| &fund.code);
        CardLine {
            label,
            figure: self.shown(figure, fund, None),
        }
    }

    /// What the bank holds, by whose it is.
    fn stands(&self, card: &FundCard) -> Vec<CardLine> {
        let words = &self.frame.words;
        let mut lines = vec![
            self.line(card, t!(words, "card-available"), &card.available),
            self.line(card, t!(words, "card-encumbered"), &card.encumbered),
            self.line(card, t!(words, "card-vouchers"), &card.vouchers),
            self.line(card, t!(words, "card-payable"), &card.payable),
        ];
        // The bank has not got it back yet.
        if !card.receivable.amount.is_zero() {
            let taken_off = Figure {
                amount: -card.receivable.amount,
                ..card.receivable
            };
            lines.push(self.line(card, t!(words, "card-receivable"), &taken_off));
        }
        lines
    }

    /// Whether a host charity holds the money.
    fn is_deposited(&self) -> bool {
        self.frame.books.as_ref().is_some_and(|books| books.deposited)
    }

    fn bank(&self, card: &FundCard) -> CardLine {
        let label = match self.is_deposited() {
            true => t!(self.frame.words, "card-deposited"),
            false => t!(self.frame.words, "card-bank"),
        };
        self.line(card, label, &card.bank)
    }

    /// What came and went.
    fn flows(&self, card: &FundCard) -> Vec<CardLine> {
        let words = &self.frame.words;
        vec![
            self.line(card, t!(words, "card-donated"), &card.donated),
            self.line(card, t!(words, "card-disbursed"), &card.disbursed),
            self.line(card, t!(words, "card-discounts"), &card.discounts),
            self.line(card, t!(words, "card-expired"), &card.expired),
            self.line(card, words.books.column("other"), &card.other),
        ]
    }

    fn owed_in_all(&self) -> String {
        let owed: Sum = self.overview.owed.iter().map(|merchant| merchant.owed.amount).sum();
        self.frame.words.amount(owed)
    }
}
