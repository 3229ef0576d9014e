//! The funds that have a money record besides opening balances.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::MoneyEvent;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::FundNo;

use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct FundRow {
    fund: i64,
}

/// Reads them, if any command asks to open a fund's balances.
pub(super) async fn funds(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    commands: &[&Command],
) -> Result<Vec<FundNo>, StoreError> {
    let opens = |command: &&Command| match command {
        Command::Money(event) => matches!(event.as_ref(), MoneyEvent::Open(_)),
        _ => false,
    };
    if !commands.iter().any(opens) {
        return Ok(Vec::new());
    }
    let sql = "SELECT f.fund FROM fund f WHERE f.community = $1 AND EXISTS (SELECT 1 FROM account a \
               JOIN posting p ON p.community = a.community AND p.account = a.account \
               JOIN record r ON r.community = p.community AND r.seq = p.seq \
               WHERE a.community = f.community AND a.fund = f.fund AND r.kind NOT IN ($2, $3))";
    let openings = [RecordKind::OpeningBalance, RecordKind::OpeningVoucher];
    let [one, other] = openings.map(|kind| kind.as_str().into());
    let values: [sea_orm::Value; 3] = [community.into(), one, other];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let rows = FundRow::find_by_statement(statement).all(on).await?;
    let read = |row: FundRow| u32::try_from(row.fund).map(FundNo);
    let funds: Result<_, _> = rows.into_iter().map(read).collect();
    funds.map_err(|error| StoreError::unreadable("fund", error))
}
