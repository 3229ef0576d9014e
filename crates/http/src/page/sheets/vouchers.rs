//! Slips that tell residents what is left on their vouchers: one design for everybody, and nothing of why.

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use xiaonuan_app::counter::{OwnVoucher, VoucherSlip, card_tail};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::Access;
use xiaonuan_domain::name::surname;

use super::super::card::plain;
use super::super::form::filled;
use super::super::origin::Origin;
use super::super::qr;
use super::choose::PrintForm;
use super::{Frame, HandTo, Page, card_page, frame, path};
use crate::access::Principal;
use crate::api::counter::InCommunity;
use crate::fault::Fault;
use crate::open::Visit;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "sheet_vouchers.html")]
pub(crate) struct VoucherSheetPage {
    pub(crate) frame: Frame,
    pub(crate) community: String,
    /// Where another print begins.
    pub(crate) path: String,
    pub(crate) slips: Vec<PrintedSlip>,
    /// How many were chosen, where some of them have no voucher.
    pub(crate) chosen: Option<usize>,
    /// Where vouchers can be used, by name.
    pub(crate) shops: Vec<String>,
    /// The picture of where a card's page is opened, the same for everybody; an SVG element.
    pub(crate) picture: SecretString,
}

/// What one resident is told.
pub(crate) struct PrintedSlip {
    pub(crate) to: HandTo,
    pub(crate) surname: String,
    /// The end of their card's number, if they have a card.
    pub(crate) tail: Option<String>,
    pub(crate) left: String,
    /// Each voucher: what is left, and until when.
    pub(crate) vouchers: Vec<(String, String)>,
}

/// Shows what those who were chosen have on vouchers.
pub(super) async fn print(
    State(service): State<Service>,
    visit: Visit,
    Origin(site): Origin,
    InCommunity(community): InCommunity,
    by: Principal,
    form: Result<Form<PrintForm>, FormRejection>,
) -> Result<Response, Fault> {
    let residents = filled(form)?.residents(false)?;
    let (frame, name) = frame(&service, &visit, &community).await?;
    // What surnames and vouchers were printed of is no record of the journal.
    let access = Access {
        community: Some(community.clone()),
        what: "sheets/vouchers".to_owned(),
        ..Access::default()
    };
    by.log(&service, access).await?;
    let chosen = residents.len();
    let (slips, shops) = service.vouchers_of(&community, residents).await?;
    let chosen = (slips.len() < chosen).then_some(chosen);
    let slips = slips.iter().map(|slip| printed(visit.words, slip, &by));
    let card_page = SecretString::from(card_page(&site, &community));
    Ok(Page(VoucherSheetPage {
        frame,
        picture: qr::shared(&card_page, "card-page")?,
        community: name,
        path: path(&community),
        slips: slips.collect(),
        chosen,
        shops,
    })
    .into_response())
}

fn printed(words: Words, slip: &VoucherSlip, by: &Principal) -> PrintedSlip {
    let left = OwnVoucher::left_of(&slip.vouchers);
    let vouchers = slip.vouchers.iter().map(|voucher| {
        let until = t!(words, "card-until", day = plain::day(words, voucher.until));
        (plain::money(words, voucher.left), until)
    });
    PrintedSlip {
        to: HandTo::of(&slip.to, by.sight),
        surname: surname(&slip.to.name).to_owned(),
        tail: slip.to.card.as_ref().map(|card| card_tail(card.as_str())),
        left: plain::money(words, left),
        vouchers: vouchers.collect(),
    }
}
