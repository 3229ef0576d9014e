//! The keys of all tests: the same ones everywhere, so that what one opened another can open too.

use xiaonuan_app::Keys;

use crate::clock::Seeded;

/// The text of the tests' key file.
#[must_use]
pub fn text() -> String {
    xiaonuan_app::keys::fresh(&mut Seeded::new(0x5ea1)).to_string()
}

/// The keys of all tests. Their nonces are drawn from a seed: what is sealed with them is no secret.
#[must_use]
pub fn keys() -> Keys {
    Keys::read(&text(), Box::new(Seeded::new(0x4ace))).expect("it is a key file")
}
