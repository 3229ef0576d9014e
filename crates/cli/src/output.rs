//! Printing results to standard output.

use std::io::{self, ErrorKind};

/// Whoever stops reading what is printed, as `head` does, is no error: the rest is nobody's.
pub(crate) fn unless_nobody_reads(printed: io::Result<()>) -> io::Result<()> {
    match printed {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        printed => printed,
    }
}

/// Prints a line of text. Unlike `println!` it does not panic when nobody reads.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::output::unless_nobody_reads(std::io::Write::write_fmt(
            &mut std::io::stdout(),
            format_args!("{}\n", format_args!($($text)*)),
        ))
    };
}
pub(crate) use say;

/// A text filled up with spaces to a width; a Chinese character is two wide.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let wide: usize = text
        .chars()
        .map(|character| if character.is_ascii() { 1 } else { 2 })
        .sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(wide)))
}
