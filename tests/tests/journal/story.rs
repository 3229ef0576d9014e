//! Half a year in Qingzhu: every kind of event, in order and late, accepted and refused.

use xiaonuan_domain::command::Command;
use xiaonuan_tests::ask::{bill, cash, donation, redeem, settle, settle_part, spend, voucher};

/// What happened, in the order in which it was told.
pub(crate) fn story() -> Vec<Command> {
    let mut events = vec![
        donation("DON1", "2026-01-05", "F1", "500"),
        donation("DON2", "2026-01-06", "F2", "80.50"),
        cash("DIS1", "2026-01-10", "F1", "R03", "60"),
        voucher("DIS2", "2026-01-10", "F1", "R01", "50", "2026-02-28"),
        voucher("DIS3", "2026-01-12", "F2", "R01", "20", "2026-01-31"),
        cash("DIS4", "2026-01-13", "F2", "R04", "1000"),
        bill("DIS5", "2026-01-14", "F2", "R05", "M03", "30.25"),
        redeem("RED1", "2026-01-15 10:00", "M01", "R02", "D01", "88.80"),
        redeem("RED2", "2026-01-15 10:01", "M02", "R02", "D02", "12"),
        redeem("RED3", "2026-01-15 10:02", "M02", "R01", "D02", "12"),
        redeem("RED4", "2026-01-15 10:03", "M02", "R01", "D02", "12"),
        spend("RED5", "2026-01-20 18:30", "M02", "R01", "35"),
        settle("SET1", "2026-01-21", "M02"),
        // Late: before the voucher of F2 was given, and before it was spent.
        spend("RED6", "2026-01-11 09:00", "M03", "R01", "5"),
        spend("RED7", "2026-01-16 09:00", "M03", "R01", "40"),
        settle_part("SET2", "2026-02-02", "M03", "10"),
        settle_part("SET3", "2026-02-02", "M03", "1000"),
        spend("RED8", "2026-03-01 08:00", "M03", "R01", "1"),
        // Late: given when its last day had long passed, as the office came to the paper.
        voucher("DIS6", "2026-01-08", "F1", "R06", "40", "2026-02-10"),
        spend("RED9", "2026-02-09 12:00", "M01", "R06", "15"),
        spend("RED10", "2026-03-02 12:00", "M01", "R06", "15"),
        cash("DIS7", "2026-12-24", "F1", "R03", "1"),
        cash("DIS8", "2026-03-03", "F9", "R03", "1"),
    ];
    for week in 1..=12 {
        let day = format!("2026-{:02}-{:02}", 4 + week / 5, week % 5 * 5 + 1);
        events.push(redeem(
            &format!("RED{}", 100 + week),
            &format!("{day} 11:00"),
            "M01",
            "R07",
            "D01",
            "31.05",
        ));
        events.push(redeem(
            &format!("RED{}", 200 + week),
            &format!("{day} 11:05"),
            "M02",
            "R08",
            "D02",
            "9.99",
        ));
    }
    events.push(settle("SET4", "2026-06-30", "M01"));
    events
}
