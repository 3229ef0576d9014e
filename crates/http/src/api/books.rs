//! Funds and what they have, have promised and owe.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use xiaonuan_app::view::{Figure, FundCard, Reading};

use crate::fault::{Fault, Problem};
use crate::open::Open;
use crate::query::ViewQuery;

/// As of when the books are shown.
#[derive(Serialize, ToSchema)]
pub(crate) struct View {
    /// The business time up to which things count.
    #[schema(example = "2026-03-31T23:59:59.999999+08:00")]
    as_of: String,
    /// The last record that counts. Asked for again, it gives the same answer for ever.
    #[schema(example = 120)]
    as_recorded: i64,
}

impl View {
    pub(super) fn of(reading: &Reading) -> Self {
        View {
            as_of: reading.zone().display(reading.at()),
            as_recorded: reading.number(),
        }
    }
}

/// A fund. Bank + receivable = available + encumbered + voucher_outstanding + merchant_payable, and
/// available + encumbered = donated - disbursed - discounts + expired + other.
#[derive(Serialize, ToSchema)]
pub(crate) struct Fund {
    /// The code.
    fund: String,
    /// The name.
    name: String,
    /// Whether donors bound it to its purpose.
    restricted: bool,
    /// What was given to it.
    #[schema(example = "100000.00")]
    donated: String,
    /// Help to residents.
    disbursed: String,
    /// The fund's share of discounts.
    discounts: String,
    /// Vouchers that expired and came back.
    expired: String,
    /// Approved, not yet paid.
    encumbered: String,
    /// What may still be promised.
    available: String,
    /// Money at the bank.
    bank: String,
    /// Vouchers not yet spent.
    voucher_outstanding: String,
    /// What merchants are owed.
    merchant_payable: String,
    /// What merchants must give back.
    receivable: String,
    /// Other sources less fees: opening balances, transfers, interest, charges.
    other: String,
}

/// All funds of a community.
#[derive(Serialize, ToSchema)]
pub(crate) struct Funds {
    view: View,
    funds: Vec<Fund>,
}

impl From<FundCard> for Fund {
    fn from(card: FundCard) -> Self {
        let amount = |figure: Figure| figure.amount.to_string();
        let fund = card.fund.as_ref();
        Fund {
            fund: fund.map_or_else(String::new, |fund| fund.code.to_string()),
            name: fund.map_or_else(String::new, |fund| fund.name.clone()),
            restricted: fund.is_some_and(|fund| fund.restricted),
            donated: amount(card.donated),
            disbursed: amount(card.disbursed),
            discounts: amount(card.discounts),
            expired: amount(card.expired),
            encumbered: amount(card.encumbered),
            available: amount(card.available),
            bank: amount(card.bank),
            voucher_outstanding: amount(card.vouchers),
            merchant_payable: amount(card.payable),
            receivable: amount(card.receivable),
            other: amount(card.other),
        }
    }
}

/// All funds of a community with their balances.
#[utoipa::path(
    get, path = "/api/v1/communities/{community}/funds", tag = "books", operation_id = "funds",
    params(("community" = String, Path, description = "The community's code", example = "qingzhu"), ViewQuery),
    responses((status = 200, body = Funds), (status = "default", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn funds(open: Open) -> Result<Json<Funds>, Fault> {
    let overview = open.reading.overview().await?;
    let view = View::of(&open.reading);
    let funds = overview.funds.into_iter().map(Into::into).collect();
    Ok(Json(Funds { view, funds }))
}
