//! Samples of the sheets for the printer.

use askama::Template;

use super::sample::Sample;
use crate::page::{
    CardSheetPage, ChosenPage, ChosenRow, FailedCard, HandTo, PrintedCard, PrintedSlip, SheetsPage, VoucherSheetPage,
};

impl Sample<'_> {
    fn hand_to(&self) -> HandTo {
        HandTo {
            code: "R0001".to_owned(),
            name: self.text.to_owned(),
            building: self.text.to_owned(),
        }
    }

    fn sheets(&self) -> SheetsPage {
        SheetsPage {
            frame: self.bare("/c/qingzhu/sheets"),
            path: "/c/qingzhu/sheets".to_owned(),
            buildings: (0..self.rows).map(|row| format!("{}{row}", self.text)).collect(),
            without_card: self.rows,
            form: self.form(&["what", "who", "codes", "building"]),
        }
    }

    fn chosen(&self, is_cards: bool) -> ChosenPage {
        let row = |number: usize| ChosenRow {
            to: self.hand_to(),
            tail: (number > 0).then(|| "3F7K".to_owned()),
        };
        ChosenPage {
            frame: self.bare("/c/qingzhu/sheets"),
            path: "/c/qingzhu/sheets".to_owned(),
            is_cards,
            rows: (0..self.rows).map(row).collect(),
            replaced: (self.rows > 1).then(|| self.rows.to_string()),
            left_out: vec![self.text.to_owned(); self.rows],
            too_many: (self.rows > 1).then(|| self.rows.to_string()),
            codes: "R0001 R0002".to_owned(),
            key: "0123456789abcdef".to_owned(),
        }
    }

    fn card_sheet(&self) -> CardSheetPage {
        let card = || PrintedCard {
            to: self.hand_to(),
            tail: "3F7K".to_owned(),
            picture: "<svg></svg>".into(),
            short_code: "A3K 7MN".into(),
            token: "abcd efgh".into(),
            pin: "204871".into(),
        };
        let failed = || FailedCard {
            to: self.hand_to(),
            why: self.text.to_owned(),
        };
        CardSheetPage {
            frame: self.bare("/c/qingzhu/sheets"),
            community: self.text.to_owned(),
            path: "/c/qingzhu/sheets".to_owned(),
            address: "https://books.example/card?c=qingzhu".to_owned(),
            // More are never made at once.
            pages: (0..self.rows.min(50)).map(|_| vec![card(), card()]).collect(),
            failed: (0..self.rows).map(|_| failed()).collect(),
        }
    }

    fn voucher_sheet(&self) -> VoucherSheetPage {
        let slip = |number: usize| PrintedSlip {
            to: self.hand_to(),
            surname: self.text.to_owned(),
            tail: (number > 0).then(|| "3F7K".to_owned()),
            left: "19.00 元".to_owned(),
            vouchers: vec![("19.00 元".to_owned(), "到 2026 年 12 月 31 日".to_owned()); number.min(2)],
        };
        VoucherSheetPage {
            frame: self.bare("/c/qingzhu/sheets"),
            community: self.text.to_owned(),
            path: "/c/qingzhu/sheets".to_owned(),
            slips: (0..self.rows).map(slip).collect(),
            chosen: (self.rows > 1).then_some(self.rows + 1),
            shops: vec![self.text.to_owned(); self.rows.min(3)],
            picture: "<svg id=\"card-page\"></svg>".into(),
        }
    }

    /// The sheets for the printer, by name.
    pub(super) fn sheets_pages(&self) -> Vec<(&'static str, String)> {
        let page = "a page";
        vec![
            ("sheets", self.sheets().render().expect(page)),
            ("sheets-chosen-cards", self.chosen(true).render().expect(page)),
            ("sheets-chosen-vouchers", self.chosen(false).render().expect(page)),
            ("sheet-cards", self.card_sheet().render().expect(page)),
            ("sheet-vouchers", self.voucher_sheet().render().expect(page)),
        ]
    }
}
