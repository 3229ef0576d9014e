//! The terms of a discount: alone in a change, and among the fields of a discount that is registered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{DiscountTerms, Reduction};
use xiaonuan_domain::percent::Percent;

use super::part::Uses;
use super::{read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, one_of};

/// What says that all may use a discount.
const EVERYBODY: &str = "all";
/// What stands for who may use one, where that is not shown.
const HIDDEN: &str = "*";

/// Declares a body that has the terms among its fields. A structure that is flattened into another would neither refuse
/// unknown fields nor tell which of its own is wrong.
macro_rules! with_terms {
    ($(#[$about:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ident $(<$of:ident>)?,)* }) => {
        #[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
        $(#[$about])*
        #[serde(deny_unknown_fields)]
        #[validate(schema(function = "Self::agree"))]
        pub(crate) struct $name {
            $($(#[$attribute])* pub(super) $field: $type $(<$of>)?,)*
            /// The name in the office.
            #[validate(custom(function = "field::text"))]
            title: String,
            /// The name for everyone else, which says nothing about who may use it.
            #[validate(custom(function = "field::text"))]
            public_title: String,
            /// So many percent off.
            #[serde(default)]
            #[validate(custom(function = "field::percent"))]
            #[schema(example = "10")]
            percent: Option<String>,
            /// So much off, in yuan.
            #[serde(default)]
            #[validate(custom(function = "field::amount_from_zero"))]
            amount_off: Option<String>,
            /// The whole bill.
            #[serde(default)]
            waiver: bool,
            /// The least a bill must be, in yuan.
            #[serde(default)]
            #[validate(custom(function = "field::amount_from_zero"))]
            min_spend: Option<String>,
            /// The most it gives on one bill, in yuan.
            #[serde(default)]
            #[validate(custom(function = "field::amount_from_zero"))]
            cap_per_bill: Option<String>,
            /// Who may use it: all, or categories such as dibao;disabled:1-2.
            #[validate(custom(function = "field::eligible"))]
            #[schema(example = "all")]
            eligible: String,
            /// How often, if that is limited.
            #[serde(default)]
            #[validate(nested)]
            uses: Option<Uses>,
            /// The share that the fund bears, in percent; the merchant bears the rest.
            #[serde(default)]
            #[validate(custom(function = "field::percent"))]
            fund_share: Option<String>,
            /// The most it may ever give in total, over all versions, in yuan.
            #[serde(default)]
            #[validate(custom(function = "field::amount_from_zero"))]
            budget: Option<String>,
            /// The first day.
            #[validate(custom(function = "field::day"))]
            valid_from: String,
            /// The last day.
            #[validate(custom(function = "field::last_day"))]
            valid_to: String,
        }

        impl $name {
            fn agree(&self) -> Result<(), ValidationError> {
                let said = [self.percent.is_some(), self.amount_off.is_some(), self.waiver];
                if said.into_iter().filter(|said| *said).count() != 1 {
                    return Err(one_of("percent", &["percent", "amount_off", "waiver"]));
                }
                if self.valid_from > self.valid_to {
                    return Err(at("valid_to", FieldCode::Order));
                }
                Ok(())
            }

            /// The terms that it says.
            pub(super) fn read(&self) -> DiscountTerms {
                let reduction = match (&self.percent, &self.amount_off) {
                    (Some(percent), _) => Reduction::Percent(read(percent)),
                    (_, Some(amount)) => Reduction::AmountOff(read(amount)),
                    _ => Reduction::Waiver,
                };
                DiscountTerms {
                    title: self.title.clone(),
                    public_title: self.public_title.clone(),
                    reduction,
                    min_spend: read_if(self.min_spend.as_ref()),
                    cap_per_bill: read_if(self.cap_per_bill.as_ref()),
                    eligible: read(&self.eligible),
                    uses: self.uses.as_ref().map(Uses::limit),
                    fund_share: read_if(self.fund_share.as_ref()).unwrap_or(Percent::ZERO),
                    budget: read_if(self.budget.as_ref()),
                    valid_from: read(&self.valid_from),
                    valid_to: read(&self.valid_to),
                }
            }
        }
    };
}

with_terms! {
    /// The terms of a discount. One of percent, amount_off or waiver says what it takes off.
    #[schema(as = DiscountTerms)]
    Terms {}
}

with_terms! {
    /// A discount to register 优惠. One of percent, amount_off or waiver says what it takes off.
    Discount {
        /// The code.
        #[validate(custom(function = "field::code"))]
        #[schema(example = "D01")]
        code: String,
        /// Whose it is.
        #[validate(custom(function = "field::named"))]
        #[schema(example = "M01")]
        merchant: String,
        /// The fund that bears a share.
        #[serde(default)]
        #[validate(custom(function = "field::named"))]
        fund: Option<String>,
        /// Where it stands at first: draft, offered or approved, which it is where nothing is said.
        #[serde(default)]
        #[validate(custom(function = "field::first_state"))]
        #[schema(example = "draft")]
        state: Option<String>,
    }
}

impl Terms {
    /// The same without what tells of people: who may use it, unless all may, and what the office calls it.
    pub(crate) fn seen_by_a_shop(self) -> Self {
        let eligible = if self.eligible == EVERYBODY {
            self.eligible
        } else {
            HIDDEN.to_owned()
        };
        Terms {
            title: self.public_title.clone(),
            eligible,
            ..self
        }
    }
}

impl From<&DiscountTerms> for Terms {
    fn from(terms: &DiscountTerms) -> Self {
        let (percent, amount_off) = match terms.reduction {
            Reduction::Percent(percent) => (Some(percent.to_string()), None),
            Reduction::AmountOff(amount) => (None, Some(amount.to_string())),
            Reduction::Waiver => (None, None),
        };
        Terms {
            title: terms.title.clone(),
            public_title: terms.public_title.clone(),
            waiver: percent.is_none() && amount_off.is_none(),
            percent,
            amount_off,
            min_spend: terms.min_spend.map(|amount| amount.to_string()),
            cap_per_bill: terms.cap_per_bill.map(|amount| amount.to_string()),
            eligible: terms.eligible.to_string(),
            uses: terms.uses.map(Uses::of),
            fund_share: Some(terms.fund_share.to_string()),
            budget: terms.budget.map(|amount| amount.to_string()),
            valid_from: terms.valid_from.to_string(),
            valid_to: terms.valid_to.to_string(),
        }
    }
}
