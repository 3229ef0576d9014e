//! Merchants' statements 对账单 as they stand now: where each one is in its steps, what it lists, what was paid.

mod listed;

use std::collections::HashMap;

use xiaonuan_domain::account::AccountKind;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Month;
use xiaonuan_domain::document::{StatementDocument, StatementStepDocument};
use xiaonuan_domain::ledger::{StatementState, Step, Steps, dated_on};
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::scan::StoredRecord;

pub use self::listed::ListedLine;
use super::{Reading, Said, SaidText, ViewError};

/// A statement in a list.
#[derive(Clone, Debug)]
pub struct StatementRow {
    /// The reference.
    pub reference: Code,
    /// Whose it is.
    pub merchant: Code,
    /// The month.
    pub month: Month,
    /// Where it stands.
    pub state: StatementState,
    /// What came to be owed by its lines, less what was taken back.
    pub total: Sum,
    /// How many records it lists.
    pub lines: u32,
    /// The record that drew it up.
    pub seq: Seq,
}

/// Which statements are asked for: all, where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct StatementsAsked {
    /// Those of a merchant.
    pub merchant: Option<Code>,
    /// Those that stand here.
    pub state: Option<StatementState>,
}

/// Some statements, in the order in which they were drawn up.
#[derive(Clone, Debug)]
pub struct StatementsPage {
    /// The statements.
    pub rows: Vec<StatementRow>,
    /// The record after which the next page begins.
    pub next: Option<Seq>,
}

/// A statement as a whole.
#[derive(Clone, Debug)]
pub struct StatementView {
    /// As in a list.
    pub row: StatementRow,
    /// The last record that it knows of.
    pub until: Seq,
    /// The statement that it goes on from.
    pub after: Option<Code>,
    /// The statement of the same month in whose stead it stands.
    pub replaces: Option<Code>,
    /// The hash that an approval of it is bound to.
    pub hash: String,
    /// The number of the merchant's invoice.
    pub invoice: Option<String>,
    /// Its steps, those of settlements that pay it among them, in the order of recording.
    pub steps: Vec<StatementStepView>,
    /// What was owed besides these lines at the end of the month, with what was paid by then taken off.
    pub opening: Sum,
    /// What it lists.
    pub lines: Vec<ListedLine>,
    /// The payment that holds.
    pub paid: Option<StatementPayment>,
}

/// A step of a statement or of its settlement.
#[derive(Clone, Debug)]
pub struct StatementStepView {
    /// Its record.
    pub seq: Seq,
    /// What it records.
    pub kind: RecordKind,
    /// Its reference: the statement's, or that of the settlement.
    pub reference: String,
    /// Its day.
    pub day: Day,
    /// What it says besides.
    pub said: Vec<Said>,
    /// The record that took it back.
    pub reversed_by: Option<Seq>,
}

/// What paid a statement.
#[derive(Clone, Debug)]
pub struct StatementPayment {
    /// The settlement's record.
    pub seq: Seq,
    /// Its reference.
    pub reference: String,
    /// How much.
    pub amount: Sum,
}

impl Reading {
    /// Statements that were drawn up after a record, those that are asked for, as they stand now.
    ///
    /// # Errors
    /// [`ViewError::Store`] when the database fails.
    pub async fn statements(
        &self,
        asked: &StatementsAsked,
        after: Seq,
        most: usize,
    ) -> Result<StatementsPage, ViewError> {
        let mut page = StatementsPage {
            rows: Vec::new(),
            next: None,
        };
        let mut after = after;
        let merchant = asked.merchant.as_ref();
        loop {
            let found = self
                .database
                .statements_drawn_up(self.community, merchant, after, STATEMENTS)
                .await?;
            let is_last = found.len() < STATEMENTS as usize;
            for step in found {
                if step.seq > self.as_of.number {
                    return Ok(page);
                }
                let row = self.statement_row(&step).await?;
                if asked.state.is_some_and(|only| only != row.state) {
                    after = step.seq;
                    continue;
                }
                if page.rows.len() == most {
                    page.next = page.rows.last().map(|row| row.seq);
                    return Ok(page);
                }
                after = step.seq;
                page.rows.push(row);
            }
            if is_last {
                return Ok(page);
            }
        }
    }

    async fn statement_row(&self, drawn_up: &Step) -> Result<StatementRow, StoreError> {
        let steps = self
            .database
            .statement_steps(self.community, &drawn_up.reference)
            .await?;
        let document: StatementDocument = read(drawn_up)?;
        let mut all = Steps::default();
        steps.into_iter().for_each(|step| all.insert(step));
        Ok(StatementRow {
            reference: drawn_up.reference.clone(),
            merchant: document.merchant,
            month: document.month,
            state: all
                .statement_state(&drawn_up.reference)
                .unwrap_or(StatementState::Draft),
            total: document.owed.into(),
            lines: document.lines,
            seq: drawn_up.seq,
        })
    }

    /// A merchant's statement as it stands now.
    ///
    /// # Errors
    /// [`ViewError::Missing`] if there is none; [`ViewError::Store`] when the database fails.
    pub async fn merchant_statement(&self, reference: &str) -> Result<StatementView, ViewError> {
        let reference: Code = reference.parse().map_err(|_| ViewError::Missing)?;
        let found = self.database.statement_steps(self.community, &reference).await?;
        let mut steps = Steps::default();
        found.into_iter().for_each(|step| steps.insert(step));
        let drawn_up = steps.find(RecordKind::StatementDrafted, &reference);
        let drawn_up = drawn_up
            .filter(|step| step.seq <= self.as_of.number)
            .ok_or(ViewError::Missing)?
            .clone();
        let document: StatementDocument = read(&drawn_up)?;
        let listing = steps
            .listing_of(&document, &self.registers)
            .ok_or_else(|| unreadable(drawn_up.seq))?;
        let lines = self
            .database
            .statement_lines(self.community, listing, document.until)
            .await?;
        let records = lines.iter().map(|line| line.seq).collect();
        let records = self.database.records_numbered(self.community, records).await?;
        let disputed = self.disputed(&steps, &reference).await?;
        let mut listed = records
            .iter()
            .map(|record| ListedLine::of(record, &document.merchant, &disputed))
            .collect::<Result<Vec<_>, StoreError>>()?;
        listed.sort_by_key(|line| line.seq);
        let own = self.steps_of_statement(&reference, drawn_up.seq, &steps).await?;
        let paid = own
            .iter()
            .rev()
            .find(|step| step.kind == RecordKind::Settlement && step.reversed_by.is_none());
        let amount = match paid {
            Some(paid) => self.amount_of(paid.seq).await?,
            None => Sum::ZERO,
        };
        let confirmed = steps.find(RecordKind::StatementConfirmed, &reference);
        let total = Sum::from(document.owed);
        Ok(StatementView {
            invoice: confirmed.and_then(|step| step.read::<StatementStepDocument>()?.invoice),
            opening: self.owed_at(&document).await? - total,
            lines: listed,
            paid: paid.map(|paid| StatementPayment {
                seq: paid.seq,
                reference: paid.reference.clone(),
                amount,
            }),
            steps: own,
            until: document.until,
            hash: drawn_up.hash(),
            row: StatementRow {
                reference: reference.clone(),
                state: steps.statement_state(&reference).unwrap_or(StatementState::Draft),
                month: document.month,
                total,
                lines: document.lines,
                seq: drawn_up.seq,
                merchant: document.merchant,
            },
            after: document.after,
            replaces: document.replaces,
        })
    }

    /// What the merchant was owed when the month ended, as far as the statement knew.
    async fn owed_at(&self, document: &StatementDocument) -> Result<Sum, StoreError> {
        let at = document.month.end(self.zone()).just_before();
        let view = self.database.view(self.community, at, document.until).await?;
        let kinds = [AccountKind::Payable, AccountKind::Receivable];
        let balances = self.database.balances(self.community, view, &kinds).await?;
        let merchant = self.registers.merchants.by_code(&document.merchant);
        let merchant = merchant.map(|(number, _)| number);
        let own = balances.iter().filter(|account| account.merchant == merchant);
        Ok(own.map(|account| -Sum::from_fen(account.balance)).sum())
    }

    /// The records about which the merchant disagrees, and why.
    async fn disputed(&self, steps: &Steps, reference: &Code) -> Result<HashMap<Seq, Option<String>>, StoreError> {
        let Some(step) = steps.find(RecordKind::StatementDisputed, reference) else {
            return Ok(HashMap::new());
        };
        let document: StatementStepDocument = read(step)?;
        let records = self.database.records_numbered(self.community, vec![step.seq]).await?;
        let said = self.said_by(&records).await?.remove(&step.seq).unwrap_or_default();
        let words = said.iter().flat_map(|said| &said.words);
        let mut reasons = words.filter(|(name, _)| name == "reasons");
        let reasons = match reasons.next() {
            Some((_, Some(SaidText::Several(reasons)))) => reasons.clone(),
            _ => Vec::new(),
        };
        let lines = document.lines.iter().enumerate();
        Ok(lines.map(|(at, seq)| (*seq, reasons.get(at).cloned())).collect())
    }

    /// The steps of a statement, and those of the settlements that were prepared for it.
    async fn steps_of_statement(
        &self,
        reference: &Code,
        drawn_up: Seq,
        steps: &Steps,
    ) -> Result<Vec<StatementStepView>, StoreError> {
        let kinds = [
            RecordKind::StatementDrafted,
            RecordKind::StatementSent,
            RecordKind::StatementConfirmed,
            RecordKind::StatementDisputed,
            RecordKind::StatementApproved,
        ];
        let own = kinds.iter().filter_map(|kind| steps.find(*kind, reference));
        let mut numbers: Vec<Seq> = own.map(|step| step.seq).collect();
        numbers.extend(
            self.database
                .settlement_steps(self.community, reference, drawn_up)
                .await?,
        );
        let mut records = self.database.records_numbered(self.community, numbers).await?;
        records.retain(|record| record.seq <= self.as_of.number);
        records.sort_by_key(|record| record.seq);
        let reversals = self.reversals_of(&records).await?;
        let mut said = self.said_by(&records).await?;
        let step = |record: &StoredRecord| {
            let wrong = |what: &str| StoreError::unreadable(format!("record {}", record.seq), what);
            let day = dated_on(&record.document).map_or_else(|| record.effective_on.parse(), Ok);
            Ok(StatementStepView {
                seq: record.seq,
                kind: record.kind.parse().map_err(|_| wrong("its kind is unknown"))?,
                reference: record.reference.clone(),
                day: day.map_err(|_| wrong("its day is none"))?,
                said: said.remove(&record.seq).unwrap_or_default(),
                reversed_by: reversals.get(&record.seq).copied(),
            })
        };
        records.iter().map(step).collect()
    }

    /// What a settlement paid.
    async fn amount_of(&self, seq: Seq) -> Result<Sum, StoreError> {
        let records = self.database.records_numbered(self.community, vec![seq]).await?;
        let record = records.first().ok_or_else(|| unreadable(seq))?;
        let document: xiaonuan_domain::document::SettlementDocument =
            serde_json::from_str(&record.document).map_err(|_| unreadable(seq))?;
        Ok(document.amount.into())
    }
}

/// How many statements are read at once.
const STATEMENTS: u32 = 200;

fn unreadable(seq: Seq) -> StoreError {
    StoreError::unreadable(format!("record {seq}"), "its contents")
}

fn read<T: serde::de::DeserializeOwned>(step: &Step) -> Result<T, StoreError> {
    step.read().ok_or_else(|| unreadable(step.seq))
}
