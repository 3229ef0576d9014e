//! Books that were imported, looked at from outside.

use std::collections::BTreeSet;

use xiaonuan_app::report::ReportName;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::stolen::Stolen;
use xiaonuan_tests::tables::{csv, fixture as folder_of};

/// The cells of some columns of a table.
fn cells(table: &str, columns: &[&str]) -> BTreeSet<String> {
    let file = folder_of("qingzhu").join(format!("{table}.csv"));
    let mut rows = csv(&std::fs::read_to_string(file).expect("a table"));
    let header = rows.remove(0);
    let wanted: Vec<usize> = columns
        .iter()
        .map(|column| header.iter().position(|name| name == column).expect("a column"))
        .collect();
    let cells = rows.iter().flat_map(|row| wanted.iter().map(|at| row[*at].clone()));
    cells.filter(|cell| !cell.is_empty()).collect()
}

/// What is said of people in the folder.
fn personal() -> BTreeSet<String> {
    let mut all = cells(
        "residents",
        &["resident", "household", "name", "id_number", "phone", "building"],
    );
    all.extend(cells("merchants", &["contact", "phone"]));
    // Some donors are shops, whose names stand in their register.
    let shops = cells("merchants", &["name"]);
    all.extend(
        cells("donations", &["donor"])
            .into_iter()
            .filter(|donor| !shops.contains(donor)),
    );
    // Short names of officers occur in other words; this is how they stand in what is recorded.
    for (field, column) in [("prepared_by", "prepared_by"), ("approved_by", "approved_by")] {
        let officers = cells("disbursements", &[column]);
        all.extend(officers.into_iter().map(|name| format!("\"{field}\":\"{name}\"")));
    }
    for (from, category) in [("2025-02-06", "elderly_alone"), ("2025-11-04", "hardship")] {
        all.insert(from.to_owned());
        all.insert(format!("\"category\":\"{category}\""));
    }
    all
}

async fn a_stolen_database_shows_nobody(fixture: &Fixture) {
    let personal = personal();
    assert!(personal.len() > 500, "{} texts are looked for", personal.len());
    let office = Office::of(fixture);
    office.import(&folder_of("qingzhu")).await;
    let stolen = Stolen::from(fixture);
    // What is no secret is there, so that looking is not in vain.
    for known in ["暖源热力", "CLM000001", "小暖基金"] {
        assert!(stolen.shows(known).is_some(), "{known}");
    }
    stolen.shows_none_of(personal.iter().map(String::as_str));
    office.check_sound("qingzhu").await;
    // Reading leaves nothing behind either.
    office
        .report(ReportName::Donors, "qingzhu", "2026-06-30T23:59:59+08:00")
        .await;
    Stolen::from(fixture).shows_none_of(personal.iter().map(String::as_str));
}

on_both!(a_stolen_database_shows_nobody);
