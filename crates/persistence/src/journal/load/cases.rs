//! Disbursements that steps are taken with, and what their households were helped with before.

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{CaseStep, Command, StepCase};
use xiaonuan_domain::document::ParticularsValue;
use xiaonuan_domain::ledger::{EarlierHelp, Ledger, dated_on};
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::register::{Registers, ResidentNo};

use crate::cases::read_case;
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::CommunityNo;
use crate::sealed::open_secret;

/// The kinds of which a disbursement may have several records.
pub(super) const KINDS: [RecordKind; 14] = [
    RecordKind::DisbursementApplied,
    RecordKind::DisbursementVisited,
    RecordKind::DisbursementPrepared,
    RecordKind::DisbursementReviewed,
    RecordKind::DisbursementApprovedInPart,
    RecordKind::DisbursementApproved,
    RecordKind::DisbursementPaid,
    RecordKind::DisbursementSigned,
    RecordKind::DisbursementRejected,
    RecordKind::DisbursementCancelled,
    RecordKind::DisbursementPosted,
    RecordKind::DisbursementObjected,
    RecordKind::DisbursementAnswered,
    RecordKind::Reversal,
];

/// Puts the disbursements that commands take steps with into the ledger. Answers the references that their records may
/// find in use.
pub(super) async fn load(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<Vec<(RecordKind, Code)>, StoreError> {
    let mut references = Vec::new();
    for command in commands {
        let asked = match command {
            Command::StepCase(asked) => asked,
            Command::Disburse(asked) if asked.at_once.is_some() => {
                for resident in members(ledger, asked.resident.parse().ok()) {
                    ledger.earlier_help.extend(helped(on, keys, community, resident).await?);
                }
                continue;
            }
            _ => continue,
        };
        references.extend(KINDS.map(|kind| (kind, asked.case.clone())));
        keep(on, keys, community, ledger, &asked.case).await?;
        for resident in household(ledger, asked) {
            let earlier = helped(on, keys, community, resident).await?;
            ledger.earlier_help.extend(earlier);
        }
    }
    Ok(references)
}

/// Puts the disbursements into the ledger whose payments commands would take back.
pub(super) async fn of_originals(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    commands: &[&Command],
) -> Result<(), StoreError> {
    let targets = commands.iter().filter_map(|command| command.target());
    let paid = targets.filter_map(|target| ledger.originals.find(target)?.disbursement());
    for reference in paid.collect::<Vec<Code>>() {
        keep(on, keys, community, ledger, &reference).await?;
    }
    Ok(())
}

/// Puts a disbursement into the ledger, unless a rehearsal has gone on with it there.
async fn keep(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    ledger: &mut Ledger,
    reference: &Code,
) -> Result<(), StoreError> {
    if let Some((case, _)) = read_case(on, keys, community, reference).await? {
        let known = ledger.cases.get(reference);
        if known.is_none_or(|known| known.last < case.last) {
            ledger.cases.insert(reference.clone(), case);
        }
    }
    Ok(())
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
    members(ledger, resident)
}

/// A resident's household.
fn members(ledger: &Ledger, resident: Option<Code>) -> Vec<ResidentNo> {
    let registers: &Registers = &ledger.registers;
    let found = resident.and_then(|code: Code| registers.residents.by_code(&code));
    found.map_or_else(Vec::new, |(number, _)| registers.counted_with(number))
}

#[derive(FromQueryResult)]
struct HelpRow {
    reference: String,
    effective_on: String,
    document: String,
    approved: i64,
    particulars: Option<Vec<u8>>,
}

/// The help that is approved for a resident, as far as it is still known what for.
async fn helped(
    on: &impl ConnectionTrait,
    keys: &Keys,
    community: CommunityNo,
    resident: ResidentNo,
) -> Result<Vec<EarlierHelp>, StoreError> {
    let sql = "SELECT d.reference, r.effective_on, r.document, d.approved, v.sealed AS particulars FROM disbursement d \
               JOIN record r ON r.community = d.community AND r.seq = d.approved \
               LEFT JOIN private_value v ON v.community = d.community AND v.seq = d.approved \
               AND v.field = 'particulars' \
               WHERE d.community = $1 AND d.resident = $2 AND d.state IN ('approved', 'posted', 'objected', 'paid', 'signed')";
    let values = [community.0.into(), i64::from(resident.0).into()];
    let statement = Statement::from_sql_and_values(on.get_database_backend(), sql, values);
    let mut earlier = Vec::new();
    for row in HelpRow::find_by_statement(statement).all(on).await? {
        let unreadable = |why: &str| StoreError::unreadable(format!("disbursement {}", row.reference), why);
        let Some(sealed) = row.particulars.as_deref() else {
            continue;
        };
        let particulars = open_secret(keys, community.0, (row.approved, "particulars"), Some(sealed))?;
        let particulars: ParticularsValue =
            serde_json::from_str(&particulars.value).map_err(|_| unreadable("particulars"))?;
        // The month that counts is that of the true day, wherever it was booked.
        let booked = || row.effective_on.parse().map_err(|_| unreadable("day"));
        let help = EarlierHelp {
            reference: row.reference.parse().map_err(|_| unreadable("reference"))?,
            resident,
            day: dated_on(&row.document).map_or_else(booked, Ok)?,
            purpose: particulars.purpose,
        };
        earlier.push(help);
    }
    Ok(earlier)
}
