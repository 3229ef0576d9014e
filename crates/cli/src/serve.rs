//! `xiaonuan serve`.

use std::process::ExitCode;

use xiaonuan_app::service::Service;

use crate::args::ServeVerb;
use crate::config::Config;
use crate::demo;

/// Loads the demo if that is asked for, and listens until it is stopped.
pub(crate) async fn run(service: &Service, config: &Config, verb: ServeVerb) -> anyhow::Result<ExitCode> {
    if verb.demo {
        demo::load(service).await?;
    }
    let listener = tokio::net::TcpListener::bind(verb.listen.unwrap_or(config.listen)).await?;
    axum::serve(listener, axum::Router::new()).await?;
    Ok(ExitCode::SUCCESS)
}
