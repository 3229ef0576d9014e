//! What happens to a fund's money besides help, on both databases.

mod cash;
mod closing;
mod donation_return;
mod opening;
mod reports;
mod transfer;

use xiaonuan_app::check::Law;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

/// Checks the books of Qingzhu. Outcomes are left out: these tests ask under keys of their own, not under those of
/// files.
async fn check(fixture: &Fixture) {
    let findings = Office::of(fixture).check("qingzhu").await;
    for (law, _, broken) in findings.by_law().filter(|(law, ..)| *law != Law::Outcomes) {
        assert_eq!(broken, 0, "{law}: {:#?}", findings.differences());
    }
}
