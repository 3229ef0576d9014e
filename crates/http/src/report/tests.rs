//! The page of a report: what stands on it in both languages, hostile text and no rows included.

use xiaonuan_app::messages::Language;
use xiaonuan_app::report::{
    BalanceSide, Cell, Choice, FundLine, Heading, ReportName, Row, RowStyle, Totals, Wording, Writer,
};
use xiaonuan_domain::account::Activity;
use xiaonuan_domain::money::Sum;

use super::html::HtmlWriter;
use crate::words::Words;

const HOSTILE: &str = "<script>alert(1)</script> \u{202e}gnp.\" onclick='x' &amp;";

fn written(report: ReportName, language: Language, rows: &[Row], totals: &Totals) -> String {
    let community = "qingzhu".parse().expect("a code");
    let as_of = "2026-07-01T00:00:00+08:00".to_owned();
    let heading = Heading::new(report, community, HOSTILE.to_owned(), as_of, 7214);
    let mut writer = HtmlWriter::new(Words::of(language), None);
    let mut bytes = Vec::new();
    writer.begin(&heading, &mut bytes).expect("a beginning");
    for chunk in rows.chunks(2) {
        writer.rows(chunk, &mut bytes).expect("rows");
    }
    writer.end(totals, &mut bytes).expect("an end");
    String::from_utf8(bytes).expect("text")
}

fn yuan(fen: i64) -> Cell {
    Cell::Amount(Sum::from_fen(fen))
}

fn line(style: RowStyle, summary: &str, credit: i64) -> Row {
    let day = Cell::Day("2026-05-02".parse().expect("a day"));
    let text = Cell::Text(summary.to_owned());
    let side = Cell::Choice(Choice::Side(BalanceSide::Credit));
    let code = Cell::Code("CLM0001".parse().expect("a code"));
    let cells = vec![
        day,
        Cell::Seq(6018),
        text.clone(),
        text,
        Cell::Empty,
        yuan(credit),
        side,
        yuan(187_967),
        code,
    ];
    Row::styled(style, cells)
}

#[test]
fn every_report_has_a_page_in_both_languages() {
    for report in ReportName::ALL {
        for language in Language::ALL {
            let page = written(*report, *language, &[], &Vec::new());
            assert!(page.starts_with("<!doctype html>"), "{report}");
            assert!(page.contains(&format!("<html lang=\"{language}\">")), "{report}");
            let left_out = match report {
                ReportName::Statement => 3,
                ReportName::Disclosure | ReportName::FundStatement => 2,
                _ => 0,
            };
            assert_eq!(
                page.matches("<th scope=\"col\"").count(),
                report.columns().len() - left_out,
                "{report}"
            );
            assert_eq!(page.matches("<caption").count(), 1, "{report}");
            assert_eq!(page.matches("<h1").count(), 1, "{report}");
            assert!(page.trim_end().ends_with("</html>"), "{report}");
            assert!(!page.contains("No localization"), "{report}: {page}");
            assert!(!page.contains("<script"), "{report}");
        }
    }
    assert!(written(ReportName::Funds, Language::Chinese, &[], &Vec::new()).contains("没有记录"));
}

#[test]
fn reversals_are_red_and_what_they_reverse_is_tagged() {
    let rows = [
        line(RowStyle::Opening, "期初余额", 0),
        line(RowStyle::Reversed, "核销", 1_200),
        line(RowStyle::Reversal, "冲销", -1_200),
    ];
    let totals = vec![("credit", yuan(0))];
    let page = written(ReportName::GeneralLedger, Language::Chinese, &rows, &totals);
    assert_eq!(page.matches("class=\"reversal\"").count(), 1);
    assert_eq!(page.matches("已冲销").count(), 1);
    assert!(page.contains("class=\"num neg\"><bdi>−12.00</bdi>"), "{page}");
    assert!(page.contains("<tfoot><tr><td>合计</td>"), "{page}");
}

#[test]
fn hostile_text_stays_text() {
    let page = written(
        ReportName::GeneralLedger,
        Language::English,
        &[line(RowStyle::Plain, HOSTILE, 1)],
        &Vec::new(),
    );
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("<bdi>&#60;script&#62;alert(1)"), "{page}");
    assert!(!page.contains("onclick='"), "{page}");
}

#[test]
fn papers_that_are_signed_have_lines_for_it() {
    for (report, signed) in [
        (ReportName::Statement, true),
        (ReportName::Disclosure, true),
        (ReportName::FundStatement, true),
        (ReportName::Funds, false),
    ] {
        let page = written(report, Language::Chinese, &[], &Vec::new());
        for line in ["制表：", "审核：", "盖章："] {
            assert_eq!(page.contains(line), signed, "{report}: {line}");
        }
    }
}

fn statement_line(fund: &str, line: FundLine, fen: i64) -> Row {
    let code = fund.parse().map_or(Cell::Empty, Cell::Code);
    let name = Cell::Text(format!("{fund}基金"));
    Row::plain(vec![code, name, Cell::Choice(Choice::Line(line)), yuan(fen), yuan(fen)])
}

#[test]
fn a_paper_of_lines_is_grouped_by_fund_and_its_law_can_be_seen() {
    let rows = [
        statement_line("a", FundLine::Opening, 500),
        statement_line("a", FundLine::Income, 100),
        statement_line("a", FundLine::Activity(Activity::Voucher), -20).remarked(Some(Wording::VouchersCameBack)),
        statement_line("a", FundLine::Expense, -20),
        statement_line("a", FundLine::Closing, 620),
        statement_line("b", FundLine::Opening, 0),
        statement_line("", FundLine::Opening, 500),
    ];
    let page = written(ReportName::FundStatement, Language::Chinese, &rows, &Vec::new());
    assert_eq!(page.matches("<tr class=\"group\">").count(), 3, "{page}");
    assert!(
        page.contains("<bdi>a基金（a）</bdi></th>") && page.contains("<bdi>基金</bdi></th>"),
        "{page}"
    );
    for line in ["加：收入合计", "减：支出合计", "等于：期末结余"] {
        assert!(page.contains(line), "{line}");
    }
    let remark = "<span class=\"remark\">到期未用而退回的代金券多于新发放的，故为负数。</span>";
    assert_eq!(page.matches(remark).count(), 1, "{page}");
    assert!(page.contains("期初结余加收入合计，减支出合计，等于期末结余。"));
}

#[test]
fn moments_above_a_report_are_minutes_of_the_communitys_zone() {
    let page = written(ReportName::Funds, Language::Chinese, &[], &Vec::new());
    assert!(page.contains("截至：2026-07-01 00:00（时差 +08:00）"), "{page}");
}

#[test]
fn papers_that_are_signed_stand_upright() {
    for report in ReportName::ALL {
        let page = written(*report, Language::Chinese, &[], &Vec::new());
        let upright = !page.contains("wide-paper\"");
        let is_signed = page.contains("盖章：");
        assert!(upright || !is_signed, "{report}");
    }
}

#[test]
fn a_row_that_does_not_fit_is_refused() {
    let heading = Heading::new(
        ReportName::Funds,
        "q".parse().expect("a code"),
        String::new(),
        String::new(),
        1,
    );
    let mut writer = HtmlWriter::new(Words::of(Language::Chinese), None);
    writer.begin(&heading, &mut Vec::new()).expect("a beginning");
    assert!(writer.rows(&[Row::plain(vec![Cell::Empty])], &mut Vec::new()).is_err());
}
