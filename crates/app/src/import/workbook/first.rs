//! The first sheet of a small workbook in memory, as rows of texts.

use std::io::Cursor;

use calamine::{Reader, SheetType, Xlsx};

use super::{Shows, guard, shows_percent};

/// The most columns that are looked at.
const COLUMNS: u32 = 64;

/// The rows of the first sheet, at most so many; nothing of what is no workbook, or has more cells than a list has.
pub(crate) fn first_sheet(bytes: &[u8], most: usize) -> Option<Vec<Vec<String>>> {
    guard::caught(|| {
        guard::check_small(bytes).ok()?;
        read(bytes, most)
    })
    .flatten()
}

fn read(bytes: &[u8], most: usize) -> Option<Vec<Vec<String>>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let mut sheets = workbook.sheets_metadata().iter();
    let name = sheets.find(|sheet| sheet.typ == SheetType::WorkSheet)?.name.clone();
    let since_1904 = workbook.has_1904_epoch();
    let mut cells = workbook.worksheet_cells_reader(&name).ok()?;
    let percents: Vec<bool> = cells.styles().iter().map(shows_percent).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    while let Some((cell, style)) = cells.next_cell_with_style_id().ok()? {
        let (row, column) = cell.get_position();
        let shows = Shows {
            percent: percents.get(style).is_some_and(|percent| *percent),
            since_1904,
            zone: None,
        };
        let text = shows.text(cell.get_value()).trim().to_owned();
        if column >= COLUMNS || text.is_empty() {
            continue;
        }
        if last != Some(row) {
            if rows.len() > most {
                // It is told as too many by whoever counts them.
                break;
            }
            rows.push(Vec::new());
            last = Some(row);
        }
        let texts = rows.last_mut()?;
        texts.resize((column as usize + 1).max(texts.len()), String::new());
        texts[column as usize] = text;
    }
    Some(rows)
}
