//! Records of the journal, and the one form in which they are hashed.

mod kind;

use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

pub use self::kind::RecordKind;
use crate::account::{Account, Book, Side};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::commitment::PrivateValue;
use crate::money::Money;

/// A record's number: from 1, without gaps, per community.
pub type Seq = i64;

/// The longest a leaf may be, in bytes.
pub const LONGEST_LEAF: usize = 65_535;

/// The version of the encoding. It never changes without a migration.
const VERSION: u32 = 1;

/// A change of one account's balance by a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// The account's name in the record.
    pub address: String,
    /// The side.
    pub side: Side,
    /// How much, in the book's unit; negative in a reversal.
    pub amount: i64,
    /// The account's balance after the record.
    pub balance: i64,
}

/// A record of the journal.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its number.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// The business key, unique per community and kind.
    pub reference: Code,
    /// Business time.
    pub occurred_at: Instant,
    /// System time.
    pub recorded_at: Instant,
    /// The community's day of the business time.
    pub effective_on: Day,
    /// Who recorded it.
    pub actor: String,
    /// The record that it reverses.
    pub reverses: Option<Seq>,
    /// Its contents: RFC 8785 JSON, without personal data.
    pub document: String,
    /// Its postings, at most one per account.
    pub postings: Vec<Posting>,
    /// Personal values that the document commits to.
    pub private: Vec<PrivateValue>,
    /// Makes the hash of guessable contents unguessable.
    pub salt: [u8; 16],
    /// Whether a record before it has a later business time and postings; nothing for records without postings.
    pub late: Option<bool>,
}

/// A record's leaf is longer than [`LONGEST_LEAF`].
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the record is {0} bytes long, and may be at most {LONGEST_LEAF}")]
pub struct LeafTooLong(pub usize);

/// The hashed fields of a record, as stored.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// The community's identifier.
    pub community: Uuid,
    /// See [`Record::seq`].
    pub seq: Seq,
    /// See [`Record::kind`].
    pub kind: &'a str,
    /// See [`Record::reference`].
    pub reference: &'a str,
    /// See [`Record::occurred_at`].
    pub occurred_at: Instant,
    /// See [`Record::recorded_at`].
    pub recorded_at: Instant,
    /// See [`Record::effective_on`], as text.
    pub effective_on: &'a str,
    /// See [`Record::actor`].
    pub actor: &'a str,
    /// See [`Record::reverses`].
    pub reverses: Option<Seq>,
    /// See [`Record::document`].
    pub document: &'a str,
    /// The postings as [`postings_json`] writes them.
    pub postings: &'a str,
    /// See [`Record::salt`].
    pub salt: &'a [u8],
}

impl Leaf<'_> {
    /// The leaf: RFC 8785 JSON of all fields, keys in order.
    #[must_use]
    pub fn text(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        format!(
            concat!(
                r#"{{"actor":{},"community":"{}","document":{},"effective_on":{},"kind":{},"occurred_at":"{}","#,
                r#""postings":{},"recorded_at":"{}","reference":{},"reverses":{},"salt":"{}","seq":{},"version":{}}}"#
            ),
            quoted(self.actor),
            self.community,
            self.document,
            quoted(self.effective_on),
            quoted(self.kind),
            self.occurred_at,
            self.postings,
            self.recorded_at,
            quoted(self.reference),
            self.reverses.map_or_else(|| "null".to_owned(), |seq| seq.to_string()),
            hex::encode(self.salt),
            self.seq,
            VERSION,
        )
    }

    /// The leaf's hash in the Merkle tree (RFC 6962): SHA-256(0x00 ‖ leaf).
    ///
    /// # Errors
    /// [`LeafTooLong`].
    pub fn hash(&self) -> Result<[u8; 32], LeafTooLong> {
        let text = self.text();
        if text.len() > LONGEST_LEAF {
            return Err(LeafTooLong(text.len()));
        }
        let mut hash = Sha256::new();
        hash.update([0]);
        hash.update(text.as_bytes());
        Ok(hash.finalize().into())
    }
}

impl Record {
    /// The postings as stored and hashed.
    #[must_use]
    pub fn postings_json(&self) -> String {
        postings_json(
            self.postings
                .iter()
                .map(|posting| (posting.address.as_str(), posting.side, posting.amount)),
        )
    }

    /// The hash of the record in a community's journal, given its [`Record::postings_json`].
    ///
    /// # Errors
    /// [`LeafTooLong`].
    pub fn leaf_hash(&self, community: Uuid, postings: &str) -> Result<[u8; 32], LeafTooLong> {
        self.leaf(community, postings, &self.effective_on.to_string()).hash()
    }

    fn leaf<'a>(&'a self, community: Uuid, postings: &'a str, effective_on: &'a str) -> Leaf<'a> {
        Leaf {
            community,
            seq: self.seq,
            kind: self.kind.as_str(),
            reference: self.reference.as_str(),
            occurred_at: self.occurred_at,
            recorded_at: self.recorded_at,
            effective_on,
            actor: &self.actor,
            reverses: self.reverses,
            document: &self.document,
            postings,
            salt: &self.salt,
        }
    }

    /// Whether the leaf in a community's journal is not longer than [`LONGEST_LEAF`]. The text is put together only
    /// where an upper bound of its length does not tell.
    #[must_use]
    pub fn leaf_fits(&self, community: Uuid) -> bool {
        self.leaf_bound() <= LONGEST_LEAF || {
            let (postings, effective_on) = (self.postings_json(), self.effective_on.to_string());
            self.leaf(community, &postings, &effective_on).text().len() <= LONGEST_LEAF
        }
    }

    /// A length that the leaf does not exceed.
    fn leaf_bound(&self) -> usize {
        /// Names of fields, numbers, times, salt and reference, which are at most so long together.
        const FIELDS: usize = 512;
        /// Brackets, quotation marks, side and amount of a posting.
        const POSTING: usize = 48;
        /// An escaped character is at most so many bytes for each that it has.
        const ESCAPED: usize = 6;
        let postings = self.postings.iter().map(|posting| posting.address.len() + POSTING);
        FIELDS + ESCAPED * self.actor.len() + self.document.len() + postings.sum::<usize>()
    }
}

/// Postings as they are stored and hashed: `[["general/xiaonuan/bank","debit","12.30"],…]`; amounts in yuan, in
/// the usage book in times.
pub fn postings_json<'a>(postings: impl Iterator<Item = (&'a str, Side, i64)>) -> String {
    let mut text = String::from("[");
    for (at, (address, side, amount)) in postings.enumerate() {
        if at > 0 {
            text.push(',');
        }
        let counted = address.starts_with(Book::Usage.as_str());
        let amount = if counted {
            amount.to_string()
        } else {
            Money::from_fen(amount).to_string()
        };
        text.push_str(&format!(r#"["{address}","{side}","{amount}"]"#));
    }
    text.push(']');
    text
}

/// Reads what [`postings_json`] wrote: address, side and amount in the book's unit.
///
/// # Errors
/// The reason, when the text is something else.
pub fn read_postings(text: &str) -> Result<Vec<(String, Side, i64)>, String> {
    let rows: Vec<(String, Side, String)> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let read = |(address, side, amount): (String, Side, String)| {
        let value = if address.starts_with(Book::Usage.as_str()) {
            amount.parse::<i64>().map_err(|error| error.to_string())?
        } else {
            fen(&amount).ok_or_else(|| format!("{amount} is not an amount"))?
        };
        Ok((address, side, value))
    };
    rows.into_iter().map(read).collect()
}

/// Reads an amount as [`Money`] prints it, of any size.
fn fen(text: &str) -> Option<i64> {
    let (whole, cents) = text.split_once('.')?;
    (cents.len() == 2)
        .then(|| format!("{whole}{cents}").parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests;
