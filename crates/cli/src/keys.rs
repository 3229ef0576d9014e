//! Where keys come from: the environment, or a file that only its owner can read, which is made if there is none.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use xiaonuan_app::Keys;
use xiaonuan_app::keys::fresh;

use crate::config::Config;
use crate::world::SystemEntropy;

/// The environment variable that may hold the keys' text itself; it wins over the file.
const VARIABLE: &str = "XIAONUAN_KEY";
/// Whoever else may read or write the file.
const OTHERS: u32 = 0o077;

/// The keys of the configuration.
pub(crate) fn of(config: &Config) -> anyhow::Result<Keys> {
    let text = match std::env::var(VARIABLE) {
        Ok(text) if !text.trim().is_empty() => text,
        _ => of_file(&config.key_file)?,
    };
    Ok(Keys::read(&text, Box::new(SystemEntropy))?)
}

fn of_file(path: &Path) -> anyhow::Result<String> {
    let context = || format!("the key file {} cannot be read", path.display());
    match File::open(path) {
        Ok(mut file) => {
            let others = file.metadata().with_context(context)?.mode() & OTHERS;
            anyhow::ensure!(others == 0, "others may read the key file {}", path.display());
            let mut text = String::new();
            file.read_to_string(&mut text).with_context(context)?;
            Ok(text)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => made(path),
        Err(error) => Err(error).with_context(context),
    }
}

fn made(path: &Path) -> anyhow::Result<String> {
    let context = || format!("the key file {} cannot be made", path.display());
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .with_context(context)?;
    }
    let text = fresh(&mut SystemEntropy);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.with_context(context)?;
    file.write_all(text.as_bytes()).with_context(context)?;
    file.sync_all().with_context(context)?;
    Ok(text.to_string())
}
