//! A network before a server: it can be cut, and it can lose an answer to what was done already.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

/// What happens to whoever comes by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    /// Everything passes.
    Whole,
    /// The next answer to a request of this method, to an address that ends so, is lost: it was done, and nobody is told.
    /// Then it is so.
    Loses {
        method: &'static str,
        ending: String,
        then: Box<Condition>,
    },
    /// Nothing passes.
    Cut,
}

/// Something that was asked through the network.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The method.
    pub method: String,
    /// The address with its query.
    pub path: String,
    /// How many bytes the answer had, its head included.
    pub bytes: usize,
}

struct Shared {
    server: Mutex<String>,
    condition: Mutex<Condition>,
    lost: AtomicUsize,
    passed: Mutex<Vec<Passed>>,
}

/// Stands before a server, which may be another one later: clients keep its address.
pub struct Network {
    /// Where it listens.
    pub address: String,
    shared: Arc<Shared>,
}

impl Network {
    /// One before a server, on a free port; everything passes.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn before(server: &str) -> Network {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let shared = Arc::new(Shared {
            server: Mutex::new(server.to_owned()),
            condition: Mutex::new(Condition::Whole),
            lost: AtomicUsize::new(0),
            passed: Mutex::default(),
        });
        let of_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&of_thread);
                // Who breaks a connection off, or opens one and asks nothing, is a browser.
                std::thread::spawn(move || shared.serve(stream).unwrap_or_default());
            }
        });
        Network { address, shared }
    }

    /// Loses the next answer to a request of a method, to an address that ends so; what comes later passes.
    pub fn lose_next(&self, method: &'static str, ending: &str) {
        self.lose(method, ending, Condition::Whole);
    }

    /// Loses the next answer to a request of a method, to an address that ends so; from then on nothing passes.
    pub fn lose_next_and_be_cut(&self, method: &'static str, ending: &str) {
        self.lose(method, ending, Condition::Cut);
    }

    fn lose(&self, method: &'static str, ending: &str, then: Condition) {
        *locked(&self.shared.condition) = Condition::Loses {
            method,
            ending: ending.to_owned(),
            then: Box::new(then),
        };
    }

    /// Lets nothing pass any more.
    pub fn cut(&self) {
        *locked(&self.shared.condition) = Condition::Cut;
    }

    /// Lets everything pass again.
    pub fn mend(&self) {
        *locked(&self.shared.condition) = Condition::Whole;
    }

    /// Leads to another server from now on.
    pub fn lead_to(&self, server: &str) {
        server.clone_into(&mut locked(&self.shared.server));
    }

    /// How many answers were lost.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.shared.lost.load(Ordering::SeqCst)
    }

    /// What was answered so far, in order; what is told is forgotten.
    #[must_use]
    pub fn take_passed(&self) -> Vec<Passed> {
        std::mem::take(&mut *locked(&self.shared.passed))
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let request = whole_request(&mut stream)?;
        let line =
            String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default()).into_owned();
        let mut words = line.split(' ').map(str::to_owned);
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            return Ok(());
        };
        if *locked(&self.condition) == Condition::Cut {
            return stream.shutdown(Shutdown::Both);
        }
        let server = locked(&self.server).clone();
        let answer = forward(&server, &request)?;
        if self.is_lost(&method, &path) {
            return stream.shutdown(Shutdown::Both);
        }
        let bytes = answer.len();
        locked(&self.passed).push(Passed { method, path, bytes });
        stream.write_all(&answer)
    }

    /// Whether this is the answer that is to be lost; it is the only one.
    fn is_lost(&self, of_method: &str, of_path: &str) -> bool {
        let mut condition = locked(&self.condition);
        let then = match &*condition {
            Condition::Whole => return false,
            Condition::Cut => return true,
            Condition::Loses { method, ending, then } => {
                if of_method != *method || !of_path.ends_with(ending.as_str()) {
                    return false;
                }
                (**then).clone()
            }
        };
        *condition = then;
        self.lost.fetch_add(1, Ordering::SeqCst);
        true
    }
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Where a request's body begins, once its head is there.
fn body_of(request: &[u8]) -> Option<usize> {
    Some(request.windows(4).position(|four| four == b"\r\n\r\n")? + 4)
}

/// Reads a request to its end.
fn whole_request(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let (mut request, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut part)?;
        request.extend_from_slice(&part[..count]);
        if let Some(begins) = body_of(&request) {
            let head = String::from_utf8_lossy(&request[..begins]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if count == 0 || request.len() >= begins + length {
                return Ok(request);
            }
        }
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
}

/// The server's whole answer, on a connection of its own.
fn forward(server: &str, request: &[u8]) -> std::io::Result<Vec<u8>> {
    let begins = body_of(request).unwrap_or(request.len());
    let head = String::from_utf8_lossy(&request[..begins]);
    // What the client wished for its own connection is not of this one.
    let mut kept: Vec<&str> = head
        .trim_end()
        .split("\r\n")
        .filter(|line| !line.to_ascii_lowercase().starts_with("connection:"))
        .collect();
    kept.push("Connection: close");
    let mut stream = TcpStream::connect(server)?;
    stream.write_all(format!("{}\r\n\r\n", kept.join("\r\n")).as_bytes())?;
    stream.write_all(&request[begins..])?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
