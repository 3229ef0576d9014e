//! 明细账: every posting to the accounts that were asked for, one account after another, with the balance after it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use xiaonuan_domain::account::{AccountKind, Side};
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::money::Sum;
use xiaonuan_domain::record::Seq;
use xiaonuan_persistence::error::StoreError;

use super::Report;
use super::accounts::{LedgerAccount, of_general_book, of_number};
use super::movements::{Movement, Movements, read_general};
use super::naming::{self, name_of};
use super::period::{Period, Usual};
use super::summary::{Parties, called};
use super::sums::{yuan, yuan_or_blank};
use super::view::View;
use crate::report::{
    BalanceSide, Cell, Choice, NextRows, Parameter, Phrase, ReportError, Row, RowSource, RowStyle, Totals, Wording,
};
use crate::walk::PAGE;

/// The account that was asked for, or all that match: what stood on it, every movement in the order of business time,
/// after each month its sums and those of the year so far, and what stands on it.
pub(super) async fn report(view: Arc<View>) -> Result<Report, ReportError> {
    let period = Period::of(&view, Usual::Everything).await?;
    let accounts = match view.request.account {
        Some(number) => {
            let found = of_number(&view, &period, number).await?;
            vec![found.ok_or(ReportError::NotFound {
                what: Parameter::Account,
                code: number.to_string(),
            })?]
        }
        None => of_general_book(&view, &period).await?,
    };
    ledger(view, period, accounts, false)
}

/// 现金日记账, 银行存款日记账: the same of one sort of account, with the sums of each day.
pub(super) async fn journal(view: Arc<View>, kind: AccountKind) -> Result<Report, ReportError> {
    let period = Period::of(&view, Usual::Year).await?;
    let mut accounts = of_general_book(&view, &period).await?;
    accounts.retain(|account| account.kind == kind);
    ledger(view, period, accounts, true)
}

fn ledger(view: Arc<View>, period: Period, accounts: Vec<LedgerAccount>, daily: bool) -> Result<Report, ReportError> {
    let mut heading = view.heading(Some(&period));
    if let [account] = accounts.as_slice() {
        heading.subject = Some(account.full_name(&view));
    }
    Ok(Report {
        heading,
        rows: Box::new(Ledger {
            waiting: accounts.into(),
            open: None,
            daily,
            period,
            view,
        }),
    })
}

struct Ledger {
    view: Arc<View>,
    period: Period,
    /// Whether the sums of each day are told.
    daily: bool,
    waiting: VecDeque<LedgerAccount>,
    open: Option<Open>,
}

/// The account that is being read.
struct Open {
    account: LedgerAccount,
    movements: Movements,
    balance: Sum,
    /// The day of the last movement, with its debits and credits, if those are told.
    day: Option<(Day, [Sum; 2])>,
    daily: bool,
    /// The month of the last movement, by its first day.
    month: Option<Day>,
    /// Debits and credits of that month.
    of_month: [Sum; 2],
    year: i16,
    /// Debits and credits of that year.
    of_year: [Sum; 2],
}

impl RowSource for Ledger {
    type Error = StoreError;

    fn next(&mut self) -> NextRows<'_, StoreError> {
        Box::pin(async move {
            let mut rows = Vec::new();
            while rows.len() < PAGE {
                let Some(mut open) = self.open.take().or_else(|| self.begin(&mut rows)) else {
                    break;
                };
                match open.movements.page().await? {
                    Some(page) => {
                        let of = page.iter().map(|movement| movement.seq).collect();
                        let reversed = self
                            .view
                            .database
                            .reversals(self.view.community, of, self.view.as_of)
                            .await?;
                        let reversed: HashMap<_, _> = reversed.into_iter().collect();
                        for movement in page {
                            rows.extend(self.movement(&mut open, movement, &reversed)?);
                        }
                        self.open = Some(open);
                    }
                    None => {
                        open.end_day(&mut rows);
                        open.end_month(&mut rows);
                        let sums = [Cell::Empty, Cell::Empty];
                        rows.push(open.carried(
                            RowStyle::Closing,
                            self.view.request.to,
                            label(RowStyle::Closing),
                            sums,
                        ));
                    }
                }
            }
            Ok((!rows.is_empty()).then_some(rows))
        })
    }

    fn totals(&self) -> Totals {
        Vec::new()
    }
}

impl Ledger {
    /// Opens the next account and shows what stood on it.
    fn begin(&mut self, rows: &mut Vec<Row>) -> Option<Open> {
        let account = self.waiting.pop_front()?;
        let movements = match account.number {
            Some(number) => Movements::of_account(&self.view, &self.period, number),
            None => {
                let fund = self.view.registers.funds.get(account.fund).code.as_str();
                Movements::of_vouchers(&self.view, &self.period, fund)
            }
        };
        let open = Open {
            movements,
            balance: account.opening,
            day: None,
            daily: self.daily,
            month: None,
            of_month: [Sum::ZERO; 2],
            year: self.view.request.from.map_or(i16::MIN, |from| from.parts().0),
            of_year: account.year_before,
            account,
        };
        let summary = Phrase::new(Wording::TitleOf)
            .with("title", label(RowStyle::Opening))
            .with("subject", open.account.full_name(&self.view));
        rows.push(open.carried(
            RowStyle::Opening,
            self.view.request.from,
            summary.into(),
            [Cell::Empty, Cell::Empty],
        ));
        Some(open)
    }

    /// A movement's row, after the sums of the month before if it is the first of another.
    fn movement(
        &self,
        open: &mut Open,
        movement: Movement,
        reversed: &HashMap<Seq, Seq>,
    ) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::with_capacity(1);
        open.enter_month(movement.day, &mut rows);
        open.add(&movement);
        let registers = &self.view.registers;
        let parties = Parties::read(&movement.document)?;
        let reference = called(&movement.reference, &movement.document);
        let style = match (reversed.contains_key(&movement.seq), movement.reverses) {
            (true, _) => RowStyle::Reversed,
            (false, Some(_)) => RowStyle::Reversal,
            (false, None) => RowStyle::Plain,
        };
        let mut cells = vec![
            Cell::Day(movement.day),
            Cell::Seq(movement.seq),
            parties.summary(&movement.kind, reference.clone(), registers)?,
            self.contra(&open.account, &movement)?,
            yuan_or_blank(movement.debit),
            yuan_or_blank(movement.credit),
        ];
        cells.extend(open.stands());
        cells.push(reference);
        rows.push(Row::styled(style, cells));
        Ok(rows)
    }

    /// The accounts of the same fund on the other side of the record, each once; vouchers are one.
    fn contra(&self, account: &LedgerAccount, movement: &Movement) -> Result<Cell, StoreError> {
        let fund = &self.view.registers.funds.get(account.fund).code;
        let other_side = if movement.debit.is_zero() {
            Side::Debit
        } else {
            Side::Credit
        };
        let mut names = Vec::new();
        for (address, side, _) in read_general(movement.seq, &movement.postings)? {
            let address = naming::read(&address)?;
            if side != other_side || address.fund != Some(fund.as_str()) {
                continue;
            }
            let name = match address.kind {
                AccountKind::Voucher => Cell::Label(Choice::Account(AccountKind::Voucher)),
                _ => name_of(&address, &self.view.registers),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Ok(Cell::List(names))
    }
}

impl Open {
    fn enter_month(&mut self, day: Day, rows: &mut Vec<Row>) {
        if self.daily && self.day.is_none_or(|(last, _)| last != day) {
            self.end_day(rows);
            self.day = Some((day, [Sum::ZERO; 2]));
        }
        let month = day.first_of_month();
        if self.month == Some(month) {
            return;
        }
        self.end_month(rows);
        self.month = Some(month);
        self.of_month = [Sum::ZERO; 2];
        if self.year != day.parts().0 {
            self.year = day.parts().0;
            self.of_year = [Sum::ZERO; 2];
        }
    }

    fn add(&mut self, movement: &Movement) {
        self.balance += movement.debit - movement.credit;
        let of_day = self.day.as_mut().map(|(_, of_day)| of_day);
        for [debit, credit] in [&mut self.of_month, &mut self.of_year].into_iter().chain(of_day) {
            *debit += movement.debit;
            *credit += movement.credit;
        }
    }

    /// The sums of the day, if anything moved.
    fn end_day(&mut self, rows: &mut Vec<Row>) {
        if let Some((day, sums)) = self.day.take() {
            let sums = sums.map(yuan);
            rows.push(self.carried(RowStyle::DayTotal, Some(day), label(RowStyle::DayTotal), sums));
        }
    }

    /// The sums of the month and of the year so far, if anything moved.
    fn end_month(&self, rows: &mut Vec<Row>) {
        if self.month.is_some() {
            for (style, sums) in [
                (RowStyle::MonthTotal, self.of_month),
                (RowStyle::YearTotal, self.of_year),
            ] {
                rows.push(self.carried(style, None, label(style), sums.map(yuan)));
            }
        }
    }

    /// A row that stands for entries, with the balance after them.
    fn carried(&self, style: RowStyle, on: Option<Day>, summary: Cell, [debit, credit]: [Cell; 2]) -> Row {
        let date = on.map_or(Cell::Empty, Cell::Day);
        let mut cells = vec![date, Cell::Empty, summary, Cell::Empty, debit, credit];
        cells.extend(self.stands());
        cells.push(Cell::Empty);
        Row::styled(style, cells)
    }

    /// On which side the balance stands, and how much it is.
    fn stands(&self) -> [Cell; 2] {
        [
            Cell::Choice(Choice::Side(BalanceSide::of(self.balance.fen()))),
            yuan(self.balance.abs()),
        ]
    }
}

/// What a row is, in the reader's language also in files.
fn label(style: RowStyle) -> Cell {
    Cell::Label(Choice::Row(style))
}
