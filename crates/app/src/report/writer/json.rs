//! JSON for programs: amounts are strings with two decimals, counts and record numbers are numbers, an empty cell is null.

use serde_json::{Map, Value};

use super::{WriteError, Writer};
use crate::messages::Messages;
use crate::report::{Cell, Column, Heading, Row, RowStyle, Totals};

pub(super) struct Json {
    messages: &'static Messages,
    columns: &'static [Column],
    marks_rows: bool,
    rows: bool,
    /// The fields after the totals.
    rest: Vec<(&'static str, Value)>,
}

impl Json {
    pub(super) const fn new(messages: &'static Messages) -> Self {
        Json {
            messages,
            columns: &[],
            marks_rows: false,
            rows: false,
            rest: Vec::new(),
        }
    }
}

impl Writer for Json {
    fn begin(&mut self, heading: &Heading, out: &mut Vec<u8>) -> Result<(), WriteError> {
        self.columns = heading.columns;
        self.marks_rows = heading.report.marks_rows();
        self.rest = rest(heading, self.messages);
        let mut columns: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        columns.extend(self.marks_rows.then_some("row"));
        let fields = [
            ("report", heading.report.as_str().into()),
            ("community", heading.community.as_str().into()),
            ("as_of", heading.as_of.as_str().into()),
            ("as_recorded", heading.as_recorded.into()),
            ("columns", Value::from(columns)),
        ];
        out.push(b'{');
        write_fields(fields, out);
        put(",\n\"rows\":[", out);
        Ok(())
    }

    fn rows(&mut self, rows: &[Row], out: &mut Vec<u8>) -> Result<(), WriteError> {
        for row in rows.iter().filter(|row| row.style != RowStyle::Overall) {
            put(if self.rows { ",\n{" } else { "\n{" }, out);
            self.rows = true;
            let cells = self.columns.iter().zip(&row.cells);
            let cells = cells.map(|(column, cell)| (column.name, value(cell, self.messages)));
            let mark = self.marks_rows.then(|| ("row", row.style.as_str().into()));
            write_fields(cells.chain(mark), out);
            out.push(b'}');
        }
        Ok(())
    }

    fn end(&mut self, totals: &Totals, out: &mut Vec<u8>) -> Result<(), WriteError> {
        put("],\n\"totals\":{", out);
        write_fields(
            totals.iter().map(|(name, cell)| (*name, value(cell, self.messages))),
            out,
        );
        put("}", out);
        for field in self.rest.drain(..) {
            out.push(b',');
            write_fields([field], out);
        }
        put("}\n", out);
        Ok(())
    }
}

/// What follows the totals: title and names for people, the period and whatever else was asked for.
fn rest(heading: &Heading, messages: &Messages) -> Vec<(&'static str, Value)> {
    let mut rest: Vec<(&'static str, Value)> = vec![
        ("title", heading.title(messages).into()),
        ("community_name", heading.community_name.as_str().into()),
    ];
    if let Some(host) = &heading.host {
        rest.push(("host", host.as_str().into()));
    }
    if let Some((from, to)) = heading.period {
        rest.push(("from", from.to_string().into()));
        rest.push(("to", to.to_string().into()));
    }
    let filters = heading
        .filters
        .iter()
        .map(|(name, cell)| ((*name).to_owned(), value(cell, messages)));
    let filters: Map<_, _> = filters.collect();
    if !filters.is_empty() {
        rest.push(("filters", filters.into()));
    }
    if !heading.notes.is_empty() {
        rest.push(("notes", heading.note_lines(messages).into()));
    }
    rest
}

fn value(cell: &Cell, messages: &Messages) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Count(number) | Cell::Seq(number) => (*number).into(),
        other => other.plain(messages).into(),
    }
}

fn write_fields<'a>(fields: impl IntoIterator<Item = (&'a str, Value)>, out: &mut Vec<u8>) {
    for (at, (name, value)) in fields.into_iter().enumerate() {
        put(if at > 0 { "," } else { "" }, out);
        put(&format!("\"{name}\":{value}"), out);
    }
}

fn put(text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::sample;
    use crate::messages::Language;
    use crate::report::{Format, ReportName};

    #[test]
    fn amounts_are_strings_and_counts_are_numbers() {
        let text = sample::text(Format::Json, Language::Chinese, sample::donors(), 2);
        let start =
            r#"{"report":"donors","community":"qingzhu","as_of":"2026-07-01T00:00:00+08:00","as_recorded":7214,"#;
        assert!(text.starts_with(start), "{text}");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["rows"].as_array().map(Vec::len), Some(3));
        assert_eq!(
            value["rows"][1],
            json!({
                "date": "2026-01-02", "ref": "DON0002", "donor": "=HYPERLINK(\"http://x\",\"a\")",
                "donor_kind": "person", "fund": "xiaonuan", "name": "小暖基金", "method": "cash",
                "amount": "-12.50", "seq": 8, "reversed_by": null, "given_on": "2026-01-02",
                "receipt": null,
            })
        );
        assert_eq!(value["columns"][7], "amount");
        assert_eq!(value["totals"], json!({ "amount": "4329.55" }));
        assert_eq!(value["from"], "2026-01-01");
        assert_eq!(value["to"], "2026-06-30");
        assert_eq!(value["filters"], json!({ "fund": "xiaonuan" }));
        assert_eq!(value["title"], "捐赠台账");
    }

    #[test]
    fn hostile_text_stays_in_its_string() {
        let donor = "\"},{\u{0}\u{2028}\u{202e}</script>\n";
        let text = sample::text(Format::Json, Language::Chinese, sample::donor(donor), 1);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["rows"][0]["donor"], donor);
    }

    #[test]
    fn no_rows_and_no_totals_are_empty() {
        let text = sample::text(Format::Json, Language::English, sample::empty(ReportName::Vouchers), 1);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["rows"], json!([]));
        assert_eq!(value["totals"], json!({}));
        assert_eq!(value["columns"], json!(["resident", "balance"]));
    }

    #[test]
    fn sums_and_carried_balances_are_marked() {
        let text = sample::text(Format::Json, Language::Chinese, sample::ledger(), 1);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let marks: Vec<_> = (0..4).map(|at| value["rows"][at]["row"].clone()).collect();
        assert_eq!(marks, ["opening", "reversed", "reversal", "month_total"]);
        assert_eq!(value["columns"][9], "row");
        assert_eq!(value["rows"][1]["side"], "credit");
    }

    #[test]
    fn many_rows_are_one_document() {
        let pieces = sample::pieces(Format::Json, Language::Chinese, sample::vouchers(10_000), 500);
        assert_eq!(pieces.len(), 22);
        let value: Value = serde_json::from_slice(&pieces.concat()).expect("JSON");
        assert_eq!(value["rows"].as_array().map(Vec::len), Some(10_000));
    }
}
