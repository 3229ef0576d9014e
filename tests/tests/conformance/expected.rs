//! Every fixture's outcomes, splits and balances.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use xiaonuan_app::import::Table;
use xiaonuan_app::report::ReportName;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::money::Money;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::office::{Line, Office, lines};
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::{Tables, csv, fixture as folder_of};

/// When the fixtures are imported: after everything in them.
pub(crate) const AFTERWARDS: &str = "2026-11-23 12:00";

const FUND_FIELDS: [&str; 8] = [
    "donated",
    "disbursed",
    "discounts",
    "expired",
    "available",
    "bank",
    "voucher_outstanding",
    "merchant_payable",
];
const MERCHANT_FIELDS: [&str; 3] = ["payable", "settled", "discount_borne"];
const REDEMPTION_FIELDS: [&str; 6] = [
    "bill",
    "discount",
    "fund_part",
    "merchant_part",
    "voucher",
    "due_from_resident",
];

/// A fixture and what must come of it.
pub(crate) struct Case {
    /// Its files.
    pub(crate) folder: PathBuf,
    /// The community's code.
    pub(crate) community: String,
}

impl Case {
    pub(crate) fn named(name: &str) -> Case {
        let folder = folder_of(name);
        let tables = Tables::read(&folder);
        let sheet = &tables.0[&Table::Community];
        let community = sheet.reference(Table::Community, &sheet.rows[0].1).to_owned();
        Case { folder, community }
    }

    fn expected(&self, file: &str) -> String {
        let path = self.folder.join("expected").join(file);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// What every row must come to.
    pub(crate) fn outcomes(&self) -> Vec<Line> {
        lines(&self.expected("outcomes.csv"))
    }

    /// The balances at each instant that the fixture knows.
    pub(crate) fn balances(&self) -> Vec<Value> {
        let files = std::fs::read_dir(self.folder.join("expected")).expect("a folder");
        let names = files.map(|file| file.expect("an entry").file_name().to_string_lossy().into_owned());
        let names: BTreeSet<String> = names.filter(|name| name.starts_with("balances")).collect();
        assert!(!names.is_empty());
        names
            .iter()
            .map(|name| serde_json::from_str(&self.expected(name)).expect("JSON"))
            .collect()
    }

    /// The splits of accepted claims until an instant, by reference.
    fn redemptions(&self, until: Instant) -> BTreeMap<String, BTreeMap<String, String>> {
        let detailed = self.folder.join("expected/redemptions_detail.csv").exists();
        let mut rows = csv(&self.expected(if detailed {
            "redemptions_detail.csv"
        } else {
            "redemptions.csv"
        }));
        let header = rows.remove(0);
        rows.into_iter()
            .map(|row| header.iter().cloned().zip(row).collect::<BTreeMap<_, _>>())
            .filter(|row| {
                let at = row.get("instant_us").map(|at| at.parse::<i64>().expect("a number"));
                at.is_none_or(|at| at <= until.micros())
            })
            .map(|row| (row["ref"].clone(), row))
            .collect()
    }

    /// Compares outcomes; those of the community's own row are accepted, and not listed among the expected.
    pub(crate) fn outcomes_agree(&self, got: &[Line]) {
        let (community, got): (Vec<Line>, Vec<Line>) =
            got.iter().cloned().partition(|line| line.file == "community.csv");
        assert_eq!(community.len(), 1);
        assert_eq!(community[0].outcome, "accepted");
        same_lines(&self.outcomes(), &got);
    }

    /// Compares the four reports at every instant that the fixture knows.
    pub(crate) async fn reports_agree(&self, office: &Office) {
        for balances in self.balances() {
            let as_of = text(&balances["as_of"]);
            let until: Instant = as_of.parse().expect("a time");
            let report = async |name| {
                let report = office.report(name, &self.community, as_of).await;
                let said: Instant = text(&report["as_of"]).parse().expect("a time");
                assert_eq!(said, until, "the report says as of when it is");
                report
            };
            let funds = by(&report(ReportName::Funds).await, "fund");
            let wanted = balances["funds"].as_object().expect("funds");
            assert_eq!(
                funds.keys().collect::<Vec<_>>(),
                wanted.keys().collect::<Vec<_>>(),
                "{as_of}"
            );
            for (fund, wanted) in wanted {
                let row = &funds[fund];
                for field in FUND_FIELDS {
                    assert_eq!(row[field], wanted[field], "{field} of fund {fund} as of {as_of}");
                }
                assert_eq!(row["encumbered"], "0.00", "fund {fund} as of {as_of}");
            }
            let merchants = by(&report(ReportName::Merchants).await, "merchant");
            let wanted = balances["merchants"].as_object().expect("merchants");
            for merchant in merchants.keys().chain(wanted.keys()) {
                for field in MERCHANT_FIELDS {
                    let got = merchants.get(merchant).map_or("0.00", |row| text(&row[field]));
                    let wanted = wanted.get(merchant).map_or("0.00", |row| text(&row[field]));
                    assert_eq!(got, wanted, "{field} of merchant {merchant} as of {as_of}");
                }
            }
            let vouchers = report(ReportName::Vouchers).await;
            vouchers_agree(&vouchers, &balances["vouchers"], as_of);
            self.redemptions_agree(&report(ReportName::Redemptions).await, until);
        }
    }

    fn redemptions_agree(&self, report: &Value, until: Instant) {
        let got = by(report, "ref");
        let wanted = self.redemptions(until);
        assert_eq!(got.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
        for (reference, wanted) in wanted {
            let row = &got[&reference];
            for field in REDEMPTION_FIELDS {
                let Some(wanted) = wanted.get(field) else { continue };
                let wanted: Money = wanted.parse().expect("an amount");
                assert_eq!(text(&row[field]), wanted.to_string(), "{field} of {reference}");
            }
            for field in ["merchant", "resident", "discount_code"] {
                let Some(wanted) = wanted.get(field) else { continue };
                assert_eq!(
                    row[field].as_str().unwrap_or_default(),
                    wanted,
                    "{field} of {reference}"
                );
            }
            let Some(wanted) = wanted.get("instant_us") else {
                continue;
            };
            let at: Instant = text(&row["time"]).parse().expect("a time");
            assert_eq!(at.micros().to_string(), *wanted, "time of {reference}");
        }
        for field in REDEMPTION_FIELDS {
            let sum: i64 = got.values().map(|row| fen(&row[field])).sum();
            assert_eq!(fen(&report["totals"][field]), sum, "total of {field}");
        }
    }
}

fn vouchers_agree(report: &Value, wanted: &Value, as_of: &str) {
    let mut got: BTreeMap<String, i64> = BTreeMap::new();
    for row in report["rows"].as_array().expect("rows") {
        *got.entry(text(&row["resident"]).to_owned()).or_default() += fen(&row["balance"]);
    }
    let wanted = wanted.as_object().expect("vouchers");
    for resident in got.keys().chain(wanted.keys()) {
        let wanted = wanted.get(resident).map_or(0, fen);
        let got = got.get(resident).copied().unwrap_or(0);
        assert_eq!(got, wanted, "vouchers of {resident} as of {as_of}, in fen");
    }
}

/// Compares lists of outcomes and names the first few lines that differ.
pub(crate) fn same_lines(wanted: &[Line], got: &[Line]) {
    let (wanted, got): (BTreeSet<&Line>, BTreeSet<&Line>) = (wanted.iter().collect(), got.iter().collect());
    let missing: Vec<_> = wanted.difference(&got).take(5).collect();
    let extra: Vec<_> = got.difference(&wanted).take(5).collect();
    assert!(
        missing.is_empty() && extra.is_empty(),
        "expected {missing:#?}\nbut got {extra:#?}"
    );
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn fen(value: &Value) -> i64 {
    text(value).parse::<Money>().expect("an amount").fen()
}

/// The rows of a report by one column, each of which stands once.
fn by(report: &Value, column: &str) -> BTreeMap<String, Value> {
    let rows = report["rows"].as_array().expect("rows");
    let by: BTreeMap<String, Value> = rows
        .iter()
        .map(|row| (text(&row[column]).to_owned(), row.clone()))
        .collect();
    assert_eq!(by.len(), rows.len(), "each {column} stands once");
    by
}

/// An import comes to what is expected; a second one answers the same and records nothing.
async fn conforms(fixture: &Fixture, name: &str, path: &Path) {
    fixture.clock.set(moment(AFTERWARDS));
    let (case, office) = (Case::named(name), Office::of(fixture));
    case.outcomes_agree(&office.import(path).await);
    case.reports_agree(&office).await;
    office.check_sound(&case.community).await;
    let stored = fixture.raw().await.contents().await;
    case.outcomes_agree(&office.import(path).await);
    assert_eq!(fixture.raw().await.contents().await, stored, "nothing new is stored");
}

async fn an_ordinary_half_year(fixture: &Fixture) {
    conforms(fixture, "qingzhu", &folder_of("qingzhu")).await;
}

async fn chinese_headers(fixture: &Fixture) {
    conforms(fixture, "chinese-headers", &folder_of("chinese-headers")).await;
}

async fn a_folder_without_settlements(fixture: &Fixture) {
    conforms(fixture, "without-settlements", &folder_of("without-settlements")).await;
}

async fn gb18030(fixture: &Fixture) {
    conforms(fixture, "gb18030", &folder_of("gb18030")).await;
}

async fn a_workbook(fixture: &Fixture) {
    conforms(fixture, "gb18030", &folder_of("gb18030.xlsx")).await;
}

async fn a_day_without_midnight(fixture: &Fixture) {
    conforms(fixture, "day-without-midnight", &folder_of("day-without-midnight")).await;
}

on_both!(
    an_ordinary_half_year,
    chinese_headers,
    a_folder_without_settlements,
    gb18030,
    a_workbook,
    a_day_without_midnight,
);
