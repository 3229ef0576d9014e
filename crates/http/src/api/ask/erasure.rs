//! Erasing what is known of a resident.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::command::{self, Command};

use super::{Ask, read};
use crate::field;

/// A resident to erase 清除: who they were, and every word about them. It cannot be taken back.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"resident": "R0001"}))]
pub(crate) struct Erasure {
    /// Who, by their code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "R0001")]
    resident: String,
}

impl Ask for Erasure {
    // It moves no money, but what was erased must not depend on whether an answer arrived.
    const MOVES_MONEY: bool = true;
    const FORGETS: bool = true;

    fn command(self) -> Command {
        Command::Erase(command::Erasure {
            resident: read(&self.resident),
        })
    }
}
