//! A table for a terminal. Widths come from the kinds of the columns and from the first rows; a later cell that is
//! wider pushes its line out rather than being cut, so that no digit is ever lost.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::{WriteError, Writer};
use crate::messages::Messages;
use crate::report::{Column, ColumnKind, Heading, Row, RowStyle, Totals};

/// How many rows wait until the widths are measured.
const MEASURED: usize = 1_000;

/// The widest that a column of text becomes for the sake of its cells.
const WIDEST: usize = 40;

pub(super) struct Table {
    messages: &'static Messages,
    columns: &'static [Column],
    labels: Vec<String>,
    notes: Vec<String>,
    /// The first rows with their remarks, until the widths are known.
    waiting: Vec<(Vec<String>, String)>,
    widths: Option<Vec<usize>>,
    count: usize,
}

impl Table {
    pub(super) const fn new(messages: &'static Messages) -> Self {
        Table {
            messages,
            columns: &[],
            labels: Vec::new(),
            notes: Vec::new(),
            waiting: Vec::new(),
            widths: None,
            count: 0,
        }
    }

    fn measure(&self) -> Vec<usize> {
        let mut widths = Vec::with_capacity(self.columns.len());
        for (at, (column, label)) in self.columns.iter().zip(&self.labels).enumerate() {
            let cells = self.waiting.iter().map(|(row, _)| row[at].width().min(WIDEST));
            let total = if at == 0 {
                self.messages.text("report-total").width()
            } else {
                0
            };
            let widest = cells.max().unwrap_or(0);
            widths.push(least(column.kind).max(label.width()).max(total).max(widest));
        }
        widths
    }

    /// Writes a line of cells, and a remark behind it.
    fn line(&self, cells: &[String], remark: &str, out: &mut Vec<u8>) {
        let widths = self.widths.as_deref().unwrap_or_default();
        let mut line = String::new();
        for ((column, cell), width) in self.columns.iter().zip(cells).zip(widths) {
            let gap = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if column.kind.is_numeric() {
                (&*gap, "")
            } else {
                ("", &*gap)
            };
            line.extend([before, cell, after, "  "]);
        }
        line.push_str(remark);
        put(line.trim_end(), out);
    }

    fn rule(&self, of: &str, out: &mut Vec<u8>) {
        let widths = self.widths.as_deref().unwrap_or_default();
        let width = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        put(&of.repeat(width), out);
    }

    /// Measures the widths by the rows that wait, and writes the labels and those rows.
    fn head(&mut self, out: &mut Vec<u8>) {
        if self.widths.is_none() {
            self.widths = Some(self.measure());
            self.line(&self.labels, "", out);
            self.rule("-", out);
            for (cells, remark) in std::mem::take(&mut self.waiting) {
                self.line(&cells, &remark, out);
            }
        }
    }
}

impl Writer for Table {
    fn begin(&mut self, heading: &Heading, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.columns = heading.columns;
        self.labels = heading.labels(self.messages);
        self.notes = heading.note_lines(self.messages);
        put(&printable(heading.title(self.messages).into()), out);
        for line in heading.lines(self.messages) {
            put(&printable(line.into()), out);
        }
        put("", out);
        Ok(())
    }

    fn rows(&mut self, rows: &[Row], out: &mut Vec<u8>) -> Result<(), WriteError> {
        let cells = |row: &Row| {
            let shown = row
                .cells
                .iter()
                .map(|cell| printable(cell.shown(self.messages)).into_owned());
            shown.collect::<Vec<_>>()
        };
        for row in rows {
            let remark = match (row.style, row.remark) {
                (RowStyle::Reversed, _) => self.messages.text("row-reversed"),
                (_, Some(remark)) => self.messages.text(remark.message_id()),
                _ => String::new(),
            };
            if self.widths.is_some() {
                self.line(&cells(row), &remark, out);
            } else {
                self.waiting.push((cells(row), remark));
            }
        }
        if self.waiting.len() >= MEASURED {
            self.head(out);
        }
        self.count += rows.len();
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.head(out);
        if self.count == 0 {
            put(&self.messages.text("report-empty"), out);
        } else if !totals.is_empty() {
            let total = |column: &Column| {
                let cell = totals.iter().find(|(name, _)| *name == column.name);
                cell.map_or_else(String::new, |(_, cell)| cell.shown(self.messages).into_owned())
            };
            let mut cells: Vec<_> = self.columns.iter().map(total).collect();
            if let Some(first) = cells.first_mut().filter(|first| first.is_empty()) {
                *first = self.messages.text("report-total");
            }
            self.rule("-", out);
            self.line(&cells, "", out);
            self.rule("=", out);
        }
        put("", out);
        let count = self.count.to_string();
        put(&self.messages.text_with("report-rows", &[("count", &count)]), out);
        for note in &self.notes {
            put(&printable(note.into()), out);
        }
        Ok(())
    }
}

/// The least width of a column, so that rows after the first ones mostly fit.
const fn least(kind: ColumnKind) -> usize {
    match kind {
        ColumnKind::Amount => 12,
        ColumnKind::Time => 19,
        ColumnKind::Day => 10,
        ColumnKind::Code => 8,
        ColumnKind::Text => 12,
        ColumnKind::Seq => 6,
        ColumnKind::Count | ColumnKind::Choice => 4,
    }
}

/// The text without what would move a terminal's cursor or turn the direction of writing.
fn printable(text: Cow<'_, str>) -> Cow<'_, str> {
    let turns = |letter: char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let unfit = |letter: char| letter.is_control() || turns(letter) || matches!(letter, '\u{2028}' | '\u{2029}');
    if !text.contains(unfit) {
        return text;
    }
    let fit = |letter: char| match letter {
        '\t' | '\r' | '\n' => ' ',
        other if unfit(other) => char::REPLACEMENT_CHARACTER,
        other => other,
    };
    Cow::Owned(text.chars().map(fit).collect())
}

fn put(line: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(line.as_bytes());
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use xiaonuan_domain::money::{Money, Sum};

    use super::super::sample;
    use crate::messages::Language;
    use crate::report::{Cell, Format, ReportName};

    #[test]
    fn columns_of_chinese_text_stand_below_each_other() {
        let text = sample::text(Format::Table, Language::Chinese, sample::funds(), 5);
        let expected = [
            "基金余额表",
            "社区：青竹社区（qingzhu）",
            "截至：2026-07-01 00:00（时差 +08:00）",
            "计至第 7214 号记录",
            "金额单位：元",
            "",
            "基金编号  基金名称          捐赠收入      帮扶支出      优惠补贴      过期退回      已批未付",
            "general   日常            123,456.78         12.30         12.30         12.30         12.30",
            "xiaonuan  小暖基金              0.00         12.30         12.30         12.30         12.30",
            "合计                      123,456.78",
            "",
            "共 2 行",
        ];
        let (rules, lines): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with(['-', '=']));
        assert_eq!(lines.len(), expected.len(), "{text}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line.starts_with(expected), "{text}");
        }
        assert_eq!(rules, ["-".repeat(164), "-".repeat(164), "=".repeat(164)]);
        assert_eq!(lines[6].width(), 164);
        assert_eq!(lines[7].width(), 164);
    }

    #[test]
    fn a_wide_later_cell_is_never_cut() {
        let text = sample::text(Format::Table, Language::Chinese, sample::wide(), 1);
        assert!(text.contains("92,233,720,368,547,758.07"), "{text}");
    }

    /// What 100,000 of the largest donations come to is more than 64 bits hold.
    #[test]
    fn totals_beyond_the_range_of_the_books_are_written_by_every_writer() {
        let sum: Sum = (0..100_000).map(|_| Money::from_fen(99_999_999_999_999)).sum();
        for (format, shown) in [
            (Format::Table, "99,999,999,999,999,000.00"),
            (Format::Json, "\"99999999999999000.00\""),
        ] {
            let (heading, rows, _) = sample::donors();
            let text = sample::text(
                format,
                Language::Chinese,
                (heading, rows, vec![("amount", Cell::Amount(sum))]),
                2,
            );
            assert!(text.contains(shown), "{text}");
        }
    }

    #[test]
    fn a_terminal_is_not_told_what_to_do() {
        let donor = "\u{1b}[2J\u{202e}甲\n乙\u{7}";
        let text = sample::text(Format::Table, Language::Chinese, sample::donor(donor), 1);
        assert!(text.contains("\u{fffd}[2J\u{fffd}甲 乙\u{fffd}"), "{text}");
        assert!(
            text.chars().all(|letter| letter == '\n' || !letter.is_control()),
            "{text}"
        );
    }

    #[test]
    fn no_rows_are_said_in_words() {
        let chinese = sample::text(Format::Table, Language::Chinese, sample::empty(ReportName::Vouchers), 1);
        assert!(
            chinese.contains("居民编号    代金券余额\n") && chinese.contains("没有记录"),
            "{chinese}"
        );
        let english = sample::text(Format::Table, Language::English, sample::empty(ReportName::Vouchers), 1);
        assert!(
            english.contains("Resident") && english.contains("No records"),
            "{english}"
        );
    }

    #[test]
    fn reversed_rows_say_so() {
        let text = sample::text(Format::Table, Language::Chinese, sample::ledger(), 10);
        let marked: Vec<_> = text.lines().filter(|line| line.ends_with("已冲销")).collect();
        assert_eq!(marked.len(), 1, "{text}");
        assert!(text.starts_with("明细账：应付账款—康民药店\n"), "{text}");
    }

    #[test]
    fn many_rows_keep_the_widths_of_the_first() {
        let text = sample::text(Format::Table, Language::Chinese, sample::vouchers(5_000), 100);
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with('R')).collect();
        assert_eq!(rows.len(), 5_000);
        let width = rows[0].width();
        assert!(rows.iter().all(|row| row.width() == width));
    }
}
