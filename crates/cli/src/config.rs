//! Configuration: built-in defaults, then a file, then the environment, then the command line.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;
use xiaonuan_app::messages::Language;
use xiaonuan_app::sign_in::{Argon2Cost, SignInSettings};
use xiaonuan_http::Pace;

use crate::args::Args;

/// The built-in defaults, which also document every setting.
const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// Answers begin within 30 seconds, and a database that is silent is given up after three times its patience.
const LONGEST_PATIENCE: u64 = 9;

/// How the program is set up.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The database's address.
    pub(crate) database: String,
    /// The same as the command line named it, where that is a file: an address may hold a password, and is shown to nobody.
    #[serde(skip)]
    pub(crate) named_database: Option<String>,
    /// The file with the keys of personal data.
    pub(crate) key_file: PathBuf,
    /// How many seconds a request waits for the database.
    pub(crate) database_patience: u64,
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// Whether anybody on this machine may do everything without signing in.
    pub(crate) open: bool,
    /// Whether a proxy of ours that speaks TLS stands before the service.
    pub(crate) behind_proxy: bool,
    /// The certificate, where the service speaks TLS itself.
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's key.
    pub(crate) tls_key: Option<PathBuf>,
    /// How people sign in.
    pub(crate) sign_in: SignInConfig,
    /// How often each may ask.
    pub(crate) pace: PaceConfig,
    /// The language of messages and reports.
    pub(crate) language: String,
    /// What is logged.
    pub(crate) log: LogConfig,
}

/// How often each may ask in a second.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaceConfig {
    person: NonZeroU32,
    program: NonZeroU32,
    address: NonZeroU32,
}

impl From<PaceConfig> for Pace {
    fn from(config: PaceConfig) -> Self {
        Pace {
            person: config.person,
            program: config.program,
            address: config.address,
        }
    }
}

/// How people sign in.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInConfig {
    idle_minutes: u32,
    absolute_hours: u32,
    link_hours: u32,
    argon2_memory_kib: u32,
    argon2_passes: u32,
    argon2_lanes: u32,
}

impl SignInConfig {
    /// As the service takes it.
    ///
    /// # Errors
    /// When a span is nothing, or argon2 cannot be run so.
    pub(crate) fn settings(self) -> anyhow::Result<SignInSettings> {
        let spans = [self.idle_minutes, self.absolute_hours, self.link_hours];
        anyhow::ensure!(!spans.contains(&0), "spans of sign_in must be at least 1");
        let argon2 = Argon2Cost {
            memory: self.argon2_memory_kib,
            passes: self.argon2_passes,
            lanes: self.argon2_lanes,
        };
        anyhow::ensure!(
            argon2.is_possible(),
            "argon2 needs at least 1 pass, 1 lane and 8 KiB for each lane"
        );
        let minutes = |minutes: u32| Duration::from_secs(60 * u64::from(minutes));
        Ok(SignInSettings {
            argon2,
            idle: minutes(self.idle_minutes),
            absolute: minutes(self.absolute_hours.saturating_mul(60)),
            link: minutes(self.link_hours.saturating_mul(60)),
        })
    }
}

/// What is logged, and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogConfig {
    /// Which events, as `tracing` filters them.
    pub(crate) filter: String,
    /// One JSON object a line instead of text.
    pub(crate) json: bool,
}

impl Config {
    /// Reads the configuration for a command line.
    pub(crate) fn read(args: &Args) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = &args.config {
            anyhow::ensure!(file.is_file(), "no configuration file at {}", file.display());
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment.merge(Env::prefixed("XIAONUAN_").ignore(&["config", "key"]).split("__"));
        let mut config: Config = figment.extract().map_err(|error| unreadable(&error))?;
        let is_file = |name: &&String| name.starts_with("sqlite:");
        config.named_database = args.database.as_ref().filter(is_file).cloned();
        config.database = args.database.clone().unwrap_or(config.database);
        anyhow::ensure!(
            (1..=LONGEST_PATIENCE).contains(&config.database_patience),
            "database_patience must be 1 to {LONGEST_PATIENCE} seconds"
        );
        config.language = args.lang.clone().unwrap_or(config.language);
        Ok(config)
    }

    /// The language.
    pub(crate) fn language(&self) -> anyhow::Result<Language> {
        self.language
            .parse()
            .with_context(|| format!("language {:?}", self.language))
    }
}

/// Says where a configuration is wrong, without the line itself, which may hold a password.
fn unreadable(error: &figment::Error) -> anyhow::Error {
    let told = error.to_string();
    let of_source = |line: &&str| {
        line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ')
            .starts_with('|')
    };
    let told: Vec<&str> = told.lines().filter(|line| !of_source(line)).map(str::trim).collect();
    anyhow::anyhow!("the configuration cannot be read: {}", told.join(" "))
}
