//! What proposals and decisions about them say.

use xiaonuan_domain::document::{DecisionDocument, ProposalDocument};

use super::{FactValue as V, Facts, committed};
use crate::report::Choice;

pub(super) fn proposed(document: &ProposalDocument) -> Facts {
    let mut facts = vec![
        ("asks", V::Choice(Choice::Record(document.asks))),
        ("code", V::Code(document.reference.clone())),
    ];
    facts.extend(document.amount.map(|amount| ("amount", V::Amount(amount))));
    facts.extend(committed("request", Some(&document.request)));
    facts.extend(committed("officer", Some(&document.officer)));
    facts
}

pub(super) fn decided(document: &DecisionDocument) -> Facts {
    let mut facts = vec![("proposal", V::Record(document.proposal))];
    facts.extend(document.made.map(|seq| ("made", V::Record(seq))));
    facts.extend(committed("reason", document.reason.as_ref()));
    facts.extend(committed("officer", Some(&document.officer)));
    facts
}
