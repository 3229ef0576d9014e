//! Contents of changes that are not those of a registration.

use serde::{Deserialize, Serialize};

use crate::calendar::Zone;
use crate::code::Code;
use crate::command::CommunityDetails;

/// [`crate::record::RecordKind::CommunityChanged`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommunityChangedDocument {
    /// The code.
    pub code: Code,
    /// Whose days its days are, as ever.
    pub timezone: Zone,
    /// What it is now.
    #[serde(flatten)]
    pub details: CommunityDetails,
}
