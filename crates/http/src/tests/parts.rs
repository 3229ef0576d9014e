//! Samples of the page that shows all parts, and of the one where the type is chosen.

use askama::Template;

use super::sample::Sample;
use crate::page::{DisplayPage, PartsPage};

impl Sample<'_> {
    /// Those pages, by name.
    pub(super) fn parts_pages(self) -> Vec<(&'static str, String)> {
        let fields = ["amount", "password", "fund", "kind", "reason", "agreed"];
        let parts = PartsPage {
            frame: self.bare("/parts"),
            plain: self.form(&fields),
            wrong: self.form(&fields),
        };
        let display = DisplayPage {
            frame: self.bare("/display"),
            next: self.text.to_owned(),
        };
        let page = "a page";
        vec![
            ("parts", parts.render().expect(page)),
            ("display", display.render().expect(page)),
        ]
    }
}
