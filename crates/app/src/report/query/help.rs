//! Help as people received it: payments from funds, and discounts at the alliance's merchants.

use std::collections::HashMap;
use std::sync::Arc;

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{PaymentDocument, RedemptionDocument};
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;

use super::period::Period;
use super::view::View;
use crate::walk::{Events, document};

/// How help was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HelpKind {
    /// By a payment from a fund.
    Payment(DisbursementKind),
    /// By a discount.
    Discount,
}

/// One time that someone was helped.
#[derive(Clone, Debug)]
pub(super) struct Help {
    pub(super) day: Day,
    pub(super) subject: SubjectId,
    /// The fund that paid it, or that bears a share of the discount.
    pub(super) fund: Option<Code>,
    pub(super) kind: HelpKind,
    /// How much the resident got: of a discount all of it, whoever bears it.
    pub(super) amount: Money,
    /// Whether it was given or taken back.
    pub(super) count: Counted,
}

/// How a time that someone was helped counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Help was given.
    Given,
    /// Help of the period was taken back: time and person no longer count.
    TakenBack,
    /// Help of an earlier period was taken back: the time is taken off, but the person counted then.
    TakenBackEarlier,
}

impl Counted {
    /// What it adds to the number of times.
    pub(super) const fn times(self) -> i64 {
        match self {
            Counted::Given => 1,
            Counted::TakenBack | Counted::TakenBackEarlier => -1,
        }
    }

    /// What it adds to an amount.
    pub(super) fn signed(self, amount: Sum) -> Sum {
        match self {
            Counted::Given => amount,
            Counted::TakenBack | Counted::TakenBackEarlier => -amount,
        }
    }
}

/// People, each with how often they were helped: whoever was never helped after all does not count.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads(HashMap<SubjectId, i64>);

impl Heads {
    pub(super) fn add(&mut self, subject: SubjectId, counted: Counted) {
        if counted != Counted::TakenBackEarlier {
            *self.0.entry(subject).or_default() += counted.times();
        }
    }

    pub(super) fn join(&mut self, other: Heads) {
        for (subject, times) in other.0 {
            *self.0.entry(subject).or_default() += times;
        }
    }

    /// How many people.
    pub(super) fn count(&self) -> i64 {
        let helped = self.0.values().filter(|times| **times > 0).count();
        i64::try_from(helped).unwrap_or(i64::MAX)
    }
}

/// How a record counts in a period that begins after a moment, given what it takes back.
pub(super) fn counted(original: Option<&Event>, before: Instant) -> Counted {
    match original {
        None => Counted::Given,
        Some(original) if original.occurred_at() > before => Counted::TakenBack,
        Some(_) => Counted::TakenBackEarlier,
    }
}

const KINDS: &[RecordKind] = &[
    RecordKind::DisbursementPaid,
    RecordKind::Redemption,
    RecordKind::Reversal,
];

/// All help of a period from the fund that was asked for, in pages.
pub(super) struct AllHelp {
    view: Arc<View>,
    walk: Events,
    before: Instant,
}

impl AllHelp {
    pub(super) fn of(view: Arc<View>, period: &Period) -> Self {
        AllHelp {
            walk: view.events(period, KINDS),
            before: period.before,
            view,
        }
    }

    /// The next help; nothing after the last.
    pub(super) async fn page(&mut self) -> Result<Option<Vec<Help>>, StoreError> {
        let page = self.walk.page().await?;
        if page.is_empty() {
            return Ok(None);
        }
        let mut help = Vec::with_capacity(page.len());
        let originals = self.view.originals(&page).await?;
        for event in page {
            let original = originals.get(&event.seq);
            let given = read(original.unwrap_or(&event))?;
            help.extend(given.map(|given| given.counting(counted(original, self.before))));
        }
        let fund = self.view.fund_code();
        help.retain(|help: &Help| fund.is_none() || help.fund.as_ref() == fund);
        Ok(Some(help))
    }
}

impl Help {
    /// The same help, given or taken back.
    fn counting(self, count: Counted) -> Self {
        let amount = Money::from_fen(self.amount.fen() * count.times());
        Help { amount, count, ..self }
    }
}

/// Help as a record says that it was given. Spending a voucher is no further help: granting it was.
fn read(event: &Event) -> Result<Option<Help>, StoreError> {
    let (day, count) = (event.day()?, Counted::Given);
    let kind = event.kind()?;
    if kind == RecordKind::DisbursementPaid {
        let paid: PaymentDocument = document(event)?;
        return Ok(Some(Help {
            day,
            subject: paid.resident,
            fund: Some(paid.fund),
            kind: HelpKind::Payment(paid.kind),
            amount: paid.amount,
            count,
        }));
    }
    if kind != RecordKind::Redemption {
        return Ok(None);
    }
    let redemption: RedemptionDocument = document(event)?;
    Ok(redemption.discount.map(|given| Help {
        day,
        subject: redemption.resident,
        fund: given.fund,
        kind: HelpKind::Discount,
        amount: given.amount,
        count,
    }))
}
