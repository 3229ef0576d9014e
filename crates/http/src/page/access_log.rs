//! The access log: who looked at what or took it away, and why.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::LoggedAccess;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::user::UserId;

use super::{Frame, Page, Place};
use crate::fault::Fault;
use crate::open::Open;
use crate::query::{JournalQuery, ValidQuery, said};
use crate::words::{Words, t};

/// Its address.
pub(super) const ADDRESS: &str = "/c/{community}/access-log";
/// How many entries a page has.
const ENTRIES: usize = 50;

#[derive(Template)]
#[template(path = "access_log.html")]
pub(crate) struct AccessLogPage {
    pub(crate) frame: Frame,
    pub(crate) entries: Vec<AccessLine>,
    /// Where the last entry stands, unless it is on this page.
    pub(crate) newest: Option<String>,
    /// Where those before these stand.
    pub(crate) older: Option<String>,
}

/// What somebody did that is not in the journal.
pub(crate) struct AccessLine {
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) what: String,
    /// On whom or what.
    pub(crate) subject: Option<String>,
    /// Why, in their words.
    pub(crate) reason: Option<String>,
}

/// A page of the log, the last entry first.
pub(crate) async fn show(
    State(service): State<Service>,
    open: Open,
    ValidQuery(query): ValidQuery<JournalQuery>,
) -> Result<Page<AccessLogPage>, Fault> {
    let community = open.reading.community();
    let before = said(query.before.as_ref());
    let (logged, next) = service.accesses(Some(community.code.as_str()), before, ENTRIES).await?;
    let (words, zone) = (open.visit.words, open.reading.zone());
    let mut names = HashMap::new();
    let mut entries = Vec::with_capacity(logged.len());
    for one in logged {
        entries.push(AccessLine {
            at: words.time(zone, &one.at),
            who: who(&service, &mut names, &one).await?,
            what: what(words, &one.access.what),
            subject: one.access.subject,
            reason: one.access.reason,
        });
    }
    Ok(Page(AccessLogPage {
        frame: Frame::within(&open.visit, &community, Place::Journal),
        newest: before.map(|_| open.links.accesses()),
        older: next.map(|number| open.links.accesses_before(number)),
        entries,
    }))
}

/// Who did it: by name, where they are people.
async fn who(service: &Service, names: &mut HashMap<UserId, String>, one: &LoggedAccess) -> Result<String, Fault> {
    let logged = one.access.who.as_str();
    let Some(user) = Actor::user_of(logged) else {
        return Ok(logged.to_owned());
    };
    if let Some(name) = names.get(&user) {
        return Ok(name.clone());
    }
    let known = service.user(user).await?;
    let name = known.map_or_else(
        || logged.to_owned(),
        |known| format!("{} {}", known.name, known.login.as_str()),
    );
    names.insert(user, name.clone());
    Ok(name)
}

/// What was done, in words; where there are none for it, as the log has it.
fn what(words: Words, code: &str) -> String {
    match code.split_once('/') {
        Some(("revealed", _)) => t!(words, "access-revealed"),
        Some(("exported", _)) => t!(words, "access-exported"),
        Some(("sheets", _)) => t!(words, "access-sheets"),
        Some(("devices", _)) => t!(words, "access-pairing"),
        Some(("staff", _)) => t!(words, "access-staff-pin"),
        Some(("cards", _)) => t!(words, "access-card-pin"),
        Some(("users", "created")) => t!(words, "access-user-created"),
        Some(("users", "linked")) => t!(words, "access-user-linked"),
        Some(("users", "disabled")) => t!(words, "access-user-disabled"),
        Some(("tokens", "created")) => t!(words, "access-token-created"),
        Some(("tokens", "revoked")) => t!(words, "access-token-revoked"),
        _ => code.to_owned(),
    }
}
