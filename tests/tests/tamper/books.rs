//! Books that can be changed by hand.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use xiaonuan_app::check::{Law, community as check, strays};
use xiaonuan_app::import::Table;
use xiaonuan_domain::command::{Command, CommunityDetails, Erasure, Keeper, NewState, RegisterEntry, Settings};
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{Register, Span};
use xiaonuan_persistence::outcome::Outcome;
use xiaonuan_tests::ask::{close, code, day, in_kind, moment, reopen, write_off};
use xiaonuan_tests::catalog::Column;
use xiaonuan_tests::changes;
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::office::Office;
use xiaonuan_tests::raw::Raw;
use xiaonuan_tests::tables::{Form, Tables, fixture as folder_of};

pub(super) const COMMUNITY: &str = "c1001";

/// Books with a bit of everything, open to changes by hand.
pub(super) struct Books {
    pub(super) office: Office,
    pub(super) raw: Raw,
}

impl Books {
    /// Imports a fixture half-way through its time, when vouchers are open: first without every fourth event, then the
    /// whole, so that much of it comes late. Then takes away all that protects the tables.
    pub(super) async fn of(fixture: &Fixture) -> Books {
        fixture.clock.set(moment("2026-03-15 00:00"));
        let office = Office::of(fixture);
        let (path, folder) = (folder_of("chinese-headers"), tempfile::tempdir().expect("a folder"));
        let late = |text: &str| text.bytes().map(u32::from).sum::<u32>() % 4 == 0;
        let (most, _) = Tables::read(&path).split(|table: Table, sheet, row| !late(sheet.reference(table, row)));
        office
            .import(&most.write(&folder.path().join("most"), Form::Utf8))
            .await;
        office.import(&path).await;
        let books = books_of(fixture).await;
        change_registers(&books).await;
        close_periods(&books).await;
        keep_goods(&books).await;
        erase_somebody(fixture, &books).await;
        office.check_sound(COMMUNITY).await;
        let mut raw = fixture.raw().await;
        lay_open(&mut raw, fixture.backend).await;
        Books { office, raw }
    }

    /// What a check finds broken; a check that cannot be done at all says so too.
    pub(super) async fn broken(&self) -> Vec<String> {
        let mut broken: Vec<String> = match check(&self.office.service, COMMUNITY, &|_, _| {}).await {
            Ok(Some(findings)) => {
                let broken = findings.by_law().filter(|(_, _, broken)| *broken > 0);
                broken.map(|(law, ..)| law.to_string()).collect()
            }
            Ok(None) => vec!["there is no community".to_owned()],
            Err(error) => vec![error.to_string()],
        };
        let strays = strays(&self.office.service).await.expect("the database works");
        broken.extend(strays.into_iter().map(|(table, _)| format!("strays in {table}")));
        broken
    }

    pub(super) async fn execute(&mut self, sql: &str) {
        self.raw
            .execute(sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Runs statements, expects that a check finds one of some laws broken, and undoes them.
    pub(super) async fn found_as(&mut self, name: &str, laws: &[Law], sql: &[String], undo: &[String]) {
        for sql in sql {
            self.execute(sql).await;
        }
        let broken = self.broken().await;
        assert!(
            laws.iter()
                .any(|law| broken.iter().any(|found| *found == law.to_string())),
            "{name} shows as {broken:?}"
        );
        for sql in undo {
            self.execute(sql).await;
        }
        assert_eq!(self.broken().await, Vec::<String>::new(), "{name} was undone");
    }

    /// The primary key of each table as one literal text, and the column's value, of some rows: the first, the last, and
    /// some between, with nulls among them if there are any.
    pub(super) async fn some_rows(&mut self, column: &Column, keys: &[String]) -> Vec<(String, String)> {
        let (table, literal) = (&column.table, self.raw.literal_of(column));
        let all: Vec<Column> = self.raw.columns().await;
        let conditions: Vec<String> = keys
            .iter()
            .map(|key| {
                let key = all
                    .iter()
                    .find(|column| column.table == *table && column.name == *key)
                    .expect("a key");
                format!("'{} = ' || {}", key.name, self.raw.literal_of(key))
            })
            .collect();
        let sql = format!(
            "SELECT {}, {literal} FROM {table} ORDER BY {}",
            conditions.join(" || ' AND ' || "),
            keys.join(", ")
        );
        let rows: Vec<(String, String)> = self
            .raw
            .rows(&sql)
            .await
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        let (nulls, values): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, value)| value == "NULL");
        let mut some = BTreeSet::new();
        for rows in [nulls, values] {
            for place in [0, rows.len() / 3, rows.len() * 2 / 3, rows.len().saturating_sub(1)] {
                some.extend(rows.get(place).cloned());
            }
        }
        some.into_iter().collect()
    }
}

/// The books that were imported, as the library has them.
async fn books_of(fixture: &Fixture) -> xiaonuan_tests::books::Books {
    let process = fixture.process.clone();
    let community = process.database().community(COMMUNITY).await.expect("it reads");
    let community = community.expect("it is there");
    xiaonuan_tests::books::Books { process, community }
}

/// Has somebody be erased who was helped, once all of it need not be kept any more.
async fn erase_somebody(fixture: &Fixture, books: &xiaonuan_tests::books::Books) {
    fixture.clock.set(moment("2080-01-01 00:00"));
    let database = books.process.database();
    let registers = database.registers(books.community).await.expect("it reads");
    let mut refused = Vec::new();
    for (_, resident) in registers.residents.iter() {
        let resident = resident.code.clone();
        match books.tell(Command::Erase(Erasure { resident })).await {
            Outcome::Accepted(_) => return fixture.clock.set(moment("2026-03-15 00:00")),
            Outcome::Refused(refusal) => refused.push(refusal),
        }
    }
    panic!("nobody could be erased: {refused:?}");
}

/// Has goods come and go.
async fn keep_goods(books: &xiaonuan_tests::books::Books) {
    for command in [
        in_kind("WZ1", "2026-03-10", "xn", 3, "10.00"),
        in_kind("WZ2", "2026-03-05", "xn", 2, "10.00"),
        write_off("PD1", "2026-03-11", "xn", 1),
    ] {
        books.accept(command).await;
    }
}

/// Closes two months and opens one again.
async fn close_periods(books: &xiaonuan_tests::books::Books) {
    for command in [
        close("C1", Span::Month, "2026-01-01"),
        close("C2", Span::Month, "2026-02-01"),
        reopen("C3", Span::Month, "2026-02-01"),
    ] {
        books.accept(command).await;
    }
}

/// Changes a row of every register, a discount twice. The personal values of what they were before may be erased.
async fn change_registers(books: &xiaonuan_tests::books::Books) {
    let rows = changes::registers(books).await;
    let fund = rows.funds.iter().next().expect("a fund").1.code.to_string();
    let merchant = rows.merchants.iter().nth(1).expect("a merchant").1.code.to_string();
    let discount = rows.discounts.iter().next().expect("a discount").1.code.to_string();
    let resident = rows.residents.iter().nth(1).expect("a resident").1.code.to_string();
    let details = CommunityDetails {
        keeper: Keeper::HostCharity("示范区慈善会".to_owned()),
        settings: Some(Settings::default()),
        ..rows.community.details()
    };
    let hosted = changes::change(COMMUNITY, rows.community.changed, NewState::Community(details));
    let all = [
        hosted,
        changes::fund(books, &fund, |details| {
            details.agreement = Some("XY-1".to_owned());
            details.to = Some(day("2026-12-31"));
        })
        .await,
        changes::merchant(books, &merchant, |state| state.phone.push('1')).await,
        changes::terms(books, &discount, "2026-03-16", |terms| terms.title.push('甲')).await,
        changes::resident(books, &resident, |state| {
            state.phone.push('1');
            state.to = Some(day("2026-12-31"));
        })
        .await,
    ];
    for change in all {
        books.accept(change).await;
    }
    change_entries(books, &merchant, &resident).await;
    let again = changes::terms(books, &discount, "2026-03-17", |terms| terms.title.push('乙')).await;
    books.accept(again).await;
}

/// Rows of the registers that all work alike: new ones that changed, and one of the beginning.
async fn change_entries(books: &xiaonuan_tests::books::Books, merchant: &str, resident: &str) {
    let from = "2026-01-01";
    let party = format!("merchant:{merchant}");
    let rows = [
        (Register::Donor, "J01", json!({"kind": "company", "name": "青竹热力"})),
        (
            Register::Agent,
            "A01",
            json!({"resident": resident, "relation": "guardian", "name": "李四", "consent": "WT-1", "from": from}),
        ),
        (
            Register::Grant,
            "G01",
            json!({"user": "5f0c8e7a9b1d4c3e8f2a6b7c9d0e1f23", "name": "王五", "role": "auditor", "from": from}),
        ),
        (
            Register::Link,
            "L01",
            json!({"kind": "owner", "one": "officer:无名", "other": party, "from": from}),
        ),
        (
            Register::Branch,
            "B01",
            json!({"merchant": merchant, "name": "二店", "address": "2 号", "from": from}),
        ),
        (
            Register::Household,
            "H901",
            json!({"name": "张家", "address": "5 号", "from": from}),
        ),
    ];
    for (register, row, mut fields) in rows {
        let asked = RegisterEntry {
            code: code(row),
            details: details(register, &fields),
        };
        let since = books.accept(Command::RegisterEntry(Box::new(asked))).await;
        fields["to"] = json!("2026-12-31");
        let to = NewState::Entry(Box::new(details(register, &fields)));
        books.accept(changes::change(row, since, to)).await;
    }
    let renamed = details(Register::Category, &json!({"name_zh": "城乡低保", "name_en": "Dibao"}));
    let renamed = changes::change("dibao", 0, NewState::Entry(Box::new(renamed)));
    books.accept(renamed).await;
}

fn details(register: Register, fields: &Value) -> EntryDetails {
    let fields = fields.as_object().expect("an object").clone();
    EntryDetails::read(register, fields).expect("details")
}

/// Drops triggers, checks and foreign keys: the owner of a database can.
pub(super) async fn lay_open(raw: &mut Raw, backend: Backend) {
    let statements = match backend {
        Backend::Sqlite => {
            let dropped = raw
                .rows("SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'")
                .await;
            let pragmas = ["PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON"];
            dropped
                .into_iter()
                .flatten()
                .chain(pragmas.map(str::to_owned))
                .collect::<Vec<_>>()
        }
        Backend::Postgres => {
            let triggers = "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger \
                            WHERE NOT tgisinternal";
            let constraints = "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) \
                               FROM pg_constraint WHERE contype IN ('c', 'f') AND conrelid <> 0 \
                               AND connamespace = 'public'::regnamespace";
            let mut statements: Vec<String> = raw.rows(triggers).await.into_iter().flatten().collect();
            statements.extend(raw.rows(constraints).await.into_iter().flatten());
            statements
        }
    };
    for statement in statements {
        raw.execute(&statement).await.expect("its owner may do that");
    }
}

/// Other values for a column in place of one, as literals.
pub(super) fn others(column: &Column, value: &str) -> Vec<String> {
    if column.is_number() {
        return match value.parse::<i64>() {
            Err(_) => vec!["0".to_owned(), "1".to_owned()],
            Ok(number) => vec![
                number.wrapping_add(1).to_string(),
                number.wrapping_sub(1).to_string(),
                number.wrapping_neg().to_string(),
                number.wrapping_add(1_000_003).to_string(),
                i64::MAX.to_string(),
            ],
        };
    }
    if value == "NULL" {
        return vec!["'x'".to_owned()];
    }
    match column.sort.as_str() {
        "blob" | "bytea" => {
            let (quote, digits) = value.split_at(value.find('\'').expect("a literal") + 1);
            let digits = digits.trim_end_matches('\'');
            let (prefix, digits) = digits
                .strip_prefix("\\x")
                .map_or(("", digits), |digits| ("\\x", digits));
            let last = if digits.ends_with('0') { "1" } else { "0" };
            vec![format!("{quote}{prefix}{}{last}'", &digits[..digits.len() - 1])]
        }
        _ => vec![format!("{}x'", &value[..value.len() - 1]), "''".to_owned()],
    }
}
