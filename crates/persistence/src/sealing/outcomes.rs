//! Outcomes of earlier versions: their hashes become fingerprints, what they tell is sealed, and the head of the journal
//! counts them as they are now.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement, Value};
use sha2::{Digest, Sha256};

use super::{AT_ONCE, SCRUB, run};
use crate::connect::Database;
use crate::error::StoreError;
use crate::journal::{lock_head, update_head};
use crate::keys::Keys;
use crate::outcome::{ContentHash, ContentPrint, Digest32, OutcomeRow};
use crate::registers::CommunityNo;
use crate::sealed::{outcome_context, outcome_key, seal_told};

#[derive(FromQueryResult)]
struct ClearOutcome {
    scope: String,
    key: String,
    content_hash: Vec<u8>,
    code: String,
    seq: Option<i64>,
    facts: String,
}

impl Database {
    pub(super) async fn seal_outcomes(&self, community: CommunityNo) -> Result<(), StoreError> {
        let mut after = (String::new(), String::new());
        loop {
            let transaction = self.short().await?;
            // Who holds the head changes nothing meanwhile that it counts.
            let before = lock_head(&transaction, community).await?;
            let rows = left(&transaction, community, &after).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.scope.clone(), last.key.clone());
            self.keep_setting(&transaction, SCRUB, vec![1]).await?;
            let mut counted = before.outcomes;
            for row in rows {
                counted.toggle(&row.digest());
                counted.toggle(&row.seal(&transaction, &self.keys, community).await?);
            }
            let head = before.advanced(community, before.head, before.accounts, counted);
            update_head(&transaction, community, &head).await?;
            transaction.commit().await?;
        }
    }
}

async fn left(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    (scope, key): &(String, String),
) -> Result<Vec<ClearOutcome>, StoreError> {
    let sql = format!(
        "SELECT scope, key, content_hash, code, seq, facts FROM outcome \
         WHERE community = $1 AND (scope, key) > ($2, $3) AND content_print IS NULL ORDER BY scope, key LIMIT {AT_ONCE}"
    );
    let values = [community.into(), scope.as_str().into(), key.as_str().into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    Ok(ClearOutcome::find_by_statement(statement).all(on).await?)
}

impl ClearOutcome {
    /// As earlier versions made it: SHA-256 over the columns.
    fn digest(&self) -> Digest32 {
        let mut hash = Sha256::new();
        let texts = [&self.scope, &self.key, &self.code, &self.facts].map(|text| text.as_bytes());
        for bytes in texts.into_iter().chain([self.content_hash.as_slice()]) {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        hash.update([u8::from(self.seq.is_some())]);
        hash.update(self.seq.unwrap_or_default().to_be_bytes());
        Digest32(hash.finalize().into())
    }

    /// Seals the row; answers its hash as it is counted now.
    async fn seal(
        self,
        on: &DatabaseTransaction,
        keys: &Keys,
        CommunityNo(community): CommunityNo,
    ) -> Result<Digest32, StoreError> {
        let hash = self.content_hash.as_slice().try_into().map(ContentHash);
        let hash = hash.map_err(|_| StoreError::unreadable("outcome", "its hash has not 16 bytes"))?;
        let row = OutcomeRow {
            key: outcome_key(keys, community, &self.scope, &self.key).into_owned(),
            content_print: ContentPrint::of(keys, &hash).bytes().to_vec(),
            scope: self.scope,
            code: self.code,
            seq: self.seq,
            facts: self.facts,
        };
        let told = seal_told(keys, &outcome_context(community, &row.scope, &row.key), &row.facts);
        let digest = row.digest(keys);
        let sql = "UPDATE outcome SET key = $4, content_print = $5, told = $6 \
                   WHERE community = $1 AND scope = $2 AND key = $3";
        let values: [Value; 6] = [
            community.into(),
            row.scope.into(),
            self.key.into(),
            row.key.into(),
            row.content_print.into(),
            told.into(),
        ];
        run(on, sql, values).await?;
        Ok(digest)
    }
}
