//! The office of a community: it imports books, reads reports and has them checked, as the program does.

use std::path::Path;
use std::sync::Arc;

use futures::TryStreamExt;
use serde_json::Value;
use xiaonuan_app::check::{self, Findings};
use xiaonuan_app::import::{Folder, Options, outcomes, run};
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::report::{self, Asked, Format, ReportName, Request};
use xiaonuan_app::service::Service;

use crate::clock::{FrozenClock, Seeded};
use crate::fixture::{Fixture, Process};
use crate::tables::csv;

/// What came of a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The file: `claims.csv`.
    pub file: String,
    /// The row as a spreadsheet counts.
    pub row: u32,
    /// The row's own code or reference.
    pub reference: String,
    /// `accepted` or `refused`.
    pub outcome: String,
    /// Why it was refused.
    pub code: String,
}

/// An ordinary import.
#[must_use]
pub fn ordinary() -> Options {
    Options {
        actor: "office".to_owned(),
        dry_run: false,
        retry_refused: false,
    }
}

/// The lines of a list of outcomes, in order of files and rows.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn lines(text: &str) -> Vec<Line> {
    let mut rows = csv(text);
    let header = rows.remove(0).join(",");
    assert!(
        header == "file,row,ref,outcome,code" || header == "file,row,ref,outcome,code,message",
        "{header}"
    );
    let mut lines: Vec<Line> = rows
        .into_iter()
        .map(|row| Line {
            file: row[0].clone(),
            row: row[1].parse().expect("a row"),
            reference: row[2].trim().to_owned(),
            outcome: row[3].clone(),
            code: row[4].clone(),
        })
        .collect();
    lines.sort();
    lines
}

/// An office on a database.
pub struct Office {
    /// The program's service.
    pub service: Service,
}

impl Office {
    /// The office on a test's database.
    #[must_use]
    pub fn of(fixture: &Fixture) -> Office {
        Office::on(&fixture.process, fixture)
    }

    /// The office of a process on it.
    #[must_use]
    pub fn on(process: &Process, fixture: &Fixture) -> Office {
        Office::at(process, fixture.clock.clone())
    }

    /// The office of a process, at a time.
    #[must_use]
    pub fn at(process: &Process, clock: Arc<FrozenClock>) -> Office {
        let database = process.database().clone();
        Office {
            service: Service::new(database, clock, Box::new(Seeded::new(7))),
        }
    }

    /// Imports a folder or workbook; answers the list of outcomes as it is written.
    ///
    /// # Panics
    /// When it is malformed, or the database fails.
    pub async fn import_to_text(&self, path: &Path, options: &Options) -> String {
        let folder = Folder::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let imported = run(&self.service, &folder, options, &|_, _| {})
            .await
            .expect("it imports");
        let mut text = Vec::new();
        outcomes::write(&self.service, &imported, Language::English, &mut text)
            .await
            .expect("it is written");
        String::from_utf8(text).expect("UTF-8")
    }

    /// Imports a folder or workbook; answers what came of its rows.
    pub async fn import_with(&self, path: &Path, options: &Options) -> Vec<Line> {
        lines(&self.import_to_text(path, options).await)
    }

    /// Imports a folder or workbook in the ordinary way.
    pub async fn import(&self, path: &Path) -> Vec<Line> {
        self.import_with(path, &ordinary()).await
    }

    /// Rehearses an import.
    pub async fn rehearse(&self, path: &Path) -> Vec<Line> {
        let options = Options {
            dry_run: true,
            ..ordinary()
        };
        self.import_with(path, &options).await
    }

    /// A report as JSON, as of a time.
    ///
    /// # Panics
    /// When it cannot be given.
    pub async fn report(&self, name: ReportName, community: &str, as_of: &str) -> Value {
        let asked = Asked {
            community,
            as_of: Some(as_of),
            ..Asked::default()
        };
        let request = Request::parse(name, &asked).expect("a request");
        let report = report::run(&self.service, request).await.expect("a report");
        let writer = Format::Json.writer(Messages::of(Language::English)).expect("a writer");
        let pieces: Vec<_> = report::render(report.heading, report.rows, writer)
            .try_collect()
            .await
            .expect("it is written");
        let bytes: Vec<u8> = pieces.iter().flat_map(|piece| piece.to_vec()).collect();
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// Checks a community's books.
    ///
    /// # Panics
    /// When there is none such, or the database fails.
    pub async fn check(&self, community: &str) -> Findings {
        let findings = check::community(&self.service, community, &|_, _| {}).await;
        findings.expect("the database works").expect("a community")
    }

    /// Checks a community's books, which must be sound.
    ///
    /// # Panics
    /// When they are not.
    pub async fn check_sound(&self, community: &str) {
        let findings = self.check(community).await;
        assert!(findings.is_sound(), "{:#?}", findings.differences());
    }
}
