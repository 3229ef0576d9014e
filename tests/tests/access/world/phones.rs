//! Phones: a shop's counter with somebody at it, and a resident's with their card open.

use serde_json::{Value, json};
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::code::Code;

use super::{OWN, Shows, World};

impl World {
    /// A phone that is a counter of M01, with somebody of its staff at it.
    pub(crate) async fn device(&self) -> Shows {
        let row = json!({"code": "T03", "merchant": "M01", "name": "前台", "from": "2026-01-01"});
        self.done("qingzhu", "devices", "", &row).await;
        let row = json!({"code": "S03", "merchant": "M01", "name": "小李", "from": "2026-01-01"});
        self.done("qingzhu", "staff", "", &row).await;
        let (device, staff) = (row_code("T03"), row_code("S03"));
        let link = self.service.pair_with("qingzhu", &device).await.expect("it is there");
        let actor = Actor::operator("test");
        let paired = self.service.pair(link.token.reveal(), &actor).await.expect("it opens");
        let set = self.service.set_staff_pin("qingzhu", &staff, Some("2048")).await;
        set.expect("it is set");
        let shows = Shows::Device(paired.secret.reveal().to_owned());
        self.come(&shows).await;
        shows
    }

    /// Has somebody stand at a counter; at anything else it does nothing.
    pub(crate) async fn come(&self, shows: &Shows) {
        if let Shows::Device(secret) = shows {
            let device = self
                .service
                .device(secret)
                .await
                .expect("it answers")
                .expect("it is one");
            let come = self.service.staff_at(&device, "S03", "2048").await;
            come.expect("it is their PIN");
        }
    }

    /// How often codes were made for each card.
    pub(crate) async fn cards_issued(&self) -> Value {
        let path = format!("{OWN}/registers/cards");
        let told = self.office("GET", &path, None, &Value::Null).await.json();
        let rows = told["rows"].as_array().expect("rows").iter();
        rows.map(|row| row["changed"].clone()).collect()
    }

    /// A phone that has a card of R01's open.
    pub(crate) async fn open_card(&self) -> Shows {
        let row = json!({"code": "K03", "resident": "R01", "from": "2026-01-01"});
        self.done("qingzhu", "cards", "", &row).await;
        let actor = Actor::operator("test");
        let issued = self.service.issue_card("qingzhu", &actor, &row_code("K03")).await;
        let issued = issued.expect("it is there");
        let codes = (issued.token.reveal(), issued.pin.reveal());
        let open = self
            .service
            .open_card("qingzhu", codes, "192.0.2.1".parse().expect("an address"))
            .await
            .expect("it opens");
        Shows::Card(open.secret.reveal().to_owned())
    }
}

fn row_code(text: &str) -> Code {
    text.parse().expect("a code")
}
