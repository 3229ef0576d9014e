//! `xiaonuan token`.

use std::process::ExitCode;
use std::time::Duration;

use secrecy::ExposeSecret;
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::TokenAsked;
use xiaonuan_domain::access::EVERYTHING;
use xiaonuan_domain::code::Code;

use crate::args::{TokenCreateVerb, TokenVerb};
use crate::check::unknown_community;
use crate::output::{padded, say};

/// Makes, tells and revokes programs' tokens.
pub(crate) async fn run(service: &Service, verb: TokenVerb, language: Language) -> anyhow::Result<ExitCode> {
    let messages = Messages::of(language);
    match verb {
        TokenVerb::Create(asked) => create(service, &asked, language).await?,
        TokenVerb::List { community } => list(service, community.as_deref(), messages).await?,
        TokenVerb::Revoke { id } => {
            let done = service.revoke_token(id, None).await?;
            let told = [("id", id.to_string())];
            let told = told.each_ref().map(|(name, id)| (*name, id.as_str()));
            anyhow::ensure!(done, messages.text_with("command-token-none", &told));
            say!("{}", messages.text_with("command-token-revoked", &told))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn create(service: &Service, asked: &TokenCreateVerb, language: Language) -> anyhow::Result<()> {
    let communities = service.communities().await?;
    let community = match &asked.community {
        None => None,
        Some(code) => match communities.iter().find(|it| it.code.as_str() == code) {
            None => anyhow::bail!(unknown_community(service, code, language).await?),
            known => known,
        },
    };
    let is_for_all = asked.scopes.iter().any(|scope| scope == EVERYTHING);
    anyhow::ensure!(
        community.is_some() || is_for_all,
        Messages::of(language).text("command-token-of-none")
    );
    let made = service
        .create_token(&TokenAsked {
            community: community.map(|community| community.code.as_str()),
            merchant: asked.merchant.as_ref().map(Code::as_str),
            name: asked.name.trim(),
            scopes: &asked.scopes,
            lasts: Duration::from_secs(u64::from(asked.days) * 86_400),
            by: None,
        })
        .await?;
    let id = made.id.to_string();
    say!(
        "{}",
        Messages::of(language).text_with("command-token-made", &[("id", &id)])
    )?;
    say!("  {}", made.token.expose_secret())?;
    Ok(())
}

async fn list(service: &Service, community: Option<&str>, messages: &Messages) -> anyhow::Result<()> {
    let tokens = match community {
        Some(community) => service.tokens(Some(community)).await?,
        None => service.all_tokens().await?,
    };
    for token in tokens {
        let over = token.revoked_at.map(|_| messages.text("command-token-is-over"));
        let whose: Vec<String> = token.community.into_iter().chain(token.merchant).chain(over).collect();
        let (name, scopes) = (padded(&token.name, 24), token.scopes.join(" "));
        say!("{} {name} {} {scopes}", token.id, whose.join(", "))?;
    }
    Ok(())
}
