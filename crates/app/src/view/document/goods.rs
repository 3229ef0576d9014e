//! Records of goods.

use xiaonuan_domain::document::{GoodsDonationDocument, GoodsPart, ItemDocument, StockDocument};

use super::{Facts, V};
use crate::view::Reading;

pub(super) fn item(document: &ItemDocument) -> Facts {
    vec![
        ("goods", V::Code(document.item.clone())),
        ("name", V::Text(document.name.clone())),
        ("unit", V::Text(document.unit.clone())),
    ]
}

/// Items that help consists of.
pub(super) fn parts(goods: &[GoodsPart]) -> Facts {
    let part = |part: &GoodsPart| {
        let worth = part.value.map(|value| ("worth", V::Amount(value)));
        [
            Some(("goods", V::Code(part.item.clone()))),
            Some(("quantity", V::Count(part.quantity))),
            worth,
        ]
    };
    goods.iter().flat_map(part).flatten().collect()
}

/// An item and how many pieces, where their worth is said already.
pub(super) fn counted(part: &GoodsPart) -> Facts {
    vec![
        ("goods", V::Code(part.item.clone())),
        ("quantity", V::Count(part.quantity)),
    ]
}

impl Reading {
    pub(super) fn goods_donation(&self, document: &GoodsDonationDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("amount", V::Amount(document.amount)),
        ];
        for line in &document.goods {
            facts.extend([
                ("goods", V::Code(line.item.clone())),
                ("quantity", V::Count(line.quantity)),
                ("worth", V::Amount(line.value)),
                ("basis", V::Basis(line.basis)),
            ]);
        }
        facts.push(("donor_kind", V::Donor(document.donor_kind)));
        facts.push(("donor", V::Committed(document.donor.clone())));
        facts.extend(document.replaces.map(|seq| ("replaces", V::Record(seq))));
        facts.extend(document.given_on.map(|day| ("given_on", V::Day(day))));
        facts.extend(document.receipt.clone().map(|receipt| ("receipt", V::Code(receipt))));
        facts.push(("values", V::Committed(document.values.clone())));
        facts
    }

    pub(super) fn stock(&self, document: &StockDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("amount", V::Amount(document.amount)),
        ];
        facts.extend(parts(&document.goods));
        facts.extend(document.cause.map(|cause| ("loss", V::Loss(cause))));
        facts.push(("particulars", V::Committed(document.particulars.clone())));
        facts
    }
}
