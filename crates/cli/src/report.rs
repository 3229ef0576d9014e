//! `xiaonuan report`.

use std::io::{ErrorKind, Write};
use std::pin::pin;
use std::process::ExitCode;

use futures::TryStreamExt;
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::report::{self, Asked, Format, ReportName, Request, Writer};
use xiaonuan_app::service::Service;
use xiaonuan_app::sign_in::Access;

use crate::args::ReportVerb;

/// How the access log calls whoever asks on the command line.
const ACTOR: &str = "command";

/// Prints a report to standard output, and nothing else there. Whoever stops reading it is no error. Names are masked, unless
/// it is said why they shall not be; then that is logged before anything is printed.
pub(crate) async fn run(service: &Service, verb: Box<ReportVerb>, language: Language) -> anyhow::Result<ExitCode> {
    let name: ReportName = verb.name.parse()?;
    let writer = writer(verb.format.parse()?, language);
    let asked = Asked {
        community: &verb.community,
        as_of: verb.as_of.as_deref(),
        as_recorded: verb.as_recorded.as_deref(),
        from: verb.from.as_deref(),
        to: verb.to.as_deref(),
        fund: verb.fund.as_deref(),
        merchant: verb.merchant.as_deref(),
        account: verb.account.as_deref(),
        branch: verb.branch.as_deref(),
        state: verb.state.as_deref(),
    };
    let told = |error: report::ReportError| match error {
        report::ReportError::Store(error) => anyhow::Error::new(error),
        error => anyhow::anyhow!(error.message(language)),
    };
    let request = Request::parse(name, &asked).map_err(told)?;
    let report = report::run(service, request).await.map_err(told)?;
    let rows = match verb.reveal {
        None => xiaonuan_http::masked(report.rows),
        Some(reason) => {
            let access = Access {
                community: Some(verb.community.clone()),
                who: ACTOR.to_owned(),
                what: "revealed/reports/{report}".to_owned(),
                subject: Some(name.as_str().to_owned()),
                reason: Some(reason),
                session: None,
            };
            service.log_access(access).await?;
            report.rows
        }
    };
    let mut pieces = pin!(report::render(report.heading, rows, writer));
    let mut out = std::io::stdout().lock();
    while let Some(piece) = pieces.try_next().await? {
        match out.write_all(&piece) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
            written => written?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The writer of a format. A page stands alone, its style sheet within it.
fn writer(format: Format, language: Language) -> Box<dyn Writer> {
    format
        .writer(Messages::of(language))
        .unwrap_or_else(|| xiaonuan_http::paper(language))
}
