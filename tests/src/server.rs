//! The program as a server: a real process that can be stopped and killed, and plain requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::program;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that is stopped however a test ends.
pub struct Server {
    process: Child,
    /// Where it listens.
    pub address: String,
}

impl Server {
    /// Starts it on a free port and waits until it says where it listens.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn start(database: &str, arguments: &[&str]) -> Server {
        Server::start_so(program::on(database), arguments, Stdio::null())
    }

    /// Starts it so that all that it logs, at every level down to `level` and as JSON, goes into a file.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_logging(database: &str, level: &str, log: &Path) -> Server {
        let mut program = program::on(database);
        program
            .env("XIAONUAN_LOG__JSON", "true")
            .env("XIAONUAN_LOG__FILTER", level);
        let file = std::fs::File::create(log).expect("a file");
        Server::start_so(program, &[], file.into())
    }

    /// Starts it so that nobody is told to come again for asking often: to measure it, many ask from one address.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_unpaced(database: &str) -> Server {
        let mut program = program::on(database);
        program
            .env("XIAONUAN_PACE__ADDRESS", "1000000")
            .env("XIAONUAN_PACE__PERSON", "1000000");
        Server::start_so(program, &[], Stdio::null())
    }

    /// Starts it as it is for others than tests: whoever asks signs in, or sends a token.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_shut(database: &str, arguments: &[&str]) -> Server {
        let mut program = program::on(database);
        program.env_remove("XIAONUAN_OPEN");
        Server::start_so(program, arguments, Stdio::null())
    }

    fn start_so(mut program: Command, arguments: &[&str], log: Stdio) -> Server {
        let mut process = program
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("it runs");
        let mut said = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let line = said.find_map(|line| {
            let line = line.expect("UTF-8");
            line.split_once("http://").map(|(_, address)| address.to_owned())
        });
        let line = line.expect("it says where");
        let address = line.split(['/', ' ']).next().expect("a host").to_owned();
        // What it says besides is read too, so that it is never kept from saying it.
        std::thread::spawn(move || said.for_each(drop));
        Server { process, address }
    }

    /// The whole answer to a GET, head and body.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn get(&self, path: &str) -> String {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        );
        let answer = exchange(&self.address, request.as_bytes()).expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The arguments with which it runs, as others on the machine see them.
    ///
    /// # Panics
    /// When it is gone already.
    #[must_use]
    pub fn arguments(&self) -> String {
        let line = std::fs::read(format!("/proc/{}/cmdline", self.process.id())).expect("it runs");
        String::from_utf8_lossy(&line).into_owned()
    }

    /// Sends it a signal, such as `-TERM`.
    ///
    /// # Panics
    /// When it is gone already.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.process.id().to_string()])
            .status();
        assert!(status.expect("kill runs").success());
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it cannot be waited for.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().expect("it ends")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The answer to a POST of a JSON body under a key: its status and body. Nothing when the connection broke, as it does
/// when the server is killed.
#[must_use]
pub fn post(address: &str, path: &str, key: &str, body: &Value) -> Option<(u16, Value)> {
    let answer = post_whole(address, path, key, body)?;
    Some((answer.status, serde_json::from_str(&answer.body).ok()?))
}

/// The whole answer to such a POST.
#[must_use]
pub fn post_whole(address: &str, path: &str, key: &str, body: &Value) -> Option<Answer> {
    let headers = [("Idempotency-Key", key.to_owned())];
    send(address, ("POST", path), &headers, &body.to_string()).ok()
}

/// An answer of a server.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The status line and all headers, in lower case.
    pub head: String,
    /// The body.
    pub body: String,
}

/// The answer to a request of a method and path, with some headers and a body, which may be empty and is JSON unless a header
/// says otherwise.
///
/// # Errors
/// When the connection breaks, as it does when the server is killed, or the answer is none.
pub fn send(
    address: &str,
    (method, path): (&str, &str),
    headers: &[(&str, String)],
    body: &str,
) -> std::io::Result<Answer> {
    let more: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let is_typed = headers.iter().any(|(name, _)| *name == "Content-Type");
    let json = if is_typed {
        ""
    } else {
        "Content-Type: application/json\r\n"
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{json}\
         {more}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = exchange(address, request.as_bytes())?;
    let no_answer = || std::io::Error::other("no answer");
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or_else(no_answer)?;
    let (head, body) = (
        String::from_utf8_lossy(&answer[..end]).to_lowercase(),
        &answer[end + 4..],
    );
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = if head.contains("transfer-encoding: chunked") {
        joined(body).ok_or_else(no_answer)?
    } else {
        body.to_vec()
    };
    Ok(Answer {
        status: status.ok_or_else(no_answer)?,
        body: String::from_utf8_lossy(&body).into_owned(),
        head,
    })
}

/// A body that came in pieces, each after its length.
fn joined(mut pieces: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = pieces.windows(2).position(|two| two == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&pieces[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend(pieces.get(end + 2..end + 2 + length)?);
        pieces = pieces.get(end + 4 + length..)?;
    }
}

fn exchange(address: &str, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
