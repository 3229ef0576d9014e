//! What pages say, by the names of their messages: tests press and read what people do, in both languages.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use crate::tab::{LANGUAGES, Language, Tab};

/// The plain messages of both languages; those with variables have a place for each.
fn messages(language: Language) -> &'static HashMap<String, String> {
    static MESSAGES: OnceLock<[HashMap<String, String>; 2]> = OnceLock::new();
    let read = |language: Language| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../crates/http/i18n")
            .join(language.tag())
            .join("xiaonuan_http.ftl");
        let file = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let named = |line: &str| {
            let (name, text) = line.split_once(" = ")?;
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            is_name.then(|| (name.to_owned(), text.trim().to_owned()))
        };
        file.lines().filter_map(named).collect()
    };
    let of = LANGUAGES.iter().position(|one| *one == language).expect("one of both");
    &MESSAGES.get_or_init(|| LANGUAGES.map(read))[of]
}

impl Tab {
    /// What a message says in the language of this tab; what cannot be a message's name says itself. Of a message with
    /// variables it is the longest piece without any.
    pub(crate) fn said(&self, words: &str) -> String {
        let Some(message) = messages(self.look.language).get(words) else {
            let is_name = words.contains('-') && words.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            assert!(!is_name, "no message is called {words}");
            return words.to_owned();
        };
        let pieces = message.split(['{', '}']).step_by(2).map(str::trim);
        pieces.max_by_key(|piece| piece.len()).unwrap_or_default().to_owned()
    }
}
