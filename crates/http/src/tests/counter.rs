//! Samples of the pages of the counter.

use askama::Template;
use xiaonuan_app::messages::Language;

use super::sample::Sample;
use crate::page::{
    BillPage, DonePage, Due, Notice, OfferRow, PairPage, PinPage, ShowCardPage, Slip, Till, TodayPage, TodayRow,
    UndoPage, VoucherField,
};

impl Sample<'_> {
    fn said_by_somebody(&self) -> Option<String> {
        (self.rows > 0).then(|| self.text.to_owned())
    }

    fn counter_till(&self) -> Till {
        Till {
            shop: self.text.to_owned(),
            device: self.text.to_owned(),
            staff: self.said_by_somebody(),
            script: "/static/0/counter.js".to_owned(),
        }
    }

    fn counter_slip(&self) -> Slip {
        Slip {
            card: self.text.to_owned(),
            bill: self.text.to_owned(),
            voucher: self.text.to_owned(),
            receipt: self.text.to_owned(),
            discount: self.text.to_owned(),
            reference: self.text.to_owned(),
            again: if self.rows > 1 { "1".to_owned() } else { String::new() },
            ..Slip::default()
        }
    }

    /// The page of a bill; with rows, after a bill was typed.
    fn counter_bill(&self) -> BillPage {
        let offer = |number: usize| OfferRow {
            value: self.text.to_owned(),
            title: self.text.to_owned(),
            about: self.text.to_owned(),
            off: (number == 0).then(|| "−12.85".to_owned()),
            why: (number > 0).then(|| self.text.to_owned()),
            is_chosen: number == 0,
        };
        let has_bill = self.rows > 0;
        BillPage {
            frame: self.bare("/counter"),
            till: self.counter_till(),
            surname: self.text.to_owned(),
            tail: self.text.to_owned(),
            slip: self.counter_slip(),
            offers: (0..self.rows).map(offer).collect(),
            voucher: has_bill.then(|| VoucherField {
                left: "86.00".to_owned(),
                value: "86.00".to_owned(),
                fault: self.said_by_somebody(),
            }),
            due: has_bill.then(|| Due {
                amount: "29.65".to_owned(),
                parts: "优惠 12.85 + 券 86.00".to_owned(),
                is_reduced: self.rows > 1,
            }),
            notice: has_bill.then(|| Notice {
                text: self.text.to_owned(),
                link: Some(("/counter/done/HX-1".to_owned(), self.text.to_owned())),
            }),
            needs_receipt: self.rows > 1,
            bill_fault: self.said_by_somebody(),
            receipt_fault: self.said_by_somebody(),
        }
    }

    fn counter_today(&self) -> TodayPage {
        let row = |number: usize| TodayRow {
            reference: "HX-A3K7MN9PQR".to_owned(),
            time: "14:32".to_owned(),
            surname: self.text.to_owned(),
            tail: self.text.to_owned(),
            bill: "128.50".to_owned(),
            due: "29.65".to_owned(),
            is_undone: number == 1,
            undo_until: (number == 0).then(|| "14:47".to_owned()),
        };
        TodayPage {
            frame: self.bare("/counter"),
            till: self.counter_till(),
            rows: (0..self.rows).map(row).collect(),
            count: 3,
            sum: "29.65".to_owned(),
        }
    }

    fn counter_pin(&self, people: usize) -> PinPage {
        PinPage {
            frame: self.bare("/counter"),
            till: self.counter_till(),
            people: (0..people)
                .map(|_| (self.text.to_owned(), self.text.to_owned()))
                .collect(),
            chosen: self.text.to_owned(),
            kept: (self.rows > 0).then(|| self.counter_slip()),
            fault: self.said_by_somebody(),
        }
    }

    fn counter_done(&self) -> DonePage {
        DonePage {
            frame: self.bare("/counter"),
            till: self.counter_till(),
            reference: "HX-A3K7MN9PQR".to_owned(),
            amount: "29.65".to_owned(),
            time: "14:32".to_owned(),
            details: (0..self.rows)
                .map(|_| (self.text.to_owned(), self.text.to_owned()))
                .collect(),
            undo_until: (self.rows < 2).then(|| "14:47".to_owned()),
            is_undone: self.rows > 1,
            spoken: "应收二十九元六角五".to_owned(),
        }
    }

    fn counter_undo(&self) -> UndoPage {
        UndoPage {
            frame: self.bare("/counter"),
            till: self.counter_till(),
            of: "HX-A3K7MN9PQR".to_owned(),
            reference: "CX-A3K7MN9PQR".to_owned(),
            amount: "29.65".to_owned(),
            who: self.text.to_owned(),
            time: "14:32".to_owned(),
            until: (self.rows < 2).then(|| "14:47".to_owned()),
            fault: self.said_by_somebody(),
        }
    }

    /// The pages of the counter, by name.
    pub(super) fn counter_pages(self) -> Vec<(&'static str, String)> {
        let pair = |device| PairPage {
            frame: self.bare("/counter"),
            device,
            path: format!("/pair/{}", self.text).into(),
        };
        let code = ShowCardPage {
            typed: self.text.to_owned(),
            frame: self.bare("/counter"),
            till: self.counter_till(),
            notice: self.said_by_somebody().map(|text| Notice {
                text,
                link: Some(("/counter/done/HX-1".to_owned(), self.text.to_owned())),
            }),
            fault: self.said_by_somebody(),
        };
        let named = Some((self.text.to_owned(), self.text.to_owned()));
        let page = "a page";
        vec![
            ("counter-pair", pair(named).render().expect(page)),
            ("counter-pair-over", pair(None).render().expect(page)),
            ("counter-code", code.render().expect(page)),
            ("counter-bill", self.counter_bill().render().expect(page)),
            ("counter-pin", self.counter_pin(self.rows).render().expect(page)),
            ("counter-pin-of-many", self.counter_pin(9).render().expect(page)),
            ("counter-done", self.counter_done().render().expect(page)),
            ("counter-undo", self.counter_undo().render().expect(page)),
            ("counter-today", self.counter_today().render().expect(page)),
        ]
    }
}

#[test]
fn pages_of_the_counter_are_whole_with_ten_thousand_rows() {
    let sample = Sample {
        language: Language::Chinese,
        text: "邻家超市",
        rows: 10_000,
    };
    let page = sample.counter_today().render().expect("a page");
    assert_eq!(page.matches("</li>").count(), 10_000);
    let page = sample.counter_pin(10_000).render().expect("a page");
    assert_eq!(page.matches("</option>").count(), 10_001);
}

#[test]
fn the_page_of_a_bill_tells_no_more_than_what_is_shown_and_what_stands_for_the_card() {
    let sample = Sample {
        language: Language::Chinese,
        text: "邻家超市",
        rows: 2,
    };
    let page = sample.counter_bill().render().expect("a page");
    for told in ["应收", "¥29.65", "再记一笔", "优惠 12.85 + 券 86.00"] {
        assert!(page.contains(told), "{told}");
    }
    assert_eq!(page.matches("name=\"ref\"").count(), 1);
    assert_eq!(page.matches("name=\"code\"").count(), 0);
}
