//! Making up what happens to a fund's money, and corrections.

use super::Author;
use crate::calendar::Day;
use crate::operation::{FundMoney, Gift, GiveBack, Opening, Operation, Reversal, Transfer};

impl Author {
    fn a_gift(&mut self) -> Gift {
        let used = self.references("donation");
        let is_cash = self.dice.chance(30);
        Gift {
            reference: self.reference("D", used),
            day: self.day(),
            fund: self.fund(),
            fen: if self.dice.chance(5) {
                self.fen(0)
            } else {
                500 + self.dice.below(9_000)
            },
            is_cash,
            in_hand: (is_cash && self.dice.chance(60)) || self.dice.chance(3),
            donor: self.donor(),
            receipt: self.dice.chance(40).then(|| format!("PJ{}", self.count)),
        }
    }

    /// A large gift to one fund after the other, some weeks ago.
    pub(super) fn first_gift(&mut self, place: usize) -> Operation {
        let fund = ["F1", "F2", "U1", "U2", "F1", "U1"][place];
        Operation::Donate(Gift {
            day: self.today() - 20 - self.dice.below(40),
            fund: fund.to_owned(),
            fen: 5_000 + self.dice.below(20_000),
            is_cash: false,
            in_hand: false,
            ..self.a_gift()
        })
    }

    pub(super) fn gift(&mut self) -> Operation {
        Operation::Donate(self.a_gift())
    }

    fn a_reversal(&mut self, kinds: &[&'static str]) -> Reversal {
        let kinds: Vec<&'static str> = kinds.iter().copied().filter(|kind| self.model.has(kind)).collect();
        let kind = *self.dice.pick(if kinds.is_empty() { &["donation"] } else { &kinds });
        let known = self.references(kind);
        let of = if known.is_empty() || self.dice.chance(3) {
            "X0".to_owned()
        } else {
            self.dice.pick(&known).clone()
        };
        let original = self.model.find(kind, &of).map(|seq| self.model.record(seq).true_day);
        let used = self.references("reversal");
        let day = match original {
            Some(day) if self.dice.chance(30) => day,
            Some(day) if self.dice.chance(8) => day - 1,
            Some(day) => self.day().max(day),
            None => self.day(),
        };
        Reversal {
            reference: self.reference("C", used),
            day,
            kind,
            of,
        }
    }

    pub(super) fn reversal(&mut self) -> Operation {
        let kinds = [
            "donation",
            "redemption",
            "redemption",
            "redemption",
            "settlement",
            "settlement",
            "goods_donated",
            "stock_written_off",
            "stock_found",
            "disbursement_paid",
            "disbursement_paid",
            "donation_returned",
            "donation_returned",
            "interest",
            "charge",
            "cash_withdrawn",
            "cash_deposited",
            "transfer",
            "opening_balance",
            "opening_voucher",
        ];
        let others = ["reversal", "voucher_expiry", "disbursement_approved"];
        let reversal = if self.dice.chance(8) {
            self.a_reversal(&others)
        } else {
            self.a_reversal(&kinds)
        };
        Operation::Reverse(reversal)
    }

    pub(super) fn correction(&mut self) -> Operation {
        let reversal = if self.dice.chance(5) {
            self.a_reversal(&["redemption"])
        } else {
            self.a_reversal(&["donation"])
        };
        let mut gift = self.a_gift();
        if self.dice.chance(80) {
            gift.day = gift.day.min(reversal.day);
        }
        if let Some(donated) = self.model.donations.get(&reversal.of).filter(|_| self.dice.chance(60)) {
            (gift.fund, gift.fen) = (donated.fund.clone(), donated.fen);
        }
        Operation::Correct(reversal, gift)
    }

    fn fund_money(&mut self, kind: &'static str, account: &str) -> FundMoney {
        let fund = self.fund();
        let left = self.model.paper.balance(&format!("general/{fund}/{account}"));
        let used = self.references(kind);
        FundMoney {
            reference: self.reference("G", used),
            day: self.day(),
            fen: self.fen(left),
            fund,
        }
    }

    pub(super) fn moved(&mut self) -> Operation {
        let (kind, account) = *self.dice.pick(&[
            ("cash_withdrawn", "bank"),
            ("cash_deposited", "cash"),
            ("interest", "bank"),
        ]);
        Operation::Move(kind, self.fund_money(kind, account))
    }

    pub(super) fn charge(&mut self) -> Operation {
        let what = *self.dice.pick(&["bank-charge", "host-fee"]);
        Operation::Charge(what, self.fund_money("charge", "bank"))
    }

    pub(super) fn give_back(&mut self) -> Operation {
        let known = self.references("donation");
        let donation = if known.is_empty() {
            "X0".to_owned()
        } else {
            self.dice.pick(&known).clone()
        };
        let donated = self.model.donations.get(&donation).cloned();
        let left = donated.as_ref().map_or(0, |donated| {
            donated.fen - self.model.paper.balance(&format!("memo/returned/{}", donated.seq))
        });
        let day = self.day();
        let used = self.references("donation_returned");
        Operation::GiveBack(GiveBack {
            reference: self.reference("B", used),
            day: if self.dice.chance(90) {
                donated.map_or(day, |donated| day.max(self.model.record(donated.seq).true_day))
            } else {
                day
            },
            donation,
            fen: self.fen(left),
            from_hand: self.dice.chance(25),
        })
    }

    pub(super) fn transfer(&mut self) -> Operation {
        let (from, to) = if self.dice.chance(75) {
            ("U1".to_owned(), "U2".to_owned())
        } else {
            (self.fund(), self.fund())
        };
        let left = self.available(&from);
        let used = self.references("transfer");
        Operation::Transfer(Transfer {
            reference: self.reference("T", used),
            day: self.day(),
            fen: self.fen(left),
            from,
            to,
        })
    }

    pub(super) fn opening(&mut self) -> Operation {
        let new: Vec<String> = self.model.registers.funds.keys().cloned().collect();
        let new: Vec<String> = new.into_iter().filter(|fund| !self.model.has_begun(fund)).collect();
        let fund = if new.is_empty() {
            self.fund()
        } else {
            self.dice.pick(&new).clone()
        };
        let items = [
            "bank",
            "bank",
            "bank",
            "cash",
            "payable",
            "voucher",
            "restricted",
            "unrestricted",
        ];
        let (item, day, left) = (*self.dice.pick(&items), self.day(), self.available(&fund));
        let mut used = self.references("opening_balance");
        used.extend(self.references("disbursement_paid"));
        let comes_in = matches!(item, "bank" | "cash");
        let not_before = if self.moves { Day::MIN } else { self.today() };
        Operation::Open(Opening {
            reference: self.reference("Q", used),
            day,
            fund,
            item,
            fen: if comes_in {
                2_000 + self.dice.below(9_000)
            } else {
                self.fen(left)
            },
            merchant: if item == "payable" {
                self.merchant()
            } else {
                String::new()
            },
            resident: if item == "voucher" {
                self.resident()
            } else {
                String::new()
            },
            last_day: (item == "voucher" && !self.dice.chance(5))
                .then(|| (day - 1 + self.dice.below(30)).max(not_before)),
        })
    }
}
