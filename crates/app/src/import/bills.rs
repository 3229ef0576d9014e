//! A list of bills from a file that a shop has: a workbook or comma-separated text, its columns named in either language.
//!
//! What stands in the cells is taken as it is shown; whether it is right is said row by row by whoever decides it.

use encoding_rs::Encoding;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use xiaonuan_domain::money::as_typed;
use xiaonuan_domain::text::folded;

use crate::desk::{ListRow, ListedCustomer, MOST_ROWS};
use crate::import::encoding::{self, Found};
use crate::import::record::{self, Records};
use crate::import::workbook;

/// The most rows above the names of the columns: a shop's own title and notes.
const TITLE_ROWS: usize = 10;

/// Why a file is no list of bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillsFault {
    /// There is nothing in it, or no bill.
    Empty,
    /// It is neither a workbook of today's form nor comma-separated text.
    Unreadable,
    /// No row names a column of numbers and one of amounts.
    NoColumns,
    /// It has more rows than a list takes.
    TooMany,
}

/// A column of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Number,
    Bill,
    Receipt,
    Date,
}

impl Column {
    /// What it is called; the first of each language stands in the template.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Column::Number => &[
                "户号",
                "number",
                "客户编号",
                "用户编号",
                "客户号",
                "用户号",
                "合同号",
                "customernumber",
                "customer",
                "contract",
            ],
            Column::Bill => &["账单金额", "bill", "金额", "账单", "应缴金额", "应收金额", "amount"],
            Column::Receipt => &["小票号", "receipt", "收据号", "票号", "receiptnumber"],
            Column::Date => &["日期", "date", "账单日期", "billdate"],
        }
    }

    fn named(cell: &str) -> Option<Self> {
        let name = folded(cell).to_lowercase();
        let all = [Column::Number, Column::Bill, Column::Receipt, Column::Date];
        all.into_iter().find(|column| column.names().contains(&name.as_str()))
    }
}

/// The bills in a file. Rows that name neither a number nor an amount, and numbers without an amount, are left out: nothing
/// is billed to them.
///
/// # Errors
/// [`BillsFault`].
pub fn read(bytes: Vec<u8>) -> Result<Vec<ListRow>, BillsFault> {
    let from = |offset: u64| &bytes[usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len())..];
    let rows = match encoding::detect(from).map_err(|_| BillsFault::Unreadable)? {
        Found::Text(encoding, begin) => text_rows(from(begin), encoding)?,
        Found::Workbook => workbook::first_sheet(&bytes, TITLE_ROWS + MOST_ROWS + 1).ok_or(BillsFault::Unreadable)?,
        _ => return Err(BillsFault::Unreadable),
    };
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .filter(|row| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    if rows.is_empty() {
        return Err(BillsFault::Empty);
    }
    let (header, columns) = header(&rows).ok_or(BillsFault::NoColumns)?;
    let bills: Vec<ListRow> = rows[header + 1..]
        .iter()
        .map(|row| bill(row, &columns))
        .filter(|bill| !bill.bill.is_empty())
        .collect();
    match bills.len() {
        0 => Err(BillsFault::Empty),
        count if count > MOST_ROWS => Err(BillsFault::TooMany),
        _ => Ok(bills),
    }
}

fn text_rows(bytes: &[u8], encoding: &'static Encoding) -> Result<Vec<Vec<String>>, BillsFault> {
    let (mut records, mut bytes_of_row) = (Records::new(bytes, 0), Vec::new());
    let mut rows = Vec::new();
    while records
        .next(&mut bytes_of_row)
        .map_err(|_| BillsFault::Unreadable)?
        .is_some()
    {
        let cells = record::cells(&bytes_of_row);
        let cell = |cell: std::borrow::Cow<'_, [u8]>| encoding.decode_without_bom_handling(&cell).0.trim().to_owned();
        rows.push(cells.map(cell).collect());
        if rows.len() > TITLE_ROWS + MOST_ROWS + 1 {
            return Err(BillsFault::TooMany);
        }
    }
    Ok(rows)
}

/// The row that names the columns, and which stands where.
fn header(rows: &[Vec<String>]) -> Option<(usize, Vec<Option<Column>>)> {
    let mut first = rows.iter().take(TITLE_ROWS).enumerate();
    first.find_map(|(at, row)| {
        let columns: Vec<Option<Column>> = row.iter().map(|cell| Column::named(cell)).collect();
        let names = |column| columns.contains(&Some(column));
        (names(Column::Number) && names(Column::Bill)).then_some((at, columns))
    })
}

fn bill(row: &[String], columns: &[Option<Column>]) -> ListRow {
    let of = |wanted: Column| {
        let place = columns.iter().position(|column| *column == Some(wanted));
        let cell = place.and_then(|place| row.get(place));
        cell.map(|cell| cell.replace(char::is_control, " ")).unwrap_or_default()
    };
    ListRow {
        number: of(Column::Number),
        bill: as_typed(&of(Column::Bill)),
        receipt: of(Column::Receipt),
        date: plain_day(&of(Column::Date)),
        ..ListRow::default()
    }
}

/// A day in the form of the books, of one written with strokes, points or 年月日; anything else stays as it is.
#[must_use]
pub fn plain_day(text: &str) -> String {
    let text = text.trim();
    let parts: Vec<&str> = text.trim_end_matches('日').split(['/', '.', '年', '月', '-']).collect();
    let is_digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match parts[..] {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 && parts.iter().all(is_digits) => {
            format!("{year}-{month:0>2}-{day:0>2}")
        }
        _ => text.to_owned(),
    }
}

/// A workbook to fill in: the numbers of a shop, whose they are, and columns for the rest, as text so that nothing is lost.
///
/// # Errors
/// [`XlsxError`] when it cannot be put together.
pub fn template(customers: &[ListedCustomer], day: &str) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = workbook.add_worksheet().set_name("批量核销")?;
    let (text, bold) = (
        Format::new().set_num_format("@"),
        Format::new().set_bold().set_num_format("@"),
    );
    let names = [Column::Number, Column::Bill, Column::Receipt, Column::Date].map(|column| column.names()[0]);
    for (place, name) in (0..).zip(names.into_iter().chain(["姓氏"])) {
        if name != names[1] {
            sheet.set_column_format(place, &text)?;
        }
        sheet.set_column_width(place, 16)?;
        sheet.write_string_with_format(0, place, name, &bold)?;
    }
    for (row, customer) in (1..).zip(customers) {
        sheet.write_string_with_format(row, 0, &customer.number, &text)?;
        sheet.write_string_with_format(row, 3, day, &text)?;
        sheet.write_string_with_format(row, 4, &customer.surname, &text)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Result<Vec<[String; 4]>, BillsFault> {
        let read = read(text.as_bytes().to_vec())?;
        Ok(read
            .into_iter()
            .map(|row| [row.number, row.bill, row.receipt, row.date])
            .collect())
    }

    #[test]
    fn columns_stand_in_any_order_and_language_below_a_title() {
        for text in [
            "十一月取暖费\n\n姓名,户号,账单金额\n张,HR-1,\"1,268.50\"\n李,HR-2,\n",
            "number,name,bill\r\nHR-1,Zhang,1268.50\r\n",
            "Customer number,Amount\nHR-1,¥1268.50\n",
        ] {
            let expected = ["HR-1", "1268.50", "", ""].map(str::to_owned);
            assert_eq!(rows(text), Ok(vec![expected]), "{text}");
        }
        let dated = rows("户号,金额,日期,小票号\nA1,5元,2026年11月3日,S-1\n").expect("a list");
        assert_eq!(dated, [["A1", "5", "S-1", "2026-11-03"].map(str::to_owned)]);
        let chinese = encoding_rs::GB18030.encode("户号,金额\n热-1,5\n").0.into_owned();
        assert_eq!(read(chinese).map(|rows| rows[0].number.clone()), Ok("热-1".to_owned()));
    }

    #[test]
    fn what_is_no_list_is_told_apart() {
        assert_eq!(rows(""), Err(BillsFault::Empty));
        assert_eq!(rows("户号,金额\nA1,\n"), Err(BillsFault::Empty));
        assert_eq!(rows("户号,姓名\nA1,张\n"), Err(BillsFault::NoColumns));
        assert_eq!(read(b"PK\x03\x04 no workbook".to_vec()), Err(BillsFault::Unreadable));
        assert_eq!(
            read(b"\xD0\xCF\x11\xE0 an old workbook".to_vec()),
            Err(BillsFault::Unreadable)
        );
        let long = format!("户号,金额\n{}", "A,1\n".repeat(MOST_ROWS + 1));
        assert_eq!(rows(&long), Err(BillsFault::TooMany));
        let all = format!("户号,金额\n{}", "A,1\n".repeat(MOST_ROWS));
        assert_eq!(rows(&all).map(|rows| rows.len()), Ok(MOST_ROWS));
    }

    #[test]
    fn what_was_not_billed_comes_back_from_the_template_as_nothing() {
        let customers = [ListedCustomer {
            number: "0031".to_owned(),
            surname: "张".to_owned(),
            card_tail: None,
        }];
        let bytes = template(&customers, "2026-11-03").expect("a workbook");
        assert_eq!(read(bytes), Err(BillsFault::Empty));
    }

    #[test]
    fn days_are_read_year_first() {
        assert_eq!(plain_day("2026/1/5"), "2026-01-05");
        assert_eq!(plain_day("5.1.2026"), "5.1.2026");
    }
}
