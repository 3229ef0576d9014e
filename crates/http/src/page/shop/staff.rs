//! A shop's staff: who stands at its counters, and the PINs by which they are known there.

use std::collections::HashSet;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use validator::Validate;
use xiaonuan_app::counter::CounterError;
use xiaonuan_domain::access::Right;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{Entry, EntryDetails, StaffDetails, Standing};

use super::super::form::{Posted, Typed, again, again_for, filled};
use super::super::{Frame, Page};
use super::change::{based_on, standing};
use super::head::{Part, ShopHead};
use super::within::Shop;
use crate::fault::{Fault, FieldCode};
use crate::field;
use crate::query::ValidQuery;
use crate::words::t;

#[derive(Template)]
#[template(path = "shop_staff.html")]
pub(crate) struct ShopStaffPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) members: Vec<StaffLine>,
    /// The form for somebody new, for whoever may.
    pub(crate) form: Option<Typed>,
    pub(crate) address: String,
}

/// Somebody in the list.
pub(crate) struct StaffLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) is_active: bool,
    /// Whether they can stand at a counter but for a PIN.
    pub(crate) needs_pin: bool,
    pub(crate) address: String,
}

#[derive(Template)]
#[template(path = "shop_member.html")]
pub(crate) struct ShopMemberPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) member: StaffLine,
    pub(crate) based_on: i64,
    pub(crate) may_change: bool,
    pub(crate) pin: Typed,
    /// Whether a PIN of their own choice was set just now.
    pub(crate) is_set: bool,
    pub(crate) fault: Option<String>,
}

/// What was done before the page is shown.
#[derive(Deserialize, Validate)]
pub(crate) struct DoneQuery {
    /// What was set.
    #[validate(length(max = 8))]
    set: Option<String>,
}

/// A PIN that was drawn, this once.
#[derive(Template)]
#[template(path = "shop_pin.html")]
pub(crate) struct ShopPinPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) member: StaffLine,
    pub(crate) pin: SecretString,
}

/// A PIN that is chosen; a random one is drawn where nothing is said.
#[derive(Deserialize)]
pub(crate) struct PinForm {
    #[serde(default)]
    pin: SecretString,
}

/// The staff of the shop.
pub(crate) async fn show(shop: Shop) -> Result<Page<ShopStaffPage>, Fault> {
    let form = Typed::new("staff").with("code", shop.next_row(Register::Staff).to_string());
    let frame = shop.frame();
    Ok(Page(page(&shop, frame, form).await?))
}

async fn page(shop: &Shop, frame: Frame, form: Typed) -> Result<ShopStaffPage, Fault> {
    let with_pin = shop.service.staff_with_pin(shop.community()).await?;
    let rows = shop.rows(Register::Staff).into_iter();
    let mut members: Vec<StaffLine> = rows.map(|row| line(shop, row, &with_pin)).collect();
    members.sort_by_key(|member| !member.is_active);
    Ok(ShopStaffPage {
        frame,
        shop: shop.head(Part::Staff),
        members,
        form: shop.may(Right::KeepShop).then_some(form),
        address: shop.at("/staff"),
    })
}

fn line(shop: &Shop, row: &Entry, with_pin: &HashSet<SubjectId>) -> StaffLine {
    let is_active = row.details.standing().is_active();
    let name = match &row.details {
        EntryDetails::Staff(member) => member.name.clone(),
        _ => String::new(),
    };
    StaffLine {
        name,
        is_active,
        needs_pin: is_active && row.subject.is_none_or(|subject| !with_pin.contains(&subject)),
        address: shop.at(&format!("/staff/{}", row.code)),
        code: row.code.to_string(),
    }
}

/// Registers somebody.
pub(crate) async fn register(shop: Shop, posted: Posted) -> Result<Response, Fault> {
    let words = shop.visit.words;
    let mut form = posted.typed("staff");
    let (name, code) = (posted.get("name"), posted.get("code"));
    form.check((&posted, "name"), field::text, words);
    form.check((&posted, "code"), field::code, words);
    let code: Option<Code> = code.parse().ok();
    let Some(code) = code.filter(|_| !form.is_wrong()) else {
        return Ok(again(page(&shop, shop.frame_at("/staff"), form).await?));
    };
    let details = EntryDetails::Staff(StaffDetails {
        merchant: shop.code.clone(),
        name: name.to_owned(),
        state: Standing::Active,
        from: shop.today().await?,
        to: None,
    });
    let next = shop.at(&format!("/staff/{code}"));
    match shop.register(code, details).await {
        Ok(()) => Ok(Redirect::to(&next).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form.refuse(&fault, words);
            Ok(again_for(&fault, page(&shop, shop.frame_at("/staff"), form).await?))
        }
        Err(fault) => Err(fault),
    }
}

/// One of the staff.
pub(crate) async fn one(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    ValidQuery(done): ValidQuery<DoneQuery>,
) -> Result<Response, Fault> {
    let row = shop.row(Register::Staff, &code)?;
    let mut page = member(&shop, shop.frame(), row, Typed::new("pin")).await?;
    page.is_set = done.set.is_some();
    Ok(Page(page).into_response())
}

async fn member(shop: &Shop, frame: Frame, row: &Entry, pin: Typed) -> Result<ShopMemberPage, Fault> {
    let with_pin = shop.service.staff_with_pin(shop.community()).await?;
    Ok(ShopMemberPage {
        frame,
        shop: shop.head(Part::Staff),
        member: line(shop, row, &with_pin),
        based_on: row.changed,
        may_change: shop.may(Right::KeepShop),
        pin,
        is_set: false,
        fault: None,
    })
}

/// Gives somebody a PIN. One that was drawn is shown this once; wherever they stand, they give the new one.
pub(crate) async fn give_pin(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    form: Result<Form<PinForm>, FormRejection>,
) -> Result<Response, Fault> {
    let form = filled(form)?;
    let row = shop.row(Register::Staff, &code)?;
    let chosen = form.pin.expose_secret().trim();
    let chosen = (!chosen.is_empty()).then_some(chosen);
    let path = format!("/staff/{}", row.code);
    match shop.service.set_staff_pin(shop.community(), &row.code, chosen).await {
        Ok(drawn) => {
            shop.log("staff/pin", &row.code).await?;
            let Some(drawn) = drawn else {
                return Ok(Redirect::to(&shop.at(&format!("{path}?set=pin"))).into_response());
            };
            let page = ShopPinPage {
                frame: shop.frame_at(&path).once(),
                shop: shop.head(Part::Staff),
                member: line(&shop, row, &HashSet::from_iter(row.subject)),
                pin: drawn.reveal().into(),
            };
            Ok(Page(page).into_response())
        }
        Err(CounterError::NotAPin) => {
            let mut pin = Typed::new("pin");
            pin.wrong("pin", FieldCode::Pin.message(shop.visit.words));
            Ok(again(member(&shop, shop.frame_at(&path), row, pin).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets somebody stand at the counters, or not any more; it counts at once.
pub(crate) async fn change(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let row = shop.row(Register::Staff, &code)?;
    let state = standing(&posted)?;
    let to = |details: &mut EntryDetails| {
        if let EntryDetails::Staff(member) = details {
            member.state = state;
        }
    };
    let path = format!("/staff/{}", row.code);
    match shop.turn(row, based_on(&posted)?, to).await {
        Ok(()) => Ok(Redirect::to(&shop.at(&path)).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            let mut page = member(&shop, shop.frame_at(&path), row, Typed::new("pin")).await?;
            page.fault = Some(fault.told(shop.visit.words));
            Ok(again_for(&fault, page))
        }
        Err(fault) => Err(fault),
    }
}
