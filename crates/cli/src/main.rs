//! The `xiaonuan` command: the composition root, where clock, randomness and configuration come in.

mod args;
mod check;
mod config;
mod demo;
mod import;
mod output;
mod report;
mod serve;
mod world;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Verb};
use crate::config::Config;

fn main() -> ExitCode {
    let args = Args::parse();
    match run(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xiaonuan: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn run(args: Args) -> anyhow::Result<ExitCode> {
    let config = Config::read(&args)?;
    world::log_to_stderr(&config);
    if let Verb::Template { file } = &args.verb {
        return import::template(file);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let service = world::service(&config).await?;
        let done = match args.verb {
            // Opening the database brought its schema up to date.
            Verb::Migrate => Ok(ExitCode::SUCCESS),
            Verb::Serve(verb) => serve::run(&service, &config, verb).await,
            Verb::Import(verb) => import::run(&service, verb, config.language()?).await,
            Verb::Report(verb) => report::run(&service, verb, config.language()?).await,
            Verb::Check(verb) => check::run(&service, verb).await,
            Verb::Demo(verb) => demo::run(&service, verb).await,
            Verb::Template { .. } => unreachable!("handled before the database was opened"),
        };
        service.database().clone().close().await?;
        done
    })
}
