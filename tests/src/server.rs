//! The program as a server: a real process that can be stopped and killed, and plain requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
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
        let mut process = program::on(database)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
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
        exchange(&self.address, request.as_bytes()).expect("it answers")
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
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    Some((status, serde_json::from_str(body).ok()?))
}

/// The whole answer to such a POST, head and body.
#[must_use]
pub fn post_whole(address: &str, path: &str, key: &str, body: &Value) -> Option<String> {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    exchange(address, request.as_bytes()).ok()
}

fn exchange(address: &str, request: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
