//! What can be asked on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args as Arguments, Parser, Subcommand};
use xiaonuan_app::keys::KeyId;
use xiaonuan_domain::access::{EVERYTHING, Right, Role};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::user::{LoginName, TokenId};

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
    /// Make people who can sign in, and keep them
    #[command(subcommand)]
    User(UserVerb),
    /// Make and revoke programs' tokens
    #[command(subcommand)]
    Token(TokenVerb),
    /// Make, replace and take out the keys that personal data is sealed with
    #[command(subcommand)]
    Key(KeyVerb),
    /// Write a folder of invented books to try things with
    Demo(DemoVerb),
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserVerb {
    /// Make somebody who can sign in, and print the link by which they choose a password
    Create {
        /// The name that they will type
        login: LoginName,
        /// How records will call them
        #[arg(long)]
        name: String,
        /// They run the installation
        #[arg(long)]
        operator: bool,
    },
    /// Give somebody a password, read from the terminal or standard input; their sessions end
    Passwd {
        /// The name that they type
        login: LoginName,
    },
    /// Print a new link by which somebody chooses a password; links before end
    Link {
        /// The name that they type
        login: LoginName,
        /// They lost their second factor: take it away
        #[arg(long)]
        forget_second_factor: bool,
    },
    /// Keep somebody from signing in; their sessions end at once
    Disable {
        /// The name that they type
        login: LoginName,
    },
    /// Let somebody sign in again
    Enable {
        /// The name that they type
        login: LoginName,
    },
    /// Give somebody a role in a community; it is a record of its journal
    Grant(GrantVerb),
    /// Take somebody's role in a community back, at once
    Revoke(RevokeVerb),
    /// Tell who can sign in
    List,
}

#[derive(Debug, Arguments)]
pub(crate) struct GrantVerb {
    /// The name that they type
    pub(crate) login: LoginName,
    /// fund_administrator, approver, accountant, cashier, merchant_owner, merchant_staff, grid_worker or auditor
    pub(crate) role: Role,
    /// The community's code
    #[arg(long, value_name = "CODE")]
    pub(crate) community: String,
    /// Of a role in a shop: which
    #[arg(long, value_name = "CODE")]
    pub(crate) merchant: Option<Code>,
    /// Of a grid worker: a building; may be given several times
    #[arg(long = "building", value_name = "BUILDING")]
    pub(crate) buildings: Vec<String>,
    /// The last day
    #[arg(long, value_name = "DAY")]
    pub(crate) to: Option<Day>,
    /// The grant's code; one is made up unless given
    #[arg(long, value_name = "CODE")]
    pub(crate) code: Option<Code>,
}

#[derive(Debug, Arguments)]
pub(crate) struct RevokeVerb {
    /// The name that they type
    pub(crate) login: LoginName,
    /// The role
    pub(crate) role: Role,
    /// The community's code
    #[arg(long, value_name = "CODE")]
    pub(crate) community: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenVerb {
    /// Make a token and print it, this once
    Create(TokenCreateVerb),
    /// Tell which tokens there are
    List {
        /// Of this community only
        #[arg(long, value_name = "CODE")]
        community: Option<String>,
    },
    /// Revoke a token: from the next request on it is none
    Revoke {
        /// Its number, as list tells it
        id: TokenId,
    },
}

#[derive(Debug, Arguments)]
pub(crate) struct TokenCreateVerb {
    /// The community's code; without it the token is for all of them, and for everything
    #[arg(long, value_name = "CODE")]
    pub(crate) community: Option<String>,
    /// The code of a merchant, if the token shall be its own
    #[arg(long, value_name = "CODE", requires = "community")]
    pub(crate) merchant: Option<Code>,
    /// A right that it has, or everything; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", required = true, value_parser = scopes())]
    pub(crate) scopes: Vec<String>,
    /// What it is called
    #[arg(long)]
    pub(crate) name: String,
    /// For how many days it can be used
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=400))]
    pub(crate) days: u16,
}

/// What a token may be for: any right by its name, since whoever runs the program decides, or everything.
fn scopes() -> PossibleValuesParser {
    let rights = Right::ALL.iter().map(|right| right.as_str());
    PossibleValuesParser::new(rights.chain([EVERYTHING]))
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
    /// Where to listen; beyond this machine only by TLS or behind a proxy
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// Speak TLS with this certificate and those that vouch for it, in PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// The certificate's key, in PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) tls_key: Option<PathBuf>,
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
    /// Show names of people in full, not surnames only; the reason is written to the access log
    #[arg(long, value_name = "REASON", value_parser = reason)]
    pub(crate) reveal: Option<String>,
}

/// A reason is some words in a line.
fn reason(text: &str) -> Result<String, String> {
    let said = xiaonuan_domain::text::reason(text);
    let most = xiaonuan_domain::text::LONGEST_PROSE;
    said.map(str::to_owned)
        .ok_or_else(|| format!("say why in one line of at most {most} characters"))
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
