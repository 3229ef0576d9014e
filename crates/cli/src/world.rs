//! What the rest of the program is given: the time, randomness, the log, and an open database.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tracing_subscriber::EnvFilter;
use xiaonuan_app::messages::Messages;
use xiaonuan_app::service::Service;
use xiaonuan_app::{Clock, Database, Keys, Patience, StoreError};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::entropy::Entropy;

use crate::config::Config;
use crate::keys;

/// The machine's clock.
struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "this is where the clock is injected")]
    fn now(&self) -> Instant {
        Instant::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

/// The operating system's randomness.
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn draw(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system has randomness");
        bytes
    }
}

/// Opens the database and brings its schema up to date.
pub(crate) async fn service(config: &Config) -> anyhow::Result<Service> {
    Ok(service_of(database(config, &keys::of(config).await?).await?))
}

/// Opens the database with keys and brings its schema up to date.
pub(crate) async fn database(config: &Config, keys: &Keys) -> anyhow::Result<Database> {
    up_to_date(Database::open(&config.database, keys).await).await
}

/// Opens the database for people who stand at a counter: it is not waited for long.
pub(crate) async fn service_to_serve(config: &Config) -> anyhow::Result<Service> {
    let patience = Patience::Short(Duration::from_secs(config.database_patience));
    let keys = keys::of(config).await?;
    let opened = Database::open_with(&config.database, &keys, patience).await;
    Ok(service_of(up_to_date(opened).await?))
}

/// Opens the database to read it: one that cannot be written is not.
pub(crate) async fn service_to_read(config: &Config) -> anyhow::Result<Service> {
    let keys = keys::of(config).await?;
    let opened = Database::open_to_read(&config.database, &keys).await;
    Ok(service_of(up_to_date(opened).await?))
}

async fn up_to_date(opened: Result<Database, StoreError>) -> anyhow::Result<Database> {
    let database = opened.context("the database cannot be opened")?;
    database
        .migrate()
        .await
        .context("the database's schema cannot be brought up to date")?;
    Ok(database)
}

fn service_of(database: Database) -> Service {
    Service::new(database, Arc::new(WallClock), Box::new(SystemEntropy))
}

/// The service, where people sign in as the configuration says.
pub(crate) fn signing_in(service: Service, config: &Config) -> anyhow::Result<Service> {
    Ok(service.with_sign_in(config.sign_in.settings()?))
}

/// What only reads makes no database: a wrong path is said instead.
pub(crate) fn expect_file(config: &Config) -> anyhow::Result<()> {
    let Some(path) = config.database.strip_prefix("sqlite://") else {
        return Ok(());
    };
    let path = path.split('?').next().unwrap_or(path);
    if !std::path::Path::new(path).exists() {
        anyhow::bail!(Messages::of(config.language()?).text_with("command-no-file", &[("path", path)]));
    }
    Ok(())
}

/// Logs to standard error; standard output is for results.
pub(crate) fn log_to_stderr(config: &Config) {
    let filter = EnvFilter::try_new(&config.log.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // Below that it tells what passkeys are asked and answer, which is nobody else's business.
    let filter = filter.add_directive("webauthn_rs_core=warn".parse().expect("a directive"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()));
    if config.log.json {
        builder.json().init()
    } else {
        builder.init()
    }
}
