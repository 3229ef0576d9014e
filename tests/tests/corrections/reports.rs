//! What reports say of records that were taken back.

use serde_json::Value;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_tests::ask::{correct, donation, redeem, reverse, settle};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

/// Redemptions of January at M01, both paid; the first is taken back in February. A donation is corrected in January.
async fn corrected(fixture: &Fixture) -> Office {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-01", "F1", "100")).await;
    books
        .accept(redeem("RED1", "2026-01-05 10:00", "M01", "R01", "D01", "200"))
        .await;
    books
        .accept(redeem("RED2", "2026-01-06 10:00", "M01", "R02", "D01", "100"))
        .await;
    let again = donation("DON2", "2026-01-01", "F2", "100");
    books.accept(donation("DON3", "2026-01-10", "F1", "60")).await;
    books.accept(donation("DON4", "2026-01-11", "F1", "70")).await;
    books.accept(correct("CX1", "2026-01-20", "DON1", again)).await;
    books.accept(settle("JS1", "2026-01-31", "M01")).await;
    books
        .accept(reverse("CX2", "2026-02-02", RecordKind::Redemption, "RED1"))
        .await;
    Office::of(fixture)
}

fn rows(report: &Value) -> Vec<Value> {
    report["rows"].as_array().expect("rows").clone()
}

fn find(report: &Value, column: &str, value: &str) -> Value {
    let row = rows(report).into_iter().find(|row| row[column] == value);
    row.unwrap_or_else(|| panic!("no {value}: {report:#}"))
}

async fn what_was_taken_back_is_marked_and_not_in_the_total(fixture: &Fixture) {
    let office = corrected(fixture).await;
    let before = office.report(ReportName::Redemptions, "qingzhu", "2026-02-01").await;
    assert_eq!(find(&before, "ref", "RED1")["reversed_by"], Value::Null);
    assert_eq!(before["totals"]["fund_part"], "15.00");
    let after = office.report(ReportName::Redemptions, "qingzhu", "2026-02-02").await;
    assert!(find(&after, "ref", "RED1")["reversed_by"].is_number(), "{after:#}");
    assert_eq!(after["totals"]["fund_part"], "5.00");

    let donors = office.report(ReportName::Donors, "qingzhu", "2026-02-02").await;
    assert!(find(&donors, "ref", "DON1")["reversed_by"].is_number());
    assert_eq!(find(&donors, "ref", "DON2")["reversed_by"], Value::Null);
    assert_eq!(donors["totals"]["amount"], "230.00");
}

async fn uses_and_people_are_those_that_stand(fixture: &Fixture) {
    let office = corrected(fixture).await;
    for (day, uses, discount) in [("2026-02-01", 2, "30.00"), ("2026-02-02", 1, "10.00")] {
        let report = office.report(ReportName::DiscountUse, "qingzhu", day).await;
        let row = find(&report, "discount_code", "D01");
        assert_eq!((&row["uses"], &row["residents"]), (&uses.into(), &uses.into()), "{day}");
        assert_eq!(row["discount"], discount, "{day}");
        let report = office.report(ReportName::Beneficiaries, "qingzhu", day).await;
        let row = find(&report, "category", "dibao");
        assert_eq!((&row["people"], &row["times"]), (&uses.into(), &uses.into()), "{day}");
        assert_eq!(row["discount"], discount, "{day}");
    }
}

async fn what_is_owed_and_public_follows_the_reversal_on_its_day(fixture: &Fixture) {
    let office = corrected(fixture).await;
    let report = office.report(ReportName::Merchants, "qingzhu", "2026-02-02").await;
    let row = find(&report, "merchant", "M01");
    assert_eq!((&row["payable"], &row["settled"]), (&"0.00".into(), &"15.00".into()));
    assert_eq!(row["discount_borne"], "5.00");
    for (day, amount, donations) in [
        ("2026-01-31", "15.00", Value::from("<10")),
        ("2026-02-28", "-10.00", Value::from(0)),
    ] {
        let report = office.report(ReportName::Disclosure, "qingzhu", day).await;
        let line = |name: &str| {
            let of_fund = |row: &Value| row["fund"] == "F1" && row["line"] == name;
            rows(&report).into_iter().find(of_fund).expect("a line")
        };
        assert_eq!(line("discount")["amount"], amount, "{day}");
        assert_eq!(line("donation")["times"], donations, "{day}");
    }
}

xiaonuan_tests::on_both!(
    what_was_taken_back_is_marked_and_not_in_the_total,
    uses_and_people_are_those_that_stand,
    what_is_owed_and_public_follows_the_reversal_on_its_day,
);
