//! What every answer carries, and who is let in.

use axum::http::{Request, StatusCode};

use super::fixture::World;
use super::{get, send};

const ADDRESSES: &[&str] = &[
    "/",
    "/c/qingzhu",
    "/c/qingzhu/accounts",
    "/c/qingzhu/accounts/1",
    "/c/qingzhu/records/1",
    "/c/qingzhu/journal",
    "/c/qingzhu/reports",
    "/c/nowhere",
    "/nowhere",
    "/api/v1/communities",
    "/api/v1/nowhere",
    "/api/docs/",
    "/health/live",
    "/health/ready",
];

#[tokio::test]
async fn every_answer_binds_the_browser() {
    let world = World::qingzhu().await;
    for address in ADDRESSES {
        let answer = get(&world, address).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{address}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{address}");
        assert!(!policy.contains("unsafe"), "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{address}");
        assert!(!answer.header("x-request-id").is_empty(), "{address}");
        assert_eq!(answer.header("cache-control"), "no-store", "{address}");
    }
}

#[tokio::test]
async fn pages_hold_no_script_and_no_inline_style() {
    let world = World::qingzhu().await;
    for address in ADDRESSES.iter().filter(|address| !address.starts_with("/api")) {
        let text = get(&world, address).await.text;
        for forbidden in ["<script", " style=", "<style", " onclick=", "javascript:"] {
            assert!(!text.contains(forbidden), "{address} has {forbidden}");
        }
    }
}

#[tokio::test]
async fn only_this_machines_names_are_answered() {
    let world = World::qingzhu().await;
    for host in ["evil.example", "127.0.0.1.evil.example:80", "192.168.0.2"] {
        let answer = send(&world, Request::get("/c/qingzhu").header("host", host)).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert!(!answer.text.contains("青竹"), "{host}");
    }
    assert_eq!(
        send(&world, Request::get("/c/qingzhu")).await.status,
        StatusCode::MISDIRECTED_REQUEST
    );
    for host in ["localhost", "127.0.0.1:8080", "[::1]:8080"] {
        let answer = send(&world, Request::get("/c/qingzhu").header("host", host)).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn two_hosts_are_refused_even_if_both_are_this_machine() {
    let world = World::qingzhu().await;
    for second in ["localhost", "evil.example"] {
        for address in ["/c/qingzhu", "/api/v1/communities", "/health/live"] {
            let request = Request::get(address).header("host", "localhost").header("host", second);
            let answer = send(&world, request).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address} {second}");
            assert!(!answer.text.contains("青竹"), "{address} {second}");
        }
    }
}

#[tokio::test]
async fn a_given_request_id_is_not_believed() {
    let world = World::empty().await;
    let request = Request::get("/health/live")
        .header("host", "localhost")
        .header("x-request-id", "forged");
    let answer = send(&world, request).await;
    assert_ne!(answer.header("x-request-id"), "forged");
}

#[tokio::test]
async fn health_tells_whether_the_books_can_be_read() {
    let world = World::empty().await;
    assert_eq!(get(&world, "/health/live").await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&world, "/health/ready").await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn files_are_served_for_ever_at_the_address_of_their_contents_alone() {
    let world = World::qingzhu().await;
    let page = get(&world, "/c/qingzhu").await.text;
    let start = page.find("/static/").expect("a file");
    let address = &page[start..start + page[start..].find('"').expect("its end")];
    let file = get(&world, address).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    let name = address.rsplit('/').next().expect("a name");
    let stale = get(&world, &format!("/static/0000000000000000/{name}")).await;
    assert_eq!(stale.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask() {
    let world = World::qingzhu().await;
    let request = Request::get("/c/qingzhu")
        .header("host", "localhost")
        .header("accept-encoding", "gzip");
    assert_eq!(send(&world, request).await.header("content-encoding"), "gzip");
}
