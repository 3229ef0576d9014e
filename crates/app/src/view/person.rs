//! All that is kept of one resident, to be handed to them 个人信息查阅.

use std::collections::HashMap;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::address::{Address, Of};
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::register::ResidentNo;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::{JournalRow, Reading, Said, ViewError};

/// A record that is about somebody, and what it says of them.
#[derive(Clone, Debug)]
pub struct PersonRecord {
    /// What lists show.
    pub row: JournalRow,
    /// Who recorded it.
    pub actor: String,
    /// Its contents as they are hashed: JSON.
    pub document: String,
    /// The words that stand beside the journal.
    pub said: Vec<Said>,
}

/// What is left on a voucher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonVoucher {
    /// The help by which it was granted, by reference.
    pub granted: String,
    /// How much.
    pub left: Sum,
}

impl Reading {
    /// The records that are about a resident up to this view, the first one first.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn records_about(&self, resident: ResidentNo) -> Result<Vec<PersonRecord>, ViewError> {
        let mut numbers = self
            .database
            .records_about(self.community, &self.registers, resident)
            .await?;
        numbers.retain(|seq| *seq <= self.number());
        let mut records = self.database.records_numbered(self.community, numbers).await?;
        records.sort_by_key(|record| record.seq);
        let reversals = self.reversals_of(&records).await?;
        let mut said = self.said_by(&records).await?;
        let mut told = |record: &StoredRecord| {
            Ok(PersonRecord {
                row: self.journal_row(record, &reversals)?,
                actor: record.actor.clone(),
                document: record.document.clone(),
                said: said.remove(&record.seq).unwrap_or_default(),
            })
        };
        let told: Result<Vec<_>, StoreError> = records.iter().map(&mut told).collect();
        Ok(told?)
    }

    /// The vouchers of a resident that have money left, by the help that granted them.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn vouchers_of(&self, resident: ResidentNo) -> Result<Vec<PersonVoucher>, ViewError> {
        let subject = self.registers.residents.get(resident).subject;
        let balances = self
            .database
            .balances(self.community, self.as_of, &[AccountKind::Voucher])
            .await?;
        let mut left: HashMap<String, Sum> = HashMap::new();
        for account in balances {
            let unreadable = |error| StoreError::unreadable("account", error);
            let address = Address::read(&account.address).map_err(unreadable)?;
            if let Of::Voucher(of, granted) = address.of
                && of == subject
            {
                *left.entry(granted.to_owned()).or_default() += -Sum::from_fen(account.balance);
            }
        }
        let mut left: Vec<_> = left
            .into_iter()
            .filter(|(_, left)| *left != Sum::ZERO)
            .map(|(granted, left)| PersonVoucher { granted, left })
            .collect();
        left.sort_by(|one, other| one.granted.cmp(&other.granted));
        Ok(left)
    }
}
