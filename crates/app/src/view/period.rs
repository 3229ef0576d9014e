//! Which months and years are closed, by which records, and which were opened again.

use std::collections::HashMap;

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::document::closing::ClosedDocument;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{Closings, Span};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::{Reading, Said, ViewError};

/// Which days are closed, and how that came.
#[derive(Clone, Debug)]
pub struct Periods {
    /// The first day that is open; nothing while no period is closed.
    pub first_open_day: Option<Day>,
    /// Every period that was closed, in the order of closing.
    pub closed: Vec<ClosedPeriod>,
}

/// A period that was closed.
#[derive(Clone, Debug)]
pub struct ClosedPeriod {
    /// A month or a year.
    pub span: Span,
    /// The first day that was closed with it, where no month was closed before and that was said.
    pub from: Option<Day>,
    /// Its last day.
    pub last_day: Day,
    /// What closed it.
    pub closing: PeriodStep,
    /// What opened it again.
    pub reopening: Option<PeriodStep>,
}

/// A closing or reopening.
#[derive(Clone, Debug)]
pub struct PeriodStep {
    /// Its record.
    pub seq: Seq,
    /// Its reference.
    pub reference: String,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub actor: String,
    /// What it says besides: of a reopening, who asked and allowed it, and why.
    pub said: Vec<Said>,
}

impl ClosedPeriod {
    /// The month or year, as it is written.
    #[must_use]
    pub fn name(&self) -> String {
        let (year, month, _) = self.last_day.parts();
        match self.span {
            Span::Month => format!("{year:04}-{month:02}"),
            Span::Year => format!("{year:04}"),
        }
    }
}

impl Reading {
    /// The closed periods.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails or a record cannot be read.
    pub async fn periods(&self) -> Result<Periods, ViewError> {
        let rows = self.registers.closings.rows();
        let rows: Vec<_> = rows.iter().filter(|row| row.since <= self.as_of.number).collect();
        let numbers = rows.iter().map(|row| row.since).collect();
        let records = self.database.records_numbered(self.community, numbers).await?;
        let mut said = self.said_by(&records).await?;
        let records: HashMap<Seq, StoredRecord> = records.into_iter().map(|record| (record.seq, record)).collect();
        let mut closed: Vec<ClosedPeriod> = Vec::new();
        // Periods are opened again in the reverse order of closing.
        let mut standing: Vec<usize> = Vec::new();
        let mut closings = Closings::default();
        for row in rows {
            let unreadable = |why: String| StoreError::unreadable(format!("record {}", row.since), why);
            let missing = || unreadable("it is missing".to_owned());
            let record = records.get(&row.since).ok_or_else(missing)?;
            let step = PeriodStep {
                seq: record.seq,
                reference: record.reference.clone(),
                recorded_at: record.recorded_at(),
                actor: record.actor.clone(),
                said: said.remove(&row.since).unwrap_or_default(),
            };
            if row.closed {
                let document: ClosedDocument =
                    serde_json::from_str(&record.document).map_err(|error| unreadable(error.to_string()))?;
                standing.push(closed.len());
                closed.push(ClosedPeriod {
                    span: row.span,
                    from: document.from,
                    last_day: row.last_day,
                    closing: step,
                    reopening: None,
                });
            } else if let Some(at) = standing.pop() {
                closed[at].reopening = Some(step);
            }
            closings.push(row.clone(), self.zone());
        }
        Ok(Periods {
            first_open_day: closings.through().and_then(|day| day.next()),
            closed,
        })
    }
}
