//! How a community wants its workflow to go.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::kind::kinds;
use crate::money::Money;

kinds! {
    /// A step of a disbursement that a community may switch off. Preparing, approving and paying never are.
    OptionalStep {
        /// Asking for help 申请.
        Apply = "apply",
        /// Visiting 入户走访.
        Visit = "visit",
        /// Looking through what was prepared 审核.
        Review = "review",
        /// Posting what was approved before it is paid 公示.
        Posting = "posting",
        /// Signing for it 签收.
        Sign = "sign",
    }
}

/// The settings of a community. Until it has said any, every step may be taken and only those that never can be
/// switched off must be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The steps that are switched off: they are not taken. All others must be.
    pub off: BTreeSet<OptionalStep>,
    /// For how many days at least what was approved is posted before it may be paid.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub posting_days: Option<u16>,
    /// Above this amount minutes and votes are needed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub minutes_above: Option<Money>,
    /// How many days the papers of help that was paid first may be missing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub papers_days: Option<u16>,
    /// Whether merchants are paid in steps alone: prepared, approved and paid by three people.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub settle_in_steps: bool,
    /// Whether every step may be taken and none but preparing, approving and paying must be, as before anything was said.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub steps_optional: bool,
    /// Whether officers may approve and pay having signed in by password alone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub second_factor_optional: bool,
    /// The most that one person may get through cards on a day, in discounts and vouchers together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub card_daily_cap: Option<Money>,
    /// For how many years after the end of its year everything is kept before a resident may be erased; where nothing is
    /// said, as many as the law asks for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archive_years: Option<u16>,
}

impl Settings {
    /// Whether a step must be taken.
    #[must_use]
    pub fn needs(&self, step: OptionalStep) -> bool {
        !self.off.contains(&step)
    }
}
