use std::collections::BTreeSet;

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::eligibility::{Eligibility, EligibleFor};
use xiaonuan_domain::id_number::IdNumber;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::uscc::Uscc;

use super::*;

/// The rows of a file, without its header.
fn rows<'a>(folder: &'a Folder, file: &str) -> Vec<Vec<&'a str>> {
    let (_, text) = folder.files.iter().find(|(name, _)| *name == file).expect("a file");
    let width = text.lines().next().expect("a header").split(',').count();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert!(
        rows.iter().all(|row| row.len() == width),
        "{file} has rows of its header's width"
    );
    rows
}

#[test]
fn the_seed_decides_every_byte() {
    assert_eq!(community(1), community(1));
    assert_ne!(community(1), community(2));
}

#[test]
fn every_cell_can_be_read() {
    for seed in 0..5 {
        let folder = community(seed);
        for row in rows(&folder, "merchants.csv") {
            assert!(row[2].parse::<Uscc>().is_ok(), "{row:?}");
        }
        for row in rows(&folder, "residents.csv") {
            assert!(row[3].parse::<IdNumber>().is_ok(), "{row:?}");
            assert!(Eligibility::parse_list(row[6]).is_ok(), "{row:?}");
        }
        for row in rows(&folder, "discounts.csv") {
            assert!(row[8].parse::<EligibleFor>().is_ok(), "{row:?}");
        }
        for (file, _) in &folder.files {
            let own: Vec<&str> = rows(&folder, file).iter().map(|row| row[0]).collect();
            assert!(own.iter().all(|code| code.parse::<Code>().is_ok()), "{file}");
            assert_eq!(
                own.iter().collect::<BTreeSet<_>>().len(),
                own.len(),
                "{file} names each thing once"
            );
        }
        for (file, column) in [("donations.csv", 5), ("disbursements.csv", 5), ("claims.csv", 5)] {
            let positive = |cell: &str| cell.parse().is_ok_and(Money::is_positive);
            assert!(rows(&folder, file).iter().all(|row| positive(row[column])), "{file}");
        }
    }
}

#[test]
fn the_community_is_as_large_as_promised() {
    for seed in 0..5 {
        let folder = community(seed);
        let count = |file| rows(&folder, file).len();
        assert_eq!(
            (count("residents.csv"), count("merchants.csv"), count("funds.csv")),
            (330, 12, 3)
        );
        assert!(
            (110..=135).contains(&count("disbursements.csv")),
            "{}",
            count("disbursements.csv")
        );
        assert!(
            (1_600..=2_000).contains(&count("claims.csv")),
            "{}",
            count("claims.csv")
        );
        assert!(
            (80..=160).contains(&count("donations.csv")),
            "{}",
            count("donations.csv")
        );
        let entitled = rows(&folder, "residents.csv")
            .iter()
            .filter(|row| !row[6].is_empty())
            .count();
        assert!(
            (330 * 24 / 100..=330 * 31 / 100).contains(&entitled),
            "{entitled} of 330"
        );
    }
}

#[test]
fn nothing_happens_outside_the_season() {
    let folder = community(3);
    for file in ["donations.csv", "disbursements.csv", "claims.csv", "settlements.csv"] {
        for row in rows(&folder, file) {
            assert!(("2025-11-01".."2026-05-01").contains(&&row[1][..10]), "{row:?}");
        }
    }
    for row in rows(&folder, "claims.csv") {
        assert!(row[1].parse::<Instant>().is_ok(), "{row:?}");
    }
}

#[test]
fn nobody_approves_what_they_prepared() {
    for row in rows(&community(4), "disbursements.csv") {
        assert_ne!(row[8], row[9], "{row:?}");
    }
}

#[test]
fn old_people_are_old() {
    for row in rows(&community(5), "residents.csv") {
        let born: i16 = row[3][6..10].parse().expect("a year");
        assert!(!row[6].contains("elderly_alone") || born <= 1965, "{row:?}");
    }
}

#[test]
fn what_shops_show_says_nothing_about_people() {
    for row in rows(&community(6), "discounts.csv") {
        for word in ["低保", "特困", "困难", "残", "孤寡", "老人", "帮扶", "重点"] {
            assert!(!row[3].contains(word), "{row:?}");
        }
    }
}

#[test]
fn a_large_folder_is_decided_by_its_seed_and_has_as_many_claims_as_asked_for() {
    let written = |seed| {
        let dir = tempfile::tempdir().expect("a directory");
        write_large(dir.path(), seed, 3_000).expect("written");
        let read = |name| fs::read_to_string(dir.path().join(name)).expect("a file");
        let names = [
            "claims.csv",
            "disbursements.csv",
            "donations.csv",
            "settlements.csv",
            "residents.csv",
        ];
        names.map(read)
    };
    let first = written(1);
    assert_eq!(first, written(1));
    assert_ne!(first, written(2));
    assert_eq!(first[0].lines().count(), 3_001);
    let mut times: Vec<&str> = first[0]
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).expect("a time"))
        .collect();
    assert!(!times.is_sorted());
    times.sort_unstable();
    assert!(times[0].starts_with("2025-01-0") && times[2_999].starts_with("2025-12-3"));
}
