//! The gate: every address passes it, and one that its table does not list is not found.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::{OpenApi, Paths};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{Access, Program, SignedIn};
use xiaonuan_domain::access::{Actor, EVERYTHING, Holding, Right};

use super::operations::{PAGES, rule_of};
use super::pace::Paced;
use super::{Principal, Rule, Sight, Who, reveal};
use crate::Settings;
use crate::caller::Caller;
use crate::client;
use crate::fault::Fault;
use crate::page;

/// How records call whoever asks where nobody is asked to sign in.
const ANYBODY: &str = "api";

/// What a proxy adds to a request.
const FORWARDED: [&str; 3] = ["forwarded", "x-forwarded-for", "x-real-ip"];

/// What the gate needs to know.
#[derive(Clone)]
pub(crate) struct Gate {
    service: Service,
    /// Whether whoever asks must sign in.
    is_shut: bool,
    paced: Option<Paced>,
    rules: Arc<HashMap<(Method, String), Rule>>,
}

impl Gate {
    /// A gate before the operations of a document and before the pages.
    pub(crate) fn new(service: Service, settings: &Settings, document: &OpenApi) -> Self {
        let mut rules: HashMap<_, _> = PAGES
            .iter()
            .flat_map(|(path, methods, rule)| {
                methods
                    .iter()
                    .map(move |method| ((method.clone(), (*path).to_owned()), *rule))
            })
            .collect();
        rules
            .extend(operations(&document.paths).filter_map(|(method, path, id)| Some(((method, path), rule_of(&id)?))));
        Gate {
            service,
            is_shut: settings.sign_in,
            paced: settings.pace.map(Paced::new),
            rules: Arc::new(rules),
        }
    }

    fn rule(&self, request: &Request) -> Option<Rule> {
        let path = request.extensions().get::<MatchedPath>()?.as_str().to_owned();
        // What answers GET answers HEAD.
        let method = match *request.method() {
            Method::HEAD => Method::GET,
            ref other => other.clone(),
        };
        self.rules.get(&(method, path)).copied()
    }

    /// The answer to what is not listed. An address that is, by other methods, says which.
    fn unlisted(&self, request: &Request) -> Response {
        let pattern = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let known = self.rules.keys().filter(|(_, path)| Some(path.as_str()) == pattern);
        let mut methods: Vec<&str> = known.map(|(method, _)| method.as_str()).collect();
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        match HeaderValue::from_str(&methods.join(",")) {
            Ok(allowed) if !methods.is_empty() => ([(ALLOW, allowed)], Fault::MethodNotAllowed).into_response(),
            _ => Fault::NotFound.into_response(),
        }
    }

    /// Who asks, and what they hold where the address leads.
    async fn principal(&self, address: &Address<'_>) -> Result<Principal, Fault> {
        let (who, actor) = self.who_asks(&address.caller, address.headers);
        if let Some(paced) = &self.paced {
            let counted = paced.count(&who, &actor.recorded, address.from);
            counted.map_err(Fault::TooManyRequests)?;
        }
        let holding = self.holding(&who, &actor, address.community.as_deref()).await?;
        Ok(Principal {
            sight: sight(&who, &holding),
            nearby: nearby(&who, &holding),
            who,
            actor,
            community: address.community.as_deref().and_then(|code| code.parse().ok()),
            holding: Arc::new(holding),
        })
    }

    async fn admit(&self, rule: Rule, principal: Principal, address: &Address<'_>) -> Result<Principal, Fault> {
        if !(rule == Rule::ThisMachine && address.is_here) {
            rule.admit(&principal.who, &principal.holding)?;
        }
        self.reveal(principal, address).await
    }

    /// Shows names in full to those who may see them so and say why. It is logged first.
    async fn reveal(&self, principal: Principal, address: &Address<'_>) -> Result<Principal, Fault> {
        let Some(reason) = reveal::reason(address.headers)? else {
            return Ok(principal);
        };
        let reach = principal.reach(Right::RevealPeople);
        let everywhere = reach.everything || principal.reach(Right::ActForOfficers).everything;
        if !everywhere && reach.buildings.is_empty() {
            return Err(Fault::NotAllowed);
        }
        principal
            .log(&self.service, address.access("revealed", Some(reason)))
            .await?;
        Ok(Principal {
            sight: if everywhere { Sight::Whole } else { principal.sight },
            nearby: Sight::Whole,
            ..principal
        })
    }

    /// Who asks. Where nobody is asked to sign in, whoever comes without a name is anybody of this machine; whoever comes
    /// through a proxy is not of it.
    fn who_asks(&self, caller: &Caller, headers: &HeaderMap) -> (Who, Arc<Actor>) {
        match caller {
            Caller::Person(person) => of_person(person),
            Caller::Program(program) => of_program(program),
            Caller::Nobody if self.is_shut || is_passed_on(headers) => of_nobody(),
            Caller::Nobody => (Who::Anybody, Actor::operator(ANYBODY)),
        }
    }

    async fn holding(&self, who: &Who, actor: &Actor, community: Option<&str>) -> Result<Holding, Fault> {
        let Some(community) = community else {
            return Ok(Holding::default());
        };
        match who {
            Who::Nobody => Ok(Holding::default()),
            Who::Program {
                community: Some(own), ..
            } if own != community => Ok(Holding::default()),
            Who::Anybody | Who::Person { .. } | Who::Program { .. } => {
                Ok(self.service.holding(community, actor).await?)
            }
        }
    }
}

/// What the gate needs to know of an address.
struct Address<'a> {
    community: Option<String>,
    /// Whom or what it names besides.
    subject: Option<String>,
    pattern: &'a str,
    headers: &'a HeaderMap,
    caller: Caller,
    /// From where it is asked.
    from: IpAddr,
    /// Whether that is this machine.
    is_here: bool,
}

impl Address<'_> {
    /// What the access log says of it.
    fn access(&self, what: &str, reason: Option<String>) -> Access {
        let place = self.pattern.rsplit("/{community}").next().unwrap_or_default();
        Access {
            community: self.community.clone(),
            what: format!("{what}{place}"),
            subject: self.subject.clone(),
            reason,
            ..Access::default()
        }
    }
}

/// How much of people is seen by what is held over the whole community, unless it is revealed. Programs say why as people
/// do; where nobody is asked who they are, nobody could be told from another by a reason.
fn sight(who: &Who, holding: &Holding) -> Sight {
    let everywhere = |right| holding.reach(right).everything;
    match who {
        Who::Anybody => Sight::Whole,
        _ if everywhere(Right::ReadPeople) || everywhere(Right::ActForOfficers) => Sight::Masked,
        _ => Sight::Codes,
    }
}

/// How much is seen of those residents whom a right reaches.
fn nearby(who: &Who, holding: &Holding) -> Sight {
    match sight(who, holding) {
        Sight::Codes if !holding.reach(Right::ReadPeople).buildings.is_empty() => Sight::Masked,
        everywhere => everywhere,
    }
}

/// Whether a proxy passed a request on.
fn is_passed_on(headers: &HeaderMap) -> bool {
    FORWARDED.iter().any(|name| headers.contains_key(*name))
}

/// Whoever is not known has no authority either: whatever lets them through by mistake lets nobody do anything.
fn of_nobody() -> (Who, Arc<Actor>) {
    (Who::Nobody, Arc::new(Actor::nobody()))
}

fn of_person(person: &SignedIn) -> (Who, Arc<Actor>) {
    let actor = Actor::user(person.user, person.second_factor, person.is_operator);
    let who = Who::Person {
        user: person.user,
        is_operator: person.is_operator,
        second_factor: person.second_factor,
        session: person.session,
    };
    (who, Arc::new(actor))
}

/// A token's scopes are rights by name. One that is for all of them is for whoever runs the installation to make.
fn of_program(program: &Program) -> (Who, Arc<Actor>) {
    let is_for_all = program.scopes.iter().any(|scope| scope == EVERYTHING);
    let named = program.scopes.iter().filter_map(|scope| scope.parse().ok());
    let rights: Vec<Right> = if is_for_all {
        Right::ALL.to_vec()
    } else {
        named.collect()
    };
    let merchant = program.merchant.as_ref().map(|merchant| merchant.parse());
    // One for a shop whose code cannot be read is for none, and never for the whole community.
    let rights = if matches!(merchant, Some(Err(_))) {
        Vec::new()
    } else {
        rights
    };
    let merchant = merchant.and_then(Result::ok);
    let actor = Actor::program(program.token, rights.into(), merchant, program.made_by);
    let is_of_one = program.community.is_some();
    let who = Who::Program {
        community: program.community.clone(),
        runs_the_installation: is_for_all && !is_of_one,
    };
    (who, Arc::new(actor))
}

/// The operations of a document: method, path and name of each.
pub(crate) fn operations(paths: &Paths) -> impl Iterator<Item = (Method, String, String)> {
    paths.paths.iter().flat_map(|(path, item)| {
        let all = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::DELETE, &item.delete),
        ];
        all.into_iter().filter_map(|(method, operation)| {
            let id = operation.as_ref()?.operation_id.clone()?;
            Some((method, path.clone(), id))
        })
    })
}

/// Lets a request through with who asks, or answers why not.
pub(crate) async fn gate(
    State(gate): State<Gate>,
    parameters: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let Some(rule) = gate.rule(&request) else {
        return gate.unlisted(&request);
    };
    let parameter = |is_it: &dyn Fn(&str) -> bool| {
        let mut found = parameters.iter().filter(|(name, _)| is_it(name));
        found.next().map(|(_, value)| value.to_owned())
    };
    let pattern = request.extensions().get::<MatchedPath>().cloned();
    let address = Address {
        community: parameter(&|name| name == "community"),
        subject: parameter(&|name| matches!(name, "code" | "reference" | "number" | "report")),
        pattern: pattern.as_ref().map_or("", MatchedPath::as_str),
        headers: request.headers(),
        caller: request.extensions().get().cloned().unwrap_or_default(),
        from: client::address(request.extensions()),
        is_here: client::is_here(&request) && !is_passed_on(request.headers()),
    };
    let principal = match gate.principal(&address).await {
        Ok(principal) => principal,
        Err(fault) => return fault.into_response(),
    };
    let mut response = match gate.admit(rule, principal.clone(), &address).await {
        Ok(principal) => {
            let mut request = request;
            request.extensions_mut().insert(principal);
            request.extensions_mut().insert(rule);
            next.run(request).await
        }
        // A form of a page whose session has ended is not lost.
        Err(Fault::SignInNeeded) => match page::keep(request).await {
            Some(kept) => return kept,
            None => Fault::SignInNeeded.into_response(),
        },
        Err(fault) => fault.into_response(),
    };
    // A fault gets its face further out, and shows the ways that there are.
    if response.status().is_client_error() || response.status().is_server_error() {
        response.extensions_mut().insert(principal);
    }
    response
}

#[cfg(test)]
mod tests {
    use xiaonuan_domain::access::Authority;

    use super::*;

    #[test]
    fn who_is_not_known_has_no_authority() {
        let (who, actor) = of_nobody();
        assert!(matches!(who, Who::Nobody));
        assert_eq!(actor.authority, Authority::Nobody);
    }
}
