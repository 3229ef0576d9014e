//! Beyond this machine: TLS of our own, a proxy, or not at all.

use std::io::{BufRead, BufReader, Read};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tower::ServiceExt;
use xiaonuan_http::{Pace, Settings, router};
use xiaonuan_tests::fixture::Fixture;
use xiaonuan_tests::on_both;
use xiaonuan_tests::program;

use crate::browser::Browser;
use crate::office::{BETTER, GOOD, Office, sign_in};

/// A certificate for this machine that nobody vouches for but itself, until 2126, and its key.
fn pem(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tls").join(name)
}

/// A server that says where it listens, with the scheme.
fn started(mut program: Command) -> (Child, String) {
    let mut process = program
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut said = BufReader::new(process.stdout.take().expect("a pipe")).lines();
    let line = said.find_map(|line| {
        let line = line.expect("UTF-8");
        line.find("http").map(|at| line[at..].to_owned())
    });
    std::thread::spawn(move || said.for_each(drop));
    (process, line.expect("it says where"))
}

fn stopped(mut process: Child) -> Option<i32> {
    let id = process.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .expect("it runs")
            .success()
    );
    process.wait().expect("it ends").code()
}

async fn asked_by_tls(address: &str, path: &str) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(pem("cert.pem")).expect("a certificate");
    roots.add(certificate).expect("it can be trusted");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("protocols")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").expect("a name");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: books.example\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    // Whoever closes without a word of it at the end is forgiven: the answer says how long it is.
    let _ = stream.read_to_end(&mut answer).await;
    Ok(String::from_utf8_lossy(&answer).to_lowercase())
}

async fn it_speaks_tls_itself_and_ends_as_it_should(fixture: &Fixture) {
    let mut program = program::on(&fixture.address);
    program
        .args(["serve", "--listen", "127.0.0.1:0", "--tls-cert"])
        .arg(pem("cert.pem"));
    let (process, line) = started({
        program.arg("--tls-key").arg(pem("key.pem"));
        program
    });
    let address = line.strip_prefix("https://").expect("by TLS");
    let address = address.split(['/', ' ']).next().expect("a host").to_owned();
    // Somebody who connects and says nothing keeps nobody waiting.
    let silent = TcpStream::connect(&address).await.expect("it listens");
    let answer = asked_by_tls(&address, "/health/live").await.expect("it answers");
    assert!(answer.starts_with("http/1.1 204"), "{answer}");
    assert!(
        answer.contains("strict-transport-security: max-age=63072000"),
        "{answer}"
    );
    let answer = asked_by_tls(&address, "/sign-in").await.expect("it answers");
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    let mut plain = std::net::TcpStream::connect(&address).expect("it listens");
    std::io::Write::write_all(&mut plain, b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is sent");
    let mut told = Vec::new();
    let _ = plain.read_to_end(&mut told);
    assert!(
        !String::from_utf8_lossy(&told).contains("HTTP/1.1"),
        "nothing is said in the clear"
    );
    drop(silent);
    assert_eq!(stopped(process), Some(0));
}

async fn it_does_not_start_with_half_of_what_tls_needs(fixture: &Fixture) {
    let (cert, key) = (pem("cert.pem"), pem("key.pem"));
    let (cert, key) = (cert.to_string_lossy().into_owned(), key.to_string_lossy().into_owned());
    for (arguments, told) in [
        (vec!["--tls-cert", cert.as_str()], "both"),
        (vec!["--tls-key", key.as_str()], "both"),
        (
            vec!["--tls-cert", key.as_str(), "--tls-key", key.as_str()],
            "holds no certificate",
        ),
        (
            vec!["--tls-cert", cert.as_str(), "--tls-key", cert.as_str()],
            "holds no key",
        ),
        (vec!["--tls-cert", "/nowhere", "--tls-key", key.as_str()], "/nowhere"),
    ] {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let output = program::run(&fixture.address, &all);
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(output.status.code() == Some(1) && said.contains(told), "{told}: {said}");
    }
}

async fn behind_a_proxy_it_is_reached_from_elsewhere(fixture: &Fixture) {
    let mut program = program::on(&fixture.address);
    program
        .args(["serve", "--listen", "0.0.0.0:0"])
        .env("XIAONUAN_OPEN", "false")
        .env("XIAONUAN_BEHIND_PROXY", "true");
    let (process, line) = started(program);
    let address = line.strip_prefix("http://").expect("the proxy speaks TLS");
    let address = address.split(['/', ' ']).next().expect("a host");
    let port = address.rsplit_once(':').expect("a port").1.to_owned();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))
        .await
        .expect("it listens");
    let request = "GET /sign-in HTTP/1.1\r\nHost: books.example\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("it answers");
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("strict-transport-security"),
        "{answer}"
    );
    assert_eq!(stopped(process), Some(0));
}

async fn a_proxy_says_from_where_and_nobody_else_does(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    let behind = Settings {
        loopback_only: false,
        behind_proxy: true,
        ..Settings::default()
    };
    let behind = router(office.service.clone(), behind);
    let tries = async |browser: &mut Browser, forwarded: &str| {
        browser.said = vec![("x-forwarded-for", forwarded.to_owned())];
        sign_in(browser, "wang.li", BETTER).await.status
    };
    // Who is not behind a proxy says what they like, and is counted by the connection.
    let mut told = Vec::new();
    for nth in 0..7 {
        told.push(tries(&mut office.browser("192.0.2.1"), &format!("203.0.113.{nth}")).await);
    }
    assert_eq!(told, [401, 401, 401, 401, 401, 429, 429]);
    // Behind one, only the hop that the proxy added counts, whatever was said before it.
    let mut told = Vec::new();
    for nth in 0..7 {
        let forwarded = format!("203.0.113.{nth}, 198.51.100.7");
        told.push(tries(&mut Browser::new(&behind, "127.0.0.1"), &forwarded).await);
    }
    assert_eq!(told, [401, 401, 401, 401, 401, 429, 429]);
}

/// What a machine tells to those who are on it, it does not tell to everybody because a proxy on it says nothing of them.
async fn behind_a_proxy_nobody_is_on_this_machine(fixture: &Fixture) {
    let office = Office::on(fixture);
    let behind = Settings {
        loopback_only: false,
        behind_proxy: true,
        ..Settings::default()
    };
    let behind = router(office.service.clone(), behind);
    for path in ["/metrics", "/parts"] {
        // Where nothing is measured, who may ask is told that there is nothing.
        let here = office.browser("127.0.0.1").get(path).await;
        let elsewhere = office.browser("192.0.2.1").get(path).await;
        assert_ne!(elsewhere.status, here.status, "{path}");
        let mut through = Browser::new(&behind, "127.0.0.1");
        assert_eq!(through.get(path).await.status, elsewhere.status, "{path}");
        through.said = vec![("x-forwarded-for", "127.0.0.1".to_owned())];
        assert_eq!(through.get(path).await.status, elsewhere.status, "{path}");
        // From where nobody knows is not from here.
        let unknown = Request::get(path).header("host", "localhost").body(Body::empty());
        let unknown = office.router.clone().oneshot(unknown.expect("a request")).await;
        let Ok(unknown) = unknown;
        assert_eq!(unknown.status().as_u16(), elsewhere.status, "{path}");
    }
}

async fn who_asks_too_often_waits_and_nobody_else_does(fixture: &Fixture) {
    let office = Office::on(fixture);
    office.user("wang.li", GOOD).await;
    office.user("zhao.min", GOOD).await;
    let one = NonZeroU32::MIN;
    let pace = Pace {
        person: one,
        program: one,
        address: one,
    };
    let paced = Settings {
        pace: Some(pace),
        ..Settings::default()
    };
    let paced = router(office.service.clone(), paced);
    let mut browser = Browser::new(&paced, "192.0.2.1");
    assert_eq!(sign_in(&mut browser, "wang.li", GOOD).await.status, 200);
    let mut answered = 0;
    let too_many = loop {
        let got = browser.get("/api/v1/me").await;
        if got.status != 200 {
            break got;
        }
        answered += 1;
    };
    assert!((19..=25).contains(&answered), "{answered}");
    assert_eq!((too_many.status, too_many.code().as_str()), (429, "too_many_requests"));
    assert!(
        ["1", "2"].contains(&too_many.header("retry-after").as_str()),
        "{}",
        too_many.text
    );
    // Somebody else at the same address goes on, and so does whoever is not signed in.
    let mut other = Browser::new(&paced, "192.0.2.1");
    assert_eq!(sign_in(&mut other, "zhao.min", GOOD).await.status, 200);
    assert_eq!(other.get("/api/v1/me").await.status, 200);
    assert_eq!(browser.get("/api/v1/me").await.status, 429);
}

on_both!(
    behind_a_proxy_nobody_is_on_this_machine,
    who_asks_too_often_waits_and_nobody_else_does,
    it_speaks_tls_itself_and_ends_as_it_should,
    it_does_not_start_with_half_of_what_tls_needs,
    behind_a_proxy_it_is_reached_from_elsewhere,
    a_proxy_says_from_where_and_nobody_else_does,
);
