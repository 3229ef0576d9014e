//! Vouchers from grant to end, from the documents of records alone: what was granted, what redemptions took, and that
//! what was left returned to its fund before anything later was decided. Neither postings nor the head are believed.

use std::collections::{BTreeSet, HashMap};

use xiaonuan_domain::calendar::{Instant, Zone};
use xiaonuan_domain::document::money::OpeningVoucherDocument;
use xiaonuan_domain::document::{DisbursementDocument, ExpiryDocument, PaymentDocument, RedemptionDocument};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::scan::StoredRecord;

use super::{Findings, Law};

/// A voucher that was granted.
struct Grant {
    reference: String,
    ends: Instant,
    left: i64,
}

/// What the records said so far.
pub(super) struct Expiries<'a> {
    zone: &'a Zone,
    /// When vouchers that are approved will end, by the record that approved them.
    approved: HashMap<Seq, Instant>,
    grants: HashMap<Seq, Grant>,
    numbers: HashMap<String, Seq>,
    /// Those with something left, in the order in which they end.
    open: BTreeSet<(Instant, Seq)>,
    /// Everything that was due up to here must have expired, by the records.
    through: Instant,
}

impl<'a> Expiries<'a> {
    pub(super) fn new(zone: &'a Zone) -> Self {
        Expiries {
            zone,
            approved: HashMap::new(),
            grants: HashMap::new(),
            numbers: HashMap::new(),
            open: BTreeSet::new(),
            through: Instant::MIN,
        }
    }

    /// Follows a record, before which days up to an instant were closed. One whose document cannot be read is a finding elsewhere.
    pub(super) fn follow(
        &mut self,
        kind: RecordKind,
        record: &StoredRecord,
        opens_at: Instant,
        findings: &mut Findings,
    ) {
        if kind.is_of_a_register() {
            return;
        }
        let at = record.occurred_at();
        // An expiry comes before what it was due for, and after those of vouchers that ended earlier. It may be booked
        // later than the voucher ended, if that is in a closed period.
        let due = if kind == RecordKind::VoucherExpiry {
            self.ended(record).unwrap_or(at).just_before()
        } else {
            at
        };
        self.nothing_left(due, findings, &format!("before record {}", record.seq));
        self.through = self.through.max(at);
        let right = match kind {
            RecordKind::DisbursementApproved => self.approve(record),
            RecordKind::DisbursementPaid => self.grant(record),
            RecordKind::OpeningVoucher => self.open(record),
            RecordKind::Redemption => self.spend(record),
            RecordKind::VoucherExpiry => self.expire(record, opens_at),
            _ => return,
        };
        if kind == RecordKind::VoucherExpiry {
            findings.look(Law::Expiries);
        }
        if right.is_none() {
            findings.differ(Law::Expiries, || {
                format!("record {} ({kind}) is not of what was left on its vouchers", record.seq)
            });
        }
    }

    fn approve(&mut self, record: &StoredRecord) -> Option<()> {
        let document: DisbursementDocument = read(record)?;
        if document.kind == DisbursementKind::Voucher {
            let ends = self.zone.end_of(document.expires_on?);
            self.approved.insert(record.seq, ends);
        }
        Some(())
    }

    fn grant(&mut self, record: &StoredRecord) -> Option<()> {
        let document: PaymentDocument = read(record)?;
        if document.kind != DisbursementKind::Voucher {
            return Some(());
        }
        let ends = self.approved.remove(&document.approved)?;
        self.keep(record, ends, document.amount);
        Some(())
    }

    fn open(&mut self, record: &StoredRecord) -> Option<()> {
        let document: OpeningVoucherDocument = read(record)?;
        let ends = self.zone.end_of(document.expires_on);
        self.keep(record, ends, document.amount);
        Some(())
    }

    fn keep(&mut self, record: &StoredRecord, ends: Instant, amount: Money) {
        let grant = Grant {
            reference: record.reference.clone(),
            ends,
            left: amount.fen(),
        };
        self.numbers.insert(grant.reference.clone(), record.seq);
        self.grants.insert(record.seq, grant);
        self.open.insert((ends, record.seq));
        // One that is granted late and has ended by then is due with the next event at or after its end.
        if ends <= self.through {
            self.through = ends.just_before();
        }
    }

    fn spend(&mut self, record: &StoredRecord) -> Option<()> {
        let document: RedemptionDocument = read(record)?;
        for spent in &document.vouchers {
            let number = *self.numbers.get(spent.grant.as_str())?;
            let grant = self.grants.get_mut(&number)?;
            grant.left = grant.left.checked_sub(spent.amount.fen())?;
            let good = grant.left >= 0 && record.occurred_at() < grant.ends;
            if grant.left <= 0 {
                self.open.remove(&(grant.ends, number));
            }
            good.then_some(())?;
        }
        Some(())
    }

    /// When the voucher ended that a record says has expired.
    fn ended(&self, record: &StoredRecord) -> Option<Instant> {
        let document: ExpiryDocument = read(record)?;
        Some(self.grants.get(&document.granted)?.ends)
    }

    fn expire(&mut self, record: &StoredRecord, opens_at: Instant) -> Option<()> {
        let document: ExpiryDocument = read(record)?;
        let grant = self.grants.get_mut(&document.granted)?;
        let right = grant.left == document.amount.fen()
            && grant.left > 0
            && grant.ends.max(opens_at) == record.occurred_at()
            && grant.reference == record.reference
            && grant.reference == document.grant.as_str();
        grant.left = 0;
        self.open.remove(&(grant.ends, document.granted));
        right.then_some(())
    }

    /// Looks whether anything is left on vouchers that have ended by a moment. Each is told once.
    fn nothing_left(&mut self, by: Instant, findings: &mut Findings, when: &str) {
        while let Some((ends, number)) = self.open.first().copied().filter(|(ends, _)| *ends <= by) {
            self.open.remove(&(ends, number));
            let grant = &self.grants[&number];
            findings.differ(Law::Expiries, || {
                format!("voucher {} ended with {} fen left {when}", grant.reference, grant.left)
            });
        }
    }

    /// Compares with what the head says: up to when everything due has expired.
    pub(super) fn finish(&mut self, head: Instant, findings: &mut Findings) {
        let through = self.through;
        findings.expect(Law::Expiries, through <= head, || {
            format!("the head says that expiries are recorded up to {head}, the records up to {through}")
        });
        let ended = self.grants.values().filter(|grant| grant.ends <= head.max(through));
        for _ in ended {
            findings.look(Law::Expiries);
        }
        self.nothing_left(head.max(through), findings, "at the end of the journal");
    }
}

fn read<T: serde::de::DeserializeOwned>(record: &StoredRecord) -> Option<T> {
    serde_json::from_str(&record.document).ok()
}
