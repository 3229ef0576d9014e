//! The funds that money was recorded for.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::ledger::Ledger;
use xiaonuan_domain::register::{FundNo, Register};

use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct FundRow {
    fund: i64,
}

/// The funds that money was recorded for, among those that the commands change: an account exists from its first
/// posting.
pub(super) async fn changed(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    ledger: &Ledger,
    commands: &[&Command],
) -> Result<Vec<FundNo>, StoreError> {
    let changed = commands.iter().filter_map(|command| match command {
        Command::Change(change) if change.register() == Register::Fund => {
            ledger.registers.funds.by_code(&change.row).map(|(number, _)| number)
        }
        _ => None,
    });
    let changed: HashSet<FundNo> = changed.collect();
    let mut funded = Vec::new();
    for fund in changed {
        let sql = "SELECT fund FROM account WHERE community = $1 AND kind <> 'uses' AND fund = $2 LIMIT 1";
        let values = [community.into(), i64::from(fund.0).into()];
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
        let found = FundRow::find_by_statement(statement).one(on).await?;
        funded.extend(found.filter(|row| row.fund == i64::from(fund.0)).map(|_| fund));
    }
    Ok(funded)
}
