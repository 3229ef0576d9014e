//! How long texts may be that people say, wherever they say them.

/// The most characters of a name.
pub const LONGEST_NAME: usize = 200;

/// The most characters of what is said in sentences: purposes, reasons, findings.
pub const LONGEST_PROSE: usize = 1_000;
