//! What a shop asks through the API, and what it is told: no more than at its counter.

use serde_json::{Value, json};
use xiaonuan_app::desk::{DeskError, Done, Request};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::record::RecordKind;

use super::Principal;
use crate::fault::{Fault, FieldCode, FieldFault};

/// What of a redemption's document a shop knows already, or is told.
const TOLD: [&str; 6] = ["merchant", "bill", "due_from_resident", "receipt", "branch", "device"];

impl Principal {
    /// Whether it is of a shop, and of no office besides.
    pub(crate) fn is_of_a_shop(&self) -> bool {
        let reach = self.reach(Right::ServeCounter);
        !reach.everything && !reach.merchants.is_empty()
    }

    /// Whether a shop's counters are theirs to keep, or theirs to see.
    pub(crate) fn keeps_counters_of(&self, merchant: &str) -> bool {
        self.reach(Right::KeepShop).covers_merchant(merchant)
    }

    /// What is asked, as it is decided for whoever asks: for a shop, as at its counter. There a resident is whose card is
    /// shown: codes of residents can be guessed, and a shop would learn who has which offers.
    pub(crate) fn asked(&self, mut request: Request) -> Result<Request, Fault> {
        if self.is_of_a_shop()
            && let Command::Redeem(claim) = &mut request.command
        {
            if claim.card.is_none() {
                return Err(card_required());
            }
            claim.counter.get_or_insert_default();
        }
        Ok(request)
    }

    /// Why something was not done, as whoever asked is told.
    pub(crate) fn heard(&self, of: &Command, error: DeskError) -> Fault {
        self.heard_of(matches!(of, Command::Redeem(_) | Command::Reverse(_)), error)
    }

    /// Why something was not done that was asked before, as whoever asked was told then.
    pub(crate) fn heard_again(&self, operation: &str, error: DeskError) -> Fault {
        let at_counters = [RecordKind::Redemption, RecordKind::Reversal];
        self.heard_of(at_counters.iter().any(|kind| kind.as_str() == operation), error)
    }

    fn heard_of(&self, is_at_counter: bool, error: DeskError) -> Fault {
        match self.is_of_a_shop() && is_at_counter {
            true => error.at_counter().into(),
            false => error.into(),
        }
    }

    /// What was done, as whoever asked is told: a shop learns what the bill came to, and not from whose money.
    pub(crate) fn told(&self, mut done: Done) -> Done {
        let recorded = &mut done.recorded;
        match recorded.kind {
            RecordKind::Redemption if self.is_of_a_shop() => recorded.document = seen_by_a_shop(&recorded.document),
            // What is taken back names what was given, grant by grant.
            RecordKind::Reversal if self.is_of_a_shop() => recorded.document = json!({}),
            _ => {}
        }
        done
    }
}

/// What a shop is told that named nobody's card.
pub(crate) fn card_required() -> Fault {
    Fault::Invalid(vec![FieldFault::new("card", FieldCode::Required)])
}

fn seen_by_a_shop(document: &Value) -> Value {
    let mut seen = json!({});
    for name in TOLD {
        if let Some(value) = document.get(name) {
            seen[name] = value.clone();
        }
    }
    let given = document.get("discount").filter(|given| given.is_object());
    if let Some(given) = given {
        seen["discount"] = json!({"code": given["code"], "amount": given["amount"]});
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_told_no_subject_and_nobodys_share() {
        let whole = json!({"merchant": "M01", "resident": "5f0c", "bill": "20.00", "due_from_resident": "18.00",
                           "discount": {"code": "D01", "amount": "2.00", "fund_part": "1.00", "merchant_part": "1.00"},
                           "vouchers": [{"grant": 7, "amount": "0.00"}], "card": "5f0d", "receipt": "S1"});
        let seen = json!({"merchant": "M01", "bill": "20.00", "due_from_resident": "18.00", "receipt": "S1",
                          "discount": {"code": "D01", "amount": "2.00"}});
        assert_eq!(seen_by_a_shop(&whole), seen);
    }
}
