//! Choosing whom sheets are for, and being told what they will do.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use xiaonuan_app::counter::{Chosen, card_tail};
use xiaonuan_app::service::Service;

use super::super::form::{Typed, again, filled};
use super::{Frame, HandTo, Page, frame, path};
use crate::access::Principal;
use crate::api::counter::InCommunity;
use crate::fault::{Faced, Fault, FieldCode, FieldFault};
use crate::open::Visit;
use crate::words::t;

/// The most cards that are made at once: each is recorded by itself, and an answer has half a minute.
const CARDS_AT_ONCE: usize = 40;
/// The most slips about vouchers on one print.
const SLIPS_AT_ONCE: usize = 400;

#[derive(Template)]
#[template(path = "sheets.html")]
pub(crate) struct SheetsPage {
    pub(crate) frame: Frame,
    /// Where the form leads.
    pub(crate) path: String,
    pub(crate) buildings: BTreeSet<String>,
    /// How many residents have no card.
    pub(crate) without_card: usize,
    pub(crate) form: Typed,
}

#[derive(Template)]
#[template(path = "sheets_chosen.html")]
pub(crate) struct ChosenPage {
    pub(crate) frame: Frame,
    /// Where the forms lead.
    pub(crate) path: String,
    pub(crate) is_cards: bool,
    pub(crate) rows: Vec<ChosenRow>,
    /// How many of them have a card that will be good for nothing.
    pub(crate) replaced: Option<String>,
    pub(crate) left_out: Vec<String>,
    /// How many more are meant than are printed at once.
    pub(crate) too_many: Option<String>,
    /// Those who are printed, for the next form, and the key of the print.
    pub(crate) codes: String,
    pub(crate) key: String,
}

/// Somebody who was chosen.
pub(crate) struct ChosenRow {
    pub(crate) to: HandTo,
    /// The end of the number of the card that they have.
    pub(crate) tail: Option<String>,
}

/// What the form says.
#[derive(Default, Deserialize)]
pub(super) struct SheetsForm {
    /// What is printed.
    #[serde(default)]
    what: String,
    /// How they are chosen.
    #[serde(default)]
    who: String,
    #[serde(default)]
    codes: String,
    #[serde(default)]
    building: String,
}

impl SheetsForm {
    fn typed(&self) -> Typed {
        Typed::new("sheets")
            .with("what", &self.what)
            .with("who", &self.who)
            .with("codes", &self.codes)
            .with("building", &self.building)
    }
}

/// Those whom a print is for.
#[derive(Deserialize)]
pub(super) struct PrintForm {
    codes: String,
    #[serde(default)]
    key: String,
}

impl PrintForm {
    /// The key under which it is printed, once; a form of ours has one.
    pub(super) fn key(&self) -> Result<&str, Fault> {
        let is_key = (1..=64).contains(&self.key.len());
        is_key.then_some(self.key.as_str()).ok_or(Fault::BadRequest)
    }

    /// Their codes.
    pub(super) fn residents(&self, is_cards: bool) -> Result<Vec<String>, Fault> {
        let codes = codes(&self.codes);
        if codes.len() > at_once(is_cards) {
            return Err(Fault::Invalid(vec![FieldFault::new("resident", FieldCode::Count)]));
        }
        Ok(codes)
    }
}

const fn at_once(is_cards: bool) -> usize {
    if is_cards { CARDS_AT_ONCE } else { SLIPS_AT_ONCE }
}

/// Codes as people write them below or beside each other.
fn codes(text: &str) -> Vec<String> {
    let between = |mark: char| mark.is_whitespace() || matches!(mark, ',' | ';' | '，' | '；' | '、');
    let codes = text.split(between).filter(|code| !code.is_empty());
    codes.map(str::to_owned).collect()
}

/// The form.
pub(super) async fn show(
    State(service): State<Service>,
    visit: Visit,
    InCommunity(community): InCommunity,
) -> Result<Page<SheetsPage>, Fault> {
    let form = Typed::new("sheets").with("what", "cards").with("who", "without");
    Ok(Page(page(&service, &visit, &community, form).await?))
}

/// The form once more, for whoever came back to a print that was made: what stands on its paper would open nothing any more.
pub(super) async fn printed_before(service: &Service, visit: &Visit, community: &str) -> Result<Response, Fault> {
    let mut form = Typed::new("sheets").with("what", "cards").with("who", "without");
    form.wrong_as_a_whole(t!(visit.words, "sheets-printed-before"));
    let page = page(service, visit, community, form).await?;
    Ok(Faced(StatusCode::CONFLICT, Page(page)).into_response())
}

async fn page(service: &Service, visit: &Visit, community: &str, form: Typed) -> Result<SheetsPage, Fault> {
    let (buildings, without_card) = service.to_choose_from(community).await?;
    let (frame, _) = frame(service, visit, community).await?;
    Ok(SheetsPage {
        frame,
        path: path(community),
        buildings,
        without_card,
        form,
    })
}

/// Who was chosen, and what printing will do to the cards that they have.
pub(super) async fn choose(
    State(service): State<Service>,
    visit: Visit,
    InCommunity(community): InCommunity,
    by: Principal,
    asked: Result<Form<SheetsForm>, FormRejection>,
) -> Result<Response, Fault> {
    let asked = filled(asked)?;
    let is_cards = asked.what != "vouchers";
    let choice = match asked.who.as_str() {
        "codes" => Chosen::Codes(codes(&asked.codes)),
        "building" => Chosen::Building(asked.building.clone()),
        _ => Chosen::WithoutCard,
    };
    let meant = service.addressees(&community, &choice).await?;
    if meant.found.is_empty() {
        let mut form = asked.typed();
        match choice {
            Chosen::Codes(codes) if codes.is_empty() => form.wrong("codes", FieldCode::Required.message(visit.words)),
            Chosen::Codes(_) => form.wrong("codes", t!(visit.words, "sheets-unknown")),
            Chosen::Building(_) => form.wrong("building", FieldCode::Required.message(visit.words)),
            Chosen::WithoutCard => form.wrong_as_a_whole(t!(visit.words, "sheets-nobody")),
        }
        return Ok(again(page(&service, &visit, &community, form).await?));
    }
    let most = at_once(is_cards);
    let too_many = meant.found.len().saturating_sub(most);
    let printed = meant.found.into_iter().take(most);
    let rows = printed.map(|to| ChosenRow {
        tail: to.card.as_ref().map(|card| card_tail(card.as_str())),
        to: HandTo::of(&to, by.sight),
    });
    let rows: Vec<ChosenRow> = rows.collect();
    let chosen: Vec<&str> = rows.iter().map(|row| row.to.code.as_str()).collect();
    let (frame, _) = frame(&service, &visit, &community).await?;
    Ok(Page(ChosenPage {
        frame,
        path: path(&community),
        is_cards,
        codes: chosen.join(" "),
        key: service.form_key(),
        replaced: some(rows.iter().filter(|row| row.tail.is_some()).count()),
        rows,
        left_out: meant.left_out,
        too_many: some(too_many),
    })
    .into_response())
}

/// A number that is told where there is any.
fn some(count: usize) -> Option<String> {
    (count > 0).then(|| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn codes_are_read_as_people_list_them() {
        assert_eq!(codes(" R01，R02;R03\r\nR04、R05 "), ["R01", "R02", "R03", "R04", "R05"]);
        assert!(codes(" \n ").is_empty());
    }
}
