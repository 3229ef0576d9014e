//! `xiaonuan check`.

use std::process::ExitCode;

use xiaonuan_app::check::{self, Findings};
use xiaonuan_app::service::Service;

use crate::args::CheckVerb;
use crate::import::progress_bar;
use crate::output::say;

/// Checks one community or all, and prints a line per law.
pub(crate) async fn run(service: &Service, verb: CheckVerb) -> anyhow::Result<ExitCode> {
    let codes = match verb.community {
        Some(code) => vec![code],
        None => service
            .communities()
            .await?
            .into_iter()
            .map(|community| community.code.to_string())
            .collect(),
    };
    let mut sound = true;
    for code in codes {
        let bar = progress_bar();
        let progress = |done: u64, total: u64| {
            bar.set_length(total);
            bar.set_position(done);
        };
        let findings = check::community(service, &code, &progress).await?;
        bar.finish_and_clear();
        let Some(findings) = findings else {
            anyhow::bail!("there is no community {code}")
        };
        print(&code, &findings)?;
        sound &= findings.is_sound();
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn print(code: &str, findings: &Findings) -> std::io::Result<()> {
    say!("{code}: {} records, tree root {}", findings.records, findings.root)?;
    for (law, checked, broken) in findings.by_law() {
        let verdict = if broken == 0 { "ok    " } else { "BROKEN" };
        let count = if broken == 0 {
            format!("{checked:>10} checked")
        } else {
            format!("{checked:>10} checked, {broken} broken")
        };
        say!("  {verdict} {:<44} {count}", law.title())?;
    }
    for (law, difference) in findings.differences() {
        say!("  {law}: {difference}")?;
    }
    Ok(())
}
