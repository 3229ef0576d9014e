//! The pages of lists: typed or sent as a file, looked through, confirmed once, told again.

use serde_json::{Value, json};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::lists::{heating, redemptions};
use crate::shop::Street;

const LISTS: &str = "/c/qingzhu/shop/M01/lists";
const FORM: &str = "application/x-www-form-urlencoded";

/// A form as a browser sends it.
fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let escaped = |text: &str| -> String {
        let byte = |byte: u8| match byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    pairs.join("&").into_bytes()
}

/// What a hidden field of a page holds.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no {name} in {page}"));
    let value = rest.split('"').next().expect("a value");
    value
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

async fn typed(street: &Street) -> String {
    let rows = [
        ("HR-2001", "100.00"),
        ("HR-9999", "80"),
        ("HR-2002", "100.00"),
        ("SC-8", "80"),
        ("HR-2003", "zero"),
        ("HR-2004", ""),
        ("HR-2005", "1,000.00"),
    ];
    let mut fields = vec![("day", "2026-06-30")];
    for (number, bill) in rows {
        fields.extend([("number", number), ("bill", bill), ("receipt", "")]);
    }
    let (status, page) = street.sent_page("POST", LISTS, FORM, form(&fields)).await;
    assert_eq!(status, 200, "{page}");
    page
}

/// What became of a card is not the shop's to know, nor is it told by what stands beside a number.
async fn a_list_looks_the_same_whatever_became_of_a_card(fixture: &Fixture) {
    let street = heating(fixture).await;
    let told = async || street.get("/lists/M01").await.done();
    street.card("K02", "R02").await;
    let before = told().await;
    assert!(before.to_string().contains("\"K02\""), "{before}");
    for change in [
        json!({"state": "blocked"}),
        json!({"state": "active", "to": "2026-06-30"}),
    ] {
        street.edit("cards", "K02", &change).await.done();
        assert_eq!(told().await, before, "{change}");
    }
}

async fn a_list_is_typed_looked_through_and_confirmed_once(fixture: &Fixture) {
    let street = heating(fixture).await;
    let (status, page) = street.sent_page("GET", LISTS, "", Vec::new()).await;
    assert_eq!((status, page.matches("name=\"number\"").count()), (200, 7), "{page}");
    assert!(
        page.contains("HR-2001") && !page.contains("R01") && !page.contains("SC-8"),
        "{page}"
    );
    let (status, page) = street
        .sent_page("POST", LISTS, FORM, form(&[("day", "2026-06-30")]))
        .await;
    assert_eq!(status, 422, "{page}");

    let looked = typed(&street).await;
    assert_eq!(looked.matches("class=\"wrong\"").count(), 3, "{looked}");
    // What is wrong comes first, in the field in which it was typed.
    let first = |text: &str| looked.find(text).unwrap_or_else(|| panic!("no {text} in {looked}"));
    assert!(first("HR-9999") < first("<table class=\"book bills fates\">"));
    assert!(
        looked.contains("value=\"zero\"") && looked.contains("1,080.00"),
        "{looked}"
    );
    assert_eq!(redemptions(fixture).await, 0);

    let (key, good) = (hidden(&looked, "key"), hidden(&looked, "good"));
    let rows: Vec<Value> = serde_json::from_str(&good).expect("rows");
    assert_eq!(rows.len(), 3, "{good}");
    let left = [
        ("number", "HR-9999"),
        ("bill", "80"),
        ("receipt", ""),
        ("date", "2026-06-30"),
    ];
    let mut fields = vec![("key", key.as_str()), ("good", good.as_str())];
    fields.extend(left);
    let confirm = format!("{LISTS}/confirm");
    let (status, done) = street.sent_page("POST", &confirm, FORM, form(&fields)).await;
    assert_eq!((status, redemptions(fixture).await), (200, 3), "{done}");
    assert!(
        done.contains("value=\"HR-9999\""),
        "what was left out is not lost: {done}"
    );
    // A second tap, or the same page once more after going back.
    let (status, again) = street.sent_page("POST", &confirm, FORM, form(&fields)).await;
    assert_eq!((status, redemptions(fixture).await), (200, 3));
    assert_eq!(again.matches("1,080.00").count(), done.matches("1,080.00").count());

    let told = [("key", key.as_str()), ("good", &hidden(&done, "good"))];
    let (status, file) = street
        .sent_page("POST", &format!("{LISTS}/export"), FORM, form(&told))
        .await;
    assert_eq!((status, redemptions(fixture).await), (200, 3));
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 5, "{file}");
    assert!(
        lines[1].starts_with("HR-2001,居,2026-06-30,100.00,,D01 邻里优惠,10.00,90.00,PL-"),
        "{file}"
    );
    assert!(lines[4].starts_with("HR-9999,,2026-06-30,80,,,,,,"), "{file}");
    // What was made up is no list.
    for (key, good) in [("", good.as_str()), ("a b", &good), (&key, "[]"), (&key, "[1]")] {
        let (status, _) = street
            .sent_page("POST", &confirm, FORM, form(&[("key", key), ("good", good)]))
            .await;
        assert!(status == 400 || status == 422, "{status}");
    }
    assert_eq!(redemptions(fixture).await, 3);
    // Going back to typing loses nothing.
    let mut fields = vec![("good", good.as_str())];
    fields.extend(left);
    let (status, typing) = street
        .sent_page("POST", &format!("{LISTS}/type"), FORM, form(&fields))
        .await;
    assert!(
        status == 200 && typing.contains("value=\"1000.00\"") && typing.contains("value=\"HR-9999\""),
        "{typing}"
    );
}

fn sent(file: &[u8]) -> (String, Vec<u8>) {
    let mut body =
        b"--xx\r\nContent-Disposition: form-data; name=\"day\"\r\n\r\n2026-06-30\r\n--xx\r\nContent-Disposition: \
        form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n"
            .to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--xx--\r\n");
    ("multipart/form-data; boundary=xx".to_owned(), body)
}

async fn a_file_is_looked_through_like_what_is_typed(fixture: &Fixture) {
    let street = heating(fixture).await;
    let upload = format!("{LISTS}/upload");
    let (kind, body) = sent("户号,账单金额\nHR-2001,\"1,000.00\"\nHR-1,5\n".as_bytes());
    let (status, page) = street.sent_page("POST", &upload, &kind, body).await;
    assert!(
        status == 200 && page.contains("900.00") && page.contains("value=\"HR-1\""),
        "{page}"
    );
    for (file, told) in [
        ("户号,姓名\nHR-2001,张\n".as_bytes(), "no columns"),
        (b"PK\x03\x04crafted", "cannot be read"),
        (b"", "no bill"),
    ] {
        let (kind, body) = sent(file);
        let (status, page) = street.sent_page("POST", &upload, &kind, body).await;
        assert!(status == 422 && page.contains(told), "{told}: {page}");
    }
    let (status, _) = street.sent_page("POST", &upload, "text/plain", b"x".to_vec()).await;
    assert_eq!(status, 415);
    let (status, _) = street
        .sent_page("POST", &upload, "multipart/form-data; boundary=xx", b"--xx".to_vec())
        .await;
    assert_eq!(status, 400);
    let (status, file) = street
        .sent_page("GET", &format!("{LISTS}/template"), "", Vec::new())
        .await;
    assert!(status == 200 && file.starts_with("PK"));
    // Another shop's page says that it does not claim by list.
    let (status, page) = street
        .sent_page("GET", "/c/qingzhu/shop/M02/lists", "", Vec::new())
        .await;
    assert!(status == 200 && !page.contains("name=\"number\""), "{page}");
    let (status, _) = street
        .sent_page("GET", "/c/qingzhu/shop/M99/lists", "", Vec::new())
        .await;
    assert_eq!(status, 404);
    assert_eq!(redemptions(fixture).await, 0);
}

on_both![
    a_list_looks_the_same_whatever_became_of_a_card,
    a_list_is_typed_looked_through_and_confirmed_once,
    a_file_is_looked_through_like_what_is_typed,
];
