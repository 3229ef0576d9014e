//! Everything at once while servers are killed: what was acknowledged is there, what was not is done once when it is
//! asked again, and the books come to what the answers say.

use serde_json::{Value, json};
use xiaonuan_tests::books::Books;
use xiaonuan_tests::fixture::{Backend, Fixture, run_on};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, send};

use super::clients::{Ask, Log, Told};
use crate::world::{Api, BOOKS, claim, donation};

const CLIENTS: usize = 6;
const ROUNDS: usize = 3;
/// What a client asks in a round.
const ASKED: usize = 11;
/// The row that all clients change.
const ROW: &str = "/registers/merchants/M03";

/// One client of some servers, of which it asks the first that answers.
struct Client<'a> {
    log: &'a Log,
    addresses: Vec<String>,
    name: String,
}

impl Client<'_> {
    /// Asks something of a round under the client's own key. It must be answered so, if it is answered.
    fn post(&self, path: &str, name: &str, body: Value, status: u16, effect: (i64, i64)) -> Option<Told> {
        let key = format!("{}-{name}", self.name);
        let make = || Some(Ask::post(path, &key, body).bringing(effect.0, effect.1));
        let told = self.log.ask(&self.addresses, &key, make)?;
        assert_eq!(told.status, status, "{key}: {}", told.body);
        Some(told)
    }

    /// All of a round, in order, unless the servers are gone.
    fn round(&self) -> Option<()> {
        let named = |name: &str| format!("{}-{name}", self.name);
        self.post(
            "/donations",
            "D",
            donation(&named("D"), "F1", "10"),
            201,
            (1_000, 1_000),
        )?;
        self.post("/redemptions", "H", claim(&named("H"), "R05", "20"), 201, (0, -100))?;
        let reversal = json!({"ref": named("V"), "of": format!("redemption/{}", named("H")), "date": "2026-03-03",
                              "reason": "收银员输错金额"});
        self.post("/reversals", "V", reversal, 201, (0, 100))?;
        self.help()?;
        let settlement = json!({"ref": named("S"), "date": "2026-03-04", "merchant": "M01", "amount": "0.50"});
        self.post("/settlements", "S", settlement, 201, (-50, 0))?;
        let mut nothing_there = claim(&named("N"), "R06", "20");
        nothing_there["voucher"] = json!("1.00");
        self.post("/redemptions", "N", nothing_there, 409, (0, 0))?;
        self.post("/donations", "U", donation(&named("U"), "F9", "10"), 422, (0, 0))?;
        self.edit()?;
        self.batch()
    }

    /// Help in steps, by three people.
    fn help(&self) -> Option<()> {
        let case = format!("{}-C", self.name);
        let terms = json!({"fund": "F1", "resident": "R03", "kind": "cash", "amount": "1.00",
                           "purpose": format!("取暖{case}")});
        let step =
            |name: &str, body: Value, effect| self.post(&format!("/cases/{case}/{name}"), name, body, 201, effect);
        step(
            "prepare",
            json!({"date": "2026-02-01", "by": "甲", "terms": terms}),
            (0, 0),
        )?;
        let approved = step("approve", json!({"date": "2026-02-02", "by": "乙"}), (0, -100))?;
        let hash = &approved.body["document"]["terms"];
        step(
            "pay",
            json!({"date": "2026-02-03", "by": "丙", "approved_hash": hash}),
            (-100, 0),
        )?;
        Some(())
    }

    /// Changes the row that all change, as it stands: done, or somebody else was faster.
    fn edit(&self) -> Option<()> {
        let name = format!("{}-E", self.name);
        let make = || {
            let read = |address: &String| send(address, ("GET", &format!("{BOOKS}{ROW}")), &[], "").ok();
            let shown = self.addresses.iter().find_map(read)?;
            let etag = shown.head.lines().find_map(|line| line.strip_prefix("etag: "))?;
            let row: Value = serde_json::from_str(&shown.body).ok()?;
            let body =
                json!({"name": row["name"], "category": row["category"], "contact": name, "phone": row["phone"]});
            Some(Ask::put(ROW, etag, body))
        };
        let told = self.log.ask(&self.addresses, &name, make)?;
        assert!(matches!(told.status, 200 | 412), "{name}: {told:?}");
        Some(())
    }

    /// Two requests that are done and one that is not.
    fn batch(&self) -> Option<()> {
        let named = |name: &str| format!("{}-B{name}", self.name);
        let request = |operation: &str, name: &str, body: Value| json!({"operation": operation, "key": named(name), "body": body});
        let settlement = json!({"ref": named("S"), "date": "2026-03-04", "merchant": "M01", "amount": "0.30"});
        let requests = json!([
            request("donation", "D", donation(&named("D"), "F1", "5")),
            request("redemption", "H", claim(&named("H"), "R99", "20")),
            request("settlement", "S", settlement),
        ]);
        let told = self.post("/batches", "B", json!({"requests": requests}), 200, (470, 500))?;
        let answers = told.body["answers"].as_array().expect("answers").iter();
        let statuses: Vec<&Value> = answers.map(|answer| &answer["status"]).collect();
        assert_eq!(statuses, [201, 422, 201], "{}", told.body);
        Some(())
    }
}

/// All clients at once: every other one begins with the other server.
fn work(log: &Log, servers: &[&Server]) {
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let mut addresses: Vec<String> = servers.iter().map(|server| server.address.clone()).collect();
            addresses.rotate_left(client % servers.len());
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    let addresses = addresses.clone();
                    let name = format!("{client}-{round}");
                    if (Client { log, addresses, name }).round().is_none() {
                        return;
                    }
                }
            });
        }
    });
}

/// Books with money, and a merchant who is owed more than will be settled.
async fn prepared(fixture: &Fixture) -> Books {
    let books = fixture.open(Neighbourhood::qingzhu()).await;
    let api = Api::of(fixture);
    assert_eq!(api.post("/donations", "d", &donation("DON1", "F1", "500")).await.0, 201);
    assert_eq!(api.post("/redemptions", "h", &claim("HX", "R04", "1000")).await.0, 201);
    books
}

/// Everything was done once, and the books are what the answers say.
async fn is_as_told(fixture: &Fixture, books: &Books, log: &Log) {
    let told = log.told();
    assert_eq!(told.len(), CLIENTS * ROUNDS * ASKED);
    let (bank, available) = log.effect();
    assert_eq!(books.balance("general/F1/bank").await, 50_000 + bank);
    assert_eq!(books.balance("budget/F1/available").await, 45_000 + available);
    // Each change was of the row as the one before it left it: none was lost, and none was done twice.
    let edits = told
        .iter()
        .filter(|(_, ask, told)| ask.based_on().is_some() && told.is_done());
    let mut edits: Vec<(i64, &str)> = edits
        .map(|(_, ask, told)| {
            let seq = told.body["seq"].as_i64().expect("a number");
            (seq, ask.based_on().expect("a tag").trim_matches('"'))
        })
        .collect();
    edits.sort_unstable();
    for pair in edits.windows(2) {
        assert_eq!(pair[1].1, pair[0].0.to_string(), "{edits:?}");
    }
    let mut raw = fixture.raw().await;
    let changes = raw
        .number("SELECT count(*) FROM record WHERE kind = 'merchant_changed'")
        .await;
    assert_eq!(usize::try_from(changes), Ok(edits.len()));
    program::succeed(&fixture.address, &["check"]);
}

async fn what_was_acknowledged_of_everything_outlives_kills(fixture: &Fixture) {
    let books = prepared(fixture).await;
    let log = Log::default();
    for kill_after in [50, 120] {
        let server = Server::start(&fixture.address, &[]);
        std::thread::scope(|scope| {
            let clients = scope.spawn(|| work(&log, &[&server]));
            log.wait_for(kill_after, || clients.is_finished());
            server.signal("-KILL");
        });
        assert!(
            log.told().len() < CLIENTS * ROUNDS * ASKED,
            "it was killed in the middle"
        );
    }
    let server = Server::start(&fixture.address, &[]);
    work(&log, &[&server]);
    log.is_told_again_by(&server.address);
    drop(server);
    is_as_told(fixture, &books, &log).await;
}

async fn one_server_goes_on_when_the_other_is_killed(fixture: &Fixture) {
    let books = prepared(fixture).await;
    let log = Log::default();
    let [killed, serving] = [(); 2].map(|()| Server::start(&fixture.address, &[]));
    std::thread::scope(|scope| {
        let clients = scope.spawn(|| work(&log, &[&killed, &serving]));
        log.wait_for(90, || clients.is_finished());
        assert!(!clients.is_finished(), "it is killed in the middle");
        killed.signal("-KILL");
    });
    let another = Server::start(&fixture.address, &[]);
    log.is_told_again_by(&serving.address);
    log.is_told_again_by(&another.address);
    drop((killed, serving, another));
    is_as_told(fixture, &books, &log).await;
}

mod sqlite {
    use super::*;

    #[test]
    fn what_was_acknowledged_of_everything_outlives_kills() {
        run_on(
            Backend::Sqlite,
            super::what_was_acknowledged_of_everything_outlives_kills,
        );
    }
}

mod postgres {
    use super::*;

    #[test]
    fn what_was_acknowledged_of_everything_outlives_kills() {
        run_on(
            Backend::Postgres,
            super::what_was_acknowledged_of_everything_outlives_kills,
        );
    }

    #[test]
    fn one_server_goes_on_when_the_other_is_killed() {
        run_on(Backend::Postgres, super::one_server_goes_on_when_the_other_is_killed);
    }
}
