//! Samples of the pages of lists.

use askama::Template;

use super::sample::Sample;
use crate::page::shop::ShopHead;
use crate::page::{FateLine, Line, LookPage, Sums, TypingPage};

impl Sample<'_> {
    fn list_line(&self, place: usize) -> Line {
        let fields = ["number", "bill", "receipt", "date", ""];
        Line {
            place: place + 1,
            number: self.text.to_owned(),
            who: self.text.to_owned(),
            bill: self.text.to_owned(),
            receipt: self.text.to_owned(),
            date: "2026-11-03".to_owned(),
            fault: place.is_multiple_of(2).then(|| self.text.to_owned()),
            field: fields[place % fields.len()],
        }
    }

    fn list_head(&self) -> ShopHead {
        ShopHead {
            name: self.text.to_owned(),
            tabs: Vec::new(),
        }
    }

    fn list_lines(&self) -> Vec<Line> {
        self.list_lines_after(0)
    }

    fn list_lines_after(&self, first: usize) -> Vec<Line> {
        (first..first + self.rows).map(|place| self.list_line(place)).collect()
    }

    /// Rows of which nothing is said yet.
    fn list_typed(&self, first: usize) -> Vec<Line> {
        let lines = self.list_lines_after(first).into_iter();
        lines.map(|line| Line { fault: None, ..line }).collect()
    }

    fn list_typing(&self, is_allowed: bool) -> TypingPage {
        TypingPage {
            frame: self.bare("/c/qingzhu/shop/M01/lists"),
            shop: self.list_head(),
            path: "/c/qingzhu/shop/M01/lists".to_owned(),
            is_allowed,
            has_days: self.rows > 1,
            day: "2026-11-03".to_owned(),
            lines: self.list_typed(0),
            others: self.list_typed(self.rows),
            fault: (self.rows > 1).then(|| self.text.to_owned()),
            file_fault: (self.rows > 1).then(|| self.text.to_owned()),
        }
    }

    fn list_looked(&self, is_done: bool) -> LookPage {
        let good = |_| FateLine {
            number: self.text.to_owned(),
            who: self.text.to_owned(),
            date: "2026-11-03".to_owned(),
            title: self.text.to_owned(),
            bill: "1,268.50".to_owned(),
            off: "126.85".to_owned(),
            due: "1,141.65".to_owned(),
        };
        LookPage {
            takes_away: true,
            frame: self.bare("/c/qingzhu/shop/M01/lists"),
            shop: self.list_head(),
            path: "/c/qingzhu/shop/M01/lists".to_owned(),
            is_done,
            bad: self.list_lines(),
            good: (0..self.rows).map(good).collect(),
            rows: Vec::new(),
            carried: self.text.to_owned(),
            key: "0123456789abcdef".to_owned(),
            sums: Sums {
                bills: "1,268.50".to_owned(),
                off: "126.85".to_owned(),
                due: "1,141.65".to_owned(),
            },
        }
    }

    /// The pages of lists, by name.
    pub(super) fn lists_pages(&self) -> Vec<(&'static str, String)> {
        let page = "a page";
        vec![
            ("lists-not-allowed", self.list_typing(false).render().expect(page)),
            ("lists", self.list_typing(true).render().expect(page)),
            ("lists-looked", self.list_looked(false).render().expect(page)),
            ("lists-done", self.list_looked(true).render().expect(page)),
        ]
    }
}
