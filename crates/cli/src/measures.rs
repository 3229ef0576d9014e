//! Collects what the program measures, for `GET /metrics`.

use std::time::Duration;

use anyhow::Context;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use xiaonuan_http::Measures;

/// What is observed is added up so often, also when nobody asks: otherwise it would be kept one by one.
const ADD_UP: Duration = Duration::from_secs(5);

/// Begins to collect.
pub(crate) fn collect() -> anyhow::Result<Measures> {
    let seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
    let entries = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 2_000.0];
    let context = "measures cannot be collected";
    let collected = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &seconds)
        .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_entries".to_owned()), &entries))
        .context(context)?
        .install_recorder()
        .context(context)?;
    let adding = collected.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(ADD_UP).await;
            adding.run_upkeep();
        }
    });
    describe();
    Ok(Measures::printed_by(move || collected.render()))
}

fn describe() {
    use metrics::{describe_counter, describe_gauge, describe_histogram};
    describe_counter!(
        "xiaonuan_http_requests_total",
        "Requests, by pattern of address, method and status"
    );
    describe_histogram!("xiaonuan_http_request_seconds", "How long answers took to begin");
    describe_counter!(
        "xiaonuan_commits_total",
        "Transactions that recorded or answered something"
    );
    describe_histogram!("xiaonuan_commit_entries", "Entries decided in one transaction");
    describe_gauge!("xiaonuan_queue_entries", "Entries that wait for a shared transaction");
    describe_counter!("xiaonuan_records_total", "Records, by kind");
    describe_counter!("xiaonuan_refusals_total", "Entries that the books refused, by code");
    describe_counter!("xiaonuan_database_errors_total", "Failures of the database, by sort");
    describe_counter!(
        "xiaonuan_expiry_runs_total",
        "Runs that looked for expired vouchers, by result"
    );
}
