//! What a batch reads under the lock.

mod balances;
mod begun;
mod cases;
mod closed;
mod donations;
mod earlier;
mod funded;
mod items;
mod originals;
mod papers;
mod proposals;
pub(crate) mod referenced;
pub(crate) mod steps;
mod traces;
mod vouchers;

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use xiaonuan_domain::account::Account;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::command::{Command, Proposed};
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::register::ResidentNo;
use xiaonuan_domain::voucher::VoucherNo;

pub(super) use self::earlier::{Earlier, earlier};
use super::Entry;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sign_in::administrators_gone;

/// Account numbers by address.
pub(super) type AccountNumbers = HashMap<Account, i64>;

/// How long a ledger lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lifetime {
    /// For these commands alone.
    Batch,
    /// For others that come later, and may ask more of the balances than these do.
    Rehearsal,
}

/// Puts into a ledger everything that the commands may touch and it does not hold yet.
///
/// Each stage asks the ledger, with what the stages before put into it, what to read. So each takes what the one before
/// it answered, and none can come before its time.
pub(super) async fn fill(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    (commands, now): (&[&Command], Instant),
    lifetime: Lifetime,
) -> Result<AccountNumbers, StoreError> {
    // Whoever confirms a proposal asks what was proposed, and needs what that needs.
    let confirmed = proposals::load(on, keys, community, ledger, commands).await?;
    let commands: Vec<&Command> = commands.iter().copied().chain(&confirmed).collect();
    let mut filling = Filling {
        on,
        keys,
        community,
        ledger,
        commands: &commands,
        now,
    };
    let named = filling.named().await?;
    // What is dated after now is refused, and nothing else can be.
    let Some(latest) = filling.moments().max() else {
        return Ok(AccountNumbers::new());
    };
    let due = filling.due(&named, latest).await?;
    let known = filling.facts(&named, due).await?;
    filling.balances(known, lifetime).await
}

struct Filling<'a, C> {
    on: &'a C,
    keys: &'a Keys,
    community: CommunityNo,
    ledger: &'a mut Ledger,
    commands: &'a [&'a Command],
    now: Instant,
}

/// The ledger holds the records that the commands name: what they take back and go on from, and whose reference is in
/// use, which is said before a date that is to come.
struct Named {
    /// The vouchers that money may come back to.
    spent: HashSet<VoucherNo>,
}

/// The ledger holds the vouchers, by whose ends it is known how far back the books must reach.
struct Due;

/// The ledger holds all that decides which accounts are touched.
struct Known;

impl<C: ConnectionTrait> Filling<'_, C> {
    async fn named(&mut self) -> Result<Named, StoreError> {
        let (on, keys, community, commands) = (self.on, self.keys, self.community, self.commands);
        let ledger = &mut *self.ledger;
        ledger
            .funded
            .extend(funded::changed(on, community, ledger, commands).await?);
        if commands.iter().any(|command| command.grants_roles()) {
            ledger.gone.extend(administrators_gone(on, &ledger.registers).await?);
        }
        steps::load(on, keys, community, ledger, commands).await?;
        let steps_taken = cases::load(on, keys, community, ledger, commands).await?;
        // A disbursement says which payment a step of it takes back, and a payment of which disbursement it is.
        let spent = originals::load(on, keys, community, ledger, commands).await?;
        cases::of_originals(on, keys, community, ledger, commands).await?;
        papers::load(on, community, ledger, commands).await?;
        traces::load(on, community, ledger, commands).await?;
        // A step of a disbursement names the items of what was asked for before.
        let items = items::named(on, community, ledger, commands).await?;
        ledger.items.extend(items);
        let keys = commands.iter().flat_map(|command| command.keys());
        let proposed = commands.iter().filter_map(|command| Proposed::key_of(command));
        let keys = keys.chain(steps_taken).chain(proposed).collect();
        ledger.taken.extend(referenced::taken(on, community, keys).await?);
        Ok(Named { spent })
    }

    async fn due(&mut self, named: &Named, latest: Instant) -> Result<Due, StoreError> {
        let spenders: HashSet<ResidentNo> = self
            .commands
            .iter()
            .filter_map(|command| self.ledger.spender(command))
            .collect();
        let wanted = vouchers::Wanted {
            residents: spenders,
            numbers: &named.spent,
            ending: (self.ledger.head.expired_through, latest),
        };
        for voucher in vouchers::wanted(self.on, self.community, &self.ledger.registers, wanted).await? {
            self.ledger.vouchers.insert(voucher);
        }
        if let Some(since) = self.late_since() {
            self.ledger.books.reach_back_to(since);
        }
        Ok(Due)
    }

    async fn facts(&mut self, named: &Named, _: Due) -> Result<Known, StoreError> {
        let (on, keys, community, commands) = (self.on, self.keys, self.community, self.commands);
        let ledger = &mut *self.ledger;
        let donations = donations::named(on, keys, community, ledger, commands).await?;
        ledger.donations.extend(donations);
        ledger.closed_by = closed::postings(on, community, &ledger.registers, commands).await?;
        ledger.earliest = closed::earliest(on, community, &ledger.registers, commands).await?;
        ledger
            .begun
            .extend(begun::funds(on, community, &ledger.registers, commands).await?);
        let expiries = originals::expiries(ledger, &named.spent);
        ledger.taken.extend(referenced::taken(on, community, expiries).await?);
        Ok(Known)
    }

    async fn balances(&mut self, _: Known, lifetime: Lifetime) -> Result<AccountNumbers, StoreError> {
        let ledger = &mut *self.ledger;
        let mut touched = ledger.touched(self.commands.iter().copied());
        touched.retain(|account| !ledger.books.holds(account));
        let dated = |account: &&Account| {
            lifetime == Lifetime::Rehearsal || ledger.is_dated(account, self.commands.iter().copied())
        };
        let dated = touched.iter().filter(dated).copied().collect();
        balances::load(self.on, self.community, ledger, touched, &dated).await
    }

    /// The business times of commands, as they are booked. What is dated after now is refused before anything else, and
    /// must not set expiries going; what is dated into a closed month may be booked later than now by another process's
    /// clock, and is decided.
    fn moments(&self) -> impl Iterator<Item = Instant> {
        let happened = |command: &&&Command| self.ledger.happened_at(command).is_some_and(|at| at <= self.now);
        let commands = self.commands.iter().filter(happened);
        commands.filter_map(|command| self.ledger.occurred_at(command))
    }

    /// The earliest business time to come, if anything to come is earlier than what is on record or comes before it.
    fn late_since(&self) -> Option<Instant> {
        let ends = self.ledger.vouchers.iter().map(|voucher| voucher.expires_at);
        let ends = ends.filter(|at| *at > self.ledger.head.expired_through);
        let earliest = self.moments().chain(ends).min()?;
        let in_order = self.moments().is_sorted() && earliest >= self.ledger.head.high_water;
        (!in_order).then_some(earliest)
    }
}
