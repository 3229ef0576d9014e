//! Keys are replaced while books are open: stopped in between, nothing is lost.

use std::collections::BTreeMap;

use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::Access;
use xiaonuan_app::{Database, Keys, StoreError};
use xiaonuan_persistence::keys::{self, KeyId};
use xiaonuan_tests::clock::Seeded;
use xiaonuan_tests::fixture::{Fixture, Process};
use xiaonuan_tests::office::Office;
use xiaonuan_tests::on_both;
use xiaonuan_tests::tables::fixture as folder_of;

const COMMUNITY: &str = "qingzhu";

fn of(text: &str, seed: u64) -> Keys {
    Keys::read(text, Box::new(Seeded::new(seed))).expect("these are keys")
}

async fn open(fixture: &Fixture, keys: &Keys) -> Database {
    let database = Database::open(&fixture.address, keys).await.expect("it opens");
    database.migrate().await.expect("these are its keys");
    database
}

async fn uses(database: &Database) -> BTreeMap<KeyId, u64> {
    database.sealed_with().await.expect("it answers")
}

/// Everything can be read, as it was recorded.
async fn is_whole(fixture: &Fixture, database: &Database) {
    let process = Process::on(database.clone(), fixture.clock.clone(), Box::new(Seeded::new(3)));
    let office = Office::on(&process, fixture);
    office.check_sound(COMMUNITY).await;
    assert_eq!(office.check(COMMUNITY).await.erased, 0);
}

async fn a_rotation_that_is_stopped_goes_on(fixture: &Fixture) {
    Office::of(fixture).import(&folder_of("qingzhu")).await;
    let own = xiaonuan_tests::keys::text();
    let (longer, newest) = keys::with_another(&own, &mut Seeded::new(4)).expect("it is a key file");
    let old = of(&own, 5).sealing_id();
    let database = open(fixture, &of(&longer, 6)).await;
    let before = uses(&database).await;
    assert_eq!(before.keys().collect::<Vec<_>>(), [&old]);

    let stopped = database.clone();
    let stopping = tokio::spawn(async move { stopped.reseal(&|_| panic!("the power is cut")).await });
    assert!(stopping.await.is_err(), "it was stopped");
    let between = uses(&database).await;
    assert!(between[&old] > 0 && between[&newest] > 0, "{between:?}");
    assert_eq!(between.values().sum::<u64>(), before[&old], "none was lost");
    is_whole(fixture, &database).await;

    let done = database.reseal(&|_| {}).await.expect("it goes on");
    assert_eq!(done, between[&old], "what was done before was not done again");
    assert_eq!(uses(&database).await, BTreeMap::from([(newest, before[&old])]));
    assert_eq!(database.reseal(&|_| {}).await.expect("nothing is left"), 0);
    database.reclaim().await.expect("it is written anew");
    is_whole(fixture, &database).await;

    // The old key can go; with it alone nothing opens any more.
    let shorter = keys::without(&longer, old).expect("it is there");
    is_whole(fixture, &open(fixture, &of(&shorter, 7)).await).await;
    let with_the_old = Database::open(&fixture.address, &of(&own, 8)).await.expect("it opens");
    assert!(matches!(with_the_old.migrate().await, Err(StoreError::ForeignKeys)));
}

/// What was asked before is answered as before: fingerprints do not change with keys.
async fn what_was_asked_before_a_rotation_is_known_after_it(fixture: &Fixture) {
    let office = Office::of(fixture);
    let first = office.import(&folder_of("chinese-headers")).await;
    let own = xiaonuan_tests::keys::text();
    let (longer, _) = keys::with_another(&own, &mut Seeded::new(4)).expect("it is a key file");
    let database = open(fixture, &of(&longer, 6)).await;
    database.reseal(&|_| {}).await.expect("it is sealed anew");
    let head = fixture.raw().await.number("SELECT seq FROM journal_head").await;
    let process = Process::on(database, fixture.clock.clone(), Box::new(Seeded::new(3)));
    let again = Office::on(&process, fixture)
        .import(&folder_of("chinese-headers"))
        .await;
    assert_eq!(again, first);
    assert_eq!(fixture.raw().await.number("SELECT seq FROM journal_head").await, head);
}

/// Somebody saw names in full and said why: that keeps no old key in use, and the log still tells it. Nothing else of it
/// can be changed, nor a reason otherwise than by another key.
async fn a_reason_in_the_access_log_keeps_no_key_in_use(fixture: &Fixture) {
    let own = xiaonuan_tests::keys::text();
    let service = |database| Service::new(database, fixture.clock.clone(), Box::new(Seeded::new(3)));
    let said = Access {
        community: Some(COMMUNITY.to_owned()),
        who: "user/0123456789abcdef0123456789abcdef".to_owned(),
        what: "revealed/registers/residents/{code}".to_owned(),
        subject: Some("R0001".to_owned()),
        reason: Some("核对身份".to_owned()),
        session: None,
    };
    let silent = Access {
        what: "exported/csv".to_owned(),
        reason: None,
        ..said.clone()
    };
    let before = service(open(fixture, &of(&own, 5)).await);
    for access in [&said, &silent, &said] {
        before.log_access(access.clone()).await.expect("it is logged");
    }
    let (longer, newest) = keys::with_another(&own, &mut Seeded::new(4)).expect("it is a key file");
    let old = of(&own, 5).sealing_id();
    let database = open(fixture, &of(&longer, 6)).await;
    let sealed = uses(&database).await[&old];
    assert!(sealed >= 2, "both reasons: {sealed}");
    assert_eq!(database.reseal(&|_| {}).await.expect("it is sealed anew"), sealed);
    assert_eq!(uses(&database).await, BTreeMap::from([(newest, sealed)]));
    assert_eq!(database.reseal(&|_| {}).await.expect("nothing is left"), 0);

    let shorter = keys::without(&longer, old).expect("it is there");
    let after = service(open(fixture, &of(&shorter, 7)).await);
    let (log, _) = after.accesses(Some(COMMUNITY), None, 100).await.expect("it opens");
    let told: Vec<Access> = log.into_iter().map(|logged| logged.access).collect();
    assert_eq!(told, [said.clone(), silent, said]);

    let mut raw = fixture.raw().await;
    for forbidden in [
        "who = 'nobody'",
        "subject = NULL",
        "reason = NULL",
        "reason = reason",
        "reason = substr(reason, 1, 6)",
        "reason = (SELECT other.reason FROM access_log other WHERE other.reason IS NOT NULL ORDER BY number LIMIT 1)",
    ] {
        let update = format!("UPDATE access_log SET {forbidden} WHERE reason IS NOT NULL");
        assert!(raw.execute(&update).await.is_err(), "{update} was not refused");
    }
    let any = "SELECT other.reason FROM access_log other WHERE other.reason IS NOT NULL ORDER BY number LIMIT 1";
    let update = format!("UPDATE access_log SET reason = ({any}) WHERE reason IS NULL");
    assert!(raw.execute(&update).await.is_err(), "what nobody said stays unsaid");
}

on_both!(
    a_reason_in_the_access_log_keeps_no_key_in_use,
    a_rotation_that_is_stopped_goes_on,
    what_was_asked_before_a_rotation_is_known_after_it,
);
