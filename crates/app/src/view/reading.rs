//! A community's books, open for reading.

use std::sync::Arc;

use xiaonuan_domain::calendar::{Instant, Zone};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::record::Seq;
use xiaonuan_domain::register::{FundNo, Registers};
use xiaonuan_domain::user::UserId;
use xiaonuan_persistence::balances::AsOf;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::{AsAsked, NamedFund, Recorded, ViewError};
use crate::service::Service;

/// A community, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunityName {
    /// The code in addresses.
    pub code: Code,
    /// The name.
    pub name: String,
    /// The district it belongs to.
    pub district: String,
}

impl CommunityName {
    fn of(registers: &Registers) -> Self {
        let row = &registers.community;
        CommunityName {
            code: row.code.clone(),
            name: row.name.clone(),
            district: row.district.clone(),
        }
    }

    /// Whether code, name or district hold a text, whatever the capitals of its ASCII letters.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let sought = text.to_ascii_lowercase();
        let told = [self.code.as_str(), &self.name, &self.district];
        told.iter().any(|told| told.to_ascii_lowercase().contains(&sought))
    }
}

/// A merchant by code and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMerchant {
    /// The code.
    pub code: Code,
    /// The name.
    pub name: String,
}

/// A community's books as of a business time and a record number.
pub struct Reading {
    pub(crate) database: Database,
    pub(crate) community: CommunityNo,
    pub(crate) registers: Arc<Registers>,
    pub(crate) as_of: AsOf,
    pub(crate) asked: AsAsked,
    /// Whether something is asked for that cannot be on record yet.
    pub(crate) is_beyond: bool,
}

impl Service {
    /// All communities, as lists show them.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn community_names(&self) -> Result<Vec<CommunityName>, ViewError> {
        let rows = self.communities().await?.into_iter();
        let named = rows.map(|row| CommunityName {
            code: row.code,
            name: row.name,
            district: row.district,
        });
        Ok(named.collect())
    }

    /// Communities after a code whose code, name or district holds a text, in the order of the codes; and where the
    /// next page begins; those in which a user was given a role, where one is named.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn communities_page(
        &self,
        holds: Option<&str>,
        after: &str,
        most: usize,
        of: Option<UserId>,
    ) -> Result<(Vec<CommunityName>, Option<String>), ViewError> {
        let mut rows = self.database().communities_page(holds, after, most + 1, of).await?;
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| more).map(|row| row.code.clone());
        let named = rows.into_iter().map(|row| {
            let code = row.code.parse();
            Ok(CommunityName {
                code: code.map_err(|error| StoreError::unreadable("community code", error))?,
                name: row.name,
                district: row.district,
            })
        });
        Ok((named.collect::<Result<_, StoreError>>()?, next))
    }

    /// A community by its code, as lists show it.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn community_name(&self, code: &Code) -> Result<Option<CommunityName>, ViewError> {
        let Some(number) = self.database().community(code.as_str()).await? else {
            return Ok(None);
        };
        let registers = self.database().registers(number).await?;
        Ok(Some(CommunityName::of(&registers)))
    }

    /// Opens a community's books at a view.
    ///
    /// # Errors
    /// [`ViewError::Missing`] when there is no such community; [`ViewError::Store`] when the database fails.
    pub async fn read(&self, code: &str, asked: AsAsked) -> Result<Reading, ViewError> {
        let database = self.database().clone();
        let community = database.community(code).await?.ok_or(ViewError::Missing)?;
        let zone = database.zone(community).await?;
        let at = asked.at.map(|at| at.in_zone(&zone));
        // The number first, then the registers up to it: what is recorded meanwhile is in neither.
        let as_of = database.as_of(community, at, asked.recording(&zone)).await?;
        let registers = database.registers_at(community, as_of.number).await?;
        let is_beyond = match asked.recorded {
            Some(Recorded::Number(number)) => number > as_of.number,
            Some(Recorded::Time(upto)) => upto.in_zone(&zone) > self.journal().now(),
            None => false,
        };
        Ok(Reading {
            database,
            community,
            registers,
            as_of,
            asked,
            is_beyond,
        })
    }

    /// Whether the service can answer: the database is there and its schema is up to date.
    pub async fn is_ready(&self) -> bool {
        let limit = self.database().patience().of_one_try();
        let asked = tokio::time::timeout(limit, self.database().is_ready()).await;
        matches!(asked, Ok(Ok(true)))
    }
}

impl Reading {
    /// The community.
    #[must_use]
    pub fn community(&self) -> CommunityName {
        CommunityName::of(&self.registers)
    }

    /// Whose days its days are.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.registers.community.zone
    }

    /// The business time up to which it shows.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.as_of.at
    }

    /// The last record that it shows.
    #[must_use]
    pub fn number(&self) -> Seq {
        self.as_of.number
    }

    /// What was asked for.
    #[must_use]
    pub fn asked(&self) -> AsAsked {
        self.asked
    }

    /// The funds that were registered by then, in the order of their registration.
    #[must_use]
    pub fn funds(&self) -> Vec<NamedFund> {
        self.fund_rows().map(|(number, _)| self.fund(number)).collect()
    }

    /// The merchants that were registered by then, in the order of their registration.
    #[must_use]
    pub fn merchants(&self) -> Vec<NamedMerchant> {
        let rows = self.registers.merchants.iter();
        let named = rows.map(|(_, row)| NamedMerchant {
            code: row.code.clone(),
            name: row.details.name.clone(),
        });
        named.collect()
    }

    /// The code of the resident who a subject is, while that is known.
    pub(super) fn resident_code(&self, subject: SubjectId) -> Option<&Code> {
        let known = self.registers.resident_of(subject);
        known
            .filter(|resident| !resident.is_erased())
            .map(|resident| &resident.code)
    }

    pub(super) fn fund_rows(&self) -> impl Iterator<Item = (FundNo, &xiaonuan_domain::register::Fund)> {
        let number = self.as_of.number;
        self.registers
            .funds
            .iter()
            .filter(move |(_, fund)| fund.since <= number)
    }

    pub(super) fn fund(&self, number: FundNo) -> NamedFund {
        let row = self.registers.funds.get(number);
        NamedFund {
            code: row.code.clone(),
            name: row.details.name.clone(),
            restricted: row.details.restricted,
        }
    }
}
