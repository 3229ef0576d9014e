//! Invented books: a small community to show people, and big folders to measure with.
//!
//! Both are texts in the form in which books are imported, and depend on a seed alone: the same seed gives the same
//! bytes. Every person, company, number and place is made up. Identity numbers and credit codes carry the unassigned
//! area code 220199, telephone numbers a prefix that no operator has.

mod alliance;
mod billing;
mod counter;
mod days;
mod dice;
mod entitled;
mod giving;
mod help;
mod identity;
mod large;
mod names;
pub mod office;
mod people;
mod season;
mod sketch;
mod table;
#[cfg(test)]
mod tests;
mod traffic;

use std::path::Path;
use std::{fs, io};

pub use large::write_large;

/// Books in a folder: the files to import, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Name and contents of each file, CSV in UTF-8 with English headers.
    pub files: Vec<(&'static str, String)>,
}

impl Folder {
    /// Writes the files into a directory, which is created if need be. Files of the same names are replaced.
    ///
    /// # Errors
    /// When the directory or a file cannot be written.
    pub fn write_to(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)?;
        for (name, text) in &self.files {
            fs::write(dir.join(name), text)?;
        }
        Ok(())
    }
}

/// One winter of an invented community, 2025-11-01 to 2026-04-30: about 330 residents, twelve shops, three funds,
/// the Spring Festival and a fair of the alliance. A few claims in a hundred are refused, as happens at any counter.
#[must_use]
pub fn community(seed: u64) -> Folder {
    season::play(&mut dice::Dice::new(seed))
}

/// So many yuan in fen.
const fn yuan(yuan: i64) -> i64 {
    yuan * 100
}
