//! The vouchers that accounts can be of: those that stand, by their disbursements' rows, and those that were taken back,
//! by the records that granted them.

use std::collections::{HashMap, HashSet};

use xiaonuan_domain::calendar::{Day, Instant};
use xiaonuan_domain::document::money::OpeningVoucherDocument;
use xiaonuan_domain::document::{PaymentDocument, ReversalDocument};
use xiaonuan_domain::kind::DisbursementKind;
use xiaonuan_domain::record::{RecordKind, Seq};
use xiaonuan_domain::register::{FundNo, Registers, ResidentNo};
use xiaonuan_domain::voucher::{Voucher, VoucherNo, Vouchers};
use xiaonuan_persistence::audit::StoredDisbursement;
use xiaonuan_persistence::connect::Database;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::events::Event;
use xiaonuan_persistence::registers::CommunityNo;

use super::{Findings, Law};

const PAGE: u32 = 20_000;

/// The vouchers that were granted up to a record. What cannot be read is left out, so that its account is found to be
/// none.
pub(super) async fn granted(
    (database, community): (&Database, CommunityNo),
    registers: &Registers,
    rows: &[StoredDisbursement],
    until: Seq,
    findings: &mut Findings,
) -> Result<Vouchers, StoreError> {
    let taken_back = TakenBack::read(database, community, until).await?;
    let mut vouchers = Vouchers::default();
    for payment in &taken_back.payments {
        if let Some(voucher) = by_record(registers, payment) {
            vouchers.insert(voucher);
        }
    }
    let stands = |row: &&StoredDisbursement| row.kind == "voucher" && row.paid.is_some_and(|paid| paid <= until);
    let standing: Vec<&StoredDisbursement> = rows.iter().filter(stands).collect();
    let again = standing.iter().filter(|row| taken_back.of.contains(&row.reference));
    let again = again.filter_map(|row| row.paid).collect();
    let again = database.events_numbered(community, again).await?.into_iter();
    let names: HashMap<Seq, String> = again.map(|event| (event.seq, event.reference)).collect();
    for row in standing {
        match by_row(registers, row, &names) {
            Some(voucher) => vouchers.insert(voucher),
            None => findings.differ(Law::Registers, || {
                format!("disbursement {} cannot be read", row.reference)
            }),
        }
    }
    Ok(vouchers)
}

/// The payments that were taken back, and of which disbursements.
#[derive(Default)]
struct TakenBack {
    payments: Vec<Event>,
    of: HashSet<String>,
}

impl TakenBack {
    async fn read(database: &Database, community: CommunityNo, until: Seq) -> Result<Self, StoreError> {
        let mut taken_back = TakenBack::default();
        let mut last = 0;
        loop {
            let page = database
                .records(community, last, until, &[RecordKind::Reversal], PAGE)
                .await?;
            let Some(end) = page.last() else {
                return Ok(taken_back);
            };
            last = end.seq;
            let mut numbers = Vec::new();
            for record in &page {
                let Ok(document) = serde_json::from_str::<ReversalDocument>(&record.document) else {
                    continue;
                };
                if let Some(case) = document.case {
                    taken_back.of.insert(case.reference.to_string());
                    numbers.extend(record.reverses);
                }
            }
            let payments = database.events_numbered(community, numbers).await?;
            taken_back.payments.extend(payments);
        }
    }
}

fn by_row(registers: &Registers, row: &StoredDisbursement, names: &HashMap<Seq, String>) -> Option<Voucher> {
    let resident = ResidentNo(u32::try_from(row.resident).ok()?);
    let fund = FundNo(u32::try_from(row.fund).ok()?);
    registers.funds.find(fund)?;
    let paid = row.paid?;
    Some(Voucher {
        number: VoucherNo(paid),
        grant: names.get(&paid).unwrap_or(&row.reference).parse().ok()?,
        fund,
        resident,
        subject: registers.residents.find(resident)?.subject,
        granted_at: Instant::from_micros(row.given_at?),
        expires_on: row.expires_on.as_ref()?.parse().ok()?,
        expires_at: Instant::from_micros(row.expires_at?),
    })
}

/// A voucher that was taken back. When it would have ended does not matter any more.
fn by_record(registers: &Registers, event: &Event) -> Option<Voucher> {
    let (fund, subject) = match event.kind().ok()? {
        RecordKind::DisbursementPaid => {
            let document: PaymentDocument = serde_json::from_str(&event.document).ok()?;
            (document.kind == DisbursementKind::Voucher).then_some((document.fund, document.resident))?
        }
        RecordKind::OpeningVoucher => {
            let document: OpeningVoucherDocument = serde_json::from_str(&event.document).ok()?;
            (document.fund, document.resident)
        }
        _ => return None,
    };
    let day: Day = event.day().ok()?;
    let resident = &registers.resident_of(subject)?.code;
    Some(Voucher {
        number: VoucherNo(event.seq),
        grant: event.reference.parse().ok()?,
        fund: registers.funds.by_code(&fund)?.0,
        resident: registers.residents.by_code(resident)?.0,
        subject,
        granted_at: event.occurred_at(),
        expires_on: day,
        expires_at: event.occurred_at(),
    })
}
