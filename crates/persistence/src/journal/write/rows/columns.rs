//! How register rows stand in their tables.

use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::document::ContactValue;
use xiaonuan_domain::ledger::DisbursementRow;
use xiaonuan_domain::register::entry::{Entry, EntryNo};
use xiaonuan_domain::register::{
    ClosingNo, ClosingRow, DiscountNo, FundNo, Merchant, MerchantNo, Number, Register, Registers, Resident, ResidentNo,
};

use super::Columns;
use crate::bulk::Column;
use crate::keys::Keys;
use crate::sealed::{
    EntryRow, ID_NUMBER, PersonRow, RESIDENT_CODE, entry_print, print, seal_contact, seal_entry, seal_person,
};

/// What seals a community's rows.
pub(super) struct Sealing<'a> {
    pub(super) keys: &'a Keys,
    pub(super) community: i64,
}

impl Sealing<'_> {
    fn person(&self, number: ResidentNo, row: &Resident) -> Vec<u8> {
        let person = PersonRow {
            identity: row.details.identity(&row.code),
            eligibility: row.details.eligibility.clone(),
        };
        seal_person(self.keys, self.community, number.0.into(), &person)
    }

    fn contact(&self, number: MerchantNo, row: &Merchant) -> Vec<u8> {
        let contact = ContactValue {
            contact: row.details.contact.clone(),
            phone: row.details.phone.clone(),
        };
        seal_contact(self.keys, self.community, number.0.into(), &contact)
    }

    fn entry(&self, register: Register, number: EntryNo, row: &Entry) -> Vec<u8> {
        let entry = EntryRow {
            code: row.code.to_string(),
            details: row.details.fields(),
        };
        seal_entry(self.keys, self.community, register.as_str(), number.0.into(), &entry)
    }
}

/// Funds.
pub(super) fn funds(registers: &Registers, rows: &[FundNo]) -> Columns {
    let list = |texts: &[String]| serde_json::to_string(texts).expect("texts are JSON");
    let of = |number| registers.funds.get(number);
    vec![
        (
            "code",
            Column::Text(rows.iter().map(|row| of(*row).code.to_string()).collect()),
        ),
        (
            "changed",
            Column::Int(rows.iter().map(|row| of(*row).changed).collect()),
        ),
        ("since", Column::Int(rows.iter().map(|row| of(*row).since).collect())),
        (
            "name",
            Column::Text(rows.iter().map(|row| of(*row).details.name.clone()).collect()),
        ),
        (
            "purpose",
            Column::Text(rows.iter().map(|row| of(*row).details.purpose.clone()).collect()),
        ),
        (
            "restricted",
            Column::Int(rows.iter().map(|row| of(*row).details.restricted.into()).collect()),
        ),
        (
            "purposes",
            Column::Text(rows.iter().map(|row| list(&of(*row).details.purposes)).collect()),
        ),
        (
            "agreement",
            Column::OptText(rows.iter().map(|row| of(*row).details.agreement.clone()).collect()),
        ),
        ("ended_on", last_days(rows.iter().map(|row| of(*row).details.to))),
    ]
}

/// Merchants.
pub(super) fn merchants(sealing: &Sealing<'_>, registers: &Registers, rows: &[MerchantNo]) -> Columns {
    let of = |number| registers.merchants.get(number);
    vec![
        (
            "code",
            Column::Text(rows.iter().map(|row| of(*row).code.to_string()).collect()),
        ),
        (
            "changed",
            Column::Int(rows.iter().map(|row| of(*row).changed).collect()),
        ),
        ("since", Column::Int(rows.iter().map(|row| of(*row).since).collect())),
        (
            "name",
            Column::Text(rows.iter().map(|row| of(*row).details.name.clone()).collect()),
        ),
        (
            "uscc",
            Column::Text(rows.iter().map(|row| of(*row).details.uscc.to_string()).collect()),
        ),
        (
            "category",
            Column::Text(rows.iter().map(|row| of(*row).details.category.to_string()).collect()),
        ),
        (
            "sealed",
            Column::Bytes(rows.iter().map(|row| sealing.contact(*row, of(*row))).collect()),
        ),
        (
            "joined_on",
            Column::Text(rows.iter().map(|row| of(*row).details.joined_on.to_string()).collect()),
        ),
        ("left_on", last_days(rows.iter().map(|row| of(*row).details.left_on))),
        (
            "by_list",
            Column::Int(rows.iter().map(|row| of(*row).details.by_list.into()).collect()),
        ),
    ]
}

/// Last days, of what has one.
fn last_days(days: impl Iterator<Item = Option<Day>>) -> Column {
    Column::OptText(days.map(|day| day.map(|day| day.to_string())).collect())
}

/// Discounts.
pub(super) fn discounts(registers: &Registers, rows: &[DiscountNo]) -> Columns {
    let of = |number| registers.discounts.get(number);
    let terms = |number| serde_json::to_string(&of(number).terms).expect("terms are JSON");
    let versions = |number| serde_json::to_string(&of(number).versions).expect("versions are JSON");
    vec![
        (
            "code",
            Column::Text(rows.iter().map(|row| of(*row).code.to_string()).collect()),
        ),
        (
            "changed",
            Column::Int(rows.iter().map(|row| of(*row).changed).collect()),
        ),
        ("since", Column::Int(rows.iter().map(|row| of(*row).since).collect())),
        (
            "merchant",
            Column::Int(rows.iter().map(|row| of(*row).merchant.0.into()).collect()),
        ),
        (
            "fund",
            Column::OptInt(rows.iter().map(|row| of(*row).fund.map(|fund| fund.0.into())).collect()),
        ),
        ("terms", Column::Text(rows.iter().map(|row| terms(*row)).collect())),
        (
            "state",
            Column::Text(rows.iter().map(|row| of(*row).state.to_string()).collect()),
        ),
        (
            "versions",
            Column::Text(rows.iter().map(|row| versions(*row)).collect()),
        ),
    ]
}

/// Residents.
pub(super) fn residents(sealing: &Sealing<'_>, registers: &Registers, rows: &[ResidentNo]) -> Columns {
    let of = |number| registers.residents.get(number);
    let bytes = |id: xiaonuan_domain::entropy::SubjectId| id.uuid().as_bytes().to_vec();
    let print = |name: &str, value: &str| print(sealing.keys, sealing.community, name, value);
    let code = |number| print(RESIDENT_CODE, of(number).code.as_str());
    let id_number = |number| {
        let known = of(number).details.id_number.as_ref();
        known.map(|known| print(ID_NUMBER, known.reveal()))
    };
    vec![
        (
            "changed",
            Column::Int(rows.iter().map(|row| of(*row).changed).collect()),
        ),
        ("since", Column::Int(rows.iter().map(|row| of(*row).since).collect())),
        (
            "subject",
            Column::Bytes(rows.iter().map(|row| bytes(of(*row).subject)).collect()),
        ),
        (
            "household_subject",
            Column::OptBytes(rows.iter().map(|row| of(*row).household.map(bytes)).collect()),
        ),
        (
            "sealed",
            Column::Bytes(rows.iter().map(|row| sealing.person(*row, of(*row))).collect()),
        ),
        ("code_print", Column::Bytes(rows.iter().map(|row| code(*row)).collect())),
        (
            "id_number_print",
            Column::OptBytes(rows.iter().map(|row| id_number(*row)).collect()),
        ),
    ]
}

/// Disbursements.
pub(super) fn disbursements(rows: &[&DisbursementRow]) -> Columns {
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

/// Rows of the registers that all work alike.
pub(super) fn entries(sealing: &Sealing<'_>, registers: &Registers, rows: &[(Register, EntryNo)]) -> Columns {
    let all: Vec<_> = rows
        .iter()
        .map(|(register, number)| (*register, *number, registers.entries(*register).get(*number)))
        .collect();
    let bytes = |row: &Entry| row.subject.map(|subject| subject.uuid().as_bytes().to_vec());
    vec![
        (
            "register",
            Column::Text(all.iter().map(|(register, ..)| register.to_string()).collect()),
        ),
        (
            "number",
            Column::Int(all.iter().map(|(_, number, _)| number.0.into()).collect()),
        ),
        (
            "code_print",
            Column::Bytes(
                all.iter()
                    .map(|(register, _, row)| {
                        entry_print(sealing.keys, sealing.community, *register, row.code.as_str())
                    })
                    .collect(),
            ),
        ),
        ("since", Column::Int(all.iter().map(|(.., row)| row.since).collect())),
        (
            "changed",
            Column::Int(all.iter().map(|(.., row)| row.changed).collect()),
        ),
        (
            "subject",
            Column::OptBytes(all.iter().map(|(.., row)| bytes(row)).collect()),
        ),
        (
            "sealed",
            Column::Bytes(
                all.iter()
                    .map(|(register, number, row)| sealing.entry(*register, *number, row))
                    .collect(),
            ),
        ),
    ]
}

pub(super) fn closings(registers: &Registers, closings: &[ClosingNo]) -> Columns {
    let rows: Vec<_> = closings
        .iter()
        .map(|number| &registers.closings.rows()[number.number() as usize - 1])
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
