//! Names that look the same, where two people are asked for.

use serde_json::json;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::desk::books;

async fn names_that_look_the_same_are_the_same(fixture: &Fixture) {
    let api = books(fixture).await;
    let help = |approved: &str| {
        json!({"ref": "B1", "date": "2026-02-01", "fund": "F1", "resident": "R01", "kind": "cash", "amount": "5.00",
               "purpose": "取暖", "prepared_by": "王", "approved_by": approved})
    };
    for approved in [
        "王 ",
        " 王",
        "王\u{3000}",
        "王\u{200b}",
        "\u{feff}王",
        "王\u{202e}",
        "王\u{3164}",
        "王\u{2800}",
        "王\u{fe0f}",
        "王\u{115f}",
        "王\u{34f}",
        "王\u{17b4}",
        "王\u{180e}",
        "王\u{e0041}",
        "王\u{61c}",
        "王\u{ffa0}",
        "王\u{2065}",
    ] {
        let (status, problem) = api.post("/disbursements", "b1", &help(approved)).await;
        assert_eq!(
            (status, &problem["errors"][0]["code"]),
            (422, &json!("invalid_text")),
            "{approved:?}"
        );
    }
    let (status, problem) = api.post("/disbursements", "b1", &help("王")).await;
    assert_eq!((status, &problem["code"]), (409, &json!("self_approval")));
    let alike = [
        ("王芳", "王 芳"),
        ("ANNA", "ＡＮＮＡ"),
        ("José", "Jose\u{301}"),
        ("a b", "a  b"),
    ];
    for (place, (prepared, approved)) in alike.into_iter().enumerate() {
        let mut help = help(approved);
        help["prepared_by"] = json!(prepared);
        let (status, problem) = api.post("/disbursements", &format!("b2-{place}"), &help).await;
        assert_eq!((status, &problem["code"]), (409, &json!("self_approval")), "{approved}");
    }
}

on_both!(names_that_look_the_same_are_the_same);
