//! Hostile addresses and headers.

use super::poison::{TEXTS, bytes, encoded};
use super::{Hostile, Operation};

/// Everything that can be wrong outside the body.
pub(super) fn requests(operation: &Operation<'_>) -> Vec<Hostile> {
    let mut all = queries(operation);
    all.extend(paths(operation));
    all.extend(headers(operation));
    all
}

fn named<'a>(operation: &'a Operation<'_>, place: &'a str) -> impl Iterator<Item = &'a str> {
    let parameters = operation.told["parameters"].as_array().into_iter().flatten();
    let there = parameters.filter(move |it| it["in"] == place);
    there.map(|it| it["name"].as_str().expect("a name"))
}

fn with(path: &str, more: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{more}")
}

fn queries(operation: &Operation<'_>) -> Vec<Hostile> {
    let plain = operation.request();
    let bare = plain.path.split('?').next().unwrap_or_default().to_owned();
    let mut paths = Vec::new();
    for name in named(operation, "query") {
        for text in TEXTS {
            paths.push(format!("{bare}?{name}={}", encoded(text)));
        }
        paths.push(format!("{bare}?{name}={}", bytes(&[0xff, 0xfe])));
        paths.push(format!("{bare}?{name}={}", "9".repeat(5_000)));
        paths.push(format!("{bare}?{name}=1&{name}=1"));
        paths.push(format!("{bare}?{name}[]=1"));
        paths.push(format!("{bare}?{}=1", name.to_uppercase()));
    }
    for more in ["unknown=1", "=", "&&&", "%00=1", "%FF=%FF", "__proto__=1", "a[b]=c"] {
        paths.push(with(&plain.path, more));
    }
    paths.push(with(&plain.path, &format!("{}=1", "x".repeat(5_000))));
    paths
        .into_iter()
        .map(|path| Hostile { path, ..plain.clone() })
        .collect()
}

/// Another community, nobody's, and what is none, in the place of each part that is a parameter.
fn paths(operation: &Operation<'_>) -> Vec<Hostile> {
    let plain = operation.request();
    let template: Vec<&str> = operation.right.template.split('/').collect();
    let (path, query) = plain.path.split_once('?').unwrap_or((&plain.path, ""));
    let parts: Vec<&str> = path.split('/').collect();
    let mut all = Vec::new();
    for (at, _) in template.iter().enumerate().filter(|(_, part)| part.starts_with('{')) {
        let long = "x".repeat(3_000);
        // Reading has little but its address; what writes has a body besides.
        let some = if operation.right.method == "GET" { 1 } else { 3 };
        let texts = TEXTS
            .iter()
            .copied()
            .filter(|text| !text.is_empty())
            .step_by(some)
            .map(encoded);
        let odd = [
            long,
            bytes(&[0xff]),
            "%".to_owned(),
            "%zz".to_owned(),
            "QINGZHU".to_owned(),
        ];
        for text in texts.chain(odd) {
            let mut parts: Vec<&str> = parts.clone();
            parts[at] = &text;
            let path = parts.join("/");
            let path = if query.is_empty() {
                path
            } else {
                format!("{path}?{query}")
            };
            // The same code of another community's, which has none of it, may be right there.
            all.push(Hostile { path, ..plain.clone() });
        }
    }
    all
}

fn headers(operation: &Operation<'_>) -> Vec<Hostile> {
    let plain = operation.request();
    let of = |name: &'static str, value: Vec<u8>| {
        let mut hostile = plain.clone();
        hostile.headers.retain(|(known, _)| *known != name);
        hostile.headers.push((name, value));
        hostile
    };
    let mut all = vec![
        of("accept-language", vec![b'x'; 9_000]),
        of("accept-language", b"zh;q=nan, *;q=-1, \xff".to_vec()),
        of("x-huge", vec![b'y'; 60_000]),
        of("cookie", b"language=\xff; language=<script>".to_vec()),
        of("x-request-id", b"forged".to_vec()),
    ];
    for key in [
        &b""[..],
        b" ",
        b"a b",
        b"\"",
        b"\"\"",
        b"\xc3\xa9",
        b"a,b\xff",
        b"\t",
        &[b'k'; 65],
        &[b'k'; 9_000],
    ] {
        all.push(of("idempotency-key", key.to_vec()));
    }
    let mut two = of("idempotency-key", b"one".to_vec());
    two.headers.push(("idempotency-key", b"two".to_vec()));
    all.push(two);
    if operation.right.method == "PUT" {
        let tags = [
            &b""[..],
            b"*",
            b"1",
            b"\"",
            b"\"\"",
            b"\"-1\"",
            b"\"x\"",
            b"\"99999999999999999999\"",
            b"W/\"1\"",
        ];
        all.extend(
            tags.into_iter()
                .chain([&b"\"1\", \"2\""[..], b"\xff"])
                .map(|tag| of("if-match", tag.to_vec())),
        );
        let mut without = plain.clone();
        without.headers.clear();
        all.push(without);
    }
    all
}
