//! A neighbourhood to keep books for: who and what is registered, in few words. Nobody in it exists.

use xiaonuan_domain::calendar::PeriodLength;
use xiaonuan_domain::command::{
    Command, DiscountTerms, FundDetails, OpenCommunity, Reduction, RegisterDiscount, RegisterFund, RegisterMerchant,
    RegisterResident, UsesLimit,
};
use xiaonuan_domain::eligibility::{Eligibility, EligibleFor};
use xiaonuan_domain::kind::{DiscountState, MerchantCategory, UsesScope};
use xiaonuan_domain::percent::Percent;

use crate::ask::{code, day, yuan};
use crate::numbers;

/// What is to be registered, in order.
#[derive(Clone, Debug)]
pub struct Neighbourhood {
    /// The community.
    pub community: OpenCommunity,
    /// Its registers.
    pub registrations: Vec<Command>,
    numbered: u32,
}

impl Neighbourhood {
    /// A community with empty registers.
    ///
    /// # Panics
    /// When the code is none.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Neighbourhood {
            community: OpenCommunity {
                code: code(name),
                name: "青竹社区".to_owned(),
                district: "示范区".to_owned(),
                zone: "Asia/Shanghai".parse().expect("a zone"),
                keeper: Default::default(),
            },
            registrations: Vec::new(),
            numbered: 0,
        }
    }

    /// Qingzhu: funds F1 and F2; merchants M01, M02 and M03; residents R01 to R08, of whom R01 and R02 share a household;
    /// D01 of M01 (10 % off, half borne by F1) and D02 of M02 (¥3 off, borne by M02, twice a week per household).
    #[must_use]
    pub fn qingzhu() -> Self {
        let mut qingzhu = Neighbourhood::new("qingzhu")
            .fund("F1")
            .fund("F2")
            .merchant("M01")
            .merchant("M02")
            .merchant("M03");
        for resident in 1..=8 {
            let household = if resident <= 2 { "H01" } else { "" };
            qingzhu = qingzhu.resident_of(&format!("R{resident:02}"), household);
        }
        qingzhu
            .discount(Offer::percent("D01", "M01", "10").borne_by("F1", "50"))
            .discount(Offer::off("D02", "M02", "3").uses(2, UsesScope::Household, PeriodLength::Week))
    }

    fn with(mut self, command: Command) -> Self {
        self.registrations.push(command);
        self
    }

    fn next_number(&mut self) -> u32 {
        self.numbered += 1;
        self.numbered
    }

    /// A fund for any purpose.
    #[must_use]
    pub fn fund(self, fund: &str) -> Self {
        self.a_fund(fund, true)
    }

    /// A fund for any purpose, whose money is not bound to it.
    #[must_use]
    pub fn open_fund(self, fund: &str) -> Self {
        self.a_fund(fund, false)
    }

    fn a_fund(self, fund: &str, restricted: bool) -> Self {
        let details = FundDetails {
            name: format!("{fund} 基金"),
            purpose: "帮扶居民".to_owned(),
            restricted,
            purposes: Vec::new(),
            agreement: restricted.then(|| "XY-2026-01".to_owned()),
            to: None,
        };
        self.with(Command::RegisterFund(RegisterFund {
            fund: code(fund),
            details,
            by_office: true,
        }))
    }

    /// A merchant of the alliance since 2025.
    #[must_use]
    pub fn merchant(mut self, merchant: &str) -> Self {
        let uscc = numbers::uscc(self.next_number());
        self.with(Command::RegisterMerchant(RegisterMerchant {
            merchant: code(merchant),
            name: format!("{merchant} 便民店"),
            uscc,
            category: MerchantCategory::Supermarket,
            contact: "店长".to_owned(),
            phone: "00000000".to_owned(),
            joined_on: day("2025-01-01"),
            left_on: None,
        }))
    }

    /// A discount.
    #[must_use]
    pub fn discount(self, offer: Offer) -> Self {
        self.with(Command::RegisterDiscount(offer.0))
    }

    /// A resident who is eligible for help from 2025 to 2026 and counts alone.
    #[must_use]
    pub fn resident(self, resident: &str) -> Self {
        self.resident_of(resident, "")
    }

    /// So many residents R001, R002, …
    #[must_use]
    pub fn residents(self, count: u32) -> Self {
        (1..=count).fold(self, |all, resident| all.resident(&format!("R{resident:03}")))
    }

    /// A resident of a household.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn resident_of(mut self, resident: &str, household: &str) -> Self {
        let id_number = numbers::id_number(self.next_number());
        let eligibility = Eligibility::parse_list("dibao@2025-01-01..2026-12-31").expect("an eligibility");
        self.with(Command::RegisterResident(Box::new(RegisterResident {
            resident: code(resident),
            household: household.to_owned(),
            name: format!("居民{resident}"),
            id_number: Some(id_number),
            phone: "00000000".to_owned(),
            building: "1栋".to_owned(),
            eligibility,
        })))
    }
}

/// A discount to register.
#[derive(Clone, Debug)]
pub struct Offer(RegisterDiscount);

impl Offer {
    fn new(discount: &str, merchant: &str, reduction: Reduction) -> Self {
        Offer(RegisterDiscount {
            discount: code(discount),
            merchant: merchant.to_owned(),
            fund: String::new(),
            state: DiscountState::Approved,
            terms: DiscountTerms {
                title: format!("{discount} 优惠"),
                public_title: format!("{discount} 邻里优惠"),
                reduction,
                min_spend: None,
                cap_per_bill: None,
                eligible: EligibleFor::All,
                uses: None,
                fund_share: Percent::ZERO,
                budget: None,
                valid_from: day("2025-01-01"),
                valid_to: day("2026-12-31"),
            },
        })
    }

    /// Where it stands at first.
    #[must_use]
    pub fn standing(self, state: DiscountState) -> Self {
        Offer(RegisterDiscount { state, ..self.0 })
    }

    /// So many percent off.
    ///
    /// # Panics
    /// When it is no percentage.
    #[must_use]
    pub fn percent(discount: &str, merchant: &str, percent: &str) -> Self {
        let percent = percent.parse().expect("a percentage");
        Offer::new(discount, merchant, Reduction::Percent(percent))
    }

    /// So many yuan off.
    #[must_use]
    pub fn off(discount: &str, merchant: &str, amount: &str) -> Self {
        Offer::new(discount, merchant, Reduction::AmountOff(yuan(amount)))
    }

    /// A fund bears so many percent.
    ///
    /// # Panics
    /// When it is no percentage.
    #[must_use]
    pub fn borne_by(mut self, fund: &str, percent: &str) -> Self {
        fund.clone_into(&mut self.0.fund);
        self.0.terms.fund_share = percent.parse().expect("a percentage");
        self
    }

    /// Only those may use it who are of these categories.
    ///
    /// # Panics
    /// When it is no such rule.
    #[must_use]
    pub fn only_for(mut self, eligible: &str) -> Self {
        self.0.terms.eligible = eligible.parse().expect("who may use it");
        self
    }

    /// It may give so much in total.
    #[must_use]
    pub fn budget(mut self, amount: &str) -> Self {
        self.0.terms.budget = Some(yuan(amount));
        self
    }

    /// It may be used so often.
    #[must_use]
    pub fn uses(mut self, most: u32, scope: UsesScope, period: PeriodLength) -> Self {
        self.0.terms.uses = Some(UsesLimit { most, scope, period });
        self
    }
}
