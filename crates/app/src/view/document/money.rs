//! Records of a fund's money besides help.

use xiaonuan_domain::document::money::{ChargeDocument, DonationReturnDocument, FundMoneyDocument, TransferDocument};

use super::{Facts, V};
use crate::view::Reading;

impl Reading {
    pub(super) fn fund_money(&self, document: &FundMoneyDocument) -> Facts {
        vec![
            ("fund", self.of_fund(&document.fund)),
            ("amount", V::Amount(document.amount)),
        ]
    }

    pub(super) fn charge(&self, document: &ChargeDocument) -> Facts {
        vec![
            ("fund", self.of_fund(&document.fund)),
            ("charge", V::Charge(document.charge)),
            ("amount", V::Amount(document.amount)),
        ]
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
}
