//! Register rows that records made or changed.

mod columns;

use std::collections::{BTreeSet, HashSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use xiaonuan_domain::ledger::{ChangedRow, DisbursementRow, NewRow};
use xiaonuan_domain::register::entry::{EntryDetails, EntryNo};
use xiaonuan_domain::register::{ClosingNo, DiscountNo, FundNo, MerchantNo, Number, Register, Registers, ResidentNo};

use xiaonuan_domain::user::UserId;

use self::columns::Sealing;
use crate::bulk::{self, Column};
use crate::error::StoreError;
use crate::keys::Keys;
use crate::registers::{CommunityNo, keeper_columns, settings_column};

/// Writes register rows, one statement per register for those that are new and one for those that changed.
pub(super) async fn write(
    on: &DatabaseTransaction,
    keys: &Keys,
    community: CommunityNo,
    registers: &Registers,
    rows: &[NewRow],
) -> Result<(), StoreError> {
    let (mut funds, mut merchants, mut discounts, mut residents, mut disbursements, mut closings, mut changes) =
        (vec![], vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut entries = vec![];
    for row in rows {
        match row {
            NewRow::Fund(fund) => funds.push(*fund),
            NewRow::Merchant(merchant) => merchants.push(*merchant),
            NewRow::Discount(discount) => discounts.push(*discount),
            NewRow::Resident(resident) => residents.push(*resident),
            NewRow::Disbursement(disbursement) => disbursements.push(disbursement),
            NewRow::Closing(closing) => closings.push(*closing),
            NewRow::Entry(register, number) => entries.push((*register, *number)),
            NewRow::Changed(change) => changes.push(*change),
            NewRow::Erased(_) => {}
        }
    }
    let sealing = Sealing {
        keys,
        community: community.0,
    };
    let table = Table {
        on,
        community,
        sealing: &sealing,
    };
    let of = |rows: &[FundNo]| columns::funds(registers, rows);
    table.insert("fund", &funds, of).await?;
    let of = |rows: &[MerchantNo]| columns::merchants(&sealing, registers, rows);
    table.insert("merchant", &merchants, of).await?;
    let of = |rows: &[DiscountNo]| columns::discounts(registers, rows);
    table.insert("discount", &discounts, of).await?;
    let of = |rows: &[ResidentNo]| columns::residents(&sealing, registers, rows);
    table.insert("resident", &residents, of).await?;
    table
        .replace_disbursements(disbursements.iter().filter(|row| row.replaces))
        .await?;
    let mut columns = columns::disbursements(&disbursements);
    columns.push(("community", Column::Int(vec![community.0; disbursements.len()])));
    bulk::insert(on, "disbursement", columns).await?;
    let of = |rows: &[ClosingNo]| columns::closings(registers, rows);
    table.insert("closing", &closings, of).await?;
    table.write_entries(registers, &entries, false).await?;
    if changes.is_empty() {
        return Ok(());
    }
    if changes.iter().any(|change| change.register == Register::Community) {
        table.change_community(registers).await?;
    }
    let changed = changed(&changes, Register::Fund, &funds);
    table
        .update("fund", &changed, columns::funds(registers, &changed))
        .await?;
    let changed = self::changed(&changes, Register::Merchant, &merchants);
    table
        .update("merchant", &changed, columns::merchants(&sealing, registers, &changed))
        .await?;
    let changed = self::changed(&changes, Register::Discount, &discounts);
    table
        .update("discount", &changed, columns::discounts(registers, &changed))
        .await?;
    let changed = self::changed(&changes, Register::Resident, &residents);
    table
        .update("resident", &changed, columns::residents(&sealing, registers, &changed))
        .await?;
    let mut seen: HashSet<_> = entries.iter().copied().collect();
    let changed = changes.iter().filter(|change| change.register.entry_kinds().is_some());
    let changed = changed.map(|change| (change.register, EntryNo(change.number)));
    let changed: Vec<_> = changed.filter(|row| seen.insert(*row)).collect();
    table.write_entries(registers, &changed, true).await?;
    table.changes(&changes).await
}

/// The rows of a register that were there before and changed, each once. What is new in the same batch was written as
/// it stands now.
fn changed<N: Number>(changes: &[ChangedRow], register: Register, new: &[N]) -> Vec<N> {
    let mut seen: HashSet<u32> = new.iter().map(|number| number.number()).collect();
    let of_register = changes.iter().filter(|change| change.register == register);
    let numbers = of_register.map(|change| change.number);
    numbers
        .filter(|number| seen.insert(*number))
        .map(N::from_number)
        .collect()
}

/// Columns by name.
type Columns = Vec<(&'static str, Column)>;

/// The register tables of one community.
struct Table<'a> {
    on: &'a DatabaseTransaction,
    community: CommunityNo,
    sealing: &'a Sealing<'a>,
}

impl Table<'_> {
    /// Inserts rows with their keys. The key's column is named like the table.
    async fn insert<N: Number>(
        &self,
        name: &'static str,
        rows: &[N],
        columns: impl Fn(&[N]) -> Columns,
    ) -> Result<(), StoreError> {
        self.write(name, (name, key(rows)), columns(rows), "").await
    }

    /// Writes rows that are there as they stand now.
    async fn update<N: Number>(&self, name: &'static str, rows: &[N], columns: Columns) -> Result<(), StoreError> {
        let set: Vec<String> = columns
            .iter()
            .map(|(column, _)| format!("{column} = excluded.{column}"))
            .collect();
        let clause = format!("ON CONFLICT (community, {name}) DO UPDATE SET {}", set.join(", "));
        self.write(name, (name, key(rows)), columns, &clause).await
    }

    async fn write(
        &self,
        name: &'static str,
        key: (&'static str, Column),
        mut columns: Columns,
        on_conflict: &str,
    ) -> Result<(), StoreError> {
        let rows = key.1.len();
        columns.push(("community", Column::Int(vec![self.community.0; rows])));
        columns.push(key);
        bulk::insert_with(self.on, name, columns, on_conflict).await?;
        Ok(())
    }

    /// Writes rows of the registers that all work alike, which may be there before.
    async fn write_entries(
        &self,
        registers: &Registers,
        rows: &[(Register, EntryNo)],
        replace: bool,
    ) -> Result<(), StoreError> {
        let mut columns = columns::entries(self.sealing, registers, rows);
        columns.push(("community", Column::Int(vec![self.community.0; rows.len()])));
        let clause = if replace {
            "ON CONFLICT (community, register, number) DO UPDATE SET changed = excluded.changed, \
             code_print = excluded.code_print, sealed = excluded.sealed"
        } else {
            ""
        };
        bulk::insert_with(self.on, "entry", columns, clause).await?;
        if !replace {
            self.members(registers, rows).await?;
        }
        Ok(())
    }

    /// Notes who was given a role here for the first time.
    async fn members(&self, registers: &Registers, rows: &[(Register, EntryNo)]) -> Result<(), StoreError> {
        let granted = rows.iter().filter(|(register, _)| *register == Register::Grant);
        let users: BTreeSet<UserId> = granted
            .filter_map(
                |(register, number)| match &registers.entries(*register).get(*number).details {
                    EntryDetails::Grant(grant) => Some(grant.user),
                    _ => None,
                },
            )
            .collect();
        let columns = vec![
            ("community", Column::Int(vec![self.community.0; users.len()])),
            (
                "user_id",
                Column::Bytes(users.into_iter().map(|user| user.bytes().to_vec()).collect()),
            ),
        ];
        bulk::insert_with(
            self.on,
            "membership",
            columns,
            "ON CONFLICT (user_id, community) DO NOTHING",
        )
        .await?;
        Ok(())
    }

    async fn change_community(&self, registers: &Registers) -> Result<(), StoreError> {
        let row = &registers.community;
        let (keeper, host) = keeper_columns(&row.keeper);
        let sql = "UPDATE community SET name = $2, district = $3, keeper = $4, host = $5, changed = $6, \
                   settings = $7 \
                   WHERE community = $1";
        let values = [
            self.community.0.into(),
            row.name.clone().into(),
            row.district.clone().into(),
            keeper.into(),
            host.map(str::to_owned).into(),
            row.changed.into(),
            settings_column(row.settings.as_ref()).into(),
        ];
        let backend = self.on.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.on.execute_raw(statement).await?;
        Ok(())
    }

    async fn changes(&self, changes: &[ChangedRow]) -> Result<(), StoreError> {
        let columns = vec![
            ("community", Column::Int(vec![self.community.0; changes.len()])),
            (
                "register",
                Column::Text(changes.iter().map(|change| change.register.to_string()).collect()),
            ),
            (
                "number",
                Column::Int(changes.iter().map(|change| change.number.into()).collect()),
            ),
            ("seq", Column::Int(changes.iter().map(|change| change.seq).collect())),
        ];
        bulk::insert(self.on, "register_change", columns).await?;
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

fn key<N: Number>(rows: &[N]) -> Column {
    Column::Int(rows.iter().map(|row| row.number().into()).collect())
}
