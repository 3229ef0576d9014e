//! Pages in a real browser, served by the real program: the stories of a day, and whether everybody can use every page.
//!
//! Each test has a neighbourhood of its own behind a network that can be cut; one Chromium serves them all. A test fails as
//! well when a page complains on the console, is refused anything by its policy, or asks another host for anything.

#![expect(
    clippy::disallowed_methods,
    reason = "a browser's clock is the machine's, and what it is waited for ends"
)]

mod books;
mod card;
mod chromium;
mod counter;
mod doubt;
mod eyes;
mod frame;
mod hands;
mod lists;
mod office;
mod passkeys;
mod seldom;
mod shop;
mod sign_in;
mod tab;
mod words;
mod world;
