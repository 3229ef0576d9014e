//! Help as people received it: payments from funds, and discounts at the alliance's merchants.

use std::collections::HashSet;
use std::sync::Arc;

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{PaymentDocument, RedemptionDocument};
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Money;
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
}

const KINDS: &[RecordKind] = &[RecordKind::DisbursementPaid, RecordKind::Redemption];

/// All help of a period from the fund that was asked for, in pages.
pub(super) struct AllHelp {
    view: Arc<View>,
    walk: Events,
}

impl AllHelp {
    pub(super) fn of(view: Arc<View>, period: &Period) -> Self {
        AllHelp {
            walk: view.events(period, KINDS),
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
        for event in page {
            help.extend(read(&event)?);
        }
        let fund = self.view.fund_code();
        help.retain(|help: &Help| fund.is_none() || help.fund.as_ref() == fund);
        Ok(Some(help))
    }
}

/// Spending a voucher is no further help: granting it was.
fn read(event: &Event) -> Result<Option<Help>, StoreError> {
    let day = event.day()?;
    if event.kind()? == RecordKind::DisbursementPaid {
        let paid: PaymentDocument = document(event)?;
        return Ok(Some(Help {
            day,
            subject: paid.resident,
            fund: Some(paid.fund),
            kind: HelpKind::Payment(paid.kind),
            amount: paid.amount,
        }));
    }
    let redemption: RedemptionDocument = document(event)?;
    Ok(redemption.discount.map(|given| Help {
        day,
        subject: redemption.resident,
        fund: given.fund,
        kind: HelpKind::Discount,
        amount: given.amount,
    }))
}

/// How many, as a number of a report.
pub(super) fn count<T>(set: &HashSet<T>) -> i64 {
    i64::try_from(set.len()).unwrap_or(i64::MAX)
}
