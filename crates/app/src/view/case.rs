//! Disbursements as they stand now.

use xiaonuan_domain::access::Reach;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Bands;
use xiaonuan_domain::document::Posting;
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::ledger::{Case, CaseState, GivenApproval, dated_on};
use xiaonuan_domain::money::Money;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{FundNo, Resident, ResidentNo};
use xiaonuan_persistence::audit::StoredDisbursement;
use xiaonuan_persistence::cases::CasesSought;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

use super::{Reading, Said, SaidText, ViewError};

/// A disbursement in a list.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// The reference.
    pub reference: String,
    /// Where it stands.
    pub state: CaseState,
    /// The fund.
    pub fund: Code,
    /// Who is helped; what stands for whoever was erased.
    pub resident: Code,
    /// Whether nobody knows any more who that was.
    pub is_erased: bool,
    /// Whether it may be published under their name now.
    pub may_be_named: bool,
    /// How.
    pub kind: DisbursementKind,
    /// The record of its last step.
    pub last: Seq,
}

/// Which disbursements are asked for: all, where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct CasesAsked {
    /// Those that stand here.
    pub state: Option<CaseState>,
    /// Those of a fund.
    pub fund: Option<Code>,
    /// Those for a resident.
    pub resident: Option<Code>,
    /// Those whose reference holds this text.
    pub holds: Option<String>,
    /// Those for residents whom whoever asks may see.
    pub within: Reach,
    /// Those alone whose money is promised or given.
    pub approved_only: bool,
}

/// Some disbursements, in the order of references.
#[derive(Clone, Debug)]
pub struct CasePage {
    /// The disbursements.
    pub rows: Vec<CaseRow>,
    /// The reference after which the next page begins.
    pub next: Option<String>,
}

/// A disbursement as a whole.
#[derive(Clone, Debug)]
pub struct CaseView {
    /// As in a list.
    pub row: CaseRow,
    /// How much.
    pub amount: Money,
    /// Whom a bill is owed to.
    pub merchant: Option<Code>,
    /// A voucher's last day.
    pub expires_on: Option<Day>,
    /// The hash of what is prepared or approved.
    pub terms: Option<String>,
    /// The approval that holds.
    pub approved: Option<Seq>,
    /// All approvals that count, the first one first; several that are fewer than needed hold nothing yet.
    pub approvals: Vec<GivenApproval>,
    /// How many it needs, by the settings as they are; nothing of goods that nobody approved yet.
    pub approvers: Option<usize>,
    /// When it is posted; nothing if no posting counts.
    pub posting: Option<Posting>,
    /// Objections to it that are not answered yet.
    pub objections: Vec<Seq>,
    /// The first day on which it may be paid; nothing if it is not posted, or paid already.
    pub payable_from: Option<Day>,
    /// The payment that holds.
    pub paid: Option<Seq>,
    /// The last day for missing papers.
    pub papers_by: Option<Day>,
    /// Papers that are missing.
    pub open_papers: Vec<RecordKind>,
    /// Its records, the first one first.
    pub records: Vec<Seq>,
    /// Its steps, which are these records as people ask for them.
    pub steps: Vec<CaseStepView>,
}

/// A step of a disbursement.
#[derive(Clone, Debug)]
pub struct CaseStepView {
    /// Its record.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Its day, which is not the day of booking where that was closed.
    pub day: Day,
    /// Who took it; nothing where they are not named, or erased.
    pub by: Option<String>,
    /// What it says.
    pub said: Vec<Said>,
    /// The record that took it back.
    pub reversed_by: Option<Seq>,
}

impl Reading {
    /// Disbursements after a reference, those that are asked for, as they stand now.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn cases(&self, asked: &CasesAsked, after: &str, most: u32) -> Result<CasePage, ViewError> {
        let fund = asked.fund.as_ref().map(|code| self.registers.funds.by_code(code));
        let resident = asked
            .resident
            .as_ref()
            .map(|code| self.registers.residents.by_code(code))
            .map(|found| found.filter(|(_, row)| !row.is_erased()));
        // There is no help from a fund, or for a resident, that nobody knows.
        if fund.is_some_and(|found| found.is_none()) || resident.is_some_and(|found| found.is_none()) {
            return Ok(CasePage {
                rows: Vec::new(),
                next: None,
            });
        }
        let sought = CasesSought {
            state: asked.state,
            fund: fund.flatten().map(|(number, _)| number),
            resident: resident.flatten().map(|(number, _)| number),
            holds: asked.holds.clone(),
        };
        let most = most as usize;
        let mut found: Vec<CaseRow> = Vec::new();
        let mut after = after.to_owned();
        loop {
            let rows = self
                .database
                .cases(self.community, &sought, &after, most as u32 + 1)
                .await?;
            let is_last = rows.len() <= most;
            // One that was begun after these books were opened may name whom they do not know yet.
            for row in rows.iter().filter(|row| row.last <= self.as_of.number) {
                let row = self.case_row(row)?;
                let is_shown = row.state.is_approved() || !asked.approved_only;
                if is_shown && self.registers.lives_within(row.resident.as_str(), &asked.within) {
                    found.push(row);
                }
            }
            // Whoever sees few of them is told only of those where the next page begins.
            if is_last || found.len() > most {
                let more = found.len() > most;
                found.truncate(most);
                let next = found.last().filter(|_| more).map(|row| row.reference.clone());
                return Ok(CasePage { rows: found, next });
            }
            after.clone_from(&rows[most].reference);
        }
    }

    /// By what is on record at this view's business time.
    fn may_be_named(&self, resident: &Resident) -> bool {
        let day = self.zone().day_of(self.at());
        self.registers.may_be_named(resident, day)
    }

    fn case_row(&self, row: &StoredDisbursement) -> Result<CaseRow, StoreError> {
        let unreadable = || StoreError::unreadable(format!("disbursement {}", row.reference), "its register row");
        let number = |number: i64| u32::try_from(number).map_err(|_| unreadable());
        let fund = self.registers.funds.find(FundNo(number(row.fund)?));
        let resident = self.registers.residents.find(ResidentNo(number(row.resident)?));
        let resident = resident.ok_or_else(unreadable)?;
        Ok(CaseRow {
            reference: row.reference.clone(),
            state: row.state.parse().map_err(|_| unreadable())?,
            fund: fund.ok_or_else(unreadable)?.code.clone(),
            resident: resident.code.clone(),
            is_erased: resident.is_erased(),
            may_be_named: self.may_be_named(resident),
            kind: row.kind.parse().map_err(|_| unreadable())?,
            last: row.last,
        })
    }

    /// A disbursement as it stands now, with the numbers of its records.
    ///
    /// # Errors
    /// [`ViewError::Missing`] if there is none; [`ViewError::Store`] when the database fails.
    pub async fn case(&self, reference: &str) -> Result<CaseView, ViewError> {
        let reference: Code = reference.parse().map_err(|_| ViewError::Missing)?;
        let found = self.database.case(self.community, &reference).await?;
        let (case, records) = found.ok_or(ViewError::Missing)?;
        let resident = self
            .registers
            .resident_of(case.help.resident)
            .ok_or(ViewError::Missing)?;
        Ok(CaseView {
            row: CaseRow {
                reference: case.reference.to_string(),
                state: case.state,
                fund: case.help.fund.clone(),
                resident: resident.code.clone(),
                is_erased: resident.is_erased(),
                may_be_named: self.may_be_named(resident),
                kind: case.help.kind,
                last: case.last,
            },
            amount: case.help.amount,
            merchant: case.help.merchant.clone(),
            expires_on: case.help.expires_on,
            terms: case.terms.as_ref().map(|terms| terms.as_str().to_owned()),
            approved: case.approved.as_ref().map(|approval| approval.seq),
            approvals: case.given(),
            approvers: case.needed(&self.help_bands()),
            posting: case.posting,
            payable_from: case.payable_from().filter(|_| case.state.is_promised()),
            objections: case.objections.clone(),
            paid: case.paid.map(|(seq, _)| seq),
            papers_by: case.papers_by,
            open_papers: self.papers_of(&case),
            steps: self.steps_of(&records).await?,
            records,
        })
    }

    /// The steps that some records are.
    async fn steps_of(&self, numbers: &[Seq]) -> Result<Vec<CaseStepView>, StoreError> {
        let mut records = self.database.records_numbered(self.community, numbers.to_vec()).await?;
        records.sort_by_key(|record| record.seq);
        let reversals = self.reversals_of(&records).await?;
        let mut said = self.said_by(&records).await?;
        let step = |record: &StoredRecord| {
            let unreadable = |what: &str| StoreError::unreadable(format!("record {}", record.seq), what);
            let kind = record.kind.parse().map_err(|_| unreadable("its kind is unknown"))?;
            let day = dated_on(&record.document).map_or_else(|| record.effective_on.parse(), Ok);
            let said = said.remove(&record.seq).unwrap_or_default();
            Ok(CaseStepView {
                seq: record.seq,
                kind,
                day: day.map_err(|_| unreadable("its day is none"))?,
                by: taken_by(&said),
                said,
                reversed_by: reversals.get(&record.seq).copied(),
            })
        };
        records.iter().map(step).collect()
    }

    fn help_bands(&self) -> Bands {
        let settings = self.registers.community.settings.as_ref();
        settings.map(|settings| settings.help_bands.clone()).unwrap_or_default()
    }

    /// The papers that help which was paid first still has to make up for, without the steps that are switched off.
    fn papers_of(&self, case: &Case) -> Vec<RecordKind> {
        let settings = self.registers.community.workflow();
        let needed = |kind: &RecordKind| settings.is_none_or(|settings| settings.needs_paper(*kind));
        case.open_papers().into_iter().filter(needed).collect()
    }
}

/// Who took a step: of an approval, who approved.
fn taken_by(said: &[Said]) -> Option<String> {
    let words = said.iter().flat_map(|said| &said.words);
    let mut named = words.filter(|(name, _)| matches!(name.as_str(), "by" | "approved_by"));
    named.find_map(|(_, text)| match text {
        Some(SaidText::One(text)) => Some(text.clone()),
        _ => None,
    })
}
