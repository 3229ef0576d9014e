//! Who is entitled to help: a category, for a disability its grade, and the days on which it holds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

use crate::calendar::Day;

/// A category of eligibility (资格类别), by its code: one of those that every community has from the beginning, or one that
/// it has registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Minimum living guarantee 低保.
    Dibao,
    /// On the margin of it 低保边缘.
    DibaoMarginal,
    /// Extreme poverty support 特困.
    Tekun,
    /// A household in hardship 困难家庭.
    Hardship,
    /// A disability, with a grade of 1 (most severe) to 4 残疾.
    Disabled,
    /// An old person living alone 孤寡老人.
    ElderlyAlone,
    /// One that the community has registered.
    Other(OtherCategory),
}

/// The code of a category that a community has registered: 1 to 32 of `a–z 0–9 _`, of which the first is a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherCategory([u8; 32]);

impl OtherCategory {
    fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }
}

impl Category {
    /// Those that every community has from the beginning.
    pub const ALL: &[Category] = &[
        Category::Dibao,
        Category::DibaoMarginal,
        Category::Tekun,
        Category::Hardship,
        Category::Disabled,
        Category::ElderlyAlone,
    ];

    /// The code, if every community has it from the beginning.
    #[must_use]
    pub const fn of_the_beginning(self) -> Option<&'static str> {
        Some(match self {
            Category::Dibao => "dibao",
            Category::DibaoMarginal => "dibao_marginal",
            Category::Tekun => "tekun",
            Category::Hardship => "hardship",
            Category::Disabled => "disabled",
            Category::ElderlyAlone => "elderly_alone",
            Category::Other(_) => return None,
        })
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Category::Other(other) => other.as_str(),
            known => known.of_the_beginning().unwrap_or_default(),
        }
    }

    /// Whether it may have grades, as far as that is known without the register.
    const fn may_have_grades(self) -> bool {
        matches!(self, Category::Disabled | Category::Other(_))
    }
}

impl FromStr for Category {
    type Err = NotAnEligibility;

    fn from_str(text: &str) -> Result<Self, NotAnEligibility> {
        let known = Category::ALL.iter().find(|category| category.as_str() == text);
        if let Some(known) = known {
            return Ok(*known);
        }
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let good = text.bytes().all(allowed) && text.starts_with(|first: char| first.is_ascii_lowercase());
        let mut code = [0; 32];
        if !good || text.len() > code.len() || text == "all" {
            return Err(NotAnEligibility);
        }
        code[..text.len()].copy_from_slice(text.as_bytes());
        Ok(Category::Other(OtherCategory(code)))
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Category {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Category {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A text that is no list of eligibilities, or no rule of who is eligible.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("expected category[:grade]@from..to, or all, category, disabled:1-2; several separated by a semicolon")]
pub struct NotAnEligibility;

/// A resident's entitlement under one category; both days are included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Eligibility {
    /// The category.
    pub category: Category,
    /// The grade, 1 the most severe, if the category has grades and one is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grade: Option<u8>,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// The reference of what proves it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub evidence: Option<String>,
    /// Who found it so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// The day on which it is looked at again.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub review_on: Option<Day>,
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

/// The grade of a category: of a disability there are four, and how many others have says the register.
fn grade(category: Category, text: &str) -> Result<u8, NotAnEligibility> {
    match text.as_bytes() {
        [digit @ b'1'..=b'4'] if category.may_have_grades() => Ok(digit - b'0'),
        [digit @ b'5'..=b'9'] if matches!(category, Category::Other(_)) => Ok(digit - b'0'),
        _ => Err(NotAnEligibility),
    }
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
            None => (what.parse()?, None),
            Some((code, text)) => {
                let category = code.parse()?;
                (category, Some(grade(category, text)?))
            }
        };
        if from > to {
            return Err(NotAnEligibility);
        }
        Ok(Eligibility {
            category,
            grade,
            from,
            to,
            evidence: None,
            source: None,
            review_on: None,
        })
    }
}

/// One way to be eligible for a discount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Anyone of the category.
    Category(Category),
    /// One of these grades of a category, both included; one without a grade does not match.
    Grades(Category, u8, u8),
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
    /// The categories that it names, each with its highest grade.
    pub fn categories(&self) -> impl Iterator<Item = (Category, Option<u8>)> {
        let criteria = match self {
            EligibleFor::All => &[][..],
            EligibleFor::Any(criteria) => criteria,
        };
        criteria.iter().map(|criterion| match *criterion {
            Criterion::Category(category) => (category, None),
            Criterion::Grades(category, _, highest) => (category, Some(highest)),
        })
    }

    /// Whether someone with these entitlements may use it on this day.
    #[must_use]
    pub fn admits(&self, entitlements: &[Eligibility], day: Day) -> bool {
        let EligibleFor::Any(criteria) = self else { return true };
        entitlements.iter().filter(|held| held.holds_on(day)).any(|held| {
            criteria.iter().any(|criterion| match *criterion {
                Criterion::Category(category) => held.category == category,
                Criterion::Grades(category, from, to) => {
                    held.category == category && held.grade.is_some_and(|grade| from <= grade && grade <= to)
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
            None => piece.parse().map(Criterion::Category),
            Some((code, grades)) => {
                let category = code.parse()?;
                let (from, to) = grades.split_once('-').unwrap_or((grades, grades));
                let (from, to) = (grade(category, from)?, grade(category, to)?);
                if from <= to {
                    Ok(Criterion::Grades(category, from, to))
                } else {
                    Err(NotAnEligibility)
                }
            }
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
                Criterion::Grades(category, from, to) if from == to => write!(f, "{category}:{from}")?,
                Criterion::Grades(category, from, to) => write!(f, "{category}:{from}-{to}")?,
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
        text.parse().map_err(de::Error::custom)
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
            "Poor@2026-01-01..2026-01-02",
            "poor:0@2026-01-01..2026-01-02",
            "all@2026-01-01..2026-01-02",
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
        for text in ["all", "dibao;disabled:2;disabled:1-2", "orphan;orphan:7-9"] {
            assert_eq!(text.parse::<EligibleFor>().expect("a rule").to_string(), text);
        }
    }
}
