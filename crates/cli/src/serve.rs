//! `xiaonuan serve`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::service::Service;
use xiaonuan_http::{Settings, ensure_loopback, router};

use crate::args::ServeVerb;
use crate::config::Config;
use crate::demo;
use crate::expire;
use crate::measures;
use crate::output::say;

/// How much longer than an answer may take requests are waited for after the process was told to stop: whoever was let
/// in is answered, if only that it took too long.
const LAST_CALL: Duration = Duration::from_secs(5);

/// Serves pages and API until told to stop.
pub(crate) async fn run(service: &Service, config: &Config, verb: ServeVerb) -> anyhow::Result<ExitCode> {
    let listen = verb.listen.unwrap_or(config.listen);
    ensure_loopback(listen)?;
    if verb.demo {
        demo::load(service, config.language()?).await?;
    }
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; another address: --listen 127.0.0.1:8081"))?;
    greet(service, listener.local_addr()?, config.language()?).await?;
    let settings = Settings {
        measures: Some(measures::collect()?),
        ..Settings::default()
    };
    let last_call = settings.timeout + LAST_CALL;
    let (no_more_expiries, end) = tokio::sync::oneshot::channel();
    let expiries = tokio::spawn(expire::keep_returning(service.clone(), end));
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let told = async move {
        told_to_stop().await;
        let _ = stopping.send(());
    };
    // Whence requests come is known to those who count how often something was tried.
    let routes = router(service.clone(), settings).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let serving = axum::serve(listener, routes).with_graceful_shutdown(told);
    tokio::select! {
        ended = serving.into_future() => ended?,
        () = async { let _ = stopped.await; tokio::time::sleep(last_call).await } => {
            tracing::warn!("requests were still under way when the time to finish them was over");
        }
    }
    // A run that is under way ends; the next process would have to begin it again.
    let _ = no_more_expiries.send(());
    let _ = tokio::time::timeout(last_call, expiries).await;
    Ok(ExitCode::SUCCESS)
}

async fn told_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Says where to look, and what else to try.
async fn greet(service: &Service, address: SocketAddr, language: Language) -> anyhow::Result<()> {
    let messages = Messages::of(language);
    let at = |id: &str, path: &str| messages.text_with(id, &[("address", &format!("http://{address}{path}"))]);
    say!("{}", at("command-serving", ""))?;
    say!("  {}", messages.text("command-loopback"))?;
    say!("  {}", at("command-api", "/api/docs"))?;
    if let Some(community) = service.communities().await?.first() {
        let (code, program) = (
            &community.code,
            std::env::args().next().unwrap_or_else(|| "xiaonuan".to_owned()),
        );
        say!("{}", messages.text("command-try"))?;
        say!("  {program} report funds --community {code}")?;
        say!("  {program} report funds --community {code} --as-of 2026-03-31 --format json")?;
        say!("  {program} check")?;
        say!("  {program} template books.xlsx")?;
    }
    say!("{}", messages.text("command-stop"))?;
    Ok(())
}
