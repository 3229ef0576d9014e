//! Whoever changes the database by hand is found out by a check: every column of every table, and rows that are missing,
//! added, moved or exchanged.
//!
//! What no check of the database alone can find: whoever knows how the head is sealed can take the newest records away
//! with all that came of them, change outcomes that are on no record, or write the whole journal anew, and seal it again.
//! That leaves books that are right in themselves; records show only against a checkpoint (number and tree root) that was
//! kept elsewhere.

mod books;

use std::collections::BTreeSet;

use xiaonuan_app::check::Law;
use xiaonuan_persistence::audit::{BESIDE_JOURNALS, OF_SIGN_IN};
use xiaonuan_tests::catalog::Column;
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::fixture as folder_of;

use crate::books::{Books, others};

/// The columns of all tables but those that lie beside the journals: what opens cards and devices, and who signs in, follows
/// from no record.
async fn watched(books: &mut Books) -> Vec<Column> {
    let columns = books.raw.columns().await;
    let is_beside = |column: &Column| {
        let table = column.table.as_str();
        BESIDE_JOURNALS.contains(&table) || OF_SIGN_IN.contains(&table)
    };
    columns.into_iter().filter(|column| !is_beside(column)).collect()
}

async fn every_column_is_watched(fixture: &Fixture, numbers: bool) {
    let mut books = Books::of(fixture).await;
    let columns = watched(&mut books).await;
    let (mut tried, mut missed) = (BTreeSet::new(), Vec::new());
    for column in columns.iter().filter(|column| column.is_number() == numbers) {
        let keys: Vec<String> = columns
            .iter()
            .filter(|key| key.table == column.table && key.is_key)
            .map(|key| key.name.clone())
            .collect();
        let (table, name) = (&column.table, &column.name);
        for (row, value) in books.some_rows(column, &keys).await {
            for other in others(column, &value) {
                if other == value {
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
    for column in columns.iter().filter(|column| column.is_number() == numbers) {
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
        // Below zero and back, so that no row meets another on the way, in whatever order they lie.
        format!("UPDATE posting SET seq = -seq WHERE seq > {middle}"),
        "UPDATE posting SET seq = -seq - 1 WHERE seq < 0".to_owned(),
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

/// A row less in any table, and an empty table, are found.
async fn a_row_less_in_any_table_is_found(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    let columns = watched(&mut books).await;
    let tables: BTreeSet<String> = columns.iter().map(|column| column.table.clone()).collect();
    for table in tables {
        books
            .execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))
            .await;
        let names: Vec<&str> = columns
            .iter()
            .filter(|column| column.table == table)
            .map(|column| column.name.as_str())
            .collect();
        let names = names.join(", ");
        let restore = [
            format!("DELETE FROM {table}"),
            format!("INSERT INTO {table} ({names}) SELECT {names} FROM kept_{table}"),
        ];
        let key = columns.iter().rfind(|column| column.table == table && column.is_key);
        let key = key.expect("a key");
        let keys: Vec<String> = columns
            .iter()
            .filter(|column| column.table == table && column.is_key)
            .map(|column| column.name.clone())
            .collect();
        let rows = books.some_rows(key, &keys).await;
        assert!(!rows.is_empty(), "{table} has rows");
        let mut deletions: Vec<String> = rows
            .into_iter()
            .map(|(row, _)| format!("DELETE FROM {table} WHERE {row}"))
            .collect();
        if table == "private_value" {
            deletions.extend(
                ["contact", "identity", "eligibility", "donor", "particulars", "personal"].map(|field| {
                    format!(
                        "DELETE FROM private_value WHERE field = '{field}' \
                     AND seq = (SELECT max(seq) FROM kept_private_value WHERE field = '{field}')"
                    )
                }),
            );
        }
        if table == "outcome" {
            deletions.extend(["code = ''", "code <> ''"].map(|which| {
                format!("DELETE FROM outcome WHERE key = (SELECT max(key) FROM kept_outcome WHERE {which})")
            }));
        }
        deletions.push(format!("DELETE FROM {table}"));
        for deletion in deletions {
            books.execute(&deletion).await;
            assert_ne!(books.broken().await, Vec::<String>::new(), "{deletion}");
            for sql in &restore {
                books.execute(sql).await;
            }
        }
        books.execute(&format!("DROP TABLE kept_{table}")).await;
    }
    assert_eq!(books.broken().await, Vec::<String>::new(), "all was undone");
}

/// What was due is told from grants and redemptions, not from the head: a head that says that nothing was due yet is
/// found too, and one that says that more has expired than has.
async fn a_head_that_hides_what_was_due_is_found(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    books
        .execute("CREATE TABLE kept AS SELECT expired_through FROM journal_head")
        .await;
    let restore = ["UPDATE journal_head SET expired_through = (SELECT expired_through FROM kept)".to_owned()];
    for other in [
        "(SELECT min(occurred_at) FROM record)",
        "(SELECT max(expires_at) FROM disbursement)",
    ] {
        let change = format!("UPDATE journal_head SET expired_through = {other}");
        books.found_as(other, &[Law::Expiries], &[change], &restore).await;
    }
}

/// Going on with changed books does not make them look right.
async fn recording_does_not_heal_a_changed_head(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    for change in [
        "UPDATE journal_head SET expired_through = expired_through + 1000000",
        "UPDATE outcome SET told = NULL WHERE key = (SELECT max(key) FROM outcome WHERE told IS NOT NULL)",
    ] {
        books.execute(change).await;
        assert_ne!(books.broken().await, Vec::<String>::new(), "{change}");
        books.office.import(&folder_of("chinese-headers")).await;
        assert_ne!(books.broken().await, Vec::<String>::new(), "{change}");
    }
}

/// A value that is gone without a record that says so is found, be it of a row of a register or of a record alone.
async fn a_value_that_is_gone_without_a_record_is_found(fixture: &Fixture) {
    let mut books = Books::of(fixture).await;
    books
        .execute("DELETE FROM private_value WHERE field IN ('donor', 'particulars')")
        .await;
    assert_eq!(books.broken().await, ["commitments"]);
    books
        .execute("DELETE FROM private_value WHERE field = 'eligibility'")
        .await;
    assert_eq!(books.broken().await, ["commitments", "registers"]);
}

on_both!(
    every_number_is_watched,
    every_text_and_hash_is_watched,
    the_books_under_test_have_a_bit_of_everything,
    missing_added_and_moved_postings_are_found,
    missing_and_added_records_are_found,
    a_row_less_in_any_table_is_found,
    a_head_that_hides_what_was_due_is_found,
    recording_does_not_heal_a_changed_head,
    a_value_that_is_gone_without_a_record_is_found,
);
