//! The neighbourhood of all stories, served by the real program. It is made once, through the API; each test has a copy.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;
use xiaonuan_tests::fixture::sqlite_in;
use xiaonuan_tests::network::Network;
use xiaonuan_tests::program;
use xiaonuan_tests::server::{Server, send};

use crate::office::{Office, done};
use crate::tab::{Language, Look, Tab};

pub(crate) const PASSWORD: &str = "tram-otter-49-lime";
/// The PIN of everybody who stands at a counter.
pub(crate) const PIN: &str = "2048";
/// What the references of claims begin with that did not come from a counter.
pub(crate) const OFFICE: &str = "OLD";
pub(crate) const BOOKS: &str = "/api/v1/communities/liuan";

/// What opens a card.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    pub(crate) token: String,
    pub(crate) short: String,
    pub(crate) pin: String,
}

/// What all tests begin with.
struct Template {
    folder: TempDir,
    token: String,
    cards: Vec<(&'static str, Codes)>,
}

/// One test's neighbourhood, with a network before its server.
pub(crate) struct World {
    server: Option<Server>,
    pub(crate) network: Network,
    database: String,
    token: &'static str,
    cards: &'static [(&'static str, Codes)],
    _folder: TempDir,
}

impl World {
    pub(crate) fn new() -> World {
        static TEMPLATE: OnceLock<Template> = OnceLock::new();
        let template = TEMPLATE.get_or_init(Template::make);
        let folder = TempDir::new().expect("a temporary folder");
        for file in std::fs::read_dir(template.folder.path()).expect("a folder") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), folder.path().join(file.file_name())).expect("it is copied");
        }
        let database = sqlite_in(folder.path());
        let server = Server::start_shut(&database, &[]);
        World {
            network: Network::before(&server.address),
            server: Some(server),
            database,
            token: &template.token,
            cards: &template.cards,
            _folder: folder,
        }
    }

    /// A tab of somebody who was never here.
    pub(crate) fn tab(&self, width: u32, language: Language) -> Tab {
        self.tab_that(Look::at(width, language))
    }

    pub(crate) fn tab_that(&self, looks: Look) -> Tab {
        Tab::open(&self.network.address, looks)
    }

    /// A tab of somebody who signed in by name and password.
    pub(crate) fn signed_in(&self, login: &str, look: Look) -> Tab {
        let mut tab = self.tab_that(look);
        tab.go("/sign-in");
        tab.sign_in(login, PASSWORD);
        tab
    }

    /// What opens somebody's card.
    pub(crate) fn card(&self, resident: &str) -> &Codes {
        let found = self.cards.iter().find(|(of, _)| *of == resident);
        &found.unwrap_or_else(|| panic!("{resident} has no card")).1
    }

    /// Stops the server; the network leads nowhere until it is started again.
    pub(crate) fn stop(&mut self) {
        let mut server = self.server.take().expect("it runs");
        server.signal("-TERM");
        assert!(server.wait().success());
    }

    /// Kills the server without a chance to clear up.
    pub(crate) fn kill(&mut self) {
        self.server = None;
    }

    pub(crate) fn start(&mut self) {
        let server = Server::start_shut(&self.database, &[]);
        self.network.lead_to(&server.address);
        self.server = Some(server);
    }

    /// What the API answers to a program of the office.
    pub(crate) fn get(&self, path: &str) -> Value {
        let server = self.server.as_ref().expect("it runs");
        let headers = [("authorization", format!("Bearer {}", self.token))];
        let answer = send(&server.address, ("GET", &format!("{BOOKS}{path}")), &headers, "").expect("it answers");
        assert!(answer.status < 300, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// Has the office do something.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        let server = self.server.as_ref().expect("it runs");
        let own = ["ref", "code"].iter().find_map(|name| body[*name].as_str());
        let key = own.unwrap_or(path).to_owned();
        let headers = [
            ("authorization", format!("Bearer {}", self.token)),
            ("idempotency-key", key),
        ];
        done(&server.address, ("POST", &format!("{BOOKS}{path}")), &headers, body)
    }

    /// Has the office change some fields of a row of a register.
    pub(crate) fn edit(&self, row: &str, fields: &Value) {
        self.put(&format!("/registers/{row}"), |mut row| {
            for (name, value) in fields.as_object().expect("fields") {
                row[name] = value.clone();
            }
            row
        });
    }

    /// Has the office change a setting of the community.
    pub(crate) fn set(&self, name: &str, value: &Value) {
        self.put("", |mut row| {
            row["settings"][name] = value.clone();
            json!({"name": row["name"], "district": row["district"], "keeper": row["keeper"], "settings": row["settings"]})
        });
    }

    /// Has the office put something in the place of what it read.
    fn put(&self, path: &str, edited: impl FnOnce(Value) -> Value) {
        let server = self.server.as_ref().expect("it runs");
        let read = self.get(path);
        let headers = [
            ("authorization", format!("Bearer {}", self.token)),
            ("if-match", read["changed"].to_string()),
        ];
        let at = ("PUT", &*format!("{BOOKS}{path}"));
        done(&server.address, at, &headers, &edited(read));
    }

    /// How many records of a kind there are.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let records = self.get("/records?limit=100");
        let all = records["records"].as_array().expect("records");
        all.iter().filter(|record| record["kind"] == kind).count()
    }

    /// The books must be sound.
    pub(crate) fn check(&mut self) {
        self.stop();
        program::succeed(&self.database, &["check"]);
    }
}

impl Tab {
    /// Signs in at the page for it.
    pub(crate) fn sign_in(&mut self, login: &str, password: &str) {
        self.fill("sign-in-login", login);
        self.fill("sign-in-password", password);
        self.follow(|tab| tab.press_in("sign-in", "main"));
    }
}

impl Template {
    fn make() -> Template {
        let folder = TempDir::new().expect("a temporary folder");
        let database = sqlite_in(folder.path());
        // Nobody is asked who they are while the books are filled.
        let mut server = Server::start(&database, &[]);
        let at = Office {
            address: &server.address,
        };
        at.open();
        at.register();
        at.give();
        let cards = at.make_cards();
        at.let_people_in();
        server.signal("-TERM");
        assert!(server.wait().success());
        assert!(!Path::new(&format!("{}/xiaonuan.db-wal", folder.path().display())).exists());
        let asked = [
            "token",
            "create",
            "--community",
            "liuan",
            "--scope",
            "everything",
            "--name",
            "test",
            "--days",
            "1",
        ];
        let made = String::from_utf8(program::succeed(&database, &asked)).expect("UTF-8");
        let token = made.lines().map(str::trim).find(|line| line.starts_with("xnt_"));
        Template {
            folder,
            token: token.expect("a token").to_owned(),
            cards,
        }
    }
}
