//! The pages of docs/ name what the code has: each refusal once, each account, record, report and column.

use std::path::Path;

use xiaonuan_app::import::Table;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode;

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text from a heading to the next one of the same or a higher level.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let level = heading.bytes().take_while(|byte| *byte == b'#').count();
    let start = page
        .find(&format!("\n{heading}\n"))
        .unwrap_or_else(|| panic!("there is no section {heading:?}"));
    let body = &page[start + heading.len() + 2..];
    let ends = |line: &str| {
        let marks = line.bytes().take_while(|byte| *byte == b'#').count();
        (1..=level).contains(&marks)
    };
    let mut length = 0;
    for line in body.split_inclusive('\n') {
        if ends(line) {
            break;
        }
        length += line.len();
    }
    &body[..length]
}

/// What the rows of tables begin with, where that is a code.
fn first_codes(text: &str) -> Vec<&str> {
    let code = |line: &'_ str| -> Option<(usize, usize)> {
        let rest = line.strip_prefix("| `")?;
        Some((3, 3 + rest.find('`')?))
    };
    text.lines()
        .filter_map(|line| code(line).map(|(from, to)| &line[from..to]))
        .collect()
}

#[test]
fn every_refusal_is_explained_once_and_in_order() {
    let codes: Vec<&str> = RefusalCode::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(first_codes(&page("rules.md")), codes);
}

#[test]
fn every_account_and_record_is_explained_once() {
    let page = page("books.md");
    let accounts: Vec<&str> = AccountKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(first_codes(section(&page, "## Accounts")), accounts);
    let records: Vec<&str> = RecordKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(first_codes(section(&page, "## Records")), records);
}

#[test]
fn the_accounts_have_the_sides_numbers_and_refusals_of_the_code() {
    let page = page("books.md");
    let accounts = section(&page, "## Accounts");
    for kind in AccountKind::ALL {
        let row = accounts
            .lines()
            .find(|line| line.starts_with(&format!("| `{kind}` |")))
            .unwrap_or_else(|| panic!("no row for {kind}"));
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells[3], kind.official_code().unwrap_or_default(), "{kind}");
        assert!(cells[4].starts_with(&format!("`{}/", kind.book())), "{kind}");
        assert_eq!(cells[5], kind.normal_side().as_str(), "{kind}");
        if !cells[6].is_empty() {
            assert_eq!(cells[7], format!("`{}`", kind.refusal()), "{kind}");
        }
    }
}

#[test]
fn every_report_and_column_is_explained_once_and_in_order() {
    let page = page("books.md");
    for report in ReportName::ALL {
        let columns: Vec<&str> = report.columns().iter().map(|column| column.name).collect();
        assert_eq!(
            first_codes(section(&page, &format!("### `{report}`"))),
            columns,
            "{report}"
        );
    }
}

#[test]
fn every_table_and_column_of_an_import_is_explained_once_and_in_order() {
    let page = page("import.md");
    for table in Table::ALL {
        let heading = format!("### {} {}", table.file_name(), table.chinese());
        let columns: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
        let section = section(&page, &heading);
        assert_eq!(first_codes(section), columns, "{}", table.name());
        for column in table.columns() {
            let row = format!("| `{}` | {} |", column.name, column.chinese);
            assert!(section.contains(&row), "{row}");
            for (chinese, code) in column.vocabulary.choices() {
                assert!(page.contains(&format!("{chinese} `{code}`")), "{chinese} {code}");
            }
        }
    }
}

#[test]
fn the_readme_names_every_report_in_both_languages() {
    for name in ["../README.md", "../README.zh-CN.md"] {
        let readme = page(name);
        for report in ReportName::ALL {
            assert!(readme.contains(&format!("| `{report}` |")), "{name}: {report}");
        }
    }
}
