use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xiaonuan_domain::command::Command;

use super::*;
use crate::import::folder::Folder;

pub(crate) const COMMUNITY: &str = "community,name,district,timezone\nqz,青竹社区,柳园区,Asia/Shanghai\n";

/// A folder with a community and these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "community.csv", COMMUNITY);
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a file");
}

fn plan(files: &[(&str, &str)]) -> Plan {
    let folder = folder(files);
    Folder::open(folder.path()).expect("in order").plan().expect("in order")
}

/// `reference row what`, step by step.
fn told(plan: &Plan) -> Vec<String> {
    let tell = |row: Row| {
        let what = match row.content {
            Content::Ask(Command::RegisterFund(_)) => "fund".to_owned(),
            Content::Ask(_) => "ask".to_owned(),
            Content::Unreadable(refusal) => refusal.code.to_string(),
            Content::Repeats(step) => format!("repeats {step}"),
            Content::Conflicts(refusal) => format!("{} {}", refusal.code, refusal.facts["first_row"]),
        };
        format!("{} {} {what}", row.reference, row.row)
    };
    plan.rows(0..usize::MAX).expect("rows").into_iter().map(tell).collect()
}

#[test]
fn days_beyond_the_years_of_cells_are_refused_before_all_events() {
    let plan = plan(&[(
        "donations.csv",
        "ref,date,donor_kind,amount,method\nD1,2026-01-02,person,1,cash\nD2,9999-12-31,person,1,cash\n\
         D3,0000-12-31,person,1,cash\nD4,2201-01-01,person,1,cash\n",
    )]);
    assert_eq!(
        told(&plan),
        [
            "D2 3 invalid_date",
            "D3 4 invalid_date",
            "D4 5 invalid_date",
            "D1 2 ask"
        ]
    );
}

#[test]
fn registers_come_first_and_events_by_time() {
    let plan = plan(&[
        (
            "claims.csv",
            "ref,time,bill_amount\nC1,2026-01-02T00:00:00+08:00,1\nC2,2026-01-01T15:59:59.999999Z,1\nC3,soon,1\n",
        ),
        ("settlements.csv", "ref,date\nS1,2026-01-02\nS2,2026-01-01\n"),
        (
            "帮扶.csv",
            "单号,日期,金额,发放方式\nH1,2026-01-02,1,现金\nH2,2026-01-02,1,代付\n",
        ),
        (
            "donations.csv",
            "ref,date,donor_kind,amount,method\nD1,2026-01-02,person,1,cash\n",
        ),
        ("funds.csv", "fund,restricted\nzz,no\n\naa,是\n"),
        ("residents.csv", "resident\nR1\n"),
    ]);
    assert_eq!(
        told(&plan),
        [
            "zz 2 fund",
            "aa 4 fund",
            "R1 2 ask",
            "C3 4 invalid_time",
            "S2 3 ask",
            "C2 3 ask",
            "D1 2 ask",
            "H1 2 ask",
            "H2 3 ask",
            "S1 2 ask",
            "C1 2 ask",
        ]
    );
    plan.set_outcome(3, 7);
    let lines: Vec<Line> = plan.in_file_order().collect::<Result<_, _>>().expect("lines");
    let order: Vec<&str> = lines.iter().map(|line| line.reference.as_str()).collect();
    assert_eq!(
        order,
        ["zz", "aa", "R1", "D1", "H1", "H2", "C1", "C2", "C3", "S1", "S2"]
    );
    assert_eq!(
        (lines[8].step, lines[8].row, lines[8].outcome, lines[8].file),
        (3, 4, 7, Table::Claims)
    );
    assert_eq!(plan.outcome(0), 0);
}

#[test]
fn a_code_that_comes_again_is_looked_at_before_anything_else() {
    let plan = plan(&[
        (
            "funds.csv",
            "fund,restricted,name\nA,yes,x\nA , 是,x\nA,no,x\nB,maybe,\nB,maybe\nB,nope\n,no\n,no\n,yes\n例-1,no\n例-1,yes\n",
        ),
        (
            "settlements.csv",
            "ref,date,merchant\nS,2026-01-02,M\nT,2026-01-01,M\nS,2026-01-01,M\nS,\"2026-01-02\",M \nS,never,M\n",
        ),
    ]);
    assert_eq!(
        told(&plan),
        [
            "A 2 fund",
            "A 3 repeats 0",
            "A 4 duplicate_code 2",
            "B 5 invalid_kind",
            "B 6 repeats 3",
            "B 7 duplicate_code 5",
            " 8 invalid_code",
            " 9 repeats 6",
            " 10 duplicate_code 8",
            "例-1 11 invalid_code",
            "例-1 12 duplicate_code 11",
            "S 6 ref_conflict 2",
            "T 3 ask",
            "S 4 ref_conflict 2",
            "S 2 ask",
            "S 5 repeats 14",
        ]
    );
    let rows = plan.rows(0..3).expect("rows");
    assert_eq!(rows[0].cells_hash, rows[1].cells_hash);
    assert_ne!(rows[0].cells_hash, rows[2].cells_hash);
}

#[test]
fn columns_in_another_order_language_and_encoding_are_the_same_cells() {
    let chinese = "单号,用券金额,时间,账单金额,商户编号,居民编号\r\nC1,,2026-01-02T00:00:00Z, 1.00 ,商户,R1\r\n";
    let english =
        "ref,time,merchant,resident,discount,bill_amount,voucher_amount\nC1,2026-01-02T00:00:00Z,商户,R1,,1.00,\n";
    let hash = |plan: Plan| plan.row(0).expect("a row").cells_hash;
    let expected = hash(plan(&[("claims.csv", english)]));
    assert_eq!(hash(plan(&[("核销.csv", chinese)])), expected);
    let marked = format!("\u{feff}{english}");
    assert_eq!(hash(plan(&[("claims.csv", &marked)])), expected);
    let folder = folder(&[]);
    fs::write(folder.path().join("核销.csv"), encoding_rs::GB18030.encode(chinese).0).expect("a file");
    assert_eq!(
        hash(Folder::open(folder.path()).expect("in order").plan().expect("in order")),
        expected
    );
}

#[test]
fn files_that_change_while_they_are_read_are_noticed() {
    let rows = "fund,restricted\nA,yes\nB,no\n";
    for (text, fails_at_plan) in [
        ("fund,restricted\nA,yes\n", true),
        ("fund,restricted\nA,yes\nB,no\nC,no\n", true),
        ("fund,restricted\nA,yes\nX,no\n", false),
    ] {
        let folder = folder(&[("funds.csv", rows)]);
        let opened = Folder::open(folder.path()).expect("in order");
        let plan = opened.plan().expect("in order");
        write(folder.path(), "funds.csv", text);
        assert_eq!(matches!(opened.plan(), Err(Malformed::Changed { .. })), fails_at_plan);
        let read = plan.row(1);
        assert_eq!(read.is_err(), !text.contains("B,no"), "{text}");
    }
}

#[test]
fn nothing_to_decide_is_fine() {
    let plan = plan(&[("claims.csv", "ref\n\n,\n")]);
    assert!(plan.is_empty());
    assert!(plan.rows(0..5).expect("no rows").is_empty());
    assert_eq!(plan.in_file_order().count(), 0);
}
