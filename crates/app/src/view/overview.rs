//! The overview: what each fund has, has promised and owes, and what came and went.

use std::collections::BTreeMap;

use xiaonuan_domain::account::{AccountKind, Book, Side};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::FundNo;
use xiaonuan_persistence::balances::AccountBalance;

use super::{NamedFund, Reading, ViewError};

/// A sum of accounts of one sort, on its normal side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The sort.
    pub kind: AccountKind,
    /// The sum.
    pub amount: Sum,
    /// The number of the account, if it is one.
    pub account: Option<i64>,
}

/// A fund on the overview. The bank balance is the sum of the four lines before it, less what merchants must give back.
/// What is available is what was given, less help, discounts and promises, with what expired and came from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundCard {
    /// The fund; nothing for the sum of all.
    pub fund: Option<NamedFund>,
    /// 可用.
    pub available: Figure,
    /// 已批未付.
    pub encumbered: Figure,
    /// 未用代金券.
    pub vouchers: Figure,
    /// 应付商户.
    pub payable: Figure,
    /// 商户应退.
    pub receivable: Figure,
    /// 银行存款, with what is in hand.
    pub bank: Figure,
    /// Donations 捐赠收入.
    pub donated: Figure,
    /// Help to residents 帮扶支出.
    pub disbursed: Figure,
    /// The fund's share of discounts 优惠补贴.
    pub discounts: Figure,
    /// Vouchers that expired 过期退回.
    pub expired: Figure,
    /// Other sources less fees 其他来源减费用: opening balances, transfers, interest, charges.
    pub other: Figure,
}

/// What a merchant is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantOwed {
    /// The code.
    pub code: Code,
    /// The name.
    pub name: String,
    /// How much, by all funds.
    pub owed: Figure,
    /// How much was paid so far.
    pub settled: Figure,
}

/// A community at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The funds.
    pub funds: Vec<FundCard>,
    /// Their sum.
    pub total: FundCard,
    /// Whom the funds owe, most first.
    pub owed: Vec<MerchantOwed>,
}

/// What else came to be available, less charges and fees, as credits less debits.
pub(crate) const OTHER_SOURCES: &[AccountKind] = &[
    AccountKind::AuthorisedOpening,
    AccountKind::AuthorisedTransfer,
    AccountKind::AuthorisedOther,
    AccountKind::SpentCost,
];

/// What is shown of other books than the general one, which is read whole.
const KINDS: &[AccountKind] = &[
    AccountKind::AuthorisedOpening,
    AccountKind::AuthorisedTransfer,
    AccountKind::AuthorisedOther,
    AccountKind::SpentCost,
    AccountKind::Available,
    AccountKind::Encumbered,
    AccountKind::AuthorisedDonation,
    AccountKind::SpentHelp,
    AccountKind::SpentDiscount,
    AccountKind::SpentExpired,
    AccountKind::Settled,
];

impl Reading {
    /// The overview.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn overview(&self) -> Result<Overview, ViewError> {
        let general = AccountKind::ALL.iter().filter(|kind| is_read_of_general(**kind));
        let kinds: Vec<AccountKind> = general.chain(KINDS).copied().collect();
        let rows = self.database.balances(self.community, self.as_of, &kinds).await?;
        let card = |number: FundNo| {
            let of_fund: Vec<_> = rows.iter().filter(|row| row.fund == Some(number)).collect();
            card(Some(self.fund(number)), &of_fund)
        };
        Ok(Overview {
            funds: self.fund_rows().map(|(number, _)| card(number)).collect(),
            total: self::card(None, &rows.iter().collect::<Vec<_>>()),
            owed: self.owed(&rows),
        })
    }

    fn owed(&self, rows: &[AccountBalance]) -> Vec<MerchantOwed> {
        let mut by_merchant: BTreeMap<_, Vec<&AccountBalance>> = BTreeMap::new();
        for row in rows {
            if let Some(merchant) = row.merchant {
                by_merchant.entry(merchant).or_default().push(row);
            }
        }
        let mut owed: Vec<MerchantOwed> = by_merchant
            .into_iter()
            .map(|(merchant, rows)| {
                let merchant = self.registers.merchants.get(merchant);
                MerchantOwed {
                    code: merchant.code.clone(),
                    name: merchant.details.name.clone(),
                    owed: figure(AccountKind::Payable, &rows),
                    settled: figure(AccountKind::Settled, &rows),
                }
            })
            .filter(|merchant| !merchant.owed.amount.is_zero())
            .collect();
        owed.sort_by_key(|merchant| std::cmp::Reverse(merchant.owed.amount));
        owed
    }
}

fn card(fund: Option<NamedFund>, rows: &[&AccountBalance]) -> FundCard {
    FundCard {
        fund,
        available: figure(AccountKind::Available, rows),
        encumbered: figure(AccountKind::Encumbered, rows),
        vouchers: vouchers(rows),
        payable: figure(AccountKind::Payable, rows),
        receivable: figure(AccountKind::Receivable, rows),
        bank: money(rows),
        donated: figure(AccountKind::AuthorisedDonation, rows),
        disbursed: figure(AccountKind::SpentHelp, rows),
        discounts: figure(AccountKind::SpentDiscount, rows),
        expired: figure(AccountKind::SpentExpired, rows),
        other: other(rows),
    }
}

/// What else came to be available, less charges and fees. Of several accounts the first sort is named.
fn other(rows: &[&AccountBalance]) -> Figure {
    let of_kind = OTHER_SOURCES.iter().flat_map(|kind| {
        let own = rows.iter().filter(|row| row.kind == *kind && row.balance != 0);
        own.copied().collect::<Vec<_>>()
    });
    let of_kind: Vec<_> = of_kind.collect();
    let first = of_kind.first();
    Figure {
        kind: first.map_or(AccountKind::AuthorisedOther, |row| row.kind),
        amount: -of_kind.iter().map(|row| Sum::from_fen(row.balance)).sum::<Sum>(),
        account: match of_kind[..] {
            [only] => Some(only.number),
            _ => None,
        },
    }
}

/// A community gives vouchers by the thousand, each an account of its own; all other accounts are few. The general book
/// sums to zero in each fund, so that vouchers are what the others leave.
fn is_read_of_general(kind: AccountKind) -> bool {
    kind.book() == Book::General && kind != AccountKind::Voucher
}

fn vouchers(rows: &[&AccountBalance]) -> Figure {
    let others = rows.iter().filter(|row| is_read_of_general(row.kind));
    Figure {
        kind: AccountKind::Voucher,
        amount: others.map(|row| Sum::from_fen(row.balance)).sum(),
        account: None,
    }
}

/// Money at the bank and in hand.
fn money(rows: &[&AccountBalance]) -> Figure {
    let (bank, cash) = (figure(AccountKind::Bank, rows), figure(AccountKind::Cash, rows));
    Figure {
        amount: bank.amount + cash.amount,
        account: bank.account.filter(|_| cash.amount.is_zero()),
        ..bank
    }
}

fn figure(kind: AccountKind, rows: &[&AccountBalance]) -> Figure {
    let of_kind: Vec<_> = rows.iter().filter(|row| row.kind == kind).collect();
    let balance: Sum = of_kind.iter().map(|row| Sum::from_fen(row.balance)).sum();
    Figure {
        kind,
        amount: match kind.normal_side() {
            Side::Debit => balance,
            Side::Credit => -balance,
        },
        account: match of_kind[..] {
            [only] => Some(only.number),
            _ => None,
        },
    }
}
