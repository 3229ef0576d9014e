//! The model's registers as people would register them, with names and numbers that the model has no use for.

use xiaonuan_domain::command::{
    Command, DiscountTerms, FundDetails, Reduction, RegisterDiscount, RegisterFund, RegisterMerchant, RegisterResident,
    UsesLimit,
};
use xiaonuan_domain::eligibility::Eligibility;
use xiaonuan_domain::kind::{MerchantCategory, UsesScope};
use xiaonuan_tests::ask::{code, yuan as money};
use xiaonuan_tests::neighbourhood::Neighbourhood;
use xiaonuan_tests::numbers;

use crate::calendar::{Day, text};
use crate::money::yuan;
use crate::registers::{Eligible, Held, Off, Registers, Share, Terms};

/// The number in a code: 3 of `M03`.
fn number(of: &str) -> u32 {
    of[1..].parse().expect("a letter and a number")
}

/// One of the names that the community may have, the first one first.
pub(crate) fn community_name(name: i64) -> &'static str {
    if name == 0 { "青竹社区" } else { "青竹新社区" }
}

pub(crate) fn uscc(merchant: &str) -> String {
    numbers::uscc(number(merchant))
}

pub(crate) fn id_number(resident: &str) -> String {
    numbers::id_number(100 + number(resident))
}

pub(crate) fn day(of: Day) -> xiaonuan_domain::calendar::Day {
    text(of).parse().expect("a day")
}

/// `33.3000`.
pub(crate) fn percent(share: Share) -> String {
    format!("{}.{:04}", share / 10_000, share % 10_000)
}

pub(crate) fn eligible(by: Eligible) -> &'static str {
    match by {
        Eligible::All => "all",
        Eligible::Dibao => "dibao",
        Eligible::SeverelyDisabled => "disabled:1-2",
        Eligible::LaidOff => "laid_off",
    }
}

pub(crate) fn eligibility(held: &[Held]) -> Vec<Eligibility> {
    let one = |held: &Held| Eligibility {
        category: held.category.parse().expect("a category"),
        grade: held.grade,
        from: day(held.from),
        to: day(held.to),
        evidence: None,
        source: None,
        review_on: None,
    };
    held.iter().map(one).collect()
}

pub(crate) fn fund(fund: &str, restricted: bool, purposes: &[&str]) -> FundDetails {
    FundDetails {
        agreement: restricted.then(|| "XY-2026-01".to_owned()),
        to: None,
        name: format!("{fund} 基金"),
        purpose: "帮扶居民".to_owned(),
        restricted,
        purposes: purposes.iter().map(|&purpose| purpose.to_owned()).collect(),
    }
}

pub(crate) fn terms(discount: &str, terms: &Terms) -> DiscountTerms {
    let amount = |fen: i64| money(&yuan(fen));
    DiscountTerms {
        title: format!("{discount} 优惠"),
        public_title: format!("{discount} 邻里优惠"),
        reduction: match terms.off {
            Off::Percent(share) => Reduction::Percent(percent(share).parse().expect("a percentage")),
            Off::Amount(fen) => Reduction::AmountOff(amount(fen)),
            Off::Whole => Reduction::Waiver,
        },
        min_spend: terms.least.map(amount),
        cap_per_bill: terms.cap.map(amount),
        eligible: eligible(terms.eligible).parse().expect("a rule"),
        uses: terms.uses.map(|uses| UsesLimit {
            most: u32::try_from(uses.most).expect("a few"),
            scope: if uses.by_household {
                UsesScope::Household
            } else {
                UsesScope::Resident
            },
            period: uses.period.parse().expect("a period"),
        }),
        fund_share: percent(terms.share).parse().expect("a percentage"),
        budget: terms.budget.map(amount),
        valid_from: day(terms.from),
        valid_to: day(terms.to),
    }
}

/// The model's neighbourhood, to be registered under a code.
pub(crate) fn neighbourhood(community: &str) -> Neighbourhood {
    let registers = Registers::of_the_neighbourhood();
    let mut all = Neighbourhood::new(community);
    for (name, row) in &registers.funds {
        let details = fund(name, row.restricted, &row.purposes);
        all.registrations.push(Command::RegisterFund(RegisterFund {
            fund: code(name),
            details,
            by_office: true,
        }));
    }
    for name in registers.merchants.keys() {
        all.registrations.push(Command::RegisterMerchant(RegisterMerchant {
            merchant: code(name),
            name: format!("{name} 便民店"),
            uscc: uscc(name),
            category: MerchantCategory::Supermarket,
            contact: "店长".to_owned(),
            phone: "00000000".to_owned(),
            joined_on: "2025-01-01".parse().expect("a day"),
            left_on: None,
        }));
    }
    for (name, row) in &registers.residents {
        all.registrations
            .push(Command::RegisterResident(Box::new(RegisterResident {
                resident: code(name),
                household: row.household.unwrap_or_default().to_owned(),
                name: format!("居民{name}"),
                id_number: Some(id_number(name)),
                phone: "00000000".to_owned(),
                building: "1栋".to_owned(),
                eligibility: eligibility(&row.held),
            })));
    }
    for (name, row) in &registers.discounts {
        all.registrations.push(Command::RegisterDiscount(RegisterDiscount {
            discount: code(name),
            merchant: row.merchant.clone(),
            fund: row.fund.clone().unwrap_or_default(),
            state: row.state.parse().expect("a state"),
            terms: terms(name, row.last()),
        }));
    }
    all
}
