//! `xiaonuan user`.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use secrecy::{ExposeSecret, SecretString};
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::messages::{Language, Messages, refusal_message};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::{OneTimeLink, SignInError, User, UserAsked};
use xiaonuan_domain::text::{LONGEST_NAME, is_invisible};
use xiaonuan_domain::user::LoginName;

use crate::args::UserVerb;
use crate::grant;
use crate::output::{padded, say};

/// Makes people who can sign in, and keeps them.
pub(crate) async fn run(service: &Service, verb: UserVerb, language: Language) -> anyhow::Result<ExitCode> {
    let messages = Messages::of(language);
    let told = |id: &str, login: &LoginName| messages.text_with(id, &[("login", login.as_str())]);
    match verb {
        UserVerb::Create { login, name, operator } => {
            let shown = |it: char| !it.is_control() && !is_invisible(it);
            let is_name = (1..=LONGEST_NAME).contains(&name.trim().chars().count()) && name.chars().all(shown);
            anyhow::ensure!(is_name, messages.text("command-user-name"));
            let asked = UserAsked {
                login: &login,
                name: name.trim(),
                is_operator: operator,
                community: None,
            };
            let Some(user) = service.create_user(&asked).await? else {
                anyhow::bail!(told("command-user-taken", &login));
            };
            say!("{}", told("command-user-made", &login))?;
            print_link(&service.create_link(user).await?, messages)?;
        }
        UserVerb::Passwd { login } => {
            let user = known(service, &login, messages).await?;
            let password = new_password(messages)?;
            set(service, &user, &password, messages).await?;
            say!("{}", told("command-user-password", &login))?;
        }
        UserVerb::Link {
            login,
            forget_second_factor,
        } => {
            let user = known(service, &login, messages).await?;
            if forget_second_factor {
                service.forget_second_factor(user.id).await?;
            }
            print_link(&service.create_link(user.id).await?, messages)?;
        }
        UserVerb::Disable { login } => {
            let user = known(service, &login, messages).await?;
            match service.disable_user(user.id).await {
                Err(DeskError::Refused(refusal)) => anyhow::bail!(refusal_message(&refusal, language)),
                other => other?,
            };
            say!("{}", told("command-user-disabled", &login))?;
        }
        UserVerb::Enable { login } => {
            let user = known(service, &login, messages).await?;
            service.enable_user(user.id).await?;
            say!("{}", told("command-user-enabled", &login))?;
        }
        UserVerb::Grant(verb) => {
            let user = known(service, &verb.login, messages).await?;
            grant::grant(service, &user, &verb, language).await?;
        }
        UserVerb::Revoke(verb) => {
            let user = known(service, &verb.login, messages).await?;
            grant::revoke(service, &user, &verb, language).await?;
        }
        UserVerb::List => list(service, messages).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn known(service: &Service, login: &LoginName, messages: &Messages) -> anyhow::Result<User> {
    let user = service.user_of(login).await?;
    let none = || messages.text_with("command-user-none", &[("login", login.as_str())]);
    user.ok_or_else(|| anyhow::anyhow!(none()))
}

fn print_link(link: &OneTimeLink, messages: &Messages) -> std::io::Result<()> {
    let hours = link.lasts.as_secs().div_ceil(3_600).to_string();
    say!("{}", messages.text_with("command-user-link", &[("hours", &hours)]))?;
    say!("  {}", link.path().expose_secret())
}

async fn set(service: &Service, user: &User, password: &SecretString, messages: &Messages) -> anyhow::Result<()> {
    match service.set_password(user.id, password).await {
        Ok(()) => Ok(()),
        Err(SignInError::Password(fault)) => {
            let id = format!("command-{}", fault.as_str().replace('_', "-"));
            anyhow::bail!(messages.text(&id))
        }
        Err(error) => Err(error.into()),
    }
}

/// A password from the terminal, unseen and twice; or the first line of standard input.
fn new_password(messages: &Messages) -> anyhow::Result<SecretString> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let end = line.trim_end_matches(['\r', '\n']).len();
        line.truncate(end);
        return Ok(line.into());
    }
    let ask = |id: &str| rpassword::prompt_password(format!("{} ", messages.text(id))).map(SecretString::from);
    let (first, second) = (ask("command-user-ask")?, ask("command-user-again")?);
    anyhow::ensure!(
        first.expose_secret() == second.expose_secret(),
        messages.text("command-user-differs")
    );
    Ok(first)
}

/// Everybody, with the roles that they have today by community.
async fn list(service: &Service, messages: &Messages) -> anyhow::Result<()> {
    let mut roles = grant::held_today(service).await?;
    for user in service.users(None).await? {
        let held = roles.remove(&user.id).unwrap_or_default();
        let made_by = user.community.filter(|_| held.is_empty());
        let operator = user.is_operator.then(|| messages.text("command-user-is-operator"));
        let disabled = user.disabled_at.map(|_| messages.text("command-user-is-disabled"));
        let marks: Vec<String> = made_by
            .into_iter()
            .chain(held)
            .chain(operator)
            .chain(disabled)
            .collect();
        let (login, name) = (padded(user.login.as_str(), 24), padded(&user.name, 24));
        say!("{} {login} {name} {}", user.id, marks.join(", "))?;
    }
    Ok(())
}
