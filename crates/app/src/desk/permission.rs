//! Whether somebody may ask a thing, as the registers and accounts stand, before anything is looked up under a key or waits
//! for the lock. What may change meanwhile is decided again under it.

use xiaonuan_domain::access::{Actor, Authority, Offered, check};
use xiaonuan_domain::command::{Change, Command, NewState};
use xiaonuan_domain::document::DiscountDocument;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{DiscountNo, Register, Registers};
use xiaonuan_domain::user::UserId;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::{DeskError, Request};
use crate::service::Service;

impl Service {
    /// Whether somebody may ask these things.
    pub(super) async fn authorise(
        &self,
        community: CommunityNo,
        actor: &Actor,
        requests: &[Request],
    ) -> Result<Vec<Result<(), Refusal>>, DeskError> {
        if actor.authority == Authority::Operator {
            return Ok(requests.iter().map(|_| Ok(())).collect());
        }
        self.in_time(async {
            let registers = self.database().registers(community).await?;
            let now = self.journal().now();
            let mut allowed = Vec::with_capacity(requests.len());
            for Request { command, .. } in requests {
                allowed.push(match check(command, actor, &registers, now) {
                    Ok(()) => self.look_closer(community, actor, command, &registers).await?,
                    refused => refused,
                });
            }
            Ok(allowed)
        })
        .await
    }

    /// What registers alone do not tell: which accounts there are, and who recorded what.
    async fn look_closer(
        &self,
        community: CommunityNo,
        actor: &Actor,
        command: &Command,
        registers: &Registers,
    ) -> Result<Result<(), Refusal>, StoreError> {
        if let Some(user) = user_granted(command) {
            let user = self.user(user).await?;
            if user.is_none_or(|user| user.disabled_at.is_some()) {
                return Ok(Err(Refusal::new(RefusalCode::UnknownUser).with("column", "user")));
            }
        }
        if !matches!(actor.authority, Authority::User { .. }) {
            return Ok(Ok(()));
        }
        // A row that is not there yet may come by a request before this one: by whom, nobody knows.
        if let Command::Change(change) = command
            && let NewState::Discount(to) = &change.to
            && to.state.is_approved()
        {
            let row = registers.discounts.by_code(&change.row);
            let Some((_, row)) = row else {
                return Ok(Err(
                    Refusal::new(RefusalCode::UnknownDiscount).naming("discount", change.row.as_str())
                ));
            };
            if row.changed != change.based_on && !row.state.is_approved() {
                return Ok(Err(RefusalCode::ChangedMeanwhile.into()));
            }
        }
        if let Some(approves) = command.approves_terms(registers)
            && let Offered::Before(number) = approves.offered
            && self.has_offered(community, actor, number, registers).await?
        {
            return Ok(Err(RefusalCode::SamePerson.into()));
        }
        Ok(Ok(()))
    }

    /// Whether somebody had a hand in the terms that a discount has, since others were approved. The row cannot have changed
    /// when the approval is recorded: it names the state on which it is based.
    async fn has_offered(
        &self,
        community: CommunityNo,
        actor: &Actor,
        number: DiscountNo,
        registers: &Registers,
    ) -> Result<bool, StoreError> {
        let row = registers.discounts.get(number);
        let mut records = vec![row.since];
        let database = self.database();
        records.extend(
            database
                .changes_of(community, Register::Discount, number.0, row.changed)
                .await?,
        );
        for said in database.said_by(community, records).await?.iter().rev() {
            let document: DiscountDocument = serde_json::from_str(&said.document)
                .map_err(|error| StoreError::unreadable(format!("record {}", said.seq), error))?;
            if document.state.is_approved() && document.terms == row.terms {
                // These very terms were approved: it is only usable again.
                return Ok(false);
            }
            if document.state.is_approved() {
                break;
            }
            if *said.actor == *actor.recorded {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whose account a request gives a role, or leaves one.
fn user_granted(command: &Command) -> Option<UserId> {
    let details = match command {
        Command::RegisterEntry(asked) => &asked.details,
        Command::Change(change) => match change.as_ref() {
            Change {
                to: NewState::Entry(details),
                ..
            } => details,
            _ => return None,
        },
        _ => return None,
    };
    match details {
        EntryDetails::Grant(grant) if grant.state.is_active() => Some(grant.user),
        _ => None,
    }
}
