//! The real program, built once for each test process that runs it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// Where the program is. It is built as it is with all tests, by asking for the one that cannot be without it: then nothing
/// is built twice.
///
/// # Panics
/// When it does not build.
#[must_use]
pub fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| {
        let this = std::env::current_exe().expect("a test has a file");
        // TARGET/PROFILE/deps/TEST
        let folder = this.parent().and_then(Path::parent).expect("a profile's folder");
        let target = folder.parent().expect("the target folder");
        let profile = match folder.file_name().and_then(OsStr::to_str) {
            Some("debug") | None => "dev",
            Some(name) => name,
        };
        let mut cargo = Command::new(env!("CARGO"));
        // What cargo says of the test to the test would have it build anew whatever looks at it.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|of| name.starts_with(of)) {
                cargo.env_remove(&*name);
            }
        }
        let built = cargo
            .args([
                "test",
                "--quiet",
                "--workspace",
                "--test",
                "built",
                "--no-run",
                "--profile",
                profile,
            ])
            .arg("--target-dir")
            .arg(target)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo runs");
        assert!(built.success(), "the program does not build");
        folder.join(format!("xiaonuan{}", std::env::consts::EXE_SUFFIX))
    })
}

/// The program on a database, with nothing of the test's environment that could change what it does.
#[must_use]
pub fn on(database: &str) -> Command {
    let mut command = Command::new(path());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("XIAONUAN_") {
            command.env_remove(name);
        }
    }
    command
        .env("DATABASE_URL", database)
        .env("XIAONUAN_LANGUAGE", "en")
        .env("XIAONUAN_OPEN", "true")
        .env("XIAONUAN_KEY", crate::keys::text())
        .stdin(Stdio::null());
    command
}

/// Runs the program to its end.
///
/// # Panics
/// When it cannot be run.
pub fn run(database: &str, arguments: &[impl AsRef<OsStr>]) -> Output {
    on(database).args(arguments).output().expect("the program runs")
}

/// Runs the program, which must succeed without a word on standard error; answers its standard output.
///
/// # Panics
/// When it does not.
pub fn succeed(database: &str, arguments: &[impl AsRef<OsStr>]) -> Vec<u8> {
    let output = run(database, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {told}", output.status);
    assert_eq!(told, "", "nothing to complain about");
    output.stdout
}
