//! Discounts: where each stands, and the versions of its terms.

use serde::{Deserialize, Serialize};

use super::{FundNo, MerchantNo};
use crate::calendar::{Day, PeriodLength};
use crate::code::Code;
use crate::command::DiscountTerms;
use crate::kind::DiscountState;
use crate::money::Money;
use crate::record::Seq;

/// A discount (优惠) of a merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// The code.
    pub code: Code,
    /// The record that registered it.
    pub since: Seq,
    /// The record of its last change.
    pub changed: Seq,
    /// Whose it is.
    pub merchant: MerchantNo,
    /// The fund that bears a share, if any.
    pub fund: Option<FundNo>,
    /// Where it stands.
    pub state: DiscountState,
    /// What it gives to whom: the last version of the terms.
    pub terms: DiscountTerms,
    /// The versions before that, and from when each of them and the last holds.
    pub versions: Versions,
}

/// The versions of a discount's terms: from when the last one holds, and those before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    /// The first day of the last version; none of the first one, which holds from the beginning.
    pub from: Option<Day>,
    /// Those before it, from the first.
    pub earlier: Vec<Version>,
}

/// A version of a discount's terms that was followed by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its first day; none of the first version.
    pub from: Option<Day>,
    /// Its terms.
    pub terms: DiscountTerms,
}

impl Versions {
    /// The number of the last version.
    #[must_use]
    pub fn last(&self) -> u32 {
        u32::try_from(self.earlier.len() + 1).unwrap_or(u32::MAX)
    }

    /// These and one more, which follows `terms` and holds from a day on.
    #[must_use]
    pub fn followed(&self, terms: DiscountTerms, from: Day) -> Versions {
        let mut earlier = self.earlier.clone();
        let version = Version { from: self.from, terms };
        earlier.push(version);
        Versions {
            from: Some(from),
            earlier,
        }
    }
}

impl Discount {
    /// The version that holds on a day, and its number: the last one that has begun by then. One may begin before
    /// another that was made earlier; then that one never holds.
    #[must_use]
    pub fn terms_on(&self, day: Day) -> (u32, &DiscountTerms) {
        let has_begun = |from: Option<Day>| from.is_none_or(|from| from <= day);
        if has_begun(self.versions.from) {
            return (self.versions.last(), &self.terms);
        }
        let numbered = (1_u32..).zip(&self.versions.earlier);
        let begun = numbered.filter(|(_, version)| has_begun(version.from)).last();
        begun.map_or((1, &self.terms), |(number, version)| (number, &version.terms))
    }

    /// Whether it can be used on a day: it is approved, and the version of that day is valid then; both days are in.
    #[must_use]
    pub fn is_valid_on(&self, day: Day) -> bool {
        let (_, terms) = self.terms_on(day);
        self.state == DiscountState::Approved && terms.valid_from <= day && day <= terms.valid_to
    }

    /// How long the periods are in which its uses are counted, if they are limited.
    #[must_use]
    pub fn counted_by(&self) -> Option<PeriodLength> {
        self.terms.uses.as_ref().map(|uses| uses.period)
    }

    fn all_terms(&self) -> impl Iterator<Item = &DiscountTerms> {
        let earlier = self.versions.earlier.iter().map(|version| &version.terms);
        earlier.chain([&self.terms])
    }

    /// The most uses that any version of it allows in a period; none where none limits them.
    #[must_use]
    pub fn most_uses(&self) -> Option<u32> {
        self.all_terms()
            .filter_map(|terms| terms.uses.map(|uses| uses.most))
            .max()
    }

    /// The most that any version of it allows to be given in total; none where one has no such limit.
    #[must_use]
    pub fn highest_budget(&self) -> Option<Money> {
        let budgets: Option<Vec<Money>> = self.all_terms().map(|terms| terms.budget).collect();
        budgets.and_then(|budgets| budgets.into_iter().max())
    }
}
