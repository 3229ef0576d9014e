//! Events: donations, help, claims, settlements.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::account::Held;
use xiaonuan_domain::command::{self, Command};
use xiaonuan_domain::kind::DonorKind;
use xiaonuan_domain::money::Money;

use super::goods::{Pieces, goods_or_money, not_too_many};
use super::{Ask, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::{at, needed};

/// A donation of money 捐赠.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "donor_of_money"))]
pub(crate) struct Donation {
    /// The reference, new for each donation.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "JZ-2026-001")]
    reference: String,
    /// The day it was given.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-02")]
    date: String,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    #[schema(example = "青竹热力有限公司")]
    donor: Option<String>,
    /// person or organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::donor_kind"))]
    #[schema(example = "organisation")]
    donor_kind: Option<String>,
    /// Who gave it, by the code of the register of donors, instead of name and kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::code"))]
    donor_code: Option<String>,
    /// The fund it is for.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// How much, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "5000.00")]
    amount: String,
    /// bank, cash or online.
    #[validate(custom(function = "field::donation_method"))]
    #[schema(example = "bank")]
    method: String,
    /// Where a gift in cash lies: bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    held: Option<String>,
    /// The number of the receipt that the donor got 公益事业捐赠票据.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::code"))]
    receipt: Option<String>,
    /// The one person for whom it is meant. Such a gift is refused: the fund would only pass it on 受托代理.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::maybe_text"))]
    beneficiary: Option<String>,
}

fn donor_of_money(donation: &Donation) -> Result<(), ValidationError> {
    donor_agrees(
        donation.donor_code.as_ref(),
        donation.donor.as_ref(),
        donation.donor_kind.as_ref(),
    )
}

/// A donor is registered, or said by name and kind.
pub(super) fn donor_agrees(
    code: Option<&String>,
    donor: Option<&String>,
    donor_kind: Option<&String>,
) -> Result<(), ValidationError> {
    let is_registered = code.is_some();
    let wrong = [("donor", donor), ("donor_kind", donor_kind)]
        .into_iter()
        .find(|(_, text)| text.is_some() == is_registered);
    match wrong {
        Some((name, _)) if is_registered => Err(at(name, FieldCode::Unasked)),
        Some((name, _)) => Err(needed(name, &["donor_code", "donor, donor_kind"])),
        None => Ok(()),
    }
}

impl Donation {
    pub(super) fn read(self) -> command::Donation {
        command::Donation {
            reference: read(&self.reference),
            date: read(&self.date),
            donor: self.donor.unwrap_or_default(),
            registered: read_if(self.donor_code.as_ref()),
            donor_kind: read_if(self.donor_kind.as_ref()).unwrap_or(DonorKind::Person),
            fund: self.fund,
            amount: read(&self.amount),
            method: read(&self.method),
            held: read_if(self.held.as_ref()).unwrap_or(Held::Bank),
            receipt: read_if(self.receipt.as_ref()),
            beneficiary: self.beneficiary.unwrap_or_default(),
        }
    }
}

impl Ask for Donation {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Donate(self.read())
    }
}

/// Help that was approved and given in one step 帮扶支出.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "money_or_goods"))]
pub(crate) struct Disbursement {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "BF-2026-001")]
    reference: String,
    /// The day it was given.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-02")]
    date: String,
    /// The fund it comes from.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "xiaonuan")]
    fund: String,
    /// Who is helped.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "R0001")]
    resident: String,
    /// cash, voucher, bill_payment or goods.
    #[validate(custom(function = "field::disbursement_kind"))]
    #[schema(example = "voucher")]
    kind: String,
    /// How much, in yuan; nothing for goods, whose value follows from the stock.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "300.00")]
    amount: Option<String>,
    /// For goods: the items, out of the fund's stock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(custom(function = "not_too_many"), nested)]
    goods: Vec<Pieces>,
    /// For a bill: the merchant that it is owed to.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    merchant: Option<String>,
    /// What for; one of the fund's purposes where it lists some.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "冬季取暖")]
    purpose: String,
    /// Who prepared it.
    #[validate(custom(function = "field::text"))]
    prepared_by: String,
    /// Who approved it: someone else.
    #[validate(custom(function = "field::text"))]
    approved_by: String,
    /// For a voucher: its last day.
    #[serde(default)]
    #[validate(custom(function = "field::last_day"))]
    #[schema(example = "2027-03-31")]
    expires_on: Option<String>,
    /// For cash: from where it is paid, bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    from: Option<String>,
    /// Why the household is helped again for the same purpose in the same month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::prose"))]
    duplicate_reason: Option<String>,
}

fn money_or_goods(asked: &Disbursement) -> Result<(), ValidationError> {
    goods_or_money(&asked.kind, asked.amount.as_ref(), &asked.goods)
}

impl Ask for Disbursement {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Disburse(command::Disbursement {
            reference: read(&self.reference),
            date: read(&self.date),
            fund: self.fund,
            resident: self.resident,
            kind: read(&self.kind),
            amount: read_if(self.amount.as_ref()).unwrap_or(Money::ZERO),
            goods: self.goods.iter().map(Pieces::read).collect(),
            merchant: self.merchant.unwrap_or_default(),
            purpose: self.purpose,
            prepared_by: self.prepared_by,
            approved_by: self.approved_by,
            expires_on: read_if(self.expires_on.as_ref()),
            from: read_if(self.from.as_ref()).unwrap_or_default(),
            at_once: Some(Box::new(command::AtOnce {
                duplicate_reason: self.duplicate_reason,
            })),
        })
    }
}

/// A merchant's claim: what a resident's bill was paid down by 核销.
#[derive(Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "is_somebodys"))]
pub(crate) struct Claim {
    /// The reference, new for each claim.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "HX-2026-0001")]
    reference: String,
    /// When the bill was paid.
    #[validate(custom(function = "field::moment"))]
    #[schema(example = "2026-11-02T14:32:00+08:00")]
    at: String,
    /// The merchant.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: String,
    /// The resident; none where a card is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::named"))]
    #[schema(example = "R0001")]
    resident: Option<String>,
    /// What stands on the resident's card: the token of its QR code, or its short code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::named"))]
    card: Option<String>,
    /// The discount, if one is used.
    #[serde(default)]
    #[validate(custom(function = "field::named"))]
    #[schema(example = "D01")]
    discount: Option<String>,
    /// The bill, in yuan.
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "68.50")]
    bill: String,
    /// How much of it vouchers pay, in yuan.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    #[schema(example = "20.00")]
    voucher: Option<String>,
    /// The number of the shop's own receipt.
    #[serde(default)]
    #[validate(custom(function = "field::code"))]
    receipt: Option<String>,
    /// The merchant's branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::code"))]
    branch: Option<String>,
}

/// A bill is a resident's, known by code or by card.
fn is_somebodys(claim: &Claim) -> Result<(), ValidationError> {
    one_holder(claim.resident.as_deref(), claim.card.as_deref())
}

/// Names a resident or a card, and not both.
pub(crate) fn one_holder(resident: Option<&str>, card: Option<&str>) -> Result<(), ValidationError> {
    match (resident, card) {
        (None, None) => Err(at("resident", FieldCode::Required)),
        (Some(_), Some(_)) => Err(at("card", FieldCode::Unasked)),
        _ => Ok(()),
    }
}

impl Ask for Claim {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Redeem(command::Claim {
            reference: read(&self.reference),
            at: read(&self.at),
            merchant: self.merchant,
            resident: self.resident.unwrap_or_default(),
            discount: self.discount.unwrap_or_default(),
            bill: read(&self.bill),
            voucher: read_if(self.voucher.as_ref()).unwrap_or(Money::ZERO),
            receipt: read_if(self.receipt.as_ref()),
            branch: read_if(self.branch.as_ref()),
            card: self.card.map(command::CardNamed::Presented),
            customer: None,
            counter: None,
        })
    }
}

/// A payment of what a merchant is owed 结算.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settlement {
    /// The reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "JS-2026-11")]
    reference: String,
    /// The day of payment.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-20")]
    date: String,
    /// To whom.
    #[validate(custom(function = "field::named"))]
    #[schema(example = "M01")]
    merchant: String,
    /// How much, in yuan; all that is owed where nothing is said.
    #[serde(default)]
    #[validate(custom(function = "field::amount"))]
    amount: Option<String>,
    /// From where it is paid: bank unless hand is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::held"))]
    #[schema(example = "bank")]
    from: Option<String>,
}

impl Ask for Settlement {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Settle(command::Settlement {
            reference: read(&self.reference),
            date: read(&self.date),
            merchant: self.merchant,
            amount: read_if(self.amount.as_ref()),
            at_once: true,
            from: read_if(self.from.as_ref()).unwrap_or_default(),
        })
    }
}
