//! CSV for spreadsheets and scripts: RFC 4180, a byte-order mark for Excel, field names above the columns.
//!
//! Totals and notes are left out, so that every line is a row of the report.

use super::{WriteError, Writer};
use crate::messages::Messages;
use crate::report::{Cell, Heading, Row, RowStyle, Totals};

pub(super) struct Csv {
    messages: &'static Messages,
    marks_rows: bool,
}

impl Csv {
    pub(super) const fn new(messages: &'static Messages) -> Self {
        Csv {
            messages,
            marks_rows: false,
        }
    }
}

impl Writer for Csv {
    fn begin(&mut self, heading: &Heading, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.marks_rows = heading.report.marks_rows();
        out.extend_from_slice("\u{feff}".as_bytes());
        let names = heading.columns.iter().map(|column| column.name);
        line(names.chain(self.marks_rows.then_some("row")), out);
        Ok(())
    }

    fn rows(&mut self, rows: &[Row], out: &mut Vec<u8>) -> Result<(), WriteError> {
        for row in rows.iter().filter(|row| row.style != RowStyle::Overall) {
            let cells = row.cells.iter().map(|cell| field(cell, self.messages));
            let mark = self.marks_rows.then(|| row.style.as_str().to_owned());
            line(cells.chain(mark), out);
        }
        Ok(())
    }

    fn end(&mut self, _totals: &Totals, _out: &mut Vec<u8>) -> Result<(), WriteError> {
        Ok(())
    }
}

/// A cell's text. Spreadsheets take some beginnings for a formula: free text that has one is led by an apostrophe.
fn field(cell: &Cell, messages: &Messages) -> String {
    let text = cell.plain(messages).into_owned();
    if cell.is_free_text() { no_formula(text) } else { text }
}

fn no_formula(text: String) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(formula) {
        format!("'{text}")
    } else {
        text
    }
}

/// Lines of free texts, for what is no report. None of them is a formula.
pub(crate) fn lines<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    for row in rows {
        line(row.into_iter().map(no_formula), &mut out);
    }
    out
}

fn line(fields: impl Iterator<Item = impl AsRef<str>>, out: &mut Vec<u8>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let field = field.as_ref();
        if field.contains([',', '"', '\r', '\n']) || field.starts_with(' ') || field.ends_with(' ') {
            out.push(b'"');
            out.extend_from_slice(field.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        } else {
            out.extend_from_slice(field.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use crate::messages::Language;
    use crate::report::{Format, ReportName};

    #[test]
    fn a_file_has_field_names_and_one_line_per_row() {
        let text = sample::text(Format::Csv, Language::Chinese, sample::donors(), 2);
        assert_eq!(
            text,
            concat!(
                "\u{feff}date,ref,donor,donor_kind,fund,name,method,amount,seq,reversed_by,given_on,receipt\r\n",
                "2026-01-01,DON0001,竹园超市,organisation,xiaonuan,小暖基金,bank,4342.00,7,,2026-01-01,\r\n",
                "2026-01-02,DON0002,\"'=HYPERLINK(\"\"http://x\"\",\"\"a\"\")\",person,xiaonuan,小暖基金,cash,-12.50,8,,2026-01-02,\r\n",
                "2026-01-02,-1,'+1,person,xiaonuan,小暖基金,online,0.05,9,12,2026-01-02,\r\n",
            )
        );
    }

    #[test]
    fn free_text_is_never_a_formula_and_stays_in_its_cell() {
        for (donor, field) in [
            ("=1+1", "'=1+1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\r\n=1", "\"'\r\n=1\""),
            ("＝1", "'＝1"),
            ("a\nb", "\"a\nb\""),
            ("a,b", "\"a,b\""),
            (" a", "\" a\""),
            ("二·一=1", "二·一=1"),
        ] {
            let text = sample::text(Format::Csv, Language::Chinese, sample::donor(donor), 1);
            assert!(text.contains(&format!(",DON0001,{field},person,")), "{text}");
        }
    }

    #[test]
    fn no_rows_leave_the_header() {
        let text = sample::text(Format::Csv, Language::English, sample::empty(ReportName::Vouchers), 1);
        assert_eq!(text, "\u{feff}resident,balance\r\n");
    }

    #[test]
    fn sums_and_carried_balances_are_marked() {
        let text = sample::text(Format::Csv, Language::Chinese, sample::ledger(), 10);
        assert_eq!(
            text,
            concat!(
                "\u{feff}date,seq,summary,contra,debit,credit,side,balance,ref,row\r\n",
                "2026-05-01,,期初余额,,,,credit,1842.17,,opening\r\n",
                "2026-05-02,6023,核销 CLM003811，R0102,业务活动成本—优惠,,12.00,credit,1854.17,CLM003811,reversed\r\n",
                "2026-05-02,6024,冲销 6023：输错金额,业务活动成本—优惠,,-12.00,credit,1842.17,CLM003811,reversal\r\n",
                ",,本月合计,,0.00,0.00,credit,1842.17,,month_total\r\n",
            )
        );
    }

    #[test]
    fn many_rows_come_in_many_pieces_and_none_is_lost() {
        let pieces = sample::pieces(Format::Csv, Language::Chinese, sample::vouchers(10_000), 500);
        assert_eq!(pieces.len(), 21);
        let text = String::from_utf8(pieces.concat()).expect("text");
        assert_eq!(text.lines().count(), 10_001);
        assert!(text.ends_with("R9999,9999.00\r\n"));
    }
}
