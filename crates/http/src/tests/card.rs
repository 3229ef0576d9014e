//! Samples of the card's pages.

use askama::Template;

use super::sample::Sample;
use crate::page::{
    CardHistoryPage, CardOpenPage, CardPage, ComplaintLine, ComplaintPage, KeptComplaint, OfferLine, ShopOffers,
    UseLine, VoucherLine, WaitingCard,
};

impl Sample<'_> {
    fn of_rows<T>(&self, one: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.rows).map(one).collect()
    }

    fn use_line(&self, number: usize) -> UseLine {
        let amount = |shown: bool| shown.then(|| "31.00 元".to_owned());
        UseLine {
            reference: "HX1".to_owned(),
            at: "2026 年 7 月 1 日 09:00".to_owned(),
            shop: self.text.to_owned(),
            title: (number > 0).then(|| self.text.to_owned()),
            bill: "50.00 元".to_owned(),
            off: amount(number > 0),
            voucher: amount(number > 1),
            due: "14.00 元".to_owned(),
            is_undone: number == 2,
        }
    }

    fn shop_offers(&self, _: usize) -> ShopOffers {
        ShopOffers {
            name: self.text.to_owned(),
            places: vec![(self.text.to_owned(), self.text.to_owned()); self.rows.min(2)],
            offers: vec![OfferLine {
                title: self.text.to_owned(),
                terms: "满 20 元打九折".to_owned(),
                note: Some(self.text.to_owned()),
            }],
        }
    }

    fn own_card(&self) -> CardPage {
        CardPage {
            frame: self.bare("/card"),
            community: self.text.to_owned(),
            name: self.text.to_owned(),
            tail: "3F7K".to_owned(),
            is_restricted: self.rows == 1,
            has_left: self.rows == 1,
            voucher_left: "19.00 元".to_owned(),
            vouchers: self.of_rows(|_| VoucherLine {
                left: "19.00 元".to_owned(),
                until: "到 2026 年 12 月 31 日".to_owned(),
            }),
            shops: self.of_rows(|number| self.shop_offers(number)),
            not_now: self.of_rows(|number| self.shop_offers(number)),
            used: self.of_rows(|number| self.use_line(number)),
            has_older: self.rows > 1,
            agents: self.of_rows(|_| self.text.to_owned()),
            entitled: self.of_rows(|_| self.text.to_owned()),
            others: self.of_rows(|place| WaitingCard {
                place,
                name: self.text.to_owned(),
                tail: "3F7K".to_owned(),
            }),
        }
    }

    fn card_form(&self, is_scanned: bool) -> CardOpenPage {
        CardOpenPage {
            frame: self.bare("/card"),
            token: is_scanned.then(|| self.text.into()),
            form: self.form(&["typed", "c", "pin"]),
            asks_community: !is_scanned,
            is_closed: self.rows > 0,
            has_open: self.rows > 1,
            kept: KeptComplaint {
                text: if self.rows > 0 {
                    self.text.to_owned()
                } else {
                    String::new()
                },
                about: "HX-1".to_owned(),
            },
        }
    }

    /// The card's pages, by name.
    pub(super) fn card_pages(&self) -> Vec<(&'static str, String)> {
        let history = CardHistoryPage {
            frame: self.bare("/card"),
            used: self.of_rows(|number| self.use_line(number)),
            is_first: self.rows < 2,
            older: (self.rows > 1).then_some(9),
        };
        let complaint = ComplaintPage {
            frame: self.bare("/card/complaint"),
            form: self.form(&["text"]),
            about: (self.rows > 1).then(|| self.use_line(1)),
            is_received: self.rows > 0,
            complaints: self.of_rows(|number| ComplaintLine {
                on: "2026 年 7 月 1 日".to_owned(),
                text: self.text.to_owned(),
                about: (number > 0).then(|| self.text.to_owned()),
                answer: (number > 0).then(|| (self.text.to_owned(), "2026 年 7 月 2 日答复：".to_owned())),
            }),
        };
        let page = "a page";
        vec![
            ("card", self.own_card().render().expect(page)),
            ("card-history", history.render().expect(page)),
            ("card-complaint", complaint.render().expect(page)),
            ("card-open", self.card_form(true).render().expect(page)),
            ("card-open-typed", self.card_form(false).render().expect(page)),
        ]
    }
}
