//! `xiaonuan serve`.

use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;
use xiaonuan_tests::server::Server;

async fn it_serves_the_demo_and_stops_when_told(fixture: &Fixture) {
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(&fixture.address, &["--demo"]);
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
        let status = server.wait();
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
