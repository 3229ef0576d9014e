//! What docs/api.md shows and examples/ do, against a real server.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use xiaonuan_tests::network::Network;
use xiaonuan_tests::server::{Server, send};
use xiaonuan_tests::{keys, program};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The demo, served from books of its own.
struct Demo {
    server: Server,
    folder: tempfile::TempDir,
    database: String,
    /// A program's token, for everything.
    token: String,
}

impl Demo {
    fn serve() -> Demo {
        let folder = tempfile::tempdir().expect("a folder");
        let database = format!("sqlite://{}", folder.path().join("books.db").display());
        let server = Server::start_shut(&database, &["--demo"]);
        let asked = [
            "token",
            "create",
            "--community",
            "yunshan",
            "--scope",
            "everything",
            "--name",
            "test",
            "--days",
            "1",
        ];
        let made = String::from_utf8(program::succeed(&database, &asked)).expect("UTF-8");
        let token = made.lines().find(|line| line.trim().starts_with("xnt_"));
        Demo {
            server,
            folder,
            database,
            token: token.expect("a token").trim().to_owned(),
        }
    }

    fn get(&self, path: &str) -> Value {
        let path = format!("/api/v1/communities/yunshan{path}");
        let headers = [("authorization", format!("Bearer {}", self.token))];
        let answer = send(&self.server.address, ("GET", &path), &headers, "").expect("it answers");
        serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}: {}", answer.body))
    }

    /// As somebody who tries the program in a terminal.
    fn bash(&self, script: &str) -> Output {
        let own = program::path().display().to_string();
        let script = script
            .replace("127.0.0.1:8080", &self.server.address)
            .replace("target/release/xiaonuan", &own);
        let mut bash = Command::new("bash");
        bash.args(["-c", &script]).current_dir(self.folder.path());
        bash.env("DATABASE_URL", &self.database)
            .env("XIAONUAN_LANGUAGE", "en")
            .env("XIAONUAN_KEY", keys::text());
        bash.output().expect("bash runs")
    }
}

/// A command of the session and what came of it, as the page shows them.
struct Step<'a> {
    command: String,
    answer: &'a str,
}

/// The steps of a page: blocks that begin with `$ `; a command's further lines are indented by two.
fn steps(page: &str) -> Vec<Step<'_>> {
    let blocks = page.split("```console\n").skip(1);
    let blocks = blocks.map(|block| block.split("```").next().expect("the end of a block"));
    blocks
        .map(|block| {
            let command = block.strip_prefix("$ ").expect("a command");
            let mut length = 0;
            for line in command.split_inclusive('\n') {
                if length > 0 && !line.starts_with("  ") {
                    break;
                }
                length += line.len();
            }
            Step {
                command: command[..length].to_owned(),
                answer: &command[length..],
            }
        })
        .collect()
}

/// An answer without what differs from one day to the next: times of recording and what they decide, numbers that
/// expiries have moved, random subjects, salted hashes.
fn lasting(text: &str) -> (Value, String) {
    let end = text.rfind('}').map_or(0, |at| at + 1);
    let body = if end == 0 {
        Value::Null
    } else {
        serde_json::from_str(&text[..end]).expect("JSON")
    };
    let mut body = body;
    forget(&mut body);
    (body, text[end..].trim().to_owned())
}

fn forget(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let varies = ["recorded_at", "request_id", "seq", "approved", "as_recorded", "late"];
                if varies.contains(&name.as_str()) {
                    *value = Value::Null;
                } else {
                    forget(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(forget),
        Value::String(text) if is_random(text.strip_prefix("program/").unwrap_or(text)) => text.clear(),
        _ => {}
    }
}

/// Whether a text is somebody's or something's random number, or a hash.
fn is_random(text: &str) -> bool {
    matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `UPDATE_DOCS=1` writes the page anew; read what changed before you keep it.
#[test]
fn the_session_of_the_api_page_goes_as_it_is_shown() {
    let demo = Demo::serve();
    let path = root().join("docs/api.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let steps = steps(&page);
    assert!(steps.len() > 8, "{}", steps.len());
    let preamble = page.split("```sh\n").nth(1).expect("the preamble");
    let preamble = preamble.split("```").next().expect("its end");
    let mut renewed = page.clone();
    for step in steps {
        let output = demo.bash(&format!("{preamble}\n{}", step.command));
        let answer = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(
            output.status.success(),
            "{}: {}",
            step.command,
            String::from_utf8_lossy(&output.stderr)
        );
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let shown = format!("{}{}", step.command, step.answer);
            renewed = renewed.replacen(&shown, &format!("{}{}", step.command, wrapped(&answer)), 1);
        } else {
            assert_eq!(lasting(step.answer), lasting(&answer), "{}", step.command);
        }
    }
    if renewed != page {
        std::fs::write(&path, renewed).expect("the page is written");
    }
}

/// An answer with its JSON broken into lines that can be read.
fn wrapped(answer: &str) -> String {
    let mut shown = String::new();
    let (mut quoted, mut escaped, mut line) = (false, false, 0);
    for character in answer.chars() {
        if character == '\n' {
            line = 0;
        }
        shown.push(character);
        line += 1;
        if character == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = character == '\\' && !escaped;
        if !quoted && character == ',' && line > 70 {
            shown.push_str("\n ");
            line = 1;
        }
    }
    shown
}

fn client(file: &str, books: &str, token: &str) -> Command {
    let program = if file.ends_with(".py") { "python3" } else { "sh" };
    let mut command = Command::new(program);
    command
        .arg(root().join("examples").join(file))
        .env("BOOKS", books)
        .env("TOKEN", token);
    command
}

fn told(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout);
    format!("{} {said}{}", output.status, String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_clients_redeem_once_though_answers_are_lost() {
    let demo = Demo::serve();
    for file in ["redeem.sh", "redeem.py"] {
        let reference = format!("TEST-{}", file.replace('.', "-"));
        let network = Network::before(&demo.server.address);
        network.lose_next("POST", "/redemptions");
        let books = format!("http://{}/api/v1/communities/yunshan", network.address);
        let before = demo.get("")["view"]["as_recorded"].as_i64().expect("a number");
        // The offer is for one use a day.
        let at = match file {
            "redeem.sh" => "2026-05-08T10:00:00+08:00",
            _ => "2026-05-09T10:00:00+08:00",
        };
        let output = client(file, &books, &demo.token)
            .args(["M04", "R0001", "40.00", &reference, at])
            .output();
        let output = output.unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(output.status.success(), "{file}: {}", told(&output));
        let said = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(said.contains("38.00"), "{file}: {said}");
        assert_eq!(network.lost(), 1, "{file}");
        let record = demo.get(&format!("/events/redemption/{reference}"));
        assert_eq!(record["document"]["due_from_resident"], "38.00", "{file}: {record}");
        let after = demo.get("")["view"]["as_recorded"].as_i64().expect("a number");
        assert_eq!(after, before + 1, "{file}");
        // What the books refuse is told in words, and fails.
        let output = client(file, &books, &demo.token)
            .args(["M04", "R9999", "40.00", "TEST-X", at])
            .output();
        let output = output.expect("it runs");
        assert!(!output.status.success(), "{file}");
        assert!(told(&output).contains("unknown_resident"), "{file}: {}", told(&output));
    }
}
