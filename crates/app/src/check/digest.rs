//! A digest of an account's postings in order, so that two long lists can be compared without keeping either.

use sha2::{Digest, Sha256};

/// A running digest.
#[derive(Clone, Debug, Default)]
pub(super) struct PostingDigest {
    state: [u8; 32],
    /// How many postings went into it.
    pub(super) count: u64,
}

/// What a posting row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PostingRow {
    pub(super) seq: i64,
    pub(super) side: i64,
    pub(super) amount: i64,
    pub(super) balance: i64,
    pub(super) late_at: Option<i64>,
}

impl PostingDigest {
    /// Adds a row.
    pub(super) fn add(&mut self, row: &PostingRow) {
        let mut hash = Sha256::new();
        hash.update(self.state);
        for number in [
            row.seq,
            row.side,
            row.amount,
            row.balance,
            i64::from(row.late_at.is_some()),
            row.late_at.unwrap_or(0),
        ] {
            hash.update(number.to_be_bytes());
        }
        self.state = hash.finalize().into();
        self.count += 1;
    }

    /// Whether two digests are of the same rows.
    pub(super) fn agrees(&self, other: &PostingDigest) -> bool {
        self.count == other.count && self.state == other.state
    }
}
