//! The shop that an address names, opened for whoever has to do with it; and which shops somebody has to do with.

use askama::Template;
use axum::extract::{FromRef, FromRequestParts, Path, State};
use axum::http::Uri;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::desk::{Done, Request};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::Access;
use xiaonuan_app::view::{AsAsked, Reading};
use xiaonuan_domain::access::Right;
use xiaonuan_domain::calendar::Day;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::Command;
use xiaonuan_domain::register::Registers;

use super::super::{Frame, Page, Place};
use super::head::{Part, ShopHead};
use crate::access::{Principal, Rule, Sight};
use crate::fault::Fault;
use crate::open::{Visit, parameter};
use crate::words::t;

/// A shop, its books as they stand, and who asks.
pub(crate) struct Shop {
    pub(crate) service: Service,
    pub(crate) reading: Reading,
    pub(crate) code: Code,
    pub(crate) name: String,
    pub(crate) by: Principal,
    pub(crate) visit: Visit,
}

/// The rule that the page passed says by which rights it is found, so that what the table of pages says is all there is.
impl<S: Send + Sync> FromRequestParts<S> for Shop
where
    Service: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let rule = parts.extensions.get::<Rule>().copied().ok_or(Fault::NotFound)?;
        let by = Principal::from_request_parts(parts, state).await?;
        let Ok(visit) = Visit::from_request_parts(parts, state).await;
        let community = parameter(parts, "community").await?;
        let merchant = parameter(parts, "merchant").await?;
        let service = Service::from_ref(state);
        let reading = service.read(&community, AsAsked::default()).await?;
        let code: Code = merchant.parse().map_err(|_| Fault::NotFound)?;
        let row = reading.registers().merchants.by_code(&code);
        let (_, row) = row
            .filter(|_| rule.reaches_shop(&by.holding, code.as_str()))
            .ok_or(Fault::NotFound)?;
        Ok(Shop {
            name: row.details.name.clone(),
            service,
            reading,
            code,
            by,
            visit,
        })
    }
}

impl Shop {
    pub(in crate::page) fn community(&self) -> &str {
        self.reading.registers().community.code.as_str()
    }

    /// Whether it may claim by list.
    pub(super) fn claims_by_list(&self) -> bool {
        let row = self.registers().merchants.by_code(&self.code);
        row.is_some_and(|(_, row)| row.details.by_list)
    }

    pub(super) fn registers(&self) -> &Registers {
        self.reading.registers()
    }

    /// The community's present day.
    pub(super) async fn today(&self) -> Result<Day, Fault> {
        Ok(self.service.today(self.community()).await?)
    }

    /// The address of one of its pages.
    pub(in crate::page) fn at(&self, path: &str) -> String {
        format!("/c/{}/shop/{}{path}", self.community(), self.code)
    }

    /// Whether whoever asks holds a right in it.
    pub(in crate::page) fn may(&self, right: Right) -> bool {
        self.by.reach(right).covers_merchant(self.code.as_str())
    }

    /// Whether whoever asks may be told who its customers are: as its counter is, or as the office is.
    pub(super) fn knows_customers(&self) -> bool {
        let counter = self.by.reach(Right::ServeCounter);
        counter.merchants.contains(&self.code) || self.by.sight != Sight::Codes
    }

    /// Whether whoever asks answers for it or keeps the books, and does not only stand at its counter.
    pub(super) fn sees_all(&self) -> bool {
        self.may(Right::KeepShop) || self.may(Right::ReadBooks)
    }

    pub(super) fn frame(&self) -> Frame {
        Frame::within(&self.visit, &self.reading.community(), Place::Shop)
    }

    /// The same for the answer to a form, which stands at another address than the page that has it.
    pub(super) fn frame_at(&self, path: &str) -> Frame {
        let uri: Uri = self.at(path).parse().expect("codes make an address");
        let visit = Visit {
            uri,
            ..self.visit.clone()
        };
        Frame::within(&visit, &self.reading.community(), Place::Shop)
    }

    /// The same, where a form of the page is sent to a path of the shop to be shown in the other language; nothing is
    /// recorded by that.
    pub(super) fn frame_sending(&self, path: &str, (form, to): (&'static str, &str)) -> Frame {
        let to: Uri = self.at(to).parse().expect("codes make an address");
        self.frame_at(path).sending(form, &to)
    }

    pub(in crate::page) fn head(&self, here: Part) -> ShopHead {
        ShopHead::of(self, here)
    }

    /// Asks something of the books. The same asked again is answered as before: what makes it the same is its own reference,
    /// or the state of the row that was shown.
    pub(super) async fn ask(&self, command: Command) -> Result<Done, Fault> {
        let request = Request {
            scope: "request/shop",
            key: None,
            content: Vec::new(),
            command: command.clone(),
        };
        let done = self.service.perform(self.community(), &self.by.actor, request);
        done.await.map_err(|error| self.by.heard(&command, error))
    }

    /// As whom a step of the shop is taken: whoever signed in by the name of their role, else the shop.
    pub(super) fn answers_as(&self) -> String {
        self.by.signs_as().unwrap_or(&self.name).to_owned()
    }

    /// Logs what is no record of the journal.
    pub(in crate::page) async fn log(&self, what: &str, subject: &Code) -> Result<(), Fault> {
        let access = Access {
            community: Some(self.community().to_owned()),
            what: what.to_owned(),
            subject: Some(subject.to_string()),
            ..Access::default()
        };
        self.by.log(&self.service, access).await
    }

    /// A code for a new row, which nobody has to think up: the shop's own and a number.
    pub(super) fn next_code(&self, is_taken: impl Fn(&Code) -> bool) -> Code {
        let named = (1_u32..).map(|number| format!("{}-{number}", self.code));
        // A shop's own code may be as long as codes are.
        let plain = (1_u32..).map(|number| format!("N{number}"));
        let free = |code: &Code| !is_taken(code);
        let mut named = named.map_while(|code| code.parse().ok());
        let found = named.find(free);
        found.unwrap_or_else(|| {
            let mut plain = plain.filter_map(|code| code.parse().ok());
            plain.find(free).expect("there are more numbers than rows")
        })
    }
}

/// The shops of a community, where somebody has to do with several.
#[derive(Template)]
#[template(path = "shop_choose.html")]
pub(crate) struct ShopChoosePage {
    pub(crate) frame: Frame,
    pub(crate) shops: Vec<ShopChoice>,
}

/// A shop in the list.
pub(crate) struct ShopChoice {
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) address: String,
    pub(crate) is_active: bool,
}

/// Goes on to the one shop that is theirs, or lists those with which whoever asks has to do.
pub(crate) async fn choose(
    State(service): State<Service>,
    Path(community): Path<String>,
    axum::Extension(rule): axum::Extension<Rule>,
    by: Principal,
    visit: Visit,
) -> Result<Response, Fault> {
    let reading = service.read(&community, AsAsked::default()).await?;
    let today = service.today(&community).await?;
    let rows = reading.registers().merchants.iter().map(|(_, row)| row);
    let own = rows.filter(|row| rule.reaches_shop(&by.holding, row.code.as_str()));
    let mut shops: Vec<ShopChoice> = own
        .map(|row| ShopChoice {
            name: row.details.name.clone(),
            code: row.code.to_string(),
            address: format!("/c/{}/shop/{}", reading.community().code, row.code),
            is_active: row.is_active_on(today),
        })
        .collect();
    if let [only] = shops.as_slice()
        && !by.reach(Right::ReadBooks).everything
    {
        return Ok(Redirect::to(&only.address).into_response());
    }
    shops.sort_by_key(|shop| !shop.is_active);
    let frame = Frame::within(&visit, &reading.community(), Place::Shop);
    Ok(Page(ShopChoosePage { frame, shops }).into_response())
}
