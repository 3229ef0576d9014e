//! `xiaonuan user grant` and `xiaonuan user revoke`: roles in a community, given on the machine itself.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use xiaonuan_app::desk::{DeskError, Request};
use xiaonuan_app::messages::{Language, Messages, refusal_message};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::User;
use xiaonuan_app::view::AsAsked;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::code::Code;
use xiaonuan_domain::command::{Change, Command, NewState, RegisterEntry};
use xiaonuan_domain::register::Register;
use xiaonuan_domain::register::entry::{EntryDetails, GrantDetails, Standing};
use xiaonuan_domain::user::UserId;

use crate::args::{GrantVerb, RevokeVerb};
use crate::check::unknown_community;
use crate::output::say;

/// As whom the command line is on record.
const ACTOR: &str = "command";
/// The most characters of a login name in the code of a grant.
const OF_A_LOGIN: usize = 10;

/// Gives somebody a role.
pub(crate) async fn grant(service: &Service, user: &User, verb: &GrantVerb, language: Language) -> anyhow::Result<()> {
    let reading = service.read(&verb.community, AsAsked::default()).await;
    let Ok(reading) = reading else {
        anyhow::bail!(unknown_community(service, &verb.community, language).await?);
    };
    let grants = reading.registers().entries(Register::Grant);
    let name = grants.iter().find_map(|(_, row)| match &row.details {
        EntryDetails::Grant(grant) if grant.user == user.id => Some(grant.name.clone()),
        _ => None,
    });
    let details = GrantDetails {
        user: user.id,
        // Whoever has a role here is called as they are called already.
        name: name.unwrap_or_else(|| user.name.clone()),
        role: verb.role,
        merchant: verb.merchant.clone(),
        buildings: verb.buildings.clone(),
        from: reading.zone().day_of(reading.at()),
        to: verb.to,
        state: Standing::default(),
    };
    let code = match &verb.code {
        Some(code) => code.clone(),
        None => (1..)
            .map(|number| format!("{}-{number}", plain(user.login.as_str())))
            .find_map(|text| text.parse::<Code>().ok().filter(|code| grants.by_code(code).is_none()))
            .context("there is a free code")?,
    };
    let command = Command::RegisterEntry(Box::new(RegisterEntry {
        code: code.clone(),
        details: EntryDetails::Grant(details),
    }));
    ask(service, &verb.community, command, language).await?;
    let told = [("login", user.login.as_str()), ("code", code.as_str())];
    say!("{}", Messages::of(language).text_with("command-granted", &told))?;
    Ok(())
}

/// Takes somebody's roles of a sort back, at once.
pub(crate) async fn revoke(
    service: &Service,
    user: &User,
    verb: &RevokeVerb,
    language: Language,
) -> anyhow::Result<()> {
    let messages = Messages::of(language);
    let reading = service.read(&verb.community, AsAsked::default()).await;
    let Ok(reading) = reading else {
        anyhow::bail!(unknown_community(service, &verb.community, language).await?);
    };
    let rows = reading.registers().entries(Register::Grant).iter();
    let held: Vec<(Code, i64, GrantDetails)> = rows
        .filter_map(|(_, row)| match &row.details {
            EntryDetails::Grant(grant) => Some((row.code.clone(), row.changed, grant.clone())),
            _ => None,
        })
        .filter(|(_, _, grant)| grant.user == user.id && grant.role == verb.role && grant.state.is_active())
        .collect();
    anyhow::ensure!(
        !held.is_empty(),
        messages.text_with("command-not-granted", &[("login", user.login.as_str())])
    );
    for (row, based_on, grant) in held {
        let command = Command::Change(Box::new(Change {
            row: row.clone(),
            based_on,
            to: NewState::Entry(Box::new(EntryDetails::Grant(GrantDetails {
                state: Standing::Blocked,
                ..grant
            }))),
        }));
        ask(service, &verb.community, command, language).await?;
        let told = [("login", user.login.as_str()), ("code", row.as_str())];
        say!("{}", messages.text_with("command-revoked", &told))?;
    }
    Ok(())
}

/// The roles that each has today, community by community: `qingzhu merchant_owner M01`.
pub(crate) async fn held_today(service: &Service) -> anyhow::Result<HashMap<UserId, Vec<String>>> {
    let mut all: HashMap<UserId, Vec<String>> = HashMap::new();
    for community in service.communities().await? {
        let reading = service.read(community.code.as_str(), AsAsked::default()).await?;
        let today = reading.zone().day_of(reading.at());
        for grant in reading.registers().grants().filter(|grant| grant.holds_on(today)) {
            let mut held = format!("{} {}", community.code, grant.role);
            if let Some(merchant) = &grant.merchant {
                held = format!("{held} {merchant}");
            }
            all.entry(grant.user).or_default().push(held);
        }
    }
    Ok(all)
}

async fn ask(service: &Service, community: &str, command: Command, language: Language) -> anyhow::Result<()> {
    let actor: Arc<Actor> = Actor::operator(ACTOR);
    let request = Request {
        scope: "request/command",
        key: None,
        content: Vec::new(),
        command,
    };
    match service.perform(community, &actor, request).await {
        Ok(_) => Ok(()),
        Err(DeskError::Refused(refusal)) => Err(anyhow::Error::msg(refusal_message(&refusal, language))),
        Err(other) => Err(other.into()),
    }
}

/// A login name as far as it can stand in a code.
fn plain(login: &str) -> String {
    let plain: String = login
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(OF_A_LOGIN)
        .collect();
    if plain.is_empty() { "grant".to_owned() } else { plain }
}
