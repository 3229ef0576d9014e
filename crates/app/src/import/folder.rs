//! Opening a folder of CSV files or a workbook.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use xiaonuan_domain::calendar::Zone;
use xiaonuan_domain::command::OpenCommunity;

use crate::import::cells::Cells;
use crate::import::malformed::{Label, Malformed, Remedy, shortened};
use crate::import::plan::Plan;
use crate::import::row::RowKey;
use crate::import::source::{Bytes, Source, unopenable};
use crate::import::table::Table;
use crate::import::workbook;

/// What the code of an example begins with, which no valid code does.
pub const EXAMPLE: &str = "例-";

/// Books in tables, read once and found in order. Files stay open, so that a file that is replaced meanwhile is
/// still read as it was.
#[derive(Debug)]
pub struct Folder {
    sources: Arc<Vec<Source>>,
    community: OpenedCommunity,
    unread: Vec<String>,
}

/// The community that the books are of, and the row that says so.
#[derive(Clone, Debug)]
pub struct OpenedCommunity {
    /// What to open.
    pub community: OpenCommunity,
    /// What its outcome is kept under.
    pub key: RowKey,
}

impl Folder {
    /// Reads everything once: a folder with CSV files, or an `.xlsx` workbook.
    ///
    /// # Errors
    /// [`Malformed`] for the first thing that is, in the order community, registers, events.
    pub fn open(path: &Path) -> Result<Folder, Malformed> {
        let shown = path.display().to_string();
        let kind = fs::metadata(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Malformed::NoSuchPath { path: shown.clone() },
            _ => unopenable(&Label::File(shown.clone()), error),
        })?;
        let (sources, unread) = if kind.is_dir() {
            csv_files(path)?
        } else if kind.is_file() && is_workbook(path)? {
            workbook::sheets(path)?
        } else {
            return Err(Malformed::NotReadable {
                path: shown,
                remedy: remedy_for(path),
            });
        };
        if sources.is_empty() {
            return Err(Malformed::NoTables { path: shown });
        }
        let first = sources.iter().find(|source| source.table == Table::Community);
        let community = community(first.ok_or(Malformed::NoCommunity)?)?;
        Ok(Folder {
            sources: Arc::new(sources),
            community,
            unread,
        })
    }

    /// CSV files, or sheets, that are there and are no table: perhaps one is misnamed.
    #[must_use]
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The community, and the row that says so.
    #[must_use]
    pub fn community(&self) -> &OpenedCommunity {
        &self.community
    }

    /// How many rows of a table hold something, and how many hold nothing and are skipped.
    #[must_use]
    pub fn rows(&self, table: Table) -> (u32, u32) {
        let source = self.sources.iter().find(|source| source.table == table);
        source.map_or((0, 0), |source| (source.rows, source.blank))
    }

    /// All rows but the community's, in the order in which they are to be decided.
    ///
    /// # Errors
    /// [`Malformed::Changed`] if a file is not what it was when it was opened.
    pub fn plan(&self) -> Result<Plan, Malformed> {
        Plan::of(Arc::clone(&self.sources), self.community.community.zone.clone())
    }
}

/// The tables among a folder's files.
fn csv_files(folder: &Path) -> Result<(Vec<Source>, Vec<String>), Malformed> {
    let unreadable = |error| unopenable(&file_at(folder), error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.extend(entry.map_err(unreadable)?.file_name().into_string());
    }
    names.sort();
    let mut sources = Vec::new();
    for table in Table::ALL {
        let Some(name) = only_one(table, &names, table_of_file)? else {
            continue;
        };
        // Looked at before it is opened: opening a pipe would wait for a writer.
        let (path, label) = (folder.join(name), Label::File(name.clone()));
        if !fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            return Err(Malformed::NotAFile { file: label });
        }
        let file = File::open(&path).map_err(|error| unopenable(&label, error))?;
        let source = Source::open(table, label, Bytes::File(file))?;
        if table == Table::Community {
            community(&source)?;
        }
        sources.push(source);
    }
    let is_csv = |name: &str| name.to_ascii_lowercase().ends_with(".csv");
    names.retain(|name| is_csv(name) && table_of_file(name).is_none());
    Ok((sources, names))
}

fn table_of_file(name: &str) -> Option<Table> {
    let (stem, ending) = name.rsplit_once('.')?;
    Table::named(stem).filter(|_| ending.eq_ignore_ascii_case("csv"))
}

/// The one name that stands for a table.
pub(crate) fn only_one(
    table: Table,
    names: &[String],
    table_of: impl Fn(&str) -> Option<Table>,
) -> Result<Option<&String>, Malformed> {
    let mut found = names.iter().filter(|name| table_of(name) == Some(table));
    match (found.next(), found.next()) {
        (Some(one), Some(other)) => Err(Malformed::BothNames {
            one: one.clone(),
            other: other.clone(),
        }),
        (first, _) => Ok(first),
    }
}

fn is_workbook(path: &Path) -> Result<bool, Malformed> {
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(4).read_to_end(&mut start))
        .map_err(|error| unopenable(&file_at(path), error))?;
    Ok(start == [b'P', b'K', 3, 4])
}

/// What a path is called.
pub(crate) fn file_at(path: &Path) -> Label {
    Label::File(path.display().to_string())
}

fn remedy_for(path: &Path) -> Remedy {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "csv" => Remedy::Folder,
        "xls" | "et" | "ods" | "xlsx" => Remedy::SaveAsXlsx,
        _ => Remedy::FolderOrWorkbook,
    }
}

/// Reads the one row that says which community the books are of.
pub(crate) fn community(source: &Source) -> Result<OpenedCommunity, Malformed> {
    let file = || source.label.clone();
    if source.rows != 1 {
        return Err(Malformed::CommunityRows {
            file: file(),
            found: source.rows,
        });
    }
    let mut opened = None;
    source.each(|place, _, cells| {
        if let Some(cells) = cells {
            opened = Some(opened_community(source, place.row, &cells)?);
        }
        Ok(())
    })?;
    opened.ok_or_else(|| source.changed())
}

fn opened_community(source: &Source, row: u32, cells: &Cells<'_>) -> Result<OpenedCommunity, Malformed> {
    let file = source.label.clone();
    if cells.key().starts_with(EXAMPLE) {
        return Err(Malformed::CommunityExample { file, row });
    }
    let Ok(code) = cells.key().parse() else {
        return Err(Malformed::CommunityCode {
            file,
            row,
            code: shortened(cells.key()),
        });
    };
    let Ok(zone) = cells.text("timezone").parse::<Zone>() else {
        return Err(Malformed::UnknownZone {
            file,
            row,
            zone: shortened(cells.text("timezone")),
        });
    };
    if let Some((column, most)) = cells.too_long() {
        return Err(Malformed::CommunityText {
            file,
            row,
            column,
            most,
        });
    }
    Ok(OpenedCommunity {
        community: OpenCommunity {
            code,
            name: cells.text("name").to_owned(),
            district: cells.text("district").to_owned(),
            zone,
            keeper: Default::default(),
        },
        key: RowKey {
            file: Table::Community,
            row,
            reference: cells.key().to_owned(),
            cells_hash: cells.hash(),
        },
    })
}

#[cfg(test)]
mod tests;
