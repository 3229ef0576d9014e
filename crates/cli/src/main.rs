//! The `xiaonuan` command: the composition root, where clock, randomness and configuration come in.

mod args;
mod check;
mod config;
mod demo;
mod expire;
mod import;
mod key;
mod keys;
mod measures;
mod output;
mod report;
mod serve;
mod world;

use std::process::ExitCode;

use xiaonuan_app::import::Folder;

use crate::args::{Args, CheckVerb, ExpireVerb, ImportVerb, KeyVerb, ReportVerb, ServeVerb, Verb};
use crate::config::Config;

/// A bulk run allocates much and shortly, which the system's allocator takes a tenth of the time for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = Args::read();
    match run(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xiaonuan: {error:#}");
            ExitCode::from(1)
        }
    }
}

/// What is done with a database.
enum Task {
    Migrate,
    Serve(ServeVerb),
    Import(Box<Folder>, ImportVerb),
    Report(Box<ReportVerb>),
    Check(CheckVerb),
    Expire(ExpireVerb),
    Key(KeyVerb),
}

fn run(args: Args) -> anyhow::Result<ExitCode> {
    let config = Config::read(&args)?;
    let language = config.language()?;
    world::log_to_stderr(&config);
    // What needs no database does not make one; what is malformed is said before any is made.
    let verb = match args.verb {
        Verb::Template { file } => return import::template(&file, language),
        Verb::Demo(verb) => return demo::write(&verb, language),
        Verb::Key(KeyVerb::Create { file }) => return key::create(&file, language),
        Verb::Key(verb) => Task::Key(verb),
        Verb::Import(verb) => Task::Import(Box::new(import::open(&verb.path, language)?), verb),
        Verb::Migrate => Task::Migrate,
        Verb::Serve(verb) => Task::Serve(verb),
        Verb::Report(verb) => Task::Report(verb),
        Verb::Check(verb) => Task::Check(verb),
        Verb::Expire(verb) => Task::Expire(verb),
    };
    let only_reads = matches!(verb, Task::Report(_) | Task::Check(_));
    if only_reads || matches!(verb, Task::Expire(_) | Task::Key(_)) {
        world::expect_file(&config)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        if let Task::Key(verb) = &verb {
            return key::run(&config, verb).await;
        }
        let service = if only_reads {
            world::service_to_read(&config).await?
        } else if matches!(verb, Task::Serve(_)) {
            world::service_to_serve(&config).await?
        } else {
            world::service(&config).await?
        };
        let done = match verb {
            // Opening the database brought its schema up to date.
            Task::Migrate | Task::Key(_) => Ok(ExitCode::SUCCESS),
            Task::Serve(verb) => serve::run(&service, &config, verb).await,
            Task::Import(folder, verb) => import::run(&service, &folder, verb, language).await,
            Task::Report(verb) => report::run(&service, verb, language).await,
            Task::Check(verb) => check::run(&service, verb, language).await,
            Task::Expire(verb) => expire::run(&service, verb, language).await,
        };
        service.database().clone().close().await?;
        done
    })
}
