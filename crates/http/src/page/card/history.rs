//! All that the holder of a card used, page by page.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use validator::Validate;
use xiaonuan_app::counter::CounterError;
use xiaonuan_app::service::Service;

use super::own::UseLine;
use super::{CARD_PAGE, Frame, Page, opened};
use crate::fault::Fault;
use crate::open::Visit;
use crate::query::ValidQuery;
use crate::words::t;

/// How many stand on a page.
const AT_ONCE: u32 = 20;

#[derive(Template)]
#[template(path = "card_history.html")]
pub(crate) struct CardHistoryPage {
    pub(crate) frame: Frame,
    pub(crate) used: Vec<UseLine>,
    /// Whether it is the first page.
    pub(crate) is_first: bool,
    /// Where the next page begins, if there is one.
    pub(crate) older: Option<i64>,
}

/// Which part is asked for.
#[derive(Deserialize, Validate)]
pub(crate) struct HistoryQuery {
    #[validate(range(min = 1))]
    before: Option<i64>,
}

/// What the holder of the card that this phone has open used.
pub(super) async fn show(
    State(service): State<Service>,
    visit: Visit,
    headers: HeaderMap,
    ValidQuery(query): ValidQuery<HistoryQuery>,
) -> Result<Response, Fault> {
    let Some((community, holder)) = opened(&service, &headers).await? else {
        return Ok(Redirect::to(CARD_PAGE).into_response());
    };
    let (used, older) = match service.used(community.as_str(), &holder, query.before, AT_ONCE).await {
        Err(CounterError::Missing) => return Ok(Redirect::to(CARD_PAGE).into_response()),
        found => found?,
    };
    Ok(Page(CardHistoryPage {
        frame: Frame::bare(&visit),
        used: used.iter().map(|used| UseLine::of(visit.words, used)).collect(),
        is_first: query.before.is_none(),
        older,
    })
    .into_response())
}
