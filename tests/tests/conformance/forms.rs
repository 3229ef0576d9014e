//! The form of the files does not matter: the same texts come to the same.

use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::{Form, Tables};

use crate::expected::{AFTERWARDS, Case, same_lines};

async fn a_form_conforms(fixture: &Fixture, form: Form) {
    fixture.clock.set(moment(AFTERWARDS));
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["chinese-headers", "without-settlements"] {
        let (case, office) = (Case::named(name), Office::of(fixture));
        let path = Tables::read(&case.folder).write(&folder.path().join(name), form);
        let outcomes = office.import(&path).await;
        case.outcomes_agree(&outcomes);
        case.reports_agree(&office).await;
        // The original has the same cells, so it is the same import.
        let stored = fixture.raw().await.contents().await;
        same_lines(&outcomes, &office.import(&case.folder).await);
        assert_eq!(fixture.raw().await.contents().await, stored, "nothing new is stored");
    }
}

async fn utf8(fixture: &Fixture) {
    a_form_conforms(fixture, Form::Utf8).await;
}

async fn utf8_with_a_byte_order_mark(fixture: &Fixture) {
    a_form_conforms(fixture, Form::Utf8WithMark).await;
}

async fn gb18030(fixture: &Fixture) {
    a_form_conforms(fixture, Form::Gb18030).await;
}

async fn a_workbook(fixture: &Fixture) {
    a_form_conforms(fixture, Form::Workbook).await;
}

on_both!(utf8, utf8_with_a_byte_order_mark, gb18030, a_workbook);
