//! Samples of the pages of a shop.

use askama::Template;
use xiaonuan_app::messages::Language;
use xiaonuan_app::shop::ShopSums;
use xiaonuan_domain::money::Sum;

use super::sample::Sample;
use crate::page::shop::{
    BillLine, DayLine, ListedShown, MonthFigures, OfferChange, OfferLine, ShopCaringPage, ShopChoice, ShopChoosePage,
    ShopDiscountsPage, ShopDisputePage, ShopHead, ShopPosterPage, ShopProposalPage, ShopRedemptionsPage,
    ShopStatementPage, ShopStatementsPage, ShopTodayPage, StatementLine, Tab, TodayLine, Waiting,
};
use crate::page::{Frame, Typed};

const ADDRESS: &str = "/c/qingzhu/shop/M01/devices/M01-1";

impl Sample<'_> {
    fn in_shop(&self) -> Frame {
        self.bare("/c/qingzhu/shop/M01")
    }

    fn said(&self) -> String {
        self.text.to_owned()
    }

    fn rows_of<T>(&self, one: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.rows).map(one).collect()
    }

    fn sometimes(&self, number: usize) -> Option<String> {
        (number % 2 == 1).then(|| self.said())
    }

    fn head(&self) -> ShopHead {
        let tab = |number: usize| Tab {
            label: self.said(),
            address: ADDRESS.to_owned(),
            is_here: number == 0,
        };
        ShopHead {
            name: self.said(),
            tabs: (0..self.rows.min(8)).map(tab).collect(),
        }
    }

    fn bill_line(&self, number: usize) -> BillLine {
        BillLine {
            day: "2026-03-12".to_owned(),
            time: "10:15".to_owned(),
            customer: self.said(),
            what: self.said(),
            bill: "1,234.56".to_owned(),
            off: if number == 0 { String::new() } else { "12.30".to_owned() },
            voucher: String::new(),
            due: "1,222.26".to_owned(),
            beside: self.said(),
            reference: self.said(),
            is_undone: number == 1,
        }
    }

    fn shop_today(&self) -> ShopTodayPage {
        let month = MonthFigures {
            owed_new: "12.30".to_owned(),
            owed: "−12.30".to_owned(),
            paid: (self.rows > 1).then(|| ("2026-02-12".to_owned(), "99.00".to_owned())),
            customers: "7".to_owned(),
            times: "9".to_owned(),
            redemptions: ADDRESS.to_owned(),
            statements: ADDRESS.to_owned(),
        };
        let waiting = |_| Waiting {
            text: self.said(),
            press: self.said(),
            address: ADDRESS.to_owned(),
        };
        let line = |number| TodayLine {
            bill: self.bill_line(number),
            undo_until: (number == 0).then(|| "10:30".to_owned()),
        };
        ShopTodayPage {
            frame: self.in_shop(),
            shop: self.head(),
            day: "2026-03-12".to_owned(),
            lines: self.rows_of(line),
            due: "1,222.26".to_owned(),
            times: 1,
            month: (self.rows > 0).then_some(month),
            waiting: self.rows_of(waiting),
            undo: ADDRESS.to_owned(),
            fault: (self.rows > 1).then(|| self.said()),
        }
    }

    fn redemptions(&self) -> ShopRedemptionsPage {
        let sums = ShopSums {
            times: 3,
            bill: Sum::from_fen(123_456),
            off: Sum::from_fen(1_230),
            voucher: Sum::from_fen(500),
            due: Sum::from_fen(121_726),
            owed: Sum::from_fen(1_115),
        };
        let named = || self.rows_of(|number| (format!("B{number}"), self.said()));
        ShopRedemptionsPage {
            frame: self.in_shop(),
            shop: self.head(),
            period: "2026-03".to_owned(),
            title: "2026-03".to_owned(),
            kind: "month",
            branch: "B0".to_owned(),
            staff: String::new(),
            branches: named(),
            members: named(),
            lengths: vec![(self.said(), ADDRESS.to_owned(), true)],
            beside: [Some((self.said(), ADDRESS.to_owned())), None],
            sums,
            customers: 2,
            by_day: self.rows_of(|_| DayLine {
                label: "2026-03-12".to_owned(),
                address: ADDRESS.to_owned(),
                sums,
            }),
            lines: self.rows_of(|number| self.bill_line(number)),
            first: (self.rows > 1).then(|| ADDRESS.to_owned()),
            next: (self.rows > 1).then(|| ADDRESS.to_owned()),
            files: vec![("CSV", ADDRESS.to_owned())],
            path: ADDRESS.to_owned(),
        }
    }

    fn statement_page(&self) -> ShopStatementPage {
        let line = |number: usize| ListedShown {
            seq: 7,
            day: "2026-03-12".to_owned(),
            what: self.said(),
            reference: self.said(),
            amount: "−12.30".to_owned(),
            claimed: self.said(),
            is_reversal: number == 0,
            is_chosen: number == 1,
            disputed: number == 1,
            reason: self.sometimes(number),
            bills: (number == 0).then(|| ADDRESS.to_owned()),
        };
        ShopStatementPage {
            frame: self.in_shop(),
            shop: self.head(),
            reference: self.said(),
            month: "2026-03".to_owned(),
            state: self.said(),
            opening: "0.00".to_owned(),
            total: "12.30".to_owned(),
            closing: "12.30".to_owned(),
            invoice: Some(self.said()),
            paid: Some("12.30".to_owned()),
            lines: self.rows_of(line),
            steps: self.rows_of(|number| (self.said(), "2026-03-12".to_owned(), number == 1)),
            can_answer: self.rows != 1,
            confirm: self.form(&["invoice"]),
            address: ADDRESS.to_owned(),
            fault: (self.rows > 1).then(|| self.said()),
        }
    }

    fn dispute(&self) -> ShopDisputePage {
        ShopDisputePage {
            frame: self.in_shop(),
            shop: self.head(),
            month: "2026-03".to_owned(),
            lines: self.rows_of(|number| (7, format!("reason-{number}"), self.said())),
            form: self.form(&["reason-0", "reason-1"]),
            address: ADDRESS.to_owned(),
        }
    }

    fn discounts(&self) -> ShopDiscountsPage {
        let offer = |number: usize| OfferLine {
            code: "M01-1".to_owned(),
            title: self.said(),
            state: self.said(),
            terms: vec![self.said()],
            from: self.sometimes(number),
            given: "12.30".to_owned(),
            times: "3".to_owned(),
            budget: (number == 1).then(|| (94, self.said())),
            runs_low: number == 1,
            changes: vec![
                OfferChange {
                    to: "offered",
                    press: self.said(),
                    asks: None,
                },
                OfferChange {
                    to: "suspended",
                    press: self.said(),
                    asks: Some((self.said(), self.said())),
                },
            ],
            based_on: 7,
            address: ADDRESS.to_owned(),
        };
        ShopDiscountsPage {
            frame: self.in_shop(),
            shop: self.head(),
            offers: self.rows_of(offer),
            propose: Some(ADDRESS.to_owned()),
            fault: (self.rows > 1).then(|| self.said()),
        }
    }

    fn proposal(&self) -> ShopProposalPage {
        let fields = [
            "title",
            "percent",
            "amount_off",
            "min_spend",
            "cap_per_bill",
            "budget",
            "most",
            "valid_from",
            "kind",
        ];
        ShopProposalPage {
            frame: self.in_shop(),
            shop: self.head(),
            form: self.form(&fields),
            said: (self.rows > 0).then(|| (self.said(), vec![self.said()])),
            address: ADDRESS.to_owned(),
            discounts: ADDRESS.to_owned(),
        }
    }

    fn maybe(&self, fields: &[&str]) -> Option<Typed> {
        (self.rows != 1).then(|| self.form(fields))
    }

    /// The pages of a shop, by name.
    pub(super) fn shop_pages(self) -> Vec<(&'static str, String)> {
        let page = "a page";
        let choose = ShopChoosePage {
            frame: self.in_shop(),
            shops: self.rows_of(|number| ShopChoice {
                name: self.said(),
                code: "M01".to_owned(),
                address: ADDRESS.to_owned(),
                is_active: number == 0,
            }),
        };
        let statement = |number: usize| StatementLine {
            month: "2026-03".to_owned(),
            reference: self.said(),
            address: ADDRESS.to_owned(),
            state: self.said(),
            waits: number == 0,
            lines: 3,
            total: "12.30".to_owned(),
            is_negative: number == 1,
        };
        let statements = ShopStatementsPage {
            frame: self.in_shop(),
            shop: self.head(),
            statements: self.rows_of(statement),
        };
        let poster = ShopPosterPage {
            frame: self.in_shop(),
            shop: self.head(),
            community: self.said(),
            offers: self.rows_of(|_| (self.said(), self.said(), vec![self.said()])),
            caring: ADDRESS.to_owned(),
        };
        let caring = ShopCaringPage {
            frame: self.in_shop(),
            shop: self.head(),
            community: self.said(),
            since: "2025-01-01".to_owned(),
            today: "2026-03-12".to_owned(),
            poster: ADDRESS.to_owned(),
        };
        let mut pages = vec![
            ("shop-choose", choose.render().expect(page)),
            ("shop-today", self.shop_today().render().expect(page)),
            ("shop-redemptions", self.redemptions().render().expect(page)),
            ("shop-statements", statements.render().expect(page)),
            ("shop-statement", self.statement_page().render().expect(page)),
            ("shop-dispute", self.dispute().render().expect(page)),
            ("shop-discounts", self.discounts().render().expect(page)),
            ("shop-proposal", self.proposal().render().expect(page)),
            ("shop-poster", poster.render().expect(page)),
            ("shop-caring", caring.render().expect(page)),
        ];
        pages.extend(self.set_up());
        pages
    }
}

#[test]
fn ten_thousand_rows_are_ten_thousand_rows() {
    let sample = Sample {
        language: Language::Chinese,
        text: "王（卡尾号 0231）",
        rows: 10_000,
    };
    for (name, page) in sample.shop_pages() {
        let has_rows = page.matches("<tr").count() >= 10_000 || page.matches("<li").count() >= 10_000;
        let has_none = [
            "shop-member",
            "shop-pin",
            "shop-device",
            "shop-pair",
            "shop-branch",
            "shop-caring",
            "shop-proposal",
        ];
        assert!(
            has_rows || has_none.contains(&name) || name == "shop-discounts" || name == "shop-dispute",
            "{name}"
        );
    }
}

#[test]
fn what_was_taken_back_can_not_be_undone_and_what_is_new_can() {
    let sample = Sample {
        language: Language::Chinese,
        text: "王",
        rows: 2,
    };
    let page = sample.shop_today().render().expect("a page");
    assert_eq!(page.matches("撤销（10:30 前）").count(), 1, "{page}");
    assert_eq!(page.matches("已撤销").count(), 1, "{page}");
}
mod set_up;
