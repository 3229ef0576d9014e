//! What is asked at a shop's counter: by which card a resident is known, and who stands there.

use std::fmt;

use serde::Serialize;

use crate::code::Code;

/// How a card is named.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardNamed {
    /// By what stands on it: the token of its QR code, or its short code. It is a secret, and looked up before anything is
    /// decided.
    Presented(String),
    /// By its number; empty for what is presented and stands on no card.
    Number(String),
}

/// Debugging shows nothing of what opens a card.
impl fmt::Debug for CardNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CardNamed::Presented(_) => f.write_str("Presented(..)"),
            CardNamed::Number(number) => write!(f, "Number({number})"),
        }
    }
}

impl CardNamed {
    /// Its number, once it is known.
    #[must_use]
    pub fn number(&self) -> &str {
        match self {
            CardNamed::Presented(_) => "",
            CardNamed::Number(number) => number,
        }
    }
}

/// Who stands at a shop's counter. A claim that comes from one is decided in another order: what is about the shop and its
/// offer comes first, so that nothing about the person is told by what is refused before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AtCounter {
    /// The shop's device, where it is one.
    pub device: Option<Code>,
    /// Who uses it, where that is known.
    pub staff: Option<Code>,
}
