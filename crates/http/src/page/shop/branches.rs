//! A shop's branches: what they are called and where they are.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{BranchDetails, Entry, EntryDetails};

use super::super::form::{Posted, Typed, again, again_for};
use super::super::{Frame, Page};
use super::change::based_on;
use super::head::{Part, ShopHead};
use super::within::Shop;
use crate::fault::{Fault, FieldCode, FieldFault};
use crate::field;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "shop_branches.html")]
pub(crate) struct ShopBranchesPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) branches: Vec<BranchLine>,
    /// The form for a new one, for whoever may.
    pub(crate) form: Option<Typed>,
    pub(crate) address: String,
}

/// A branch in the list.
pub(crate) struct BranchLine {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) place: String,
    /// The last day, if it has closed or will.
    pub(crate) to: Option<String>,
    pub(crate) address: String,
}

#[derive(Template)]
#[template(path = "shop_branch.html")]
pub(crate) struct ShopBranchPage {
    pub(crate) frame: Frame,
    pub(crate) shop: ShopHead,
    pub(crate) branch: BranchLine,
    pub(crate) form: Option<Typed>,
}

/// The branches of the shop.
pub(crate) async fn show(shop: Shop) -> Page<ShopBranchesPage> {
    let form = Typed::new("branch").with("code", shop.next_row(Register::Branch).to_string());
    let frame = shop.frame();
    Page(page(&shop, frame, form))
}

fn page(shop: &Shop, frame: Frame, form: Typed) -> ShopBranchesPage {
    ShopBranchesPage {
        frame,
        shop: shop.head(Part::Branches),
        branches: shop
            .rows(Register::Branch)
            .into_iter()
            .map(|row| line(shop, row))
            .collect(),
        form: shop.may(Right::KeepShop).then_some(form),
        address: shop.at("/branches"),
    }
}

fn line(shop: &Shop, row: &Entry) -> BranchLine {
    let (name, place, to) = match &row.details {
        EntryDetails::Branch(branch) => (branch.name.clone(), branch.address.clone(), branch.to),
        _ => Default::default(),
    };
    BranchLine {
        name,
        place,
        to: to.map(|day| day.to_string()),
        address: shop.at(&format!("/branches/{}", row.code)),
        code: row.code.to_string(),
    }
}

/// What a form says of a branch, or what is wrong with which field.
fn read(posted: &Posted, form: &mut Typed, words: Words) -> Option<(String, String, Option<Day>)> {
    let mut text = |name: &'static str| {
        form.check((posted, name), field::text, words);
        posted.get(name).to_owned()
    };
    let (name, place) = (text("name"), text("address"));
    let to = match posted.get("to") {
        "" => None,
        day => match day.parse().ok().filter(|day: &Day| day.is_an_end()) {
            Some(day) => Some(day),
            None => {
                form.wrong("to", FieldFault::new("to", FieldCode::Day).message(words));
                None
            }
        },
    };
    (!form.is_wrong()).then_some((name, place, to))
}

/// Registers a branch.
pub(crate) async fn register(shop: Shop, posted: Posted) -> Result<Response, Fault> {
    let words = shop.visit.words;
    let mut form = posted.typed("branch");
    let Some((name, place, to)) = read(&posted, &mut form, words) else {
        return Ok(again(page(&shop, shop.frame_at("/branches"), form)));
    };
    let code: Code = posted.get("code").parse().map_err(|_| Fault::BadRequest)?;
    let details = EntryDetails::Branch(BranchDetails {
        merchant: shop.code.clone(),
        name,
        address: place,
        from: shop.today().await?,
        to,
    });
    match shop.register(code, details).await {
        Ok(()) => Ok(Redirect::to(&shop.at("/branches")).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form = form.with("code", shop.next_row(Register::Branch).to_string());
            form.refuse(&fault, words);
            Ok(again_for(&fault, page(&shop, shop.frame_at("/branches"), form)))
        }
        Err(fault) => Err(fault),
    }
}

/// One of the branches.
pub(crate) async fn one(shop: Shop, Path((_, _, code)): Path<(String, String, String)>) -> Result<Response, Fault> {
    let row = shop.row(Register::Branch, &code)?;
    let branch = line(&shop, row);
    let form = Typed::new("branch")
        .with("name", branch.name.clone())
        .with("address", branch.place.clone())
        .with("to", branch.to.clone().unwrap_or_default())
        .with(super::change::BASED_ON, row.changed.to_string());
    let frame = shop.frame();
    Ok(Page(branch_page(&shop, frame, branch, form)).into_response())
}

fn branch_page(shop: &Shop, frame: Frame, branch: BranchLine, form: Typed) -> ShopBranchPage {
    ShopBranchPage {
        frame,
        shop: shop.head(Part::Branches),
        branch,
        form: shop.may(Right::KeepShop).then_some(form),
    }
}

/// Changes a branch as it was shown.
pub(crate) async fn change(
    shop: Shop,
    Path((_, _, code)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Fault> {
    let row = shop.row(Register::Branch, &code)?;
    let words = shop.visit.words;
    let mut form = posted.typed("branch");
    let path = format!("/branches/{}", row.code);
    let Some((name, place, to)) = read(&posted, &mut form, words) else {
        return Ok(again(branch_page(&shop, shop.frame_at(&path), line(&shop, row), form)));
    };
    let changed = |details: &mut EntryDetails| {
        if let EntryDetails::Branch(branch) = details {
            *branch = BranchDetails {
                name,
                address: place,
                to,
                ..branch.clone()
            };
        }
    };
    match shop.turn(row, based_on(&posted)?, changed).await {
        Ok(()) => Ok(Redirect::to(&shop.at("/branches")).into_response()),
        Err(fault @ Fault::Refused(_)) => {
            form.refuse(&fault, words);
            Ok(again_for(
                &fault,
                branch_page(&shop, shop.frame_at(&path), line(&shop, row), form),
            ))
        }
        Err(fault) => Err(fault),
    }
}
