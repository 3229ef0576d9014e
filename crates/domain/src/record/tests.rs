use super::*;

fn leaf<'a>(postings: &'a str, document: &'a str, salt: &'a [u8]) -> Leaf<'a> {
    Leaf {
        community: Uuid::from_u128(0x1234_5678_9abc_4def_8123_4567_89ab_cdef),
        seq: 7,
        kind: "donation",
        reference: "DON0001",
        occurred_at: "2026-01-01T00:00:00+08:00".parse().expect("an instant"),
        recorded_at: "2026-07-01T09:30:00.000001+08:00".parse().expect("an instant"),
        effective_on: "2026-01-01",
        actor: "import \"社区\"\u{1}",
        reverses: None,
        document,
        postings,
        salt,
    }
}

const DOCUMENT: &str = r#"{"amount":"4342.00","fund":"xiaonuan"}"#;

fn sample_postings() -> String {
    let rows = [
        ("general/xiaonuan/bank", Side::Debit, 434_200),
        ("usage/uses/D01/0/2026", Side::Debit, 1),
    ];
    postings_json(rows.into_iter())
}

#[test]
fn a_leaf_is_canonical_json() {
    let postings = sample_postings();
    let text = leaf(&postings, DOCUMENT, &[0xab; 16]).text();
    let value: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    assert_eq!(serde_json_canonicalizer::to_string(&value).expect("JSON"), text);
}

/// The golden vector: whoever changes the encoding changes every hash ever given out.
#[test]
fn the_stored_form_never_changes() {
    let postings = sample_postings();
    let leaf = leaf(&postings, DOCUMENT, &[0xab; 16]);
    assert_eq!(
        leaf.text(),
        concat!(
            r#"{"actor":"import \"社区\"\u0001","community":"12345678-9abc-4def-8123-456789abcdef","#,
            r#""document":{"amount":"4342.00","fund":"xiaonuan"},"effective_on":"2026-01-01","kind":"donation","#,
            r#""occurred_at":"2025-12-31T16:00:00.000000Z","#,
            r#""postings":[["general/xiaonuan/bank","debit","4342.00"],["usage/uses/D01/0/2026","debit","1"]],"#,
            r#""recorded_at":"2026-07-01T01:30:00.000001Z","reference":"DON0001","reverses":null,"#,
            r#""salt":"abababababababababababababababab","seq":7,"version":1}"#
        )
    );
    let hash = leaf.hash().expect("a short leaf");
    assert_eq!(
        hex::encode(hash),
        "d09f5bc502001706b2d82f1a6b5e8eb3d9dc6577fa82a0166dc41831ed16bc51"
    );
}

#[test]
fn every_field_moves_the_hash() {
    let postings = sample_postings();
    let base = leaf(&postings, DOCUMENT, &[0xab; 16]);
    let changed = [
        Leaf {
            community: Uuid::nil(),
            ..base
        },
        Leaf { seq: 8, ..base },
        Leaf {
            kind: "redemption",
            ..base
        },
        Leaf {
            reference: "DON0002",
            ..base
        },
        Leaf {
            occurred_at: base.recorded_at,
            ..base
        },
        Leaf {
            recorded_at: base.occurred_at,
            ..base
        },
        Leaf {
            effective_on: "2026-01-02",
            ..base
        },
        Leaf { actor: "", ..base },
        Leaf {
            reverses: Some(3),
            ..base
        },
        Leaf { document: "{}", ..base },
        Leaf { postings: "[]", ..base },
        Leaf {
            salt: &[0xac; 16],
            ..base
        },
    ];
    let mut hashes: Vec<_> = changed.iter().map(|leaf| leaf.hash().expect("a short leaf")).collect();
    hashes.push(base.hash().expect("a short leaf"));
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), changed.len() + 1);
}

#[test]
fn postings_read_back_as_written() {
    let rows = [
        ("general/f/bank", Side::Credit, -5),
        ("budget/f/available", Side::Debit, i64::MAX),
        ("usage/x", Side::Debit, 3),
    ];
    let text = postings_json(rows.into_iter());
    let read = read_postings(&text).expect("what was written");
    assert_eq!(
        read,
        rows.map(|(address, side, amount)| (address.to_owned(), side, amount))
    );
    assert!(read_postings("[[\"a\",\"debit\",\"1\"]]").is_err());
}

#[test]
fn a_leaf_has_a_longest_length() {
    let long = format!("\"{}\"", "x".repeat(LONGEST_LEAF));
    assert!(matches!(leaf("[]", &long, &[0; 16]).hash(), Err(LeafTooLong(_))));
}
