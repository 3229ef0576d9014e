//! What must hold of balances, whatever happened before.

use std::collections::HashMap;

use xiaonuan_domain::account::{Account, AccountKind, Bound};
use xiaonuan_domain::register::FundNo;

/// The laws of each fund from balances, as the books' page states them.
pub(super) fn hold(balances: &HashMap<Account, i64>) -> bool {
    [FundNo(1), FundNo(2)].into_iter().all(|fund| {
        let sum = |kinds: &[AccountKind]| -> i64 {
            let of_fund = balances.iter().filter(|(account, _)| account.fund() == Some(fund));
            of_fund
                .filter(|(account, _)| kinds.contains(&account.kind()))
                .map(|(_, balance)| balance)
                .sum()
        };
        use AccountKind as K;
        let free = sum(&[K::Available, K::Encumbered]);
        let result = sum(&[
            K::DonationIncome,
            K::ProgrammeCash,
            K::ProgrammeVoucher,
            K::ProgrammeBill,
            K::ProgrammeDiscount,
            K::DonationInKind,
            K::OtherIncome,
            K::ProgrammeGoods,
            K::StockLoss,
        ]);
        let goods = sum(&[K::GoodsAvailable, K::GoodsEncumbered]);
        sum(&[K::Bank, K::Receivable]) == free - sum(&[K::Voucher, K::Payable])
            && free + goods == -result
            && sum(&[K::Inventory]) == goods
    })
}

/// Whether a balance is on the allowed side of a bound.
pub(super) fn within(bound: Option<Bound>, balance: i64) -> bool {
    match bound {
        Some(Bound::AtLeast(least)) => balance >= least,
        Some(Bound::AtMost(most)) => balance <= most,
        None => true,
    }
}
