//! Help through its states 帮扶个案: applied for, visited, prepared, reviewed, approved, paid and signed for, each step a
//! record that names the one before it. Where a disbursement stands follows from its records alone: the same code tells
//! it to whoever decides the next step and to whoever checks the register.

mod approval;
mod evidence;
mod filed;
mod part;
mod posting;
mod returned;
mod settings;
mod state;
mod steps;

pub use self::filed::Filed;
pub(super) use self::filed::link;
pub use self::part::GivenApproval;
pub use self::state::CaseState;
use self::state::{after, releases};
use super::DisbursementRow;
use super::original::dated_on;
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::command::CaseStep;
use crate::commitment::Commitment;
use crate::document::money::OpeningVoucherDocument;
use crate::document::{
    CaseDocument, CaseLink, DisbursementDocument, HelpTerms, OfficerValue, ParticularsValue, PaymentDocument, Posting,
    TermsValue,
};
use crate::record::{RecordKind, Seq};
use crate::register::{Registers, ResidentNo};

/// Help that was approved before for someone of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierHelp {
    /// The disbursement.
    pub reference: Code,
    /// Who is helped.
    pub resident: ResidentNo,
    /// The day on which it was approved.
    pub day: Day,
    /// What for.
    pub purpose: String,
}

/// The approval that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Its record.
    pub seq: Seq,
    /// Who approved, while that is known.
    pub by: Option<String>,
    /// Who recorded it.
    pub account: String,
    /// The day of it.
    pub day: Day,
    /// The approvals of others that it needed before it.
    pub before: Vec<GivenApproval>,
    /// The hash of what was approved.
    pub terms: Option<Commitment>,
    /// Whether it is said why the household is helped again.
    pub explained: bool,
    /// Whether it was paid once and that was taken back.
    pub returned: bool,
}

/// A disbursement as its records tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The reference.
    pub reference: Code,
    /// Where it stands.
    pub state: CaseState,
    /// The record of the last step.
    pub last: Seq,
    /// The latest day of any step.
    pub day: Day,
    /// What help it is.
    pub help: HelpTerms,
    /// What for, while that is known.
    pub purpose: Option<String>,
    /// The hash of what is asked for, prepared or approved.
    pub terms: Option<Commitment>,
    /// Who prepared it, while that is known.
    pub prepared_by: Option<String>,
    /// Who recorded that.
    pub prepared_as: Option<String>,
    /// The approvals so far of several that it needs; together they hold nothing yet.
    pub approvals: Vec<GivenApproval>,
    /// The approval that holds.
    pub approved: Option<Approval>,
    /// The posting that counts.
    pub posting: Option<Posting>,
    /// Objections that are not answered yet.
    pub objections: Vec<Seq>,
    /// The record that paid it, and when.
    pub paid: Option<(Seq, Instant)>,
    /// Who paid, while that is known.
    pub paid_by: Option<String>,
    /// The last day for missing papers, if it was paid first.
    pub papers_by: Option<Day>,
    /// Which steps are on record, as far as they count for what stands now.
    pub done: Vec<RecordKind>,
}

/// The steps that help which was paid first must make up for.
pub const PAPERS: [RecordKind; 4] = [
    RecordKind::DisbursementVisited,
    RecordKind::DisbursementPrepared,
    RecordKind::DisbursementReviewed,
    RecordKind::DisbursementSigned,
];

impl CaseStep {
    /// What its record records; of help that is paid first, the payment.
    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            CaseStep::Apply(_) => RecordKind::DisbursementApplied,
            CaseStep::Visit { .. } => RecordKind::DisbursementVisited,
            CaseStep::Prepare(_) => RecordKind::DisbursementPrepared,
            CaseStep::Review => RecordKind::DisbursementReviewed,
            CaseStep::Approve(_) => RecordKind::DisbursementApproved,
            CaseStep::Pay { .. } | CaseStep::PayFirst { .. } => RecordKind::DisbursementPaid,
            CaseStep::Sign { .. } => RecordKind::DisbursementSigned,
            CaseStep::Reject { .. } => RecordKind::DisbursementRejected,
            CaseStep::Cancel { .. } => RecordKind::DisbursementCancelled,
            CaseStep::Return { .. } => RecordKind::Reversal,
            CaseStep::Post { .. } => RecordKind::DisbursementPosted,
            CaseStep::Object { .. } => RecordKind::DisbursementObjected,
            CaseStep::Answer { .. } => RecordKind::DisbursementAnswered,
        }
    }
}

impl Case {
    /// Where it stands after a step that may be taken now. Papers of help that was paid first are made up for wherever
    /// it stands since.
    #[must_use]
    pub fn next(&self, kind: RecordKind) -> Option<CaseState> {
        let needs_approval = matches!(kind, RecordKind::DisbursementPaid | RecordKind::DisbursementPosted);
        if self.is_to_be_decided_anew() && needs_approval {
            return None;
        }
        self.followed_by(kind)
    }

    /// Whether it was paid first and that was taken back: what cannot wait excused its steps, and excuses them no more.
    /// Its money is promised until it is applied for or prepared anew, or given up.
    #[must_use]
    pub fn is_to_be_decided_anew(&self) -> bool {
        let is_returned = self.approved.as_ref().is_some_and(|approval| approval.returned);
        is_returned && self.paid.is_none() && self.papers_by.is_some()
    }

    /// Where it stands after a record of its own.
    fn followed_by(&self, kind: RecordKind) -> Option<CaseState> {
        if self.is_to_be_decided_anew() {
            match kind {
                RecordKind::DisbursementApplied => return Some(CaseState::Applied),
                RecordKind::DisbursementVisited => return Some(self.state),
                _ => {}
            }
        }
        let given = matches!(self.state, CaseState::Paid | CaseState::Signed);
        let missing = self.open_papers().contains(&kind) && kind != RecordKind::DisbursementSigned;
        if given && missing {
            let ready =
                kind != RecordKind::DisbursementReviewed || self.done.contains(&RecordKind::DisbursementPrepared);
            return ready.then_some(self.state);
        }
        after(Some(self.state), kind)
    }

    /// The steps that help which was paid first still has to make up for.
    #[must_use]
    pub fn open_papers(&self) -> Vec<RecordKind> {
        let given = matches!(self.state, CaseState::Paid | CaseState::Signed);
        let missing = PAPERS.into_iter().filter(|kind| !self.done.contains(kind));
        if given && self.papers_by.is_some() {
            missing.collect()
        } else {
            Vec::new()
        }
    }

    /// The disbursement after one more of its records; nothing if that is no step from where it stands.
    #[must_use]
    pub fn after(case: Option<Case>, filed: &Filed) -> Option<Case> {
        let before = case.as_ref().map(|case| case.last);
        (filed.previous()? == before).then_some(())?;
        let mut case = match case {
            Some(case) => {
                (filed.case()? == case.reference).then_some(())?;
                let state = match filed.kind {
                    RecordKind::Reversal => case.taken_back()?,
                    kind => case.followed_by(kind)?,
                };
                Case { state, ..case }
            }
            None => Case::opened(filed)?,
        };
        case.last = filed.seq;
        case.day = case.day.max(dated_on(&filed.document).unwrap_or(filed.day));
        match filed.kind {
            RecordKind::DisbursementApproved => case.approve(filed)?,
            RecordKind::DisbursementPaid => {
                let document: PaymentDocument = filed.read()?;
                let approval = case.approved.as_ref()?;
                (document.approved == approval.seq && document.terms == approval.terms).then_some(())?;
                (document.help(case.help.expires_on) == case.help).then_some(())?;
                let day = dated_on(&filed.document).unwrap_or(filed.day);
                case.is_payable_on(day).then_some(())?;
                case.paid = Some((filed.seq, filed.occurred_at));
                case.paid_by = filed.value("officer").map(|value: OfficerValue| value.by);
            }
            RecordKind::OpeningVoucher => case.paid = Some((filed.seq, filed.occurred_at)),
            RecordKind::Reversal => {
                let (paid, _) = case.paid.take()?;
                (filed.reverses == Some(paid)).then_some(())?;
                case.paid_by = None;
                // What was signed for is to be signed for again once it is given again.
                case.done.retain(|kind| *kind != RecordKind::DisbursementSigned);
                if let Some(approval) = &mut case.approved {
                    approval.returned = true;
                }
                if case.papers_by.is_some() {
                    let undone = [RecordKind::DisbursementPrepared, RecordKind::DisbursementReviewed];
                    case.done.retain(|kind| !undone.contains(kind));
                }
            }
            _ => case.step(filed)?,
        }
        case.done.push(filed.kind);
        case.is_of_different_people().then_some(case)
    }

    fn opened(filed: &Filed) -> Option<Case> {
        let state = after(None, filed.kind)?;
        let help = match filed.kind {
            RecordKind::DisbursementApproved => filed.read::<DisbursementDocument>()?.help(),
            RecordKind::OpeningVoucher => filed.read::<OpeningVoucherDocument>()?.help(),
            _ => filed.read::<CaseDocument>()?.asked?,
        };
        Some(Case {
            reference: filed.case()?,
            state,
            last: filed.seq,
            day: dated_on(&filed.document).unwrap_or(filed.day),
            help,
            purpose: None,
            terms: None,
            prepared_by: None,
            prepared_as: None,
            approvals: Vec::new(),
            approved: None,
            posting: None,
            objections: Vec::new(),
            paid: None,
            paid_by: None,
            papers_by: None,
            done: Vec::new(),
        })
    }

    fn approve(&mut self, filed: &Filed) -> Option<()> {
        let document: DisbursementDocument = filed.read()?;
        (document.help().asked() == self.help.asked()).then_some(())?;
        self.help = document.help();
        let before = std::mem::take(&mut self.approvals);
        let named = before.iter().map(|given| given.seq);
        document.approvals.iter().copied().eq(named).then_some(())?;
        let prepared = self.done.contains(&RecordKind::DisbursementPrepared);
        (!prepared || document.terms == self.terms).then_some(())?;
        let particulars: Option<ParticularsValue> = filed.value("particulars");
        self.purpose = particulars.as_ref().map(|value| value.purpose.clone());
        self.prepared_by = particulars
            .as_ref()
            .map(|value| value.prepared_by.clone())
            .filter(|by| !by.is_empty());
        self.papers_by = document.papers_by;
        self.terms.clone_from(&document.terms);
        self.approved = Some(Approval {
            seq: filed.seq,
            by: particulars.map(|value| value.approved_by),
            account: filed.actor.clone(),
            day: dated_on(&filed.document).unwrap_or(filed.day),
            before,
            terms: document.terms,
            explained: document.duplicate.is_some(),
            returned: false,
        });
        Some(())
    }

    fn step(&mut self, filed: &Filed) -> Option<()> {
        let document: CaseDocument = filed.read()?;
        let given = self.paid.is_some();
        if releases(filed.kind) && !given {
            (document.released == self.approved.as_ref().map(|approval| approval.seq)).then_some(())?;
            self.approved = None;
            self.posting = None;
            self.objections.clear();
        }
        self.follow_posting(filed, &document)?;
        self.follow_part(filed, &document)?;
        if filed.kind == RecordKind::DisbursementPrepared {
            self.prepared_by = filed.value("officer").map(|value: OfficerValue| value.by);
            self.prepared_as = Some(filed.actor.clone());
        }
        if given {
            return Some(());
        }
        if filed.kind == RecordKind::DisbursementPrepared {
            self.papers_by = None;
            let undone = [RecordKind::DisbursementReviewed, RecordKind::DisbursementPosted];
            self.done.retain(|kind| !undone.contains(kind));
        }
        if filed.kind == RecordKind::DisbursementApplied {
            self.papers_by = None;
            self.prepared_by = None;
            self.prepared_as = None;
            self.done.clear();
        }
        if let Some(help) = document.asked {
            if help.resident != self.help.resident {
                let undone = [RecordKind::DisbursementApplied, RecordKind::DisbursementVisited];
                self.done.retain(|kind| !undone.contains(kind));
            }
            let value: Option<TermsValue> = filed.value("terms");
            self.help = help;
            self.purpose = value.map(|value| value.purpose);
            self.terms = document.terms;
        }
        Some(())
    }

    pub(super) fn link(&self) -> CaseLink {
        CaseLink {
            reference: self.reference.clone(),
            previous: Some(self.last),
        }
    }

    /// Its register row; nothing if the registers know less than its records.
    #[must_use]
    pub fn row(&self, registers: &Registers, replaces: bool) -> Option<DisbursementRow> {
        let resident = registers.resident_of(self.help.resident)?;
        let (resident, _) = registers.residents.by_code(&resident.code)?;
        let merchant = match &self.help.merchant {
            Some(merchant) => Some(registers.merchants.by_code(merchant)?.0),
            None => None,
        };
        Some(DisbursementRow {
            reference: self.reference.clone(),
            fund: registers.funds.by_code(&self.help.fund)?.0,
            resident,
            kind: self.help.kind,
            merchant,
            expires_on: self.help.expires_on,
            expires_at: self.ends(&registers.community.zone),
            given_at: self.paid.map(|(_, at)| at),
            approved: self.approved.as_ref().map(|approval| approval.seq),
            paid: self.paid.map(|(seq, _)| seq),
            state: self.state,
            last: self.last,
            replaces,
        })
    }
}
