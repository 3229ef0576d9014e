//! Rows of registers: funds, merchants, discounts, residents.

use xiaonuan_domain::command::{
    Command, DiscountTerms, FundDetails, Reduction, RegisterDiscount, RegisterFund, RegisterMerchant, RegisterResident,
    UsesLimit,
};
use xiaonuan_domain::kind::UsesScope;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::percent::Percent;
use xiaonuan_domain::refusal::RefusalCode;

use crate::import::cells::{Reading, optional};
use crate::import::expected::Expected;

pub(super) fn fund(reading: &mut Reading<'_>) -> Option<Command> {
    let fund = reading.key();
    let restricted = reading.yes_or_no("restricted");
    let purposes = reading.text("purposes");
    let purposes = purposes.split([';', '；']).map(str::trim);
    Some(Command::RegisterFund(RegisterFund {
        fund: fund?,
        details: FundDetails {
            name: reading.text("name"),
            purpose: reading.text("purpose"),
            restricted: restricted?,
            purposes: purposes
                .filter(|purpose| !purpose.is_empty())
                .map(str::to_owned)
                .collect(),
            agreement: Some(reading.text("agreement")).filter(|named| !named.is_empty()),
            to: None,
        },
        by_office: false,
    }))
}

pub(super) fn merchant(reading: &mut Reading<'_>) -> Option<Command> {
    let merchant = reading.key();
    let category = reading.kind("category");
    let joined_on = reading.day("joined_on");
    let left_on = optional(reading, "left_on", Reading::last_day);
    Some(Command::RegisterMerchant(RegisterMerchant {
        merchant: merchant?,
        name: reading.text("name"),
        uscc: reading.text("uscc"),
        category: category?,
        contact: reading.text("contact"),
        phone: reading.text("phone"),
        joined_on: joined_on?,
        left_on: left_on?,
    }))
}

pub(super) fn discount(reading: &mut Reading<'_>) -> Option<Command> {
    let discount = reading.key();
    let reduction = reduction(reading);
    let min_spend = optional(reading, "min_spend", not_below_zero);
    let cap_per_bill = optional(reading, "cap_per_bill", not_below_zero);
    let eligible = reading.eligible("eligible");
    let uses = uses(reading);
    let fund_share = optional(reading, "fund_share", Reading::percent);
    let budget = optional(reading, "budget", not_below_zero);
    let valid_from = reading.day("valid_from");
    let valid_to = reading.last_day("valid_to");
    Some(Command::RegisterDiscount(RegisterDiscount {
        discount: discount?,
        merchant: reading.text("merchant"),
        fund: reading.text("fund"),
        state: xiaonuan_domain::kind::DiscountState::Approved,
        terms: DiscountTerms {
            title: reading.text("title"),
            public_title: reading.text("public_title"),
            reduction: reduction?,
            min_spend: min_spend?,
            cap_per_bill: cap_per_bill?,
            eligible: eligible?,
            uses: uses?,
            fund_share: fund_share?.unwrap_or(Percent::ZERO),
            budget: budget?,
            valid_from: valid_from?,
            valid_to: valid_to?,
        },
    }))
}

/// `value` means what `kind` says; a waiver's is not read.
fn reduction(reading: &mut Reading<'_>) -> Option<Reduction> {
    match reading.text("kind").as_str() {
        "percent" => reading.percent("value").map(Reduction::Percent),
        "amount_off" => match reading.amount("value")? {
            amount if amount.is_positive() => Some(Reduction::AmountOff(amount)),
            _ => reading.refuse("value", RefusalCode::InvalidAmount, Expected::AmountAboveZero),
        },
        "waiver" => Some(Reduction::Waiver),
        _ => reading.refuse("kind", RefusalCode::InvalidKind, reading.choice("kind")),
    }
}

fn not_below_zero(reading: &mut Reading<'_>, column: &'static str) -> Option<Money> {
    match reading.amount(column)? {
        amount if amount.is_negative() => reading.refuse(column, RefusalCode::InvalidAmount, Expected::AmountFromZero),
        amount => Some(amount),
    }
}

/// A limit needs its period; without a limit both scope and period may be empty, but not wrong.
fn uses(reading: &mut Reading<'_>) -> Option<Option<UsesLimit>> {
    let most = optional(reading, "uses", Reading::count);
    let scope = optional(reading, "uses_scope", Reading::kind::<UsesScope>);
    let limited = !reading.is_empty("uses");
    let period = if limited {
        reading.period("uses_period").map(Some)
    } else {
        optional(reading, "uses_period", Reading::period)
    };
    let (most, scope, period) = (most?, scope?, period?);
    Some(most.zip(period).map(|(most, period)| UsesLimit {
        most,
        scope: scope.unwrap_or(UsesScope::Resident),
        period,
    }))
}

pub(super) fn resident(reading: &mut Reading<'_>) -> Option<Command> {
    let resident = reading.key();
    let eligibility = reading.eligibility("eligibility");
    Some(Command::RegisterResident(Box::new(RegisterResident {
        resident: resident?,
        household: reading.text("household"),
        name: reading.text("name"),
        id_number: Some(reading.text("id_number")),
        phone: reading.text("phone"),
        building: reading.text("building"),
        eligibility: eligibility?,
    })))
}
