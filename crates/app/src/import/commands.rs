//! From the cells of a row to what they ask of the books.

use xiaonuan_domain::command::Command;

use crate::import::cells::{Cells, Reading};
use crate::import::row::Content;
use crate::import::table::Table;

mod events;
mod registers;

/// What a row asks, or why it cannot be read.
pub(crate) fn content(cells: &Cells<'_>) -> Content {
    let mut reading = Reading::new(cells);
    let command = command(cells.table, &mut reading);
    reading.lengths();
    match (command, reading.into_refusal()) {
        (Some(command), None) => Content::Ask(command),
        (_, Some(refusal)) => Content::Unreadable(refusal),
        (None, None) => unreachable!("a cell that cannot be read leaves a refusal"),
    }
}

fn command(table: Table, reading: &mut Reading<'_>) -> Option<Command> {
    match table {
        Table::Community => unreachable!("a community is opened, not decided among rows"),
        Table::Funds => registers::fund(reading),
        Table::Merchants => registers::merchant(reading),
        Table::Discounts => registers::discount(reading),
        Table::Residents => registers::resident(reading),
        Table::Opening => events::opening(reading),
        Table::Donations => events::donation(reading),
        Table::Disbursements => events::disbursement(reading),
        Table::Claims => events::claim(reading),
        Table::Settlements => events::settlement(reading),
    }
}

#[cfg(test)]
mod tests;
