//! What was typed at the counter, as its forms carry it on from one page to the next.

use serde::Deserialize;
use xiaonuan_app::counter::Confirming;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::CardNamed;
use xiaonuan_domain::money::{Money, as_typed};

/// What stands in a form for no discount: no code is that.
pub(crate) const VOUCHERS_ALONE: &str = "*";
/// What references of the counter's pages begin with.
pub(crate) const REFERENCES: &str = "HX";
/// Before the token in the address that a card's QR code holds.
const ADDRESS: &str = "/k/";

/// What the forms of the counter hold. Debugging shows nothing of it: it opens cards.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Slip {
    /// What stands for the card.
    pub(crate) card: String,
    /// What stands on the card, as long as nothing stands for it.
    pub(crate) code: String,
    /// The bill.
    pub(crate) bill: String,
    /// How much of it vouchers shall pay.
    pub(crate) voucher: String,
    /// The number of the shop's receipt.
    pub(crate) receipt: String,
    /// The offer.
    pub(crate) discount: String,
    /// Whether it was chosen by hand.
    pub(crate) own_discount: String,
    /// Whether the voucher's amount was changed by hand.
    pub(crate) own_voucher: String,
    /// The reference of what will be confirmed.
    #[serde(rename = "ref")]
    pub(crate) reference: String,
    /// The offer that the page showed as chosen, and the bill, discount and voucher that it showed with it.
    pub(crate) shown_discount: String,
    pub(crate) shown_bill: String,
    pub(crate) shown_off: String,
    pub(crate) shown_voucher: String,
    /// Whether to record one like another just before.
    pub(crate) again: String,
    /// How many seconds ago it was confirmed.
    pub(crate) waited: String,
}

impl Slip {
    /// The card's code alone, out of whatever was typed, scanned or read from the address of its QR code.
    pub(crate) fn of_code(text: &str) -> Self {
        let text = text.rsplit_once(ADDRESS).map_or(text, |(_, token)| token);
        let code = text.trim().split(['?', '#', '/']).next().unwrap_or_default();
        Slip {
            code: code.to_owned(),
            ..Slip::default()
        }
    }

    /// All of it that says something, for hidden fields.
    pub(crate) fn fields(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("card", &self.card),
            ("code", &self.code),
            ("bill", &self.bill),
            ("voucher", &self.voucher),
            ("receipt", &self.receipt),
            ("discount", &self.discount),
            ("own_discount", &self.own_discount),
            ("own_voucher", &self.own_voucher),
            ("ref", &self.reference),
            ("shown_discount", &self.shown_discount),
            ("shown_bill", &self.shown_bill),
            ("shown_off", &self.shown_off),
            ("shown_voucher", &self.shown_voucher),
        ];
        let said = all.into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| (name, value.as_str())).collect()
    }

    /// Those of it that stand in no field of the page of a bill.
    pub(crate) fn hidden(&self) -> Vec<(&'static str, &str)> {
        const SEEN: [&str; 4] = ["bill", "voucher", "receipt", "discount"];
        let mut hidden = self.fields();
        hidden.retain(|(name, _)| !SEEN.contains(name));
        if !self.again.is_empty() {
            hidden.push(("again", &self.again));
        }
        hidden
    }

    /// The offer, if it was chosen by hand.
    pub(crate) fn own_discount(&self) -> Option<&str> {
        let is_own = !self.own_discount.is_empty() || self.discount != self.shown_discount;
        Some(self.discount.as_str()).filter(|discount| is_own && !discount.is_empty())
    }

    /// Whether the reference is one that a page of the counter made up: others are of other books.
    pub(crate) fn has_own_reference(&self) -> bool {
        let drawn = self
            .reference
            .strip_prefix(REFERENCES)
            .and_then(|rest| rest.strip_prefix('-'));
        drawn.is_some_and(|drawn| !drawn.is_empty()) && self.reference.parse::<Code>().is_ok()
    }

    /// The bill: none where nothing was typed; an error where it is no amount above zero.
    pub(crate) fn bill(&self) -> Result<Option<Money>, ()> {
        match as_typed(&self.bill) {
            text if text.is_empty() => Ok(None),
            text => amount(&text).filter(|bill| bill.is_positive()).map(Some).ok_or(()),
        }
    }

    /// Whether it is another bill than the page showed.
    pub(crate) fn is_another_bill(&self) -> bool {
        self.bill().ok().flatten() != self.shown_bill.parse().ok()
    }

    /// The voucher's amount, if it was changed by hand. Whoever empties the field wants none.
    pub(crate) fn own_voucher(&self) -> Result<Option<Money>, ()> {
        let typed = match as_typed(&self.voucher) {
            text if text.is_empty() => Money::ZERO,
            text => amount(&text).ok_or(())?,
        };
        let is_other = |shown: Money| typed != shown;
        let is_own = !self.own_voucher.is_empty() || self.shown_voucher.parse().is_ok_and(is_other);
        Ok(is_own.then_some(typed))
    }

    /// The receipt's number, if there is one; an error where it is none.
    pub(crate) fn receipt(&self) -> Result<Option<Code>, ()> {
        match self.receipt.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| ()),
        }
    }

    /// What is confirmed, if it is what the page showed.
    pub(crate) fn confirming(&self, card: CardNamed) -> Option<Confirming> {
        let shown = |text: &str| text.parse::<Money>().ok();
        let bill = self.bill().ok().flatten()?;
        let voucher = amount(&as_typed(&self.voucher)).unwrap_or_default();
        let is_as_shown = shown(&self.shown_bill) == Some(bill) && shown(&self.shown_voucher) == Some(voucher);
        if !self.has_own_reference() || !is_as_shown || self.discount.is_empty() || self.discount != self.shown_discount
        {
            return None;
        }
        Some(Confirming {
            reference: self.reference.parse().ok()?,
            card,
            discount: Some(self.discount.clone()).filter(|discount| discount != VOUCHERS_ALONE),
            bill,
            off: shown(&self.shown_off)?,
            voucher,
            receipt: self.receipt().ok()?,
            waited: self.waited.parse().unwrap_or_default(),
            again: !self.again.is_empty(),
        })
    }
}

fn amount(text: &str) -> Option<Money> {
    text.parse().ok().filter(|amount: &Money| !amount.is_negative())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bill: &str, voucher: &str) -> Slip {
        Slip {
            bill: bill.to_owned(),
            voucher: voucher.to_owned(),
            discount: "D01".to_owned(),
            shown_discount: "D01".to_owned(),
            shown_bill: "128.50".to_owned(),
            shown_off: "12.85".to_owned(),
            shown_voucher: "86.00".to_owned(),
            reference: "HX-1".to_owned(),
            ..Slip::default()
        }
    }

    #[test]
    fn a_bill_is_an_amount_above_nothing() {
        for (text, fen) in [(" ¥1,280 ", Some(128_000)), ("0", None), ("-3", None), ("12,50", None)] {
            let bill = typed(text, "").bill();
            assert_eq!(bill.ok().flatten().map(Money::fen), fen, "{text}");
        }
        assert_eq!(typed(" ", "").bill(), Ok(None));
    }

    #[test]
    fn a_code_is_found_in_what_a_scanner_types() {
        for (text, code) in [
            ("https://nuan.example/k/abcdefgh?x=1", "abcdefgh"),
            (" a3k 7mn ", "a3k 7mn"),
            ("/k/abc/", "abc"),
            ("", ""),
        ] {
            assert_eq!(Slip::of_code(text).code, code, "{text}");
        }
    }

    #[test]
    fn nothing_is_confirmed_that_was_not_shown() {
        let card = CardNamed::nobodys;
        assert!(typed("128.50", "86").confirming(card()).is_some());
        for (bill, voucher) in [("128.51", "86"), ("128.50", "85"), ("128.50", ""), ("", "86")] {
            assert!(typed(bill, voucher).confirming(card()).is_none(), "{bill} {voucher}");
        }
        for discount in ["", "D02"] {
            let other = Slip {
                discount: discount.to_owned(),
                ..typed("128.50", "86")
            };
            assert!(other.confirming(card()).is_none(), "{discount}");
        }
    }

    #[test]
    fn an_offer_is_the_best_until_another_is_chosen_by_hand() {
        let mut slip = typed("1", "");
        assert_eq!(slip.own_discount(), None);
        slip.discount = "D02".to_owned();
        assert_eq!(slip.own_discount(), Some("D02"));
        slip.shown_discount = "D02".to_owned();
        slip.own_discount = "1".to_owned();
        assert_eq!(slip.own_discount(), Some("D02"));
    }

    #[test]
    fn a_voucher_is_whatever_it_can_pay_until_it_is_changed_by_hand() {
        assert_eq!(typed("1", "86").own_voucher(), Ok(None));
        assert_eq!(typed("1", "80").own_voucher(), Ok(Some(Money::from_fen(8_000))));
        assert_eq!(typed("1", "").own_voucher(), Ok(Some(Money::ZERO)));
        assert_eq!(typed("1", "x").own_voucher(), Err(()));
        let changed = Slip {
            own_voucher: "1".to_owned(),
            ..typed("1", "86.00")
        };
        assert_eq!(changed.own_voucher(), Ok(Some(Money::from_fen(8_600))));
    }
}
