//! The communities whose books are kept here.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::service::Service;
use xiaonuan_app::view::CommunityName;

use super::{Frame, Page, Place};
use crate::access::Principal;
use crate::fault::Fault;
use crate::open::Visit;
use crate::words::t;

#[derive(Template)]
#[template(path = "communities.html")]
pub(crate) struct CommunitiesPage {
    pub(crate) frame: Frame,
    pub(crate) communities: Vec<CommunityName>,
}

/// How many communities the page lists.
const MOST: usize = 1_000;

/// The communities that somebody has to do with; where there is one only, its overview.
pub(crate) async fn show(
    State(service): State<Service>,
    principal: Principal,
    visit: Visit,
) -> Result<Response, Fault> {
    let (communities, _) = principal.communities(&service, None, "", MOST).await?;
    if let [only] = &communities[..] {
        return Ok(Redirect::to(&format!("/c/{}", only.code)).into_response());
    }
    let frame = Frame::bare(visit.words, &visit.uri);
    Ok(Page(CommunitiesPage { frame, communities }).into_response())
}
