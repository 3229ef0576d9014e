//! What a request of a batch asks: its body as a single request has it, and beside it what would stand in the address and
//! in the headers of one.

use serde::de::DeserializeOwned;
use validator::Validate;
use xiaonuan_app::desk::Request;
use xiaonuan_app::service::Service;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::code::Code;

use super::BatchRequest;
use super::table::{Beside, Operation};
use crate::access::Principal;
use crate::api::ask::{Ask, DecisionName, ProposalDecision, Step, step_named};
use crate::api::cases::step_request;
use crate::api::manner::readable_key;
use crate::api::proposals::decision_request;
use crate::api::registers::{OfRow, Standing, based_on};
use crate::api::write::{change_request, request};
use crate::body::{RowBody, ValidBody, read_for};
use crate::fault::{Fault, FieldCode, FieldFault};

/// The rows as they stand before the batch, once a change asks for them.
pub(super) struct Rows<'a> {
    service: &'a Service,
    community: &'a str,
    principal: &'a Principal,
    standing: Option<Standing<'a>>,
    is_dry: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn of(service: &'a Service, community: &'a str, principal: &'a Principal, is_dry: bool) -> Self {
        Rows {
            service,
            community,
            principal,
            standing: None,
            is_dry,
        }
    }

    /// The community's code.
    pub(super) fn community(&self) -> &'a str {
        self.community
    }

    async fn standing(&mut self) -> Result<&Standing<'a>, Fault> {
        let standing = match self.standing.take() {
            Some(standing) => standing,
            None => Standing {
                service: self.service,
                community: self.community,
                now: self.service.read(self.community, AsAsked::default()).await?,
                is_dry: self.is_dry,
            },
        };
        Ok(self.standing.insert(standing))
    }
}

impl BatchRequest {
    /// What it asks of a community.
    pub(super) async fn read(&self, rows: &mut Rows<'_>) -> Result<Request, Fault> {
        let key = rows.principal.own_key(readable_key(&self.key)?);
        let operation = Operation::named(&self.operation)?;
        self.check_beside(operation.beside())?;
        operation.read(self, rows, key).await
    }

    /// Whether nothing stands beside the body that is not asked for.
    fn check_beside(&self, asked: Beside) -> Result<(), Fault> {
        let beside = [
            ("reference", &self.reference, Beside::Step),
            ("step", &self.step, Beside::Step),
            ("row", &self.row, Beside::Row),
            ("if_match", &self.if_match, Beside::Row),
        ];
        let unasked = beside.iter().filter(|(_, said, of)| said.is_some() && *of != asked);
        let faults: Vec<_> = unasked
            .map(|(name, ..)| FieldFault::new(*name, FieldCode::Unasked))
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Fault::Invalid(faults))
        }
    }

    /// What its body says by itself.
    pub(super) fn whole<T: Ask + DeserializeOwned + Validate>(
        &self,
        key: String,
        rows: &Rows<'_>,
    ) -> Result<Request, Fault> {
        request(self.body::<T>(rows)?, Some(key))
    }

    /// A step of help, whose disbursement and name stand beside the body.
    pub(super) fn case_step(&self, key: String, rows: &Rows<'_>) -> Result<Request, Fault> {
        let reference = code("reference", self.reference.as_deref())?;
        let step = self.step.as_deref().ok_or_else(|| wrong("step", FieldCode::Required))?;
        let step = step_named(step).map_err(|fault| Fault::Invalid(vec![fault]))?;
        step_request((&reference, step), self.body::<Step>(rows)?, Some(key))
    }

    /// What is decided about a proposal, whose reference and name stand beside the body.
    pub(super) fn proposal_decision(&self, key: String, rows: &Rows<'_>) -> Result<Request, Fault> {
        let reference = code("reference", self.reference.as_deref())?;
        let step = self.step.as_deref().ok_or_else(|| wrong("step", FieldCode::Required))?;
        let name = DecisionName::named(step).map_err(|fault| Fault::Invalid(vec![fault]))?;
        decision_request((&reference, name), self.body::<ProposalDecision>(rows)?, Some(key))
    }

    /// A change of a row, which is the community itself where that is named.
    pub(super) async fn change<T: OfRow + DeserializeOwned + Validate>(
        &self,
        row: Option<&str>,
        key: String,
        rows: &mut Rows<'_>,
    ) -> Result<Request, Fault> {
        let row = code("row", row)?;
        let based_on = based_on(self.if_match.as_deref().ok_or(Fault::ConditionRequired)?)?;
        let body = RowBody::<T>::read(self.body.get().as_bytes())?;
        let principal = rows.principal;
        let body = rows.standing().await?.over((&row, based_on), body, principal).await?;
        Ok(change_request((row, based_on), body, Some(key)))
    }

    fn body<T: DeserializeOwned + Validate>(&self, rows: &Rows<'_>) -> Result<ValidBody<T>, Fault> {
        read_for(Some(rows.principal), self.body.get().as_bytes())
    }
}

fn code(field: &str, said: Option<&str>) -> Result<Code, Fault> {
    let said = said.ok_or_else(|| wrong(field, FieldCode::Required))?;
    said.parse().map_err(|_| wrong(field, FieldCode::Code))
}

fn wrong(field: &str, code: FieldCode) -> Fault {
    Fault::Invalid(vec![FieldFault::new(field, code)])
}
