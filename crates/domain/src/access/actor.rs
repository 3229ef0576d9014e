//! Who does something: how the journal calls them, and by what authority they do it.

use std::sync::Arc;

use super::Right;
use crate::code::Code;
use crate::entropy::SubjectId;
use crate::user::{TokenId, UserId};

/// What the names of people begin with in records, and those of programs.
const USER: &str = "user/";
const PROGRAM: &str = "program/";

/// By what authority something is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// That of whoever runs the program: imports, commands, what falls due.
    Operator,
    /// The roles that a person holds in the community when it is decided.
    User {
        /// Who.
        user: UserId,
        /// Whether they signed in by a second factor.
        second_factor: bool,
        /// Whether they run the installation.
        is_operator: bool,
    },
    /// What a program was given.
    Program {
        /// Its rights.
        rights: Arc<[Right]>,
        /// The shop for which it has them; the whole community where none is named.
        merchant: Option<Code>,
        /// Who made its token, unless it was made on the machine: it has no right that they have not.
        maker: Option<UserId>,
    },
    /// Somebody of a shop's staff at one of its counters.
    Counter {
        /// The shop.
        merchant: Code,
        /// Its branch, where the counter is one's.
        branch: Option<Code>,
    },
    /// Whoever has a resident's card open.
    Card {
        /// Its number.
        card: Code,
        /// The issue of the codes by which it was opened.
        issue: u32,
    },
    /// None: it is not known who asks.
    Nobody,
}

/// Who does something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// How records call them: a name of no person.
    pub recorded: Arc<str>,
    /// By what authority.
    pub authority: Authority,
}

impl Actor {
    /// Whoever runs the program, as a name of its own in records.
    #[must_use]
    pub fn operator(name: &str) -> Arc<Self> {
        Arc::new(Actor::from(name))
    }

    /// Whoever asks without saying who they are.
    #[must_use]
    pub fn nobody() -> Self {
        Actor {
            recorded: "nobody".into(),
            authority: Authority::Nobody,
        }
    }

    /// A person who signed in.
    #[must_use]
    pub fn user(user: UserId, second_factor: bool, is_operator: bool) -> Self {
        Actor {
            recorded: Actor::name_of_user(user).into(),
            authority: Authority::User {
                user,
                second_factor,
                is_operator,
            },
        }
    }

    /// How records call a person.
    #[must_use]
    pub fn name_of_user(user: UserId) -> String {
        format!("{USER}{user}")
    }

    /// Whom a record means by the name of a person.
    #[must_use]
    pub fn user_of(recorded: &str) -> Option<UserId> {
        recorded.strip_prefix(USER)?.parse().ok()
    }

    /// Which token a record means by the name of a program.
    #[must_use]
    pub fn token_of(recorded: &str) -> Option<TokenId> {
        recorded.strip_prefix(PROGRAM)?.parse().ok()
    }

    /// A program, by its token.
    #[must_use]
    pub fn program(token: TokenId, rights: Arc<[Right]>, merchant: Option<Code>, maker: Option<UserId>) -> Self {
        Actor {
            recorded: format!("{PROGRAM}{token}").into(),
            authority: Authority::Program {
                rights,
                merchant,
                maker,
            },
        }
    }

    /// Somebody of a shop's staff at one of its counters, by how records call the counter.
    #[must_use]
    pub fn counter(name: &str, merchant: Code, branch: Option<Code>) -> Self {
        Actor {
            recorded: name.into(),
            authority: Authority::Counter { merchant, branch },
        }
    }

    /// Whoever has a resident's card open, by what the card is in the journal.
    #[must_use]
    pub fn card(subject: SubjectId, card: Code, issue: u32) -> Self {
        Actor {
            recorded: format!("card/{subject}").into(),
            authority: Authority::Card { card, issue },
        }
    }
}

/// Whoever runs the program.
impl From<&str> for Actor {
    fn from(name: &str) -> Self {
        Actor {
            recorded: name.into(),
            authority: Authority::Operator,
        }
    }
}
