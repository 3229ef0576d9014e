//! Proposals as they stand: which are open, and what was decided about the others.

use sea_orm::{FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::Seq;

use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// The record that closed the proposal `r`: it has the same reference.
pub(crate) const CLOSED_BY: &str = "(SELECT c.seq FROM record c WHERE c.community = r.community \
     AND c.kind IN ('proposal_approved', 'proposal_rejected', 'proposal_withdrawn') AND c.reference = r.reference)";

/// A proposal's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct StoredProposal {
    /// The record that proposed it.
    pub proposed: Seq,
    /// The record that closed it.
    pub closed: Option<Seq>,
}

/// After which proposal a page begins: whether that is closed, and its record.
pub type After = (bool, Seq);

impl Database {
    /// Some proposals, the open ones first, the newest first of each.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn proposals(
        &self,
        community: CommunityNo,
        after: Option<After>,
        most: u32,
    ) -> Result<Vec<StoredProposal>, StoreError> {
        let (is_closed, seq) = after.unwrap_or((false, Seq::MAX));
        let sql = format!(
            "SELECT p.proposed, p.closed FROM (SELECT r.seq AS proposed, {CLOSED_BY} AS closed FROM record r \
             WHERE r.community = $1 AND r.kind = 'proposed') p \
             WHERE (CASE WHEN p.closed IS NULL THEN 0 ELSE 1 END) > $2 \
             OR ((CASE WHEN p.closed IS NULL THEN 0 ELSE 1 END) = $2 AND p.proposed < $3) \
             ORDER BY CASE WHEN p.closed IS NULL THEN 0 ELSE 1 END, p.proposed DESC LIMIT $4"
        );
        let values = [
            community.0.into(),
            i32::from(is_closed).into(),
            seq.into(),
            i64::from(most).into(),
        ];
        self.found_proposals(sql, values).await
    }

    /// The proposal of a reference.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn proposal(
        &self,
        community: CommunityNo,
        reference: &Code,
    ) -> Result<Option<StoredProposal>, StoreError> {
        let sql = format!(
            "SELECT r.seq AS proposed, {CLOSED_BY} AS closed FROM record r \
             WHERE r.community = $1 AND r.kind = 'proposed' AND r.reference = $2"
        );
        let values = [community.0.into(), reference.as_str().into()];
        Ok(self.found_proposals(sql, values).await?.pop())
    }

    async fn found_proposals<const N: usize>(
        &self,
        sql: String,
        values: [sea_orm::Value; N],
    ) -> Result<Vec<StoredProposal>, StoreError> {
        let statement = Statement::from_sql_and_values(self.reader.get_database_backend(), sql, values);
        Ok(StoredProposal::find_by_statement(statement).all(&self.reader).await?)
    }
}
