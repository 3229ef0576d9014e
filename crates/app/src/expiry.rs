//! Vouchers that have ended: what is left of them returns to their funds, also when nobody asks anything of the books.
//!
//! Every entry brings what is due before it anyway, so no decision depends on this: it is for those who look at the books
//! of a quiet community.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xiaonuan_domain::calendar::{Day, Instant, Zone};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::ExpiryDocument;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::outcome::{Binding, ContentHash, EXPIRIES, EXPIRIES_BEGUN, KeptOutcome, Key, Outcome};
use xiaonuan_persistence::registers::CommunityNo;

use crate::desk::DeskError;
use crate::service::Service;

/// How many records are read at a time.
const PAGE: u32 = 500;

/// What a run returned to the funds of a community.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expired {
    /// Up to when everything that was due is recorded now.
    pub through: Instant,
    /// The same on the community's clock.
    #[serde(skip)]
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

    fn none(through: Instant, zone: &Zone) -> Self {
        Expired {
            through,
            through_there: zone.display(through),
            records: None,
            funds: BTreeMap::new(),
        }
    }

    fn add(&mut self, seq: Seq, document: &str) -> Result<(), StoreError> {
        let unreadable = |why: &dyn std::fmt::Display| StoreError::unreadable(format!("record {seq}"), why);
        let document: ExpiryDocument = serde_json::from_str(document).map_err(|error| unreadable(&error))?;
        let (vouchers, amount) = self.funds.entry(document.fund).or_insert((0, Money::ZERO));
        *vouchers += 1;
        *amount = amount.plus(document.amount).map_err(|error| unreadable(&error))?;
        let first = self.records.map_or(seq, |(first, _)| first);
        self.records = Some((first, seq));
        Ok(())
    }
}

/// A request for what is due, under a key: asked again, it is answered as before.
#[derive(Clone, Debug)]
pub struct ExpiryRequest {
    /// What had ended by the end of this day; by now, where nothing is said.
    pub as_of: Option<Day>,
    /// The key.
    pub key: String,
    /// What was sent, in a form that does not depend on how it was written.
    pub content: Vec<u8>,
}

impl Service {
    /// Records every expiry that is due, as [`Service::expire`] does, and keeps the answer under the request's key.
    /// Answers also whether it was kept before. Whoever is stopped in the midst of it, or asks again before it is done,
    /// goes on with the same run: its answer tells what was returned since the key was met first, by whichever of them.
    ///
    /// # Errors
    /// As [`Service::expire`], and `idempotency_key_reused` for a key that was used for another request.
    pub async fn expire_under(
        &self,
        community: &str,
        actor: &str,
        request: &ExpiryRequest,
        dry_run: bool,
    ) -> Result<(Expired, bool), DeskError> {
        let number = self.number_of(community).await?;
        let key = Key {
            scope: EXPIRIES,
            key: request.key.clone(),
            content: ContentHash::of(&request.content),
            conflict: RefusalCode::IdempotencyKeyReused,
            binding: Binding::Every,
        };
        let mut kept = self
            .database()
            .outcomes(number, EXPIRIES, vec![key.key.clone()])
            .await?;
        if let Some(kept) = kept.remove(&key.key) {
            return Ok((self.expired_before(number, &kept, Some(&key)).await?, true));
        }
        if dry_run {
            return Ok((self.expire(community, actor, request.as_of, dry_run).await?, false));
        }
        let (answer, told) = match self.expire_once(number, actor, request.as_of, &key).await {
            Ok(expired) => (Ok(expired.records.map(|(_, last)| last)), told(&expired)),
            Err(DeskError::Refused(refusal)) => (Err(refusal), String::new()),
            Err(other) => return Err(other),
        };
        let kept = self.journal().keep(number, &key, &answer, &told).await?;
        let is_ours = kept.told == told;
        Ok((self.expired_before(number, &kept, Some(&key)).await?, !is_ours))
    }

    /// Records what is due, and tells all that was returned since the key was met first.
    async fn expire_once(
        &self,
        community: CommunityNo,
        actor: &str,
        as_of: Option<Day>,
        key: &Key,
    ) -> Result<Expired, DeskError> {
        let zone = self.database().zone(community).await?;
        let through = moment(&zone, as_of, self.journal().now())?;
        let begun = Key {
            scope: EXPIRIES_BEGUN,
            ..key.clone()
        };
        let up_to = through.micros().to_string();
        let begun = self.journal().keep(community, &begun, &Ok(None), &up_to).await?;
        if !begun.content.is_of(&key.content) {
            return Err(DeskError::Refused(Refusal::new(key.conflict)));
        }
        let unreadable = || StoreError::unreadable("the beginning of an expiry", "it is none");
        let Outcome::Accepted(since) = begun.outcome else {
            return Err(unreadable().into());
        };
        let through = read_begun(&begun.told).ok_or_else(unreadable)?;
        for until in self.database().expiries_due(community, through).await? {
            self.journal().expire(community, actor, until).await?;
        }
        let mut expired = Expired::none(through, &zone);
        let (mut after, last) = (since, self.database().head(community).await?.head.seq);
        loop {
            let kinds = [RecordKind::VoucherExpiry];
            let page = self.database().records(community, after, last, &kinds, PAGE).await?;
            let Some(end) = page.last() else { break };
            after = end.seq;
            for record in page.iter().filter(|record| record.occurred_at() <= through) {
                expired.add(record.seq, &record.document)?;
            }
        }
        Ok(expired)
    }

    /// What came of the request for expiries that was sent under a key.
    ///
    /// # Errors
    /// [`DeskError::Missing`] when nothing was decided under it.
    pub async fn expired_under(&self, community: &str, key: &str) -> Result<Expired, DeskError> {
        let number = self.number_of(community).await?;
        let mut kept = self.database().outcomes(number, EXPIRIES, vec![key.to_owned()]).await?;
        let kept = kept.remove(key).ok_or(DeskError::Missing)?;
        self.expired_before(number, &kept, None).await
    }

    async fn expired_before(
        &self,
        community: CommunityNo,
        kept: &KeptOutcome,
        key: Option<&Key>,
    ) -> Result<Expired, DeskError> {
        if let Some(key) = key.filter(|key| !kept.content.is_of(&key.content)) {
            return Err(DeskError::Refused(Refusal::new(key.conflict)));
        }
        if let Outcome::Refused(refusal) = &kept.outcome {
            return Err(DeskError::Refused(refusal.clone()));
        }
        let expired: Expired = serde_json::from_str(&kept.told)
            .map_err(|error| StoreError::unreadable("the answer of an expiry", error))?;
        let zone = self.database().zone(community).await?;
        Ok(Expired {
            through_there: zone.display(expired.through),
            ..expired
        })
    }

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
        let mut expired = Expired::none(through, &zone);
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
                expired.add(record.seq, &record.document)?;
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

/// Whether it is such an answer as is kept.
pub(crate) fn is_answer(text: &str) -> bool {
    serde_json::from_str::<Expired>(text).is_ok()
}

/// Whether it says up to when a run was to go.
pub(crate) fn is_begun(text: &str) -> bool {
    read_begun(text).is_some()
}

fn read_begun(text: &str) -> Option<Instant> {
    text.parse().ok().map(Instant::from_micros)
}

fn told(expired: &Expired) -> String {
    serde_json::to_string(expired).expect("codes, numbers and amounts are JSON")
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
