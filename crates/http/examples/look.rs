//! Serves the test community on a port of this machine, to look at: `cargo run -p xiaonuan-http --example look`.

#[path = "../tests/router/fixture.rs"]
mod fixture;

use std::net::SocketAddr;

use xiaonuan_http::{Settings, ensure_protected, router};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let address: SocketAddr = address.parse().expect("an address such as 127.0.0.1:8080");
    ensure_protected(address, false, false).expect("an address of this machine");
    let world = fixture::World::qingzhu().await;
    let listener = tokio::net::TcpListener::bind(address).await?;
    axum::serve(listener, router(world.service.clone(), Settings::open())).await
}
