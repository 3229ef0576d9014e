//! Parts of bodies: a limit on uses, an entitlement.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};
use xiaonuan_domain::command::UsesLimit;
use xiaonuan_domain::eligibility;

use super::{count, read, read_if};
use crate::fault::FieldCode;
use crate::field;
use crate::query::at;

/// A limit on uses in each period.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Uses {
    /// How many.
    #[validate(range(min = 1, max = 1_000_000))]
    pub(super) most: i64,
    /// Counted for each resident or household.
    #[validate(custom(function = "field::uses_scope"))]
    #[schema(example = "resident")]
    pub(super) scope: String,
    /// day, week, month, year or total.
    #[validate(custom(function = "field::period_length"))]
    #[schema(example = "week")]
    pub(super) period: String,
}

impl Uses {
    /// A limit as it is said.
    pub(in crate::api) fn of(limit: UsesLimit) -> Self {
        Uses {
            most: limit.most.into(),
            scope: limit.scope.to_string(),
            period: limit.period.to_string(),
        }
    }

    /// What it says.
    pub(super) fn limit(&self) -> UsesLimit {
        UsesLimit {
            most: count(self.most),
            scope: read(&self.scope),
            period: read(&self.period),
        }
    }
}

/// What a resident is entitled to, and when; both days are in.
#[derive(Debug, Deserialize, Serialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "eligibility_agrees"))]
pub(crate) struct Eligibility {
    /// The category.
    #[validate(custom(function = "field::category"))]
    #[schema(example = "disabled")]
    pub(super) category: String,
    /// The grade, 1 the most severe: of a disability up to 4, of categories that the community registered as they say.
    #[serde(default)]
    #[validate(range(min = 1, max = 9))]
    pub(super) grade: Option<i64>,
    /// The first day.
    #[validate(custom(function = "field::day"))]
    pub(super) from: String,
    /// The last day.
    #[validate(custom(function = "field::last_day"))]
    pub(super) to: String,
    /// The reference of what proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    pub(super) evidence: Option<String>,
    /// Who found it so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::text"))]
    pub(super) source: Option<String>,
    /// The day on which it is looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "field::day"))]
    pub(super) review_on: Option<String>,
}

impl Eligibility {
    /// As it is shown.
    pub(crate) fn of(held: &eligibility::Eligibility) -> Self {
        Eligibility {
            category: held.category.to_string(),
            grade: held.grade.map(i64::from),
            from: held.from.to_string(),
            to: held.to.to_string(),
            evidence: held.evidence.clone(),
            source: held.source.clone(),
            review_on: held.review_on.map(|day| day.to_string()),
        }
    }

    /// What it says.
    pub(super) fn held(&self) -> eligibility::Eligibility {
        eligibility::Eligibility {
            category: read(&self.category),
            grade: self.grade.map(count),
            from: read(&self.from),
            to: read(&self.to),
            evidence: self.evidence.clone(),
            source: self.source.clone(),
            review_on: read_if(self.review_on.as_ref()),
        }
    }
}

fn eligibility_agrees(held: &Eligibility) -> Result<(), ValidationError> {
    let category: Option<eligibility::Category> = held.category.parse().ok();
    let has_none = |category: eligibility::Category| {
        category.of_the_beginning().is_some() && category != eligibility::Category::Disabled
    };
    let most = if category == Some(eligibility::Category::Disabled) {
        4
    } else {
        9
    };
    if held
        .grade
        .is_some_and(|grade| grade > most || category.is_some_and(has_none))
    {
        return Err(at("grade", FieldCode::Grade));
    }
    field::in_order(Some(&held.from), Some(&held.to))
}
