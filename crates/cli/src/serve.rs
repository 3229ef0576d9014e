//! `xiaonuan serve`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use xiaonuan_app::messages::Messages;
use xiaonuan_app::service::Service;
use xiaonuan_http::{Peer, Settings, TlsListener, ensure_protected, is_loopback, router};

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
    let tls = tls(config, &verb)?;
    ensure_protected(listen, tls.is_some(), config.behind_proxy)?;
    if config.open {
        anyhow::ensure!(
            is_loopback(listen) && !config.behind_proxy,
            "open = true lets anybody do everything: listen on 127.0.0.1 or [::1], and not behind a proxy"
        );
    }
    if verb.demo {
        anyhow::ensure!(
            is_loopback(listen) && !config.behind_proxy,
            "the demo's passwords are known to everybody: listen on 127.0.0.1 or [::1], and not behind a proxy"
        );
        demo::load(service, config.language()?).await?;
    }
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}; another address: --listen 127.0.0.1:8081"))?;
    let address = listener.local_addr()?;
    let listener = match &tls {
        Some((certificate, key)) => Front::Tls(TlsListener::over(listener, certificate, key)?),
        None => Front::Plain(listener),
    };
    let scheme = if tls.is_some() { "https" } else { "http" };
    greet(
        service,
        &format!("{scheme}://{address}"),
        config,
        (is_loopback(listen), verb.demo),
    )
    .await?;
    let protected = tls.is_some() || config.behind_proxy;
    let settings = Settings {
        sign_in: !config.open,
        loopback_only: is_loopback(listen) && !protected,
        behind_proxy: config.behind_proxy,
        tls_only: protected,
        pace: Some(config.pace.into()),
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
    let app = router(service.clone(), settings).into_make_service_with_connect_info::<Peer>();
    let serving = async {
        match listener {
            Front::Plain(listener) => axum::serve(listener, app).with_graceful_shutdown(told).await,
            Front::Tls(listener) => axum::serve(listener, app).with_graceful_shutdown(told).await,
        }
    };
    tokio::select! {
        ended = serving => ended?,
        () = async { let _ = stopped.await; tokio::time::sleep(last_call).await } => {
            tracing::warn!("requests were still under way when the time to finish them was over");
        }
    }
    // A run that is under way ends; the next process would have to begin it again.
    let _ = no_more_expiries.send(());
    let _ = tokio::time::timeout(last_call, expiries).await;
    Ok(ExitCode::SUCCESS)
}

/// Where connections come in.
enum Front {
    Plain(TcpListener),
    Tls(TlsListener),
}

/// The certificate and its key, if the service shall speak TLS.
fn tls(config: &Config, verb: &ServeVerb) -> anyhow::Result<Option<(PathBuf, PathBuf)>> {
    let certificate = verb.tls_cert.clone().or_else(|| config.tls_cert.clone());
    let key = verb.tls_key.clone().or_else(|| config.tls_key.clone());
    match (certificate, key) {
        (Some(certificate), Some(key)) => Ok(Some((certificate, key))),
        (None, None) => Ok(None),
        _ => anyhow::bail!("TLS needs both a certificate and its key: --tls-cert and --tls-key"),
    }
}

async fn told_to_stop() {
    let mut terminate = signal(SignalKind::terminate()).expect("signals can be waited for");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Says where to look, who can sign in, and what else to try.
async fn greet(
    service: &Service,
    address: &str,
    config: &Config,
    (is_loopback, is_demo): (bool, bool),
) -> anyhow::Result<()> {
    let language = config.language()?;
    let messages = Messages::of(language);
    let at = |id: &str, path: &str| messages.text_with(id, &[("address", &format!("{address}{path}"))]);
    say!("{}", at("command-serving", ""))?;
    if is_loopback {
        say!("  {}", messages.text("command-loopback"))?;
    }
    say!("  {}", at("command-api", "/api/docs"))?;
    if let Some((login, link)) = service.first_operator(&messages.text("command-operator")).await? {
        let path = link.path();
        say!("{}", messages.text_with("command-first", &[("login", login.as_str())]))?;
        say!("  {address}{}", path.expose_secret())?;
    }
    if is_demo {
        demo::print_people(service, language).await?;
    }
    if let Some(community) = service.communities().await?.first() {
        let (code, program) = (
            &community.code,
            std::env::args().next().unwrap_or_else(|| "xiaonuan".to_owned()),
        );
        // Where another database was named, they must name it too.
        let on = config.named_database.as_deref();
        let on = on.map(|name| format!(" --database {name}")).unwrap_or_default();
        say!("{}", messages.text("command-try"))?;
        say!("  {program} report funds --community {code}{on}")?;
        say!("  {program} report funds --community {code} --as-of 2026-03-31 --format json{on}")?;
        say!("  {program} check{on}")?;
        say!("  {program} template books.xlsx")?;
    }
    say!("{}", messages.text("command-stop"))?;
    Ok(())
}
