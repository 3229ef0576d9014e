//! What is kept of requests stays comparable: a request that is sent again after the program was replaced is known by its
//! hash, so how that is made never changes.

use std::path::Path;

use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;

use crate::sample::{self, Right};

/// The hashes of the sample's requests as they have always been, by scope and key: their fingerprints under the keys of
/// all tests.
const HASHES: &str = include_str!("hashes.txt");

/// Keys of requests within a batch, and of the community that is opened.
const NAMED: [&str; 4] = ["batched-1", "batched-2", "batched-3", "baimu"];

/// A key that stays the same when the sample grows: the address, and the how manieth to it.
fn key(right: &Right, before: &[String]) -> String {
    let address = format!("{}{}", right.method, right.path.trim_start_matches(crate::world::BOOKS));
    let same = before.iter().filter(|key| key.starts_with(&format!("{address}#")));
    format!("{address}#{}", same.count())
}

/// Requests that say what is known only once others are there, and so differ from run to run.
fn varies(right: &Right) -> bool {
    right.body["approved_hash"] == "?" || right.body["lines"][0]["seq"] == 0
}

/// `UPDATE_HASHES=1` writes the file anew. A line may come with a new operation; none may change.
async fn a_request_is_known_by_the_hash_that_it_always_had(fixture: &Fixture) {
    let api = sample::books(fixture).await;
    let (mut keys, mut varying) = (Vec::new(), Vec::new());
    for right in sample::requests() {
        let key = key(&right, &keys);
        sample::make(&api, &right, &key).await;
        varying.extend(varies(&right).then(|| key.clone()));
        keys.push(key);
    }
    keys.extend(NAMED.map(str::to_owned));
    let mut raw = fixture.raw().await;
    let scopes = raw
        .rows("SELECT DISTINCT scope FROM outcome WHERE scope LIKE 'request/%'")
        .await;
    let database = fixture.process.database();
    let (mut lines, mut met) = (Vec::new(), 0);
    for community in database.communities().await.expect("they read") {
        let community = database.community(community.code.as_str()).await.expect("it reads");
        for scope in scopes.iter().flatten() {
            let kept = database.outcomes(community.expect("it is there"), scope, keys.clone());
            let kept = kept.await.expect("it reads");
            met += kept.len();
            let told = kept.into_iter().filter(|(key, _)| !varying.contains(key));
            lines.extend(told.map(|(key, kept)| format!("{scope} {key} {}", kept.content)));
        }
    }
    let all = raw
        .number("SELECT count(*) FROM outcome WHERE scope LIKE 'request/%'")
        .await;
    assert_eq!(met as i64, all, "the keys of all requests are known here");
    lines.sort_unstable();
    let found = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_HASHES").is_some() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/hashes.txt");
        std::fs::write(file, &found).expect("it is written");
        return;
    }
    assert!(lines.len() > 60, "{} requests are known", lines.len());
    assert_eq!(found, HASHES);
}

on_both!(a_request_is_known_by_the_hash_that_it_always_had);
