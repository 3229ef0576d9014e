//! The words that people read, in the language that each chose.
//!
//! Message files lie in `i18n/`; [`Messages`] looks a message up by its id. What is known while compiling goes through
//! `fl!` with [`Messages::loader`], which checks ids and arguments.

mod refusal;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use i18n_embed::LanguageLoader;
use i18n_embed::fluent::FluentLanguageLoader;
use rust_embed::RustEmbed;
use thiserror::Error;
use unic_langid::{LanguageIdentifier, langid};

pub use refusal::{refusal_message, warning_message};

/// The message files of this crate.
#[derive(RustEmbed)]
#[folder = "i18n/"]
struct Files;

/// A language that the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Chinese 中文, unless someone chose otherwise.
    #[default]
    Chinese,
    /// English.
    English,
}

/// A text that names no language of the product.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the languages are zh-CN and en（可选的语言是 zh-CN 和 en）")]
pub struct NotALanguage;

impl Language {
    /// All of them, the usual one first.
    pub const ALL: &[Language] = &[Language::Chinese, Language::English];

    /// The tag for `lang` attributes and headers.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::Chinese => "zh-CN",
            Language::English => "en",
        }
    }

    /// The language as message loaders know it.
    #[must_use]
    pub const fn identifier(self) -> LanguageIdentifier {
        match self {
            Language::Chinese => langid!("zh-CN"),
            Language::English => langid!("en"),
        }
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        match text {
            "zh" | "zh-CN" => Ok(Language::Chinese),
            "en" => Ok(Language::English),
            _ => Err(NotALanguage),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// The messages of one language.
#[derive(Debug)]
pub struct Messages {
    language: Language,
    loader: FluentLanguageLoader,
}

static CATALOGUES: LazyLock<[Messages; 2]> = LazyLock::new(|| {
    let all = FluentLanguageLoader::new("xiaonuan_app", Language::English.identifier());
    let identifiers: Vec<_> = Language::ALL.iter().map(|language| language.identifier()).collect();
    all.load_languages(&Files, &identifiers)
        .expect("the message files are part of the program, and a test reads them");
    all.set_use_isolating(false);
    [Language::Chinese, Language::English].map(|language| Messages {
        language,
        loader: all.select_languages(&[language.identifier()]),
    })
});

impl Messages {
    /// The messages of a language. Read once for the whole process.
    #[must_use]
    pub fn of(language: Language) -> &'static Messages {
        let [chinese, english] = &*CATALOGUES;
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// What `fl!` takes.
    #[must_use]
    pub const fn loader(&self) -> &FluentLanguageLoader {
        &self.loader
    }

    /// A message without arguments. An unknown id gives a text that says so, never a failure.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.loader.get(id)
    }

    /// A message with arguments; all of them are texts, so that nothing is formatted behind our back.
    #[must_use]
    pub fn text_with(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        let arguments: HashMap<&str, _> = arguments.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.loader.get_args_concrete(id, arguments)
    }

    /// Whether there is a message with this id.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.loader.has(id)
    }

    /// The label of a report's column, by its field name. A name that has none is its own label.
    #[must_use]
    pub fn column(&self, name: &str) -> String {
        let id = format!("column-{name}");
        if self.has(&id) { self.text(&id) } else { name.to_owned() }
    }

    /// The label of a field that people fill in, by its name. Reports call some columns by the same name and mean
    /// something else.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        let id = format!("field-{name}");
        if self.has(&id) {
            self.text(&id)
        } else {
            self.column(name)
        }
    }
}
