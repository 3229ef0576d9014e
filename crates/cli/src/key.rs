//! `xiaonuan key`: making, replacing and taking out keys.

use std::path::Path;
use std::process::ExitCode;

use xiaonuan_app::keys::{self as texts, KeyId};
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::{Database, Keys, Zeroizing};

use crate::args::KeyVerb;
use crate::config::Config;
use crate::import::progress_bar;
use crate::output::say;
use crate::world::SystemEntropy;
use crate::{keys, world};

/// Makes a key file.
pub(crate) fn create(file: &Path, language: Language) -> anyhow::Result<ExitCode> {
    let name = file.display().to_string();
    let made = keys::create(file)?;
    let message = if made {
        "command-key-created"
    } else {
        "command-key-exists"
    };
    let text = Messages::of(language).text_with(message, &[("file", &name)]);
    anyhow::ensure!(made, text);
    say!("{text}")?;
    Ok(ExitCode::SUCCESS)
}

/// What is done with the keys of a database.
pub(crate) async fn run(config: &Config, verb: &KeyVerb) -> anyhow::Result<ExitCode> {
    let language = config.language()?;
    match verb {
        KeyVerb::Create { file } => create(file, language),
        KeyVerb::List => list(config).await,
        KeyVerb::Rotate => rotate(config).await,
        KeyVerb::Retire { id } => retire(config, *id).await,
    }
}

async fn list(config: &Config) -> anyhow::Result<ExitCode> {
    let database = world::database(config, &keys::of(config).await?).await?;
    tell_uses(&database, config.language()?).await?;
    database.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Adds a key that seals from now on, unless an earlier run did and was stopped before everything was sealed with it;
/// then seals everything anew.
async fn rotate(config: &Config) -> anyhow::Result<ExitCode> {
    let language = config.language()?;
    let messages = Messages::of(language);
    anyhow::ensure!(
        keys::in_environment().is_none(),
        messages.text("command-key-environment")
    );
    let before = keys::of(config).await?;
    let database = world::database(config, &before).await?;
    let newest = before.sealing_id();
    let is_begun = database.sealed_with().await?.keys().any(|id| *id != newest);
    database.close().await?;
    if !is_begun {
        let added = keys::change(&config.key_file, language, |text| {
            texts::with_another(text, &mut SystemEntropy)
        })?;
        say!(
            "{}",
            messages.text_with("command-key-added", &[("id", &added.to_string())])
        )?;
    }
    let database = world::database(config, &keys::of(config).await?).await?;
    let bar = progress_bar();
    let done = database.reseal(&|done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    say!(
        "{}",
        messages.text_with("command-key-resealed", &[("values", &done.to_string())])
    )?;
    database.reclaim().await?;
    tell_uses(&database, language).await?;
    database.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Takes a key out that seals nothing any more.
async fn retire(config: &Config, id: KeyId) -> anyhow::Result<ExitCode> {
    let language = config.language()?;
    let messages = Messages::of(language);
    anyhow::ensure!(
        keys::in_environment().is_none(),
        messages.text("command-key-environment")
    );
    let name = id.to_string();
    let database = world::database(config, &keys::of(config).await?).await?;
    let uses = database.sealed_with().await?.get(&id).copied().unwrap_or_default();
    database.close().await?;
    let facts = [("id", name.as_str()), ("values", &uses.to_string())];
    anyhow::ensure!(uses == 0, messages.text_with("command-key-in-use", &facts));
    let without = |text: &str| texts::without(text, id).map(|text: Zeroizing<String>| (text, ()));
    keys::change(&config.key_file, language, without)?;
    say!("{}", messages.text_with("command-key-retired", &facts[..1]))?;
    Ok(ExitCode::SUCCESS)
}

/// Says of each key how much is sealed with it.
async fn tell_uses(database: &Database, language: Language) -> anyhow::Result<()> {
    let messages = Messages::of(language);
    let uses = database.sealed_with().await?;
    let keys: &Keys = database.keys();
    for id in keys.ids() {
        let times = uses.get(&id).copied().unwrap_or_default();
        let (id, values) = (id.to_string(), times.to_string());
        let message = match times {
            _ if id == keys.sealing_id().to_string() => "command-key-newest",
            0 => "command-key-unused",
            _ => "command-key-used",
        };
        say!(
            "{}",
            messages.text_with(message, &[("id", id.as_str()), ("values", &values)])
        )?;
    }
    Ok(())
}
