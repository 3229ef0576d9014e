//! Every report over a small community whose figures were worked out by hand.

mod books;

use self::books::{after, first};
use crate::messages::Language;
use crate::report::{Asked, Expected, Format, Parameter, ReportError, ReportName, Request};

const ASKED: Asked<'_> = Asked {
    community: "heping",
    as_of: None,
    as_recorded: None,
    from: None,
    to: None,
    fund: None,
    merchant: None,
    account: None,
};

const FEBRUARY: Asked<'_> = Asked {
    from: Some("2026-02-01"),
    to: Some("2026-02-28"),
    ..ASKED
};

#[tokio::test]
async fn funds_and_merchants_are_sums_of_their_accounts() {
    let books = first().await;
    let funds = books.lines(ReportName::Funds, &ASKED).await;
    assert_eq!(
        funds,
        [
            "a,甲基金,1000.00,180.00,6.67,30.00,0.00,843.33,870.33,27.00,0.00",
            "b,乙基金,300.00,80.00,0.00,0.00,0.00,220.00,253.00,0.00,33.00",
            "c,丙基金,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00",
        ]
    );
    let merchants = books.lines(ReportName::Merchants, &ASKED).await;
    assert_eq!(
        merchants,
        ["M01,暖源热力,0.00,26.67,6.66", "M02,安居物业,33.00,50.00,2.00"]
    );
    let vouchers = books.lines(ReportName::Vouchers, &ASKED).await;
    assert_eq!(vouchers, ["R1,27.00", "R2,0.00"]);
    let only = Asked {
        fund: Some("b"),
        ..ASKED
    };
    assert_eq!(books.lines(ReportName::Funds, &only).await.len(), 1);
    assert!(books.lines(ReportName::Vouchers, &only).await.is_empty());
}

#[tokio::test]
async fn a_business_time_includes_what_happened_at_it() {
    let books = first().await;
    let at = |as_of| Asked {
        as_of: Some(as_of),
        fund: Some("a"),
        ..ASKED
    };
    let before = "a,甲基金,1000.00,150.00,6.67,0.00,0.00,843.33,900.00,30.00,26.67";
    let expired = "a,甲基金,1000.00,150.00,6.67,30.00,0.00,873.33,900.00,0.00,26.67";
    for (as_of, line) in [
        ("2026-02-15", before),
        ("2026-02-15T23:59:59.999999+08:00", before),
        ("2026-02-15T16:00:00Z", expired),
        ("2026-02-16T00:00:00+08:00", expired),
        ("2026-02-16", expired),
    ] {
        assert_eq!(books.lines(ReportName::Funds, &at(as_of)).await, [line], "{as_of}");
    }
    let redemptions = books
        .lines(ReportName::Redemptions, &at("2026-02-03T09:30:00+08:00"))
        .await;
    assert_eq!(redemptions.len(), 2);
    let json = books.text(ReportName::Funds, &at("2026-02-15"), Format::Json).await;
    assert!(
        json.contains(r#""as_of":"2026-02-15T23:59:59.999999+08:00","as_recorded":30,"#),
        "{json}"
    );
}

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
            "dibao,1,1,4,100.00,30.00,80.00,2.00,212.00",
            "dibao_marginal,0,0,0,0.00,0.00,0.00,0.00,0.00",
            "tekun,0,0,0,0.00,0.00,0.00,0.00,0.00",
            "hardship,0,0,0,0.00,0.00,0.00,0.00,0.00",
            "disabled,1,1,5,100.00,30.00,80.00,2.00,212.00",
            "elderly_alone,1,1,2,0.00,50.00,0.00,10.00,60.00",
            "none,1,1,2,0.00,0.00,0.00,3.33,3.33",
        ]
    );
    let json = books.text(ReportName::Beneficiaries, &ASKED, Format::Json).await;
    let totals = concat!(
        r#""totals":{"people":3,"households":2,"times":9,"cash":"100.00","voucher":"80.00","#,
        r#""bill_payment":"80.00","discount":"15.33","total":"275.33"}"#
    );
    assert!(json.contains(totals), "{json}");
}

#[tokio::test]
async fn donors_are_named_in_the_order_of_giving() {
    let books = after().await;
    assert_eq!(
        books.lines(ReportName::Donors, &ASKED).await,
        [
            "2026-01-05,G1,甲公司,organisation,a,甲基金,bank,1000.00,13,",
            "2026-01-31,G3,王女士,person,a,甲基金,online,40.00,31,",
            "2026-02-01,G2,李先生,person,b,乙基金,cash,300.00,19,",
        ]
    );
    let of_fund = Asked {
        fund: Some("b"),
        ..FEBRUARY
    };
    assert_eq!(books.lines(ReportName::Donors, &of_fund).await.len(), 1);
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
    // Unless days are named it is of the month of the view, March.
    let march = Asked {
        merchant: Some("M02"),
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
async fn the_public_is_told_no_number_of_few_people() {
    let books = first().await;
    let lines = books.lines(ReportName::Disclosure, &FEBRUARY).await;
    assert_eq!(
        lines[10..20],
        [
            "b,乙基金,opening,,,0.00",
            "b,乙基金,donation,1,,300.00",
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

#[tokio::test]
async fn what_is_as_recorded_at_a_number_stays_the_same_for_ever() {
    let books = first().await;
    let before = books.everything("30").await;
    books.record_late_entries().await;
    let later = books.everything("30").await;
    for (one, other) in before.into_iter().zip(later) {
        assert!(one == other, "{} as {}", one.0, one.1);
    }
    let now = books.everything("32").await;
    assert!(now.iter().all(|(.., bytes)| !bytes.is_empty()));
    let by_time = Asked {
        as_recorded: Some("2026-03-31"),
        ..ASKED
    };
    let funds = books.lines(ReportName::Funds, &by_time).await;
    assert!(funds[0].contains(",843.33,"), "{funds:?}");
    let known = books
        .lines(
            ReportName::Funds,
            &Asked {
                as_recorded: Some("2"),
                ..ASKED
            },
        )
        .await;
    assert_eq!(known, ["a,甲基金,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00"]);
}

#[tokio::test]
async fn late_entries_count_from_their_day_on() {
    let books = after().await;
    let at = |as_of| Asked {
        as_of: Some(as_of),
        fund: Some("a"),
        ..ASKED
    };
    for (as_of, line) in [
        (
            "2026-01-30",
            "a,甲基金,1000.00,150.00,5.00,0.00,0.00,845.00,900.00,30.00,25.00",
        ),
        (
            "2026-01-31",
            "a,甲基金,1040.00,150.00,5.00,0.00,0.00,885.00,940.00,30.00,25.00",
        ),
        (
            "2026-02-02",
            "a,甲基金,1040.00,150.00,6.00,0.00,0.00,884.00,940.00,30.00,26.00",
        ),
        (
            "2026-04-01",
            "a,甲基金,1040.00,180.00,7.67,30.00,0.00,882.33,910.33,27.00,1.00",
        ),
    ] {
        assert_eq!(books.lines(ReportName::Funds, &at(as_of)).await, [line], "{as_of}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let books = first().await;
    for (asked, what) in [
        (
            Asked {
                community: "qingzhu",
                ..ASKED
            },
            Parameter::Community,
        ),
        (
            Asked {
                fund: Some("z"),
                ..ASKED
            },
            Parameter::Fund,
        ),
        (
            Asked {
                fund: Some("不"),
                ..ASKED
            },
            Parameter::Fund,
        ),
        (
            Asked {
                merchant: Some("m01"),
                ..ASKED
            },
            Parameter::Merchant,
        ),
    ] {
        match books.report(ReportName::Redemptions, &asked).await.err() {
            Some(ReportError::NotFound { what: missing, .. }) => assert_eq!(missing, what),
            other => panic!("{asked:?}: {other:?}"),
        }
    }
    let too_early = Asked {
        as_recorded: Some("2020-01-01"),
        ..ASKED
    };
    let error = books
        .report(ReportName::Funds, &too_early)
        .await
        .err()
        .map(|error| error.to_string());
    let said = "The parameter as_recorded is 2020-01-01, but should be a time at which something was on record.";
    assert_eq!(error.as_deref(), Some(said));
}

#[test]
fn a_parameter_that_cannot_be_read_is_named_with_what_would_be_right() {
    use Expected as E;
    use Parameter as P;
    let asked = |change: fn(&mut Asked<'_>)| {
        let mut asked = ASKED;
        change(&mut asked);
        asked
    };
    for (report, asked, parameter, expected) in [
        (
            ReportName::Funds,
            asked(|a| a.as_of = Some("2026-02-30")),
            P::AsOf,
            E::TimeOrDay,
        ),
        (
            ReportName::Funds,
            asked(|a| a.as_of = Some("2026-02-01T00:00:00")),
            P::AsOf,
            E::TimeOrDay,
        ),
        (
            ReportName::Funds,
            asked(|a| a.as_recorded = Some("0")),
            P::AsRecorded,
            E::NumberOrTime,
        ),
        (
            ReportName::Funds,
            asked(|a| a.as_recorded = Some("-1")),
            P::AsRecorded,
            E::NumberOrTime,
        ),
        (
            ReportName::Funds,
            asked(|a| a.from = Some("2026-02-01")),
            P::From,
            E::Nothing,
        ),
        (
            ReportName::Funds,
            asked(|a| a.merchant = Some("M01")),
            P::Merchant,
            E::Nothing,
        ),
        (ReportName::Journal, asked(|a| a.from = Some("1 May")), P::From, E::Day),
        (
            ReportName::GeneralLedger,
            asked(|a| a.account = Some("x")),
            P::Account,
            E::Account,
        ),
        (ReportName::Statement, ASKED, P::Merchant, E::Merchant),
    ] {
        match Request::parse(report, &asked) {
            Err(ReportError::Invalid {
                parameter: is,
                expected: should,
                ..
            }) => {
                assert_eq!((is, should), (parameter, expected));
            }
            other => panic!("{asked:?}: {other:?}"),
        }
    }
    let turned = Asked {
        from: Some("2026-03-01"),
        to: Some("2026-02-01"),
        ..ASKED
    };
    let error = Request::parse(ReportName::Journal, &turned).expect_err("the last day is before the first");
    assert_eq!(
        error.message(Language::Chinese),
        "参数 to 应为不早于起始日的日期，填写的是“2026-02-01”。"
    );
    let empty = Asked {
        as_of: Some(""),
        fund: Some(""),
        ..ASKED
    };
    let request = Request::parse(ReportName::Funds, &empty).expect("nothing was asked for");
    assert_eq!((request.as_of, request.fund), (None, None));
}
