//! Where keys come from: the environment, or a file that only its owner can read; and how such a file is made.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use xiaonuan_app::keys::{KeyFault, fresh};
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::{Database, Keys, Zeroizing};

use crate::config::Config;
use crate::world::SystemEntropy;

/// The environment variable that may hold the keys' text itself; it wins over the file.
const VARIABLE: &str = "XIAONUAN_KEY";

/// Whoever else may read or write the file.
const OTHERS: u32 = 0o077;

/// The keys of the configuration. Where there is no file yet, and nothing that would need one, new ones are made.
pub(crate) async fn of(config: &Config) -> anyhow::Result<Keys> {
    let language = config.language()?;
    if let Some(text) = in_environment() {
        return Keys::read(&text, Box::new(SystemEntropy)).with_context(|| VARIABLE);
    }
    let path = &config.key_file;
    if !is_there(path) {
        if Database::is_sealed(&config.database)
            .await
            .context("the database cannot be opened")?
        {
            anyhow::bail!(told("command-key-missing", path, language));
        }
        if create(path)? {
            eprintln!("{}", told("command-key-made", path, language));
        }
    }
    let text = read(path, language)?;
    let again = path.clone();
    // Whatever is wrong with the file by then is told by the value that cannot be opened.
    let source = move || read(&again, language).ok();
    Keys::read_again(&text, Box::new(SystemEntropy), Box::new(source)).with_context(|| path.display().to_string())
}

/// Whether the keys come from the environment.
pub(crate) fn in_environment() -> Option<Zeroizing<String>> {
    let text = std::env::var(VARIABLE).ok().map(Zeroizing::new)?;
    (!text.trim().is_empty()).then_some(text)
}

fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Reads a key file; one that others may read is none.
pub(crate) fn read(path: &Path, language: Language) -> anyhow::Result<Zeroizing<String>> {
    let context = || format!("the key file {} cannot be read", path.display());
    let mut file = File::open(path).with_context(context)?;
    let metadata = file.metadata().with_context(context)?;
    if metadata.is_file() && metadata.mode() & OTHERS != 0 {
        anyhow::bail!(told("command-key-open", path, language));
    }
    let mut text = Zeroizing::new(String::with_capacity(4_096));
    file.read_to_string(&mut text).with_context(context)?;
    Ok(text)
}

/// Makes a file with new keys, unless there is one. Answers whether it did: of two processes at once one does, and both
/// read the same.
pub(crate) fn create(path: &Path) -> anyhow::Result<bool> {
    let context = || format!("the key file {} cannot be made", path.display());
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder_of(path))
        .with_context(context)?;
    let draft = write_beside(path, &fresh(&mut SystemEntropy)).with_context(context)?;
    // Unlike a rename, a link never takes the place of what is there.
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft).with_context(context)?;
    match linked {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        linked => linked.and_then(|()| keep(path)).map(|()| true).with_context(context),
    }
}

/// Changes a key file, while nobody else does. The change is on the disk when this returns.
pub(crate) fn change<T>(
    path: &Path,
    language: Language,
    change: impl FnOnce(&str) -> Result<(Zeroizing<String>, T), KeyFault>,
) -> anyhow::Result<T> {
    let context = || format!("the key file {} cannot be changed", path.display());
    let folder = File::open(folder_of(path)).with_context(context)?;
    folder.lock().with_context(context)?;
    let (text, answer) = change(&read(path, language)?)?;
    let draft = write_beside(path, &text).with_context(context)?;
    fs::rename(&draft, path)
        .and_then(|()| keep(path))
        .with_context(context)?;
    Ok(answer)
}

fn write_beside(path: &Path, text: &str) -> std::io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = path.with_file_name(format!(".{name}.{}.unfinished", std::process::id()));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(draft)
}

/// Sees that a file's place in its folder is on the disk.
fn keep(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn told(message: &str, path: &Path, language: Language) -> String {
    let shown = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    Messages::of(language).text_with(message, &[("file", &shown.display().to_string())])
}
