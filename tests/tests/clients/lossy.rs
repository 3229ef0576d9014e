//! A network that loses an answer: the request arrives and is done, and the connection breaks.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Stands before a server and loses the first answer to requests for some address.
pub(crate) struct Lossy {
    /// Where it listens.
    pub(crate) address: String,
    lost: Arc<AtomicUsize>,
}

impl Lossy {
    pub(crate) fn before(server: &str, ending: &'static str) -> Lossy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let lost = Arc::new(AtomicUsize::new(0));
        let (server, counted) = (server.to_owned(), Arc::clone(&lost));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let request = whole_request(&mut stream);
                let head = String::from_utf8_lossy(&request).into_owned();
                let answer = forward(&server, &request);
                let asked = head.split(' ').nth(1).unwrap_or_default();
                if asked.ends_with(ending) && counted.load(Ordering::SeqCst) == 0 {
                    counted.fetch_add(1, Ordering::SeqCst);
                } else {
                    // Who does not wait for the answer does without.
                    let _ = stream.write_all(&answer);
                }
            }
        });
        Lossy { address, lost }
    }

    /// How many answers were lost.
    pub(crate) fn lost(&self) -> usize {
        self.lost.load(Ordering::SeqCst)
    }
}

/// Reads a request to its end.
fn whole_request(stream: &mut TcpStream) -> Vec<u8> {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut part).expect("a request");
        request.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            assert!(count > 0, "the request ends in its head");
            continue;
        };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(0, |length| length.trim().parse().expect("a length"));
        let begins = request
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("the head's end")
            + 4;
        if count == 0 || request.len() >= begins + length {
            return request;
        }
    }
}

/// The server's whole answer, on a connection of its own.
fn forward(server: &str, request: &[u8]) -> Vec<u8> {
    let (line, rest) = request.split_at(request.iter().position(|byte| *byte == b'\n').expect("a line") + 1);
    let rest = without_connection(rest);
    let mut stream = TcpStream::connect(server).expect("the server");
    stream.write_all(line).expect("it listens");
    stream.write_all(b"Connection: close\r\n").expect("it listens");
    stream.write_all(&rest).expect("it listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    answer
}

/// The headers and body without what the client wished for its own connection.
fn without_connection(rest: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(rest);
    let (head, body) = text.split_once("\r\n\r\n").expect("the head's end");
    let kept: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"))
        .collect();
    format!("{}\r\n\r\n{body}", kept.join("\r\n")).into_bytes()
}
