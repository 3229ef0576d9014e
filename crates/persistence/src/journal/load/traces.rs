//! What is on record of residents: of those who shall be erased, and of those who ask for it.
//!
//! Their records are found by looking through the whole journal for their subject, once for each of them and under the
//! lock: nobody is erased often, and an index over who is meant would make every other record dearer.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::document::DecisionDocument;
use xiaonuan_domain::ledger::{CaseState, Ledger, Traces};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{Register, Registers, ResidentNo};

use super::cases::KINDS;
use crate::bulk::{Keys as Wanted, int_keys, text_keys};
use crate::connect::Database;
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct Dated {
    seq: i64,
    effective_on: String,
    recorded_at: i64,
}

#[derive(FromQueryResult)]
struct Numbered {
    seq: i64,
}

#[derive(FromQueryResult)]
struct Decided {
    seq: i64,
    document: String,
}

#[derive(FromQueryResult)]
struct HelpRow {
    reference: String,
    state: String,
}

#[derive(FromQueryResult)]
struct Referred {
    reference: String,
}

/// Puts what is on record of those whom commands would erase into the ledger.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<(), StoreError> {
    for command in commands {
        if let Some(resident) = ledger.to_erase(command) {
            let registers = &ledger.registers;
            let traces = Tracing {
                on,
                community,
                registers,
            };
            let traces = traces.of(resident).await?;
            ledger.traces.insert(resident, traces);
        }
    }
    Ok(())
}

struct Tracing<'a, C> {
    on: &'a C,
    community: CommunityNo,
    registers: &'a Registers,
}

impl<C: ConnectionTrait> Tracing<'_, C> {
    async fn of(&self, resident: ResidentNo) -> Result<Traces, StoreError> {
        let help = self.help(resident).await?;
        let (found, last) = self.records(resident, &help).await?;
        Ok(Traces {
            records: self.with_values(&found).await?,
            last,
            open: open(&help)?,
            voucher: self.voucher_left(resident).await?,
        })
    }

    async fn help(&self, resident: ResidentNo) -> Result<Vec<HelpRow>, StoreError> {
        let sql = "SELECT reference, state FROM disbursement WHERE community = $1 AND resident = $2 ORDER BY reference";
        self.rows(sql, i64::from(resident.0).into()).await
    }

    /// All records that are about them, and the last day of any.
    async fn records(
        &self,
        resident: ResidentNo,
        help: &[HelpRow],
    ) -> Result<(BTreeSet<Seq>, Option<Day>), StoreError> {
        let (mut found, mut last) = (BTreeSet::new(), None);
        let subject = self.registers.residents.get(resident).subject;
        let sql = "SELECT r.seq, r.effective_on, r.recorded_at FROM record r \
                   WHERE r.community = $1 AND r.document LIKE $2";
        let said: Vec<Dated> = self.rows(sql, format!("%{subject}%").into()).await?;
        self.note(&mut found, &mut last, said)?;
        let said = self.of_rows(resident).await?;
        self.note(&mut found, &mut last, said)?;
        let references = help.iter().map(|row| row.reference.clone()).collect();
        let keys = text_keys(self.on.get_database_backend(), 2, references);
        let kinds = KINDS.iter().filter(|kind| **kind != RecordKind::Reversal);
        let kinds: Vec<String> = kinds.map(|kind| format!("'{kind}'")).collect();
        let of_help = format!("r.community = $1 AND r.kind IN ({})", kinds.join(", "));
        let said = self.dated(&keys, &of_help, "reference").await?;
        self.note(&mut found, &mut last, said)?;
        let said = self
            .dated(&self.numbers(&found), "r.community = $1", "reverses")
            .await?;
        self.note(&mut found, &mut last, said)?;
        let said = self.proposals(&found).await?;
        self.note(&mut found, &mut last, said)?;
        Ok((found, last))
    }

    /// The records that proposed and confirmed some of these, and those that decided proposals among them otherwise: they
    /// hold what was asked, and why it was not done.
    async fn proposals(&self, found: &BTreeSet<Seq>) -> Result<Vec<Dated>, StoreError> {
        let sql = "SELECT seq, document FROM record WHERE community = $1 AND kind IN ($2, $3, $4)";
        let kinds = [
            RecordKind::ProposalApproved,
            RecordKind::ProposalRejected,
            RecordKind::ProposalWithdrawn,
        ];
        let values = std::iter::once(self.community.0.into()).chain(kinds.map(|kind| kind.as_str().into()));
        let statement = Statement::from_sql_and_values(self.on.get_database_backend(), sql, values);
        let decided = Decided::find_by_statement(statement).all(self.on).await?;
        let mut records = BTreeSet::new();
        for row in decided {
            let decision: DecisionDocument = serde_json::from_str(&row.document)
                .map_err(|error| StoreError::unreadable(format!("record {}", row.seq), error))?;
            let is_made = decision.made.is_some_and(|made| found.contains(&made));
            if is_made || found.contains(&decision.proposal) {
                records.extend([row.seq, decision.proposal]);
            }
        }
        self.dated(&self.numbers(&records), "r.community = $1", "seq").await
    }

    /// The records of the other rows that are about them: those that registered and changed them.
    async fn of_rows(&self, resident: ResidentNo) -> Result<Vec<Dated>, StoreError> {
        let registers = &self.registers;
        let mut records = BTreeSet::new();
        for (register, number) in registers.about(resident) {
            records.insert(registers.entries(register).get(number).since);
            let changed = self.changes(register, number.0).await?;
            records.extend(changed.into_iter().map(|row| row.seq));
        }
        self.dated(&self.numbers(&records), "r.community = $1", "seq").await
    }

    async fn changes(&self, register: Register, number: u32) -> Result<Vec<Numbered>, StoreError> {
        let sql =
            format!("SELECT seq FROM register_change WHERE community = $1 AND register = '{register}' AND number = $2");
        self.rows(&sql, i64::from(number).into()).await
    }

    fn numbers(&self, records: &BTreeSet<Seq>) -> Wanted {
        int_keys(self.on.get_database_backend(), 2, records.iter().copied().collect())
    }

    async fn dated(&self, keys: &Wanted, conditions: &str, column: &str) -> Result<Vec<Dated>, StoreError> {
        let found = keys.rows_of(("record", "r"), conditions, column);
        let sql = format!(
            "SELECT r.seq, r.effective_on, r.recorded_at FROM {} WHERE {}",
            found.from, found.condition
        );
        self.rows(&sql, keys.value.clone()).await
    }

    /// Those of some records that have personal values still.
    async fn with_values(&self, records: &BTreeSet<Seq>) -> Result<Vec<Seq>, StoreError> {
        let keys = self.numbers(records);
        let found = keys.rows_of(("private_value", "v"), "v.community = $1", "seq");
        let sql = format!(
            "SELECT DISTINCT v.seq FROM {} WHERE {} ORDER BY v.seq",
            found.from, found.condition
        );
        let rows: Vec<Numbered> = self.rows(&sql, keys.value).await?;
        Ok(rows.into_iter().map(|row| row.seq).collect())
    }

    /// Help of theirs whose voucher has money left, the first by reference.
    async fn voucher_left(&self, resident: ResidentNo) -> Result<Option<Code>, StoreError> {
        let sql = "SELECT d.reference FROM disbursement d \
                   JOIN account a ON a.community = d.community AND a.kind = 'voucher' AND a.voucher = d.paid \
                   JOIN posting p ON p.community = a.community AND p.account = a.account \
                   WHERE d.community = $1 AND d.resident = $2 AND d.kind = 'voucher' AND p.balance <> 0 \
                   AND p.seq = (SELECT max(l.seq) FROM posting l WHERE l.community = a.community AND l.account = a.account) \
                   ORDER BY d.reference LIMIT 1";
        let rows: Vec<Referred> = self.rows(sql, i64::from(resident.0).into()).await?;
        rows.first().map(|row| reference(&row.reference)).transpose()
    }

    fn note(&self, found: &mut BTreeSet<Seq>, last: &mut Option<Day>, rows: Vec<Dated>) -> Result<(), StoreError> {
        for row in rows {
            let recorded = self
                .registers
                .community
                .zone
                .day_of(Instant::from_micros(row.recorded_at));
            let day: Day = row
                .effective_on
                .parse()
                .map_err(|error| StoreError::unreadable(format!("record {}", row.seq), error))?;
            *last = (*last).max(Some(day.max(recorded)));
            found.insert(row.seq);
        }
        Ok(())
    }

    async fn rows<Row: FromQueryResult>(&self, sql: &str, second: sea_orm::Value) -> Result<Vec<Row>, StoreError> {
        let values = [self.community.0.into(), second];
        let statement = Statement::from_sql_and_values(self.on.get_database_backend(), sql, values);
        Ok(Row::find_by_statement(statement).all(self.on).await?)
    }
}

impl Database {
    /// The records that are about a resident, in order: those that name them, and the steps of help for them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn records_about(
        &self,
        community: CommunityNo,
        registers: &Registers,
        resident: ResidentNo,
    ) -> Result<Vec<Seq>, StoreError> {
        let traces = Tracing {
            on: &self.reader,
            community,
            registers,
        };
        let help = traces.help(resident).await?;
        let (found, _) = traces.records(resident, &help).await?;
        Ok(found.into_iter().collect())
    }
}

/// The first help that has not come to its end.
fn open(help: &[HelpRow]) -> Result<Option<Code>, StoreError> {
    for row in help {
        let state: CaseState = row
            .state
            .parse()
            .map_err(|error| StoreError::unreadable(format!("disbursement {}", row.reference), error))?;
        let has_ended = matches!(
            state,
            CaseState::Paid | CaseState::Signed | CaseState::Rejected | CaseState::Cancelled
        );
        if !has_ended {
            return reference(&row.reference).map(Some);
        }
    }
    Ok(None)
}

fn reference(text: &str) -> Result<Code, StoreError> {
    text.parse().map_err(|error| StoreError::unreadable("reference", error))
}
