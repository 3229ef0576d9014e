//! The program itself. That this test is built with all others has the program built with them, of the same parts: those that
//! run it as a process need no second one.

use std::process::Command;

#[test]
fn it_says_what_it_is() {
    let said = Command::new(env!("CARGO_BIN_EXE_xiaonuan")).arg("--version").output();
    let said = said.expect("it runs");
    let version = concat!("xiaonuan ", env!("CARGO_PKG_VERSION"));
    let text = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success() && text.starts_with(version), "{text}");
}
