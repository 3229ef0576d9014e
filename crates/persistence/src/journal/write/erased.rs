//! What is destroyed with the record that says so.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};
use xiaonuan_domain::ledger::{Erased, NewRow};

use crate::bulk::int_keys;
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// Destroys personal values with their salts, and what opened cards.
pub(super) async fn destroy(
    on: &DatabaseTransaction,
    community: CommunityNo,
    rows: &[NewRow],
) -> Result<(), StoreError> {
    for erased in all(rows) {
        let keys = int_keys(on.get_database_backend(), 2, erased.records.clone());
        let found = keys.rows_of(("private_value", "v"), "v.community = $1", "seq");
        let sql = format!(
            "DELETE FROM private_value WHERE community = $1 AND seq IN (SELECT v.seq FROM {} WHERE {})",
            found.from, found.condition
        );
        execute(on, &sql, [community.0.into(), keys.value]).await?;
        for card in &erased.cards {
            for table in ["card_code", "card_session"] {
                let sql = format!("DELETE FROM {table} WHERE community = $1 AND card = $2");
                let card = card.uuid().as_bytes().to_vec();
                execute(on, &sql, [community.0.into(), card.into()]).await?;
            }
        }
    }
    Ok(())
}

/// All that was erased among what came of a batch.
pub(in crate::journal) fn all(rows: &[NewRow]) -> impl Iterator<Item = &Erased> {
    rows.iter().filter_map(|row| match row {
        NewRow::Erased(erased) => Some(erased.as_ref()),
        _ => None,
    })
}

async fn execute(on: &DatabaseTransaction, sql: &str, values: [Value; 2]) -> Result<(), StoreError> {
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    on.execute_raw(statement).await?;
    Ok(())
}
