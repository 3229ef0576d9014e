//! The small community: imported from a folder as anyone's books are, then once more with late entries.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures::TryStreamExt;
use tempfile::TempDir;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::entropy::Entropy;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::journal::Clock;
use xiaonuan_persistence::keys::{self, Keys};

use super::ASKED;
use crate::import::{Folder, Options, run as import};
use crate::messages::{Language, Messages};
use crate::report::{Asked, Format, Report, ReportError, ReportName, Request, render, run};
use crate::service::Service;

const FILES: &[(&str, &str)] = &[
    (
        "community",
        "community,name,district,timezone\nheping,和平社区,北区,Asia/Shanghai\n",
    ),
    (
        "funds",
        "fund,name,purpose,restricted,purposes\na,甲基金,帮扶,no,\nb,乙基金,帮扶,yes,\nc,丙基金,帮扶,yes,\n",
    ),
    (
        "merchants",
        "merchant,name,uscc,category,contact,phone,joined_on,left_on\n\
         M01,暖源热力,91220199MATGHJME8D,heating,卫,139,2025-01-01,\n\
         M02,安居物业,91220199MAEQFQ1UHB,property,许,139,2025-01-01,\n",
    ),
    (
        "discounts",
        "discount,merchant,title,public_title,kind,value,eligible,uses,uses_period,fund,fund_share,budget,valid_from,\
         valid_to\n\
         D1,M01,九折,邻里价,percent,10,all,5,month,a,50,100.00,2026-01-01,2026-12-31\n\
         D2,M02,减二元,邻里价,amount_off,2.00,dibao,,,,,,2026-01-01,2026-12-31\n\
         D0,M02,登记,邻里价,percent,0,all,,,,,,2026-01-01,2026-12-31\n",
    ),
    (
        "residents",
        "resident,household,name,id_number,phone,building,eligibility\n\
         R1,H1,陈一,220199199205033842,138,1栋,dibao@2026-01-01..2026-02-20;disabled:2@2026-01-01..2026-12-31\n\
         R2,H1,陈二,220199194603038558,138,1栋,elderly_alone@2026-01-01..2026-12-31\n\
         R3,,陶三,220199197504130141,138,2栋,\n",
    ),
    (
        "donations",
        "ref,date,donor,donor_kind,fund,amount,method\n\
         G1,2026-01-05,甲公司,organisation,a,1000.00,bank\n\
         G2,2026-02-01,李先生,person,b,300.00,cash\n",
    ),
    (
        "disbursements",
        "ref,date,fund,resident,kind,amount,merchant,purpose,prepared_by,approved_by,expires_on\n\
         P1,2026-01-10,a,R1,cash,100.00,,,zhao,qian,\n\
         P2,2026-01-15,a,R2,voucher,50.00,,,zhao,qian,2026-02-15\n\
         P3,2026-02-10,b,R1,bill_payment,80.00,M02,,zhao,qian,\n\
         P4,2026-02-20,a,R1,voucher,30.00,,,zhao,qian,2026-12-31\n",
    ),
    (
        "claims",
        "ref,time,merchant,resident,discount,bill_amount,voucher_amount\n\
         C1,2026-01-20T10:00:00+08:00,M01,R2,D1,100.00,20.00\n\
         C2,2026-02-03T09:30:00+08:00,M01,R3,D1,33.33,\n\
         C3,2026-02-12T08:00:00+08:00,M02,R1,D2,10.00,\n\
         C4,2026-02-25T18:05:00+08:00,M02,R1,D0,5.00,3.00\n\
         C5,2026-02-26T10:00:00+08:00,M02,R3,D0,7.00,\n",
    ),
    (
        "settlements",
        "ref,date,merchant,amount\nS1,2026-03-01,M01,\nS2,2026-03-02,M02,50.00\n",
    ),
];

/// What comes to light a day later.
const LATE: &[(&str, &str)] = &[
    ("donations", "G3,2026-01-31,王女士,person,a,40.00,online\n"),
    ("claims", "C6,2026-02-02T12:00:00+08:00,M01,R1,D1,20.00,\n"),
];

struct StoppedClock(AtomicI64);

impl Clock for StoppedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(Ordering::Relaxed))
    }
}

struct Counting(u128);

impl Entropy for Counting {
    fn draw(&mut self) -> [u8; 16] {
        self.0 += 1;
        self.0.to_be_bytes()
    }
}

fn keys() -> Keys {
    let text = keys::fresh(&mut Counting(0));
    Keys::read(&text, Box::new(Counting(1 << 64))).expect("these are keys")
}

/// The books, with the folder that they were imported from.
pub(super) struct Books {
    service: Service,
    clock: Arc<StoppedClock>,
    folder: TempDir,
}

/// The books after the first import.
pub(super) async fn first() -> Books {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        fs::write(folder.path().join(format!("{name}.csv")), text).expect("a file");
    }
    let address = format!("sqlite://{}", folder.path().join("books.db").display());
    let database = Database::open(&address, &keys()).await.expect("a database");
    database.migrate().await.expect("a schema");
    let now: Instant = "2026-03-31T12:00:00+08:00".parse().expect("a time");
    let clock = Arc::new(StoppedClock(AtomicI64::new(now.micros())));
    let books = Books {
        service: Service::new(database, clock.clone(), Box::new(Counting(0))),
        clock,
        folder,
    };
    books.import().await;
    books
}

/// The books after the late entries too.
pub(super) async fn after() -> Books {
    let books = first().await;
    books.record_late_entries().await;
    books
}

impl Books {
    pub(super) async fn record_late_entries(&self) {
        self.clock.0.fetch_add(24 * 3600 * 1_000_000, Ordering::Relaxed);
        for (name, more) in LATE {
            let file = self.folder.path().join(format!("{name}.csv"));
            let text = fs::read_to_string(&file).expect("a file");
            fs::write(&file, text + more).expect("a file");
        }
        self.import().await;
    }

    async fn import(&self) {
        let options = Options {
            actor: "import".to_owned(),
            dry_run: false,
            retry_refused: false,
        };
        let folder = Folder::open(self.folder.path()).expect("a folder in its form");
        let imported = import(&self.service, &folder, &options, &|_, _| {})
            .await
            .expect("an import");
        for (table, summary) in imported.summary() {
            assert!(summary.refused.is_empty(), "{table:?}: {summary:?}");
        }
    }

    pub(super) async fn report(&self, name: ReportName, asked: &Asked<'_>) -> Result<Report, ReportError> {
        run(&self.service, Request::parse(name, asked)?).await
    }

    async fn bytes(&self, name: ReportName, asked: &Asked<'_>, format: Format) -> Vec<u8> {
        let report = self.report(name, asked).await.expect("a report");
        let writer = format.writer(Messages::of(Language::Chinese)).expect("a writer");
        let pieces: Vec<_> = render(report.heading, report.rows, writer)
            .try_collect()
            .await
            .expect("rows");
        pieces.concat()
    }

    pub(super) async fn text(&self, name: ReportName, asked: &Asked<'_>, format: Format) -> String {
        String::from_utf8(self.bytes(name, asked, format).await).expect("text")
    }

    /// The lines of the CSV file after its header.
    pub(super) async fn lines(&self, name: ReportName, asked: &Asked<'_>) -> Vec<String> {
        let text = self.text(name, asked, Format::Csv).await;
        text.lines().skip(1).map(str::to_owned).collect()
    }

    /// The number of an account as the trial balance shows it.
    pub(super) async fn account(&self, fund: &str, name: &str) -> String {
        let lines = self.lines(ReportName::TrialBalance, &ASKED).await;
        let of = |line: &String| {
            let cells: Vec<_> = line.split(',').collect();
            (cells[0] == fund && cells[3] == name).then(|| cells[2].to_owned())
        };
        lines.iter().find_map(of).expect("an account")
    }

    /// Every report in every format as recorded at a number.
    pub(super) async fn everything(&self, as_recorded: &str) -> Vec<(ReportName, Format, Vec<u8>)> {
        let mut all = Vec::new();
        for name in ReportName::ALL {
            let asked = Asked {
                as_recorded: Some(as_recorded),
                merchant: (*name == ReportName::Statement).then_some("M02"),
                ..ASKED
            };
            for format in [Format::Table, Format::Csv, Format::Xlsx, Format::Json] {
                all.push((*name, format, self.bytes(*name, &asked, format).await));
            }
        }
        all
    }
}

/// A line without one of its cells.
pub(super) fn without(line: &str, cell: usize) -> String {
    let cells = line.split(',').enumerate().filter(|(at, _)| *at != cell);
    cells.map(|(_, text)| text).collect::<Vec<_>>().join(",")
}
