//! `xiaonuan expire`, and what `xiaonuan serve` does of it by itself.

use std::process::ExitCode;
use std::time::Duration;

use tokio::sync::oneshot::Receiver;
use xiaonuan_app::desk::DeskError;
use xiaonuan_app::expiry::Expired;
use xiaonuan_app::messages::{Language, Messages, refusal_message};
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::money::Sum;

use crate::args::ExpireVerb;
use crate::check::unknown_community;
use crate::output::say;

/// Who expiries are recorded as that nothing else brought about.
const ACTOR: &str = "expiry";
/// How long after midnight: a clock that is a little fast must not come just before.
const AFTER_MIDNIGHT: Duration = Duration::from_secs(5);
/// Whatever happens to the clock or comes late, it is looked again after so long.
const AT_LEAST: Duration = Duration::from_secs(15 * 60);
/// How long after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

/// Returns what is due in one community or all, and prints what it was.
pub(crate) async fn run(service: &Service, verb: ExpireVerb, language: Language) -> anyhow::Result<ExitCode> {
    let codes = match &verb.community {
        Some(code) => vec![code.clone()],
        None => codes(service).await?,
    };
    let messages = Messages::of(language);
    for code in codes {
        match service
            .expire(&code, &Actor::operator(ACTOR), verb.as_of, verb.dry_run)
            .await
        {
            Ok(expired) => print(&code, &expired, language)?,
            Err(DeskError::Missing) => anyhow::bail!(unknown_community(service, &code, language).await?),
            Err(DeskError::Refused(refusal)) => anyhow::bail!(refusal_message(&refusal, language)),
            Err(DeskError::Store(error)) => return Err(error.into()),
            // No code of a card is looked up by it.
            Err(error @ DeskError::Slow(_)) => return Err(error.into()),
        }
    }
    if verb.dry_run {
        say!("{}", messages.text("command-dry-run"))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn codes(service: &Service) -> anyhow::Result<Vec<String>> {
    let communities = service.communities().await?;
    Ok(communities
        .into_iter()
        .map(|community| community.code.to_string())
        .collect())
}

fn print(code: &str, expired: &Expired, language: Language) -> std::io::Result<()> {
    let messages = Messages::of(language);
    let (vouchers, amount) = (expired.vouchers().to_string(), amount(expired));
    let told = [
        ("community", code),
        ("through", expired.through_there.as_str()),
        ("vouchers", &vouchers),
        ("amount", &amount),
    ];
    if expired.funds.is_empty() {
        return say!("{}", messages.text_with("command-expired-none", &told[..2]));
    }
    say!("{}", messages.text_with("command-expired", &told))?;
    for (fund, (vouchers, amount)) in &expired.funds {
        let (vouchers, amount) = (vouchers.to_string(), amount.to_string());
        let told = [("fund", fund.as_str()), ("vouchers", &vouchers), ("amount", &amount)];
        say!("  {}", messages.text_with("command-expired-fund", &told))?;
    }
    Ok(())
}

fn amount(expired: &Expired) -> String {
    let amounts = expired.funds.values().map(|(_, amount)| *amount);
    amounts
        .fold(Sum::ZERO, |sum, amount| sum + Sum::from(amount))
        .to_string()
}

/// Returns what is due in every community, at once and shortly after each midnight there, until told to end. Several
/// processes on one database do so side by side: each voucher is returned by whichever comes first.
pub(crate) async fn keep_returning(service: Service, mut end: Receiver<()>) {
    loop {
        let wait = match return_everywhere(&service).await {
            Ok(wait) => wait,
            Err(error) => {
                tracing::error!(%error, "expiries could not be recorded");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            _ = &mut end => return,
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Answers how long to wait before it is worth looking again. A community that fails does not hinder the others.
async fn return_everywhere(service: &Service) -> anyhow::Result<Duration> {
    let mut failed = None;
    for code in codes(service).await? {
        let done = service.expire(&code, &Actor::operator(ACTOR), None, false).await;
        let result = if done.is_ok() { "done" } else { "failed" };
        metrics::counter!("xiaonuan_expiry_runs_total", "result" => result).increment(1);
        match done {
            Ok(expired) if expired.funds.is_empty() => {}
            Ok(expired) => {
                tracing::info!(
                    community = code,
                    vouchers = expired.vouchers(),
                    "what was left on vouchers returned"
                );
            }
            Err(error) => failed = Some(error),
        }
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(until(
            service.next_midnight().await?.map(|at| at.micros()),
            service.journal().now().micros(),
        )),
    }
}

/// How long from a moment to shortly after midnight, in microseconds since the epoch; or a while, if that is earlier.
fn until(midnight: Option<i64>, now: i64) -> Duration {
    let micros = midnight
        .map_or(i64::MAX, |midnight| midnight.saturating_sub(now))
        .max(0);
    let wait = Duration::from_micros(micros.unsigned_abs());
    wait.saturating_add(AFTER_MIDNIGHT).min(AT_LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_again_shortly_after_midnight_and_never_too_late() {
        let second = 1_000_000;
        assert_eq!(until(Some(60 * second), 0), Duration::from_secs(65));
        assert_eq!(until(Some(0), 10 * second), AFTER_MIDNIGHT);
        assert_eq!(until(Some(7_200 * second), 0), AT_LEAST);
        assert_eq!(until(None, 0), AT_LEAST);
    }
}
