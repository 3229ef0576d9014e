//! `xiaonuan import` and `xiaonuan template`.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use xiaonuan_app::import::{Folder, Imported, Options, outcomes, run as import, template as workbook};
use xiaonuan_app::messages::Language;
use xiaonuan_app::service::Service;

use crate::args::ImportVerb;
use crate::output::{say, unless_nobody_reads};

/// Who an import on the command line is recorded as.
const ACTOR: &str = "import";

/// Imports a folder or workbook and prints what came of it.
pub(crate) async fn run(
    service: &Service,
    folder: &Folder,
    verb: ImportVerb,
    language: Language,
) -> anyhow::Result<ExitCode> {
    let bar = progress_bar();
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let options = Options {
        actor: ACTOR.to_owned(),
        dry_run: verb.dry_run,
        retry_refused: verb.retry_refused,
    };
    let imported = import(service, folder, &options, &progress).await?;
    bar.finish_and_clear();
    if let Some(file) = &verb.outcomes {
        write_outcomes(service, &imported, language, file).await?;
    }
    unless_nobody_reads(print_summary(&imported, &verb))?;
    Ok(ExitCode::SUCCESS)
}

/// A bar on a terminal; nothing elsewhere.
pub(crate) fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {eta}").expect("a template that is valid");
    ProgressBar::new(0).with_style(style)
}

/// Writes the list beside its place and moves it there when it is whole.
async fn write_outcomes(service: &Service, imported: &Imported, language: Language, file: &Path) -> anyhow::Result<()> {
    let unfinished = file.with_extension("unfinished");
    let context = || format!("{} cannot be written", file.display());
    let mut to = BufWriter::new(File::create(&unfinished).with_context(context)?);
    outcomes::write(service, imported, language, &mut to).await?;
    to.flush().with_context(context)?;
    std::fs::rename(&unfinished, file).with_context(context)
}

fn print_summary(imported: &Imported, verb: &ImportVerb) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let (mut rows, mut refused) = (0, 0);
    for (table, summary) in imported.summary() {
        let of_table: u64 = summary.refused.values().sum();
        rows += summary.accepted + of_table;
        refused += of_table;
        writeln!(
            out,
            "{:<18} {:>8} accepted {:>8} refused",
            table.file_name(),
            summary.accepted,
            of_table
        )?;
        for (code, count) in &summary.refused {
            writeln!(out, "    {code:<26} {count:>8}")?;
        }
    }
    writeln!(
        out,
        "{rows} rows: {} accepted, {refused} refused; {} had been decided before",
        rows - refused,
        imported.repeated
    )?;
    if verb.dry_run {
        writeln!(out, "This was a dry run: nothing was written to the books.")?;
    } else if refused > 0 && verb.outcomes.is_none() {
        writeln!(
            out,
            "Run it again with --outcomes FILE to read why each row was refused; that changes nothing."
        )?;
    }
    Ok(())
}

/// Writes the workbook to fill in.
pub(crate) fn template(file: &Path) -> anyhow::Result<ExitCode> {
    workbook::write(file).with_context(|| format!("{} cannot be written", file.display()))?;
    say!(
        "Wrote {}. Fill it in, then: xiaonuan import {}",
        file.display(),
        file.display()
    )?;
    Ok(ExitCode::SUCCESS)
}
