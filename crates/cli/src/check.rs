//! `xiaonuan check`.

use std::process::ExitCode;

use xiaonuan_app::check::{self, Findings};
use xiaonuan_app::messages::{Language, Messages};
use xiaonuan_app::service::Service;

use crate::args::CheckVerb;
use crate::import::progress_bar;
use crate::output::{padded, say};

/// Checks one community or all, and prints a line per law.
pub(crate) async fn run(service: &Service, verb: CheckVerb, language: Language) -> anyhow::Result<ExitCode> {
    let codes = match verb.community {
        Some(code) => vec![code],
        None => service
            .communities()
            .await?
            .into_iter()
            .map(|community| community.code.to_string())
            .collect(),
    };
    let messages = Messages::of(language);
    let strays = check::strays(service).await?;
    if codes.is_empty() && strays.is_empty() {
        say!("{}", messages.text("command-nothing-to-check"))?;
    }
    let mut sound = strays.is_empty();
    for code in codes {
        let bar = progress_bar();
        let progress = |done: u64, total: u64| {
            bar.set_length(total);
            bar.set_position(done);
        };
        let findings = check::community(service, &code, &progress).await?;
        bar.finish_and_clear();
        let Some(findings) = findings else {
            anyhow::bail!(unknown_community(service, &code, language).await?)
        };
        print(&code, &findings, language)?;
        sound &= findings.is_sound();
    }
    for (table, rows) in strays {
        let told = [("table", table), ("rows", &rows.to_string())];
        say!("{}", messages.text_with("command-strays", &told))?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Says which communities there are besides.
pub(crate) async fn unknown_community(service: &Service, code: &str, language: Language) -> anyhow::Result<String> {
    let known = service.communities().await?;
    let known: Vec<String> = known.into_iter().map(|community| community.code.to_string()).collect();
    let told = [("community", code), ("known", &known.join(", "))];
    Ok(Messages::of(language).text_with("command-no-community", &told))
}

fn print(code: &str, findings: &Findings, language: Language) -> std::io::Result<()> {
    let messages = Messages::of(language);
    let told = [
        ("community", code),
        ("records", &findings.records.to_string()),
        ("root", &findings.root),
    ];
    say!("{}", messages.text_with("command-checked-community", &told))?;
    for (law, checked, broken) in findings.by_law() {
        let (checked, broken) = (checked.to_string(), broken.to_string());
        let counts = [("checked", checked.as_str()), ("broken", broken.as_str())];
        let (verdict, count) = match broken.as_str() {
            "0" => ("command-law-holds", messages.text_with("command-checked", &counts[..1])),
            _ => (
                "command-law-broken",
                messages.text_with("command-checked-broken", &counts),
            ),
        };
        let (verdict, title) = (padded(&messages.text(verdict), 6), padded(&law.title(language), 44));
        say!("  {verdict} {title} {count}")?;
    }
    if findings.erased > 0 {
        let erased = [("erased", findings.erased.to_string())];
        let erased = erased.each_ref().map(|(name, count)| (*name, count.as_str()));
        say!("  {}", messages.text_with("command-erased", &erased))?;
    }
    for (law, difference) in findings.differences() {
        say!("  {}: {difference}", law.title(language))?;
    }
    Ok(())
}
