//! What was reported stays as it was reported, whatever the registers say now.

use futures::TryStreamExt;
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::report::{self, Asked, Format, ReportName, Request};
use xiaonuan_domain::eligibility::Eligibility;
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_tests::ask::{cash, donation, redeem, settle, spend, voucher};
use xiaonuan_tests::changes::{fund, merchant, registers, resident, state, terms};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;

/// All reports as they were at a record, as bytes.
async fn reports(office: &Office, number: i64) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for name in ReportName::ALL {
        let number = number.to_string();
        let asked = Asked {
            community: "qingzhu",
            as_recorded: Some(&number),
            ..Asked::default()
        };
        let Ok(request) = Request::parse(*name, &asked) else {
            continue;
        };
        let report = report::run(&office.service, request).await.expect("a report");
        let writer = Format::Json.writer(Messages::of(Language::Chinese)).expect("a writer");
        let pieces: Vec<_> = report::render(report.heading, report.rows, writer)
            .try_collect()
            .await
            .expect("it is written");
        all.push(pieces.concat());
    }
    assert!(all.len() > 8, "{}", all.len());
    all
}

async fn old_reports_stay_as_they_were(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(donation("DON1", "2026-01-05", "F1", "1000")).await;
    books.accept(cash("HELP1", "2026-01-06", "F1", "R01", "10")).await;
    books
        .accept(voucher("HELP2", "2026-01-06", "F1", "R02", "30", "2026-12-31"))
        .await;
    books
        .accept(redeem("C1", "2026-02-01 10:00", "M01", "R01", "D01", "50"))
        .await;
    books.accept(spend("C2", "2026-02-02 10:00", "M02", "R02", "12")).await;
    books.accept(settle("S1", "2026-02-28", "M01")).await;
    let office = Office::of(fixture);
    let mut kept = vec![(books.head().await, reports(&office, books.head().await).await)];
    for round in 1..=2 {
        let changes = [
            fund(&books, "F1", |details| details.name = format!("新基金 {round}")).await,
            merchant(&books, "M01", |state| state.name = format!("新店 {round}")).await,
            resident(&books, "R01", |state| {
                state.household = format!("H1{round}");
                state
                    .eligibility
                    .extend(Eligibility::parse_list("tekun@2026-01-01..2026-12-31").expect("one"));
            })
            .await,
            terms(&books, "D01", "2026-07-01", |terms| {
                terms.title = format!("新优惠 {round}");
                terms.public_title = format!("邻里新优惠 {round}");
            })
            .await,
        ];
        for change in changes {
            books.accept(change).await;
        }
        let paused = if round == 1 {
            DiscountState::Suspended
        } else {
            DiscountState::Ended
        };
        let paused = state(&books, "D01", paused).await;
        books.accept(paused).await;
        let head = books.head().await;
        kept.push((head, reports(&office, head).await));
        // In this process, which keeps registers, and in one that has never seen them.
        let stranger = Office::of(fixture);
        for (number, as_reported) in &kept {
            assert!(reports(&office, *number).await == *as_reported, "record {number}");
            assert!(
                reports(&stranger, *number).await == *as_reported,
                "record {number}, read anew"
            );
        }
    }
    assert_ne!(kept[0].1, kept[1].1);
    assert_ne!(kept[1].1, kept[2].1);
    let now = registers(&books).await;
    let stored = books
        .process
        .database()
        .stored_registers(books.community, books.head().await)
        .await
        .expect("it reads");
    assert_eq!(format!("{now:?}").len(), format!("{stored:?}").len());
    office.check_sound("qingzhu").await;
}

on_both!(old_reports_stay_as_they_were);
