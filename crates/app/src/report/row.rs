//! Rows of a report.

use super::{Cell, Wording};

/// What a row is, beside its cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowStyle {
    /// An entry.
    #[default]
    Plain,
    /// A balance carried in 期初余额.
    Opening,
    /// A sum of entries above 小计.
    Subtotal,
    /// The sum of a day 本日合计.
    DayTotal,
    /// The sum of a month 本月合计.
    MonthTotal,
    /// The sum of a year so far 本年累计.
    YearTotal,
    /// A balance carried out 期末余额.
    Closing,
    /// An entry that a later record reversed 已冲销.
    Reversed,
    /// The reversal of an entry 冲销 (红字).
    Reversal,
    /// A line of all funds together. Papers and tables end with these; files leave them out, so that every row of a file
    /// is of one fund.
    Overall,
}

impl RowStyle {
    /// All of them.
    pub const ALL: &[RowStyle] = &[
        RowStyle::Plain,
        RowStyle::Opening,
        RowStyle::Subtotal,
        RowStyle::DayTotal,
        RowStyle::MonthTotal,
        RowStyle::YearTotal,
        RowStyle::Closing,
        RowStyle::Reversed,
        RowStyle::Reversal,
        RowStyle::Overall,
    ];

    /// The stable code, as in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            RowStyle::Plain => "entry",
            RowStyle::Opening => "opening",
            RowStyle::Subtotal => "subtotal",
            RowStyle::DayTotal => "day_total",
            RowStyle::MonthTotal => "month_total",
            RowStyle::YearTotal => "year_total",
            RowStyle::Closing => "closing",
            RowStyle::Reversed => "reversed",
            RowStyle::Reversal => "reversal",
            RowStyle::Overall => "overall",
        }
    }

    /// Whether it stands for entries rather than being one.
    #[must_use]
    pub const fn is_sum(self) -> bool {
        matches!(
            self,
            RowStyle::Opening
                | RowStyle::Subtotal
                | RowStyle::DayTotal
                | RowStyle::MonthTotal
                | RowStyle::YearTotal
                | RowStyle::Closing
        )
    }
}

/// A row: one cell per column of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub style: RowStyle,
    /// Its cells, in the order of the columns.
    pub cells: Vec<Cell>,
    /// What a reader would ask about it, answered in a line; people see it, files do not.
    pub remark: Option<Wording>,
}

impl Row {
    /// An entry.
    #[must_use]
    pub const fn plain(cells: Vec<Cell>) -> Self {
        Row::styled(RowStyle::Plain, cells)
    }

    /// A row of some style.
    #[must_use]
    pub const fn styled(style: RowStyle, cells: Vec<Cell>) -> Self {
        Row {
            style,
            cells,
            remark: None,
        }
    }
}

impl Row {
    /// The row with a line that explains it.
    #[must_use]
    pub fn remarked(mut self, remark: Option<Wording>) -> Self {
        self.remark = remark;
        self
    }
}

/// The totals of some columns, by field name.
pub type Totals = Vec<(&'static str, Cell)>;
