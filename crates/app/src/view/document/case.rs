//! What steps of a disbursement say.

use xiaonuan_domain::document::{CaseDocument, CaseLink, DisbursementDocument, HelpTerms, Minutes, PaymentDocument};

use super::{FactValue as V, Facts, committed, goods};
use crate::view::Reading;

impl Reading {
    pub(super) fn case_step(&self, document: &CaseDocument) -> Facts {
        let mut facts = link(Some(&document.case));
        facts.push(("resident", self.of_resident(document.resident)));
        facts.extend(document.asked.iter().flat_map(|help| self.help_terms(help)));
        facts.extend(document.released.map(|seq| ("released", V::Record(seq))));
        facts.extend(document.posting.iter().flat_map(|posting| {
            [
                ("posting_from", V::Day(posting.first_day)),
                ("posting_to", V::Day(posting.last_day)),
            ]
        }));
        facts.extend(document.answers.iter().map(|seq| ("objection", V::Record(*seq))));
        if let Some(part) = &document.part {
            facts.extend(of_part(part.number, part.needed));
            facts.push(("amount", V::Amount(part.amount)));
            facts.extend(minutes(part.minutes.as_ref()));
            facts.push(("terms", V::Committed(part.terms.clone())));
        }
        let values = [
            ("terms", &document.terms),
            ("visit", &document.visit),
            ("signature", &document.signature),
            ("reason", &document.reason),
            ("answer", &document.answer),
            ("duplicate", &document.duplicate),
            ("evidence", &document.evidence),
        ];
        facts.extend(
            values
                .into_iter()
                .filter_map(|(name, value)| committed(name, value.as_ref())),
        );
        facts.extend(committed("officer", Some(&document.officer)));
        facts
    }

    fn help_terms(&self, help: &HelpTerms) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&help.fund)),
            ("help", V::Help(help.kind)),
            ("amount", V::Amount(help.amount)),
        ];
        facts.extend(goods::parts(&help.goods));
        facts.extend(help.merchant.as_ref().map(|code| ("merchant", self.of_merchant(code))));
        facts.extend(help.expires_on.map(|day| ("expires_on", V::Day(day))));
        facts
    }
}

pub(super) fn link(case: Option<&CaseLink>) -> Facts {
    let mut facts = Facts::new();
    if let Some(link) = case {
        facts.push(("case", V::Code(link.reference.clone())));
        facts.extend(link.previous.map(|seq| ("previous", V::Record(seq))));
    }
    facts
}

/// Which of several approvals one is.
pub(super) fn of_part(number: usize, needed: usize) -> Facts {
    let count = |number| V::Count(u32::try_from(number).unwrap_or(u32::MAX));
    vec![("approval_number", count(number)), ("approvers", count(needed))]
}

fn minutes(minutes: Option<&Minutes>) -> Facts {
    let mut facts = Facts::new();
    if let Some(minutes) = minutes {
        facts.push(("minutes", V::Text(minutes.number.clone())));
        if let Some((ayes, noes)) = minutes.votes {
            facts.extend([("votes_for", V::Count(ayes)), ("votes_against", V::Count(noes))]);
        }
    }
    facts
}

/// What an approval says that is a step by itself.
pub(super) fn of_approval(document: &DisbursementDocument) -> Facts {
    let mut facts = link(document.case.as_ref());
    facts.extend(document.approvals.iter().map(|seq| ("approved", V::Record(*seq))));
    facts.extend(minutes(document.minutes.as_ref()));
    facts.extend(document.papers_by.map(|day| ("papers_by", V::Day(day))));
    let values = [
        ("terms", &document.terms),
        ("urgency", &document.urgency),
        ("duplicate", &document.duplicate),
        ("evidence", &document.evidence),
    ];
    facts.extend(
        values
            .into_iter()
            .filter_map(|(name, value)| committed(name, value.as_ref())),
    );
    facts
}

/// What a payment says that is a step by itself.
pub(super) fn of_payment(document: &PaymentDocument) -> Facts {
    let mut facts = link(document.case.as_ref());
    let values = [
        ("terms", &document.terms),
        ("officer", &document.officer),
        ("duplicate", &document.duplicate),
        ("evidence", &document.evidence),
    ];
    facts.extend(
        values
            .into_iter()
            .filter_map(|(name, value)| committed(name, value.as_ref())),
    );
    facts
}
