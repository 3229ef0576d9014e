//! Reports that the writers' tests write.

use std::convert::Infallible;

use futures::executor::block_on;
use futures::stream::TryStreamExt;
use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::kind::{DonationMethod, DonorKind};
use xiaonuan_domain::record::RecordKind;

use super::Format;
use crate::messages::{Language, Messages};
use crate::report::{
    BalanceSide, Cell, Choice, Heading, NextRows, Phrase, ReportName, Row, RowSource, RowStyle, Totals, Wording, render,
};

pub(super) type Sample = (Heading, Vec<Row>, Totals);

struct Chunks(std::vec::IntoIter<Vec<Row>>, Totals);

impl RowSource for Chunks {
    type Error = Infallible;

    fn next(&mut self) -> NextRows<'_, Infallible> {
        Box::pin(std::future::ready(Ok(self.0.next())))
    }

    fn totals(&self) -> Totals {
        self.1.clone()
    }
}

/// The pieces of a report whose rows come so many at a time.
pub(super) fn pieces(format: Format, language: Language, sample: Sample, chunk: usize) -> Vec<Vec<u8>> {
    let (heading, rows, totals) = sample;
    let chunks: Vec<_> = rows.chunks(chunk).map(<[Row]>::to_vec).collect();
    let writer = format.writer(Messages::of(language)).expect("a format with a writer");
    let pieces = render(heading, Box::new(Chunks(chunks.into_iter(), totals)), writer);
    block_on(pieces.try_collect()).expect("a report")
}

/// The report as text.
pub(super) fn text(format: Format, language: Language, sample: Sample, chunk: usize) -> String {
    String::from_utf8(pieces(format, language, sample, chunk).concat()).expect("text")
}

fn heading(report: ReportName) -> Heading {
    let as_of = "2026-07-01T00:00:00+08:00".to_owned();
    Heading::new(report, code("qingzhu").clone(), "青竹社区".to_owned(), as_of, 7214)
}

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn coded(text: &str) -> Cell {
    Cell::Code(code(text))
}

fn day(text: &str) -> Cell {
    Cell::Day(text.parse().expect("a day"))
}

fn words(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn yuan(fen: i64) -> Cell {
    Cell::Amount(xiaonuan_domain::money::Sum::from_fen(fen))
}

/// A report without rows.
pub(super) fn empty(report: ReportName) -> Sample {
    (heading(report), Vec::new(), Vec::new())
}

/// Two funds.
pub(super) fn funds() -> Sample {
    let fund = |fund, name, donated| {
        let mut cells = vec![coded(fund), words(name), yuan(donated)];
        cells.resize(12, yuan(1230));
        Row::plain(cells)
    };
    let rows = vec![fund("general", "日常", 12_345_678), fund("xiaonuan", "小暖基金", 0)];
    (heading(ReportName::Funds), rows, vec![("donated", yuan(12_345_678))])
}

fn donation(reference: &str, date: &str, donor: &str, kind: DonorKind, method: DonationMethod, fen: i64) -> Vec<Cell> {
    vec![
        day(date),
        coded(reference),
        words(donor),
        Cell::Choice(Choice::Donor(kind)),
        coded("xiaonuan"),
        words("小暖基金"),
        Cell::Choice(Choice::Method(method)),
        yuan(fen),
    ]
}

/// Three donations of a period, some of them odd.
pub(super) fn donors() -> Sample {
    use DonationMethod::{Bank, Cash, Online};
    use DonorKind::{Organisation, Person};
    let mut heading = heading(ReportName::Donors);
    let of = |text: &str| text.parse().expect("a day");
    heading.period = Some((of("2026-01-01"), of("2026-06-30")));
    heading.filters = vec![("fund", coded("xiaonuan"))];
    let link = "=HYPERLINK(\"http://x\",\"a\")";
    let given = [
        (
            donation("DON0001", "2026-01-01", "竹园超市", Organisation, Bank, 434_200),
            7,
            Cell::Empty,
        ),
        (
            donation("DON0002", "2026-01-02", link, Person, Cash, -1250),
            8,
            Cell::Empty,
        ),
        (donation("-1", "2026-01-02", "+1", Person, Online, 5), 9, Cell::Seq(12)),
    ];
    let row = |(mut cells, seq, reversed): (Vec<Cell>, i64, Cell)| {
        cells.extend([Cell::Seq(seq), reversed, cells[0].clone(), Cell::Empty]);
        Row::plain(cells)
    };
    (heading, given.map(row).into(), vec![("amount", yuan(432_955))])
}

/// One donation by someone.
pub(super) fn donor(donor: &str) -> Sample {
    let mut cells = donation(
        "DON0001",
        "2026-01-01",
        donor,
        DonorKind::Person,
        DonationMethod::Cash,
        100,
    );
    cells.extend([Cell::Seq(7), Cell::Empty, cells[0].clone(), coded("PJ0001")]);
    (heading(ReportName::Donors), vec![Row::plain(cells)], Vec::new())
}

/// A month of what a merchant is owed, with a reversal.
pub(super) fn ledger() -> Sample {
    let mut heading = heading(ReportName::GeneralLedger);
    let account = |kind| Cell::Choice(Choice::Account(kind));
    let of = Phrase::new(Wording::AccountOf)
        .with("account", account(AccountKind::Payable))
        .with("party", words("康民药店"));
    heading.subject = Some(of.into());
    heading.notes = vec![Wording::ReversedRows.into()];
    let row = |style| Cell::Choice(Choice::Row(style));
    let label = |style| words(&row(style).shown(Messages::of(Language::Chinese)));
    let credit = || Cell::Choice(Choice::Side(BalanceSide::of(-1)));
    let carried = |style, date, debit, credited| {
        let cells = vec![
            date,
            Cell::Empty,
            label(style),
            Cell::Empty,
            debit,
            credited,
            credit(),
            yuan(184_217),
            Cell::Empty,
        ];
        Row::styled(style, cells)
    };
    let entry = |style, seq, summary: Phrase, fen, balance| {
        let contra = Cell::List(vec![account(AccountKind::ProgrammeDiscount)]);
        let cells = vec![
            day("2026-05-02"),
            Cell::Seq(seq),
            summary.into(),
            contra,
            Cell::Empty,
            yuan(fen),
        ];
        let rest = [credit(), yuan(balance), coded("CLM003811")];
        Row::styled(style, cells.into_iter().chain(rest).collect())
    };
    let redeemed = Phrase::new(Wording::SummaryOf)
        .with("kind", Cell::Choice(Choice::Record(RecordKind::Redemption)))
        .with("ref", coded("CLM003811"))
        .with("party", coded("R0102"));
    let reversed = Phrase::new(Wording::Reversal)
        .with("seq", Cell::Code(code("6023")))
        .with("reason", words("输错金额"));
    let rows = vec![
        carried(RowStyle::Opening, day("2026-05-01"), Cell::Empty, Cell::Empty),
        entry(RowStyle::Reversed, 6023, redeemed, 1200, 185_417),
        entry(RowStyle::Reversal, 6024, reversed, -1200, 184_217),
        carried(RowStyle::MonthTotal, Cell::Empty, yuan(0), yuan(0)),
    ];
    (heading, rows, Vec::new())
}

/// So many residents' balances.
pub(super) fn vouchers(count: i64) -> Sample {
    let row = |at: i64| Row::plain(vec![coded(&format!("R{at:04}")), yuan(at * 100)]);
    (heading(ReportName::Vouchers), (0..count).map(row).collect(), Vec::new())
}

/// A small balance, then the largest that the books can hold.
pub(super) fn wide() -> Sample {
    let row = |fen| Row::plain(vec![coded("R0001"), yuan(fen)]);
    (
        heading(ReportName::Vouchers),
        vec![row(1), row(i64::MAX)],
        vec![("balance", yuan(i64::MAX))],
    )
}
