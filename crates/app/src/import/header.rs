//! The first row of a table: which column stands where.

use std::borrow::Cow;

use crate::import::malformed::{Delimiter, Label, Malformed, letters, shortened};
use crate::import::table::Table;

/// Which of a table's columns stands at each place of a row; none where the header's cell is empty.
#[derive(Debug, Default)]
pub(crate) struct Header {
    places: Vec<Option<usize>>,
}

impl Header {
    /// Reads the trimmed cells of row 1.
    pub(crate) fn read(table: Table, file: &Label, cells: &[Cow<'_, str>]) -> Result<Header, Malformed> {
        let file = || file.clone();
        let known = |name: &str| table.column(name).is_some();
        if cells.iter().all(|cell| cell.is_empty()) {
            return Err(Malformed::NoHeader { file: file() });
        }
        if !cells.iter().any(|cell| known(cell)) {
            if let Some(found) = other_delimiter(cells, known) {
                return Err(Malformed::Delimiter { file: file(), found });
            }
            if cells.len() > 1 && !cells.iter().any(|cell| nearest(table, cell).1 >= ALIKE) {
                return Err(Malformed::NotAHeader { file: file(), table });
            }
        }
        let mut places: Vec<Option<usize>> = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let column = table.column(cell);
            if column.is_none() && !cell.is_empty() {
                return Err(Malformed::UnknownColumn {
                    file: file(),
                    at: letters(at),
                    column: shortened(cell),
                    nearest: nearest(table, cell).0,
                });
            }
            let earlier = column.and_then(|_| places.iter().position(|place| *place == column));
            if let Some(first) = earlier {
                return Err(Malformed::DoubledColumn {
                    file: file(),
                    at: letters(at),
                    first: letters(first),
                    column: cell.clone().into_owned(),
                });
            }
            places.push(column);
        }
        Ok(Header { places })
    }

    /// How many places the header has.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The column at a place: none beyond the header, `Some(None)` where it is nameless.
    pub(crate) fn column_at(&self, place: usize) -> Option<Option<usize>> {
        self.places.get(place).copied()
    }
}

/// From here on a name counts as a misspelling rather than as something else.
const ALIKE: f64 = 0.5;

/// The known name that is nearest, and how near it is from 0 to 1.
fn nearest(table: Table, name: &str) -> (&'static str, f64) {
    let name = shortened(&name.to_lowercase());
    let near = |known: &str| strsim::normalized_damerau_levenshtein(known, &name);
    let names = table.columns().iter().flat_map(|column| [column.name, column.chinese]);
    names
        .map(|known| (known, near(known)))
        .max_by(|one, other| one.1.total_cmp(&other.1))
        .unwrap_or((table.key(), 0.0))
}

/// What separates the cells, if it is not a comma.
fn other_delimiter(cells: &[Cow<'_, str>], known: impl Fn(&str) -> bool) -> Option<Delimiter> {
    Delimiter::ALL.into_iter().find(|delimiter| {
        let separated = cells.iter().filter(|cell| cell.contains(delimiter.sign()));
        separated
            .flat_map(|cell| cell.split(delimiter.sign()))
            .any(|piece| known(piece.trim().trim_matches('"')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Header, String> {
        let cells: Vec<Cow<'_, str>> = text.split(',').map(|cell| cell.trim().into()).collect();
        Header::read(Table::Claims, &Label::File("claims.csv".into()), &cells)
            .map_err(|malformed| malformed.to_string())
    }

    #[test]
    fn columns_stand_in_any_order_and_language() {
        let header = read("时间,ref,账单金额,,").expect("a header");
        let columns: Vec<_> = (0..6).map(|place| header.column_at(place)).collect();
        assert_eq!(
            columns,
            [
                Some(Some(1)),
                Some(Some(0)),
                Some(Some(5)),
                Some(None),
                Some(None),
                None
            ]
        );
    }

    #[test]
    fn headers_that_mislead_are_refused() {
        let cases = [
            ("", "row 1 is empty"),
            (" , ,", "row 1 is empty"),
            ("ref,tiem", "column B: no column is called “tiem”; did you mean “time”?"),
            ("ref,Time", "no column is called “Time”; did you mean “time”?"),
            ("ref,账单", "no column is called “账单”; did you mean “账单金额”?"),
            ("reff", "did you mean “ref”?"),
            (
                "ref,time,ref",
                "column C: “ref” stands here a second time, first in column A",
            ),
            ("ref,单号", "“单号” stands here a second time"),
            ("ref;time;merchant", "separated by semicolons"),
            ("ref\ttime", "separated by tabs"),
            ("\"ref\"|\"time\"", "separated by vertical bars"),
            ("单号，时间", "separated by full-width commas"),
            ("CLM1,2026-01-01T00:00:00Z,M01", "no cell is the name of a column"),
        ];
        for (text, expected) in cases {
            let message = read(text).expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
