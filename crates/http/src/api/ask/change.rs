//! Changes of register rows: bodies that state the whole of what may change.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;
use xiaonuan_domain::command::{DiscountChange, FundDetails, MerchantState, NewState, ResidentState};
use xiaonuan_domain::refusal::RefusalCode;

use super::part::Eligibility;
use super::register::texts;
use super::terms::Terms;
use super::{Keyed, read, read_if};
use crate::field;

/// A body that states a row anew.
pub(crate) trait Edits: Keyed {
    /// What is said where the row itself is not there; nothing of the community, which is.
    const MISSING: Option<RefusalCode>;

    /// The state. The fields were validated.
    fn state(self) -> NewState;
}

/// What of a fund may change.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FundEdit {
    /// The name.
    #[validate(custom(function = "field::text"))]
    name: String,
    /// What it is for, in words.
    #[validate(custom(function = "field::prose"))]
    purpose: String,
    /// Whether donors bound it to its purpose 限定性. Fixed once money was recorded for it.
    restricted: bool,
    /// The purposes it may be spent on; none listed means any.
    #[validate(length(max = 50), custom(function = "texts"))]
    purposes: Vec<String>,
    /// The reference of the agreement that binds it; a restricted fund needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    agreement: Option<String>,
    /// The last day, if it has ended or will: it takes nothing new after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::last_day"))]
    to: Option<String>,
}

impl Edits for FundEdit {
    const MISSING: Option<RefusalCode> = Some(RefusalCode::UnknownFund);

    fn state(self) -> NewState {
        NewState::Fund(FundDetails {
            name: self.name,
            purpose: self.purpose,
            restricted: self.restricted,
            purposes: self.purposes,
            agreement: self.agreement,
            to: read_if(self.to.as_ref()),
        })
    }
}

/// What of a merchant may change.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MerchantEdit {
    /// The name.
    #[validate(custom(function = "field::text"))]
    name: String,
    /// As at registration.
    #[validate(custom(function = "field::merchant_category"))]
    #[schema(example = "supermarket")]
    category: String,
    /// Whom to ask for.
    #[validate(custom(function = "field::maybe_text"))]
    contact: String,
    /// Their telephone.
    #[validate(custom(function = "field::maybe_text"))]
    phone: String,
    /// The last day in the alliance, if it has left or will.
    #[serde(default)]
    #[validate(custom(function = "field::last_day"))]
    left_on: Option<String>,
    /// Whether it may claim by list 批量核销; as it stands, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by_list: Option<bool>,
}

impl Edits for MerchantEdit {
    const MISSING: Option<RefusalCode> = Some(RefusalCode::UnknownMerchant);

    fn state(self) -> NewState {
        NewState::Merchant(MerchantState {
            name: self.name,
            category: read(&self.category),
            contact: self.contact,
            phone: self.phone,
            left_on: read_if(self.left_on.as_ref()),
            by_list: self.by_list,
        })
    }
}

/// What of a discount may change.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiscountEdit {
    /// draft, offered, approved, suspended or ended.
    #[validate(custom(function = "field::discount_state"))]
    #[schema(example = "approved")]
    state: String,
    /// The terms. Other terms than the present ones are a new version.
    #[validate(nested)]
    terms: Terms,
    /// The first day of a new version; today, where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::day"))]
    from: Option<String>,
}

impl Edits for DiscountEdit {
    const MISSING: Option<RefusalCode> = Some(RefusalCode::UnknownDiscount);

    fn state(self) -> NewState {
        NewState::Discount(DiscountChange {
            state: read(&self.state),
            terms: self.terms.read(),
            from: read_if(self.from.as_ref()),
        })
    }
}

/// What of a resident may change.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResidentEdit {
    /// The household's code; none for someone who counts alone.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    household: Option<String>,
    /// The name.
    #[validate(custom(function = "field::text"))]
    name: String,
    /// The identity number (GB 11643); none for a plain resident, of whom a telephone is known.
    #[serde(default)]
    #[validate(custom(function = "field::text"))]
    id_number: Option<String>,
    /// The telephone.
    #[validate(custom(function = "field::maybe_text"))]
    phone: String,
    /// Where they live.
    #[validate(custom(function = "field::maybe_text"))]
    building: String,
    /// What they are entitled to, and when. What has begun must stay.
    #[validate(length(max = 50), nested)]
    eligibility: Vec<Eligibility>,
    /// The last day, if they have moved away or died.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::last_day"))]
    to: Option<String>,
    /// Whether nothing but keeping is done with their data 限制处理: no help, no discount and no voucher, and lists tell
    /// their code alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    restricted: bool,
}

impl Edits for ResidentEdit {
    const MISSING: Option<RefusalCode> = Some(RefusalCode::UnknownResident);

    fn state(self) -> NewState {
        NewState::Resident(ResidentState {
            household: self.household.unwrap_or_default(),
            name: self.name,
            id_number: self.id_number,
            phone: self.phone,
            building: self.building,
            eligibility: self.eligibility.iter().map(Eligibility::held).collect(),
            restricted: self.restricted,
            to: read_if(self.to.as_ref()),
        })
    }
}
