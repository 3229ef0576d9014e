//! Sealed values belong where they were sealed: whoever moves one is found out.

use xiaonuan_app::check::Law;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::fixture as folder_of;

const COMMUNITY: &str = "c1001";

/// Exchanges a column of two rows.
fn exchange(table: &str, column: &str, one: &str, other: &str) -> Vec<String> {
    vec![
        format!("CREATE TABLE kept AS SELECT {column} FROM {table} WHERE {one}"),
        format!("UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE {other}) WHERE {one}"),
        format!("UPDATE {table} SET {column} = (SELECT {column} FROM kept) WHERE {other}"),
        "DROP TABLE kept".to_owned(),
    ]
}

async fn values_that_were_exchanged_are_found(fixture: &Fixture) {
    let office = Office::of(fixture);
    office.import(&folder_of("chinese-headers")).await;
    office.check_sound(COMMUNITY).await;
    let mut raw = fixture.raw().await;
    let seq = |field: &str, order: &str| {
        format!("field = '{field}' AND seq = (SELECT {order}(seq) FROM private_value WHERE field = '{field}')")
    };
    let told = |order: &str| {
        format!("key = (SELECT {order}(key) FROM outcome WHERE told IS NOT NULL AND scope = 'claims.csv')")
    };
    let cases = [
        (
            "two residents",
            exchange("resident", "sealed", "resident = 1", "resident = 2"),
            Law::Registers,
        ),
        (
            "two shops' contacts",
            exchange("merchant", "sealed", "merchant = 1", "merchant = 2"),
            Law::Registers,
        ),
        (
            "two donors",
            exchange("private_value", "sealed", &seq("donor", "min"), &seq("donor", "max")),
            Law::Commitments,
        ),
        (
            "what two people are entitled to",
            exchange(
                "private_value",
                "sealed",
                &seq("eligibility", "min"),
                &seq("eligibility", "max"),
            ),
            Law::Commitments,
        ),
        (
            "what two refusals tell",
            exchange("outcome", "told", &told("min"), &told("max")),
            Law::Outcomes,
        ),
    ];
    for (name, statements, law) in cases {
        for turn in ["there", "and back"] {
            for sql in &statements {
                raw.execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            }
            let findings = office.check(COMMUNITY).await;
            let broken = findings.by_law().any(|(of, _, broken)| of == law && broken > 0);
            assert_eq!(broken, turn == "there", "{name} {turn}: {:?}", findings.differences());
        }
    }
    office.check_sound(COMMUNITY).await;
}

async fn a_value_that_cannot_be_opened_is_told_without_showing_it(fixture: &Fixture) {
    let office = Office::of(fixture);
    office.import(&folder_of("chinese-headers")).await;
    let mut raw = fixture.raw().await;
    let newest = "seq = (SELECT max(seq) FROM private_value WHERE field = 'donor') AND field = 'donor'";
    let spoilt = if fixture.address.starts_with("postgres") {
        format!("UPDATE private_value SET sealed = overlay(sealed placing '\\x00' from 40) WHERE {newest}")
    } else {
        format!("UPDATE private_value SET sealed = CAST(substr(sealed, 1, 60) AS BLOB) WHERE {newest}")
    };
    raw.execute(&spoilt).await.expect("its owner may do that");
    let findings = office.check(COMMUNITY).await;
    let told: Vec<&str> = findings.differences().iter().map(|(_, told)| told.as_str()).collect();
    assert!(told.iter().any(|told| told.contains("donor of record")), "{told:?}");
    assert_eq!(findings.erased, 0, "it is there, and broken");
}

async fn values_that_are_gone_without_a_record_are_found(fixture: &Fixture) {
    let office = Office::of(fixture);
    office.import(&folder_of("chinese-headers")).await;
    assert_eq!(office.check(COMMUNITY).await.erased, 0);
    let mut raw = fixture.raw().await;
    let donors = raw
        .number("SELECT count(*) FROM private_value WHERE field = 'donor'")
        .await;
    assert!(donors > 1);
    raw.execute("DELETE FROM private_value WHERE field = 'donor'")
        .await
        .expect("the table is open");
    let findings = office.check(COMMUNITY).await;
    assert_eq!(findings.erased, 0);
    let broken = findings.by_law().find(|(law, ..)| *law == Law::Commitments);
    assert_eq!(broken.map(|(.., broken)| broken), Some(donors.unsigned_abs()));
}

on_both!(
    values_that_were_exchanged_are_found,
    a_value_that_cannot_be_opened_is_told_without_showing_it,
    values_that_are_gone_without_a_record_are_found,
);
