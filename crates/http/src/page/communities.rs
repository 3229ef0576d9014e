//! The communities whose books are kept here, and what somebody is and may open in each.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use xiaonuan_app::messages::Messages;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::{AsAsked, CommunityName};
use xiaonuan_domain::access::Holding;
use xiaonuan_domain::code::Code;

use super::{Frame, Page, Place};
use crate::access::{Principal, Who};
use crate::api::is_counter;
use crate::fault::Fault;
use crate::link::Links;
use crate::open::Visit;
use crate::words::{Words, t};

#[derive(Template)]
#[template(path = "communities.html")]
pub(crate) struct CommunitiesPage {
    pub(crate) frame: Frame,
    pub(crate) communities: Vec<CommunityRow>,
    /// Whether whoever looks runs the installation, and so imports and names the first administrators.
    pub(crate) runs_the_installation: bool,
    /// Whether they would, had they signed in by a second factor.
    pub(crate) wants_second_factor: bool,
    /// Whether this device is a shop's counter.
    pub(crate) is_counter: bool,
}

impl CommunitiesPage {
    /// Whether whoever runs the installation is nothing in any community.
    fn is_without_books(&self) -> bool {
        self.runs_the_installation
            && self
                .communities
                .iter()
                .all(|row| row.ways.is_empty() && row.roles.is_empty())
    }

    fn first_code(&self) -> &str {
        self.communities.first().map_or("", |row| &row.code)
    }
}

/// A community, and what whoever looks is in it.
pub(crate) struct CommunityRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) district: String,
    /// What they are, in words.
    pub(crate) roles: Vec<String>,
    /// What they may open there: a label and an address.
    pub(crate) ways: Vec<(String, String)>,
    /// Whether more would be theirs after signing in by a second factor.
    pub(crate) wants_second_factor: bool,
}

/// How many communities the page lists.
const MOST: usize = 1_000;

/// Where the ways of a community begin. The others are in its rail.
const ENTRANCES: [Place; 3] = [Place::Overview, Place::Shop, Place::Sheets];

/// The communities that somebody has to do with. Who has one way goes on to it at once; from there the rail leads to the
/// others of the same community.
pub(crate) async fn show(
    State(service): State<Service>,
    principal: Principal,
    headers: HeaderMap,
    visit: Visit,
) -> Result<Response, Fault> {
    let (named, _) = principal.communities(&service, None, "", MOST).await?;
    let own = own(&service, &principal).await?;
    let mut communities = Vec::with_capacity(named.len());
    for name in named {
        let holding = match &principal.who {
            Who::Anybody => Holding::unlimited(),
            _ if own.as_ref().is_some_and(|own| !own.contains(&name.code)) => Holding::default(),
            _ => service.holding(name.code.as_str(), &principal.actor).await?,
        };
        communities.push(row(name, &holding, &principal.who, visit.words));
    }
    let is_counter = is_counter(&headers);
    if let ([only], false) = (&communities[..], is_counter)
        && let [(_, address), ..] = &only.ways[..]
    {
        return Ok(Redirect::to(address).into_response());
    }
    let page = CommunitiesPage {
        frame: Frame::bare(&visit),
        communities,
        runs_the_installation: principal.who.runs_the_installation(),
        wants_second_factor: principal.who.wants_second_factor(),
        is_counter,
    };
    Ok(Page(page).into_response())
}

/// Of those who run the installation, the communities where they are something: they see all, and may be something in few.
async fn own(service: &Service, principal: &Principal) -> Result<Option<BTreeSet<Code>>, Fault> {
    let Who::Person { user, .. } = &principal.who else {
        return Ok(principal.who.runs_the_installation().then(BTreeSet::new));
    };
    if !principal.who.runs_the_installation() {
        return Ok(None);
    }
    let (own, _) = service.communities_page(None, "", MOST, Some(*user)).await?;
    Ok(Some(own.into_iter().map(|name| name.code).collect()))
}

fn row(name: CommunityName, holding: &Holding, who: &Who, words: Words) -> CommunityRow {
    let links = Links::of(name.code.clone(), AsAsked::default());
    let open = ENTRANCES.into_iter().filter(|place| place.is_open_to(who, holding));
    let label = |place| match place {
        Place::Overview => t!(words, "nav"),
        place => place.label(words),
    };
    CommunityRow {
        ways: open.map(|place| (label(place), place.address(&links))).collect(),
        code: name.code.to_string(),
        name: name.name,
        district: name.district,
        roles: roles(holding, words),
        wants_second_factor: !holding.wanting().is_empty(),
    }
}

fn roles(holding: &Holding, words: Words) -> Vec<String> {
    let messages = Messages::of(words.language);
    let all = holding.roles().iter().chain(holding.wanting());
    all.map(|role| messages.text(&format!("role-{role}"))).collect()
}
