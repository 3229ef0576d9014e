//! What is put in the place of right values.

/// Stands in texts that must never come back.
pub(super) const MARK: &str = "q7marked7q";

/// JSON texts for a field, some of which are right for one field or another.
pub(super) const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e999",
    "1e308",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "NaN",
    "-Infinity",
    "[]",
    "{}",
    "[{}]",
    "[[[[[[[[]]]]]]]]",
    r#"{"a":{"b":{"c":{"d":[]}}}}"#,
    r#""""#,
    r#"" ""#,
    r#"" x""#,
    r#""-1.00""#,
    r#""0.00""#,
    r#""0.001""#,
    r#""+1.00""#,
    r#""1,000.00""#,
    r#""9223372036854775808""#,
    r#""92233720368547758.08""#,
    r#""1234567890123.00""#,
    r#""NaN""#,
    r#""1e3""#,
    r#""１００""#,
    r#""2026-02-30""#,
    r#""1899-12-31""#,
    r#""9999-12-31""#,
    r#""0000-00-00""#,
    r#""2026-13-01T00:00:00Z""#,
    r#""2026-03-01T24:00:00+08:00""#,
    r#""9999-12-31T23:59:59Z""#,
    r#""\u0000""#,
    r#""a\u0000b""#,
    r#""a\u0007b""#,
    r#""\u200b""#,
    r#""a\u202eb""#,
    r#""\ud800""#,
    r#""\udc00\ud800""#,
    r#""\ud83d\ude00""#,
    r#""\x41""#,
    r#""' OR 1=1 --""#,
    r#""'; DROP TABLE record; --""#,
    r#""../../etc/passwd""#,
    r#""<script>alert(1)</script>""#,
    r#""${jndi:ldap://x}""#,
    r#""%00""#,
    r#""q7marked7q 11010119900307002X""#,
    "'x'",
    "x",
    "",
];

/// Texts for addresses and headers.
pub(super) const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "1.5",
    "1e999",
    "9223372036854775807",
    "9223372036854775808",
    "NaN",
    "null",
    "true",
    "perhaps",
    "2026-02-30",
    "1899-12-31",
    "9999-12-31",
    "2026-03-01T24:00:00+08:00",
    "2026-03",
    "\u{0}",
    "a\u{0}b",
    "a\u{7}b",
    "\r\nx-evil: 1",
    "\u{200b}",
    "\u{202e}",
    "😀",
    "' OR 1=1 --",
    "'; DROP TABLE record; --",
    "../../etc/passwd",
    "..",
    ".",
    "/",
    "a/b",
    "<script>alert(1)</script>",
    "${jndi:ldap://x}",
    "%00",
    "%",
    "baimu",
    "X",
    "q7marked7q 11010119900307002X",
];

/// A text as it stands in an address.
pub(super) fn encoded(text: &str) -> String {
    bytes(text.as_bytes())
}

/// Bytes as they stand in an address.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    let one = |byte: &u8| match *byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(one).collect()
}
