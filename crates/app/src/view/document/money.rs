//! Records of a fund's money besides help, and of closed periods.

use xiaonuan_domain::document::money::{
    ChargeDocument, DonationReturnDocument, FundMoneyDocument, OpeningDocument, OpeningVoucherDocument,
    TransferDocument,
};

use xiaonuan_domain::document::closing::{ClosedDocument, ReclassifiedDocument, ReopenedDocument};

use super::{Facts, V, goods};
use crate::view::Reading;

impl Reading {
    pub(super) fn fund_money(&self, document: &FundMoneyDocument) -> Facts {
        vec![
            ("fund", self.of_fund(&document.fund)),
            ("amount", V::Amount(document.amount)),
        ]
    }

    pub(super) fn charge(&self, document: &ChargeDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("charge", V::Charge(document.charge)),
            ("amount", V::Amount(document.amount)),
        ];
        facts.extend(document.from.map(|from| ("held", V::Held(from))));
        facts
    }

    pub(super) fn donation_return(&self, document: &DonationReturnDocument) -> Facts {
        vec![
            ("fund", self.of_fund(&document.fund)),
            ("donation", V::Code(document.donation.clone())),
            ("donated", V::Record(document.donated)),
            ("amount", V::Amount(document.amount)),
            ("held", V::Held(document.from)),
            ("reason", V::Committed(document.reason.clone())),
        ]
    }

    pub(super) fn transfer(&self, document: &TransferDocument) -> Facts {
        vec![
            ("from_fund", self.of_fund(&document.from)),
            ("to_fund", self.of_fund(&document.to)),
            ("amount", V::Amount(document.amount)),
            ("reason", V::Committed(document.reason.clone())),
        ]
    }

    pub(super) fn opening(&self, document: &OpeningDocument) -> Facts {
        let mut facts = vec![
            ("fund", self.of_fund(&document.fund)),
            ("item", V::Opening(document.item)),
        ];
        let merchant = document.merchant.as_ref();
        facts.extend(merchant.map(|code| ("merchant", self.of_merchant(code))));
        facts.push(("amount", V::Amount(document.amount)));
        facts.extend(document.goods.iter().flat_map(goods::counted));
        facts
    }

    pub(super) fn opening_voucher(&self, document: &OpeningVoucherDocument) -> Facts {
        vec![
            ("fund", self.of_fund(&document.fund)),
            ("resident", self.of_resident(document.resident)),
            ("amount", V::Amount(document.amount)),
            ("expires_on", V::Day(document.expires_on)),
        ]
    }
}

pub(super) fn closed(document: &ClosedDocument) -> Facts {
    let from = document.from.map(|day| ("from", V::Day(day)));
    from.into_iter()
        .chain([("last_day", V::Day(document.last_day))])
        .collect()
}

pub(super) fn reclassified(document: &ReclassifiedDocument) -> Facts {
    vec![("last_day", V::Day(document.last_day))]
}

pub(super) fn reopened(document: &ReopenedDocument) -> Facts {
    vec![
        ("last_day", V::Day(document.last_day)),
        ("closed", V::Record(document.closed)),
        ("reopening", V::Committed(document.particulars.clone())),
    ]
}
