//! The running service: a database, its journals, and the clock and randomness of the process.

use std::sync::Arc;

use xiaonuan_domain::entropy::Entropy;
use xiaonuan_domain::register::Community;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::journal::{Clock, Grouped, Journal};

use crate::counter::Counters;

/// Everything that a use case needs. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    grouped: Grouped,
    pub(crate) counters: Option<Arc<Counters>>,
}

impl Service {
    /// A service on an open database.
    #[must_use]
    pub fn new(database: Database, clock: Arc<dyn Clock>, entropy: Box<dyn Entropy>) -> Self {
        Service {
            grouped: Grouped::new(Arc::new(Journal::new(database, clock, entropy))),
            counters: None,
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

    /// All communities in the order of their codes.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn communities(&self) -> Result<Vec<Community>, StoreError> {
        self.database().communities().await
    }
}
