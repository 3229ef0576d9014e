//! The gate: every address passes it, and one that its table does not list is not found.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::{OpenApi, Paths};
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::{Actor, Holding, Right};

use super::operations::{PAGES, rule_of};
use super::{Principal, Rule, Sight, Who};
use crate::fault::Fault;

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
    rules: Arc<HashMap<(Method, String), Rule>>,
}

impl Gate {
    /// A gate before the operations of a document and before the pages.
    pub(crate) fn new(service: Service, is_shut: bool, document: &OpenApi) -> Self {
        let mut rules: HashMap<_, _> = PAGES
            .iter()
            .map(|(path, rule)| ((Method::GET, (*path).to_owned()), *rule))
            .collect();
        rules
            .extend(operations(&document.paths).filter_map(|(method, path, id)| Some(((method, path), rule_of(&id)?))));
        Gate {
            service,
            is_shut,
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

    async fn admit(&self, rule: Rule, community: Option<&str>, headers: &HeaderMap) -> Result<Principal, Fault> {
        let (who, actor) = self.who_asks(headers).await?;
        let holding = self.holding(&who, &actor, community).await?;
        rule.admit(&who, &holding)?;
        let sight = self.sight(&holding);
        Ok(Principal {
            who,
            actor,
            holding: Arc::new(holding),
            sight,
        })
    }

    async fn who_asks(&self, headers: &HeaderMap) -> Result<(Who, Arc<Actor>), Fault> {
        // Whoever comes through a proxy is not of this machine.
        let is_passed_on = FORWARDED.iter().any(|name| headers.contains_key(*name));
        if self.is_shut || is_passed_on {
            return Ok((Who::Nobody, Actor::operator("nobody")));
        }
        Ok((Who::Anybody, Actor::operator(ANYBODY)))
    }

    async fn holding(&self, who: &Who, actor: &Actor, community: Option<&str>) -> Result<Holding, Fault> {
        let Some(community) = community else {
            return Ok(Holding::default());
        };
        match who {
            Who::Nobody => Ok(Holding::default()),
            Who::Program { community: Some(own) } if own != community => Ok(Holding::default()),
            Who::Anybody | Who::Person { .. } | Who::Program { .. } => {
                Ok(self.service.holding(community, actor).await?)
            }
        }
    }

    fn sight(&self, holding: &Holding) -> Sight {
        match () {
            () if holding.may(Right::ActForOfficers) => Sight::Whole,
            () if holding.may(Right::ReadPeople) => Sight::Masked,
            () => Sight::Codes,
        }
    }
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
    let community = parameters.iter().find(|(name, _)| *name == "community");
    let community = community.map(|(_, value)| value.to_owned());
    match gate.admit(rule, community.as_deref(), request.headers()).await {
        Ok(principal) => {
            let mut request = request;
            request.extensions_mut().insert(principal);
            next.run(request).await
        }
        Err(fault) => fault.into_response(),
    }
}
