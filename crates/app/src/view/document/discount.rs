//! What records of a discount say.

use xiaonuan_domain::command::DiscountTerms;
use xiaonuan_domain::document::DiscountDocument;

use super::{FactValue as V, Facts};
use crate::view::Reading;

impl Reading {
    pub(super) fn discount(&self, document: &DiscountDocument) -> Facts {
        let mut facts = vec![
            ("code", V::Code(document.discount.clone())),
            ("merchant", self.of_merchant(&document.merchant)),
        ];
        facts.extend(document.fund.as_ref().map(|fund| ("fund", self.of_fund(fund))));
        if !document.state.is_approved() {
            facts.push(("state", V::State(document.state)));
        }
        facts.extend(document.version.map(|version| ("version", V::Count(version))));
        facts.extend(document.from.map(|day| ("from", V::Day(day))));
        facts.extend(terms(&document.terms));
        facts
    }
}

fn terms(terms: &DiscountTerms) -> Facts {
    let mut facts = vec![
        ("public_title", V::Text(terms.public_title.clone())),
        ("title", V::Text(terms.title.clone())),
        ("value", V::Reduction(terms.reduction)),
        ("fund_share", V::Percent(terms.fund_share)),
        ("eligible", V::Eligible(terms.eligible.clone())),
    ];
    facts.extend(terms.min_spend.map(|amount| ("min_spend", V::Amount(amount))));
    facts.extend(terms.cap_per_bill.map(|amount| ("cap_per_bill", V::Amount(amount))));
    facts.extend(terms.budget.map(|amount| ("budget", V::Amount(amount))));
    if let Some(uses) = terms.uses {
        facts.push(("uses", V::Count(uses.most)));
        facts.push(("uses_scope", V::Scope(uses.scope)));
        facts.push(("uses_period", V::Length(uses.period)));
    }
    facts.push(("valid_from", V::Day(terms.valid_from)));
    facts.push(("valid_to", V::Day(terms.valid_to)));
    facts
}
