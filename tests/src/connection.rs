//! A connection that stays open, as a till's does: one question after another, without a new one for each.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// A connection to a server.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

impl Connection {
    /// Opens it.
    ///
    /// # Panics
    /// When nobody listens there.
    #[must_use]
    pub fn to(address: &str) -> Connection {
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        Connection {
            stream: BufReader::new(stream),
            host: address.to_owned(),
        }
    }

    /// Sends a body by POST with some headers, of which one says what the body is; answers the status and the body.
    ///
    /// # Panics
    /// When the connection breaks, or the answer does not say how long it is.
    pub fn post(&mut self, path: &str, headers: &[(&str, &str)], body: &str) -> (u16, String) {
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            self.host,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).expect("it is sent");
        let (mut status, mut length) = (String::new(), None);
        self.stream.read_line(&mut status).expect("a status");
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).expect("a header");
            if line.trim().is_empty() {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().ok();
            }
        }
        let mut answer = vec![0; length.expect("a length")];
        self.stream.read_exact(&mut answer).expect("a body");
        let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), String::from_utf8_lossy(&answer).into_owned())
    }
}
