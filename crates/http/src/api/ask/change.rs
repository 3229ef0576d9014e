//! Changes of register rows: bodies that state the whole of what may change.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{
    DiscountChange, DiscountTerms, FundDetails, MerchantState, NewState, Reduction, ResidentState,
};
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::refusal::RefusalCode;

use super::part::{Eligibility, Uses};
use super::register::texts;
use super::{Keyed, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, one_of};

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
        })
    }
}

/// The terms of a discount. One of percent, amount_off or waiver says what it takes off.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "terms_agree"))]
#[schema(as = DiscountTerms)]
pub(crate) struct Terms {
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
    #[validate(custom(function = "field::amount"))]
    amount_off: Option<String>,
    /// The whole bill.
    #[serde(default)]
    waiver: bool,
    /// The least a bill must be, in yuan.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    min_spend: Option<String>,
    /// The most it gives on one bill, in yuan.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
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
    #[validate(custom(function = "field::amount"))]
    budget: Option<String>,
    /// The first day.
    #[validate(custom(function = "field::day"))]
    valid_from: String,
    /// The last day.
    #[validate(custom(function = "field::last_day"))]
    valid_to: String,
}

fn terms_agree(terms: &Terms) -> Result<(), ValidationError> {
    let said = [terms.percent.is_some(), terms.amount_off.is_some(), terms.waiver];
    if said.into_iter().filter(|said| *said).count() != 1 {
        return Err(one_of("percent", &["percent", "amount_off", "waiver"]));
    }
    if terms.valid_from > terms.valid_to {
        return Err(at("valid_to", FieldCode::Order));
    }
    Ok(())
}

impl Terms {
    fn read(self) -> DiscountTerms {
        let reduction = match (&self.percent, &self.amount_off) {
            (Some(percent), _) => Reduction::Percent(read(percent)),
            (_, Some(amount)) => Reduction::AmountOff(read(amount)),
            _ => Reduction::Waiver,
        };
        DiscountTerms {
            title: self.title,
            public_title: self.public_title,
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
            uses: terms.uses.map(|uses| Uses {
                most: uses.most,
                scope: uses.scope.to_string(),
                period: uses.period.to_string(),
            }),
            fund_share: Some(terms.fund_share.to_string()),
            budget: terms.budget.map(|amount| amount.to_string()),
            valid_from: terms.valid_from.to_string(),
            valid_to: terms.valid_to.to_string(),
        }
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
    /// The identity number (GB 11643).
    #[validate(custom(function = "field::text"))]
    id_number: String,
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
            to: read_if(self.to.as_ref()),
        })
    }
}
