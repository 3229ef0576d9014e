//! What a resident is shown of their own.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;
use xiaonuan_app::counter::{Own, OwnComplaint as Complaint, OwnOffer as Offer, OwnVoucher as Voucher, Used};
use xiaonuan_domain::command::Reduction;

use crate::api::ask::{Eligibility, Uses};
use crate::field;

/// The card that a phone has open, and what its holder has.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnCard {
    /// Its number.
    card: String,
    /// Whose it is, by their code in the office's books.
    resident: String,
    /// Their name.
    name: String,
    /// What they are entitled to, and when. No shop is told.
    eligibility: Vec<Eligibility>,
    /// Who may act for them today, by name.
    agents: Vec<String>,
    /// Whether nothing but keeping is done with their data, so that they can use nothing.
    restricted: bool,
    /// What is left on their vouchers altogether.
    voucher_left: String,
    /// Each voucher with something left, in the order in which they are spent.
    vouchers: Vec<OwnVoucher>,
    /// What they can use today, in the order of the shops' names.
    offers: Vec<OwnOffer>,
    /// What they complained of, and what they were answered, the last first.
    complaints: Vec<OwnComplaint>,
}

/// A voucher with something left on it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnVoucher {
    /// What is left.
    left: String,
    /// The last day.
    until: String,
}

/// An offer that the holder of a card can use.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnOffer {
    /// The shop.
    merchant: String,
    /// What the shop is called.
    merchant_name: String,
    /// The discount.
    discount: String,
    /// What it is called, for everybody.
    title: String,
    /// So many percent off.
    percent: Option<String>,
    /// So much off, in yuan.
    amount_off: Option<String>,
    /// The whole bill.
    waiver: bool,
    /// The least a bill must be, in yuan.
    min_spend: Option<String>,
    /// The most it gives on one bill, in yuan.
    cap_per_bill: Option<String>,
    /// How often, if that is limited.
    uses: Option<Uses>,
    /// The last day.
    until: String,
}

/// What the holder of a card complained of.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnComplaint {
    /// By which code the office finds it.
    code: String,
    /// What is wrong, in their words.
    text: String,
    /// The redemption that it is about, by its reference.
    about: Option<String>,
    /// The day on which they complained.
    on: String,
    /// What they were answered.
    answer: Option<String>,
    /// The day on which they were answered.
    answered_on: Option<String>,
}

/// Something that is wrong.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CardComplaint {
    /// What is wrong, in their words.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "这笔优惠不是我用的")]
    pub(super) text: String,
    /// The redemption that it is about, by the reference that their history tells.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "HX-2026-0001")]
    pub(super) about: Option<String>,
}

/// A complaint that was filed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComplaintFiled {
    /// By which code the office finds it.
    #[schema(example = "TS-A3K7MN")]
    pub(super) code: String,
    /// The community's day of it.
    pub(super) on: String,
}

/// What the holder of a card used.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnHistory {
    /// The last first.
    pub(super) used: Vec<OwnUse>,
    /// What to send as `before` for those before.
    pub(super) next: Option<i64>,
}

/// One bill that the holder of a card paid less of.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnUse {
    /// The reference of the redemption.
    #[serde(rename = "ref")]
    reference: String,
    /// When, with the community's offset.
    at: String,
    /// The shop.
    merchant: String,
    /// What the shop is called.
    merchant_name: String,
    /// What the offer is called.
    title: Option<String>,
    /// The bill.
    bill: String,
    /// What the offer took off.
    discount: String,
    /// What vouchers paid.
    voucher: String,
    /// What was left to pay.
    due: String,
    /// Whether it was taken back.
    undone: bool,
}

/// Which part of a history is asked for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnHistoryQuery {
    /// What `next` of the page before said.
    #[validate(range(min = 1))]
    pub(super) before: Option<i64>,
}

impl From<Own> for OwnCard {
    fn from(own: Own) -> Self {
        let left = Voucher::left_of(&own.vouchers);
        let vouchers = own.vouchers.iter().map(|voucher| OwnVoucher {
            left: voucher.left.to_string(),
            until: voucher.until.to_string(),
        });
        OwnCard {
            card: own.card.to_string(),
            resident: own.resident.to_string(),
            eligibility: own.eligibility.iter().map(Eligibility::of).collect(),
            agents: own.agents,
            restricted: own.is_restricted,
            voucher_left: left.to_string(),
            vouchers: vouchers.collect(),
            offers: own.offers.into_iter().map(OwnOffer::from).collect(),
            complaints: own.complaints.into_iter().map(OwnComplaint::from).collect(),
            name: own.name,
        }
    }
}

impl From<Complaint> for OwnComplaint {
    fn from(complaint: Complaint) -> Self {
        let (answer, answered_on) = complaint.answer.unzip();
        OwnComplaint {
            code: complaint.code.to_string(),
            text: complaint.text,
            about: complaint.about.map(|about| about.to_string()),
            on: complaint.on.to_string(),
            answer,
            answered_on: answered_on.map(|day| day.to_string()),
        }
    }
}

impl From<Offer> for OwnOffer {
    fn from(offer: Offer) -> Self {
        let terms = offer.terms;
        let (percent, amount_off) = match terms.reduction {
            Reduction::Percent(percent) => (Some(percent.to_string()), None),
            Reduction::AmountOff(amount) => (None, Some(amount.to_string())),
            Reduction::Waiver => (None, None),
        };
        OwnOffer {
            merchant: offer.merchant.to_string(),
            merchant_name: offer.merchant_name,
            discount: offer.discount.to_string(),
            title: terms.public_title,
            waiver: percent.is_none() && amount_off.is_none(),
            percent,
            amount_off,
            min_spend: terms.min_spend.map(|amount| amount.to_string()),
            cap_per_bill: terms.cap_per_bill.map(|amount| amount.to_string()),
            uses: terms.uses.map(Uses::of),
            until: terms.valid_to.to_string(),
        }
    }
}

impl From<Used> for OwnUse {
    fn from(used: Used) -> Self {
        let receipt = used.receipt;
        OwnUse {
            reference: receipt.reference,
            at: receipt.occurred_at,
            merchant: used.merchant.to_string(),
            merchant_name: used.merchant_name,
            title: receipt.title,
            bill: receipt.bill.to_string(),
            discount: receipt.off.to_string(),
            voucher: receipt.voucher.to_string(),
            due: receipt.due.to_string(),
            undone: used.is_undone,
        }
    }
}
