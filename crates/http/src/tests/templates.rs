//! Every template in both languages: with rows, without, and with text that would do harm.

use askama::Template;
use axum::http::Method;
use xiaonuan_app::messages::Language;

use xiaonuan_domain::refusal::{Refusal, RefusalCode};

use super::html;
use super::sample::Sample;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::open::Visit;
use crate::page::FaultPage;

fn faults(sample: Sample<'_>) -> Vec<(&'static str, String)> {
    let field = FieldFault::new("as_of".to_owned(), FieldCode::Moment);
    let visit = Visit {
        request_id: sample.text.to_owned(),
        ..sample.visit("/c/qingzhu?as_of=x")
    };
    let all = [
        Fault::NotFound,
        Fault::Invalid(vec![field]),
        Fault::MethodNotAllowed,
        Fault::TooLarge,
        Fault::WrongHost,
        Fault::Unavailable,
        Fault::Away,
        Fault::Busy,
        Fault::Stopping,
        Fault::BadRequest,
        Fault::SecondFactorNeeded,
        Fault::NotAllowed,
        Fault::Refused(Refusal::new(RefusalCode::WrongState)),
        Fault::TooManyTries(90),
        Fault::TooManyRequests(1),
        Fault::Over,
        Fault::CrossSite,
        Fault::Internal(None),
    ];
    let page = |fault: &Fault| FaultPage::new(&visit, &Method::GET, fault);
    all.iter()
        .map(|fault| (fault.code(), page(fault).render().expect("a page")))
        .collect()
}

fn pages(sample: Sample<'_>) -> Vec<(&'static str, String)> {
    let mut pages = vec![
        ("communities", sample.communities().render().expect("a page")),
        ("overview", sample.overview().render().expect("a page")),
        ("accounts", sample.accounts().render().expect("a page")),
        ("statement", sample.statement().render().expect("a page")),
        ("journal", sample.journal().render().expect("a page")),
        ("access_log", sample.access_log().render().expect("a page")),
        ("record", sample.record().render().expect("a page")),
        ("reports", sample.reports().render().expect("a page")),
        ("report_choose", sample.report_choose().render().expect("a page")),
    ];
    pages.extend(sample.sign_in_pages());
    pages.extend(sample.card_pages());
    pages.extend(sample.sheets_pages());
    pages.extend(sample.counter_pages());
    pages.extend(sample.parts_pages());
    pages.extend(sample.shop_pages());
    pages.extend(sample.lists_pages());
    pages.extend(faults(sample));
    pages
}

#[test]
fn every_page_is_whole_in_both_languages_with_rows_and_without() {
    for language in Language::ALL {
        for rows in [0, 1, 3] {
            let sample = Sample {
                language: *language,
                text: "邻家超市",
                rows,
            };
            for (name, page) in pages(sample) {
                assert!(page.contains(&format!("<html lang=\"{language}\"")), "{name}");
                html::check(name, &page);
                assert!(!page.contains("No localization"), "{name}: {page}");
                assert!(!page.contains("<!--"), "{name} shows its comment");
                assert!(page.trim_end().ends_with("</html>"), "{name}");
            }
        }
    }
}

/// As many as no page shows at once: what grows faster than its rows does not come to an end here.
#[test]
fn ten_thousand_rows_are_only_more_of_the_same() {
    for language in Language::ALL {
        let sample = Sample {
            language: *language,
            text: "邻家超市",
            rows: 10_000,
        };
        for (name, page) in pages(sample) {
            assert!(page.len() < 40_000_000, "{name}: {}", page.len());
            assert!(page.trim_end().ends_with("</html>"), "{name}");
            assert_eq!(page.matches("<tr").count(), page.matches("</tr>").count(), "{name}");
        }
    }
}

#[test]
fn hostile_text_stays_text() {
    let long = "长".repeat(500);
    let mut leaks = Vec::new();
    for text in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "\u{202e}gnp.exe",
        "{{ 7 * 7 }}",
        long.as_str(),
    ] {
        for language in Language::ALL {
            let sample = Sample {
                language: *language,
                text,
                rows: 2,
            };
            for (name, page) in pages(sample) {
                html::check(name, &page);
                // Our own files are named by their addresses.
                let told = page.replace("<script src=\"/static/", "");
                for harm in ["<script", "<img src=x", "' onmouseover='"] {
                    assert!(!told.contains(harm), "{name} lets {harm} through");
                }
                if text.contains('\u{202e}') {
                    leaks.extend(html::leaks(name, &page, text));
                }
            }
        }
    }
    assert!(leaks.is_empty(), "directions leak: {leaks:#?}");
}

#[test]
fn reversals_are_red_and_what_they_reverse_is_plain_with_a_tag() {
    let sample = Sample {
        language: Language::Chinese,
        text: "CLM0001",
        rows: 1,
    };
    let page = sample.statement().render().expect("a page");
    assert_eq!(page.matches("class=\"reversal\"").count(), 1);
    assert!(page.contains("已由 8 冲销"), "{page}");
    assert!(page.contains("冲销 7"), "{page}");
    assert!(page.contains("−12.00"), "{page}");
}

#[test]
fn a_figure_below_zero_is_marked_by_sign_and_colour() {
    let sample = Sample {
        language: Language::Chinese,
        text: "小暖基金",
        rows: 1,
    };
    let page = sample.overview().render().expect("a page");
    assert!(page.contains("class=\"neg\"><a href="), "{page}");
    assert!(page.contains("−1,234.56"), "{page}");
}
