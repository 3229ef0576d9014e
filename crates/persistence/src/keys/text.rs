//! The text of a key file: a line `id base64` for each key; empty lines and those that begin with `#` say nothing.
//!
//! The id `lookup` is that of the lookup key. A sealing key's id is derived from it, so that a line that was damaged is
//! noticed. The last line of a sealing key is the one that seals. In an environment variable `;` ends a line too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use xiaonuan_domain::entropy::Entropy;
use zeroize::Zeroizing;

use super::{KeyId, Secret};

/// What is wrong with a text of keys. Never shows what a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// A line is not of the form.
    #[error("line {0} of the keys is not `id base64` with 32 bytes")]
    Line(usize),
    /// A line's key is not the one that its id was made for.
    #[error("line {0} of the keys was damaged: its id is not that of its key")]
    Damaged(usize),
    /// A key stands there twice.
    #[error("line {0} of the keys holds a key that stands there already")]
    Twice(usize),
    /// There is no lookup key.
    #[error("the keys have no line `lookup base64`")]
    NoLookup,
    /// There is no sealing key.
    #[error("there is no key to seal with")]
    NoSealing,
    /// No such key.
    #[error("there is no key {0} among the keys")]
    NoSuch(KeyId),
    /// It is the newest key, which seals.
    #[error("the key {0} is the newest, which seals: it cannot be taken out")]
    Newest(KeyId),
}

const LOOKUP: &str = "lookup";
const HEAD: &str = "# Keys to the personal data in a Xiaonuan database. Whoever has this file can read the data, and nobody without it.
# Keep a copy elsewhere, apart from the database's backups. Change it by `xiaonuan key`.
";

/// The text of new keys.
pub fn fresh(entropy: &mut dyn Entropy) -> Zeroizing<String> {
    let lookup = master(entropy);
    let text = Zeroizing::new(format!("{HEAD}{LOOKUP} {}\n", printed(&lookup).as_str()));
    with_line(&text, &master(entropy))
}

/// The text with another sealing key, which is the newest, and its id.
///
/// # Errors
/// [`KeyFault`] when the text holds no keys.
pub fn with_another(text: &str, entropy: &mut dyn Entropy) -> Result<(Zeroizing<String>, KeyId), KeyFault> {
    read(text)?;
    let added = master(entropy);
    Ok((with_line(text, &added), KeyId::of(&added)))
}

/// The text without a sealing key.
///
/// # Errors
/// [`KeyFault`] when the text holds no keys, or not this one, or it is the newest.
pub fn without(text: &str, id: KeyId) -> Result<Zeroizing<String>, KeyFault> {
    let (_, masters) = read(text)?;
    if masters.last().map(KeyId::of) == Some(id) {
        return Err(KeyFault::Newest(id));
    }
    if !masters.iter().any(|master| KeyId::of(master) == id) {
        return Err(KeyFault::NoSuch(id));
    }
    let name = id.to_string();
    let mut left = Zeroizing::new(String::with_capacity(text.len() + 1));
    for line in lines(text).filter(|line| line.split_whitespace().next() != Some(&name)) {
        left.push_str(line);
        left.push('\n');
    }
    Ok(left)
}

/// The lookup key and the sealing keys, oldest first.
pub(super) fn read(text: &str) -> Result<(Secret, Vec<Secret>), KeyFault> {
    let (mut lookup, mut sealing) = (None, Vec::new());
    for (number, line) in (1..).zip(lines(text)) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (id, key) = line.split_once(char::is_whitespace).ok_or(KeyFault::Line(number))?;
        let key = decoded(key.trim()).ok_or(KeyFault::Line(number))?;
        let twice = if id == LOOKUP {
            lookup.replace(key).is_some()
        } else {
            let id: KeyId = id.parse().map_err(|_| KeyFault::Line(number))?;
            if KeyId::of(&key) != id {
                return Err(KeyFault::Damaged(number));
            }
            let twice = sealing.iter().any(|other| KeyId::of(other) == id);
            sealing.push(key);
            twice
        };
        if twice {
            return Err(KeyFault::Twice(number));
        }
    }
    let lookup = lookup.ok_or(KeyFault::NoLookup)?;
    if sealing.is_empty() {
        return Err(KeyFault::NoSealing);
    }
    Ok((lookup, sealing))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.trim_end().split(['\n', ';'])
}

fn with_line(text: &str, master: &Secret) -> Zeroizing<String> {
    let mut longer = Zeroizing::new(String::with_capacity(text.len() + 64));
    longer.push_str(text.trim_end());
    longer.push('\n');
    longer.push_str(&KeyId::of(master).to_string());
    longer.push(' ');
    longer.push_str(&printed(master));
    longer.push('\n');
    longer
}

fn master(entropy: &mut dyn Entropy) -> Secret {
    let mut key = Zeroizing::new([0; 32]);
    let (first, second) = key.split_at_mut(16);
    first.copy_from_slice(&entropy.draw());
    second.copy_from_slice(&entropy.draw());
    key
}

fn printed(master: &Secret) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(master.as_slice()))
}

fn decoded(text: &str) -> Option<Secret> {
    let bytes = Zeroizing::new(STANDARD.decode(text).ok()?);
    let mut key = Zeroizing::new([0; 32]);
    (bytes.len() == key.len()).then(|| key.copy_from_slice(&bytes))?;
    Some(key)
}
