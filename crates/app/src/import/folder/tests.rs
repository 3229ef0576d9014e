use std::fs;

use tempfile::TempDir;

use super::*;
use crate::import::plan::tests::{COMMUNITY, folder};

fn message(folder: &TempDir) -> String {
    Folder::open(folder.path()).expect_err("malformed").to_string()
}

#[test]
fn malformed_tables_are_named_with_row_and_column() {
    let cases: &[(&str, &[u8], &[&str])] = &[
        (
            "claims.csv",
            b"ref,time\nA,2026-01-01T00:00:00Z,x\n",
            &["claims.csv, row 2: 3 cells", "2 columns"],
        ),
        ("claims.csv", b"ref,time\n\n\nA,b,\n", &["claims.csv, row 4: 3 cells"]),
        (
            "核销.csv",
            "ref,tme\n".as_bytes(),
            &["核销.csv, row 1, column B", "“tme”", "“time”"],
        ),
        ("claims.csv", b"ref,ref\n", &["row 1, column B", "second time"]),
        ("claims.csv", b"ref;time\nA;b\n", &["semicolons"]),
        ("claims.csv", b"ref\ttime\n", &["tabs"]),
        ("claims.csv", b"", &["row 1 is empty"]),
        ("claims.csv", b"\nref\n", &["row 1 is empty"]),
        (
            "claims.csv",
            b"ref,time\nA,\"b\nC,d\n",
            &["row 2, column B", "never closed"],
        ),
        (
            "claims.csv",
            b"ref,time\n\"A\"x,b\n",
            &["row 2, column A", "follows the closing"],
        ),
        (
            "claims.csv",
            b"ref,,time\nA,,b\nB,x,c\n",
            &["row 3, column B", "does not name"],
        ),
        ("claims.csv", b"ref,time\nA\0,b\n", &["row 2", "binary"]),
        (
            "claims.csv",
            b"ref,time\nA,\xFF\n",
            &["neither UTF-8 (a wrong byte in row 2) nor GB 18030"],
        ),
        (
            "claims.csv",
            b"\xEF\xBB\xBFref,time\nA,b\nA,\xB5\xA5\n",
            &["row 3", "begins as UTF-8"],
        ),
        ("claims.csv", b"\xFF\xFEr\0e\0f\0", &["UTF-16"]),
        ("claims.csv", b"PK\x03\x04whatever", &["workbook that was named .csv"]),
        (
            "funds.csv",
            b"F1,yes\n",
            &["no cell is the name of a column", "fund,name,purpose"],
        ),
    ];
    for (name, bytes, expected) in cases {
        let folder = folder(&[]);
        fs::write(folder.path().join(name), bytes).expect("a file");
        let message = message(&folder);
        for part in *expected {
            assert!(message.contains(part), "{message} / {part}");
        }
    }
}

#[test]
fn a_row_without_end_is_refused_without_holding_it() {
    let folder = folder(&[]);
    fs::write(
        folder.path().join("claims.csv"),
        format!("ref\n{}", "x".repeat(3 << 20)),
    )
    .expect("a file");
    assert!(message(&folder).contains("row 2: the row is longer than"));
}

#[test]
fn what_is_malformed_in_the_community_is_said_first() {
    let folder = folder(&[("community.csv", "community\nqz\n"), ("claims.csv", "reff\n")]);
    assert!(message(&folder).contains("time zone"));
}

#[test]
fn a_header_of_very_many_empty_cells_is_read_at_once() {
    let folder = folder(&[]);
    fs::write(
        folder.path().join("claims.csv"),
        format!("ref{}\nA\n", ",".repeat(1_000_000)),
    )
    .expect("a file");
    assert_eq!(
        Folder::open(folder.path()).expect("in order").rows(Table::Claims),
        (1, 0)
    );
}

#[test]
fn the_community_says_where_it_is() {
    let cases = [
        ("", "row 1 is empty"),
        ("community,timezone\n", "0 rows, but exactly one"),
        (
            "community,timezone\na,Asia/Shanghai\nb,Asia/Shanghai\n",
            "2 rows, but exactly one",
        ),
        ("community,timezone\n青竹,Asia/Shanghai\n", "“青竹” is not a code"),
        (
            "community,timezone\n例-qingzhu,Asia/Shanghai\n",
            "fill in your community",
        ),
        ("community,timezone\na,Beijing\n", "no time zone is called “Beijing”"),
        ("社区编号,时区\na,\n", "no time zone is called “”"),
    ];
    for (text, expected) in cases {
        let folder = folder(&[("community.csv", text)]);
        let message = message(&folder);
        assert!(message.contains(expected), "{message} / {expected}");
    }
    let folder = folder(&[]);
    let opened = Folder::open(folder.path()).expect("in order");
    let OpenedCommunity { community, key } = opened.community();
    assert_eq!((community.code.as_str(), community.name.as_str()), ("qz", "青竹社区"));
    assert_eq!(
        (community.district.as_str(), community.zone.name()),
        ("柳园区", "Asia/Shanghai")
    );
    assert_eq!((key.file, key.row, key.reference.as_str()), (Table::Community, 2, "qz"));
}

#[test]
fn blank_rows_are_skipped_and_counted_and_short_rows_padded() {
    let folder = folder(&[(
        "claims.csv",
        "ref,time,bill_amount\n\n,,\nA\n , \t\n\"\",\"\"\n　\nB,\"x\ny\"\n",
    )]);
    let opened = Folder::open(folder.path()).expect("in order");
    assert_eq!(opened.rows(Table::Claims), (2, 5));
    assert_eq!(opened.rows(Table::Funds), (0, 0));
    let rows = opened.plan().expect("in order").rows(0..2).expect("rows");
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 8]);
}

#[test]
fn one_table_has_one_name() {
    let both = folder(&[("claims.csv", "ref\n"), ("核销.csv", "ref\n")]);
    assert!(message(&both).contains("claims.csv and 核销.csv are the same table"));
    let chinese = tempfile::tempdir().expect("a folder");
    assert!(message(&chinese).contains("none of the tables is here"));
    fs::write(chinese.path().join("基金.csv"), "fund\n").expect("a file");
    assert!(message(&chinese).contains("community.csv (社区) is missing"));
    fs::write(chinese.path().join("社区.CSV"), COMMUNITY).expect("a file");
    fs::write(chinese.path().join("notes.csv"), b"\0\0").expect("a file");
    fs::write(chinese.path().join("claims.txt"), b"x").expect("a file");
    assert_eq!(
        Folder::open(chinese.path()).expect("in order").rows(Table::Funds),
        (0, 0)
    );
}

#[test]
fn what_is_no_folder_and_no_workbook_says_what_to_do() {
    let folder = folder(&[("x.csv", "ref\n"), ("x.xls", "\u{1}"), ("x.xlsx", "PK\u{3}\u{4}broken")]);
    for (name, expected) in [
        ("nothing", "there is nothing here"),
        ("x.csv", "put the CSV files into a folder"),
        ("x.xls", "save it as .xlsx"),
        ("x.xlsx", "cannot be read"),
    ] {
        let message = Folder::open(&folder.path().join(name)).expect_err(name).to_string();
        assert!(message.contains(expected), "{message}");
    }
    fs::create_dir(folder.path().join("claims.csv")).expect("a folder");
    assert!(message(&folder).contains("claims.csv: cannot be read: this is not a file"));
}
