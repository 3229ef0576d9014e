//! Message files are read by a macro, of which Cargo knows nothing: say that they matter.

fn main() {
    println!("cargo::rerun-if-changed=i18n");
    println!("cargo::rerun-if-changed=i18n.toml");
}
