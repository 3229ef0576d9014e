//! Proposals that a batch decides.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::command::{Command, Decision, Proposed};
use xiaonuan_domain::document::OfficerValue;
use xiaonuan_domain::ledger::{Ledger, Proposal};

use super::referenced::value;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::proposals::CLOSED_BY;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct ProposalRow {
    seq: i64,
    actor: String,
    request: Option<Vec<u8>>,
    officer: Option<Vec<u8>>,
    closed: Option<i64>,
}

/// Puts the proposals that commands decide into the ledger. Answers what was proposed where it is to be done.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<Vec<Command>, StoreError> {
    let mut confirmed = Vec::new();
    for command in commands {
        let Command::DecideProposal(asked) = command else {
            continue;
        };
        let sql = format!(
            "SELECT r.seq, r.actor, q.sealed AS request, o.sealed AS officer, {CLOSED_BY} AS closed FROM record r \
             LEFT JOIN private_value q ON q.community = r.community AND q.seq = r.seq AND q.field = 'request' \
             LEFT JOIN private_value o ON o.community = r.community AND o.seq = r.seq AND o.field = 'officer' \
             WHERE r.community = $1 AND r.kind = 'proposed' AND r.reference = $2"
        );
        let values = [community.0.into(), asked.proposal.as_str().into()];
        let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
        if let Some(row) = ProposalRow::find_by_statement(statement).one(on).await? {
            let proposal = read(keys, community, row)?;
            // A rehearsal may have gone on with it.
            ledger.proposals.entry(asked.proposal.clone()).or_insert(proposal);
        }
        let known = ledger.proposals.get(&asked.proposal);
        let open = known.filter(|proposal| !proposal.is_closed && asked.decision == Decision::Approve);
        confirmed.extend(open.and_then(|proposal| Some(proposal.proposed.clone()?.command())));
    }
    Ok(confirmed)
}

fn read(keys: &Keys, community: CommunityNo, row: ProposalRow) -> Result<Proposal, StoreError> {
    let officer: Option<OfficerValue> = value(keys, community, (row.seq, "officer"), row.officer)?;
    let proposed: Option<Proposed> = value(keys, community, (row.seq, "request"), row.request)?;
    Ok(Proposal {
        seq: row.seq,
        proposed,
        by: officer.map(|value| value.by),
        account: row.actor,
        is_closed: row.closed.is_some(),
    })
}
