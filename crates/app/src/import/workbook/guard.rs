//! What a workbook is looked at for before it is read, so that a crafted one is refused rather than believed.
//!
//! A workbook is a ZIP archive of XML. Sizes that the archive states are not trusted: every part is unpacked once, in
//! a buffer, and counted. The reader of workbooks reserves memory for as many strings as the workbook says it has, so
//! that number is compared with what is there. Whatever else it trips over is caught.

use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use zip::ZipArchive;

use crate::import::malformed::Malformed;

const MEBIBYTE: u64 = 1 << 20;

/// The most mebibytes of a workbook.
const FILE_LIMIT: u64 = 128;
/// The most mebibytes of all its parts, unpacked: more than a sheet as long as sheets can be has.
const PARTS_LIMIT: u64 = 512;
/// The same of a workbook that is sent to a page.
const SMALL_PARTS_LIMIT: u64 = 48;
/// The most mebibytes of a part that is no sheet, which is read into memory as a whole.
const PART_LIMIT: u64 = 128;

/// The most tags of the list of strings.
const STRING_TAGS: usize = 16_000_000;
/// The most tags of another part that is no sheet; a workbook has far fewer styles and sheets.
const PART_TAGS: usize = 1_000_000;

/// The part that lists the strings of all sheets.
const STRINGS: &str = "sharedstrings.xml";
/// The least bytes of a string in it: `<si/>`.
const STRING_BYTES: u64 = 5;
/// So many strings cost little, whether they are there or not.
const FEW_STRINGS: u64 = 1 << 20;
/// Where the list of strings has said how many there are.
const HEAD: usize = 4096;

/// Refuses a workbook that is too large, or says of itself what cannot be.
pub(super) fn check(path: &str, file: &File) -> Result<(), Malformed> {
    let path = || path.to_owned();
    let broken = |error: String| Malformed::Workbook { path: path(), error };
    let length = file.metadata().map_err(|error| broken(error.to_string()))?.len();
    if length > FILE_LIMIT * MEBIBYTE {
        return Err(Malformed::WorkbookTooBig {
            path: path(),
            mebibytes: FILE_LIMIT,
        });
    }
    check_parts(&path(), BufReader::new(file), PARTS_LIMIT)
}

/// Refuses a workbook in memory that says of itself what cannot be, or unpacks to more than a list has.
pub(super) fn check_small(bytes: &[u8]) -> Result<(), Malformed> {
    check_parts("", Cursor::new(bytes), SMALL_PARTS_LIMIT)
}

fn check_parts(path: &str, archive: impl Read + Seek, parts_limit: u64) -> Result<(), Malformed> {
    let path = || path.to_owned();
    let broken = |error: String| Malformed::Workbook { path: path(), error };
    let mut archive = ZipArchive::new(archive).map_err(|error| broken(error.to_string()))?;
    let mut left = parts_limit * MEBIBYTE;
    let mut buffer = vec![0; 1 << 16];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|error| broken(error.to_string()))?;
        let name = String::from_utf8_lossy(part.name_raw()).to_ascii_lowercase();
        let is_strings = name.ends_with(STRINGS);
        let is_sheet = name.contains("worksheets/") && !is_strings && !name.ends_with("styles.xml");
        let (limit, most_tags) = match (is_sheet, is_strings) {
            (true, _) => (parts_limit, usize::MAX),
            (_, true) => (PART_LIMIT, STRING_TAGS),
            _ => (PART_LIMIT, PART_TAGS),
        };
        let most = left.min(limit * MEBIBYTE);
        let (mut total, mut tags, mut head) = (0, 0, Vec::new());
        loop {
            let count = part.read(&mut buffer).map_err(|error| broken(error.to_string()))?;
            if count == 0 {
                break;
            }
            total += count as u64;
            if total > most {
                return Err(Malformed::WorkbookUnpacksTooBig {
                    path: path(),
                    mebibytes: limit,
                });
            }
            tags += buffer[..count].iter().filter(|byte| **byte == b'<').count();
            if tags > most_tags {
                return Err(Malformed::WorkbookTooMany { path: path() });
            }
            if is_strings && head.len() < HEAD {
                head.extend_from_slice(&buffer[..count]);
            }
        }
        left -= total;
        let most_strings = (total / STRING_BYTES).max(FEW_STRINGS);
        if is_strings && strings_stated(&head).is_none_or(|stated| stated > most_strings) {
            return Err(Malformed::WorkbookDamaged { path: path() });
        }
    }
    Ok(())
}

/// How many strings a list says that it has, 0 if it does not say; none if it does not begin as such a list does.
fn strings_stated(head: &[u8]) -> Option<u64> {
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches('\u{feff}').trim_start();
    if rest.starts_with("<?xml") {
        rest = rest.split_once("?>")?.1.trim_start();
    }
    let (tag, _) = rest.strip_prefix('<')?.split_once('>')?;
    let name = tag.split([' ', '\t', '\r', '\n', '/']).next()?;
    if name.rsplit(':').next() != Some("sst") {
        return None;
    }
    let mut most = 0;
    for stated in tag.split("uniqueCount").skip(1) {
        let value = stated.trim_start_matches([' ', '\t', '\r', '\n', '=', '"', '\'', '+']);
        let digits = value.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(value.len());
        if digits > 0 {
            most = most.max(value[..digits].parse().unwrap_or(u64::MAX));
        }
    }
    Some(most)
}

thread_local! {
    static IS_GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Does something that may trip over crafted input; none if it did. Nothing is printed then, since the input is at
/// fault and whoever gave it is told.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_GUARDED.get() {
                usual(panic);
            }
        }));
    });
    IS_GUARDED.set(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_GUARDED.set(false);
    done.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_strings_says_how_many_it_has() {
        let cases = [
            ("<sst count=\"9\" uniqueCount=\"4\">", Some(4)),
            (
                "\u{feff}<?xml version=\"1.0\"?>\r\n<x:sst uniqueCount = '4000000000'/>",
                Some(4_000_000_000),
            ),
            (
                "<sst uniqueCount=\"99999999999999999999999\" uniqueCount=\"1\">",
                Some(u64::MAX),
            ),
            ("<sst>", Some(0)),
            ("<sst uniqueCount=\"x\">", Some(0)),
            ("<!-- a --><sst uniqueCount=\"4\">", None),
            ("<strings>", None),
            ("<sst", None),
            ("", None),
        ];
        for (head, expected) in cases {
            assert_eq!(strings_stated(head.as_bytes()), expected, "{head}");
        }
    }

    #[test]
    fn what_trips_is_caught_and_what_does_not_is_answered() {
        assert_eq!(caught(|| 1), Some(1));
        assert_eq!(caught(|| -> u8 { panic!("crafted") }), None);
        assert!(!IS_GUARDED.get());
    }
}
