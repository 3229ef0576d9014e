//! Which encoding a file is in: UTF-8 if all of it is, else GB 18030 if all of it is.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

/// What the bytes of a file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A text in this encoding, from this byte on.
    Text(&'static Encoding, u64),
    /// A text in UTF-16.
    Utf16,
    /// A workbook.
    Workbook,
    /// Holds a zero byte, here.
    Binary(u64),
    /// Begins with the mark of UTF-8 and is not, here.
    BrokenUtf8(u64),
    /// Neither UTF-8, as seen here, nor GB 18030, as seen there.
    Neither(u64, u64),
}

/// Reads a file once or twice; `from` gives its bytes from an offset on.
pub(crate) fn detect<R: Read>(from: impl Fn(u64) -> R) -> io::Result<Found> {
    let mut start = Vec::new();
    from(0).take(8).read_to_end(&mut start)?;
    match start.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Ok(Found::Utf16),
        [b'P', b'K', 3, 4, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => return Ok(Found::Workbook),
        _ => {}
    }
    let marked = start.starts_with(&[0xEF, 0xBB, 0xBF]);
    let begin = if marked { 3 } else { 0 };
    let wrong_utf8 = match first_wrong(UTF_8, from(begin))? {
        None => return Ok(Found::Text(UTF_8, begin)),
        Some(Wrong::Zero(at)) => return Ok(Found::Binary(begin + at)),
        Some(Wrong::Byte(at)) => begin + at,
    };
    if marked {
        return Ok(Found::BrokenUtf8(wrong_utf8));
    }
    let begin = if start.starts_with(&[0x84, 0x31, 0x95, 0x33]) {
        4
    } else {
        0
    };
    Ok(match first_wrong(GB18030, from(begin))? {
        None => Found::Text(GB18030, begin),
        Some(Wrong::Zero(at)) => Found::Binary(begin + at),
        Some(Wrong::Byte(at)) => Found::Neither(wrong_utf8, begin + at),
    })
}

enum Wrong {
    Zero(u64),
    Byte(u64),
}

/// The first byte that an encoding does not know, or that no text holds.
fn first_wrong(encoding: &'static Encoding, mut reader: impl Read) -> io::Result<Option<Wrong>> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut chunk, mut text) = (vec![0; 1 << 16], vec![0; 1 << 18]);
    let mut passed = 0_u64;
    loop {
        let count = match reader.read(&mut chunk) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let zero = chunk[..count].iter().position(|byte| *byte == 0);
        let mut rest = &chunk[..count];
        loop {
            let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut text, count == 0);
            rest = &rest[read..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, after) => {
                    let seen = passed + (count - rest.len()) as u64;
                    let wrong = seen.saturating_sub(u64::from(length) + u64::from(after));
                    return Ok(Some(match zero {
                        Some(zero) if passed + zero as u64 <= wrong => Wrong::Zero(passed + zero as u64),
                        _ => Wrong::Byte(wrong),
                    }));
                }
            }
        }
        if let Some(zero) = zero {
            return Ok(Some(Wrong::Zero(passed + zero as u64)));
        }
        if count == 0 {
            return Ok(None);
        }
        passed += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> Found {
        detect(|from| &bytes[usize::try_from(from).expect("small").min(bytes.len())..]).expect("readable")
    }

    #[test]
    fn utf8_is_tried_first_and_strictly() {
        let gb = GB18030.encode("单号,金额,𠮷").0.into_owned();
        let cut = &gb[..gb.len() - 1];
        let long = [vec![b'a'; (1 << 16) - 1], "社".as_bytes().to_vec(), vec![b'b'; 70_000]].concat();
        let cases: [(&[u8], Found); 14] = [
            (b"", Found::Text(UTF_8, 0)),
            (b"a,b", Found::Text(UTF_8, 0)),
            ("单号".as_bytes(), Found::Text(UTF_8, 0)),
            (&long, Found::Text(UTF_8, 0)),
            ("\u{feff}单号".as_bytes(), Found::Text(UTF_8, 3)),
            (&gb, Found::Text(GB18030, 0)),
            (b"\x84\x31\x95\x33a\xB5\xA5", Found::Text(GB18030, 4)),
            (b"a\0b", Found::Binary(1)),
            (b"\xB5\xA5\0", Found::Binary(2)),
            (b"\xFF\xFEa\0", Found::Utf16),
            (b"\xFE\xFF\0a", Found::Utf16),
            (b"PK\x03\x04....", Found::Workbook),
            (b"\xEF\xBB\xBFab\xB5\xA5", Found::BrokenUtf8(5)),
            (b"ab\xFF", Found::Neither(2, 2)),
        ];
        for (bytes, expected) in cases {
            let shown = &bytes[..bytes.len().min(12)];
            assert_eq!(found(bytes), expected, "{shown:?}");
        }
        assert!(matches!(found(cut), Found::Neither(0, _)));
    }
}
