//! Who asks, and what they hold in the community that the address names.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::Access;
use xiaonuan_app::view::CommunityName;
use xiaonuan_domain::access::{Actor, Holding, Reach, Right};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::user::{SessionId, UserId};

use super::Sight;
use crate::fault::Fault;

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum Who {
    /// It is not known.
    Nobody,
    /// Anybody on this machine, where nobody is asked to sign in.
    Anybody,
    /// A person.
    Person {
        /// Who.
        user: UserId,
        /// Whether they run the installation.
        is_operator: bool,
        /// Whether they signed in by a second factor.
        second_factor: bool,
        /// Their session.
        session: SessionId,
    },
    /// A program.
    Program {
        /// The community that its token is for; any where none is named.
        community: Option<String>,
        /// Whether it may do what belongs to no community.
        runs_the_installation: bool,
    },
}

impl Who {
    /// Whether they may do what belongs to no community. An operator needs a second factor.
    pub(crate) const fn runs_the_installation(&self) -> bool {
        matches!(
            self,
            Who::Anybody
                | Who::Person {
                    is_operator: true,
                    second_factor: true,
                    ..
                }
                | Who::Program {
                    runs_the_installation: true,
                    ..
                }
        )
    }

    /// Whether they would run the installation, had they signed in by a second factor.
    pub(crate) const fn wants_second_factor(&self) -> bool {
        matches!(
            self,
            Who::Person {
                is_operator: true,
                second_factor: false,
                ..
            }
        )
    }
}

/// Who asks, as handlers know them.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) who: Who,
    /// How records call them, and by what authority they act.
    pub(crate) actor: Arc<Actor>,
    /// The community that the address names, if it names one.
    pub(crate) community: Option<Code>,
    /// What they hold in the community that the address names; nothing where it names none.
    pub(crate) holding: Arc<Holding>,
    /// How much of people they see.
    pub(crate) sight: Sight,
    /// How much of those residents whom their rights reach.
    pub(crate) nearby: Sight,
}

impl Principal {
    /// How far a right reaches.
    pub(crate) fn reach(&self, right: Right) -> Reach {
        self.holding.reach(right)
    }

    /// Whether they keep the residents' register, or visit homes.
    pub(crate) fn works_with_residents(&self) -> bool {
        let visits = self.reach(Right::VisitHomes);
        visits.everything || !visits.buildings.is_empty() || self.reach(Right::KeepRegisters).everything
    }

    /// How steps and papers call the person who asks, if it is one who has a name here.
    pub(crate) fn signs_as(&self) -> Option<&str> {
        self.holding.name()
    }

    /// Logs what somebody does that is not in the journal. Nobody is told apart where nobody is asked to sign in.
    pub(crate) async fn log(&self, service: &Service, access: Access) -> Result<(), Fault> {
        let session = match &self.who {
            Who::Anybody => return Ok(()),
            Who::Person { session, .. } => Some(*session),
            Who::Nobody | Who::Program { .. } => None,
        };
        let who = self.actor.recorded.to_string();
        Ok(service.log_access(Access { who, session, ..access }).await?)
    }

    /// The communities that somebody has to do with, after a code: all, for whoever runs the installation.
    pub(crate) async fn communities(
        &self,
        service: &Service,
        holds: Option<&str>,
        after: &str,
        most: usize,
    ) -> Result<(Vec<CommunityName>, Option<String>), Fault> {
        let user = match &self.who {
            who if who.runs_the_installation() => None,
            Who::Person { user, .. } => Some(*user),
            Who::Program { community: None, .. } => None,
            Who::Program {
                community: Some(own), ..
            } => {
                let code = own.parse().map_err(|_| Fault::NotFound)?;
                let named = service.community_name(&code).await?;
                let is_sought =
                    |name: &CommunityName| after < own.as_str() && holds.is_none_or(|text| name.holds(text));
                return Ok((named.into_iter().filter(is_sought).collect(), None));
            }
            Who::Nobody | Who::Anybody => return Ok((Vec::new(), None)),
        };
        let (mut rows, next) = service.communities_page(holds, after, most, user).await?;
        if user.is_some() {
            // What was a role once may be none any more.
            let mut now = Vec::with_capacity(rows.len());
            for row in rows {
                if service.holding(row.code.as_str(), &self.actor).await?.is_anything() {
                    now.push(row);
                }
            }
            rows = now;
        }
        Ok((rows, next))
    }

    /// A key as it is kept: that of each person and program apart from everybody else's, so that none is answered what
    /// another asked, nor takes a key that another will use.
    pub(crate) fn own_key(&self, key: String) -> String {
        match &self.who {
            Who::Anybody => key,
            Who::Nobody | Who::Person { .. } | Who::Program { .. } => format!("{}/{key}", self.actor.recorded),
        }
    }
}

/// The gate put it there; where it stands before no address, nothing is answered.
impl<S: Sync> FromRequestParts<S> for Principal {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        parts.extensions.get::<Principal>().cloned().ok_or(Fault::NotFound)
    }
}
