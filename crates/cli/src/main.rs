//! The xiaonuan command.
fn main() {}
