//! What is proposed is kept whole, and shown without people.

use super::*;
use crate::account::Held;
use crate::calendar::Day;
use crate::command::closing::ReopenPeriod;
use crate::command::money::{DonationReturn, FundMoney, Opening, OpeningGoods, OpeningItem, Transfer};
use crate::command::{
    Donation, Entered, GoodsDonation, GoodsGiven, ItemCount, ItemFound, StockFound, StockWriteOff, Target,
};
use crate::goods::{LossCause, ValueBasis};
use crate::kind::{DonationMethod, DonorKind};

/// Stands wherever a person or a free text does.
const PRIVATE_TEXT: &str = "张三";

fn code(text: &str) -> Code {
    text.parse().expect("a code")
}

fn day() -> Day {
    "2026-03-02".parse().expect("a day")
}

fn reversal(of: Target) -> Reversal {
    Reversal {
        reference: code("CX1"),
        of,
        date: day(),
        reason: PRIVATE_TEXT.to_owned(),
        counter: None,
    }
}

fn text() -> String {
    PRIVATE_TEXT.to_owned()
}

fn money(event: MoneyEvent) -> Command {
    Command::Money(Box::new(event))
}

/// One of each that two people do together.
fn all() -> Vec<Command> {
    let amount = Money::from_fen(1_050);
    let donation = Donation {
        reference: code("JZ2"),
        date: day(),
        donor: text(),
        registered: None,
        donor_kind: DonorKind::Person,
        fund: "F1".to_owned(),
        amount,
        method: DonationMethod::Cash,
        held: Held::Hand,
        receipt: Some(code("PJ1")),
        beneficiary: String::new(),
    };
    let goods = GoodsDonation {
        reference: code("WZ2"),
        date: day(),
        donor: text(),
        registered: Some(code("J1")),
        donor_kind: DonorKind::Organisation,
        fund: "F1".to_owned(),
        receipt: None,
        beneficiary: text(),
        goods: vec![GoodsGiven {
            item: code("RICE"),
            name: text(),
            unit: "袋".to_owned(),
            quantity: 3,
            value: amount,
            basis: ValueBasis::Invoice,
            evidence: text(),
        }],
    };
    let correct = |entered| {
        Command::Correct(Box::new(Correction {
            reversal: reversal(Target::Number(7)),
            entered,
        }))
    };
    vec![
        Command::Reverse(reversal(Target::Reference(RecordKind::Donation, code("JZ1")))),
        correct(Entered::Donation(donation)),
        correct(Entered::Goods(goods)),
        money(MoneyEvent::Return(DonationReturn {
            reference: code("TH1"),
            date: day(),
            donation: "JZ1".to_owned(),
            amount,
            from: Held::Bank,
            reason: text(),
        })),
        money(MoneyEvent::Transfer(Transfer {
            reference: code("HB1"),
            date: day(),
            from: "F1".to_owned(),
            to: "F2".to_owned(),
            amount,
            reason: text(),
        })),
        money(MoneyEvent::Open(Opening {
            reference: code("QC1"),
            date: day(),
            fund: "F1".to_owned(),
            item: OpeningItem::Voucher,
            amount,
            merchant: String::new(),
            resident: text(),
            expires_on: Some(day()),
            goods: Some(OpeningGoods {
                item: code("RICE"),
                name: "大米".to_owned(),
                unit: "袋".to_owned(),
                quantity: 2,
            }),
        })),
        Command::Goods(Box::new(GoodsEvent::WriteOff(StockWriteOff {
            reference: code("BS1"),
            date: day(),
            fund: "F1".to_owned(),
            goods: vec![ItemCount {
                item: code("RICE"),
                quantity: 1,
            }],
            cause: LossCause::Expired,
            reason: text(),
            prepared_by: text(),
            approved_by: text(),
        }))),
        Command::Goods(Box::new(GoodsEvent::Find(StockFound {
            reference: code("PY1"),
            date: day(),
            fund: "F1".to_owned(),
            goods: vec![ItemFound {
                item: code("RICE"),
                quantity: 1,
                value: amount,
            }],
            reason: text(),
            prepared_by: text(),
            approved_by: text(),
        }))),
        Command::Close(Box::new(Closing::Reopen(ReopenPeriod {
            reference: code("FJ1"),
            span: Span::Month,
            day: day(),
            requested_by: text(),
            approved_by: text(),
            reason: text(),
        }))),
    ]
}

#[test]
fn what_is_proposed_is_kept_as_it_was_asked() {
    for command in all() {
        let proposed = Proposed::of(&command).expect("two people do it");
        let kept = serde_json::to_string(&proposed).expect("JSON");
        let read: Proposed = serde_json::from_str(&kept).unwrap_or_else(|error| panic!("{kept}: {error}"));
        assert_eq!(read.command(), command);
    }
}

#[test]
fn no_person_and_no_free_text_stands_in_the_record() {
    for command in all() {
        let proposed = Proposed::of(&command).expect("two people do it");
        let clear = proposed.in_clear().to_string();
        assert!(!clear.contains(PRIVATE_TEXT), "{clear}");
        assert!(clear.contains(proposed.reference().as_str()), "{clear}");
    }
}

#[test]
fn what_one_person_does_alone_is_no_proposal() {
    let interest = money(MoneyEvent::Interest(FundMoney {
        reference: code("LX1"),
        date: day(),
        fund: "F1".to_owned(),
        amount: Money::from_fen(1),
    }));
    assert_eq!(Proposed::of(&interest), None);
}
