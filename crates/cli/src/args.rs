//! What can be asked on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand};
use xiaonuan_app::keys::KeyId;
use xiaonuan_domain::calendar::Day;

/// The books of a neighbourhood business alliance and its charity fund.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Args {
    /// The database: sqlite://FILE or postgres://USER@HOST/NAME
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
    /// The language of messages and reports: zh-CN or en
    #[arg(long, global = true, env = "XIAONUAN_LANGUAGE", value_name = "LANGUAGE")]
    pub(crate) lang: Option<String>,
    /// A configuration file besides the built-in one
    #[arg(long, global = true, env = "XIAONUAN_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

impl Args {
    /// Reads the command line, or says what is wrong with it and ends. What looks like the address of a database is not
    /// repeated, wherever it stands: there may be a password in it.
    pub(crate) fn read() -> Self {
        Args::try_parse().unwrap_or_else(|error| {
            let addresses: Vec<String> = std::env::args().skip(1).filter(|text| text.contains('@')).collect();
            if !error.use_stderr() || addresses.is_empty() {
                error.exit();
            }
            let told = error.render().to_string();
            let told = addresses
                .iter()
                .fold(told, |told, address| told.replace(address.as_str(), "…"));
            eprint!("{told}");
            std::process::exit(error.exit_code())
        })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Bring the database's schema up to date
    Migrate,
    /// Serve pages and API
    Serve(ServeVerb),
    /// Import a folder of CSV files, or a workbook
    Import(ImportVerb),
    /// Write a workbook to fill in
    Template {
        /// The file to write, ending in .xlsx
        file: PathBuf,
    },
    /// Print a report
    Report(Box<ReportVerb>),
    /// Check that the books are whole and right
    Check(CheckVerb),
    /// Return what is left on vouchers that have ended to their funds; serve does so by itself
    Expire(ExpireVerb),
    /// Make, replace and take out the keys that personal data is sealed with
    #[command(subcommand)]
    Key(KeyVerb),
    /// Write a folder of invented books to try things with
    Demo(DemoVerb),
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyVerb {
    /// Make a file with new keys, for a database that is still to come
    Create {
        /// The file to write
        file: PathBuf,
    },
    /// Tell which keys there are, and how much is sealed with each
    List,
    /// Add a key and seal everything anew with it; stopped in between, run it again
    Rotate,
    /// Take a key out of the file that seals nothing any more
    Retire {
        /// The key's id, as rotate tells it
        id: KeyId,
    },
}

#[derive(Debug, Arguments)]
pub(crate) struct ServeVerb {
    /// Where to listen; loopback only
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Load the demo community first, unless the database holds a community already
    #[arg(long)]
    pub(crate) demo: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct ImportVerb {
    /// A folder of CSV files, or an .xlsx workbook
    pub(crate) path: PathBuf,
    /// Write what came of every row to this CSV file
    #[arg(long, value_name = "FILE")]
    pub(crate) outcomes: Option<PathBuf>,
    /// Decide everything and write nothing to the books
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Decide rows again that were refused before, as things stand now
    #[arg(long)]
    pub(crate) retry_refused: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct ReportVerb {
    /// The report, by its name or its Chinese title: funds, merchants, vouchers, redemptions, trial-balance,
    /// general-ledger, journal, fund-statement, discount-use, donors, beneficiaries, statement, disclosure, statements,
    /// receivables, encumbrances, open-papers, balance-sheet, activities, cash-journal, bank-journal, host-statement,
    /// donor-totals, related-parties, stock
    pub(crate) name: String,
    /// The community's code
    #[arg(long, value_name = "CODE")]
    pub(crate) community: String,
    /// Business time: what had happened by then. A time with its offset, or a day, which counts to its end
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<String>,
    /// What was on record by then: a record's number, or a time
    #[arg(long, value_name = "NUMBER|TIME")]
    pub(crate) as_recorded: Option<String>,
    /// The first day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// The last day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Of this fund only
    #[arg(long, value_name = "FUND")]
    pub(crate) fund: Option<String>,
    /// Of this merchant only
    #[arg(long, value_name = "MERCHANT")]
    pub(crate) merchant: Option<String>,
    /// Of the account with this number only; the trial balance shows it
    #[arg(long, value_name = "NUMBER")]
    pub(crate) account: Option<String>,
    /// Of this branch of a merchant only
    #[arg(long, value_name = "BRANCH")]
    pub(crate) branch: Option<String>,
    /// Of statements that stand here only: draft, sent, confirmed, disputed, approved, paid or replaced
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<String>,
    /// table, csv, xlsx, json or html
    #[arg(long, default_value = "table")]
    pub(crate) format: String,
}

#[derive(Debug, Arguments)]
pub(crate) struct CheckVerb {
    /// The community's code; all communities unless given
    #[arg(long, value_name = "CODE")]
    pub(crate) community: Option<String>,
}

#[derive(Debug, Arguments)]
pub(crate) struct ExpireVerb {
    /// What had ended by the end of this day; by now unless given
    #[arg(long, value_name = "DAY")]
    pub(crate) as_of: Option<Day>,
    /// The community's code; all communities unless given
    #[arg(long, value_name = "CODE")]
    pub(crate) community: Option<String>,
    /// Tell what would be returned and write nothing to the books
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct DemoVerb {
    /// The folder to write; it is made if it does not exist
    pub(crate) folder: PathBuf,
    /// Books of a big community with so many claims, instead of the demo's
    #[arg(long)]
    pub(crate) claims: Option<u32>,
    /// Another number makes another community
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}
