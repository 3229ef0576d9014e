//! Addresses within a community's books. Every one of them carries the view at which the books are open.

use std::fmt::Display;

use xiaonuan_app::report::{Format, ReportName};
use xiaonuan_app::view::{AsAsked, Cursor, Figure, Recorded};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;

/// Makes addresses of one community at one view.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    community: Code,
    asked: AsAsked,
}

/// An address that is being put together. What goes into it (codes, days, numbers, kinds, moments in UTC) needs no
/// escaping.
struct Address {
    text: String,
    has_query: bool,
}

impl Address {
    fn with(mut self, name: &str, value: Option<impl Display>) -> Self {
        if let Some(value) = value {
            let mark = if self.has_query { '&' } else { '?' };
            self.text.push_str(&format!("{mark}{name}={value}"));
            self.has_query = true;
        }
        self
    }
}

impl Links {
    pub(crate) const fn of(community: Code, asked: AsAsked) -> Self {
        Links { community, asked }
    }

    fn to(&self, path: &str) -> Address {
        let address = Address {
            text: format!("/c/{}{path}", self.community),
            has_query: false,
        };
        self.at_view(address)
    }

    fn at_view(&self, address: Address) -> Address {
        address
            .with("as_of", self.asked.at)
            .with("as_recorded", self.asked.recorded)
    }

    /// The same books as they stand.
    pub(crate) fn now(&self) -> Self {
        Links::of(self.community.clone(), AsAsked::default())
    }

    /// The same books with recording pinned to a number, so that pages that belong together stay together.
    pub(crate) fn pinned(&self, number: Seq) -> Self {
        let recorded = Some(Recorded::Number(number));
        Links::of(self.community.clone(), AsAsked { recorded, ..self.asked })
    }

    pub(crate) fn overview(&self) -> String {
        self.to("").text
    }

    pub(crate) fn accounts(&self) -> String {
        self.to("/accounts").text
    }

    pub(crate) fn account(&self, number: &i64) -> String {
        self.to(&format!("/accounts/{number}")).text
    }

    /// The account that a figure is, or the list of those that it sums.
    pub(crate) fn figure(&self, figure: &Figure, fund: Option<&Code>, merchant: Option<&Code>) -> String {
        match figure.account {
            Some(number) => self.account(&number),
            None => {
                let list = self.to("/accounts").with("kind", Some(figure.kind));
                list.with("fund", fund).with("merchant", merchant).text
            }
        }
    }

    /// A page of a statement.
    pub(crate) fn statement(&self, number: i64, from: Option<&str>, to: Option<&str>, after: Option<Cursor>) -> String {
        let page = self
            .to(&format!("/accounts/{number}"))
            .with("from", from)
            .with("to", to);
        page.with("after", after).text
    }

    pub(crate) fn record(&self, seq: &Seq) -> String {
        self.to(&format!("/records/{seq}")).text
    }

    pub(crate) fn journal(&self) -> String {
        self.to("/journal").text
    }

    pub(crate) fn journal_before(&self, seq: &Seq) -> String {
        self.to("/journal").with("before", Some(seq)).text
    }

    /// The access log, which is of no view of the books.
    pub(crate) fn accesses(&self) -> String {
        self.now().to("/access-log").text
    }

    /// Its entries before one.
    pub(crate) fn accesses_before(&self, number: i64) -> String {
        self.now().to("/access-log").with("before", Some(number)).text
    }

    pub(crate) fn reports(&self) -> String {
        self.to("/reports").text
    }

    /// The pages of a shop. Those show no view of the books.
    pub(crate) fn shop(&self) -> String {
        self.now().to("/shop").text
    }

    /// Cards and vouchers for the printer.
    pub(crate) fn sheets(&self) -> String {
        self.now().to("/sheets").text
    }

    /// A report as a page, with what it is asked with.
    pub(crate) fn report(&self, report: ReportName, asked: &[(&str, &str)]) -> String {
        let page = self.to(&format!("/reports/{report}"));
        asked
            .iter()
            .fold(page, |page, (name, value)| page.with(name, Some(value)))
            .text
    }

    /// A merchant's statement of the month as a page.
    pub(crate) fn statement_of(&self, merchant: &Code) -> String {
        self.report(ReportName::Statement, &[("merchant", merchant.as_str())])
    }

    /// A report as a file, with what it is asked with.
    pub(crate) fn file(&self, report: ReportName, format: Format, asked: &[(&str, &str)]) -> String {
        let text = format!("/api/v1/communities/{}/reports/{report}", self.community);
        let file = self.at_view(Address { text, has_query: false }.with("format", Some(format)));
        asked
            .iter()
            .fold(file, |file, (name, value)| file.with(name, Some(value)))
            .text
    }

    /// The fields that a form must carry so that the view is kept.
    pub(crate) fn view_fields(&self) -> Vec<(&'static str, String)> {
        let at = self.asked.at.map(|at| ("as_of", at.to_string()));
        let recorded = self
            .asked
            .recorded
            .map(|recorded| ("as_recorded", recorded.to_string()));
        at.into_iter().chain(recorded).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(at: Option<&str>, recorded: Option<&str>) -> Links {
        let asked = AsAsked {
            at: at.map(|text| text.parse().expect("a moment")),
            recorded: recorded.map(|text| text.parse().expect("a moment")),
        };
        Links::of("qingzhu".parse().expect("a code"), asked)
    }

    #[test]
    fn every_address_carries_the_view() {
        let links = links(Some("2026-03-31"), Some("120"));
        let view = "as_of=2026-03-31&as_recorded=120";
        assert_eq!(links.overview(), format!("/c/qingzhu?{view}"));
        assert_eq!(links.record(&7), format!("/c/qingzhu/records/7?{view}"));
        assert_eq!(links.journal_before(&7), format!("/c/qingzhu/journal?{view}&before=7"));
        assert_eq!(
            links.file(ReportName::Funds, Format::Csv, &[]),
            format!("/api/v1/communities/qingzhu/reports/funds?format=csv&{view}")
        );
        assert_eq!(links.now().accounts(), "/c/qingzhu/accounts");
    }

    #[test]
    fn moments_in_addresses_need_no_escaping() {
        let links = links(Some("2026-03-31T08:00:00+08:00"), None).pinned(9);
        assert_eq!(
            links.journal(),
            "/c/qingzhu/journal?as_of=2026-03-31T00:00:00.000000Z&as_recorded=9"
        );
    }
}
