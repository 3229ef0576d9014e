//! The demo community: written as a folder, or loaded into an empty database.

use std::process::ExitCode;

use anyhow::Context;
use xiaonuan_app::demo::{self, office};
use xiaonuan_app::import::{Folder, Options, run as import};
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Actor;

use crate::args::DemoVerb;
use crate::import::{progress_bar, wrote};
use crate::output::{padded, say};

/// The seed of the demo that everyone sees.
const SEED: u64 = 1;

/// Writes a folder of invented books.
pub(crate) fn write(verb: &DemoVerb, language: Language) -> anyhow::Result<ExitCode> {
    let context = || format!("{} cannot be written", verb.folder.display());
    match verb.claims {
        Some(claims) => demo::write_large(&verb.folder, verb.seed, claims).with_context(context)?,
        None => demo::community(verb.seed)
            .write_to(&verb.folder)
            .with_context(context)?,
    }
    wrote("command-demo", &verb.folder, language)?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the demo community, unless the database holds any community, and lets its people sign in.
pub(crate) async fn load(service: &Service, language: Language) -> anyhow::Result<()> {
    if service.communities().await?.is_empty() {
        load_books(service, language).await?;
    }
    office::staff(service).await.context("nobody of the demo can sign in")
}

async fn load_books(service: &Service, language: Language) -> anyhow::Result<()> {
    eprintln!("{}", Messages::of(language).text("command-loading"));
    let folder = std::env::temp_dir().join(format!("xiaonuan-demo-{}", std::process::id()));
    demo::community(SEED)
        .write_to(&folder)
        .context("the demo's files cannot be written")?;
    let bar = progress_bar();
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let options = Options {
        actor: Actor::operator("demo"),
        dry_run: false,
        retry_refused: false,
    };
    let loaded = import(service, &Folder::open(&folder)?, &options, &progress).await;
    bar.finish_and_clear();
    std::fs::remove_dir_all(&folder)?;
    loaded?;
    Ok(())
}

/// Says who can sign in to the demo, and how.
pub(crate) async fn print_people(service: &Service, language: Language) -> anyhow::Result<()> {
    let messages = Messages::of(language);
    let people = office::known(service).await?;
    if people.is_empty() {
        return Ok(());
    }
    let password = [("password", office::PASSWORD)];
    say!("{}", messages.text_with("command-demo-people", &password))?;
    for person in people {
        let role = messages.text(&format!("role-{}", person.role));
        say!("  {} {} {}", padded(person.login, 12), padded(person.name, 10), role)?;
    }
    Ok(())
}
