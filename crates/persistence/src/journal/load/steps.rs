//! Steps of statements and settlements that are on record, and the records that a statement lists.

use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult, Statement, Value};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Command, DraftStatement, SettlementOf};
use xiaonuan_domain::document::OfficerValue;
use xiaonuan_domain::ledger::{Ledger, Step, dated_on, part_references};
use xiaonuan_domain::record::RecordKind;

use crate::bulk::field;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed::open_secret;
use crate::statements::listed;

#[derive(FromQueryResult)]
pub(crate) struct StepRow {
    seq: i64,
    kind: String,
    reference: String,
    effective_on: String,
    document: String,
    actor: String,
    officer: Option<Vec<u8>>,
    undone: Option<i64>,
}

/// Every step of a statement is recorded under the statement's own reference, but for the mark that it is paid.
pub(crate) const OF_STATEMENT: &str = "r.kind IN ('statement_drafted', 'statement_sent', 'statement_confirmed', \
                            'statement_disputed', 'statement_approved') AND r.reference = $2";
const OF_SETTLEMENT: &str =
    "r.kind IN ('settlement_prepared', 'settlement_approved', 'settlement') AND r.reference = $2";
const PARTS_OF_SETTLEMENT: &str = "r.kind = 'settlement_approved_in_part' AND r.reference IN ($2, $3, $4, $5)";

/// What is looked up by a field of its document, by an index of its own: a merchant may have years of statements.
pub(crate) fn paid(backend: DatabaseBackend) -> String {
    let statement = field(backend, "r.document", "statement");
    format!("r.kind = 'statement_paid' AND {statement} = $2")
}

pub(crate) fn drawn_up_for(backend: DatabaseBackend, more: &str, order: &str) -> String {
    let merchant = field(backend, "r.document", "merchant");
    format!("r.kind = 'statement_drafted' AND {merchant} = $2 {more} ORDER BY r.seq {order} LIMIT 1")
}

/// Puts the steps that the commands build on into the ledger, and the records of the statement that they are about.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<(), StoreError> {
    let mut loading = Loading {
        on,
        keys,
        community,
        ledger,
    };
    for command in commands {
        match command {
            Command::DraftStatement(asked) => loading.drafting(asked).await?,
            Command::StepStatement(asked) => loading.statement(&asked.statement).await?,
            Command::PrepareSettlement(asked) => match &asked.of {
                SettlementOf::Statement(reference) => loading.statement(reference).await?,
                SettlementOf::Merchant { .. } => {}
            },
            Command::ApproveSettlement(asked) => loading.settlement(&asked.settlement).await?,
            Command::PaySettlement(asked) => {
                loading.settlement(&asked.settlement).await?;
                if let Some(statement) = loading.ledger.statement_to_pay(&asked.settlement) {
                    loading.statement(&statement).await?;
                }
            }
            _ => {}
        }
        if let Some(listing) = loading.ledger.listing(command) {
            let until = match command {
                Command::StepStatement(asked) => loading.ledger.drawn_up_at(&asked.statement),
                _ => None,
            };
            let until = until.unwrap_or(loading.ledger.head.seq);
            loading.ledger.listed = listed(on, community, listing, until).await?;
        }
    }
    Ok(())
}

struct Loading<'a, C> {
    on: &'a C,
    keys: &'a Keys,
    community: CommunityNo,
    ledger: &'a mut Ledger,
}

impl<C: ConnectionTrait> Loading<'_, C> {
    async fn settlement(&mut self, settlement: &Code) -> Result<(), StoreError> {
        self.read(OF_SETTLEMENT, [settlement.as_str().into()]).await?;
        let parts = part_references(settlement).map(|reference| reference.as_str().into());
        self.read(PARTS_OF_SETTLEMENT, parts).await
    }

    /// The merchant's last statement, with all that tells where it stands, and the last one of an earlier month: a new
    /// one goes on from there.
    async fn drafting(&mut self, asked: &DraftStatement) -> Result<(), StoreError> {
        self.statement(&asked.reference).await?;
        let backend = self.on.get_database_backend();
        let merchant: Value = asked.merchant.as_str().into();
        self.read(&drawn_up_for(backend, "", "DESC"), [merchant.clone()])
            .await?;
        let earlier = format!("AND {} < $3", field(backend, "r.document", "month"));
        let month = asked.month.to_string().into();
        self.read(&drawn_up_for(backend, &earlier, "DESC"), [merchant, month])
            .await?;
        if let Some(last) = self.ledger.last_statement_of(&asked.merchant) {
            self.statement(&last).await?;
        }
        Ok(())
    }

    /// A statement with all that tells where it stands: its steps, whether it was paid, and the merchant's next one,
    /// which may stand in its stead; besides, the one that it goes on from.
    async fn statement(&mut self, reference: &Code) -> Result<(), StoreError> {
        let backend = self.on.get_database_backend();
        self.read(OF_STATEMENT, [reference.as_str().into()]).await?;
        let Some((seq, document)) = self.ledger.drawn_up(reference) else {
            return Ok(());
        };
        self.read(&paid(backend), [reference.as_str().into()]).await?;
        let next = drawn_up_for(backend, "AND r.seq > $3", "ASC");
        self.read(&next, [document.merchant.as_str().into(), seq.into()])
            .await?;
        if let Some(before) = &document.after {
            self.read(OF_STATEMENT, [before.as_str().into()]).await?;
        }
        Ok(())
    }

    async fn read<const N: usize>(&mut self, which: &str, values: [Value; N]) -> Result<(), StoreError> {
        let sql = steps(which);
        let values = std::iter::once(self.community.0.into()).chain(values);
        let statement = Statement::from_sql_and_values(self.on.get_database_backend(), sql, values);
        for row in StepRow::find_by_statement(statement).all(self.on).await? {
            self.ledger.steps.insert(step(self.keys, self.community, row)?);
        }
        Ok(())
    }
}

/// The record before one that marks a statement as paid is the payment: once that is taken back, the mark no longer
/// holds.
pub(crate) fn steps(which: &str) -> String {
    format!(
        "SELECT r.seq, r.kind, r.reference, r.effective_on, r.document, r.actor, v.sealed AS officer, b.seq AS undone FROM record r \
         LEFT JOIN private_value v ON v.community = r.community AND v.seq = r.seq AND v.field = 'officer' \
         LEFT JOIN record b ON b.community = r.community AND r.kind = 'statement_paid' AND b.reverses = r.seq - 1 \
         WHERE r.community = $1 AND {which}"
    )
}

pub(crate) fn step(keys: &Keys, CommunityNo(community): CommunityNo, row: StepRow) -> Result<Step, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("record {}", row.seq), why);
    let kind: RecordKind = row.kind.parse().map_err(|_| unreadable("kind"))?;
    let opened = |sealed| open_secret(keys, community, (row.seq, "officer"), Some(sealed));
    let officer = row.officer.as_deref().map(opened).transpose()?;
    let officer = officer.map(|secret| serde_json::from_str::<OfficerValue>(&secret.value));
    let officer = officer.transpose().map_err(|_| unreadable("officer"))?;
    let day = match dated_on(&row.document) {
        Some(day) => day,
        None => row.effective_on.parse().map_err(|_| unreadable("day"))?,
    };
    Ok(Step {
        seq: row.seq,
        kind,
        day,
        reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
        by: officer.map(|value| value.by),
        actor: Some(row.actor),
        document: row.document,
        undone: row.undone.is_some(),
    })
}
