//! The journal page by page, and one record as a whole.

use std::collections::HashMap;

use xiaonuan_domain::account::{Book, Side};
use xiaonuan_domain::address::Address;
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::ledger::told_reference;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::{AccountName, Fact, FactValue, Reading, Said, ViewError};

/// A page of the journal, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPage {
    /// The records.
    pub rows: Vec<JournalRow>,
    /// Where the page of older records begins, if there are any.
    pub older: Option<Seq>,
    /// Where the page of newer records begins, if there are any.
    pub newer: Option<Seq>,
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Its number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// The business key.
    pub reference: String,
    /// What people call it: the reference, or that of the disbursement of which it is a step, where nobody chose one.
    pub called: String,
    /// The resident it concerns, by code.
    pub resident: Option<Code>,
    /// Business time.
    pub occurred_at: Instant,
    /// System time.
    pub recorded_at: Instant,
    /// The community's day of the business time.
    pub day: String,
    /// What it moved: the debits of the general book, or of the budget where it has nothing else.
    pub moved: Option<Sum>,
    /// Whether something with a later business time was on record before it.
    pub late: bool,
    /// The record that it reverses.
    pub reverses: Option<Seq>,
    /// The record that reversed it.
    pub reversed_by: Option<Seq>,
}

/// A posting of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// The account's number.
    pub account: i64,
    /// What it is called.
    pub name: AccountName,
    /// The side.
    pub side: Side,
    /// How much, in the book's unit.
    pub amount: i64,
}

/// A record as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordView {
    /// What lists show.
    pub row: JournalRow,
    /// Who recorded it.
    pub actor: String,
    /// Its contents.
    pub facts: Vec<Fact>,
    /// What it says besides, where only check values stand in the journal.
    pub said: Vec<Said>,
    /// Its postings by book, in the order of the books.
    pub books: Vec<(Book, Vec<PostingRow>)>,
    /// SHA-256 of its leaf, hexadecimal.
    pub leaf_hash: String,
    /// The record before it.
    pub previous: Option<Seq>,
    /// The record after it.
    pub next: Option<Seq>,
}

impl Reading {
    /// A page of the journal: at most so many records before a number, newest first. Recording alone decides what is
    /// on it, not business time.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn journal(&self, before: Option<Seq>, most: u32) -> Result<JournalPage, ViewError> {
        let last = self.as_of.number;
        let until = before.map_or(last, |before| before.saturating_sub(1).clamp(0, last));
        let most = i64::from(most);
        let after = (until - most).max(0);
        let mut rows = self.journal_rows(after, until).await?;
        rows.reverse();
        Ok(JournalPage {
            rows,
            older: (after > 0).then_some(after + 1),
            newer: (until < last).then_some((until + most).min(last) + 1),
        })
    }

    async fn journal_rows(&self, after: Seq, until: Seq) -> Result<Vec<JournalRow>, ViewError> {
        let most = u32::try_from(until - after).unwrap_or(0);
        let records = self.database.records(self.community, after, until, &[], most).await?;
        let reversals = self.reversals_of(&records).await?;
        let row = |record| self.journal_row(record, &reversals);
        Ok(records.iter().map(row).collect::<Result<_, _>>()?)
    }

    pub(super) async fn reversals_of(&self, records: &[StoredRecord]) -> Result<HashMap<Seq, Seq>, StoreError> {
        let numbers = records.iter().map(|record| record.seq).collect();
        let pairs = self.database.reversals(self.community, numbers, self.as_of).await?;
        Ok(pairs.into_iter().collect())
    }

    pub(super) fn journal_row(
        &self,
        record: &StoredRecord,
        reversals: &HashMap<Seq, Seq>,
    ) -> Result<JournalRow, StoreError> {
        let unreadable = |why: &str| StoreError::unreadable(format!("record {}", record.seq), why);
        Ok(JournalRow {
            seq: record.seq,
            kind: record.kind.parse().map_err(|_| unreadable("its kind is unknown"))?,
            reference: record.reference.clone(),
            called: told_reference(&record.reference, &record.document),
            resident: self.resident_of(&record.document),
            occurred_at: record.occurred_at(),
            recorded_at: record.recorded_at(),
            day: record.effective_on.clone(),
            moved: moved(&record.postings).map_err(|why| unreadable(&why))?,
            late: record.late == Some(1),
            reverses: record.reverses,
            reversed_by: reversals.get(&record.seq).copied(),
        })
    }

    /// A record as a whole.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is no such record, or was not then; [`ViewError::Store`] when the database
    /// fails.
    pub async fn record(&self, seq: Seq) -> Result<RecordView, ViewError> {
        if !(1..=self.as_of.number).contains(&seq) {
            return Err(ViewError::Missing);
        }
        let mut records = self.database.records(self.community, seq - 1, seq, &[], 1).await?;
        let record = records.pop().ok_or(ViewError::Missing)?;
        let reversals = self.reversals_of(std::slice::from_ref(&record)).await?;
        let mut said = self.said_by(std::slice::from_ref(&record)).await?;
        let said = said.remove(&seq).unwrap_or_default();
        Ok(RecordView {
            row: self.journal_row(&record, &reversals)?,
            facts: spelt_out(self.facts(&record)?, &said),
            said,
            books: self.postings(&record).await?,
            leaf_hash: record.leaf_hash.iter().map(|byte| format!("{byte:02x}")).collect(),
            previous: (seq > 1).then_some(seq - 1),
            next: (seq < self.as_of.number).then_some(seq + 1),
            actor: record.actor,
        })
    }

    async fn postings(&self, record: &StoredRecord) -> Result<Vec<(Book, Vec<PostingRow>)>, ViewError> {
        let unreadable = |why: String| StoreError::unreadable(format!("record {}", record.seq), why);
        let postings = read_postings(&record.postings).map_err(unreadable)?;
        let addresses = postings.iter().map(|(address, ..)| address.clone()).collect();
        let accounts = self.database.accounts_of(self.community, addresses).await?;
        let numbers: HashMap<&str, i64> = accounts.iter().map(|row| (row.address.as_str(), row.number)).collect();
        let mut books: Vec<(Book, Vec<PostingRow>)> = Book::ALL.iter().map(|book| (*book, Vec::new())).collect();
        for (address, side, amount) in postings {
            let (Some(name), Some(account)) = (self.account_name(&address), numbers.get(address.as_str())) else {
                return Err(unreadable(format!("{address} is no account")).into());
            };
            let row = PostingRow {
                account: *account,
                side,
                amount,
                name,
            };
            let book = books.iter_mut().find(|(book, _)| *book == row.name.kind.book());
            book.expect("every book is listed").1.push(row);
        }
        books.retain(|(_, rows)| !rows.is_empty());
        Ok(books)
    }
}

/// Facts with the words in place of their check values. Those of rows of registers stay check values: the register
/// shows them.
fn spelt_out(facts: Vec<Fact>, said: &[Said]) -> Vec<Fact> {
    let spell = |fact: Fact| {
        let FactValue::Committed(commitment) = &fact.value else {
            return vec![fact];
        };
        let found = said.iter().find(|said| said.commitment == commitment.as_str());
        match found.filter(|said| !said.is_of_a_row()) {
            None => vec![fact],
            Some(said) => said
                .words
                .iter()
                .map(|(name, text)| Fact {
                    name: name.clone().into(),
                    value: FactValue::Said(text.clone()),
                })
                .collect(),
        }
    };
    facts.into_iter().flat_map(spell).collect()
}

/// The debits of the general book, or of the budget where a record has none there.
fn moved(postings: &str) -> Result<Option<Sum>, String> {
    let rows = read_postings(postings)?;
    let debits = |book: Book| {
        let of_book = rows.iter().filter(|(address, side, _)| {
            *side == Side::Debit && Address::read(address).is_ok_and(|address| address.book() == book)
        });
        let amounts: Vec<Sum> = of_book.map(|(.., amount)| Sum::from_fen(*amount)).collect();
        (!amounts.is_empty()).then(|| amounts.into_iter().sum())
    };
    Ok(debits(Book::General).or_else(|| debits(Book::Budget)))
}
