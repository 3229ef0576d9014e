//! Vouchers from grant to end, from the documents of records alone: what was granted, what redemptions took, and that
//! what was left returned to its fund before anything later was decided. Neither postings nor the head are believed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use uuid::Uuid;
use xiaonuan_domain::calendar::{Instant, Zone};
use xiaonuan_domain::document::money::OpeningVoucherDocument;
use xiaonuan_domain::document::{DisbursementDocument, ExpiryDocument, PaymentDocument, RedemptionDocument};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::ledger::further_reference;
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Community;
use xiaonuan_domain::voucher::VoucherNo;
use xiaonuan_persistence::scan::StoredRecord;

use super::{Findings, Law};

/// A voucher that was granted.
struct Grant {
    reference: String,
    ends: Instant,
    amount: i64,
    left: i64,
    /// Whether its end is behind.
    ended: bool,
    /// The approval that it was granted by; none of old books.
    approved: Option<Seq>,
}

/// What the records said so far.
pub(super) struct Expiries<'a> {
    zone: &'a Zone,
    community: Uuid,
    /// When vouchers that are approved will end, by the record that approved them.
    approved: HashMap<Seq, Instant>,
    grants: HashMap<Seq, Grant>,
    numbers: HashMap<String, Seq>,
    /// What redemptions took of which vouchers, until they are taken back.
    spent: HashMap<Seq, Vec<(Seq, i64)>>,
    /// What the last reversal gave back, by reversal and voucher.
    returned: BTreeMap<(Seq, Seq), i64>,
    /// Those with something left, in the order in which they end.
    open: BTreeSet<(Instant, Seq)>,
    /// Everything that was due up to here must have expired, by the records.
    through: Instant,
}

impl<'a> Expiries<'a> {
    pub(super) fn new(community: &'a Community) -> Self {
        Expiries {
            zone: &community.zone,
            community: community.id,
            approved: HashMap::new(),
            grants: HashMap::new(),
            spent: HashMap::new(),
            returned: BTreeMap::new(),
            numbers: HashMap::new(),
            open: BTreeSet::new(),
            through: Instant::MIN,
        }
    }

    /// Follows a record, before which days up to an instant were closed. One whose document cannot be read is a finding
    /// elsewhere.
    pub(super) fn follow(
        &mut self,
        kind: RecordKind,
        record: &StoredRecord,
        opens_at: Instant,
        findings: &mut Findings,
    ) {
        if kind.happens_when_recorded() {
            return;
        }
        let at = record.occurred_at();
        let expires = kind == RecordKind::VoucherExpiry;
        let again = expires && read::<ExpiryDocument>(record).is_some_and(|document| document.cause.is_some());
        if !again {
            self.settle_returned(findings);
        }
        // An expiry comes before what it was due for, and after those of vouchers that ended earlier; a further one comes
        // with the reversal before it, whatever else is due by then.
        if !again {
            // It may be booked later than the voucher ended, if that is in a closed period.
            let ended = self.ended(record).filter(|_| expires);
            let due = ended.map_or(at, Instant::just_before);
            self.nothing_left(due, findings, &format!("before record {}", record.seq));
            self.through = self.through.max(at);
        }
        let right = match kind {
            RecordKind::DisbursementApproved => self.approve(record),
            RecordKind::DisbursementPaid => self.grant(record),
            RecordKind::OpeningVoucher => self.open_voucher(record),
            RecordKind::Redemption => self.spend(record),
            RecordKind::VoucherExpiry => self.expire(record, opens_at),
            RecordKind::Reversal => self.give_back(record),
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
        self.keep(record, ends, document.amount, Some(document.approved));
        Some(())
    }

    fn open_voucher(&mut self, record: &StoredRecord) -> Option<()> {
        let document: OpeningVoucherDocument = read(record)?;
        let ends = self.zone.end_of(document.expires_on);
        self.keep(record, ends, document.amount, None);
        Some(())
    }

    fn keep(&mut self, record: &StoredRecord, ends: Instant, amount: Money, approved: Option<Seq>) {
        let seq = record.seq;
        let grant = Grant {
            reference: record.reference.clone(),
            ends,
            amount: amount.fen(),
            left: amount.fen(),
            ended: false,
            approved,
        };
        self.numbers.insert(grant.reference.clone(), seq);
        self.grants.insert(seq, grant);
        self.open.insert((ends, seq));
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
            let taken = self.spent.entry(record.seq).or_default();
            taken.push((number, spent.amount.fen()));
            let good = grant.left >= 0 && record.occurred_at() < grant.ends;
            if grant.left <= 0 {
                self.open.remove(&(grant.ends, number));
            }
            good.then_some(())?;
        }
        Some(())
    }

    /// A voucher is taken back as it was granted, or what a redemption took comes back to its vouchers. What happens next
    /// tells whether they had ended.
    fn give_back(&mut self, record: &StoredRecord) -> Option<()> {
        let granted = record.reverses?;
        if let Some(grant) = self.grants.remove(&granted) {
            self.open.remove(&(grant.ends, granted));
            self.numbers.remove(&grant.reference);
            // The approval holds again.
            let approved = grant.approved.map(|approved| (approved, grant.ends));
            self.approved.extend(approved);
            return (grant.left == grant.amount && !grant.ended).then_some(());
        }
        for (number, amount) in self.spent.remove(&record.reverses?).unwrap_or_default() {
            self.returned.insert((record.seq, number), amount);
        }
        Some(())
    }

    /// What came back and did not expire at once can be spent again, unless its voucher's end is behind by the records.
    fn settle_returned(&mut self, findings: &mut Findings) {
        while let Some(((cause, number), amount)) = self.returned.pop_first() {
            let Some(grant) = self.grants.get_mut(&number) else {
                continue;
            };
            findings.expect(Law::Expiries, !grant.ended && grant.ends > self.through, || {
                format!(
                    "what record {cause} gave back to voucher {} did not expire",
                    grant.reference
                )
            });
            grant.left += amount;
            self.open.insert((grant.ends, number));
        }
    }

    /// What came back after the end expires when it came back, but not before the end.
    fn expire_again(&mut self, record: &StoredRecord, document: &ExpiryDocument, cause: Seq) -> Option<()> {
        let amount = self.returned.remove(&(cause, document.granted))?;
        let grant = self.grants.get_mut(&document.granted)?;
        grant.ended = true;
        let reference = further_reference(self.community, VoucherNo(document.granted), cause);
        let right = amount == document.amount.fen()
            && record.occurred_at() >= grant.ends
            && record.reference == reference.as_str()
            && grant.reference == document.grant.as_str();
        right.then_some(())
    }

    /// When the voucher ended that a record says has expired.
    fn ended(&self, record: &StoredRecord) -> Option<Instant> {
        let document: ExpiryDocument = read(record)?;
        Some(self.grants.get(&document.granted)?.ends)
    }

    fn expire(&mut self, record: &StoredRecord, opens_at: Instant) -> Option<()> {
        let document: ExpiryDocument = read(record)?;
        if let Some(cause) = document.cause {
            return self.expire_again(record, &document, cause);
        }
        let grant = self.grants.get_mut(&document.granted)?;
        let right = grant.left == document.amount.fen()
            && grant.left > 0
            && grant.ends.max(opens_at) == record.occurred_at()
            && grant.reference == record.reference
            && grant.reference == document.grant.as_str();
        grant.left = 0;
        grant.ended = true;
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
        self.settle_returned(findings);
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
