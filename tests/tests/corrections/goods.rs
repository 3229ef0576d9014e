//! Donations in kind that were entered wrongly: taken back and entered again in one entry, linked.

use xiaonuan_app::report::ReportName;
use xiaonuan_domain::command::{Command, GoodsEvent};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::RefusalCode as C;
use xiaonuan_tests::ask::{correct, donation, in_kind, moment, write_off};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::office::Office;

fn given_by(donor: &str, command: Command) -> Command {
    let Command::Goods(event) = command else {
        panic!("{command:?} is not of goods");
    };
    let GoodsEvent::Donate(mut donation) = *event else {
        panic!("{event:?} is no donation");
    };
    donor.clone_into(&mut donation.donor);
    Command::Goods(Box::new(GoodsEvent::Donate(donation)))
}

async fn a_wrong_donor_of_goods_is_corrected_though_they_are_gone(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let original = books.accept(in_kind("WZ1", "2026-01-05", "F1", 10, "100")).await;
    books.accept(write_off("PD1", "2026-01-10", "F1", 10)).await;
    let right = given_by("青竹超市", in_kind("WZ2", "2026-01-05", "F1", 10, "100"));
    let last = books.accept(correct("CX1", "2026-01-20", "WZ1", right)).await;
    let records = books.records().await;
    let [.., entered, reversal] = &records[..] else {
        panic!("two records at least");
    };
    assert_eq!((reversal.seq, reversal.reverses), (last, Some(original)));
    assert_eq!(entered.kind, RecordKind::GoodsDonated.as_str());
    assert_eq!(entered.occurred_at(), moment("2026-01-20 00:00"));
    for said in [
        format!(r#""replaces":{original}"#),
        r#""given_on":"2026-01-05""#.to_owned(),
    ] {
        assert!(entered.document.contains(&said), "{}", entered.document);
    }
    let linked = format!(r#""replaced_by":{}"#, entered.seq);
    assert!(reversal.document.contains(&linked), "{}", reversal.document);
    assert_eq!(books.balance("stock/F1/stock/RICE10").await, 0);
    assert_eq!(books.balance("general/F1/donation-in-kind").await, -10_000);
    let donors = Office::of(fixture)
        .report(ReportName::Donors, "qingzhu", "2026-01-31")
        .await;
    let row = |reference: &str| {
        let mut rows = donors["rows"].as_array().expect("rows").iter();
        rows.find(|row| row["ref"] == reference).expect("a row")
    };
    assert!(row("WZ1")["reversed_by"].is_number());
    assert_eq!(
        (row("WZ2")["donor"].as_str(), row("WZ2")["given_on"].as_str()),
        (Some("青竹超市"), Some("2026-01-05"))
    );
    assert_eq!(donors["totals"]["amount"], "100.00");
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

async fn a_wrong_fund_of_goods_is_corrected_as_far_as_they_are_there(fixture: &Fixture) {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    books.accept(in_kind("WZ1", "2026-01-05", "F1", 10, "100")).await;
    let elsewhere = |reference: &str| in_kind(reference, "2026-01-05", "F2", 10, "100");
    books
        .accept(correct("CX1", "2026-01-06", "WZ1", elsewhere("WZ2")))
        .await;
    assert_eq!(books.balance("stock/F1/stock/RICE10").await, 0);
    assert_eq!(books.balance("stock/F2/stock/RICE10").await, 10);
    // Other goods of the same sort at another value: taking the first back whole would leave value without pieces.
    books.accept(in_kind("WZ3", "2026-01-07", "F2", 10, "300")).await;
    books.accept(write_off("PD1", "2026-01-08", "F2", 10)).await;
    books.accept(in_kind("WZ4", "2026-01-09", "F1", 1, "1")).await;
    let head = books.head().await;
    let there = in_kind("WZ5", "2026-01-05", "F1", 10, "100");
    let moved = books.refuse_for_now(correct("CX2", "2026-01-10", "WZ2", there)).await;
    assert_eq!(moved.code, C::StockMovedSince);
    let money = donation("DON1", "2026-01-05", "F1", "100");
    let other = books.refuse_for_now(correct("CX3", "2026-01-10", "WZ2", money)).await;
    assert_eq!(other.code, C::UnknownRecord);
    let later = in_kind("WZ5", "2026-01-11", "F1", 10, "100");
    let later = books.refuse_for_now(correct("CX4", "2026-01-10", "WZ2", later)).await;
    assert_eq!(later.code, C::FutureDate);
    let taken = in_kind("WZ4", "2026-01-05", "F1", 10, "100");
    let taken = books.refuse_for_now(correct("CX5", "2026-01-10", "WZ2", taken)).await;
    assert_eq!(taken.code, C::RefConflict);
    assert_eq!(books.head().await, head);
    books.obey_the_laws().await;
    Office::of(fixture).check_sound("qingzhu").await;
}

xiaonuan_tests::on_both!(
    a_wrong_donor_of_goods_is_corrected_though_they_are_gone,
    a_wrong_fund_of_goods_is_corrected_as_far_as_they_are_there,
);
