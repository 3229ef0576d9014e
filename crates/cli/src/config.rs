//! Configuration: built-in defaults, then a file, then the environment, then the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::Deserialize;
use xiaonuan_app::messages::Language;

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
    /// The file with the keys of personal data.
    pub(crate) key_file: PathBuf,
    /// How many seconds a request waits for the database.
    pub(crate) database_patience: u64,
    /// Where to listen.
    pub(crate) listen: SocketAddr,
    /// The language of messages and reports.
    pub(crate) language: String,
    /// What is logged.
    pub(crate) log: LogConfig,
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
