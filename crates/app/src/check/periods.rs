//! Which days were closed when a record was made.

use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Closings, Registers};

/// The first open instant after each closing and reopening, by its record.
pub(super) struct Periods(Vec<(Seq, Instant)>);

impl Periods {
    pub(super) fn of(registers: &Registers) -> Self {
        let mut closings = Closings::default();
        let rows = registers.closings.rows().iter().map(|row| {
            closings.push(row.clone(), &registers.community.zone);
            (row.since, closings.opens_at())
        });
        Periods(rows.collect())
    }

    /// The first instant that was open when a record was made.
    pub(super) fn opens_at(&self, seq: Seq) -> Instant {
        let before = self.0.partition_point(|(since, _)| *since < seq);
        before.checked_sub(1).map_or(Instant::MIN, |last| self.0[last].1)
    }
}
