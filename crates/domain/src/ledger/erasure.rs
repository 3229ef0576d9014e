//! Erasing a resident, once the books need not say any more who they were.
//!
//! What they were given stays in the books, by the random subject that they are there. Who that was, and every word that
//! was written of them, is destroyed with the salts, so that no commitment in the journal can be opened or guessed.

use super::draft::{Contents, Draft};
use super::{ChangedRow, Circumstances, Ledger, NewRow};
use crate::calendar::Day;
use crate::code::Code;
use crate::command::{Command, Erasure};
use crate::commitment::PrivateValue;
use crate::document::{ErasedRow, ErasureDocument, RemainsValue};
use crate::entropy::SubjectId;
use crate::record::{RecordKind, Seq};
use crate::refusal::{Refusal, RefusalCode};
use crate::register::entry::EntryNo;
use crate::register::{Community, Register, ResidentNo, stand_in};

/// For how many years vouchers and books of account are kept at least, from the end of their year: Measures for the
/// Administration of Accounting Archives 会计档案管理办法 (2015), article 14 and annex.
pub const ARCHIVE_YEARS: u16 = 30;

/// What is on record of a resident, as far as it matters to erasing them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// The records with personal values that are about them, in order.
    pub records: Vec<Seq>,
    /// The day of the last record that is about them, of business or of recording, whichever is later.
    pub last: Option<Day>,
    /// Help for them that has not come to its end.
    pub open: Option<Code>,
    /// Help whose voucher has money left.
    pub voucher: Option<Code>,
}

/// What was erased: to be destroyed with the record that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The records whose personal values go.
    pub records: Vec<Seq>,
    /// The rows whose codes go, each with the code and the record that registered it.
    pub codes: Vec<(Register, Code, Seq)>,
    /// The cards, as they are in the journal, whose codes and PINs go.
    pub cards: Vec<SubjectId>,
}

impl Community {
    /// For how many years after the end of its year everything is kept.
    #[must_use]
    pub fn archive_years(&self) -> u16 {
        let own = self.settings.as_ref().and_then(|settings| settings.archive_years);
        own.unwrap_or(ARCHIVE_YEARS)
    }
}

impl Ledger {
    /// Whom a command would erase. What is on record of them must be loaded before it is decided.
    #[must_use]
    pub fn to_erase(&self, command: &Command) -> Option<ResidentNo> {
        match command {
            Command::Erase(asked) => self.resident(asked.resident.as_str()).ok(),
            _ => None,
        }
    }

    /// Rules, in order: `unknown_resident`, `retention_not_over`, `still_in_use`, `record_too_long`.
    pub(super) fn erase(&mut self, asked: &Erasure, circumstances: &mut Circumstances<'_>) -> Result<(), Refusal> {
        let number = self.resident(asked.resident.as_str())?;
        let traces = self.traces.get(&number).cloned().unwrap_or_default();
        let today = self.registers.community.zone.day_of(circumstances.now);
        self.check_retention(&traces, today)?;
        self.check_nothing_open(number, &traces, today)?;
        let about = self.registers.about(number);
        let row = self.registers.residents.get(number);
        let (subject, household) = (row.subject, row.household);
        let erased = self.what_goes(number, &about, traces.records);
        let remains = RemainsValue {
            eligibility: row.details.remaining_eligibility(),
            rows: self
                .registers
                .remains(number, &about)
                .iter()
                .map(|details| details.fields())
                .collect(),
        };
        let personal = PrivateValue::seal("personal", &remains, circumstances.entropy);
        let document = ErasureDocument {
            subject,
            household,
            records: erased.records.clone(),
            rows: self.erased_rows(&about),
            personal: personal.commitment(),
        };
        let contents = Contents {
            kind: RecordKind::ResidentErased,
            reference: stand_in(subject),
            document: &document,
            private: vec![personal],
        };
        let seq = self.seal(Draft::new(circumstances.now), contents, circumstances)?;
        self.registers_mut().erase_resident(number, &about, seq);
        let changed = about.iter().map(|(register, entry)| (*register, entry.0));
        for (register, number) in changed.chain([(Register::Resident, number.0)]) {
            self.rows.push(NewRow::Changed(ChangedRow { register, number, seq }));
        }
        self.rows.push(NewRow::Erased(Box::new(erased)));
        Ok(())
    }

    /// Rule: `retention_not_over`, with the first day from which it would be right.
    fn check_retention(&self, traces: &Traces, today: Day) -> Result<(), Refusal> {
        let years = self.registers.community.archive_years();
        let until = traces.last.unwrap_or(today);
        match until.first_of_year_after(years) {
            Some(from) if from <= today => Ok(()),
            from => {
                let refusal = Refusal::new(RefusalCode::RetentionNotOver).with("years", years);
                Err(match from {
                    Some(from) => refusal.with("from", from),
                    None => refusal,
                })
            }
        }
    }

    /// Rule: `still_in_use`, in order, with what stands against it: help that has not ended, a voucher with money left, a card
    /// that can be used.
    fn check_nothing_open(&self, number: ResidentNo, traces: &Traces, today: Day) -> Result<(), Refusal> {
        let resident = &self.registers.residents.get(number).code;
        let card = self.registers.about(number).into_iter().find_map(|(register, number)| {
            let row = self.registers.entries(register).get(number);
            let is_used = register == Register::Card
                && row.details.standing().is_active()
                && row.details.days().1.is_none_or(|last| today <= last);
            is_used.then(|| row.code.clone())
        });
        let against = [
            ("disbursement", traces.open.clone()),
            ("voucher", traces.voucher.clone()),
            ("card", card),
        ];
        match against.into_iter().find_map(|(what, which)| Some((what, which?))) {
            None => Ok(()),
            Some((what, which)) => Err(Refusal::new(RefusalCode::StillInUse)
                .naming("resident", resident.as_str())
                .with("what", what)
                .with("which", which)),
        }
    }

    fn what_goes(&self, number: ResidentNo, about: &[(Register, EntryNo)], records: Vec<Seq>) -> Erased {
        let resident = self.registers.residents.get(number);
        let row = |(register, number): &(Register, EntryNo)| {
            let row = self.registers.entries(*register).get(*number);
            (*register, row.code.clone(), row.since)
        };
        let cards = about.iter().filter(|(register, _)| *register == Register::Card);
        Erased {
            records,
            codes: std::iter::once((Register::Resident, resident.code.clone(), resident.since))
                .chain(about.iter().map(row))
                .collect(),
            cards: cards
                .filter_map(|(register, number)| self.registers.entries(*register).get(*number).subject)
                .collect(),
        }
    }

    fn erased_rows(&self, about: &[(Register, EntryNo)]) -> Vec<ErasedRow> {
        let row = |(register, number): &(Register, EntryNo)| {
            let subject = self.registers.entries(*register).get(*number).subject?;
            Some(ErasedRow {
                register: *register,
                subject,
            })
        };
        about.iter().filter_map(row).collect()
    }
}
