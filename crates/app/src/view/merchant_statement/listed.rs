//! Records on a statement, as the shop holds its own receipts against them.

use std::collections::{BTreeMap, HashMap};

use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::address::{Address, Of};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::document::RedemptionDocument;
use xiaonuan_domain::ledger::{dated_on, told_reference};
use xiaonuan_domain::money::{Money, Sum};
use xiaonuan_domain::record::{RecordKind, Seq, read_postings};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

/// A record on a statement.
#[derive(Clone, Debug)]
pub struct ListedLine {
    /// Its number.
    pub seq: Seq,
    /// Its day.
    pub day: Day,
    /// What it records.
    pub kind: RecordKind,
    /// Its reference.
    pub reference: String,
    /// The record that it takes back.
    pub reverses: Option<Seq>,
    /// The customer's bill, of what a shop claimed.
    pub bill: Option<Money>,
    /// The number of the shop's own receipt for it.
    pub receipt: Option<Code>,
    /// What each fund came to owe by it; below zero if it takes back.
    pub funds: Vec<(Code, Sum)>,
    /// What all funds came to owe by it.
    pub amount: Sum,
    /// Whether the merchant disagrees about it.
    pub disputed: bool,
    /// Why; nothing where that was erased.
    pub reason: Option<String>,
}

impl ListedLine {
    /// The line of a record, as the shop reads it.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub(super) fn of(
        record: &StoredRecord,
        merchant: &Code,
        disputed: &HashMap<Seq, Option<String>>,
    ) -> Result<Self, StoreError> {
        let wrong = |why: String| StoreError::unreadable(format!("record {}", record.seq), why);
        let mut funds: BTreeMap<Code, Sum> = BTreeMap::new();
        for (address, side, amount) in read_postings(&record.postings).map_err(wrong)? {
            let address = Address::read(&address).map_err(|_| wrong(format!("{address} is no account")))?;
            let is_owed = matches!(address.kind, AccountKind::Payable | AccountKind::Receivable);
            let is_own = matches!(address.of, Of::Merchant(code) if code == merchant.as_str());
            let fund = address.fund.and_then(|fund| fund.parse::<Code>().ok());
            if let Some(fund) = fund.filter(|_| is_owed && is_own) {
                let amount = Sum::from_fen(amount);
                *funds.entry(fund).or_default() += match side {
                    Side::Debit => -amount,
                    Side::Credit => amount,
                };
            }
        }
        let day = dated_on(&record.document).map_or_else(|| record.effective_on.parse(), Ok);
        let kind = record
            .kind
            .parse()
            .map_err(|_| wrong("its kind is unknown".to_owned()))?;
        let claimed: Option<RedemptionDocument> = match kind {
            RecordKind::Redemption => {
                let read = serde_json::from_str(&record.document);
                Some(read.map_err(|error| wrong(error.to_string()))?)
            }
            _ => None,
        };
        Ok(ListedLine {
            seq: record.seq,
            day: day.map_err(|_| wrong("its day is none".to_owned()))?,
            kind,
            bill: claimed.as_ref().map(|claimed| claimed.bill),
            receipt: claimed.and_then(|claimed| claimed.receipt),
            reference: told_reference(&record.reference, &record.document),
            reverses: record.reverses,
            amount: funds.values().copied().sum(),
            funds: funds.into_iter().collect(),
            disputed: disputed.contains_key(&record.seq),
            reason: disputed.get(&record.seq).cloned().flatten(),
        })
    }
}
