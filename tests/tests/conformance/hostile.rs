//! Rows that ask for more than a record can hold are refused alone, and foreseen by a dry run.

use std::fmt::Write;

use xiaonuan_app::import::Table;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::numbers::{id_number, uscc};
use xiaonuan_tests::office::{Line, Office};
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::{Form, Tables};

use crate::expected::AFTERWARDS;

const COMMUNITY: &str = "community,name,district,timezone\nqz,青竹社区,示范区,Asia/Shanghai\n";

fn merchants(name: &str) -> String {
    format!(
        "merchant,name,uscc,category,joined_on\nM1,青竹超市,{},supermarket,2025-01-01\n\
         M2,{name},{},supermarket,2025-01-01\n",
        uscc(1),
        uscc(2)
    )
}

fn residents(names: [&str; 2]) -> String {
    format!(
        "resident,name,id_number,eligibility\nR1,{},{},dibao@2025-01-01..2026-12-31\n\
         R2,{},{},dibao@2025-01-01..2026-12-31\n",
        names[0],
        id_number(1),
        names[1],
        id_number(2)
    )
}

fn refused(lines: &[Line]) -> Vec<(&str, &str)> {
    let refused = lines.iter().filter(|line| line.outcome == "refused");
    refused
        .map(|line| (line.reference.as_str(), line.code.as_str()))
        .collect()
}

/// Foreseen, imported, and imported again: three times the same, and the books are sound.
async fn comes_to(fixture: &Fixture, tables: &[(Table, &str)], expected: &[(&str, &str)]) {
    fixture.clock.set(moment(AFTERWARDS));
    let folder = tempfile::tempdir().expect("a folder");
    let path = Tables::of(tables).write(&folder.path().join("books"), Form::Utf8);
    let office = Office::of(fixture);
    let foreseen = office.rehearse(&path).await;
    let came = office.import(&path).await;
    assert_eq!(refused(&came), expected);
    assert_eq!(foreseen, came);
    assert_eq!(office.import(&path).await, came);
    office.check_sound("qz").await;
}

/// One claim over 600 vouchers is refused; in two parts it is accepted, and so is what comes after it.
async fn a_claim_over_very_many_vouchers_is_refused_alone(fixture: &Fixture) {
    let mut help = "ref,date,fund,resident,kind,amount,prepared_by,approved_by,expires_on\n".to_owned();
    for number in 0..600 {
        let grant = format!("GRANT-WITH-A-LONG-REFERENCE-{number:04}");
        writeln!(help, "{grant},2026-02-10,F,R1,voucher,1.00,a,b,2026-12-31").expect("a text");
    }
    let claims = "ref,time,merchant,resident,bill_amount,voucher_amount\n\
        C1,2026-02-20T10:00:00+08:00,M1,R1,600.00,600.00\n\
        C2,2026-02-20T10:00:01+08:00,M1,R1,601.00,601.00\n\
        C3,2026-02-20T10:00:02+08:00,M1,R1,300.00,300.00\n\
        C4,2026-02-20T10:00:03+08:00,M1,R1,300.00,300.00\n";
    let tables = [
        (Table::Community, COMMUNITY),
        (Table::Funds, "fund,name,restricted\nF,小基金,yes\n"),
        (Table::Merchants, &merchants("青竹药店")),
        (Table::Residents, &residents(["甲", "乙"])),
        (
            Table::Donations,
            "ref,date,donor,donor_kind,fund,amount,method\nG1,2026-02-01,甲,person,F,1000.00,bank\n",
        ),
        (Table::Disbursements, &help),
        (Table::Claims, claims),
        (
            Table::Settlements,
            "ref,date,merchant,amount\nS1,2026-03-01,M1,600.00\n",
        ),
    ];
    let expected = [("C1", "record_too_long"), ("C2", "voucher_insufficient")];
    comes_to(fixture, &tables, &expected).await;
}

/// One settlement over 700 funds is refused; smaller amounts are paid from the first of them.
async fn a_settlement_over_very_many_funds_is_refused_alone(fixture: &Fixture) {
    let mut funds = "fund,name,restricted\n".to_owned();
    let mut gifts = "ref,date,donor,donor_kind,fund,amount,method\n".to_owned();
    let mut help = "ref,date,fund,resident,kind,amount,merchant,prepared_by,approved_by\n".to_owned();
    for number in 0..700 {
        let fund = format!("F{number:03}-{}", "X".repeat(20));
        writeln!(funds, "{fund},基金,yes").expect("a text");
        writeln!(gifts, "G{number},2026-02-01,甲,person,{fund},1.00,bank").expect("a text");
        writeln!(help, "H{number},2026-02-02,{fund},R1,bill_payment,1.00,M1,a,b").expect("a text");
    }
    let tables = [
        (Table::Community, COMMUNITY),
        (Table::Funds, &funds),
        (Table::Merchants, &merchants("青竹药店")),
        (Table::Residents, &residents(["甲", "乙"])),
        (Table::Donations, &gifts),
        (Table::Disbursements, &help),
        (
            Table::Settlements,
            "ref,date,merchant,amount\nS1,2026-03-01,M1,\nS2,2026-03-02,M1,300.00\nS3,2026-03-03,M1,200.00\n\
             S4,2026-03-04,M1,\n",
        ),
    ];
    comes_to(fixture, &tables, &[("S1", "record_too_long")]).await;
}

async fn texts_without_end_are_refused_alone(fixture: &Fixture) {
    let (name, text) = ("暖".repeat(20_000), "暖".repeat(1_001));
    let (most, whole) = ("暖".repeat(200), "\u{1}".repeat(1_000));
    let tables = [
        (Table::Community, COMMUNITY),
        (
            Table::Funds,
            &*format!("fund,name,purpose,restricted\nF,小基金,{whole},yes\nF2,小基金,{text},yes\n"),
        ),
        (Table::Merchants, &merchants(&name)),
        (Table::Residents, &residents([&most, &name])),
        (
            Table::Donations,
            &format!(
                "ref,date,donor,donor_kind,fund,amount,method\nG1,2026-02-01,{name},person,F,1.00,bank\n\
                 G2,0000-12-31,甲,person,F,1.00,bank\nG3,9999-12-31,甲,person,F,1.00,bank\n\
                 G4,2026-02-01,甲,person,F,1.00,bank\n"
            ),
        ),
    ];
    let expected = [
        ("G1", "text_too_long"),
        ("G2", "invalid_date"),
        ("G3", "invalid_date"),
        ("F2", "text_too_long"),
        ("M2", "text_too_long"),
        ("R2", "text_too_long"),
    ];
    comes_to(fixture, &tables, &expected).await;
}

on_both!(
    a_claim_over_very_many_vouchers_is_refused_alone,
    a_settlement_over_very_many_funds_is_refused_alone,
    texts_without_end_are_refused_alone,
);
