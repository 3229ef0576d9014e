//! Texts that look alike, and some that do not.

use super::{folded, is_alike};

#[test]
fn texts_that_look_alike_are_folded_to_one() {
    let invisible = [
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{17b4}',
        '\u{180b}',
        '\u{180e}',
        '\u{180f}',
        '\u{200b}',
        '\u{200d}',
        '\u{2028}',
        '\u{202e}',
        '\u{2060}',
        '\u{2065}',
        '\u{2800}',
        '\u{3000}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff0}',
        '\u{fff9}',
        '\u{ffff}',
        '\u{fdd0}',
        '\u{13430}',
        '\u{1d159}',
        '\u{1d173}',
        '\u{e0041}',
        '\u{e0100}',
        '\t',
        ' ',
        '\u{a0}',
    ];
    for letter in invisible {
        for text in [
            format!("王芳{letter}"),
            format!("{letter}王芳"),
            format!("王{letter}芳"),
        ] {
            assert!(is_alike("王芳", &text), "{text:?}");
        }
        assert_eq!(folded(&letter.to_string()), "", "{letter:?}");
    }
    for (one, other) in [
        ("ANNA", "ＡＮＮＡ"),
        ("José", "Jose\u{301}"),
        ("Jose\u{200b}\u{301}", "José"),
        ("a b", "a  b"),
        ("a b", "ab"),
        ("３号", "3号"),
    ] {
        assert!(is_alike(one, other), "{one:?} {other:?}");
    }
    for (one, other) in [
        ("王芳", "王方"),
        ("wang", "Wang"),
        ("José", "Jose"),
        ("甲", "乙"),
        ("甲", ""),
    ] {
        assert!(!is_alike(one, other), "{one:?} {other:?}");
    }
}
