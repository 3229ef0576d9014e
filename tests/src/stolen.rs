//! What somebody has who takes a database away: a file with its log, or a dump. Every byte of it.

use std::collections::HashMap;
use std::process::Command;

use crate::fixture::{Backend, Fixture};
use crate::postgres::binaries;

/// A stolen database.
pub struct Stolen(Vec<(String, Vec<u8>)>);

impl Stolen {
    /// Takes a test's database as it lies there, while it is in use: on SQLite the file, the log and its index.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn from(fixture: &Fixture) -> Stolen {
        Stolen::at(fixture.backend, &fixture.address)
    }

    /// Takes the database at an address.
    ///
    /// # Panics
    /// When it cannot be read.
    #[must_use]
    pub fn at(backend: Backend, address: &str) -> Stolen {
        if backend == Backend::Postgres {
            return Stolen(vec![("a dump".to_owned(), dump(address))]);
        }
        let file = address.strip_prefix("sqlite://").expect("a file");
        let parts = ["", "-wal", "-shm"].map(|ending| format!("{file}{ending}"));
        let parts = parts
            .into_iter()
            .filter_map(|part| Some((part.clone(), std::fs::read(part).ok()?)));
        let parts: Vec<_> = parts.collect();
        assert!(!parts.is_empty(), "{file} is there");
        Stolen(parts)
    }

    /// The first place where a text shows, with what stands before and after it.
    #[must_use]
    pub fn shows(&self, text: &str) -> Option<String> {
        self.shown([text]).pop()
    }

    /// Sees that none of some texts shows anywhere.
    ///
    /// # Panics
    /// When one does.
    pub fn shows_none_of<'t>(&self, texts: impl IntoIterator<Item = &'t str>) {
        let shown = self.shown(texts);
        assert!(
            shown.is_empty(),
            "{} places: {:#?}",
            shown.len(),
            &shown[..shown.len().min(20)]
        );
    }

    /// Where texts show: each is looked for as it is and as hexadecimal digits, all at once in one pass.
    fn shown<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<String> {
        let mut spelled: HashMap<[u8; START], Vec<Vec<u8>>> = HashMap::new();
        for text in texts {
            assert!(
                text.len() >= LEAST,
                "{text} may show by accident: sealed bytes may be any"
            );
            for bytes in [text.as_bytes().to_vec(), hex(text.as_bytes())] {
                let start = bytes[..START].try_into().expect("its length");
                spelled.entry(start).or_default().push(bytes);
            }
        }
        // Most places begin nothing that is looked for: two bytes tell.
        let mut begins = vec![false; 1 << 16];
        for start in spelled.keys() {
            begins[usize::from(u16::from_be_bytes([start[0], start[1]]))] = true;
        }
        let mut shown = Vec::new();
        for (part, bytes) in &self.0 {
            for (place, window) in bytes.windows(START).enumerate() {
                if !begins[usize::from(u16::from_be_bytes([window[0], window[1]]))] {
                    continue;
                }
                let Some(texts) = spelled.get(window) else { continue };
                if let Some(text) = texts.iter().find(|text| bytes[place..].starts_with(text)) {
                    let around = &bytes[place.saturating_sub(80)..(place + 80).min(bytes.len())];
                    let (text, around) = (String::from_utf8_lossy(text), String::from_utf8_lossy(around));
                    shown.push(format!("{text} in {part}: {around}"));
                }
            }
        }
        shown
    }
}

/// How many bytes of a text are looked at first.
const START: usize = 3;
/// The shortest text, in bytes, that is looked for.
const LEAST: usize = 5;

/// Everything in a server's database as SQL, in which bytes stand as hexadecimal digits.
fn dump(address: &str) -> Vec<u8> {
    let program = binaries().map_or_else(|| "pg_dump".into(), |folder| folder.join("pg_dump"));
    let output = Command::new(program)
        .args(["--inserts", address])
        .output()
        .expect("pg_dump runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        output.stdout.windows(11).any(|window| window == b"INSERT INTO"),
        "it holds rows"
    );
    output.stdout
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| format!("{byte:02x}").into_bytes())
        .collect()
}
