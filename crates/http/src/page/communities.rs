//! The communities whose books are kept here, and what somebody is in each.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::messages::Messages;
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::{Holding, Right};

use super::{Frame, Page};
use crate::access::{Principal, Who};
use crate::fault::Fault;
use crate::open::Visit;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "communities.html")]
pub(crate) struct CommunitiesPage {
    pub(crate) frame: Frame,
    pub(crate) communities: Vec<CommunityRow>,
}

/// A community, and what whoever looks is in it.
pub(crate) struct CommunityRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: String,
    /// What they are, in words.
    pub(crate) roles: Vec<String>,
    /// Whether they may read its books.
    pub(crate) is_open: bool,
    /// Whether more would be theirs after signing in by a second factor.
    pub(crate) wants_second_factor: bool,
}

/// How many communities the page lists.
const MOST: usize = 1_000;

/// The communities that somebody has to do with; where there is one only whose books they read, its overview.
pub(crate) async fn show(
    State(service): State<Service>,
    principal: Principal,
    visit: Visit,
) -> Result<Response, Fault> {
    let (named, _) = principal.communities(&service, None, "", MOST).await?;
    // Whoever runs the installation sees which communities there are, and no books; where nobody signs in, all are open.
    let is_of_all = principal.who.runs_the_installation();
    let mut communities = Vec::with_capacity(named.len());
    for name in named {
        let holding = match is_of_all {
            true if matches!(principal.who, Who::Anybody) => Holding::unlimited(),
            true => Holding::default(),
            false => service.holding(name.code.as_str(), &principal.actor).await?,
        };
        communities.push(CommunityRow {
            code: name.code.to_string(),
            name: name.name,
            district: name.district,
            roles: roles(&holding, &visit.words),
            is_open: holding.reach(Right::ReadBooks).everything,
            wants_second_factor: !holding.wanting().is_empty(),
        });
    }
    if let [only] = &communities[..]
        && only.is_open
    {
        return Ok(Redirect::to(&format!("/c/{}", only.code)).into_response());
    }
    let frame = Frame::bare(&visit);
    Ok(Page(CommunitiesPage { frame, communities }).into_response())
}

fn roles(holding: &Holding, words: &Words) -> Vec<String> {
    let messages = Messages::of(words.language);
    let all = holding.roles().iter().chain(holding.wanting());
    all.map(|role| messages.text(&format!("role-{role}"))).collect()
}
