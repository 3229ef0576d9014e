//! Disbursements that steps are taken with, and what their households were helped with before.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{CaseStep, Command, StepCase};
use xiaonuan_domain::document::ParticularsValue;
use xiaonuan_domain::ledger::{Case, EarlierHelp, Filed, Ledger};
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{Registers, ResidentNo};

use crate::error::StoreError;
use crate::registers::CommunityNo;

/// The kinds of which a disbursement may have several records.
const KINDS: [RecordKind; 10] = [
    RecordKind::DisbursementApplied,
    RecordKind::DisbursementVisited,
    RecordKind::DisbursementPrepared,
    RecordKind::DisbursementReviewed,
    RecordKind::DisbursementApproved,
    RecordKind::DisbursementPaid,
    RecordKind::DisbursementSigned,
    RecordKind::DisbursementRejected,
    RecordKind::DisbursementCancelled,
    RecordKind::Reversal,
];

/// Puts the disbursements that commands take steps with into the ledger. Answers the references that their records may
/// find in use.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<Vec<(RecordKind, Code)>, StoreError> {
    let mut references = Vec::new();
    for command in commands {
        let Command::StepCase(asked) = command else { continue };
        references.extend(KINDS.map(|kind| (kind, asked.case.clone())));
        if let Some(case) = read_case(on, community, &asked.case).await? {
            ledger.cases.insert(asked.case.clone(), case);
        }
        for resident in household(ledger, asked) {
            let earlier = helped(on, community, resident).await?;
            ledger.earlier_help.extend(earlier);
        }
    }
    Ok(references)
}

#[derive(FromQueryResult)]
struct Last {
    last: i64,
}

/// A disbursement by its records, the last one first.
async fn read_case(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    reference: &Code,
) -> Result<Option<Case>, StoreError> {
    let sql = "SELECT last FROM disbursement WHERE community = $1 AND reference = $2";
    let values = [community.0.into(), reference.as_str().into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let mut next = Last::find_by_statement(statement).one(on).await?.map(|row| row.last);
    let mut records = Vec::new();
    while let Some(seq) = next {
        let record = filed(on, community, seq).await?;
        let unreadable = || StoreError::unreadable(format!("record {seq}"), "it is no step of a disbursement");
        next = record.previous().ok_or_else(unreadable)?;
        if next.is_some_and(|before| before >= seq) {
            return Err(unreadable());
        }
        records.push(record);
    }
    let mut case = None;
    for record in records.iter().rev() {
        let unreadable = || StoreError::unreadable(format!("record {}", record.seq), "no such step is possible");
        case = Some(Case::after(case, record).ok_or_else(unreadable)?);
    }
    Ok(case)
}

#[derive(FromQueryResult)]
struct FiledRow {
    kind: String,
    reference: String,
    occurred_at: i64,
    effective_on: String,
    reverses: Option<i64>,
    document: String,
}

#[derive(FromQueryResult)]
struct ValueRow {
    field: String,
    value: String,
}

async fn filed(on: &impl ConnectionTrait, community: CommunityNo, seq: Seq) -> Result<Filed, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("record {seq}"), why);
    let key = || -> [Value; 2] { [community.0.into(), seq.into()] };
    let backend = on.get_database_backend();
    let sql = "SELECT kind, reference, occurred_at, effective_on, reverses, document FROM record \
               WHERE community = $1 AND seq = $2";
    let row = FiledRow::find_by_statement(Statement::from_sql_and_values(backend, sql, key()));
    let row = row.one(on).await?.ok_or_else(|| unreadable("it is missing"))?;
    let sql = "SELECT field, value FROM private_value WHERE community = $1 AND seq = $2";
    let values = ValueRow::find_by_statement(Statement::from_sql_and_values(backend, sql, key()));
    let values = values.all(on).await?.into_iter();
    Ok(Filed {
        seq,
        kind: row.kind.parse().map_err(|_| unreadable("kind"))?,
        reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
        occurred_at: Instant::from_micros(row.occurred_at),
        day: row.effective_on.parse().map_err(|_| unreadable("day"))?,
        reverses: row.reverses,
        document: row.document,
        values: values.map(|row| (row.field, row.value)).collect(),
    })
}

/// Whom help that is about to be approved or paid counts for.
fn household(ledger: &Ledger, asked: &StepCase) -> Vec<ResidentNo> {
    let registers: &Registers = &ledger.registers;
    let case = ledger.cases.get(&asked.case);
    let resident = match &asked.step {
        CaseStep::PayFirst { terms, .. } => terms.resident.parse().ok(),
        CaseStep::Approve(_) | CaseStep::Pay { .. } => {
            case.and_then(|case| Some(registers.resident_of(case.help.resident)?.code.clone()))
        }
        _ => None,
    };
    let found = resident.and_then(|code: Code| registers.residents.by_code(&code));
    let Some((number, resident)) = found else {
        return Vec::new();
    };
    let Some(household) = resident.household else {
        return vec![number];
    };
    let all = registers.residents.iter();
    all.filter(|(_, other)| other.household == Some(household))
        .map(|(number, _)| number)
        .collect()
}

#[derive(FromQueryResult)]
struct HelpRow {
    reference: String,
    effective_on: String,
    particulars: Option<String>,
}

/// The help that is approved for a resident, as far as it is still known what for.
async fn helped(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    resident: ResidentNo,
) -> Result<Vec<EarlierHelp>, StoreError> {
    let sql = "SELECT d.reference, r.effective_on, v.value AS particulars FROM disbursement d \
               JOIN record r ON r.community = d.community AND r.seq = d.approved \
               LEFT JOIN private_value v ON v.community = d.community AND v.seq = d.approved \
               AND v.field = 'particulars' \
               WHERE d.community = $1 AND d.resident = $2 AND d.state IN ('approved', 'paid', 'signed')";
    let values = [community.0.into(), i64::from(resident.0).into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let mut earlier = Vec::new();
    for row in HelpRow::find_by_statement(statement).all(on).await? {
        let unreadable = |why: &str| StoreError::unreadable(format!("disbursement {}", row.reference), why);
        let Some(particulars) = row.particulars.as_deref() else {
            continue;
        };
        let particulars: ParticularsValue = serde_json::from_str(particulars).map_err(|_| unreadable("particulars"))?;
        let help = EarlierHelp {
            reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
            resident,
            day: row.effective_on.parse().map_err(|_| unreadable("day"))?,
            purpose: particulars.purpose,
        };
        earlier.push(help);
    }
    Ok(earlier)
}
