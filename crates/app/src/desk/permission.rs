//! Whether somebody may ask a thing, as the registers and accounts stand, before anything is looked up under a key or waits
//! for the lock. What may change meanwhile is decided again under it.

use std::collections::BTreeSet;

use xiaonuan_domain::access::{Actor, Authority, Offered, check};
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, NewState};
use xiaonuan_domain::document::DiscountDocument;
use xiaonuan_domain::entropy::SubjectId;
use xiaonuan_domain::record::RecordKind;
use xiaonuan_domain::refusal::{Refusal, RefusalCode};
use xiaonuan_domain::register::entry::EntryDetails;
use xiaonuan_domain::register::{DiscountNo, Register, Registers};
use xiaonuan_domain::user::UserId;
use xiaonuan_persistence::error::StoreError;
use xiaonuan_persistence::registers::CommunityNo;

use super::{DeskError, Request, receipt};
use crate::service::Service;

impl Service {
    /// Whether somebody may ask these things.
    pub(super) async fn authorise(
        &self,
        community: CommunityNo,
        actor: &Actor,
        requests: &[Request],
    ) -> Result<Vec<Result<(), Refusal>>, DeskError> {
        let is_operator = actor.authority == Authority::Operator;
        if is_operator
            && !requests
                .iter()
                .any(|request| complained_about(&request.command).is_some())
        {
            return Ok(requests.iter().map(|_| Ok(())).collect());
        }
        self.in_time(async {
            let registers = self.database().registers(community).await?;
            let now = self.journal().now();
            let gone = if requests.iter().any(|request| request.command.grants_roles()) {
                self.administrators_gone(&registers).await?
            } else {
                BTreeSet::new()
            };
            let mut allowed = Vec::with_capacity(requests.len());
            for Request { command, .. } in requests {
                let mut may = check(command, actor, (&registers, &gone), now);
                if may.is_ok() && !is_operator {
                    may = self.look_closer(community, actor, command, &registers).await?;
                }
                if let (Ok(()), Some((resident, about))) = (&may, complained_about(command)) {
                    may = self.check_theirs(community, &registers, (resident, about)).await?;
                }
                allowed.push(may);
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

    /// What a second person must confirm is no change of its state yet: without a key of its sender's it is kept under one of
    /// its own, so that others may change that state meanwhile.
    pub(super) async fn set_apart(
        &self,
        community: CommunityNo,
        actor: &Actor,
        request: Request,
    ) -> Result<Request, DeskError> {
        if request.key.is_some() || !matches!(&request.command, Command::Change(_)) {
            return Ok(request);
        }
        let registers = self.database().registers(community).await?;
        let today = registers.community.zone.day_of(self.journal().now());
        let key = request
            .command
            .lets_fewer_act(&registers, actor, today)
            .then(|| SubjectId::random(&mut self.journal().draws()).to_string());
        Ok(Request { key, ..request })
    }

    /// Whether a redemption is the one's who complains of it. Records stand for ever, so that it need not be asked again under
    /// the lock. Rule: `unknown_record`, whether it is another's or nobody's.
    async fn check_theirs(
        &self,
        community: CommunityNo,
        registers: &Registers,
        (resident, about): (&Code, &Code),
    ) -> Result<Result<(), Refusal>, StoreError> {
        // One who is registered only now, by a request before this one, has had nothing yet.
        let Some((_, row)) = registers.residents.by_code(resident) else {
            return Ok(Err(RefusalCode::UnknownRecord.into()));
        };
        let database = self.database();
        let kind = RecordKind::Redemption;
        let seq = database.number_of_event(community, kind, about.as_str()).await?;
        let found = database.records_numbered(community, seq.into_iter().collect()).await?;
        let is_theirs = match found.first() {
            Some(record) => receipt::said(record)?.resident == row.subject,
            None => false,
        };
        Ok(if is_theirs {
            Ok(())
        } else {
            Err(RefusalCode::UnknownRecord.into())
        })
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
            if self.is_the_same(actor, &said.actor, registers).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a record is by the person who asks: by their own account, by a program that they made, or by an account whose
    /// name here is theirs, by links or by looks.
    async fn is_the_same(&self, actor: &Actor, recorded: &str, registers: &Registers) -> Result<bool, StoreError> {
        let by = match Actor::token_of(recorded) {
            Some(token) => self.maker_of(token).await?,
            None => Actor::user_of(recorded),
        };
        let (Some(by), Authority::User { user, .. }) = (by, &actor.authority) else {
            return Ok(false);
        };
        let today = registers.community.zone.day_of(self.journal().now());
        let mut names = registers
            .grants_of(by)
            .flat_map(|before| registers.grants_of(*user).map(move |own| (&before.name, &own.name)));
        Ok(by == *user || names.any(|(before, own)| registers.is_one_person(before, own, today)))
    }
}

/// Whose complaint a request files, and about which redemption.
fn complained_about(command: &Command) -> Option<(&Code, &Code)> {
    match command {
        Command::RegisterEntry(asked) => match &asked.details {
            EntryDetails::Complaint(complaint) => Some((&complaint.resident, complaint.about.as_ref()?)),
            _ => None,
        },
        _ => None,
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
