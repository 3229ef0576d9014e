//! Accounts and statements: what stood, what moved, what stands.

use super::books::{self, after, first};
use super::{ASKED, FEBRUARY};
use crate::report::{Asked, Format, Parameter, ReportError, ReportName};

#[tokio::test]
async fn the_trial_balance_has_every_account_and_each_fund_balances() {
    let books = first().await;
    let lines = books.lines(ReportName::TrialBalance, &ASKED).await;
    let of_fund: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("a,"))
        .map(|line| books::without(line, 2))
        .collect();
    assert_eq!(
        of_fund,
        [
            "a,1002,银行存款,flat,0.00,1000.00,129.67,debit,870.33,entry",
            "a,2202,应付账款—暖源热力,flat,0.00,26.67,26.67,flat,0.00,entry",
            "a,2202,应付账款—安居物业,flat,0.00,3.00,3.00,flat,0.00,entry",
            "a,2209,其他应付款—代金券,flat,0.00,53.00,80.00,credit,27.00,entry",
            "a,4101,捐赠收入,flat,0.00,0.00,1000.00,credit,1000.00,entry",
            "a,5101,业务活动成本—现金,flat,0.00,100.00,0.00,debit,100.00,entry",
            "a,5101,业务活动成本—代金券,flat,0.00,80.00,30.00,debit,50.00,entry",
            "a,5101,业务活动成本—优惠,flat,0.00,6.67,0.00,debit,6.67,entry",
            "a,,小计,flat,0.00,1269.34,1269.34,flat,0.00,subtotal",
        ]
    );
    let lines = books.lines(ReportName::TrialBalance, &FEBRUARY).await;
    let banks: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("银行"))
        .map(|line| books::without(line, 2))
        .collect();
    assert_eq!(
        banks,
        [
            "a,1002,银行存款,debit,900.00,0.00,0.00,debit,900.00,entry",
            "b,1002,银行存款,flat,0.00,300.00,0.00,debit,300.00,entry",
        ]
    );
}

#[tokio::test]
async fn a_ledger_carries_its_balance_through_late_entries_months_and_years() {
    let books = after().await;
    let payable = Asked {
        from: Some("2026-02-01"),
        merchant: Some("M01"),
        ..ASKED
    };
    assert_eq!(
        books.lines(ReportName::GeneralLedger, &payable).await,
        [
            "2026-02-01,,期初余额：甲基金—应付账款—暖源热力,,,,credit,25.00,,opening",
            "2026-02-02,32,核销 C6，R1,业务活动成本—优惠,,1.00,credit,26.00,C6,entry",
            "2026-02-03,20,核销 C2，R3,业务活动成本—优惠,,1.67,credit,27.67,C2,entry",
            ",,本月合计,,0.00,2.67,credit,27.67,,month_total",
            ",,本年累计,,0.00,27.67,credit,27.67,,year_total",
            "2026-03-01,29,结算 S1，暖源热力,银行存款,26.67,,credit,1.00,S1,entry",
            ",,本月合计,,26.67,0.00,credit,1.00,,month_total",
            ",,本年累计,,26.67,27.67,credit,1.00,,year_total",
            ",,期末余额,,,,credit,1.00,,closing",
        ]
    );
    let account = books.account("a", "应付账款—暖源热力").await;
    let by_number = Asked {
        merchant: None,
        account: Some(&account),
        ..payable
    };
    let (one, other) = (
        books.lines(ReportName::GeneralLedger, &payable).await,
        books.lines(ReportName::GeneralLedger, &by_number).await,
    );
    assert_eq!(one, other);
    let nowhere = Asked {
        account: Some("999"),
        ..ASKED
    };
    assert!(matches!(
        books.report(ReportName::GeneralLedger, &nowhere).await.err(),
        Some(ReportError::NotFound {
            what: Parameter::Account,
            ..
        })
    ));
}

#[tokio::test]
async fn all_vouchers_of_a_fund_are_one_account_of_the_ledger() {
    let books = first().await;
    let of_fund = Asked {
        fund: Some("a"),
        ..ASKED
    };
    let lines = books.lines(ReportName::GeneralLedger, &of_fund).await;
    let start = lines
        .iter()
        .position(|line| line.contains("代金券,,,,flat"))
        .unwrap_or(usize::MAX);
    assert_eq!(
        lines[start..start + 14],
        [
            ",,期初余额：甲基金—其他应付款—代金券,,,,flat,0.00,,opening",
            "2026-01-15,17,帮扶支付 P2，R2,业务活动成本—代金券,,50.00,credit,50.00,P2,entry",
            "2026-01-20,18,核销 C1，R2,应付账款—暖源热力,20.00,,credit,30.00,C1,entry",
            ",,本月合计,,20.00,50.00,credit,30.00,,month_total",
            ",,本年累计,,20.00,50.00,credit,30.00,,year_total",
            "2026-02-16,24,券到期 P2，R2,业务活动成本—代金券,30.00,,flat,0.00,P2,entry",
            "2026-02-20,26,帮扶支付 P4，R1,业务活动成本—代金券,,30.00,credit,30.00,P4,entry",
            "2026-02-25,27,核销 C4，R1,应付账款—安居物业,3.00,,credit,27.00,C4,entry",
            ",,本月合计,,33.00,30.00,credit,27.00,,month_total",
            ",,本年累计,,53.00,80.00,credit,27.00,,year_total",
            ",,期末余额,,,,credit,27.00,,closing",
            ",,期初余额：甲基金—捐赠收入,,,,flat,0.00,,opening",
            "2026-01-05,13,捐赠 G1,银行存款,,1000.00,credit,1000.00,G1,entry",
            ",,本月合计,,0.00,1000.00,credit,1000.00,,month_total",
        ]
    );
}

#[tokio::test]
async fn the_journal_lists_postings_by_record_and_its_sides_are_equal() {
    let books = after().await;
    let lines = books.lines(ReportName::Journal, &ASKED).await;
    let numbers: Vec<i64> = lines
        .iter()
        .map(|line| line.split(',').nth(1).and_then(|seq| seq.parse().ok()).unwrap_or(0))
        .collect();
    assert!(numbers.is_sorted());
    let settled: Vec<_> = lines
        .iter()
        .filter(|line| line.contains(",S2,"))
        .map(|line| books::without(line, 7))
        .collect();
    assert_eq!(
        settled,
        [
            "2026-03-02,30,settlement,S2,结算 S2，安居物业,a,2202,应付账款—安居物业,3.00,,2026-03-31T12:00:00+08:00,",
            "2026-03-02,30,settlement,S2,结算 S2，安居物业,a,1002,银行存款,,3.00,2026-03-31T12:00:00+08:00,",
            "2026-03-02,30,settlement,S2,结算 S2，安居物业,b,2202,应付账款—安居物业,47.00,,2026-03-31T12:00:00+08:00,",
            "2026-03-02,30,settlement,S2,结算 S2，安居物业,b,1002,银行存款,,47.00,2026-03-31T12:00:00+08:00,",
        ]
    );
    for asked in [
        ASKED,
        FEBRUARY,
        Asked {
            fund: Some("a"),
            ..ASKED
        },
        Asked {
            merchant: Some("M02"),
            ..ASKED
        },
    ] {
        let json = books.text(ReportName::Journal, &asked, Format::Json).await;
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["totals"]["debit"], value["totals"]["credit"], "{asked:?}");
        assert_ne!(value["totals"]["debit"], "0.00", "{asked:?}");
    }
}

#[tokio::test]
async fn a_fund_statement_leads_from_what_was_left_to_what_is_left() {
    let books = first().await;
    let lines = books.lines(ReportName::FundStatement, &FEBRUARY).await;
    assert_eq!(
        lines[..10],
        [
            "a,甲基金,opening,845.00,0.00",
            "a,甲基金,donation,0.00,1000.00",
            "a,甲基金,income,0.00,1000.00",
            "a,甲基金,cash,0.00,100.00",
            "a,甲基金,voucher,0.00,50.00",
            "a,甲基金,bill,0.00,0.00",
            "a,甲基金,discount,1.67,6.67",
            "a,甲基金,expense,1.67,156.67",
            "a,甲基金,change,-1.67,843.33",
            "a,甲基金,closing,843.33,843.33",
        ]
    );
    assert_eq!(lines[15], "b,乙基金,bill,80.00,80.00");
    let json = books.text(ReportName::FundStatement, &ASKED, Format::Json).await;
    assert!(json.contains(r#""from":"2026-01-01","to":"2026-12-31""#), "{json}");
}

#[tokio::test]
async fn a_merchants_statement_leads_from_what_was_owed_to_what_is_owed() {
    let books = first().await;
    let asked = Asked {
        merchant: Some("M02"),
        ..FEBRUARY
    };
    assert_eq!(
        books.lines(ReportName::Statement, &asked).await,
        [
            ",,期初余额,,,,,,,,,,0.00,opening",
            "2026-02-10T00:00:00+08:00,22,帮扶支付 P3，R1,P3,,,,,,80.00,80.00,,80.00,entry",
            "2026-02-12T08:00:00+08:00,23,核销 C3，R1,C3,10.00,2.00,2.00,0.00,0.00,,0.00,,80.00,entry",
            "2026-02-25T18:05:00+08:00,27,核销 C4，R1,C4,5.00,0.00,0.00,0.00,3.00,,3.00,,83.00,entry",
            "2026-02-26T10:00:00+08:00,28,核销 C5，R3,C5,7.00,0.00,0.00,0.00,0.00,,0.00,,83.00,entry",
            ",,期末余额,,22.00,2.00,2.00,0.00,3.00,80.00,83.00,0.00,83.00,closing",
        ]
    );
    let march = Asked {
        merchant: Some("M02"),
        from: Some("2026-03-01"),
        to: Some("2026-03-31"),
        ..ASKED
    };
    let lines = books.lines(ReportName::Statement, &march).await;
    assert_eq!(lines[0], ",,期初余额,,,,,,,,,,83.00,opening");
    assert_eq!(
        lines[1],
        "2026-03-02T00:00:00+08:00,30,结算 S2，安居物业,S2,,,,,,,,50.00,33.00,entry"
    );
}

#[tokio::test]
async fn a_month_is_the_last_one_with_business_unless_days_are_named() {
    let books = first().await;
    let from = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        value["from"].as_str().expect("a day").to_owned()
    };
    // The books stand at the end of March, when a merchant was paid; business was in February.
    let of = |merchant| Asked {
        merchant: Some(merchant),
        ..ASKED
    };
    for (name, asked, first_day) in [
        (ReportName::Disclosure, ASKED, "2026-02-01"),
        (ReportName::Statement, of("M01"), "2026-02-01"),
        (ReportName::Statement, of("M02"), "2026-02-01"),
        (
            ReportName::Disclosure,
            Asked {
                as_of: Some("2026-01-31"),
                ..ASKED
            },
            "2026-01-01",
        ),
        (
            ReportName::Disclosure,
            Asked {
                from: Some("2026-03-01"),
                ..ASKED
            },
            "2026-03-01",
        ),
    ] {
        let text = books.text(name, &asked, Format::Json).await;
        assert_eq!(from(&text), first_day, "{name}: {asked:?}");
    }
}

#[tokio::test]
async fn lines_below_zero_are_explained_and_all_funds_come_last_for_people_only() {
    let books = first().await;
    let february = Asked {
        from: Some("2026-02-16"),
        to: Some("2026-02-16"),
        ..ASKED
    };
    for name in [ReportName::FundStatement, ReportName::Disclosure] {
        let table = books.text(name, &february, Format::Table).await;
        assert!(
            table.contains("-30.00") && table.contains("到期未用而退回的代金券"),
            "{table}"
        );
        assert_eq!(table.matches("全部基金").count(), 10, "{table}");
        assert_eq!(books.lines(name, &february).await.len(), 30);
        let json = books.text(name, &february, Format::Json).await;
        let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(value["rows"].as_array().map(Vec::len), Some(30));
    }
}
