//! How a community wants its workflow to go.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::kind::kinds;
use crate::money::Money;
use crate::refusal::{Refusal, RefusalCode};

kinds! {
    /// A step of a disbursement that a community may switch off. Preparing, approving and paying never are.
    OptionalStep {
        /// Asking for help 申请.
        Apply = "apply",
        /// Visiting 入户走访.
        Visit = "visit",
        /// Looking through what was prepared 审核.
        Review = "review",
        /// Posting what was approved before it is paid 公示.
        Posting = "posting",
        /// Signing for it 签收.
        Sign = "sign",
    }
}

/// The settings of a community. Until it has said any, every step may be taken and only those that never can be
/// switched off must be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The steps that are switched off: they are not taken. All others must be.
    pub off: BTreeSet<OptionalStep>,
    /// For how many days at least what was approved is posted before it may be paid.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub posting_days: Option<u16>,
    /// Above this amount minutes and votes are needed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub minutes_above: Option<Money>,
    /// How many days the papers of help that was paid first may be missing.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub papers_days: Option<u16>,
    /// Whether merchants are paid in steps alone: prepared, approved and paid by three people.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub settle_in_steps: bool,
    /// Whether every step may be taken and none but preparing, approving and paying must be, as before anything was said.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub steps_optional: bool,
    /// Whether officers may approve and pay having signed in by password alone.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub second_factor_optional: bool,
    /// The most that one person may get through cards on a day, in discounts and vouchers together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub card_daily_cap: Option<Money>,
    /// Above which bill a shop's counter gives the number of its own receipt; never, where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub receipt_above: Option<Money>,
    /// For how many years after the end of its year everything is kept before a resident may be erased; where nothing is
    /// said, as many as the law asks for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub archive_years: Option<u16>,
    /// How many approve help, by its amount; one where nothing is said.
    #[serde(skip_serializing_if = "Bands::is_empty", default)]
    pub help_bands: Bands,
    /// How many approve what a merchant is paid, by its amount; one where nothing is said.
    #[serde(skip_serializing_if = "Bands::is_empty", default)]
    pub settlement_bands: Bands,
}

/// From an amount on, so many people approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Where it begins, in yuan.
    pub from: Money,
    /// How many different people approve.
    pub approvers: u8,
}

/// Bands of amounts 金额分档, the lowest first: each reaches to where the next begins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bands(pub Vec<Band>);

impl Settings {
    /// Whether a step must be taken.
    #[must_use]
    pub fn needs(&self, step: OptionalStep) -> bool {
        !self.off.contains(&step)
    }

    /// What holds until anything is said.
    #[must_use]
    pub fn unsaid() -> Self {
        Settings {
            steps_optional: true,
            ..Settings::default()
        }
    }

    /// Whether some amount is approved by fewer people than by others.
    #[must_use]
    pub fn lets_fewer_approve_than(&self, others: &Settings) -> bool {
        self.help_bands.asks_for_fewer_than(&others.help_bands)
            || self.settlement_bands.asks_for_fewer_than(&others.settlement_bands)
    }

    /// Whether a step, minutes, days of posting or a second factor are not asked for any more where others ask for them.
    #[must_use]
    pub fn asks_for_less_than(&self, others: &Settings) -> bool {
        let must = |settings: &Settings, step| !settings.steps_optional && settings.needs(step);
        let drops_a_step = OptionalStep::ALL
            .iter()
            .any(|step| must(others, *step) && !must(self, *step));
        let lifts = |was: Money| self.minutes_above.is_none_or(|above| above > was);
        drops_a_step
            || (self.second_factor_optional && !others.second_factor_optional)
            || (others.settle_in_steps && !self.settle_in_steps)
            || others.minutes_above.is_some_and(lifts)
            || self.posting_days < others.posting_days
    }
}

impl Bands {
    /// How many bands there may be.
    pub const MOST: usize = 10;
    /// How many approvers a band may ask for.
    pub const MOST_APPROVERS: u8 = 5;

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many people approve an amount.
    #[must_use]
    pub fn approvers(&self, amount: Money) -> usize {
        let reached = self.0.iter().rev().find(|band| band.from <= amount);
        reached.map_or(1, |band| usize::from(band.approvers.max(1)))
    }

    /// Whether some amount is approved by fewer people than by others. How many approve changes only where a band begins.
    #[must_use]
    pub fn asks_for_fewer_than(&self, others: &Bands) -> bool {
        let begins = self.0.iter().chain(&others.0).map(|band| band.from);
        let mut amounts = begins.chain([Money::ZERO]);
        amounts.any(|amount| self.approvers(amount) < others.approvers(amount))
    }

    /// Refuses what cannot be bands, with the column, the number of the band, and what would be right.
    ///
    /// # Errors
    /// `invalid_band`.
    pub fn check(&self, column: &'static str) -> Result<(), Refusal> {
        let wrong = |at: usize, expected: &'static str| {
            let refusal = Refusal::new(RefusalCode::InvalidBand).with("column", column);
            Err(refusal.with("band", at + 1).with("expected", expected))
        };
        if self.0.len() > Bands::MOST {
            return wrong(Bands::MOST, "at-most-ten-bands");
        }
        for (at, band) in self.0.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| self.0[before]);
            match before {
                _ if !(1..=Bands::MOST_APPROVERS).contains(&band.approvers) => {
                    return wrong(at, "one-to-five-approvers");
                }
                None if !band.from.is_zero() => return wrong(at, "band-from-zero"),
                Some(before) if band.from <= before.from => return wrong(at, "band-above-the-one-before"),
                Some(before) if band.approvers < before.approvers => return wrong(at, "no-fewer-approvers"),
                _ => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands(of: &[(i64, u8)]) -> Bands {
        let band = |&(yuan, approvers): &(i64, u8)| Band {
            from: Money::from_fen(yuan * 100),
            approvers,
        };
        Bands(of.iter().map(band).collect())
    }

    #[test]
    fn an_amount_is_approved_by_as_many_as_the_band_it_reaches_asks_for() {
        let set = bands(&[(0, 1), (5_000, 2), (20_000, 3)]);
        set.check("help_bands").expect("they are bands");
        for (fen, approvers) in [
            (0, 1),
            (499_999, 1),
            (500_000, 2),
            (1_999_999, 2),
            (2_000_000, 3),
            (i64::MAX, 3),
        ] {
            assert_eq!(set.approvers(Money::from_fen(fen)), approvers, "{fen}");
        }
        assert_eq!(Bands::default().approvers(Money::from_fen(i64::MAX)), 1);
    }

    #[test]
    fn bands_that_ask_for_fewer_are_told_wherever_they_do() {
        let now = bands(&[(0, 1), (5_000, 2), (20_000, 3)]);
        for (then, is_fewer) in [
            (&[(0, 1), (5_000, 2), (20_000, 3)][..], false),
            (&[(0, 2), (20_000, 3)], false),
            (&[(0, 1), (4_000, 2), (20_000, 5)], false),
            (&[(0, 3)], false),
            (&[(0, 1), (5_001, 2), (20_000, 3)], true),
            (&[(0, 1), (5_000, 2)], true),
            (&[(0, 2)], true),
            (&[(0, 1), (5_000, 2), (6_000, 3), (20_000, 3)], false),
            (&[], true),
        ] {
            assert_eq!(bands(then).asks_for_fewer_than(&now), is_fewer, "{then:?}");
            assert!(!bands(then).asks_for_fewer_than(&Bands::default()), "{then:?}");
        }
    }

    #[test]
    fn settings_that_ask_for_less_are_told_whatever_they_give_up() {
        use OptionalStep as Step;
        let strict = Settings {
            off: BTreeSet::from([Step::Apply]),
            posting_days: Some(5),
            minutes_above: Some(Money::from_fen(100_000)),
            settle_in_steps: true,
            ..Settings::default()
        };
        let but = |change: fn(&mut Settings)| {
            let mut then = strict.clone();
            change(&mut then);
            then
        };
        for (then, is_less) in [
            (strict.clone(), false),
            (but(|then| then.second_factor_optional = true), true),
            (but(|then| then.steps_optional = true), true),
            (but(|then| then.settle_in_steps = false), true),
            (but(|then| then.off.extend([Step::Visit])), true),
            (but(|then| then.off.clear()), false),
            (but(|then| then.posting_days = None), true),
            (but(|then| then.posting_days = Some(4)), true),
            (but(|then| then.posting_days = Some(7)), false),
            (but(|then| then.minutes_above = None), true),
            (but(|then| then.minutes_above = Some(Money::from_fen(100_001))), true),
            (but(|then| then.minutes_above = Some(Money::from_fen(5))), false),
            (but(|then| then.papers_days = Some(9)), false),
            (Settings::unsaid(), true),
        ] {
            assert_eq!(then.asks_for_less_than(&strict), is_less, "{then:?}");
            assert!(!then.lets_fewer_approve_than(&strict), "{then:?}");
        }
        assert!(
            !strict.asks_for_less_than(&Settings::unsaid()),
            "the first settings ask for more"
        );
    }

    #[test]
    fn what_cannot_be_bands_is_told_by_its_band() {
        let eleven: Vec<(i64, u8)> = (0..11).map(|at| (at, 1)).collect();
        for (of, band, expected) in [
            (&[(1, 1)][..], "1", "band-from-zero"),
            (&[(0, 0)], "1", "one-to-five-approvers"),
            (&[(0, 1), (10, 6)], "2", "one-to-five-approvers"),
            (&[(0, 1), (0, 2)], "2", "band-above-the-one-before"),
            (&[(0, 1), (20, 2), (10, 2)], "3", "band-above-the-one-before"),
            (&[(0, 2), (20, 1)], "2", "no-fewer-approvers"),
            (&eleven, "11", "at-most-ten-bands"),
        ] {
            let refusal = bands(of).check("help_bands").expect_err("they are none");
            let fact = |name: &str| {
                refusal
                    .facts
                    .iter()
                    .find(|(key, _)| key.as_str() == name)
                    .map(|(_, told)| told.to_string())
            };
            assert_eq!(refusal.code, RefusalCode::InvalidBand);
            assert_eq!(fact("band").as_deref(), Some(band), "{of:?}");
            assert_eq!(fact("expected").as_deref(), Some(expected), "{of:?}");
        }
    }
}
