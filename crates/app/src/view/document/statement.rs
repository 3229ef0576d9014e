//! What steps of statements and settlements say.

use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{
    ApprovalDocument, PreparedDocument, StatementDocument, StatementPaidDocument, StatementStepDocument,
};

use super::{FactValue as V, Facts, committed};
use crate::view::Reading;

fn code(name: &'static str, code: Option<&Code>) -> Option<(&'static str, V)> {
    Some((name, V::Code(code?.clone())))
}

impl Reading {
    pub(super) fn statement_drawn_up(&self, document: &StatementDocument) -> Facts {
        let mut facts = vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("month", V::Text(document.month.to_string())),
            ("owed", V::Amount(document.owed)),
            ("lines", V::Count(document.lines)),
            ("until", V::Record(document.until)),
        ];
        facts.extend(code("goes_on_from", document.after.as_ref()));
        facts.extend(code("in_stead_of", document.replaces.as_ref()));
        facts.push(("records_hash", V::Text(document.records.clone())));
        facts.extend(committed("officer", Some(&document.officer)));
        facts
    }

    pub(super) fn statement_step(&self, document: &StatementStepDocument) -> Facts {
        let mut facts = vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("statement", V::Record(document.statement)),
            ("hash", V::Text(document.hash.clone())),
        ];
        facts.extend(document.invoice.clone().map(|invoice| ("invoice", V::Text(invoice))));
        facts.extend(document.lines.iter().map(|seq| ("disputed", V::Record(*seq))));
        facts.extend(committed("reason", document.reasons.as_ref()));
        facts.extend(committed("officer", Some(&document.officer)));
        facts
    }

    pub(super) fn statement_paid(&self, document: &StatementPaidDocument) -> Facts {
        vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("statement", V::Code(document.statement.clone())),
            ("settlement", V::Record(document.settlement)),
        ]
    }

    pub(super) fn prepared(&self, document: &PreparedDocument) -> Facts {
        let mut facts = vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("amount", V::Amount(document.amount)),
        ];
        facts.extend(code("statement", document.statement.as_ref()));
        facts.extend(committed("officer", Some(&document.officer)));
        facts
    }

    pub(super) fn approval(&self, document: &ApprovalDocument) -> Facts {
        let mut facts = vec![
            ("merchant", self.of_merchant(&document.merchant)),
            ("prepared", V::Record(document.prepared)),
            ("hash", V::Text(document.hash.clone())),
        ];
        facts.extend(document.approvals.iter().map(|seq| ("approved", V::Record(*seq))));
        let part = document.part.as_ref();
        facts.extend(
            part.into_iter()
                .flat_map(|part| super::case::of_part(part.number, part.needed)),
        );
        facts.extend(committed("officer", Some(&document.officer)));
        facts
    }
}
