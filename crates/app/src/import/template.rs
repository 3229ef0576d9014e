//! The workbook to begin with: one sheet for each table, with an example row each and a sheet of explanations.
//!
//! An example's own code is no code ([`EXAMPLE`]), so one that is left in is refused and enters no books.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use thiserror::Error;
use unicode_width::UnicodeWidthStr;

use crate::import::folder::EXAMPLE;
use crate::import::table::{Column, Table};
use crate::import::vocabulary::Vocabulary;
use guide::Guide;

mod guide;

/// The sheet that explains the others; the import leaves it alone.
pub const HELP_SHEET: &str = "说明";

/// Why a template was not written.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// The file cannot be made. One that exists is never written over: someone may have filled it in.
    #[error("{path}: cannot be written: {error}")]
    Unwritable {
        /// The file.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// The workbook cannot be put together.
    #[error("the workbook cannot be made: {0}")]
    Workbook(#[from] XlsxError),
}

/// Writes the template to a new file.
///
/// # Errors
/// [`TemplateError::Unwritable`] if the file exists or cannot be made.
pub fn write(path: &Path) -> Result<(), TemplateError> {
    let mut workbook = workbook()?;
    let unwritable = |error| TemplateError::Unwritable {
        path: path.display().to_string(),
        error,
    };
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(unwritable)?;
    Ok(workbook.save_to_writer(file)?)
}

fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_title("小暖导入模板")
            .set_creation_datetime(&made),
    );
    help(workbook.add_worksheet().set_name(HELP_SHEET)?)?;
    for table in Table::ALL {
        sheet(workbook.add_worksheet().set_name(table.chinese())?, table)?;
    }
    Ok(workbook)
}

const LAST_ROW: u32 = 1_048_575;

fn sheet(sheet: &mut Worksheet, table: Table) -> Result<(), XlsxError> {
    for (place, column, guide) in columns(table) {
        let shape = Shape::of(column);
        sheet.set_column_format(place, &shape.format())?;
        sheet.set_column_width(place, width(&[column.chinese, guide.example]))?;
        sheet.write_string_with_format(0, place, column.chinese, &header())?;
        shape.write_example(sheet, place, guide.example)?;
        if let Some(choices) = drop_down(column.vocabulary)? {
            sheet.add_data_validation(1, place, LAST_ROW, place, &choices)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The columns of a table with their places and what is said about them.
fn columns(table: Table) -> impl Iterator<Item = (u16, &'static Column, &'static Guide)> {
    let guides = guide::of(table).columns;
    (0..)
        .zip(table.columns())
        .zip(guides)
        .map(|((place, column), guide)| (place, column, guide))
}

fn header() -> Format {
    Format::new()
        .set_bold()
        .set_num_format("@")
        .set_background_color(Color::RGB(0xE8_EE_F7))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::Center)
}

/// Choices in Chinese; lists may be typed freely, and a resident's eligibility also needs days.
fn drop_down(vocabulary: Vocabulary) -> Result<Option<DataValidation>, XlsxError> {
    if matches!(vocabulary, Vocabulary::Anything | Vocabulary::Eligibility) {
        return Ok(None);
    }
    let choices: Vec<&str> = vocabulary.choices().iter().map(|choice| choice.0).collect();
    let validation = DataValidation::new().allow_list_strings(&choices)?;
    let validation = validation.set_error_title("请从列表中选择")?;
    let validation = validation.set_error_message(format!("可选：{}", choices.join("、")))?;
    Ok(Some(validation.show_error_message(!vocabulary.is_list())))
}

/// Room for the widest text, in the width of Latin letters.
fn width(texts: &[&str]) -> u16 {
    let widest = texts.iter().map(|text| text.width()).max().unwrap_or_default();
    u16::try_from(widest + 4).unwrap_or(u16::MAX).clamp(12, 44)
}

/// Whether the cells of a column hold text, also where they look like numbers.
pub(crate) fn is_of_text(column: &Column) -> bool {
    matches!(Shape::of(column), Shape::Text)
}

/// What the cells of a column hold.
#[derive(Clone, Copy)]
enum Shape {
    /// Text, which keeps leading zeros and long numbers as they are.
    Text,
    Amount,
    Number,
    Date,
    Time,
}

impl Shape {
    fn of(column: &Column) -> Shape {
        match column.name {
            "date" | "joined_on" | "left_on" | "valid_from" | "valid_to" | "expires_on" => Shape::Date,
            "time" => Shape::Time,
            "amount" | "bill_amount" | "voucher_amount" | "min_spend" | "cap_per_bill" | "budget" => Shape::Amount,
            "value" | "uses" | "fund_share" | "quantity" => Shape::Number,
            _ => Shape::Text,
        }
    }

    fn format(self) -> Format {
        Format::new().set_num_format(match self {
            Shape::Text => "@",
            Shape::Amount => "0.00",
            Shape::Number => "General",
            Shape::Date => "yyyy-mm-dd",
            Shape::Time => "yyyy-mm-dd hh:mm:ss",
        })
    }

    fn write_example(self, sheet: &mut Worksheet, place: u16, example: &str) -> Result<(), XlsxError> {
        let format = self.format().set_italic().set_font_color(Color::Gray);
        match (self, example.parse::<f64>()) {
            (_, _) if example.is_empty() => sheet.write_blank(1, place, &format)?,
            (Shape::Amount | Shape::Number, Ok(number)) => sheet.write_number_with_format(1, place, number, &format)?,
            (Shape::Date | Shape::Time, _) => {
                sheet.write_datetime_with_format(1, place, ExcelDateTime::parse_from_str(example)?, &format)?
            }
            _ => sheet.write_string_with_format(1, place, example, &format)?,
        };
        Ok(())
    }
}

fn help(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = Format::new().set_bold().set_font_size(14);
    let heading = Format::new().set_bold().set_background_color(Color::RGB(0xE8_EE_F7));
    for (place, width) in [(0, 18), (1, 18), (2, 26), (3, 80)] {
        sheet.set_column_width(place, width)?;
    }
    sheet.write_string_with_format(0, 0, "小暖导入模板：填写说明", &title)?;
    let mut row = 1;
    for line in guide::GENERAL {
        sheet.merge_range(row, 0, row, 3, line, &wrapped)?;
        row += 1;
    }
    for table in Table::ALL {
        row += 1;
        let about = format!("{}：{}", table.chinese(), guide::of(table).about);
        sheet.merge_range(row, 0, row, 3, &about, &heading)?;
        row += 1;
        for (_, column, guide) in columns(table) {
            let choices: Vec<&str> = column.vocabulary.choices().iter().map(|choice| choice.0).collect();
            let texts = [column.chinese, column.name, &choices.join("、"), guide.help];
            for (place, text) in (0..).zip(texts) {
                sheet.write_string_with_format(row, place, text, &wrapped)?;
            }
            row += 1;
        }
    }
    Ok(())
}

/// Whether a code is an example's that was left in.
#[must_use]
pub fn is_example(code: &str) -> bool {
    code.starts_with(EXAMPLE)
}

#[cfg(test)]
mod tests;
