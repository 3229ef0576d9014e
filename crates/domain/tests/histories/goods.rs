//! Goods that come and go in any order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use xiaonuan_domain::account::Account;
use xiaonuan_domain::account::Held;
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{
    Command, Disbursement, GoodsDonation, GoodsEvent, GoodsGiven, ItemCount, ItemFound, Reversal, StockFound,
    StockWriteOff,
};
use xiaonuan_domain::goods::{Item, LossCause, ValueBasis, is_worth};
use xiaonuan_domain::kind::{DisbursementKind, DonorKind};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::FundNo;

use super::{Asked, code};

const ITEMS: [&str; 2] = ["RICE", "OIL"];

/// Some of one item or both.
pub(super) fn counts(amount: u16, of: u8) -> Vec<ItemCount> {
    let items = ITEMS.iter().take(usize::from(of % 2) + 1);
    let quantity = u32::from(amount % 7) + 1;
    let count = |item: &&str| ItemCount {
        item: code(item),
        quantity,
    };
    items.map(count).collect()
}

/// What happens to the stock, or takes back what did.
pub(super) fn event(
    reference: Code,
    date: Day,
    reversal: impl Fn(RecordKind) -> Reversal,
    (what, _, who, amount, of): Asked,
) -> Command {
    let (fund, people) = (format!("F{}", who % 2 + 1), ["甲", "乙"].map(str::to_owned));
    let [prepared_by, approved_by] = people;
    let value = |quantity: u32| Money::from_fen(i64::from(quantity) + i64::from(amount));
    let goods = counts(amount, of);
    let reason = "盘点".to_owned();
    let event = match what {
        0..=2 => GoodsEvent::Donate(GoodsDonation {
            registered: None,
            reference,
            date,
            donor: String::new(),
            donor_kind: DonorKind::Organisation,
            fund,
            receipt: None,
            beneficiary: String::new(),
            goods: goods
                .into_iter()
                .map(|line| GoodsGiven {
                    name: line.item.to_string(),
                    unit: "袋".to_owned(),
                    value: value(line.quantity),
                    item: line.item,
                    quantity: line.quantity,
                    basis: ValueBasis::Invoice,
                    evidence: "发票".to_owned(),
                })
                .collect(),
        }),
        3 => GoodsEvent::WriteOff(StockWriteOff {
            reference,
            date,
            fund,
            goods,
            cause: LossCause::Expired,
            reason,
            prepared_by,
            approved_by,
        }),
        4 => GoodsEvent::Find(StockFound {
            reference,
            date,
            fund,
            goods: goods
                .into_iter()
                .map(|line| ItemFound {
                    value: value(line.quantity),
                    item: line.item,
                    quantity: line.quantity,
                })
                .collect(),
            reason,
            prepared_by,
            approved_by,
        }),
        5 => {
            let kinds = [
                RecordKind::GoodsDonated,
                RecordKind::StockWrittenOff,
                RecordKind::StockFound,
            ];
            return Command::Reverse(reversal(kinds[usize::from(amount % 3)]));
        }
        _ => {
            return Command::Disburse(Disbursement {
                reference,
                date,
                fund,
                resident: "R1".to_owned(),
                kind: DisbursementKind::Goods,
                amount: Money::ZERO,
                goods,
                merchant: String::new(),
                purpose: String::new(),
                prepared_by,
                approved_by,
                expires_on: None,
                from: Held::Bank,
                at_once: None,
            });
        }
    };
    Command::Goods(Box::new(event))
}

/// The parts of the stock: the account of their pieces and that of what these are worth.
pub(super) fn parts() -> impl Iterator<Item = (Account, Account)> {
    let items = ITEMS.map(|item| item.parse::<Item>().expect("a code"));
    let funds = [FundNo(1), FundNo(2)];
    funds
        .into_iter()
        .flat_map(move |fund| items.map(|item| (fund, item)))
        .flat_map(|(fund, item)| {
            [
                (Account::Stock(fund, item), Account::GoodsAvailable(fund, item)),
                (Account::Reserved(fund, item), Account::GoodsEncumbered(fund, item)),
            ]
        })
}

/// Whether there is value exactly where there are pieces.
pub(super) fn fit(balances: &HashMap<Account, i64>) -> bool {
    let balance = |account| i128::from(balances.get(&account).copied().unwrap_or(0));
    parts().all(|(pieces, worth)| is_worth(balance(pieces), balance(worth)))
}

/// The same at every business instant.
pub(super) fn fit_in_time(times: &HashMap<Account, BTreeMap<Instant, i64>>) -> bool {
    let none = BTreeMap::new();
    parts().all(|(pieces, worth)| {
        let [pieces, worth] = [pieces, worth].map(|account| times.get(&account).unwrap_or(&none));
        let instants: BTreeSet<&Instant> = pieces.keys().chain(worth.keys()).collect();
        let until = |times: &BTreeMap<Instant, i64>, at: Instant| {
            i128::from(times.range(..=at).map(|(_, change)| change).sum::<i64>())
        };
        instants
            .into_iter()
            .all(|at| is_worth(until(pieces, *at), until(worth, *at)))
    })
}
