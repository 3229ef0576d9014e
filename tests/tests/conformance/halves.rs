//! Books that come in two parts, the second after the first in time, are the books that come at once.

use std::collections::{HashMap, HashSet};

use xiaonuan_app::import::{Folder, Table};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::{Line, Office};
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::{Form, Tables};

use crate::expected::{AFTERWARDS, Case, same_lines};

/// Splits a case's events at an instant. A reference that comes again stays with its first row, and what has no time
/// that can be read comes first.
pub(crate) fn at(case: &Case, boundary: Instant) -> (Tables, Tables) {
    let tables = Tables::read(&case.folder);
    let zone = Folder::open(&case.folder)
        .expect("a folder")
        .community()
        .community
        .zone
        .clone();
    let mut first_half: HashSet<(Table, String)> = HashSet::new();
    let mut seen: HashSet<(Table, String)> = HashSet::new();
    for (table, sheet) in tables.0.iter().filter(|(table, _)| !table.is_register()) {
        for (_, row) in &sheet.rows {
            let key = (*table, sheet.reference(*table, row).to_owned());
            let early = sheet.moment(*table, row, &zone).is_none_or(|at| at < boundary);
            if seen.insert(key.clone()) && early {
                first_half.insert(key);
            }
        }
    }
    tables.split(|table, sheet, row| first_half.contains(&(table, sheet.reference(table, row).to_owned())))
}

/// Outcomes of a part with the rows as they are numbered in the whole.
pub(crate) fn as_in_the_whole(part: &Tables, lines: Vec<Line>) -> Vec<Line> {
    let mut numbers = HashMap::new();
    for (table, sheet) in &part.0 {
        for (row, (original, _)) in (2..).zip(&sheet.rows) {
            numbers.insert((table.file_name(), row), *original);
        }
    }
    lines
        .into_iter()
        .map(|line| Line {
            row: numbers[&(line.file.as_str(), line.row)],
            ..line
        })
        .collect()
}

async fn come_to_the_same(fixture: &Fixture, name: &str, boundary: &str) {
    let (case, office) = (Case::named(name), Office::of(fixture));
    let folder = tempfile::tempdir().expect("a folder");
    let boundary: Instant = boundary.parse().expect("a time");
    let (early, late) = at(&case, boundary);
    fixture.clock.set(boundary);
    let path = early.write(&folder.path().join("early"), Form::Utf8);
    let mut lines = as_in_the_whole(&early, office.import(&path).await);
    office.check_sound(&case.community).await;
    fixture.clock.set(moment(AFTERWARDS));
    let path = late.write(&folder.path().join("late"), Form::Utf8);
    let second = as_in_the_whole(&late, office.import(&path).await);
    lines.extend(second.into_iter().filter(|line| line.file != "community.csv"));
    lines.sort();
    case.outcomes_agree(&lines);
    case.reports_agree(&office).await;
    office.check_sound(&case.community).await;
    same_lines(&lines, &office.import(&case.folder).await);
}

async fn an_ordinary_half_year(fixture: &Fixture) {
    come_to_the_same(fixture, "qingzhu", "2026-04-01T00:00:00+08:00").await;
}

async fn at_the_instant_at_which_most_happens(fixture: &Fixture) {
    come_to_the_same(fixture, "chinese-headers", "2026-01-01T00:00:00+08:00").await;
}

async fn on_a_day_without_midnight(fixture: &Fixture) {
    come_to_the_same(fixture, "day-without-midnight", "2025-09-07T01:00:00-03:00").await;
}

async fn in_the_hour_that_comes_twice(fixture: &Fixture) {
    come_to_the_same(fixture, "gb18030", "2025-10-30T23:30:00+03:00").await;
}

on_both!(
    an_ordinary_half_year,
    at_the_instant_at_which_most_happens,
    on_a_day_without_midnight,
    in_the_hour_that_comes_twice,
);
