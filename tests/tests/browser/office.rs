//! The office that fills the books of the neighbourhood before all stories, through the API.

use serde_json::{Value, json};
use xiaonuan_tests::numbers;
use xiaonuan_tests::server::send;

use crate::world::{BOOKS, Codes, OFFICE, PASSWORD, PIN};

/// Since when everything is so, and until when.
const FROM: &str = "2024-01-01";
const TO: &str = "2099-12-31";

/// Fills the books.
pub(crate) struct Office<'a> {
    pub(crate) address: &'a str,
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

    pub(crate) fn open(&self) {
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
    pub(crate) fn register(&self) {
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
    pub(crate) fn give(&self) {
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

    pub(crate) fn make_cards(&self) -> Vec<(&'static str, Codes)> {
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
    pub(crate) fn let_people_in(&self) {
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

/// What a server answers that does what it is asked.
pub(crate) fn done(address: &str, at: (&str, &str), headers: &[(&str, String)], body: &Value) -> Value {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let answer = send(address, at, headers, &body).expect("it answers");
    assert!(answer.status < 300, "{at:?} {body}: {} {}", answer.status, answer.body);
    serde_json::from_str(&answer.body).unwrap_or(Value::Null)
}
