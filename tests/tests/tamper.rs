//! Whoever changes the database by hand is found out by a check: every column that the journal determines, in every
//! table, and rows that are missing, added, moved or exchanged.
//!
//! What no check of the database alone can find: its newest records taken away with all that came of them (postings,
//! outcomes, rows of registers) and the head set back to match, or the whole journal written anew with hashes that fit.
//! Both leave books that are right in themselves; they show only against a checkpoint (number and tree root) that was
//! kept elsewhere.

use std::collections::BTreeSet;

use xiaonuan_app::check::{Law, community as check};
use xiaonuan_app::import::Table;
use xiaonuan_tests::ask::moment;
use xiaonuan_tests::catalog::Column;
use xiaonuan_tests::fixture::{Backend, Fixture};
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::raw::Raw;
use xiaonuan_tests::tables::{Form, Tables, fixture as folder_of};

const COMMUNITY: &str = "c1001";

/// What is on no record, so that nothing contradicts another value there: which cells a row had and why it was refused.
const NOT_ON_RECORD: [(&str, &str); 2] = [("outcome", "content_hash"), ("outcome", "facts")];

/// Books with a bit of everything, open to changes by hand.
struct Books {
    office: Office,
    raw: Raw,
}

impl Books {
    /// Imports a fixture half-way through its time, when vouchers are open: first without every fourth event, then the
    /// whole, so that much of it comes late. Then takes away all that protects the tables.
    async fn of(fixture: &Fixture) -> Books {
        fixture.clock.set(moment("2026-03-15 00:00"));
        let office = Office::of(fixture);
        let (path, folder) = (folder_of("chinese-headers"), tempfile::tempdir().expect("a folder"));
        let late = |text: &str| text.bytes().map(u32::from).sum::<u32>() % 4 == 0;
        let (most, _) = Tables::read(&path).split(|table: Table, sheet, row| !late(sheet.reference(table, row)));
        office
            .import(&most.write(&folder.path().join("most"), Form::Utf8))
            .await;
        office.import(&path).await;
        office.check_sound(COMMUNITY).await;
        let mut raw = fixture.raw().await;
        lay_open(&mut raw, fixture.backend).await;
        Books { office, raw }
    }

    /// What a check finds broken; a check that cannot be done at all says so too.
    async fn broken(&self) -> Vec<String> {
        match check(&self.office.service, COMMUNITY, &|_, _| {}).await {
            Ok(Some(findings)) => {
                let broken = findings.by_law().filter(|(_, _, broken)| *broken > 0);
                broken.map(|(law, ..)| law.to_string()).collect()
            }
            Ok(None) => vec!["there is no community".to_owned()],
            Err(error) => vec![error.to_string()],
        }
    }

    async fn execute(&mut self, sql: &str) {
        self.raw
            .execute(sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Runs statements, expects that a check finds one of some laws broken, and undoes them.
    async fn found_as(&mut self, name: &str, laws: &[Law], sql: &[String], undo: &[String]) {
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
    async fn some_rows(&mut self, column: &Column, keys: &[String]) -> Vec<(String, String)> {
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
        // Nothing on record says anything of a refused row, but that it made no record.
        let which = match (table.as_str(), column.name.as_str()) {
            ("outcome", "scope" | "key" | "code") => "code = ''",
            _ => "1 = 1",
        };
        let sql = format!(
            "SELECT {}, {literal} FROM {table} WHERE {which} ORDER BY {}",
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

/// Drops triggers, checks and foreign keys: the owner of a database can.
async fn lay_open(raw: &mut Raw, backend: Backend) {
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
fn others(column: &Column, value: &str) -> Vec<String> {
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

/// Whether nothing on record says what a column should hold.
fn is_not_on_record(column: &Column) -> bool {
    NOT_ON_RECORD.contains(&(column.table.as_str(), column.name.as_str()))
}

/// A head's `expired_through` says up to when the journal was asked to expire what is due, which leaves no record if
/// nothing was; another value contradicts nothing unless a voucher would have had to end by then.
fn contradicts_nothing(column: &Column, other: &str) -> bool {
    column.name == "expired_through" && other != i64::MAX.to_string()
}

async fn every_column_is_watched(fixture: &Fixture, numbers: bool) {
    let mut books = Books::of(fixture).await;
    let columns = books.raw.columns().await;
    let (mut tried, mut missed) = (BTreeSet::new(), Vec::new());
    for column in columns.iter().filter(|column| column.is_number() == numbers) {
        if is_not_on_record(column) {
            continue;
        }
        let keys: Vec<String> = columns
            .iter()
            .filter(|key| key.table == column.table && key.is_key)
            .map(|key| key.name.clone())
            .collect();
        let (table, name) = (&column.table, &column.name);
        for (row, value) in books.some_rows(column, &keys).await {
            for other in others(column, &value) {
                if other == value || contradicts_nothing(column, &other) {
                    continue;
                }
                let now = if column.is_key {
                    row.replace(&format!("{name} = {value}"), &format!("{name} = {other}"))
                } else {
                    row.clone()
                };
                // A value that another row of a unique key has cannot be written; another can.
                let change = format!("UPDATE {table} SET {name} = {other} WHERE {row}");
                if books.raw.execute(&change).await.is_err() {
                    continue;
                }
                tried.insert((table.clone(), name.clone()));
                if books.broken().await.is_empty() {
                    missed.push(format!("{table}.{name} {value} -> {other} where {row}"));
                }
                books
                    .execute(&format!("UPDATE {table} SET {name} = {value} WHERE {now}"))
                    .await;
            }
        }
    }
    assert!(missed.is_empty(), "not found: {missed:#?}");
    assert_eq!(books.broken().await, Vec::<String>::new(), "all was undone");
    for column in columns
        .iter()
        .filter(|column| column.is_number() == numbers && !is_not_on_record(column))
    {
        assert!(
            tried.contains(&(column.table.clone(), column.name.clone())),
            "{}.{} was never changed",
            column.table,
            column.name
        );
    }
}

async fn every_number_is_watched(fixture: &Fixture) {
    every_column_is_watched(fixture, true).await;
}

async fn every_text_and_hash_is_watched(fixture: &Fixture) {
    every_column_is_watched(fixture, false).await;
}

async fn the_books_under_test_have_a_bit_of_everything(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    for (what, sql) in [
        ("late records", "SELECT count(*) FROM record WHERE late = 1"),
        (
            "late postings",
            "SELECT count(*) FROM posting WHERE late_at IS NOT NULL",
        ),
        (
            "open vouchers",
            "SELECT count(*) FROM disbursement WHERE expires_at > 1773504000000000",
        ),
        ("bills", "SELECT count(*) FROM disbursement WHERE merchant IS NOT NULL"),
        (
            "shares of funds",
            "SELECT count(*) FROM discount WHERE fund IS NOT NULL",
        ),
        (
            "households",
            "SELECT count(*) FROM resident WHERE household_subject IS NOT NULL",
        ),
        ("expiries", "SELECT count(*) FROM record WHERE kind = 'voucher_expiry'"),
        ("settlements", "SELECT count(*) FROM record WHERE kind = 'settlement'"),
        ("uses", "SELECT count(*) FROM account WHERE kind = 'uses'"),
        ("refusals", "SELECT count(*) FROM outcome WHERE code <> ''"),
    ] {
        assert!(books.raw.number(sql).await > 0, "{what}");
    }
}

async fn missing_added_and_moved_postings_are_found(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    let columns = "community, account, seq, side, amount, balance, late_at";
    let keep = format!("CREATE TABLE kept AS SELECT {columns} FROM posting");
    books.execute(&keep).await;
    let restore = [
        "DELETE FROM posting".to_owned(),
        format!("INSERT INTO posting ({columns}) SELECT {columns} FROM kept"),
    ];
    let last_of_account =
        "FROM posting WHERE (account, seq) IN (SELECT account, max(seq) FROM posting GROUP BY account)";
    let changes = [
        ("one missing", "DELETE FROM posting WHERE (account, seq) = (SELECT account, seq FROM posting ORDER BY seq, account LIMIT 1)".to_owned()),
        ("the last of an account missing", format!("DELETE FROM posting WHERE (account, seq) = (SELECT account, seq {last_of_account} ORDER BY account DESC LIMIT 1)")),
        ("all of an account missing", "DELETE FROM posting WHERE account = (SELECT max(account) FROM posting)".to_owned()),
        ("all missing", "DELETE FROM posting".to_owned()),
        ("one more, with its balance", format!(
            "INSERT INTO posting ({columns}) SELECT community, account, seq + 1, side, 1, balance + side, late_at \
             {last_of_account} AND seq < (SELECT max(seq) FROM record) ORDER BY account LIMIT 1")),
        ("one more beyond the last record", format!(
            "INSERT INTO posting ({columns}) SELECT community, account, 1000000, side, 1, balance + side, late_at \
             {last_of_account} ORDER BY account LIMIT 1")),
        ("one more of no account", format!(
            "INSERT INTO posting ({columns}) SELECT community, 1000000, seq, side, amount, amount * side, late_at \
             {last_of_account} ORDER BY account LIMIT 1")),
        ("two balances exchanged", "UPDATE posting SET balance = (SELECT sum(k.balance) FROM kept k WHERE k.account = 1 AND k.seq IN \
             (SELECT seq FROM kept WHERE account = 1 ORDER BY seq LIMIT 2)) - balance \
             WHERE account = 1 AND seq IN (SELECT seq FROM kept WHERE account = 1 ORDER BY seq LIMIT 2)".to_owned()),
        ("amounts doubled throughout", "UPDATE posting SET amount = amount * 2, balance = balance * 2".to_owned()),
    ];
    for (name, sql) in changes {
        books
            .found_as(name, &[Law::Postings, Law::Numbers], &[sql], &restore)
            .await;
    }
    let exchanged = [
        "UPDATE posting SET account = -1 WHERE account = 1",
        "UPDATE posting SET account = 1 WHERE account = 2",
        "UPDATE posting SET account = 2 WHERE account = -1",
    ];
    books
        .found_as(
            "two accounts exchanged",
            &[Law::Postings],
            &exchanged.map(str::to_owned),
            &restore,
        )
        .await;
}

async fn missing_and_added_records_are_found(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    for table in ["record", "posting", "journal_head", "outcome"] {
        books
            .execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))
            .await;
    }
    let restore: Vec<String> = ["record", "posting", "journal_head", "outcome"]
        .iter()
        .flat_map(|table| {
            [
                format!("DELETE FROM {table}"),
                format!("INSERT INTO {table} SELECT * FROM kept_{table}"),
            ]
        })
        .collect();
    let last = "(SELECT max(seq) FROM kept_record)";
    let middle = "(SELECT max(seq) / 2 FROM kept_record)";
    let without = |seq: &str| {
        vec![
            format!("DELETE FROM record WHERE seq = {seq}"),
            format!("DELETE FROM posting WHERE seq = {seq}"),
        ]
    };
    let head_lower = "UPDATE journal_head SET seq = seq - 1".to_owned();
    let all: &[Law] = &[Law::Numbers];
    books
        .found_as("the last is missing", all, &without(last), &restore)
        .await;
    books
        .found_as("one between is missing", all, &without(middle), &restore)
        .await;
    let mut closed_up = without(middle);
    closed_up.extend([
        format!("UPDATE posting SET seq = seq - 1 WHERE seq > {middle}"),
        format!("UPDATE record SET seq = -seq WHERE seq > {middle}"),
        "UPDATE record SET seq = -seq - 1 WHERE seq < 0".to_owned(),
        head_lower.clone(),
    ]);
    books
        .found_as(
            "one between is missing and the rest moved up",
            &[Law::Hashes],
            &closed_up,
            &restore,
        )
        .await;
    // As long as anything that came of a record is left, taking it away is found even if the head is set back; see above
    // for what is not.
    let event = "(SELECT max(o.seq) FROM kept_outcome o)";
    let mut with_the_head = vec![
        format!("DELETE FROM record WHERE seq >= {event}"),
        format!("DELETE FROM posting WHERE seq >= {event}"),
        format!("UPDATE journal_head SET seq = {event} - 1"),
    ];
    books
        .found_as(
            "the newest are missing, the head is set back, outcomes are left",
            &[Law::Outcomes, Law::Times],
            &with_the_head,
            &restore,
        )
        .await;
    with_the_head.push(format!("UPDATE outcome SET seq = 1 WHERE seq >= {event}"));
    books
        .found_as(
            "outcomes name another record",
            &[Law::Outcomes],
            &with_the_head,
            &restore,
        )
        .await;
    let again = format!(
        "INSERT INTO record SELECT community, seq + 1, kind, 'AGAIN', occurred_at, recorded_at, effective_on, actor, \
         reverses, document, postings, salt, leaf_hash, late FROM kept_record WHERE seq = {last}"
    );
    let higher = "UPDATE journal_head SET seq = seq + 1".to_owned();
    books
        .found_as("one more", all, std::slice::from_ref(&again), &restore)
        .await;
    books
        .found_as(
            "one more that the head counts",
            &[Law::Hashes],
            &[again, higher],
            &restore,
        )
        .await;
}

/// Values that only a record commits to may be erased, and nothing misses them; those of a register row may not be,
/// while the row still holds them.
async fn an_erased_value_is_no_finding(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    books
        .execute("DELETE FROM private_value WHERE field IN ('donor', 'particulars')")
        .await;
    assert_eq!(books.broken().await, Vec::<String>::new());
    books
        .execute("DELETE FROM private_value WHERE field = 'eligibility'")
        .await;
    assert_eq!(books.broken().await, ["registers"]);
}

on_both!(
    every_number_is_watched,
    every_text_and_hash_is_watched,
    the_books_under_test_have_a_bit_of_everything,
    missing_added_and_moved_postings_are_found,
    missing_and_added_records_are_found,
    an_erased_value_is_no_finding,
);
