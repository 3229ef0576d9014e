//! Outcomes that a transaction writes.

use sea_orm::ConnectionTrait;

use super::{ContentPrint, Digest32, KeptOutcome, Key, Outcome, OutcomeRow};
use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed;

/// Outcomes to be written, and how the combined hash of all changes with them.
#[derive(Debug)]
pub(crate) struct Changes<'k> {
    pub(super) keys: &'k Keys,
    pub(super) community: i64,
    pub(super) rows: Vec<OutcomeRow>,
    /// What goes in, and what goes out.
    pub(crate) digest: Digest32,
}

impl<'k> Changes<'k> {
    /// None yet, of a community.
    pub(crate) fn of(keys: &'k Keys, CommunityNo(community): CommunityNo) -> Self {
        Changes {
            keys,
            community,
            rows: Vec::new(),
            digest: Digest32::default(),
        }
    }

    /// Under which they are sealed.
    pub(crate) fn keys(&self) -> &'k Keys {
        self.keys
    }

    /// Adds an outcome, which takes the place of the one before it under its key.
    pub(crate) fn add(&mut self, key: &Key, outcome: &Outcome, before: Option<Digest32>) {
        let row = OutcomeRow::of(self.keys, self.community, key, outcome);
        self.digest.toggle(&row.digest(self.keys));
        self.digest.toggle(&before.unwrap_or_default());
        self.rows.push(row);
    }

    /// Adds an outcome that is new, and what is told with it; answers it as it is kept.
    pub(crate) fn add_telling(&mut self, key: &Key, outcome: Outcome, told: &str) -> KeptOutcome {
        let mut row = OutcomeRow::of(self.keys, self.community, key, &outcome);
        if matches!(outcome, Outcome::Accepted(_)) {
            told.clone_into(&mut row.facts);
        }
        let digest = row.digest(self.keys);
        self.digest.toggle(&digest);
        self.rows.push(row);
        KeptOutcome {
            content: ContentPrint::of(self.keys, &key.content),
            outcome,
            told: told.to_owned(),
            digest,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes them; one that is decided anew takes the place of the refusal before it.
    pub(crate) async fn write(&self, on: &impl ConnectionTrait) -> Result<(), StoreError> {
        let texts = |of: fn(&OutcomeRow) -> &String| Column::Text(self.rows.iter().map(of).cloned().collect());
        let prints = self.rows.iter().map(|row| row.content_print.clone()).collect();
        let told = |row: &OutcomeRow| {
            let context = sealed::outcome_context(self.community, &row.scope, &row.key);
            sealed::seal_told(self.keys, &context, &row.facts)
        };
        let columns = vec![
            ("community", Column::Int(vec![self.community; self.rows.len()])),
            ("scope", texts(|row| &row.scope)),
            ("key", texts(|row| &row.key)),
            ("content_print", Column::Bytes(prints)),
            ("code", texts(|row| &row.code)),
            ("seq", Column::OptInt(self.rows.iter().map(|row| row.seq).collect())),
            ("told", Column::OptBytes(self.rows.iter().map(told).collect())),
        ];
        let on_conflict = "ON CONFLICT (community, scope, key) DO UPDATE SET content_print = excluded.content_print, \
                           code = excluded.code, seq = excluded.seq, told = excluded.told";
        bulk::insert_with(on, "outcome", columns, on_conflict).await?;
        Ok(())
    }
}
