//! Vouchers: money of a fund that a resident can spend at the alliance until it expires.

use std::collections::{BTreeSet, HashMap};

use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::entropy::SubjectId;
use crate::record::Seq;
use crate::register::{FundNo, ResidentNo};

/// The key of a voucher: the number of the record that granted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoucherNo(pub Seq);

/// One grant of voucher money. What is left of it is a balance, not a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// The key.
    pub number: VoucherNo,
    /// The reference of the record that granted it: the disbursement's, unless that was paid before.
    pub grant: Code,
    /// Whose money it is until spent.
    pub fund: FundNo,
    /// Who may spend it.
    pub resident: ResidentNo,
    /// Who that is in the journal.
    pub subject: SubjectId,
    /// When it was granted.
    pub granted_at: Instant,
    /// Its last day.
    pub expires_on: Day,
    /// The first instant at which it is no longer good.
    pub expires_at: Instant,
}

impl Voucher {
    /// Vouchers are spent by earliest expiry, then oldest first.
    fn spending_order(&self) -> (Day, Instant, VoucherNo) {
        (self.expires_on, self.granted_at, self.number)
    }
}

/// The vouchers that a batch of entries may touch.
#[derive(Clone, Debug, Default)]
pub struct Vouchers {
    by_number: HashMap<VoucherNo, Voucher>,
    by_resident: HashMap<ResidentNo, Vec<VoucherNo>>,
    due: BTreeSet<(Instant, VoucherNo)>,
}

impl Vouchers {
    /// Adds a voucher, once.
    pub fn insert(&mut self, voucher: Voucher) {
        let number = voucher.number;
        if self.by_number.contains_key(&number) {
            return;
        }
        self.due.insert((voucher.expires_at, number));
        self.by_resident.entry(voucher.resident).or_default().push(number);
        self.by_number.insert(number, voucher);
    }

    /// Takes out the vouchers that records after a number would have granted.
    pub fn forget_after(&mut self, last: Seq) {
        let gone: Vec<VoucherNo> = self
            .by_number
            .keys()
            .filter(|number| number.0 > last)
            .copied()
            .collect();
        for number in gone {
            let Some(voucher) = self.by_number.remove(&number) else {
                continue;
            };
            self.due.remove(&(voucher.expires_at, number));
            if let Some(held) = self.by_resident.get_mut(&voucher.resident) {
                held.retain(|other| *other != number);
            }
        }
    }

    /// The voucher of a key that is loaded.
    #[must_use]
    pub fn get(&self, number: VoucherNo) -> &Voucher {
        &self.by_number[&number]
    }

    /// The voucher of a key, if it is loaded.
    #[must_use]
    pub fn find(&self, number: VoucherNo) -> Option<&Voucher> {
        self.by_number.get(&number)
    }

    /// A resident's vouchers in the order in which they are spent.
    #[must_use]
    pub fn of(&self, resident: ResidentNo) -> Vec<&Voucher> {
        let numbers = self.by_resident.get(&resident).map_or(&[][..], Vec::as_slice);
        let mut vouchers: Vec<_> = numbers.iter().map(|number| self.get(*number)).collect();
        vouchers.sort_by_key(|voucher| voucher.spending_order());
        vouchers
    }

    /// All that are loaded.
    pub fn iter(&self) -> impl Iterator<Item = &Voucher> {
        self.by_number.values()
    }

    /// The vouchers that end after one moment and not after another, in the order in which they end.
    #[must_use]
    pub fn ending(&self, after: Instant, until: Instant) -> Vec<VoucherNo> {
        if until <= after {
            return Vec::new();
        }
        let first = (
            Instant::from_micros(after.micros().saturating_add(1)),
            VoucherNo(Seq::MIN),
        );
        self.due
            .range(first..=(until, VoucherNo(Seq::MAX)))
            .map(|(_, number)| *number)
            .collect()
    }
}
