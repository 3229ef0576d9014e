//! Accounts as stored: whether they are those that their numbers name, and one state for each to follow.

use std::collections::HashMap;

use xiaonuan_domain::account::{Account, AccountKind, AccountParts, Bound, Given};
use xiaonuan_domain::document::money::DonationReturnDocument;
use xiaonuan_domain::document::{CommunityChangedDocument, DonationDocument};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{FundNo, Registers};
use xiaonuan_domain::voucher::Vouchers;
use xiaonuan_persistence::audit::StoredAccount;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::digest::PostingDigest;
use super::{Findings, Law};

const PAGE: u32 = 20_000;

/// An account that is followed through the journal.
pub(super) struct Followed {
    pub(super) number: i64,
    pub(super) kind: AccountKind,
    pub(super) fund: Option<FundNo>,
    pub(super) bound: Option<Bound>,
    pub(super) balance: i64,
    pub(super) digest: PostingDigest,
}

/// All accounts, by place and by address.
#[derive(Default)]
pub(super) struct Followers {
    pub(super) accounts: Vec<Followed>,
    pub(super) by_address: HashMap<String, usize>,
}

/// What accounts can be of.
pub(super) struct Known<'a> {
    pub(super) registers: &'a Registers,
    pub(super) vouchers: &'a Vouchers,
    pub(super) given: &'a HashMap<Seq, Given>,
    /// The highest daily cap of cards that the community ever had.
    pub(super) card_cap: Option<Money>,
}

/// The donations of which some was given back, by their records. What cannot be read is left out, so that its account
/// is found to be none.
pub(super) async fn given_back(
    database: &Database,
    community: CommunityNo,
    until: Seq,
) -> Result<HashMap<Seq, Given>, StoreError> {
    let mut given = HashMap::new();
    let mut last = 0;
    loop {
        let page = database
            .records(community, last, until, &[RecordKind::DonationReturned], PAGE)
            .await?;
        let Some(end) = page.last() else { return Ok(given) };
        last = end.seq;
        for record in &page {
            let Ok(returned) = serde_json::from_str::<DonationReturnDocument>(&record.document) else {
                continue;
            };
            let seq = returned.donated;
            if given.contains_key(&seq) {
                continue;
            }
            let donation = database
                .records(community, seq - 1, seq, &[RecordKind::Donation], 1)
                .await?;
            let donation = donation
                .first()
                .map(|donation| serde_json::from_str(&donation.document));
            if let Some(Ok(DonationDocument { amount, .. })) = donation {
                given.insert(seq, Given { seq, amount });
            }
        }
    }
}

/// The highest daily cap of cards that a community had up to a record: what was got under an earlier one was right then.
pub(super) async fn highest_card_cap(
    database: &Database,
    community: CommunityNo,
    until: Seq,
) -> Result<Option<Money>, StoreError> {
    let (mut last, mut highest) = (0, None);
    loop {
        let page = database
            .records(community, last, until, &[RecordKind::CommunityChanged], PAGE)
            .await?;
        let Some(end) = page.last() else { return Ok(highest) };
        last = end.seq;
        let said = page
            .iter()
            .filter_map(|record| serde_json::from_str(&record.document).ok());
        let settings = said.filter_map(|said: CommunityChangedDocument| said.details.settings);
        highest = highest.max(settings.filter_map(|settings| settings.card_daily_cap).max());
    }
}

/// Reads all accounts and compares each one's numbers with its name.
pub(super) async fn load(
    database: &Database,
    community: CommunityNo,
    known: &Known<'_>,
    expected: i64,
    findings: &mut Findings,
) -> Result<Followers, StoreError> {
    let mut followers = Followers::default();
    let mut last = 0;
    loop {
        let page = database.accounts(community, last, expected, PAGE).await?;
        let Some(end) = page.last() else { break };
        last = end.account;
        for row in page {
            let wanted = followers.accounts.len() as i64 + 1;
            findings.expect(Law::Accounts, row.account == wanted, || {
                format!("account {} where {wanted} was expected", row.account)
            });
            follow(known, row, &mut followers, findings);
        }
    }
    let found = followers.accounts.len() as i64;
    findings.expect(Law::Accounts, found == expected, || {
        format!("{found} accounts where the head counts {expected}")
    });
    Ok(followers)
}

fn follow(known: &Known<'_>, row: StoredAccount, followers: &mut Followers, findings: &mut Findings) {
    let named = named(known, &row);
    findings.expect(Law::Accounts, named.is_some(), || {
        format!("account {} is not what {} names", row.account, row.address)
    });
    let Some((kind, fund, bound)) = named else { return };
    followers.by_address.insert(row.address, followers.accounts.len());
    let digest = PostingDigest::default();
    followers.accounts.push(Followed {
        number: row.account,
        kind,
        fund,
        bound,
        balance: 0,
        digest,
    });
}

/// Kind, fund and bound of the account that a row's numbers name, if that is what its address says.
fn named(known: &Known<'_>, row: &StoredAccount) -> Option<(AccountKind, Option<FundNo>, Option<Bound>)> {
    let (registers, vouchers) = (known.registers, known.vouchers);
    let kind: AccountKind = row.kind.parse().ok()?;
    let account = account(known, kind, row)?;
    let key = |number: u32| Some(i64::from(number));
    let same = row.fund == account.fund().and_then(|fund| key(fund.0))
        && row.merchant == account.merchant().and_then(|merchant| key(merchant.0))
        && row.discount == account.discount().and_then(|discount| key(discount.0))
        && row.voucher == account.voucher().map(|voucher| voucher.0)
        && row.address == account.address(registers, vouchers);
    same.then(|| (kind, account.fund(), widest_bound(&account, known)))
}

/// The bound that holds of every balance that an account ever had. A discount's budget may change: what was given under
/// an earlier one was right then.
fn widest_bound(account: &Account, known: &Known<'_>) -> Option<Bound> {
    let registers = known.registers;
    match *account {
        Account::Discount(discount) => {
            let budget = registers.discounts.get(discount).highest_budget();
            budget.map(|budget| Bound::AtMost(budget.fen()))
        }
        Account::OnCard(..) => known.card_cap.map(|cap| Bound::AtMost(cap.fen())),
        _ => account.bound(registers),
    }
}

/// The account that a row's numbers name, if its fund, merchant, discount and voucher exist.
fn account(known: &Known<'_>, kind: AccountKind, row: &StoredAccount) -> Option<Account> {
    let (registers, vouchers) = (known.registers, known.vouchers);
    let parts = AccountParts {
        kind,
        fund: row.fund,
        merchant: row.merchant,
        discount: row.discount,
        voucher: row.voucher,
        address: &row.address,
    };
    let account = match parts.account()? {
        Account::Returned(given) => Account::Returned(*known.given.get(&given.seq)?),
        account => account,
    };
    let exists = account
        .fund()
        .is_none_or(|number| registers.funds.find(number).is_some())
        && account
            .merchant()
            .is_none_or(|number| registers.merchants.find(number).is_some())
        && account
            .discount()
            .is_none_or(|number| registers.discounts.find(number).is_some())
        && account.voucher().is_none_or(|number| vouchers.find(number).is_some());
    exists.then_some(account)
}
