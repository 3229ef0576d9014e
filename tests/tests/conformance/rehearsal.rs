//! A dry run answers what the real one would, and writes nothing.

use xiaonuan_domain::calendar::Instant;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::Form;

use crate::expected::{AFTERWARDS, Case};
use crate::halves;

async fn a_dry_run_answers_as_the_real_one_and_writes_nothing(fixture: &Fixture) {
    for (name, boundary) in [
        ("without-settlements", "2025-12-24T17:00:00-05:00"),
        ("gb18030", "2026-02-01T00:00:00+02:00"),
    ] {
        let (case, office) = (Case::named(name), Office::of(fixture));
        fixture.clock.set(moment(AFTERWARDS));
        let empty = fixture.raw().await.contents().await;
        case.outcomes_agree(&office.rehearse(&case.folder).await);
        assert_eq!(fixture.raw().await.contents().await, empty, "nothing is written");

        let folder = tempfile::tempdir().expect("a folder");
        let boundary: Instant = boundary.parse().expect("a time");
        let (early, _) = halves::at(&case, boundary);
        fixture.clock.set(boundary);
        let path = early.write(&folder.path().join("early"), Form::Utf8);
        let (foreseen, came) = (office.rehearse(&path).await, office.import(&path).await);
        assert_eq!(foreseen, came);
        fixture.clock.set(moment(AFTERWARDS));
        let half = fixture.raw().await.contents().await;
        case.outcomes_agree(&office.rehearse(&case.folder).await);
        assert_eq!(fixture.raw().await.contents().await, half, "nothing is written");

        case.outcomes_agree(&office.import(&case.folder).await);
        let whole = fixture.raw().await.contents().await;
        case.outcomes_agree(&office.rehearse(&case.folder).await);
        assert_eq!(fixture.raw().await.contents().await, whole, "nothing is written");
    }
}

async fn messages_of_a_dry_run_are_those_of_the_real_one(fixture: &Fixture) {
    fixture.clock.set(moment(AFTERWARDS));
    let (case, office) = (Case::named("chinese-headers"), Office::of(fixture));
    let mut options = xiaonuan_tests::office::ordinary();
    options.dry_run = true;
    let foreseen = office.import_to_text(&case.folder, &options).await;
    options.dry_run = false;
    let came = office.import_to_text(&case.folder, &options).await;
    let again = office.import_to_text(&case.folder, &options).await;
    for ((foreseen, came), again) in foreseen.lines().zip(came.lines()).zip(again.lines()) {
        assert_eq!(foreseen, came);
        assert_eq!(came, again);
    }
    assert_eq!(foreseen.lines().count(), came.lines().count());
    assert_eq!(came.lines().count(), again.lines().count());
}

on_both!(
    a_dry_run_answers_as_the_real_one_and_writes_nothing,
    messages_of_a_dry_run_are_those_of_the_real_one,
);
