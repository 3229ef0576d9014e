//! The vouchers that a batch may spend, give money back to or let expire.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use xiaonuan_domain::calendar::Instant;
use xiaonuan_domain::register::{FundNo, Registers, ResidentNo};
use xiaonuan_domain::voucher::{Voucher, VoucherNo};

use crate::bulk::int_keys;
use crate::error::StoreError;
use crate::registers::CommunityNo;

#[derive(FromQueryResult)]
struct VoucherRow {
    paid: i64,
    reference: String,
    fund: i64,
    resident: i64,
    expires_on: String,
    expires_at: i64,
    given_at: i64,
}

/// Which vouchers to load.
pub(super) struct Wanted<'a> {
    /// Those of residents who may spend some.
    pub(super) residents: HashSet<ResidentNo>,
    /// Those that money may come back to.
    pub(super) numbers: &'a HashSet<VoucherNo>,
    /// Those that end after one moment and not after another.
    pub(super) ending: (Instant, Instant),
}

/// The vouchers that are wanted, some perhaps twice.
pub(super) async fn wanted(
    on: &impl ConnectionTrait,
    CommunityNo(community): CommunityNo,
    registers: &Registers,
    wanted: Wanted<'_>,
) -> Result<Vec<Voucher>, StoreError> {
    // A voucher is named by the record that granted it, which is a further one where help was paid before.
    const COLUMNS: &str = "d.paid, (SELECT r.reference FROM record r WHERE r.community = d.community AND r.seq = d.paid) \
                           AS reference, d.fund, d.resident, d.expires_on, d.expires_at, d.given_at";
    let backend = on.get_database_backend();
    let mut rows = Vec::new();
    let residents = wanted.residents.iter().map(|resident| i64::from(resident.0)).collect();
    let numbers = wanted.numbers.iter().map(|number| number.0).collect();
    for (column, keys) in [("resident", residents), ("paid", numbers)] {
        let keys: Vec<i64> = keys;
        if keys.is_empty() {
            continue;
        }
        let keys = int_keys(backend, 2, keys);
        let held = "d.community = $1 AND d.kind = 'voucher' AND d.paid IS NOT NULL";
        let found = keys.rows_of(("disbursement", "d"), held, column);
        let sql = format!("SELECT {COLUMNS} FROM {} WHERE {}", found.from, found.condition);
        let statement = Statement::from_sql_and_values(backend, sql, [community.into(), keys.value]);
        rows.extend(VoucherRow::find_by_statement(statement).all(on).await?);
    }
    let (after, until) = wanted.ending;
    if until > after {
        let sql = format!(
            "SELECT {COLUMNS} FROM disbursement d WHERE d.community = $1 AND d.kind = 'voucher' \
             AND d.paid IS NOT NULL AND d.expires_at > $2 AND d.expires_at <= $3"
        );
        let bounds = [community.into(), after.micros().into(), until.micros().into()];
        let statement = Statement::from_sql_and_values(backend, sql, bounds);
        rows.extend(VoucherRow::find_by_statement(statement).all(on).await?);
    }
    rows.into_iter().map(|row| read_voucher(row, registers)).collect()
}

fn read_voucher(row: VoucherRow, registers: &Registers) -> Result<Voucher, StoreError> {
    let unreadable = |why: &str| StoreError::unreadable(format!("disbursement {}", row.reference), why);
    let resident = ResidentNo(u32::try_from(row.resident).map_err(|_| unreadable("resident"))?);
    let known = registers
        .residents
        .find(resident)
        .ok_or_else(|| unreadable("unknown resident"))?;
    Ok(Voucher {
        number: VoucherNo(row.paid),
        grant: row.reference.parse().map_err(|_| unreadable("reference"))?,
        fund: FundNo(u32::try_from(row.fund).map_err(|_| unreadable("fund"))?),
        resident,
        subject: known.subject,
        granted_at: Instant::from_micros(row.given_at),
        expires_on: row.expires_on.parse().map_err(|_| unreadable("expires_on"))?,
        expires_at: Instant::from_micros(row.expires_at),
    })
}
