//! Steps of statements and settlements that are on record, and the records that a statement lists.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, SettlementOf};
use xiaonuan_domain::document::OfficerValue;
use xiaonuan_domain::ledger::{Ledger, Step};
use xiaonuan_domain::record::RecordKind;

use crate::error::StoreError;
use crate::registers::CommunityNo;
use crate::statements::listed;

#[derive(FromQueryResult)]
struct StepRow {
    seq: i64,
    kind: String,
    reference: String,
    document: String,
    officer: Option<String>,
    undone: Option<i64>,
}

/// A statement is known by its steps, of which a community has a few dozen a month. The record before one that marks a
/// statement as paid is the payment: once that is taken back, the mark no longer holds.
const OF_STATEMENTS: &str = "r.kind IN ('statement_drafted', 'statement_sent', 'statement_confirmed', \
                             'statement_disputed', 'statement_approved', 'statement_paid')";
const OF_SETTLEMENT: &str =
    "r.kind IN ('settlement_prepared', 'settlement_approved', 'settlement') AND r.reference = $2";

/// Puts the steps that the commands build on into the ledger, and the records of the statement that they are about.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<(), StoreError> {
    for command in commands {
        let (statements, settlement) = builds_on(command);
        if statements {
            read(on, OF_STATEMENTS, [community.0.into()], ledger).await?;
        }
        if let Some(settlement) = settlement {
            let values: [Value; 2] = [community.0.into(), settlement.as_str().into()];
            read(on, OF_SETTLEMENT, values, ledger).await?;
        }
        if let Some(listing) = ledger.listing(command) {
            let until = match command {
                Command::StepStatement(asked) => ledger.drawn_up_at(&asked.statement),
                _ => None,
            };
            let until = until.unwrap_or(ledger.head.seq);
            ledger.listed = listed(on, community, listing, until).await?;
        }
    }
    Ok(())
}

/// Whether a command builds on statements, and on which settlement.
fn builds_on(command: &Command) -> (bool, Option<&Code>) {
    match command {
        Command::DraftStatement(_) | Command::StepStatement(_) => (true, None),
        Command::PrepareSettlement(asked) => (matches!(asked.of, SettlementOf::Statement(_)), None),
        Command::ApproveSettlement(asked) => (false, Some(&asked.settlement)),
        Command::PaySettlement(asked) => (true, Some(&asked.settlement)),
        _ => (false, None),
    }
}

async fn read(
    on: &impl ConnectionTrait,
    which: &str,
    values: impl IntoIterator<Item = Value>,
    ledger: &mut Ledger,
) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT r.seq, r.kind, r.reference, r.document, v.value AS officer, b.seq AS undone FROM record r \
         LEFT JOIN private_value v ON v.community = r.community AND v.seq = r.seq AND v.field = 'officer' \
         LEFT JOIN record b ON b.community = r.community AND r.kind = 'statement_paid' AND b.reverses = r.seq - 1 \
         WHERE r.community = $1 AND {which}"
    );
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    for row in StepRow::find_by_statement(statement).all(on).await? {
        let unreadable = |why: &str| StoreError::unreadable(format!("record {}", row.seq), why);
        let kind: RecordKind = row.kind.parse().map_err(|_| unreadable("kind"))?;
        let officer = row.officer.as_deref().map(serde_json::from_str::<OfficerValue>);
        ledger.steps.insert(Step {
            seq: row.seq,
            kind,
            reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
            by: officer
                .transpose()
                .map_err(|_| unreadable("officer"))?
                .map(|value| value.by),
            document: row.document,
            undone: row.undone.is_some(),
        });
    }
    Ok(())
}
