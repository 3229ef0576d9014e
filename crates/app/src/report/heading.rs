//! What stands above a report: whose it is, as of when, and for what was asked.

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;

use super::cell::to_the_minute;
use super::{Cell, Column, Format, Phrase, ReportName};
use crate::messages::Messages;

/// What stands above a report and below it.
#[derive(Clone, Debug)]
pub struct Heading {
    /// Which report.
    pub report: ReportName,
    /// Whose books.
    pub community: Code,
    /// Their name.
    pub community_name: String,
    /// The host charity 慈善会 that holds the money, if one does: these are management accounts then.
    pub host: Option<String>,
    /// Of what it is, where the title should say so: an account, a merchant.
    pub subject: Option<Cell>,
    /// The business time up to which things count, as the community writes it.
    pub as_of: String,
    /// The last record that counts.
    pub as_recorded: Seq,
    /// The first and last day of the period, for reports of a period.
    pub period: Option<(Day, Day)>,
    /// What else was asked for, by field name.
    pub filters: Vec<(&'static str, Cell)>,
    /// The columns.
    pub columns: &'static [Column],
    /// What must be said about the figures.
    pub notes: Vec<Phrase>,
}

impl Heading {
    /// A heading with nothing but what every report has.
    #[must_use]
    pub fn new(report: ReportName, community: Code, community_name: String, as_of: String, as_recorded: Seq) -> Self {
        Heading {
            report,
            community,
            community_name,
            host: None,
            subject: None,
            as_of,
            as_recorded,
            period: None,
            filters: Vec::new(),
            columns: report.columns(),
            notes: Vec::new(),
        }
    }

    /// The title.
    #[must_use]
    pub fn title(&self, messages: &Messages) -> String {
        let title = self.report.title(self.host.is_some(), messages);
        match &self.subject {
            Some(subject) => messages.text_with(
                "report-title-of",
                &[("title", &title), ("subject", &subject.shown(messages))],
            ),
            None => title,
        }
    }

    /// The label of a column, which may be called otherwise where a host holds the money.
    #[must_use]
    pub fn label(&self, column: &Column, messages: &Messages) -> String {
        let hosted = format!("hosted-{}", column.name);
        if self.host.is_some() && messages.has(&hosted) {
            messages.text(&hosted)
        } else {
            column.label(self.report, messages)
        }
    }

    /// The labels of the columns.
    #[must_use]
    pub fn labels(&self, messages: &Messages) -> Vec<String> {
        self.columns.iter().map(|column| self.label(column, messages)).collect()
    }

    /// The lines below the title: community, period or time, record, filters, unit.
    #[must_use]
    pub fn lines(&self, messages: &Messages) -> Vec<String> {
        let community = [
            ("name", self.community_name.as_str()),
            ("code", self.community.as_str()),
        ];
        let mut lines = vec![messages.text_with("report-community", &community)];
        if let Some(host) = &self.host {
            lines.push(messages.text_with("report-host", &[("host", host)]));
        }
        if let Some((from, to)) = self.period {
            let period = [("from", &*from.to_string()), ("to", &*to.to_string())];
            lines.push(messages.text_with("report-period", &period));
        }
        for (name, cell) in &self.filters {
            let filter = [("column", &*messages.column(name)), ("value", &*cell.shown(messages))];
            lines.push(messages.text_with("report-filter", &filter));
        }
        let (minute, offset) = to_the_minute(&self.as_of);
        let as_of = [("time", minute.as_str()), ("offset", offset)];
        lines.push(messages.text_with("report-as-of", &as_of));
        lines.push(messages.text_with("report-as-recorded", &[("seq", &self.as_recorded.to_string())]));
        lines.push(messages.text("report-unit"));
        lines
    }

    /// The notes below the report.
    #[must_use]
    pub fn note_lines(&self, messages: &Messages) -> Vec<String> {
        self.notes.iter().map(|note| note.text(messages)).collect()
    }

    /// A name for the file: report, community, period if there is one, last record.
    #[must_use]
    pub fn file_name(&self, format: Format) -> String {
        let period = self
            .period
            .map_or_else(String::new, |(from, to)| format!("-{from}-{to}"));
        let (report, community, seq) = (self.report, &self.community, self.as_recorded);
        format!("{report}-{community}{period}-{seq}.{}", format.extension())
    }
}
