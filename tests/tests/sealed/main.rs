//! Personal data lies sealed: whoever takes the database away, and not the keys, learns nothing of anybody.

mod imported;
mod keys;
mod moved;
mod older;
mod program;
mod rotated;
