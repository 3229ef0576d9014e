//! The running service: a database, its journals, and the clock and randomness of the process.

use std::sync::Arc;

use xiaonuan_domain::access::{Actor, Authority, Holding};
use xiaonuan_domain::entropy::{Entropy, random_uuid};
use xiaonuan_domain::register::Community;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::{Clock, Grouped, Journal};

use crate::counter::{Counters, PinCost};
use crate::sign_in::{Desk, SignInSettings};

/// Everything that a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    grouped: Grouped,
    pub(crate) sign_in: Arc<Desk>,
    pub(crate) counters: Arc<Counters>,
}

impl Service {
    /// A service on an open database.
    #[must_use]
    pub fn new(database: Database, clock: Arc<dyn Clock>, entropy: Box<dyn Entropy>) -> Self {
        let grouped = Grouped::new(Arc::new(Journal::new(database, clock, entropy)));
        Service {
            sign_in: Arc::new(Desk::new(grouped.clone(), SignInSettings::default())),
            counters: Arc::new(Counters::new(grouped.clone(), PinCost::default())),
            grouped,
        }
    }

    /// For single entries by concurrent callers, who share commits.
    #[must_use]
    pub fn grouped(&self) -> &Grouped {
        &self.grouped
    }

    /// For batches.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        self.grouped.journal()
    }

    /// For reading.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.journal().database()
    }

    /// What somebody holds in a community as it stands; nothing in one that is not there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn holding(&self, community: &str, actor: &Actor) -> Result<Holding, StoreError> {
        if actor.authority == Authority::Operator {
            return Ok(Holding::unlimited());
        }
        let Some(number) = self.database().community(community).await? else {
            return Ok(Holding::default());
        };
        let registers = self.database().registers(number).await?;
        let today = registers.community.zone.day_of(self.journal().now());
        Ok(Holding::of(&registers, actor, today))
    }

    /// A key for a form that is about to be shown: under it, what the form asks for is done once, however often it is sent.
    #[must_use]
    pub fn form_key(&self) -> String {
        random_uuid(&mut self.journal().draws()).simple().to_string()
    }

    /// All communities in the order of their codes.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn communities(&self) -> Result<Vec<Community>, StoreError> {
        self.database().communities().await
    }
}
