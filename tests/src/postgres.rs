//! A temporary PostgreSQL server of the test process's own, from the system's binaries.
//!
//! A small shell process makes it, and waits on a pipe that the test process holds. However the test process ends,
//! the pipe closes; then the shell stops the server and removes its folder. Nothing listens on the network.
//! `TEST_PG_URL` names a running server to use instead.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;
use xiaonuan_persistence::connect::Database;

use crate::raw::Raw;

/// Whether a server keeps what it has committed when it crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in service: for tests of crashes.
    Kept,
    /// Without `fsync`: faster, for all other tests.
    Forgone,
}

/// A running server.
pub struct Cluster {
    /// Addresses of its databases are this before and after their names.
    address: (String, String),
    keeper: Option<Mutex<Keeper>>,
}

/// The shell process that made the server and will remove it.
struct Keeper {
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: Child,
}

/// Arguments: the folder of the binaries, `on` or `off` for fsync.
const KEEP: &str = r#"
bin=$1; sync=$2
dir=$(mktemp -d "/tmp/xiaonuan-pg-XXXXXXXX") || exit 1
trap 'signal CONT; "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
trap 'exit 1' HUP INT TERM
signal() {
    postmaster=$(head -n 1 "$dir/data/postmaster.pid" 2>/dev/null) || return 0
    kill "-$1" "$postmaster" $(pgrep -P "$postmaster") 2>/dev/null
}
start() {
    "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 -o "-k $dir -c listen_addresses='' -c max_connections=300 \
        -c fsync=$sync -c full_page_writes=$sync -c synchronous_commit=$sync -c timezone=UTC" start >/dev/null 2>&1
}
"$bin/initdb" -D "$dir/data" -A trust -N -U postgres -E UTF8 --no-locale >"$dir/log" 2>&1 &&
    start || { tail -n 5 "$dir/log" >&2; exit 1; }
echo "$dir"
while read -r word; do
    case $word in
        crash) "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 ;;
        start) start ;;
        freeze) signal STOP ;;
        thaw) signal CONT ;;
    esac
    echo "$word $?"
done
"#;

/// A database without tables that sorts texts as people do, so that no test passes because of code points' order.
const EMPTY: &str = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'";

impl Cluster {
    /// The server that all tests of this process share.
    ///
    /// # Panics
    /// When there is none and none can be made; the message names what to install.
    #[must_use]
    pub fn shared() -> &'static Cluster {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match std::env::var("TEST_PG_URL") {
            Ok(address) => Cluster {
                address: around_name(&address),
                keeper: None,
            },
            Err(_) => Cluster::start(Durability::Forgone),
        })
    }

    /// A server of its own.
    ///
    /// # Panics
    /// When none can be made; the message names what to install.
    #[must_use]
    pub fn start(durability: Durability) -> Cluster {
        let binaries = binaries().unwrap_or_else(|| {
            panic!("these tests need PostgreSQL's server: apt-get install postgresql, or set TEST_PG_URL")
        });
        let sync = if durability == Durability::Kept { "on" } else { "off" };
        let mut command = as_ordinary_user();
        command.args(["sh", "-c", KEEP, "xiaonuan-test-postgres"]);
        command.arg(&binaries).arg(sync).current_dir("/");
        // A group of its own: what interrupts the tests must not stop the clearing up.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().expect("sh runs");
        let commands = process.stdin.take().expect("a pipe");
        let mut answers = BufReader::new(process.stdout.take().expect("a pipe"));
        let folder = line(&mut answers)
            .unwrap_or_else(|| panic!("PostgreSQL in {} did not start; see above", binaries.display()));
        let before = "postgres://postgres@localhost/".to_owned();
        Cluster {
            address: (before, format!("?host={folder}&sslmode=disable")),
            keeper: Some(Mutex::new(Keeper {
                commands,
                answers,
                _process: process,
            })),
        }
    }

    /// Stops the server at once, as a power cut would.
    ///
    /// # Panics
    /// When it does not stop, or is not ours.
    pub fn crash(&self) {
        self.tell("crash");
    }

    /// Starts the server again after a crash.
    ///
    /// # Panics
    /// When it does not start, or is not ours.
    pub fn start_again(&self) {
        self.tell("start");
    }

    /// Stops all its processes where they are: it takes what it is sent, and says nothing.
    ///
    /// # Panics
    /// When it is not ours.
    pub fn freeze(&self) {
        self.tell("freeze");
    }

    /// Lets a frozen server go on.
    ///
    /// # Panics
    /// When it is not ours.
    pub fn thaw(&self) {
        self.tell("thaw");
    }

    fn tell(&self, word: &str) {
        let keeper = self.keeper.as_ref().expect("a server of our own");
        let mut keeper = keeper.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(keeper.commands, "{word}").expect("the keeper listens");
        assert_eq!(line(&mut keeper.answers), Some(format!("{word} 0")), "PostgreSQL obeys");
    }

    /// The address of a database on this server.
    #[must_use]
    pub fn address_of(&self, name: &str) -> String {
        let (before, after) = &self.address;
        format!("{before}{name}{after}")
    }

    /// A new database without tables, and its address.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn empty_database(&self) -> String {
        let name = fresh_name();
        self.create(&name, self.empty().await).await;
        self.address_of(&name)
    }

    /// A new database with the current schema, and its address. Only on the shared server.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn migrated_database(&self) -> String {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE
            .get_or_init(|| async {
                let name = fresh_name();
                self.create(&name, self.empty().await).await;
                let database = Database::open(&self.address_of(&name), &crate::keys::keys())
                    .await
                    .expect("it opens");
                database.migrate().await.expect("it migrates");
                database.close().await.expect("it closes");
                name
            })
            .await;
        let name = fresh_name();
        self.create(&name, &format!("TEMPLATE {template}")).await;
        self.address_of(&name)
    }

    /// Servers before version 15 know no such databases.
    async fn empty(&self) -> &'static str {
        let server = self.address_of("postgres");
        let version = Raw::connect(&server)
            .await
            .number("SELECT current_setting('server_version_num')::int")
            .await;
        if version >= 150_000 {
            EMPTY
        } else {
            "TEMPLATE template0"
        }
    }

    async fn create(&self, name: &str, how: &str) {
        let server = self.address_of("postgres");
        let mut connection = PgConnection::connect(&server)
            .await
            .unwrap_or_else(|error| panic!("{server}: {error}"));
        let sql = format!("CREATE DATABASE {name} {how}");
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("create database: {error}"));
        connection.close().await.expect("it closes");
    }

    /// Removes a database by its address, where nobody else would.
    pub async fn drop_database(&self, address: &str) {
        if self.keeper.is_some() {
            return;
        }
        let (before, after) = &self.address;
        let name = &address[before.len()..address.len() - after.len()];
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        if let Ok(mut connection) = PgConnection::connect(&self.address_of("postgres")).await {
            // What is left behind is a nuisance, not a failure of the test.
            let _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
        }
    }
}

fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("xiaonuan_test_{}_{count}", std::process::id())
}

fn line(from: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    from.read_line(&mut line).ok()?;
    line.strip_suffix('\n').map(str::to_owned)
}

/// Splits an address around the database's name.
fn around_name(address: &str) -> (String, String) {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let host = address.find("://").map_or(0, |at| at + 3);
    let before = address[host..].find('/').map_or(address, |at| &address[..host + at]);
    let after = if query.is_empty() {
        String::new()
    } else {
        format!("?{query}")
    };
    (format!("{before}/"), after)
}

/// The folder with the server's binaries: the newest of Debian's, else what is in PATH.
pub(crate) fn binaries() -> Option<PathBuf> {
    let has_all = |folder: &Path| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|name| folder.join(name).is_file())
    };
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    versions.sort_by_key(|bin| {
        let version = bin
            .parent()
            .and_then(Path::file_name)
            .map(|name| name.to_string_lossy().parse::<u32>());
        std::cmp::Reverse(version.and_then(Result::ok))
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .chain(std::env::split_paths(&path))
        .find(|folder| has_all(folder))
}

/// PostgreSQL will not run as root: as root, commands run as its own user.
fn as_ordinary_user() -> Command {
    let id = Command::new("id").arg("-u").output().expect("id runs");
    if id.stdout.trim_ascii() != b"0" {
        return Command::new("env");
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_split_around_the_name() {
        let cases = [
            (
                "postgres://me:pw@db:5432/any?sslmode=disable",
                "postgres://me:pw@db:5432/x?sslmode=disable",
            ),
            ("postgres://db", "postgres://db/x"),
        ];
        for (address, expected) in cases {
            let (before, after) = around_name(address);
            assert_eq!(format!("{before}x{after}"), expected);
        }
    }

    #[test]
    fn a_server_leaves_nothing_behind() {
        let cluster = Cluster::start(Durability::Kept);
        let folder = cluster
            .address
            .1
            .trim_start_matches("?host=")
            .split('&')
            .next()
            .expect("a folder")
            .to_owned();
        assert!(Path::new(&folder).join("data").is_dir());
        cluster.crash();
        cluster.start_again();
        let mut keeper = cluster.keeper.expect("its own").into_inner().expect("not poisoned");
        drop(keeper.commands);
        keeper._process.wait().expect("it ends");
        assert!(!Path::new(&folder).exists());
    }
}
