//! The items of goods that a batch names.

use sea_orm::{ConnectionTrait, FromQueryResult};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::money::MoneyEvent;
use xiaonuan_domain::command::{CaseStep, Command, Entered};
use xiaonuan_domain::document::ItemDocument;
use xiaonuan_domain::ledger::{Items, Ledger};
use xiaonuan_domain::record::RecordKind;

use super::referenced::of_kind;
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct ItemRow {
    reference: String,
    document: String,
}

/// Reads the items on record that the commands name and that are not known yet.
pub(super) async fn named(
    on: &impl ConnectionTrait,
    community: CommunityNo,
    ledger: &Ledger,
    commands: &[&Command],
) -> Result<Items, StoreError> {
    let named = commands.iter().flat_map(|command| items(command, ledger));
    let mut named: Vec<&Code> = named.filter(|item| !ledger.items.contains_key(*item)).collect();
    named.sort_unstable();
    named.dedup();
    let references = named.into_iter().map(Code::to_string).collect();
    let rows: Vec<ItemRow> = of_kind(
        on,
        community,
        RecordKind::ItemRegistered,
        references,
        "r.reference, r.document",
    )
    .await?;
    let read = |row: ItemRow| {
        let document: Result<ItemDocument, _> = serde_json::from_str(&row.document);
        let item = document.map_err(|error| StoreError::unreadable(format!("item {}", row.reference), error))?;
        Ok((item.item.clone(), item))
    };
    rows.into_iter().map(read).collect()
}

fn items<'a>(command: &'a Command, ledger: &'a Ledger) -> Vec<&'a Code> {
    match command {
        Command::Goods(event) => event.items(),
        Command::Correct(correction) => match &correction.entered {
            Entered::Goods(donation) => donation.goods.iter().map(|line| &line.item).collect(),
            Entered::Donation(_) => Vec::new(),
        },
        Command::Money(event) => match event.as_ref() {
            MoneyEvent::Open(asked) => asked.goods.iter().map(|goods| &goods.item).collect(),
            _ => Vec::new(),
        },
        Command::Disburse(asked) => asked.goods.iter().map(|line| &line.item).collect(),
        Command::StepCase(asked) => {
            let said = match &asked.step {
                CaseStep::Apply(terms) | CaseStep::Prepare(Some(terms)) | CaseStep::PayFirst { terms, .. } => {
                    &terms.goods[..]
                }
                _ => &[],
            };
            // A step that names nothing is about what was asked for, prepared or approved before.
            let known = ledger.cases.get(&asked.case);
            let known = known.into_iter().flat_map(|case| &case.help.goods);
            let said = said.iter().map(|line| &line.item);
            said.chain(known.map(|part| &part.item)).collect()
        }
        _ => Vec::new(),
    }
}
