//! Corrections in few words.

use xiaonuan_domain::command::{Command, Correction, Entered, GoodsEvent, Reversal, Target};
use xiaonuan_domain::record::RecordKind;

use super::{code, day};

fn reversal(reference: &str, date: &str, kind: RecordKind, of: &str) -> Reversal {
    Reversal {
        reference: code(reference),
        of: Target::Reference(kind, code(of)),
        date: day(date),
        reason: "录入有误".to_owned(),
        counter: None,
    }
}

/// Taking a record back.
#[must_use]
pub fn reverse(reference: &str, date: &str, kind: RecordKind, of: &str) -> Command {
    Command::Reverse(reversal(reference, date, kind, of))
}

/// Taking back the record of a number.
#[must_use]
pub fn reverse_number(reference: &str, date: &str, of: i64) -> Command {
    Command::Reverse(Reversal {
        of: Target::Number(of),
        ..reversal(reference, date, RecordKind::Donation, "X")
    })
}

/// Taking a donation of the same sort back and entering it again.
///
/// # Panics
/// When the second is no donation.
#[must_use]
pub fn correct(reference: &str, date: &str, of: &str, donation: Command) -> Command {
    let entered = match donation {
        Command::Donate(donation) => Entered::Donation(donation),
        Command::Goods(event) => match *event {
            GoodsEvent::Donate(donation) => Entered::Goods(donation),
            other => panic!("{other:?} is no donation"),
        },
        other => panic!("{other:?} is no donation"),
    };
    Command::Correct(Box::new(Correction {
        reversal: reversal(reference, date, entered.record_kind(), of),
        entered,
    }))
}
