//! Where a journal stands: the row that is the community's lock.

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, FromQueryResult, Statement, Value};
use sha2::{Digest, Sha256};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::ledger::Head;

use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::outcome::Digest32;
use crate::registers::CommunityNo;

/// Where a journal stands, as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredHead {
    /// What decisions depend on.
    pub head: Head,
    /// How many accounts there are.
    pub accounts: i64,
    /// All outcomes that are kept, as [`crate::outcome`] combines them.
    pub outcomes: Digest32,
    seal: Digest32,
}

#[derive(FromQueryResult)]
struct HeadRow {
    seq: i64,
    recorded_at: i64,
    high_water: i64,
    register_seq: i64,
    expired_through: i64,
    accounts: i64,
    outcomes: Vec<u8>,
    seal: Vec<u8>,
}

impl StoredHead {
    /// The head of a journal without records.
    pub(super) fn empty(community: CommunityNo) -> Self {
        let head = StoredHead {
            head: Head::EMPTY,
            accounts: 0,
            outcomes: Digest32::default(),
            seal: Digest32::default(),
        };
        StoredHead {
            seal: head.right_seal(community),
            ..head
        }
    }

    /// Whether the row is as the program wrote it. Not all of it follows from records: up to when everything due has
    /// expired may have been moved by an entry that was refused.
    #[must_use]
    pub fn is_sealed(&self, community: CommunityNo) -> bool {
        self.seal == self.right_seal(community)
    }

    /// The head after a batch. A seal that was broken stays broken, so that going on does not heal it.
    pub(crate) fn advanced(&self, community: CommunityNo, head: Head, accounts: i64, outcomes: Digest32) -> Self {
        let mut next = StoredHead {
            head,
            accounts,
            outcomes,
            seal: self.seal,
        };
        next.seal.toggle(&self.right_seal(community));
        next.seal.toggle(&next.right_seal(community));
        next
    }

    fn right_seal(&self, CommunityNo(community): CommunityNo) -> Digest32 {
        let mut hash = Sha256::new();
        for number in [community].into_iter().chain(self.numbers()) {
            hash.update(number.to_be_bytes());
        }
        hash.update(self.outcomes.0);
        Digest32(hash.finalize().into())
    }

    fn numbers(&self) -> [i64; 6] {
        [
            self.head.seq,
            self.head.recorded_at.micros(),
            self.head.high_water.micros(),
            self.head.register_seq,
            self.head.expired_through.micros(),
            self.accounts,
        ]
    }
}

const NUMBERS: [&str; 6] = [
    "seq",
    "recorded_at",
    "high_water",
    "register_seq",
    "expired_through",
    "accounts",
];

/// Locks the community. Nothing may be read before this.
pub(crate) async fn lock(on: &impl ConnectionTrait, community: CommunityNo) -> Result<StoredHead, StoreError> {
    let lock = if on.get_database_backend() == DatabaseBackend::Postgres {
        " FOR UPDATE"
    } else {
        ""
    };
    select(on, community, lock).await
}

/// Reads where a journal stands, without locking it.
pub(crate) async fn read(on: &impl ConnectionTrait, community: CommunityNo) -> Result<StoredHead, StoreError> {
    select(on, community, "").await
}

async fn select(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    lock: &str,
) -> Result<StoredHead, StoreError> {
    let columns = NUMBERS.join(", ");
    let sql = format!("SELECT {columns}, outcomes, seal FROM journal_head WHERE community = $1{lock}");
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, [community.into()]);
    let row = HeadRow::find_by_statement(statement).one(on).await?;
    let row = row.ok_or_else(|| StoreError::unreadable("journal head", "it is missing"))?;
    let digest = |bytes: Vec<u8>| {
        let bytes = bytes.try_into();
        bytes
            .map(Digest32)
            .map_err(|_| StoreError::unreadable("journal head", "a hash of it has not 32 bytes"))
    };
    let head = Head {
        seq: row.seq,
        recorded_at: Instant::from_micros(row.recorded_at),
        high_water: Instant::from_micros(row.high_water),
        register_seq: row.register_seq,
        expired_through: Instant::from_micros(row.expired_through),
    };
    Ok(StoredHead {
        head,
        accounts: row.accounts,
        outcomes: digest(row.outcomes)?,
        seal: digest(row.seal)?,
    })
}

/// Writes the head of a journal that is new.
pub(super) async fn insert(
    on: &DatabaseTransaction,
    community: CommunityNo,
    head: &StoredHead,
) -> Result<(), StoreError> {
    let numbers = NUMBERS.into_iter().zip(head.numbers());
    let mut columns: Vec<_> = numbers
        .map(|(name, number)| (name, Column::Int(vec![number])))
        .collect();
    columns.push(("community", Column::Int(vec![community.0])));
    columns.push(("outcomes", Column::Bytes(vec![head.outcomes.0.to_vec()])));
    columns.push(("seal", Column::Bytes(vec![head.seal.0.to_vec()])));
    bulk::insert(on, "journal_head", columns).await?;
    Ok(())
}

/// Writes where a journal stands now.
pub(crate) async fn update(
    on: &DatabaseTransaction,
    CommunityNo(community): CommunityNo,
    head: &StoredHead,
) -> Result<(), StoreError> {
    let sql = "UPDATE journal_head SET seq = $2, recorded_at = $3, high_water = $4, register_seq = $5, \
               expired_through = $6, accounts = $7, outcomes = $8, seal = $9 WHERE community = $1";
    let digests = [&head.outcomes, &head.seal].map(|digest| Value::from(digest.0.to_vec()));
    let numbers = [community].into_iter().chain(head.numbers()).map(Value::from);
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, numbers.chain(digests));
    on.execute_raw(statement).await?;
    Ok(())
}
