//! Register rows as records make and change them.

use super::{CaseState, Erased};
use crate::calendar::{Day, Instant};
use crate::code::Code;
use crate::kind::DisbursementKind;
use crate::record::Seq;
use crate::register::entry::EntryNo;
use crate::register::{ClosingNo, DiscountNo, FundNo, MerchantNo, Register, ResidentNo};

/// A register row that records made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewRow {
    /// A fund.
    Fund(FundNo),
    /// A merchant.
    Merchant(MerchantNo),
    /// A discount.
    Discount(DiscountNo),
    /// A resident.
    Resident(ResidentNo),
    /// A disbursement.
    Disbursement(DisbursementRow),
    /// A period closed or reopened, by the number of its row.
    Closing(ClosingNo),
    /// A row of a register that works like others, by its number.
    Entry(Register, EntryNo),
    /// Not a new row, but a change of one.
    Changed(ChangedRow),
    /// No row, but what is destroyed.
    Erased(Box<Erased>),
}

/// A change of a register row: which row, by which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangedRow {
    /// The register.
    pub register: Register,
    /// The row's number in it; the community's own row is 1.
    pub number: u32,
    /// The record of the change.
    pub seq: Seq,
}

/// The register row of a disbursement: what it is and where it stands. What was paid is in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisbursementRow {
    /// The reference.
    pub reference: Code,
    /// The fund it comes from.
    pub fund: FundNo,
    /// Who is helped.
    pub resident: ResidentNo,
    /// How.
    pub kind: DisbursementKind,
    /// Whom a bill is owed to.
    pub merchant: Option<MerchantNo>,
    /// A voucher's last day.
    pub expires_on: Option<Day>,
    /// The first instant at which a voucher is no longer good.
    pub expires_at: Option<Instant>,
    /// When it was given.
    pub given_at: Option<Instant>,
    /// The record that approved it.
    pub approved: Option<Seq>,
    /// The record that paid it, which also is a voucher's key.
    pub paid: Option<Seq>,
    /// Where it stands.
    pub state: CaseState,
    /// The record of the last step.
    pub last: Seq,
    /// Whether it takes the place of the row before it.
    pub replaces: bool,
}
