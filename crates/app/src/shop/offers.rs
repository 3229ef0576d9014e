//! A shop's discounts as it is shown them: never whom they are for.

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::DiscountTerms;
use xiaonuan_domain::eligibility::EligibleFor;
use xiaonuan_domain::kind::DiscountState;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::Seq;

use crate::view::{Reading, ViewError};

/// A shop's discount.
#[derive(Clone, Debug)]
pub struct ShopOffer {
    /// The code.
    pub code: Code,
    /// Where it stands.
    pub state: DiscountState,
    /// The last version of its terms.
    pub terms: DiscountTerms,
    /// The first day of that version, if it is still to come.
    pub from: Option<Day>,
    /// The record of its last change.
    pub changed: Seq,
    /// What it has given in all.
    pub given: Sum,
    /// Whether it can be used on the day.
    pub is_valid: bool,
    /// The account on which stands what it gave, if it ever gave anything.
    account: Option<i64>,
}

impl ShopOffer {
    /// What is left of its budget, if it has one.
    #[must_use]
    pub fn left(&self) -> Option<Sum> {
        let budget = Sum::from(self.terms.budget?);
        Some((budget - self.given).max(Sum::ZERO))
    }

    /// How much of the budget is used, in whole percent, never more than 100.
    #[must_use]
    pub fn used_percent(&self) -> Option<i64> {
        let budget = Sum::from(self.terms.budget?).fen();
        let used = match budget {
            0 => 100,
            budget => self.given.fen().saturating_mul(100) / budget,
        };
        i64::try_from(used.clamp(0, 100)).ok()
    }

    /// Whether it can be used, and less than a fifth of its budget is left.
    #[must_use]
    pub fn runs_low(&self) -> bool {
        self.state.is_approved() && self.used_percent().is_some_and(|used| used >= 80)
    }

    /// Whether every resident with a card can use it.
    #[must_use]
    pub const fn is_for_everybody(&self) -> bool {
        matches!(self.terms.eligible, EligibleFor::All)
    }
}

impl Reading {
    /// The discounts of a shop on a day, in the order in which they were registered.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is no such shop; [`ViewError::Store`] when the database fails.
    pub async fn shop_offers(&self, merchant: &Code, today: Day) -> Result<Vec<ShopOffer>, ViewError> {
        let (shop, _) = self.registers.merchants.by_code(merchant).ok_or(ViewError::Missing)?;
        let kinds = [AccountKind::Discount];
        let balances = self.database.balances(self.community, self.as_of, &kinds).await?;
        let mut offers = Vec::new();
        for (number, row) in self.registers.discounts.iter() {
            if row.merchant != shop {
                continue;
            }
            let account = balances.iter().find(|account| account.discount == Some(number));
            offers.push(ShopOffer {
                code: row.code.clone(),
                state: row.state,
                terms: row.terms.clone(),
                from: row.versions.from.filter(|from| *from > today),
                changed: row.changed,
                given: account.map_or(Sum::ZERO, |account| Sum::from_fen(account.balance)),
                is_valid: row.is_valid_on(today),
                account: account.map(|account| account.number),
            });
        }
        Ok(offers)
    }

    /// How often each of some discounts was used, in their order, taken back not counted.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn offer_uses(&self, offers: &[ShopOffer]) -> Result<Vec<i64>, ViewError> {
        let accounts = offers.iter().filter_map(|offer| offer.account).collect();
        let until = self.as_of.number;
        let times = self.database.times_posted(self.community, accounts, until).await?;
        let of = |offer: &ShopOffer| offer.account.and_then(|account| times.get(&account).copied());
        Ok(offers.iter().map(|offer| of(offer).unwrap_or(0)).collect())
    }
}
