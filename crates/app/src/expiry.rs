//! Vouchers that have ended: what is left of them returns to their funds, also when nobody asks anything of the books.
//!
//! Every entry brings what is due before it anyway, so no decision depends on this: it is for those who look at the books
//! of a quiet community.

use std::collections::BTreeMap;

use xiaonuan_domain::calendar::{Day, Instant, Zone};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::ExpiryDocument;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{Record, RecordKind, Seq};
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::error::StoreError;

use crate::desk::DeskError;
use crate::service::Service;

/// What a run returned to the funds of a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expired {
    /// Up to when everything that was due is recorded now.
    pub through: Instant,
    /// The same on the community's clock.
    pub through_there: String,
    /// The first and the last record that came of it, if any did.
    pub records: Option<(Seq, Seq)>,
    /// Of how many vouchers how much, by the fund it returned to.
    pub funds: BTreeMap<Code, (u64, Money)>,
}

impl Expired {
    /// How many vouchers something was left on.
    #[must_use]
    pub fn vouchers(&self) -> u64 {
        self.funds.values().map(|(vouchers, _)| vouchers).sum()
    }

    fn add(&mut self, record: &Record) -> Result<(), StoreError> {
        let unreadable = |why: &dyn std::fmt::Display| StoreError::unreadable(format!("record {}", record.seq), why);
        let document: ExpiryDocument = serde_json::from_str(&record.document).map_err(|error| unreadable(&error))?;
        let (vouchers, amount) = self.funds.entry(document.fund).or_insert((0, Money::ZERO));
        *vouchers += 1;
        *amount = amount.plus(document.amount).map_err(|error| unreadable(&error))?;
        let first = self.records.map_or(record.seq, |(first, _)| first);
        self.records = Some((first, record.seq));
        Ok(())
    }
}

impl Service {
    /// Records every expiry that is due in a community by the end of a day, or by now; or only tells what would be.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with `future_date` for a day to come.
    pub async fn expire(
        &self,
        community: &str,
        actor: &str,
        as_of: Option<Day>,
        dry_run: bool,
    ) -> Result<Expired, DeskError> {
        let number = self.number_of(community).await?;
        let zone = self.database().zone(number).await?;
        let through = moment(&zone, as_of, self.journal().now())?;
        let mut expired = Expired {
            through,
            through_there: zone.display(through),
            records: None,
            funds: BTreeMap::new(),
        };
        // A counter beside it waits for one step, not for all.
        let mut steps = self.database().expiries_due(number, through).await?;
        if dry_run {
            steps = steps.pop().into_iter().collect();
        }
        for until in steps {
            let records = if dry_run {
                let mut rehearsal = self.journal().rehearse_in(number, Some(until)).await?;
                rehearsal.expire(actor, until).await?
            } else {
                self.journal().expire(number, actor, until).await?
            };
            for record in records.iter().filter(|record| record.kind == RecordKind::VoucherExpiry) {
                expired.add(record)?;
            }
        }
        Ok(expired)
    }

    /// When the next day begins in any community, if there are any.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn next_midnight(&self) -> Result<Option<Instant>, StoreError> {
        let now = self.journal().now();
        let communities = self.communities().await?;
        Ok(communities
            .iter()
            .map(|community| community.zone.end_of(community.zone.day_of(now)))
            .min())
    }
}

/// The end of a day, or now if it has not ended yet; now unless one is named.
fn moment(zone: &Zone, as_of: Option<Day>, now: Instant) -> Result<Instant, DeskError> {
    let today = zone.day_of(now);
    match as_of {
        Some(day) if day > today => Err(DeskError::Refused(Refusal::new(RefusalCode::FutureDate))),
        Some(day) if day < today => Ok(Instant::from_micros(zone.end_of(day).micros() - 1)),
        _ => Ok(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_counts_to_its_end_and_today_until_now() {
        let zone: Zone = "Asia/Shanghai".parse().expect("a zone");
        let at = |text: &str| text.parse::<Instant>().expect("a time");
        let day = |text: &str| Some(text.parse::<Day>().expect("a day"));
        let now = at("2026-03-01T16:00:00Z");
        let said = |as_of| moment(&zone, as_of, now).map(|at| zone.display(at)).ok();
        assert_eq!(
            said(day("2026-03-01")).as_deref(),
            Some("2026-03-01T23:59:59.999999+08:00")
        );
        assert_eq!(said(day("2026-03-02")).as_deref(), Some("2026-03-02T00:00:00+08:00"));
        assert_eq!(said(None), said(day("2026-03-02")));
        assert_eq!(said(day("2026-03-03")), None);
    }
}
