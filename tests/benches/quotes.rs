//! How long a shop's counter waits for what a bill comes to, in a community of 1,000,000 records: one phone alone, then 32 at
//! once, by the page that a phone shows and by the API. Every quote decides all offers of the shop, and the vouchers.
//!
//! `cargo bench --workspace --bench quotes`; with a number, so many claims are imported before. It measures the program as it
//! is built for use, as a process of its own on the same cores as its clients. What it prints is for reading; nothing here
//! passes or fails.

#![expect(
    clippy::disallowed_methods,
    reason = "it measures time, and nothing that it measures is kept"
)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xiaonuan_app::demo::write_large;
use xiaonuan_tests::connection::Connection;
use xiaonuan_tests::fixture::sqlite_in;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, send};

/// How many claims are imported, unless a number is given: with what they need, they come to more records than a million.
const CLAIMS: u32 = 1_000_000;
const BOOKS: &str = "/api/v1/communities/large";
/// How many counters there are at most.
const COUNTERS: usize = 32;
/// How many quotes each counter asks for.
const QUOTES: usize = 60;
const PIN: &str = "2048";
const TODAY: &str = "2026-01-01";

/// The office, and a counter's phone.
struct Desk<'a>(&'a str);

/// A phone at which somebody stands, and the cards that are shown to it.
struct Phone {
    cookie: String,
    cards: Vec<String>,
}

fn main() {
    let given = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let claims = given.unwrap_or(CLAIMS);
    let folder = tempfile::tempdir().expect("a folder");
    let database = sqlite_in(folder.path());
    let books = folder.path().join("large");
    write_large(&books, 5, claims).expect("it is written");
    let began = Instant::now();
    let books = books.to_str().expect("UTF-8");
    program::run(&database, &["import", books]);
    println!("import     {claims} claims in {:.0?}", began.elapsed());
    let server = Server::start_unpaced(&database);
    let desk = Desk(&server.address);
    let (_, head) = desk.ask("GET", "/records?limit=1", &Value::Null);
    println!("records    {}", head["records"][0]["seq"]);
    desk.prepare();
    let phones: Vec<Phone> = (0..COUNTERS).map(|number| desk.phone(number)).collect();
    println!("through    counters   quotes   p50 ms   p99 ms   longest ms");
    for (name, quote) in [("API", by_api as Quote), ("page", by_page)] {
        for counters in [1, COUNTERS] {
            report(name, counters, measure(&server.address, &phones[..counters], quote));
        }
    }
}

/// Asks what a card's bill comes to.
type Quote = fn(&mut Connection, &Phone, usize);

fn by_api(connection: &mut Connection, phone: &Phone, number: usize) {
    let body = json!({"card": phone.card(number), "bill": bill(number)}).to_string();
    let headers = [("Content-Type", "application/json"), ("Cookie", phone.cookie.as_str())];
    let (status, answer) = connection.post("/api/v1/counter/quotes", &own(&headers), &body);
    assert_eq!(status, 200, "{answer}");
}

fn by_page(connection: &mut Connection, phone: &Phone, number: usize) {
    let body = format!("code={}&bill={}", phone.card(number), bill(number));
    let form = "application/x-www-form-urlencoded";
    let headers = [("Content-Type", form), ("Cookie", phone.cookie.as_str())];
    let (status, answer) = connection.post("/counter/quote", &own(&headers), &body);
    assert!(status == 200 && answer.contains("bill-form"), "{status}: {answer}");
}

/// As a page of the service itself asks.
fn own<'a>(headers: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut own = headers.to_vec();
    own.push(("Sec-Fetch-Site", "same-origin"));
    own
}

fn bill(number: usize) -> String {
    format!("{}.50", 20 + number % 60)
}

impl Phone {
    fn card(&self, number: usize) -> &str {
        &self.cards[number % self.cards.len()]
    }
}

fn measure(address: &str, phones: &[Phone], quote: Quote) -> Vec<Duration> {
    std::thread::scope(|scope| {
        let one = |phone| {
            scope.spawn(move || {
                let mut connection = Connection::to(address);
                let mut waited = Vec::new();
                for number in 0..QUOTES {
                    let began = Instant::now();
                    quote(&mut connection, phone, number);
                    waited.push(began.elapsed());
                }
                waited
            })
        };
        let all: Vec<_> = phones.iter().map(one).collect();
        all.into_iter()
            .flat_map(|phone| phone.join().expect("no panic"))
            .collect()
    })
}

fn report(name: &str, counters: usize, mut waited: Vec<Duration>) {
    waited.sort_unstable();
    let at = |percent: usize| {
        let micros = waited[(waited.len() - 1) * percent / 100].as_micros();
        format!("{}.{}", micros / 1000, micros % 1000 / 100)
    };
    println!(
        "  {name:<8} {counters:>8} {:>8} {:>8} {:>8} {:>12}",
        waited.len(),
        at(50),
        at(99),
        at(100)
    );
}

impl Desk<'_> {
    fn ask(&self, method: &str, path: &str, body: &Value) -> (String, Value) {
        let named = ["ref", "code", "device"].iter();
        let key = named.filter_map(|name| body[*name].as_str()).next();
        let key = format!("{}{}", path.replace('/', ""), key.unwrap_or_default());
        let headers = [("Idempotency-Key", key), ("Sec-Fetch-Site", "same-origin".to_owned())];
        let path = if path.starts_with("/api") {
            path.to_owned()
        } else {
            format!("{BOOKS}{path}")
        };
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = send(self.0, (method, &path), &headers, &body).expect("it answers");
        assert!(answer.status < 300, "{path} {body}: {}", answer.body);
        let cookies = answer.head.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookies
            .filter_map(|cookie| cookie.split(';').next())
            .collect::<Vec<_>>();
        (
            cookie.join("; ").replace("__host-", "__Host-"),
            serde_json::from_str(&answer.body).unwrap_or_default(),
        )
    }

    /// A fund, and a shop with six offers of today: those that were imported are of another year.
    fn prepare(&self) {
        let fund = json!({"code": "QF", "name": "今年基金", "purpose": "邻里互助", "restricted": false});
        self.ask("POST", "/funds", &fund);
        let gift = json!({"ref": "QDON", "date": TODAY, "donor": "青竹热力", "donor_kind": "organisation", "fund": "QF",
                          "amount": "9000000", "method": "bank"});
        self.ask("POST", "/donations", &gift);
        for number in 1..=6 {
            let offer = json!({"code": format!("Q{number}"), "merchant": "M001", "fund": "QF", "title": "优惠",
                               "public_title": format!("邻里价{number}"), "percent": (4 + number).to_string(),
                               "eligible": "all", "fund_share": "50", "budget": "900000", "valid_from": TODAY,
                               "uses": {"most": 3, "scope": "household", "period": "week"}, "valid_to": "2099-12-31"});
            self.ask("POST", "/discounts", &offer);
        }
    }

    /// A phone of the shop, somebody who stands at it, and two customers of its own with vouchers.
    fn phone(&self, number: usize) -> Phone {
        // The head of an answer is read in small letters, and the cookie holds the device.
        let (device, staff) = (format!("qt{number}"), format!("QS{number}"));
        let row = json!({"code": device, "merchant": "M001", "name": "前台", "from": TODAY});
        self.ask("POST", "/devices", &row);
        let row = json!({"code": staff, "merchant": "M001", "name": "小王", "from": TODAY});
        self.ask("POST", "/staff", &row);
        self.ask("POST", &format!("/staff/{staff}/pin"), &json!({"pin": PIN}));
        let (_, made) = self.ask("POST", "/devices/pairings", &json!({"device": device}));
        let (cookie, _) = self.ask("POST", "/api/v1/pair", &json!({"token": made["token"]}));
        let headers = [("Cookie", cookie.clone()), ("Sec-Fetch-Site", "same-origin".to_owned())];
        let come = json!({"staff": staff, "pin": PIN}).to_string();
        let come = send(self.0, ("POST", "/api/v1/counter/staff"), &headers, &come).expect("it answers");
        assert!(come.status < 300, "{}", come.body);
        let cards = [2 * number, 2 * number + 1].map(|customer| self.customer(customer));
        Phone {
            cookie,
            cards: cards.into(),
        }
    }

    /// Somebody with a voucher; answers the short code of their card.
    fn customer(&self, number: usize) -> String {
        let resident = format!("QR{number}");
        let row = json!({"code": resident, "name": "居民", "building": "1栋", "phone": "13900000000",
                         "eligibility": [{"category": "dibao", "from": TODAY, "to": "2099-12-31"}]});
        self.ask("POST", "/residents", &row);
        let voucher = json!({"ref": format!("QV{number}"), "date": TODAY, "fund": "QF", "resident": resident,
                             "kind": "voucher", "amount": "50.00", "purpose": "生活", "prepared_by": "赵某",
                             "approved_by": "钱某", "expires_on": "2099-12-31"});
        self.ask("POST", "/disbursements", &voucher);
        let card = format!("QK{number}");
        self.ask(
            "POST",
            "/cards",
            &json!({"code": card, "resident": resident, "from": TODAY}),
        );
        let (_, made) = self.ask("POST", &format!("/cards/{card}/reissue"), &Value::Null);
        made["short_code"].as_str().expect("a code").to_owned()
    }
}
