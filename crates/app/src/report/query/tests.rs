//! Every report over a small community whose figures were worked out by hand.

mod books;
mod ledgers;
mod people;

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
    branch: None,
    state: None,
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
            "a,甲基金,1000.00,180.00,6.67,30.00,0.00,843.33,870.33,27.00,0.00,0.00",
            "b,乙基金,300.00,80.00,0.00,0.00,0.00,220.00,253.00,0.00,33.00,0.00",
            "c,丙基金,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00",
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
    let before = "a,甲基金,1000.00,150.00,6.67,0.00,0.00,843.33,900.00,30.00,26.67,0.00";
    let expired = "a,甲基金,1000.00,150.00,6.67,30.00,0.00,873.33,900.00,0.00,26.67,0.00";
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
    assert_eq!(known, ["a,甲基金,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00"]);
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
            "a,甲基金,1000.00,150.00,5.00,0.00,0.00,845.00,900.00,30.00,25.00,0.00",
        ),
        (
            "2026-01-31",
            "a,甲基金,1040.00,150.00,5.00,0.00,0.00,885.00,940.00,30.00,25.00,0.00",
        ),
        (
            "2026-02-02",
            "a,甲基金,1040.00,150.00,6.00,0.00,0.00,884.00,940.00,30.00,26.00,0.00",
        ),
        (
            "2026-04-01",
            "a,甲基金,1040.00,180.00,7.67,30.00,0.00,882.33,910.33,27.00,1.00,0.00",
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
