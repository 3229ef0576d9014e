//! What a key ring promises.

use super::*;

struct Counting(u8);

impl Entropy for Counting {
    fn draw(&mut self) -> [u8; 16] {
        self.0 = self.0.wrapping_add(1);
        [self.0; 16]
    }
}

fn text(seed: u8) -> Zeroizing<String> {
    fresh(&mut Counting(seed))
}

fn keys(text: &str) -> Keys {
    Keys::read(text, Box::new(Counting(100))).expect("these are keys")
}

const CONTEXT: &str = "resident/1/17/personal";

#[test]
fn a_value_opens_where_it_was_sealed_and_nowhere_else() {
    let keys = keys(&text(0));
    for plain in ["", "张", "王秀英", &"长".repeat(300)] {
        let sealed = keys.seal(CONTEXT, plain.as_bytes());
        assert_eq!(keys.open(CONTEXT, &sealed), Ok(plain.as_bytes().to_vec()));
        assert_eq!(keys.open("resident/1/18/personal", &sealed), Err(SealError::Broken));
    }
}

#[test]
fn a_value_that_ends_like_its_padding_is_kept_whole() {
    let keys = keys(&text(0));
    for plain in [&[END][..], &[END, 0, 0], &[0; 64], &[END; 63]] {
        assert_eq!(keys.open(CONTEXT, &keys.seal(CONTEXT, plain)), Ok(plain.to_vec()));
    }
}

#[test]
fn every_changed_bit_is_noticed() {
    let keys = keys(&text(0));
    let sealed = keys.seal(CONTEXT, "13800000000".as_bytes());
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(keys.open(CONTEXT, &changed).is_err(), "byte {at}");
        assert!(keys.open(CONTEXT, &sealed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_length_tells_little_and_nothing_where_it_must_not() {
    let keys = keys(&text(0));
    let length = |plain: &str| keys.seal(CONTEXT, plain.as_bytes()).len();
    assert_eq!(length("李"), length("欧阳修文"));
    let nothing = keys.seal_as_long_as(CONTEXT, b"[]", 512).len();
    let something = keys.seal_as_long_as(CONTEXT, br#"[{"category":"elderly"}]"#, 512).len();
    assert_eq!(nothing, something);
}

#[test]
fn the_same_value_is_never_sealed_alike() {
    let keys = keys(&text(0));
    assert_ne!(keys.seal(CONTEXT, b"same"), keys.seal(CONTEXT, b"same"));
}

#[test]
fn an_added_key_seals_and_the_old_one_still_opens() {
    let old = text(0);
    let before = keys(&old);
    let sealed = before.seal(CONTEXT, b"before");
    let (longer, added) = with_another(&old, &mut Counting(50)).expect("it is a key file");
    let after = keys(&longer);
    assert_eq!(after.sealing_id(), added);
    assert_eq!(after.ids(), [before.sealing_id(), added]);
    assert_eq!(after.open(CONTEXT, &sealed), Ok(b"before".to_vec()));
    let resealed = after.seal(CONTEXT, b"after");
    assert_eq!(before.open(CONTEXT, &resealed), Err(SealError::UnknownKey(added)));
    let print = |keys: &Keys| keys.fingerprint("id number", "110101199001010000");
    assert_eq!(print(&before), print(&after));

    let shorter = without(&longer, before.sealing_id()).expect("it is there");
    assert_eq!(keys(&shorter).ids(), [added]);
    assert_eq!(
        keys(&shorter).open(CONTEXT, &sealed),
        Err(SealError::UnknownKey(before.sealing_id()))
    );
    assert_eq!(without(&shorter, added).err(), Some(KeyFault::Newest(added)));
    let gone = before.sealing_id();
    assert_eq!(without(&shorter, gone).err(), Some(KeyFault::NoSuch(gone)));
}

#[test]
fn a_ring_that_meets_a_newer_key_reads_its_text_again() {
    let old = text(0);
    let (longer, added) = with_another(&old, &mut Counting(50)).expect("it is a key file");
    let now = longer.clone();
    let source: Source = Box::new(move || Some(now.clone()));
    let running = Keys::read_again(&old, Box::new(Counting(100)), source).expect("these are keys");
    let sealed = keys(&longer).seal(CONTEXT, b"newer");
    assert_eq!(running.ids().len(), 1);
    assert_eq!(running.open(CONTEXT, &sealed), Ok(b"newer".to_vec()));
    assert_eq!(running.sealing_id(), added, "it seals with the newest from now on");
    let foreign = keys(&text(9)).seal(CONTEXT, b"foreign");
    assert!(matches!(running.open(CONTEXT, &foreign), Err(SealError::UnknownKey(_))));
}

#[test]
fn fingerprints_differ_by_value_purpose_and_keys() {
    let (one, other) = (keys(&text(0)), keys(&text(9)));
    let print = one.fingerprint("id number", "1");
    assert_eq!(print, one.clone().fingerprint("id number", "1"));
    assert_ne!(print, one.fingerprint("id number", "2"));
    assert_ne!(print, one.fingerprint("id number1", ""));
    assert_ne!(print, other.fingerprint("id number", "1"));
}

#[test]
fn nothing_of_the_keys_is_shown() {
    let text = text(0);
    let shown = format!("{:?}", keys(&text));
    assert_eq!(shown, "Keys");
    let broken = text.replace("lookup ", "lookup ?");
    let fault = Keys::read(&broken, Box::new(Counting(0))).expect_err("it is no key");
    let secret = text
        .lines()
        .find_map(|line| line.strip_prefix("lookup "))
        .expect("it is there");
    assert!(!format!("{fault} {fault:?}").contains(&secret[..8]));
}

#[test]
fn a_text_that_is_no_key_ring_is_refused_with_its_line() {
    let good = text(0);
    let sealing = good.lines().last().expect("a line");
    let lookup = good.lines().find(|line| line.starts_with("lookup")).expect("a line");
    let refused = |text: &str| Keys::read(text, Box::new(Counting(0))).err();
    assert_eq!(refused(""), Some(KeyFault::NoLookup));
    assert_eq!(refused(sealing), Some(KeyFault::NoLookup));
    assert_eq!(refused(lookup), Some(KeyFault::NoSealing));
    assert_eq!(refused(&format!("{lookup};{sealing}")), None);
    assert_eq!(refused(&format!("{lookup}\r\n{sealing}\r\n")), None);
    assert_eq!(refused(&format!("{lookup}\n{lookup}")), Some(KeyFault::Twice(2)));
    assert_eq!(refused(&format!("{sealing}\n\n{sealing}")), Some(KeyFault::Twice(3)));
    assert_eq!(refused("lookup"), Some(KeyFault::Line(1)));
    assert_eq!(refused("lookup c2hvcnQ="), Some(KeyFault::Line(1)));
    let foreign = lookup.replace("lookup", "00000000");
    assert_eq!(refused(&format!("# first\n{foreign}")), Some(KeyFault::Damaged(2)));
}

/// How values are sealed never changes without a version: this one was sealed when the form was made.
#[test]
fn the_form_of_a_sealed_value_stays() {
    let keys = keys(&text(0));
    let sealed = keys.seal("context", b"golden");
    assert_eq!(hex::encode(&sealed[..HEAD]), "0181eddf11", "of HKDF-SHA-256");
    let whole = "0181eddf11656565656565656565656565656565656666666666666666bd49717bfc7bb44e9d592275925b9a7b124adbf04eda29a97f8e14f02ed06daa57e4e2a9610402b24cc8cd478b5a49c7b291c7804c0d333f8a14a85f86201363c1b52c21d8582ac2c51cd9768f7a4938";
    assert_eq!(hex::encode(&sealed), whole);
    let print = keys.fingerprint("purpose", "golden");
    assert_eq!(
        hex::encode(print),
        "adeff92cf4e19bcff810a35eac7c73fdf4aade14414a09f2b5ada5b2dcfa4d5e"
    );
}
