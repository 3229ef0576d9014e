//! `xiaonuan serve`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;

/// A server that is stopped however a test ends.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts it on a free port and waits until it says where it listens.
    fn start(fixture: &Fixture) -> Server {
        let mut process = program::on(&fixture.address)
            .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let mut said = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let line = said.find_map(|line| {
            let line = line.expect("UTF-8");
            line.split_once("http://").map(|(_, address)| address.to_owned())
        });
        let address = line
            .expect("it says where")
            .split(['/', ' '])
            .next()
            .expect("a host")
            .to_owned();
        // What it says besides is read too, so that it is never kept from saying it.
        std::thread::spawn(move || said.for_each(drop));
        Server { process, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.process.id().to_string()])
            .status();
        assert!(status.expect("kill runs").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn it_serves_the_demo_and_stops_when_told(fixture: &Fixture) {
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(fixture);
        for path in ["/health/live", "/health/ready"] {
            let answer = server.get(path);
            assert!(answer.starts_with("HTTP/1.1 2"), "{path}: {answer}");
        }
        let answer = server.get("/api/v1/communities");
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("\"code\""),
            "{answer}"
        );
        server.signal(signal);
        let status = server.process.wait().expect("it ends");
        assert_eq!(status.code(), Some(0), "{signal}");
    }
    // The demo was loaded once, into empty books; what a server left is sound.
    let communities = fixture.raw().await.number("SELECT count(*) FROM community").await;
    assert_eq!(communities, 1);
    program::succeed(&fixture.address, &["check"]);
}

async fn it_refuses_to_listen_to_other_machines(fixture: &Fixture) {
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let output = program::run(&fixture.address, &["serve", "--listen", listen]);
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert_eq!(output.status.code(), Some(1), "{listen}: {told}");
        assert!(told.contains("other machines") && told.contains("127.0.0.1"), "{told}");
        assert!(output.stdout.is_empty(), "{listen}");
    }
}

async fn a_port_that_is_taken_is_named(fixture: &Fixture) {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let output = program::run(&fixture.address, &["serve", "--listen", &address]);
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(&address), "{told}");
}

on_both!(
    it_serves_the_demo_and_stops_when_told,
    it_refuses_to_listen_to_other_machines,
    a_port_that_is_taken_is_named,
);
