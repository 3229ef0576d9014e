//! What is said about malformed input, in the reader's language.

use super::{Delimiter, Label, Malformed, Remedy};
use crate::import::table::Table;
use crate::messages::{Language, Messages};

/// What a message names, and how it is called there.
type Facts = Vec<(&'static str, String)>;

impl Malformed {
    /// What is wrong, where, and what to do about it; one line.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let messages = Messages::of(language);
        let (place, facts) = self.facts(messages);
        let facts: Vec<_> = place.into_iter().chain(facts).collect();
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
        messages.text_with(&format!("malformed-{}", self.id()), &facts)
    }

    const fn id(&self) -> &'static str {
        match self {
            Malformed::NoSuchPath { .. } => "no-such-path",
            Malformed::NotReadable { .. } => "not-readable",
            Malformed::NoTables { .. } => "no-tables",
            Malformed::BothNames { .. } => "both-names",
            Malformed::Unopenable { .. } => "unopenable",
            Malformed::NotAFile { .. } => "not-a-file",
            Malformed::Workbook { .. } => "workbook",
            Malformed::WorkbookTooBig { .. } => "workbook-too-big",
            Malformed::WorkbookUnpacksTooBig { .. } => "workbook-unpacks-too-big",
            Malformed::WorkbookTooMany { .. } => "workbook-too-many",
            Malformed::WorkbookDamaged { .. } => "workbook-damaged",
            Malformed::SheetTooBig { .. } => "sheet-too-big",
            Malformed::SheetPlaces { .. } => "sheet-places",
            Malformed::DigitsLost { .. } => "digits-lost",
            Malformed::WorkbookAsCsv { .. } => "workbook-as-csv",
            Malformed::Utf16 { .. } => "utf16",
            Malformed::Binary { .. } => "binary",
            Malformed::Encoding { .. } => "encoding",
            Malformed::BrokenUtf8 { .. } => "broken-utf8",
            Malformed::NoHeader { .. } => "no-header",
            Malformed::NotAHeader { .. } => "not-a-header",
            Malformed::Delimiter { .. } => "delimiter",
            Malformed::UnknownColumn { .. } => "unknown-column",
            Malformed::DoubledColumn { .. } => "doubled-column",
            Malformed::LongRow { .. } => "long-row",
            Malformed::NamelessColumn { .. } => "nameless-column",
            Malformed::UnclosedQuote { .. } => "unclosed-quote",
            Malformed::AfterQuote { .. } => "after-quote",
            Malformed::RowTooLong { .. } => "row-too-long",
            Malformed::TooManyRows { .. } => "too-many-rows",
            Malformed::NoCommunity => "no-community",
            Malformed::CommunityRows { .. } => "community-rows",
            Malformed::CommunityExample { .. } => "community-example",
            Malformed::CommunityCode { .. } => "community-code",
            Malformed::CommunityText { .. } => "community-text",
            Malformed::UnknownZone { .. } => "unknown-zone",
            Malformed::Changed { .. } => "changed",
        }
    }

    /// Where it is, and what else the message names.
    fn facts(&self, messages: &Messages) -> (Facts, Facts) {
        let path = |path: &String| vec![("path", path.clone())];
        let file = |file: &Label| vec![("file", file.words(messages))];
        let row = |label: &Label, row: u32| [file(label), vec![("row", row.to_string())]].concat();
        let cell = |label: &Label, number: u32, at: &String| [row(label, number), vec![("at", at.clone())]].concat();
        let column = |name: &str| match messages.language() {
            Language::Chinese => ("column", messages.field(name)),
            Language::English => ("column", name.to_owned()),
        };
        match self {
            Malformed::NoSuchPath { path: at } => (path(at), Vec::new()),
            Malformed::NotReadable { path: at, remedy } => {
                (path(at), vec![("remedy", messages.text(remedy.message_id()))])
            }
            Malformed::NoTables { path: at } => (path(at), Vec::new()),
            Malformed::BothNames { one, other } => (Vec::new(), vec![("one", one.clone()), ("other", other.clone())]),
            Malformed::Unopenable { file: label, error } => (file(label), vec![("error", error.to_string())]),
            Malformed::NotAFile { file: label } => (file(label), Vec::new()),
            Malformed::Workbook { path: at, error } => (path(at), vec![("error", error.clone())]),
            Malformed::WorkbookTooBig { path: at, mebibytes } => (path(at), vec![("mebibytes", mebibytes.to_string())]),
            Malformed::WorkbookUnpacksTooBig { path: at, mebibytes } => {
                (path(at), vec![("mebibytes", mebibytes.to_string())])
            }
            Malformed::WorkbookTooMany { path: at } => (path(at), Vec::new()),
            Malformed::WorkbookDamaged { path: at } => (path(at), Vec::new()),
            Malformed::SheetTooBig { file: label, mebibytes } => {
                (file(label), vec![("mebibytes", mebibytes.to_string())])
            }
            Malformed::SheetPlaces { file: label } => (file(label), Vec::new()),
            Malformed::DigitsLost {
                file: label,
                row: number,
                at,
                column: name,
            } => (cell(label, *number, at), vec![column(name)]),
            Malformed::WorkbookAsCsv { file: label } => (file(label), Vec::new()),
            Malformed::Utf16 { file: label } => (file(label), Vec::new()),
            Malformed::Binary {
                file: label,
                row: number,
            } => (row(label, *number), Vec::new()),
            Malformed::Encoding {
                file: label,
                utf8_row,
                gb_row,
            } => (
                file(label),
                vec![("utf8", utf8_row.to_string()), ("gb", gb_row.to_string())],
            ),
            Malformed::BrokenUtf8 {
                file: label,
                row: number,
            } => (row(label, *number), Vec::new()),
            Malformed::NoHeader { file: label } => (file(label), Vec::new()),
            Malformed::NotAHeader { file: label, table } => {
                (file(label), vec![("example", header_of(*table, messages.language()))])
            }
            Malformed::Delimiter { file: label, found } => {
                (file(label), vec![("found", messages.text(found.message_id()))])
            }
            Malformed::UnknownColumn {
                file: label,
                at,
                column,
                nearest,
            } => (
                file(label),
                vec![
                    ("at", at.clone()),
                    ("column", column.clone()),
                    ("nearest", (*nearest).to_owned()),
                ],
            ),
            Malformed::DoubledColumn {
                file: label,
                at,
                first,
                column,
            } => (
                file(label),
                vec![("at", at.clone()), ("first", first.clone()), ("column", column.clone())],
            ),
            Malformed::LongRow {
                file: label,
                row: number,
                cells,
                columns,
            } => (
                row(label, *number),
                vec![("cells", cells.to_string()), ("columns", columns.to_string())],
            ),
            Malformed::NamelessColumn {
                file: label,
                row: number,
                at,
            } => (cell(label, *number, at), Vec::new()),
            Malformed::UnclosedQuote {
                file: label,
                row: number,
                at,
            } => (cell(label, *number, at), Vec::new()),
            Malformed::AfterQuote {
                file: label,
                row: number,
                at,
            } => (cell(label, *number, at), Vec::new()),
            Malformed::RowTooLong {
                file: label,
                row: number,
                limit,
            } => (row(label, *number), vec![("limit", limit.to_string())]),
            Malformed::TooManyRows { file: label } => (file(label), Vec::new()),
            Malformed::NoCommunity => (Vec::new(), Vec::new()),
            Malformed::CommunityRows { file: label, found } => (file(label), vec![("found", found.to_string())]),
            Malformed::CommunityExample {
                file: label,
                row: number,
            } => (row(label, *number), Vec::new()),
            Malformed::CommunityCode {
                file: label,
                row: number,
                code,
            } => (row(label, *number), vec![column("community"), ("code", code.clone())]),
            Malformed::CommunityText {
                file: label,
                row: number,
                column: name,
                most,
            } => (row(label, *number), vec![column(name), ("most", most.to_string())]),
            Malformed::UnknownZone {
                file: label,
                row: number,
                zone,
            } => (row(label, *number), vec![column("timezone"), ("zone", zone.clone())]),
            Malformed::Changed { file: label } => (file(label), Vec::new()),
        }
    }
}

impl Label {
    /// How people are told which table it is.
    #[must_use]
    pub fn words(&self, messages: &Messages) -> String {
        match self {
            Label::File(name) => name.clone(),
            Label::Sheet(name) => messages.text_with("malformed-sheet", &[("name", name)]),
        }
    }
}

impl Remedy {
    #[cfg(test)]
    pub(crate) const ALL: [Remedy; 3] = [Remedy::Folder, Remedy::SaveAsXlsx, Remedy::FolderOrWorkbook];

    pub(crate) const fn message_id(self) -> &'static str {
        match self {
            Remedy::Folder => "remedy-folder",
            Remedy::SaveAsXlsx => "remedy-save-as-xlsx",
            Remedy::FolderOrWorkbook => "remedy-folder-or-workbook",
        }
    }
}

impl Delimiter {
    pub(crate) const ALL: [Delimiter; 6] = [
        Delimiter::Tab,
        Delimiter::Semicolon,
        Delimiter::Bar,
        Delimiter::FullComma,
        Delimiter::FullSemicolon,
        Delimiter::Enumeration,
    ];

    /// The sign itself.
    pub(crate) const fn sign(self) -> char {
        match self {
            Delimiter::Tab => '\t',
            Delimiter::Semicolon => ';',
            Delimiter::Bar => '|',
            Delimiter::FullComma => '，',
            Delimiter::FullSemicolon => '；',
            Delimiter::Enumeration => '、',
        }
    }

    pub(crate) const fn message_id(self) -> &'static str {
        match self {
            Delimiter::Tab => "delimiter-tab",
            Delimiter::Semicolon => "delimiter-semicolon",
            Delimiter::Bar => "delimiter-bar",
            Delimiter::FullComma => "delimiter-full-comma",
            Delimiter::FullSemicolon => "delimiter-full-semicolon",
            Delimiter::Enumeration => "delimiter-enumeration",
        }
    }
}

/// The first row that a table should have, in the language that the reader would write it in.
fn header_of(table: Table, language: Language) -> String {
    let names = table.columns().iter().map(|column| match language {
        Language::Chinese => column.chinese,
        Language::English => column.name,
    });
    names.collect::<Vec<_>>().join(",")
}
