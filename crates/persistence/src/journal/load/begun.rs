//! The funds that have a money record besides opening balances and what took these back.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::command::Command;
use xiaonuan_domain::command::money::MoneyEvent;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::{FundNo, Registers};

use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct SeqRow {
    seq: i64,
}

/// Reads which of the funds whose balances the commands open have begun.
pub(super) async fn funds(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    registers: &Registers,
    commands: &[&Command],
) -> Result<Vec<FundNo>, StoreError> {
    let opened = commands.iter().filter_map(|command| match command {
        Command::Money(event) => match event.as_ref() {
            MoneyEvent::Open(opening) => registers.funds.by_code(&opening.fund.parse().ok()?),
            _ => None,
        },
        _ => None,
    });
    let opened: BTreeSet<FundNo> = opened.map(|(fund, _)| fund).collect();
    // From the few accounts of the fund to their postings, so that a fund with openings alone costs no more than these.
    let sql = "SELECT r.seq FROM account a CROSS JOIN posting p CROSS JOIN record r \
               WHERE a.community = $1 AND a.fund = $2 AND a.kind <> 'uses' \
               AND p.community = a.community AND p.account = a.account \
               AND r.community = p.community AND r.seq = p.seq AND r.kind NOT IN ($3, $4) \
               AND NOT EXISTS (SELECT 1 FROM record o WHERE o.community = r.community AND o.seq = r.reverses \
               AND o.kind IN ($3, $4)) LIMIT 1";
    let openings = [RecordKind::OpeningBalance, RecordKind::OpeningVoucher].map(RecordKind::as_str);
    let mut begun = Vec::new();
    for fund in opened {
        let values: [sea_orm::Value; 4] = [
            community.into(),
            i64::from(fund.0).into(),
            openings[0].into(),
            openings[1].into(),
        ];
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
        let found = SeqRow::find_by_statement(statement).one(on).await?;
        begun.extend(found.filter(|row| row.seq > 0).map(|_| fund));
    }
    Ok(begun)
}
