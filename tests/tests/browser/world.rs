//! The neighbourhood of all stories, served by the real program. It is made once, through the API; each test has a copy.

use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};
use tempfile::TempDir;
use xiaonuan_tests::fixture::sqlite_in;
use xiaonuan_tests::network::Network;
use xiaonuan_tests::server::{Server, send};
use xiaonuan_tests::{numbers, program};

use crate::tab::{Language, Look, Tab};

pub(crate) const PASSWORD: &str = "tram-otter-49-lime";
/// The PIN of everybody who stands at a counter.
pub(crate) const PIN: &str = "2048";
/// What the references of claims begin with that did not come from a counter.
pub(crate) const OFFICE: &str = "OLD";
const BOOKS: &str = "/api/v1/communities/liuan";
/// Since when everything is so, and until when.
const FROM: &str = "2024-01-01";
const TO: &str = "2099-12-31";

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
        let key = body["ref"].as_str().unwrap_or(path).to_owned();
        let headers = [
            ("authorization", format!("Bearer {}", self.token)),
            ("idempotency-key", key),
        ];
        done(&server.address, ("POST", &format!("{BOOKS}{path}")), &headers, body)
    }

    /// Has the office change some fields of a row of a register.
    pub(crate) fn edit(&self, row: &str, fields: &Value) {
        let server = self.server.as_ref().expect("it runs");
        let mut body = self.get(&format!("/registers/{row}"));
        let headers = [
            ("authorization", format!("Bearer {}", self.token)),
            ("if-match", body["changed"].to_string()),
        ];
        for (name, value) in fields.as_object().expect("fields") {
            body[name] = value.clone();
        }
        done(
            &server.address,
            ("PUT", &format!("{BOOKS}/registers/{row}")),
            &headers,
            &body,
        );
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

fn done(address: &str, at: (&str, &str), headers: &[(&str, String)], body: &Value) -> Value {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let answer = send(address, at, headers, &body).expect("it answers");
    assert!(answer.status < 300, "{at:?} {body}: {} {}", answer.status, answer.body);
    serde_json::from_str(&answer.body).unwrap_or(Value::Null)
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

/// Fills the books.
struct Office<'a> {
    address: &'a str,
}

impl Office<'_> {
    fn post(&self, path: &str, body: &Value) -> Value {
        let key = body["ref"].as_str().unwrap_or_default().to_owned();
        let headers: Vec<(&str, String)> = Some(("idempotency-key", key))
            .filter(|(_, key)| !key.is_empty())
            .into_iter()
            .collect();
        done(self.address, ("POST", &format!("{BOOKS}{path}")), &headers, body)
    }

    fn open(&self) {
        let community = json!({"code": "liuan", "name": "柳岸社区", "district": "示范区", "timezone": "Asia/Shanghai"});
        done(self.address, ("POST", "/api/v1/communities"), &[], &community);
        let row = self.get("");
        let edit = json!({"name": "柳岸社区", "district": "示范区", "keeper": "legal_person",
                          "settings": {"off": [], "steps_optional": true, "second_factor_optional": true}});
        let tag = [("if-match", row["changed"].to_string())];
        done(self.address, ("PUT", BOOKS), &tag, &edit);
    }

    fn get(&self, path: &str) -> Value {
        done(self.address, ("GET", &format!("{BOOKS}{path}")), &[], &Value::Null)
    }

    /// Two funds; a supermarket, a property company and a pharmacy; five people; the shops' offers.
    fn register(&self) {
        for (code, name, purpose) in [("nuanlin", "暖邻基金", "邻里互助"), ("chunmiao", "春苗基金", "助学")]
        {
            let fund = json!({"code": code, "name": name, "purpose": purpose, "restricted": false});
            self.post("/funds", &fund);
        }
        let merchants = [
            ("M01", "小满超市", "supermarket"),
            ("M02", "柳岸物业", "property"),
            ("M03", "和顺药店", "pharmacy"),
        ];
        for (number, (code, name, category)) in (1..).zip(merchants) {
            let merchant = json!({"code": code, "name": name, "uscc": numbers::uscc(number), "category": category,
                                  "contact": "于经理", "phone": "13900000000", "joined_on": FROM});
            self.post("/merchants", &merchant);
        }
        let people = ["林桂香", "高远", "白小雨", "石大山", "欧阳明月"];
        for (number, name) in (1..).zip(people) {
            let is_entitled = number <= 2;
            let entitled = json!([{"category": "dibao", "from": FROM, "to": TO}]);
            let resident = json!({"code": format!("R0{number}"), "name": name, "id_number": numbers::id_number(number),
                                  "phone": format!("1390000010{number}"), "building": format!("{number}栋"),
                                  "eligibility": if is_entitled { entitled } else { json!([]) }});
            self.post("/residents", &resident);
        }
        let offer = |code: &str, merchant: &str, title: &str, more: Value| {
            // What the office calls it is for nobody else.
            let in_office = if more["eligible"].is_null() {
                title
            } else {
                "低保户优惠"
            };
            let mut offer = json!({"code": code, "merchant": merchant, "title": in_office, "public_title": title,
                                   "eligible": "all", "valid_from": FROM, "valid_to": TO});
            for (name, value) in more.as_object().expect("fields") {
                offer[name] = value.clone();
            }
            self.post("/discounts", &offer);
        };
        offer(
            "D01",
            "M01",
            "邻里九折",
            json!({"percent": "10", "fund": "nuanlin", "fund_share": "50"}),
        );
        // What is left of it is enough for one more.
        offer(
            "D02",
            "M01",
            "换季立减",
            json!({"amount_off": "6.00", "min_spend": "20.00", "budget": "8.00"}),
        );
        offer(
            "D03",
            "M01",
            "暖心八折",
            json!({"percent": "20", "eligible": "dibao", "fund": "nuanlin", "fund_share": "100"}),
        );
        offer(
            "D04",
            "M02",
            "物业费九五折",
            json!({"percent": "5", "uses": {"most": 1, "scope": "household", "period": "month"}}),
        );
        offer(
            "D05",
            "M03",
            "满五十减五",
            json!({"amount_off": "5.00", "min_spend": "50.00"}),
        );
    }

    /// Donations, vouchers of two funds to the first of the people, and a month of business that is over.
    fn give(&self) {
        for (reference, fund) in [("JZ1", "nuanlin"), ("JZ2", "chunmiao")] {
            let gift = json!({"ref": reference, "date": "2024-01-05", "donor": "松澜供热", "donor_kind": "organisation",
                              "fund": fund, "amount": "5000.00", "method": "bank"});
            self.post("/donations", &gift);
        }
        for (day, (reference, fund, amount)) in ["2024-02-01", "2024-03-01"]
            .into_iter()
            .zip([("BF1", "nuanlin", "30.00"), ("BF2", "chunmiao", "20.00")])
        {
            let voucher = json!({"ref": reference, "date": day, "fund": fund, "resident": "R01", "kind": "voucher",
                                 "amount": amount, "purpose": "生活", "prepared_by": "赵某", "approved_by": "钱某",
                                 "expires_on": TO});
            self.post("/disbursements", &voucher);
        }
        for (number, bill) in (1..).zip(["68.50", "120.00", "33.30"]) {
            let claim = json!({"ref": format!("{OFFICE}{number}"), "at": format!("2024-03-1{number}T10:00:00+08:00"),
                               "merchant": "M01", "resident": "R02", "discount": "D01", "bill": bill});
            self.post("/redemptions", &claim);
        }
        let statement =
            json!({"ref": "DZ1", "date": "2024-04-02", "merchant": "M01", "month": "2024-03", "by": "宋佳"});
        self.post("/statements", &statement);
        let sending = json!({"statement": "DZ1", "date": "2024-04-02", "by": "宋佳"});
        self.post("/statement-sendings", &sending);
    }

    fn make_cards(&self) -> Vec<(&'static str, Codes)> {
        let make = |(number, resident): (usize, &'static str)| {
            let code = format!("K0{number}");
            self.post("/cards", &json!({"code": code, "resident": resident, "from": FROM}));
            let made = self.post(&format!("/cards/{code}/reissue"), &Value::Null);
            let text = |name: &str| made[name].as_str().expect("a text").to_owned();
            let codes = Codes {
                token: text("token"),
                short: text("short_code"),
                pin: text("pin"),
            };
            (resident, codes)
        };
        (1..).zip(["R01", "R02", "R03"]).map(make).collect()
    }

    /// Devices and staff of the shops, and who can sign in.
    fn let_people_in(&self) {
        for (number, merchant) in [(1, "M01"), (2, "M02")] {
            let device =
                json!({"code": format!("SJ0{number}"), "merchant": merchant, "name": "前台手机", "from": FROM});
            self.post("/devices", &device);
            let staff = json!({"code": format!("SY0{number}"), "merchant": merchant, "name": "赵敏", "from": FROM});
            self.post("/staff", &staff);
            self.post(&format!("/staff/SY0{number}/pin"), &json!({"pin": PIN}));
        }
        for (login, name, role, shop) in [
            ("he.min", "何敏", "fund_administrator", None),
            ("song.jia", "宋佳", "accountant", None),
            ("yuan.zheng", "袁正", "auditor", None),
            ("ding.yue", "丁悦", "merchant_owner", Some("M01")),
            ("wu.gang", "吴刚", "merchant_owner", Some("M02")),
        ] {
            let made = self.post("/users", &json!({"login": login, "name": name}));
            let link = made["link"].as_str().expect("a link");
            let token = link.rsplit('/').next().expect("its last part");
            let welcome = json!({"token": token, "new_password": PASSWORD});
            done(self.address, ("POST", "/api/v1/welcome"), &[], &welcome);
            let mut grant = json!({"code": login.replace('.', "-"), "user": made["user"], "name": name, "role": role,
                                   "from": FROM});
            if let Some(shop) = shop {
                grant["merchant"] = json!(shop);
            }
            self.post("/grants", &grant);
        }
    }
}
