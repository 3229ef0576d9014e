//! Redemptions, donors, and whom help reached.

use super::books::{after, first};
use super::{ASKED, FEBRUARY};
use crate::report::{Asked, Format, ReportName};

#[tokio::test]
async fn redemptions_come_by_business_time_even_when_recorded_late_or_without_postings() {
    let books = after().await;
    let lines = books.lines(ReportName::Redemptions, &ASKED).await;
    let first: Vec<_> = lines
        .iter()
        .map(|line| line.split(',').next().unwrap_or_default())
        .collect();
    assert_eq!(first, ["C1", "C6", "C2", "C3", "C4", "C5"]);
    assert_eq!(
        lines[0],
        "C1,2026-01-20T10:00:00+08:00,M01,R2,D1,100.00,10.00,5.00,5.00,20.00,70.00,a,18,"
    );
    assert_eq!(
        lines[2],
        "C2,2026-02-03T09:30:00+08:00,M01,R3,D1,33.33,3.33,1.67,1.66,0.00,30.00,a,20,"
    );
    assert_eq!(
        lines[5],
        "C5,2026-02-26T10:00:00+08:00,M02,R3,D0,7.00,0.00,0.00,0.00,0.00,7.00,,28,"
    );
    let json = books.text(ReportName::Redemptions, &FEBRUARY, Format::Json).await;
    let totals = concat!(
        r#""totals":{"bill":"75.33","discount":"7.33","fund_part":"2.67","merchant_part":"4.66","#,
        r#""voucher":"3.00","due_from_resident":"65.00"}"#
    );
    assert!(json.contains(totals), "{json}");
    for (asked, count) in [
        (
            Asked {
                merchant: Some("M02"),
                ..ASKED
            },
            3,
        ),
        (
            Asked {
                fund: Some("a"),
                ..ASKED
            },
            4,
        ),
        (
            Asked {
                fund: Some("b"),
                ..ASKED
            },
            0,
        ),
        (
            Asked {
                from: Some("2026-02-12"),
                to: Some("2026-02-12"),
                ..ASKED
            },
            1,
        ),
        (
            Asked {
                from: Some("2030-01-01"),
                ..ASKED
            },
            0,
        ),
    ] {
        assert_eq!(
            books.lines(ReportName::Redemptions, &asked).await.len(),
            count,
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn discounts_are_counted_from_redemptions() {
    let books = first().await;
    assert_eq!(
        books.lines(ReportName::DiscountUse, &ASKED).await,
        [
            "D1,九折,M01,暖源热力,2,2,133.33,13.33,6.67,6.66,100.00,86.67,2026-01-01,2026-12-31",
            "D2,减二元,M02,安居物业,1,1,10.00,2.00,0.00,2.00,,,2026-01-01,2026-12-31",
            "D0,登记,M02,安居物业,2,2,12.00,0.00,0.00,0.00,,,2026-01-01,2026-12-31",
        ]
    );
    let february = books.lines(ReportName::DiscountUse, &FEBRUARY).await;
    assert_eq!(
        february[0],
        "D1,九折,M01,暖源热力,1,1,33.33,3.33,1.67,1.66,100.00,86.67,2026-01-01,2026-12-31"
    );
}

#[tokio::test]
async fn a_person_counts_in_each_category_of_the_day_and_once_in_all() {
    let books = first().await;
    assert_eq!(
        books.lines(ReportName::Beneficiaries, &ASKED).await,
        [
            "dibao,1,1,4,100.00,30.00,80.00,0.00,2.00,212.00",
            "dibao_marginal,0,0,0,0.00,0.00,0.00,0.00,0.00,0.00",
            "tekun,0,0,0,0.00,0.00,0.00,0.00,0.00,0.00",
            "hardship,0,0,0,0.00,0.00,0.00,0.00,0.00,0.00",
            "disabled,1,1,5,100.00,30.00,80.00,0.00,2.00,212.00",
            "elderly_alone,1,1,2,0.00,50.00,0.00,0.00,10.00,60.00",
            "none,1,1,2,0.00,0.00,0.00,0.00,3.33,3.33",
        ]
    );
    let json = books.text(ReportName::Beneficiaries, &ASKED, Format::Json).await;
    let totals = concat!(
        r#""totals":{"people":3,"households":2,"times":9,"cash":"100.00","voucher":"80.00","#,
        r#""bill_payment":"80.00","goods":"0.00","discount":"15.33","total":"275.33"}"#
    );
    assert!(json.contains(totals), "{json}");
}

#[tokio::test]
async fn donors_are_named_in_the_order_of_giving() {
    let books = after().await;
    assert_eq!(
        books.lines(ReportName::Donors, &ASKED).await,
        [
            "2026-01-05,G1,甲公司,organisation,a,甲基金,bank,1000.00,13,,2026-01-05,",
            "2026-01-31,G3,王女士,person,a,甲基金,online,40.00,31,,2026-01-31,",
            "2026-02-01,G2,李先生,person,b,乙基金,cash,300.00,19,,2026-02-01,",
        ]
    );
    let of_fund = Asked {
        fund: Some("b"),
        ..FEBRUARY
    };
    assert_eq!(books.lines(ReportName::Donors, &of_fund).await.len(), 1);
}

#[tokio::test]
async fn the_public_is_told_no_number_of_few_people() {
    let books = first().await;
    let lines = books.lines(ReportName::Disclosure, &FEBRUARY).await;
    assert_eq!(
        lines[10..20],
        [
            "b,乙基金,opening,,,0.00",
            "b,乙基金,donation,<10,,300.00",
            "b,乙基金,income,,,300.00",
            "b,乙基金,cash,0,0,0.00",
            "b,乙基金,voucher,0,0,0.00",
            "b,乙基金,bill,<10,<10,80.00",
            "b,乙基金,discount,0,0,0.00",
            "b,乙基金,expense,,<10,80.00",
            "b,乙基金,change,,,220.00",
            "b,乙基金,closing,,,220.00",
        ]
    );
    let table = books.text(ReportName::Disclosure, &FEBRUARY, Format::Table).await;
    assert!(
        table.contains("少于 10") && table.contains("不足 10 的人数和次数"),
        "{table}"
    );
}
