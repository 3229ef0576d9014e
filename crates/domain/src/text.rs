//! How long texts may be that people say, wherever they say them, and which of them look alike.

use unicode_normalization::UnicodeNormalization;

/// The most characters of a name.
pub const LONGEST_NAME: usize = 200;

/// The most characters of what is said in sentences: purposes, reasons, findings.
pub const LONGEST_PROSE: usize = 1_000;

/// Whether a character shows nothing, and may change what others look like: those that Unicode ignores by default, what
/// turns or breaks lines, what joins others or stands in for none, and the empty braille pattern.
#[must_use]
pub const fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fdd0}'..='\u{fdef}'
            | '\u{fff0}'..='\u{fffc}'
            | '\u{fffe}'..='\u{ffff}'
            | '\u{13430}'..='\u{1345f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d159}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A text as it is compared with others where looking alike must not make two of one: in compatible forms (NFKC), without
/// white space and without what shows nothing. Capitals stay: in books that are imported, `wang` and `Wang` may be two.
#[must_use]
pub fn folded(text: &str) -> String {
    let shown = |it: &char| !it.is_whitespace() && !it.is_control() && !is_invisible(*it);
    // What is left out may have stood between what composes, and a compatible form may hold a space.
    text.chars().filter(shown).nfkc().filter(shown).collect()
}

/// Whether two texts look alike, see [`folded`].
#[must_use]
pub fn is_alike(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// Why somebody looks at what is hidden, without white space around it; nothing if it says nothing, is too long, or holds what
/// is no text.
#[must_use]
pub fn reason(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_said = !text.is_empty() && text.chars().count() <= LONGEST_PROSE && !text.chars().any(char::is_control);
    is_said.then_some(text)
}

#[cfg(test)]
mod tests;
