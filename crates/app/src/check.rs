//! Check: everything that must hold of a community's books, from the records alone.
//!
//! The journal is read once in order: numbers, hashes, sums, laws and bounds are followed record by record, and every
//! account's postings are digested. Then the stored postings are read in the order of their table and digested alike,
//! so that a missing, an extra and a changed row all show. Memory is one small state per account and nine bytes per
//! record. What the registers hold is compared with what their records say.

mod accounts;
mod digest;
mod expiries;
mod history;
mod journal;
mod merkle;
mod outcomes;
mod periods;
mod postings;
mod reversals;
mod statements;
mod stock;
mod sums;
mod vouchers;

use std::collections::BTreeSet;
use std::fmt;

use xiaonuan_domain::record::Seq;
use xiaonuan_persistence::error::StoreError;

use crate::messages::{Language, Messages};
use crate::service::Service;

/// Something that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// Records are numbered from 1 without gaps, and the head names the last and is as it was written.
    Numbers,
    /// Each record's hash is that of its contents.
    Hashes,
    /// Recording times never fall, days are those of the business times, lateness is marked as it is.
    Times,
    /// Personal values that still exist are those that records commit to.
    Commitments,
    /// Each record sums to zero in every balanced book, per fund where a book is kept per fund.
    ZeroSums,
    /// After each record: bank + receivable = available + encumbered + vouchers + owed, and
    /// available + encumbered + goods = net assets + income − expenses, for every fund; cash in hand counts as bank.
    FundLaws,
    /// No balance was moved past its bound, in order of recording.
    BoundsRecorded,
    /// No balance was past its bound at any business time.
    BoundsInTime,
    /// Stored postings and balances are those of the records: none missing, none extra, none changed.
    Postings,
    /// Accounts are named and numbered as the records have them.
    Accounts,
    /// Registers are what their records say.
    Registers,
    /// Accepted outcomes name the record that was made of them, no record lacks its outcome, and all outcomes are those
    /// that the head counts.
    Outcomes,
    /// What was due to expire has expired, each time before anything later was recorded.
    Expiries,
    /// Reversals take back what they say, once, with the same amounts.
    Reversals,
    /// Statements list what they say, and steps are of exactly what was drawn up or prepared.
    Statements,
    /// Of every item of goods there is value exactly where there are pieces, and inventory = goods that may be promised
    /// + goods that are: after each record, and at every business time.
    Stock,
}

/// All laws, in the order in which they are reported.
pub const LAWS: [Law; 16] = [
    Law::Numbers,
    Law::Hashes,
    Law::Times,
    Law::Commitments,
    Law::ZeroSums,
    Law::FundLaws,
    Law::BoundsRecorded,
    Law::BoundsInTime,
    Law::Postings,
    Law::Accounts,
    Law::Registers,
    Law::Outcomes,
    Law::Expiries,
    Law::Reversals,
    Law::Statements,
    Law::Stock,
];

impl Law {
    /// The stable name; its message is `law-` and this.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Law::Numbers => "numbers",
            Law::Hashes => "hashes",
            Law::Times => "times",
            Law::Commitments => "commitments",
            Law::ZeroSums => "zero-sums",
            Law::FundLaws => "fund-laws",
            Law::BoundsRecorded => "bounds-recorded",
            Law::BoundsInTime => "bounds-in-time",
            Law::Postings => "postings",
            Law::Accounts => "accounts",
            Law::Registers => "registers",
            Law::Outcomes => "outcomes",
            Law::Expiries => "expiries",
            Law::Reversals => "reversals",
            Law::Statements => "statements",
            Law::Stock => "stock",
        }
    }

    /// What it says, in a line.
    #[must_use]
    pub fn title(self, language: Language) -> String {
        Messages::of(language).text(&format!("law-{}", self.as_str()))
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How many differences are described; the rest are counted.
const DESCRIBED: usize = 20;

/// What a check found.
#[derive(Clone, Debug)]
pub struct Findings {
    checked: [u64; LAWS.len()],
    broken: [u64; LAWS.len()],
    described: Vec<(Law, String)>,
    /// How many records there are.
    pub records: Seq,
    /// The root of the Merkle tree (RFC 6962) over their hashes, hexadecimal.
    pub root: String,
    /// How many commitments can no longer be opened, since the values were erased. That is no difference.
    pub erased: u64,
}

impl Findings {
    fn new() -> Self {
        Findings {
            checked: [0; LAWS.len()],
            broken: [0; LAWS.len()],
            described: Vec::new(),
            records: 0,
            root: String::new(),
            erased: 0,
        }
    }

    /// Counts something that was looked at.
    fn look(&mut self, law: Law) {
        self.checked[law as usize] += 1;
    }

    /// Notes a difference.
    fn differ(&mut self, law: Law, what: impl FnOnce() -> String) {
        self.broken[law as usize] += 1;
        if self.described.len() < DESCRIBED {
            self.described.push((law, what()));
        }
    }

    /// Looks at something that must hold.
    fn expect(&mut self, law: Law, holds: bool, what: impl FnOnce() -> String) {
        self.look(law);
        if !holds {
            self.differ(law, what);
        }
    }

    /// For each law: how often it was looked at, and how often it did not hold.
    pub fn by_law(&self) -> impl Iterator<Item = (Law, u64, u64)> + '_ {
        LAWS.iter()
            .map(|law| (*law, self.checked[*law as usize], self.broken[*law as usize]))
    }

    /// The first differences.
    #[must_use]
    pub fn differences(&self) -> &[(Law, String)] {
        &self.described
    }

    /// Whether every law holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.broken.iter().all(|count| *count == 0)
    }
}

/// Tells how far a check is: records looked at, of how many.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Send + Sync);

/// Checks a community's books; nothing if there is none such.
///
/// # Errors
/// [`StoreError`] when the database fails. What cannot be read in a row is a finding, not an error, wherever the rows
/// around it can be.
pub async fn community(service: &Service, code: &str, progress: Progress<'_>) -> Result<Option<Findings>, StoreError> {
    let database = service.database();
    let Some(community) = database.community(code).await? else {
        return Ok(None);
    };
    let mut findings = Findings::new();
    let stored = match database.head(community).await {
        Ok(stored) => stored,
        Err(error) => return unreadable(findings, Law::Numbers, error),
    };
    let (head, accounts) = (stored.head, stored.accounts);
    findings.expect(Law::Numbers, stored.is_sealed(community), || {
        "the head is not as it was written".to_owned()
    });
    let registers = match database.stored_registers(community, head.seq).await {
        Ok(registers) => registers,
        Err(error) => return unreadable(findings, Law::Registers, error),
    };
    let disbursements = database.disbursements(community).await?;
    let changes = match database.register_changes(community).await {
        Ok(changes) => changes,
        Err(error) => return unreadable(findings, Law::Registers, error),
    };
    let vouchers = vouchers::granted(
        (database, community),
        &registers,
        &disbursements,
        head.seq,
        &mut findings,
    )
    .await?;
    let given = accounts::given_back(database, community, head.seq).await?;
    let known = accounts::Known {
        registers: &registers,
        vouchers: &vouchers,
        given: &given,
        card_cap: accounts::highest_card_cap(database, community, head.seq).await?,
    };
    let ledger = accounts::load(database, community, &known, accounts, &mut findings).await?;
    let erasures = history::Erasures::read(database, community, head.seq).await?;
    let mut walk = journal::Walk::new(&registers, ledger, erasures);
    walk.read(database, community, head, progress, &mut findings).await?;
    walk.finish(&head, &disbursements, &changes, &mut findings);
    let beyond = postings::compare(database, community, &mut walk, &mut findings).await?;
    // Others may go on recording meanwhile; only behind a head that stands still nothing may lie.
    if database.head(community).await? == stored {
        let beyond = beyond + database.beyond(community, head.seq, accounts).await?;
        findings.expect(Law::Numbers, beyond == 0, || {
            format!("{beyond} rows lie beyond record {}, the head", head.seq)
        });
        let granted: BTreeSet<Vec<u8>> = registers.grants().map(|grant| grant.user.bytes().to_vec()).collect();
        let members = database.members(community).await?;
        findings.expect(Law::Registers, members == granted, || {
            "those who find the community when they sign in are not those who were given a role".to_owned()
        });
    }
    statements::compare(database, community, &registers, head.seq, &mut findings).await?;
    outcomes::compare(database, community, &registers, walk.asked_for, &mut findings).await?;
    Ok(Some(findings))
}

/// Without its head or its registers nothing else can be said of a journal.
fn unreadable(mut findings: Findings, law: Law, error: StoreError) -> Result<Option<Findings>, StoreError> {
    let StoreError::Unreadable { what, why } = error else {
        return Err(error);
    };
    findings.differ(law, || format!("{what} cannot be read: {why}"));
    Ok(Some(findings))
}

/// The tables that hold rows of no community, and how many. No check of a community looks at those, so this is asked of
/// the whole database, once.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn strays(service: &Service) -> Result<Vec<(&'static str, i64)>, StoreError> {
    let mut tables = service.database().rows_of_no_community().await?;
    tables.retain(|(_, rows)| *rows > 0);
    Ok(tables)
}
