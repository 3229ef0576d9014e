//! What happens to a fund's money besides help, on both databases.

mod cash;
mod closing;
mod donation_return;
mod hand;
mod opening;
mod papers;
mod reports;
mod transfer;

use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;

/// Checks the books of Qingzhu, which must be sound.
async fn check(fixture: &Fixture) {
    Office::of(fixture).check_sound("qingzhu").await;
}
