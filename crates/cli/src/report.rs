//! `xiaonuan report`.

use std::process::ExitCode;

use xiaonuan_app::messages::Language;
use xiaonuan_app::service::Service;

use crate::args::ReportVerb;

/// Prints a report.
pub(crate) async fn run(_service: &Service, _verb: ReportVerb, _language: Language) -> anyhow::Result<ExitCode> {
    anyhow::bail!("there are no reports")
}
