//! Corrections: records taken back, donations entered again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::{self, Command, Entered};

use super::event::Donation;
use super::goods::GoodsDonation;
use super::{Ask, read};
use crate::field;
use crate::query::{needed, one_of};

/// A record to take back 冲销.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reversal {
    /// The reversal's own reference, new for each.
    #[serde(rename = "ref")]
    #[validate(custom(function = "field::code"))]
    #[schema(example = "CX-2026-001")]
    reference: String,
    /// What it takes back: a record's number, or its kind and reference.
    #[validate(custom(function = "field::target"))]
    #[schema(example = "redemption/HX-2026-0001")]
    of: String,
    /// Its own day, not before that of what it takes back.
    #[validate(custom(function = "field::day"))]
    #[schema(example = "2026-11-05")]
    date: String,
    /// Why.
    #[validate(custom(function = "field::prose"))]
    #[schema(example = "收银员输错金额")]
    reason: String,
}

impl Reversal {
    fn read(self) -> command::Reversal {
        command::Reversal {
            reference: read(&self.reference),
            of: read(&self.of),
            date: read(&self.date),
            reason: self.reason,
            counter: None,
        }
    }
}

impl Ask for Reversal {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        Command::Reverse(self.read())
    }
}

/// A donation, in money or in kind, to take back and enter again, because its donor, fund, amount or method was wrong 更正.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "one_donation"))]
#[schema(example = json!({
    "reversal": {"ref": "CX-2026-001", "of": "donation/JZ-2026-001", "date": "2026-11-05", "reason": "捐赠人登记有误"},
    "donation": {"ref": "JZ-2026-002", "date": "2026-11-02", "donor": "青竹热力有限公司", "donor_kind": "organisation",
                 "fund": "xiaonuan", "amount": "5000.00", "method": "bank"}
}))]
pub(crate) struct Correction {
    /// What is taken back, when and why.
    #[validate(nested)]
    reversal: Reversal,
    /// What it should have been, if it is money, under a reference of its own. Its date is the day it was given; it is
    /// booked on the day of the correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    donation: Option<Donation>,
    /// What it should have been, if it is goods, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    goods_donation: Option<GoodsDonation>,
}

const DONATIONS: &[&str] = &["donation", "goods_donation"];

fn one_donation(correction: &Correction) -> Result<(), ValidationError> {
    match (&correction.donation, &correction.goods_donation) {
        (None, None) => Err(needed("donation", DONATIONS)),
        (Some(_), Some(_)) => Err(one_of("goods_donation", DONATIONS)),
        _ => Ok(()),
    }
}

impl Ask for Correction {
    const MOVES_MONEY: bool = true;

    fn command(self) -> Command {
        let entered = match (self.donation, self.goods_donation) {
            (_, Some(donation)) => Entered::Goods(donation.read()),
            (donation, None) => Entered::Donation(donation.expect("one of them is given").read()),
        };
        Command::Correct(Box::new(command::Correction {
            reversal: self.reversal.read(),
            entered,
        }))
    }
}
