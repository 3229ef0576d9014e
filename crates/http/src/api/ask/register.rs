//! Registers: communities, funds, merchants, discounts, residents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{
    Command, DiscountTerms, FundDetails, Reduction, RegisterDiscount, RegisterFund, RegisterMerchant, RegisterResident,
};
use xiaonuan_domain::percent::Percent;

use super::part::{Eligibility, Uses};
use super::{Ask, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, one_of};

/// A fund to register 基金.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewFund)]
pub(crate) struct Fund {
    /// The code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "xiaonuan")]
    code: String,
    /// The name.
    #[validate(custom(function = "field::text"))]
    #[schema(example = "小暖基金")]
    name: String,
    /// What it is for, in words.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "困难家庭冬季取暖")]
    purpose: String,
    /// Whether donors bound it to its purpose 限定性.
    restricted: bool,
    /// The purposes it may be spent on; none listed means any.
    #[serde(default)]
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

pub(super) fn texts(list: &[String]) -> Result<(), ValidationError> {
    list.iter().try_for_each(|line| field::prose(line))
}

impl Ask for Fund {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::RegisterFund(RegisterFund {
            fund: read(&self.code),
            details: FundDetails {
                name: self.name,
                purpose: self.purpose,
                restricted: self.restricted,
                purposes: self.purposes,
                agreement: self.agreement,
                to: read_if(self.to.as_ref()),
            },
            by_office: true,
        })
    }
}

/// A merchant to register 商户.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Merchant {
    /// The code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "M01")]
    code: String,
    /// The name.
    #[validate(custom(function = "field::text"))]
    #[schema(example = "青竹便民超市")]
    name: String,
    /// The unified social credit code 统一社会信用代码 (GB 32100).
    #[validate(custom(function = "field::text"))]
    uscc: String,
    /// heating, property, supermarket, restaurant, pharmacy, education, care_home or other.
    #[validate(custom(function = "field::merchant_category"))]
    #[schema(example = "supermarket")]
    category: String,
    /// Whom to ask for.
    #[serde(default)]
    #[validate(custom(function = "field::maybe_text"))]
    contact: String,
    /// Their telephone.
    #[serde(default)]
    #[validate(custom(function = "field::maybe_text"))]
    phone: String,
    /// The first day in the alliance.
    #[validate(custom(function = "field::day"))]
    joined_on: String,
    /// The last day in the alliance, if it has left or will.
    #[serde(default)]
    #[validate(custom(function = "field::last_day"))]
    left_on: Option<String>,
}

impl Ask for Merchant {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::RegisterMerchant(RegisterMerchant {
            merchant: read(&self.code),
            name: self.name,
            uscc: self.uscc,
            category: read(&self.category),
            contact: self.contact,
            phone: self.phone,
            joined_on: read(&self.joined_on),
            left_on: read_if(self.left_on.as_ref()),
        })
    }
}

/// A discount to register 优惠. One of percent, amount_off or waiver says what it takes off.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "terms_agree"))]
pub(crate) struct Discount {
    /// The code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "D01")]
    code: String,
    /// Whose it is.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: String,
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
    /// The fund that bears a share.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    fund: Option<String>,
    /// The share that the fund bears, in percent; the merchant bears the rest.
    #[serde(default)]
    #[validate(custom(function = "field::percent"))]
    fund_share: Option<String>,
    /// The most it may ever give in total, in yuan.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    budget: Option<String>,
    /// The first day.
    #[validate(custom(function = "field::day"))]
    valid_from: String,
    /// The last day.
    #[validate(custom(function = "field::last_day"))]
    valid_to: String,
    /// Where it stands at first: draft, offered or approved, which it is where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::first_state"))]
    #[schema(example = "draft")]
    state: Option<String>,
}

fn terms_agree(discount: &Discount) -> Result<(), ValidationError> {
    let said = [
        discount.percent.is_some(),
        discount.amount_off.is_some(),
        discount.waiver,
    ];
    if said.into_iter().filter(|said| *said).count() != 1 {
        return Err(one_of("percent", &["percent", "amount_off", "waiver"]));
    }
    if discount.valid_from > discount.valid_to {
        return Err(at("valid_to", FieldCode::Order));
    }
    Ok(())
}

impl Discount {
    fn reduction(&self) -> Reduction {
        match (&self.percent, &self.amount_off) {
            (Some(percent), _) => Reduction::Percent(read(percent)),
            (_, Some(amount)) => Reduction::AmountOff(read(amount)),
            _ => Reduction::Waiver,
        }
    }
}

impl Ask for Discount {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        let reduction = self.reduction();
        Command::RegisterDiscount(RegisterDiscount {
            discount: read(&self.code),
            merchant: self.merchant,
            fund: self.fund.unwrap_or_default(),
            state: read_if(self.state.as_ref()).unwrap_or_default(),
            terms: DiscountTerms {
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
            },
        })
    }
}

/// A resident to register 居民.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resident {
    /// The code.
    #[validate(custom(function = "field::code"))]
    #[schema(example = "R0001")]
    code: String,
    /// The household's code; none for someone who counts alone.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "H001")]
    household: Option<String>,
    /// The name.
    #[validate(custom(function = "field::text"))]
    name: String,
    /// The identity number (GB 11643).
    #[validate(custom(function = "field::text"))]
    id_number: String,
    /// The telephone.
    #[serde(default)]
    #[validate(custom(function = "field::maybe_text"))]
    phone: String,
    /// Where they live.
    #[serde(default)]
    #[validate(custom(function = "field::maybe_text"))]
    building: String,
    /// What they are entitled to, and when.
    #[serde(default)]
    #[validate(length(max = 50), nested)]
    eligibility: Vec<Eligibility>,
}

impl Ask for Resident {
    const MOVES_MONEY: bool = false;

    fn command(self) -> Command {
        Command::RegisterResident(Box::new(RegisterResident {
            resident: read(&self.code),
            household: self.household.unwrap_or_default(),
            name: self.name,
            id_number: self.id_number,
            phone: self.phone,
            building: self.building,
            eligibility: self.eligibility.iter().map(Eligibility::held).collect(),
        }))
    }
}
