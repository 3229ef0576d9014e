//! Who is entitled to help: a category, for a disability its grade, and the days on which it holds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::Day;
use crate::kind::{NotAKind, kinds};

kinds! {
    /// A category of eligibility (资格类别).
    Category {
        /// Minimum living guarantee 低保.
        Dibao = "dibao",
        /// On the margin of it 低保边缘.
        DibaoMarginal = "dibao_marginal",
        /// Extreme poverty support 特困.
        Tekun = "tekun",
        /// A household in hardship 困难家庭.
        Hardship = "hardship",
        /// A disability, with a grade of 1 (most severe) to 4 残疾.
        Disabled = "disabled",
        /// An old person living alone 孤寡老人.
        ElderlyAlone = "elderly_alone",
    }
}

/// A text that is no list of eligibilities, or no rule of who is eligible.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected category[:grade]@from..to, or all, category, disabled:1-2; several separated by a semicolon")]
pub struct NotAnEligibility;

/// A resident's entitlement under one category; both days are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    /// The category.
    pub category: Category,
    /// The grade of a disability, 1 to 4, if one is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grade: Option<u8>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Eligibility {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }

    /// Reads a cell: empty, or eligibilities separated by `;`.
    ///
    /// # Errors
    /// [`NotAnEligibility`] when any of them cannot be read.
    pub fn parse_list(text: &str) -> Result<Vec<Eligibility>, NotAnEligibility> {
        if text.is_empty() {
            Ok(Vec::new())
        } else {
            text.split(';').map(str::parse).collect()
        }
    }
}

fn grade(text: &str) -> Result<u8, NotAnEligibility> {
    match text.as_bytes() {
        [digit @ b'1'..=b'4'] => Ok(digit - b'0'),
        _ => Err(NotAnEligibility),
    }
}

fn category(text: &str) -> Result<Category, NotAnEligibility> {
    text.parse().map_err(|_: NotAKind| NotAnEligibility)
}

/// Reads `category[:grade]@from..to`.
impl FromStr for Eligibility {
    type Err = NotAnEligibility;

    fn from_str(text: &str) -> Result<Self, NotAnEligibility> {
        let (what, days) = text.split_once('@').ok_or(NotAnEligibility)?;
        let (from, to) = days.split_once("..").ok_or(NotAnEligibility)?;
        let day = |text: &str| text.parse::<Day>().map_err(|_| NotAnEligibility);
        let (from, to) = (day(from)?, day(to)?);
        let (category, grade) = match what.split_once(':') {
            None => (category(what)?, None),
            Some(("disabled", text)) => (Category::Disabled, Some(grade(text)?)),
            Some(_) => return Err(NotAnEligibility),
        };
        if from > to {
            return Err(NotAnEligibility);
        }
        Ok(Eligibility {
            category,
            grade,
            from,
            to,
        })
    }
}

/// One way to be eligible for a discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Anyone of the category.
    Category(Category),
    /// A disability of one of these grades, both included; one without a grade does not match.
    Grades(u8, u8),
}

/// Who may use a discount (适用对象). One match on the day of the bill is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EligibleFor {
    /// Every resident 不限.
    All,
    /// Residents who meet one of these.
    Any(Vec<Criterion>),
}

impl EligibleFor {
    /// Whether someone with these entitlements may use it on this day.
    #[must_use]
    pub fn admits(&self, entitlements: &[Eligibility], day: Day) -> bool {
        let EligibleFor::Any(criteria) = self else { return true };
        entitlements.iter().filter(|held| held.holds_on(day)).any(|held| {
            criteria.iter().any(|criterion| match *criterion {
                Criterion::Category(category) => held.category == category,
                Criterion::Grades(from, to) => {
                    held.category == Category::Disabled && held.grade.is_some_and(|grade| from <= grade && grade <= to)
                }
            })
        })
    }
}

/// Reads `all`, or `category`, `disabled:2`, `disabled:1-2` separated by `;`.
impl FromStr for EligibleFor {
    type Err = NotAnEligibility;

    fn from_str(text: &str) -> Result<Self, NotAnEligibility> {
        if text == "all" {
            return Ok(EligibleFor::All);
        }
        let criterion = |piece: &str| match piece.split_once(':') {
            None => category(piece).map(Criterion::Category),
            Some(("disabled", grades)) => {
                let (from, to) = grades.split_once('-').unwrap_or((grades, grades));
                let (from, to) = (grade(from)?, grade(to)?);
                if from <= to {
                    Ok(Criterion::Grades(from, to))
                } else {
                    Err(NotAnEligibility)
                }
            }
            Some(_) => Err(NotAnEligibility),
        };
        text.split(';')
            .map(criterion)
            .collect::<Result<_, _>>()
            .map(EligibleFor::Any)
    }
}

impl fmt::Display for EligibleFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EligibleFor::Any(criteria) = self else {
            return f.write_str("all");
        };
        for (at, criterion) in criteria.iter().enumerate() {
            if at > 0 {
                f.write_str(";")?;
            }
            match criterion {
                Criterion::Category(category) => write!(f, "{category}")?,
                Criterion::Grades(from, to) if from == to => write!(f, "disabled:{from}")?,
                Criterion::Grades(from, to) => write!(f, "disabled:{from}-{to}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for EligibleFor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EligibleFor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(text: &str) -> Vec<Eligibility> {
        Eligibility::parse_list(text).expect("eligibilities")
    }

    fn on(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn eligibilities_are_read_exactly_or_not_at_all() {
        assert_eq!(held(""), []);
        assert_eq!(
            held("disabled:3@2026-01-01..2026-12-31;dibao@2026-01-01..2026-01-01").len(),
            2
        );
        for text in [
            "dibao",
            "dibao@2026-01-02..2026-01-01",
            "dibao:1@2026-01-01..2026-01-02",
            "disabled:0@2026-01-01..2026-01-02",
            "disabled:5@2026-01-01..2026-01-02",
            "disabled:1-2@2026-01-01..2026-01-02",
            "disabled:@2026-01-01..2026-01-02",
            "dibao@2026-01-01..2026-01-02;",
            "poor@2026-01-01..2026-01-02",
            "dibao@2026-01-01",
            "dibao@2026-01-01..2026-02-30",
        ] {
            assert_eq!(Eligibility::parse_list(text), Err(NotAnEligibility), "{text}");
        }
        for text in [
            "",
            "all;dibao",
            "dibao;",
            "disabled:2-1",
            "disabled:",
            "dibao:1",
            "disabled:1-5",
            "ALL",
        ] {
            assert_eq!(text.parse::<EligibleFor>(), Err(NotAnEligibility), "{text}");
        }
    }

    #[test]
    fn one_match_on_the_day_is_enough() {
        let rule = |text: &str| text.parse::<EligibleFor>().expect("a rule");
        let resident = held("disabled:3@2026-01-01..2026-03-31;dibao@2026-02-01..2026-02-28");
        let cases = [
            ("all", "2027-01-01", true),
            ("dibao", "2026-02-28", true),
            ("dibao", "2026-03-01", false),
            ("disabled", "2026-03-31", true),
            ("disabled:1-2", "2026-02-01", false),
            ("disabled:2-3", "2026-02-01", true),
            ("tekun;disabled:3", "2026-01-01", true),
            ("disabled:3", "2025-12-31", false),
        ];
        for (text, day, expected) in cases {
            assert_eq!(rule(text).admits(&resident, on(day)), expected, "{text} on {day}");
        }
        let ungraded = held("disabled@2026-01-01..2026-12-31");
        assert!(rule("disabled").admits(&ungraded, on("2026-05-01")));
        assert!(!rule("disabled:1-4").admits(&ungraded, on("2026-05-01")));
    }

    #[test]
    fn rules_print_as_they_are_read() {
        for text in ["all", "dibao;disabled:2;disabled:1-2"] {
            assert_eq!(text.parse::<EligibleFor>().expect("a rule").to_string(), text);
        }
    }
}
