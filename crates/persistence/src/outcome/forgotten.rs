//! Outcomes whose key was somebody's code, once nobody may know any more whose it was.

use sea_orm::{ConnectionTrait, DatabaseTransaction, FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::Register;

use super::{Changes, OutcomeRow, StoredRow};
use crate::error::StoreError;
use crate::sealed;

/// The file whose rows are residents.
const RESIDENTS: &str = "residents.csv";

/// The key under which an outcome goes on naming its record.
#[must_use]
pub fn forgotten_key(seq: Seq) -> String {
    format!("erased-{seq}")
}

impl Changes<'_> {
    /// Takes code and content away from the outcomes by which rows were registered. They go on naming their records.
    pub(crate) async fn forget(
        &mut self,
        on: &DatabaseTransaction,
        codes: &[(Register, Code, Seq)],
    ) -> Result<(), StoreError> {
        for (register, code, since) in codes {
            let made = register
                .entry_kinds()
                .map_or(RecordKind::ResidentRegistered, |(made, _)| made);
            let file = (*register == Register::Resident).then_some(RESIDENTS);
            for scope in file.into_iter().chain([made.as_str()]) {
                self.forget_one(on, scope, code.as_str(), *since).await?;
            }
        }
        Ok(())
    }

    async fn forget_one(
        &mut self,
        on: &DatabaseTransaction,
        scope: &str,
        code: &str,
        since: Seq,
    ) -> Result<(), StoreError> {
        let backend = on.get_database_backend();
        let key = sealed::outcome_key(self.keys, self.community, scope, code);
        let values = || [self.community.into(), scope.into(), key.as_ref().into(), since.into()];
        let row = "FROM outcome WHERE community = $1 AND scope = $2 AND key = $3 AND seq = $4";
        let sql = format!("SELECT scope, key, content_print, code, seq, told {row}");
        let statement = Statement::from_sql_and_values(backend, sql, values());
        let Some(stored) = StoredRow::find_by_statement(statement).one(on).await? else {
            return Ok(());
        };
        let known = stored.open(self.keys, self.community)?;
        let statement = Statement::from_sql_and_values(backend, format!("DELETE {row}"), values());
        on.execute_raw(statement).await?;
        let left = OutcomeRow {
            key: forgotten_key(since),
            content_print: vec![0; known.content_print.len()],
            ..known.clone()
        };
        self.digest.toggle(&known.digest(self.keys));
        self.digest.toggle(&left.digest(self.keys));
        self.rows.push(left);
        Ok(())
    }
}
