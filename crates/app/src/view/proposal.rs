//! Proposals as they stand now.

use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::{DecisionDocument, ProposalDocument};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::proposals::{After, StoredProposal};
use xiaonuan_persistence::scan::StoredRecord;

use super::{Reading, Said, ViewError};

/// A proposal.
#[derive(Clone, Debug)]
pub struct ProposalView {
    /// Its reference.
    pub reference: String,
    /// The record that proposed it.
    pub seq: Seq,
    /// What it would record.
    pub asks: RecordKind,
    /// Under which reference.
    pub of: Code,
    /// How much, where it says so.
    pub amount: Option<Money>,
    /// What is asked, but for people and free text.
    pub asked: serde_json::Value,
    /// Who proposes it, and why.
    pub said: Vec<Said>,
    /// When it was proposed.
    pub proposed_at: String,
    /// What was decided; nothing while it is open.
    pub decision: Option<DecisionView>,
}

/// What was decided about a proposal.
#[derive(Clone, Debug)]
pub struct DecisionView {
    /// Its record.
    pub seq: Seq,
    /// `proposal_approved`, `proposal_rejected` or `proposal_withdrawn`.
    pub kind: RecordKind,
    /// When.
    pub decided_at: String,
    /// The record that came of it.
    pub made: Option<Seq>,
    /// Who decided, and why.
    pub said: Vec<Said>,
}

/// Some proposals, the open ones first, the newest first of each.
#[derive(Clone, Debug)]
pub struct ProposalPage {
    /// The proposals.
    pub rows: Vec<ProposalView>,
    /// After which one the next page begins.
    pub next: Option<After>,
}

impl Reading {
    /// A page of proposals.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails or a record cannot be read.
    pub async fn proposals(&self, after: Option<After>, most: u32) -> Result<ProposalPage, StoreError> {
        let mut found = self.database.proposals(self.community, after, most + 1).await?;
        let is_more = found.len() > most as usize;
        found.truncate(most as usize);
        let last = found.last().filter(|_| is_more);
        Ok(ProposalPage {
            next: last.map(|last| (last.closed.is_some(), last.proposed)),
            rows: self.proposals_of(&found).await?,
        })
    }

    /// A proposal.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is none such; [`ViewError::Store`] when the database fails.
    pub async fn proposal(&self, reference: &str) -> Result<ProposalView, ViewError> {
        let reference: Code = reference.parse().map_err(|_| ViewError::Missing)?;
        let found = self.database.proposal(self.community, &reference).await?;
        let found = found.ok_or(ViewError::Missing)?;
        let mut rows = self.proposals_of(&[found]).await?;
        rows.pop().ok_or(ViewError::Missing)
    }

    async fn proposals_of(&self, found: &[StoredProposal]) -> Result<Vec<ProposalView>, StoreError> {
        let numbers = found.iter().flat_map(|row| [Some(row.proposed), row.closed]).flatten();
        let records = self
            .database
            .records_numbered(self.community, numbers.collect())
            .await?;
        let mut said = self.said_by(&records).await?;
        let record = |seq: Seq| {
            let found = records.iter().find(|record| record.seq == seq);
            found.ok_or_else(|| StoreError::unreadable(format!("record {seq}"), "it is not there"))
        };
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            let proposed = record(row.proposed)?;
            let document: ProposalDocument = read(proposed)?;
            let decision = match row.closed {
                None => None,
                Some(seq) => {
                    let closed = record(seq)?;
                    let document: DecisionDocument = read(closed)?;
                    let kind = closed.kind.parse();
                    Some(DecisionView {
                        seq,
                        kind: kind
                            .map_err(|_| StoreError::unreadable(format!("record {seq}"), "its kind is unknown"))?,
                        decided_at: self.zone().display(closed.recorded_at()),
                        made: document.made,
                        said: said.remove(&seq).unwrap_or_default(),
                    })
                }
            };
            rows.push(ProposalView {
                reference: proposed.reference.clone(),
                seq: proposed.seq,
                asks: document.asks,
                of: document.reference,
                amount: document.amount,
                asked: document.asked,
                said: said.remove(&proposed.seq).unwrap_or_default(),
                proposed_at: self.zone().display(proposed.recorded_at()),
                decision,
            });
        }
        Ok(rows)
    }
}

fn read<T: serde::de::DeserializeOwned>(record: &StoredRecord) -> Result<T, StoreError> {
    serde_json::from_str(&record.document)
        .map_err(|error| StoreError::unreadable(format!("record {}", record.seq), error))
}
