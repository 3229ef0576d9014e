//! Register rows that records made, and how they stand in their tables.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use xiaonuan_domain::ledger::{DisbursementRow, NewRow};
use xiaonuan_domain::register::{ClosingRow, Registers, ResidentNo};

use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::registers::CommunityNo;

/// Writes register rows, one statement per register.
pub(super) async fn write(
    on: &DatabaseTransaction,
    community: CommunityNo,
    registers: &Registers,
    rows: &[NewRow],
) -> Result<(), StoreError> {
    let (mut funds, mut merchants, mut discounts, mut residents, mut disbursements, mut closings) =
        (vec![], vec![], vec![], vec![], vec![], vec![]);
    for row in rows {
        match row {
            NewRow::Fund(fund) => funds.push(*fund),
            NewRow::Merchant(merchant) => merchants.push(*merchant),
            NewRow::Discount(discount) => discounts.push(*discount),
            NewRow::Resident(resident) => residents.push(*resident),
            NewRow::Disbursement(disbursement) => disbursements.push(disbursement),
            NewRow::Closing(closing) => closings.push(*closing),
        }
    }
    let table = Table { on, community };
    let list = |texts: &[String]| serde_json::to_string(texts).expect("texts are JSON");
    let of = |number| registers.funds.get(number);
    table
        .insert(
            "fund",
            &funds,
            |fund| fund.0.into(),
            vec![
                (
                    "code",
                    Column::Text(funds.iter().map(|fund| of(*fund).code.to_string()).collect()),
                ),
                ("since", Column::Int(funds.iter().map(|fund| of(*fund).since).collect())),
                (
                    "name",
                    Column::Text(funds.iter().map(|fund| of(*fund).details.name.clone()).collect()),
                ),
                (
                    "purpose",
                    Column::Text(funds.iter().map(|fund| of(*fund).details.purpose.clone()).collect()),
                ),
                (
                    "restricted",
                    Column::Int(funds.iter().map(|fund| of(*fund).details.restricted.into()).collect()),
                ),
                (
                    "purposes",
                    Column::Text(funds.iter().map(|fund| list(&of(*fund).details.purposes)).collect()),
                ),
            ],
        )
        .await?;
    let of = |number| registers.merchants.get(number);
    table
        .insert(
            "merchant",
            &merchants,
            |merchant| merchant.0.into(),
            vec![
                (
                    "code",
                    Column::Text(merchants.iter().map(|row| of(*row).code.to_string()).collect()),
                ),
                (
                    "since",
                    Column::Int(merchants.iter().map(|row| of(*row).since).collect()),
                ),
                (
                    "name",
                    Column::Text(merchants.iter().map(|row| of(*row).details.name.clone()).collect()),
                ),
                (
                    "uscc",
                    Column::Text(merchants.iter().map(|row| of(*row).details.uscc.to_string()).collect()),
                ),
                (
                    "category",
                    Column::Text(
                        merchants
                            .iter()
                            .map(|row| of(*row).details.category.to_string())
                            .collect(),
                    ),
                ),
                (
                    "contact",
                    Column::Text(merchants.iter().map(|row| of(*row).details.contact.clone()).collect()),
                ),
                (
                    "phone",
                    Column::Text(merchants.iter().map(|row| of(*row).details.phone.clone()).collect()),
                ),
                (
                    "joined_on",
                    Column::Text(
                        merchants
                            .iter()
                            .map(|row| of(*row).details.joined_on.to_string())
                            .collect(),
                    ),
                ),
                (
                    "left_on",
                    Column::OptText(
                        merchants
                            .iter()
                            .map(|row| of(*row).details.left_on.map(|day| day.to_string()))
                            .collect(),
                    ),
                ),
            ],
        )
        .await?;
    let of = |number| registers.discounts.get(number);
    let terms = |number| serde_json::to_string(&of(number).terms).expect("terms are JSON");
    table
        .insert(
            "discount",
            &discounts,
            |discount| discount.0.into(),
            vec![
                (
                    "code",
                    Column::Text(discounts.iter().map(|row| of(*row).code.to_string()).collect()),
                ),
                (
                    "since",
                    Column::Int(discounts.iter().map(|row| of(*row).since).collect()),
                ),
                (
                    "merchant",
                    Column::Int(discounts.iter().map(|row| of(*row).merchant.0.into()).collect()),
                ),
                (
                    "fund",
                    Column::OptInt(
                        discounts
                            .iter()
                            .map(|row| of(*row).fund.map(|fund| fund.0.into()))
                            .collect(),
                    ),
                ),
                ("terms", Column::Text(discounts.iter().map(|row| terms(*row)).collect())),
            ],
        )
        .await?;
    table
        .insert(
            "resident",
            &residents,
            |resident| resident.0.into(),
            resident_columns(registers, &residents),
        )
        .await?;
    table
        .replace_disbursements(disbursements.iter().filter(|row| row.replaces))
        .await?;
    let mut columns = disbursement_columns(&disbursements);
    columns.push(("community", Column::Int(vec![community.0; disbursements.len()])));
    bulk::insert(on, "disbursement", columns).await?;
    let columns = closing_columns(registers, &closings);
    table
        .insert("closing", &closings, |number| i64::from(*number), columns)
        .await
}

fn closing_columns(registers: &Registers, closings: &[u32]) -> Vec<(&'static str, Column)> {
    let rows: Vec<_> = closings
        .iter()
        .map(|number| &registers.closings.rows()[*number as usize - 1])
        .collect();
    let texts = |of: fn(&ClosingRow) -> String| Column::Text(rows.iter().map(|row| of(row)).collect());
    vec![
        ("since", Column::Int(rows.iter().map(|row| row.since).collect())),
        (
            "closed",
            Column::Int(rows.iter().map(|row| row.closed.into()).collect()),
        ),
        ("span", texts(|row| row.span.to_string())),
        ("last_day", texts(|row| row.last_day.to_string())),
    ]
}

fn resident_columns(registers: &Registers, residents: &[ResidentNo]) -> Vec<(&'static str, Column)> {
    let of = |number| registers.residents.get(number);
    let eligibility = |number| serde_json::to_string(&of(number).details.eligibility).expect("eligibilities are JSON");
    let bytes = |id: xiaonuan_domain::entropy::SubjectId| id.uuid().as_bytes().to_vec();
    vec![
        (
            "code",
            Column::Text(residents.iter().map(|row| of(*row).code.to_string()).collect()),
        ),
        (
            "since",
            Column::Int(residents.iter().map(|row| of(*row).since).collect()),
        ),
        (
            "subject",
            Column::Bytes(residents.iter().map(|row| bytes(of(*row).subject)).collect()),
        ),
        (
            "household",
            Column::Text(residents.iter().map(|row| of(*row).details.household.clone()).collect()),
        ),
        (
            "household_subject",
            Column::OptBytes(residents.iter().map(|row| of(*row).household.map(bytes)).collect()),
        ),
        (
            "name",
            Column::Text(residents.iter().map(|row| of(*row).details.name.clone()).collect()),
        ),
        (
            "id_number",
            Column::Text(
                residents
                    .iter()
                    .map(|row| of(*row).details.id_number.reveal().to_owned())
                    .collect(),
            ),
        ),
        (
            "phone",
            Column::Text(residents.iter().map(|row| of(*row).details.phone.clone()).collect()),
        ),
        (
            "building",
            Column::Text(residents.iter().map(|row| of(*row).details.building.clone()).collect()),
        ),
        (
            "eligibility",
            Column::Text(residents.iter().map(|row| eligibility(*row)).collect()),
        ),
    ]
}

fn disbursement_columns(rows: &[&DisbursementRow]) -> Vec<(&'static str, Column)> {
    vec![
        (
            "state",
            Column::Text(rows.iter().map(|row| row.state.to_string()).collect()),
        ),
        ("last", Column::Int(rows.iter().map(|row| row.last).collect())),
        (
            "approved",
            Column::OptInt(rows.iter().map(|row| row.approved).collect()),
        ),
        ("paid", Column::OptInt(rows.iter().map(|row| row.paid).collect())),
        (
            "reference",
            Column::Text(rows.iter().map(|row| row.reference.to_string()).collect()),
        ),
        ("fund", Column::Int(rows.iter().map(|row| row.fund.0.into()).collect())),
        (
            "resident",
            Column::Int(rows.iter().map(|row| row.resident.0.into()).collect()),
        ),
        (
            "kind",
            Column::Text(rows.iter().map(|row| row.kind.to_string()).collect()),
        ),
        (
            "merchant",
            Column::OptInt(
                rows.iter()
                    .map(|row| row.merchant.map(|merchant| merchant.0.into()))
                    .collect(),
            ),
        ),
        (
            "expires_on",
            Column::OptText(
                rows.iter()
                    .map(|row| row.expires_on.map(|day| day.to_string()))
                    .collect(),
            ),
        ),
        (
            "expires_at",
            Column::OptInt(rows.iter().map(|row| row.expires_at.map(|at| at.micros())).collect()),
        ),
        (
            "given_at",
            Column::OptInt(rows.iter().map(|row| row.given_at.map(|at| at.micros())).collect()),
        ),
    ]
}

/// A register table of one community.
struct Table<'a> {
    on: &'a DatabaseTransaction,
    community: CommunityNo,
}

impl Table<'_> {
    /// Inserts rows with their keys. The key's column is named like the table.
    async fn insert<T>(
        &self,
        name: &'static str,
        rows: &[T],
        number: impl Fn(&T) -> i64,
        mut columns: Vec<(&'static str, Column)>,
    ) -> Result<(), StoreError> {
        columns.push(("community", Column::Int(vec![self.community.0; rows.len()])));
        columns.push((name, Column::Int(rows.iter().map(number).collect())));
        bulk::insert(self.on, name, columns).await?;
        Ok(())
    }

    /// Takes away the rows of disbursements that went on, so that new ones stand in their place.
    async fn replace_disbursements<'r>(
        &self,
        rows: impl Iterator<Item = &'r &'r DisbursementRow>,
    ) -> Result<(), StoreError> {
        for row in rows {
            let sql = "DELETE FROM disbursement WHERE community = $1 AND reference = $2";
            let values = [self.community.0.into(), row.reference.as_str().into()];
            let statement = Statement::from_sql_and_values(self.on.get_database_backend(), sql, values);
            self.on.execute_raw(statement).await?;
        }
        Ok(())
    }
}
