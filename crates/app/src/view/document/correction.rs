//! What corrections say.

use xiaonuan_domain::document::ReversalDocument;

use super::{FactValue as V, Facts};
use crate::view::Reading;

impl Reading {
    pub(super) fn reversal(&self, document: &ReversalDocument) -> Facts {
        let mut facts = vec![
            ("of", V::Kind(document.of)),
            ("of_reference", V::Code(document.of_reference.clone())),
            ("of_day", V::Day(document.of_day)),
        ];
        facts.extend(document.fund.as_ref().map(|fund| ("fund", self.of_fund(fund))));
        let merchant = document.merchant.as_ref();
        facts.extend(merchant.map(|code| ("merchant", self.of_merchant(code))));
        facts.extend(document.resident.map(|subject| ("resident", self.of_resident(subject))));
        for share in &document.receivable {
            facts.push(("fund", self.of_fund(&share.fund)));
            facts.push(("receivable", V::Amount(share.amount)));
        }
        facts.extend(document.replaced_by.map(|seq| ("replaced_by", V::Record(seq))));
        facts.extend(self.of_staff(document.staff).map(|staff| ("staff", staff)));
        facts.push(("reason", V::Committed(document.reason.clone())));
        facts
    }
}
