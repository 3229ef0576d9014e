//! Who somebody is: signing in, sessions, second factors, passkeys, links, tokens, throttling, and what other sites cannot do;
//! through the real router on both databases, with a clock that stands still.

mod access;
mod authenticator;
mod browser;
mod factor;
mod forgery;
mod guesses;
mod links;
mod network;
mod office;
mod pages;
mod passkeys;
mod people;
mod secrets;
mod sessions;
mod tokens;
