//! `xiaonuan import` and `xiaonuan template`.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use xiaonuan_app::import::outcomes::OutcomesError;
use xiaonuan_app::import::{Folder, ImportError, Imported, Options, outcomes, run as import, template as workbook};
use xiaonuan_app::messages::{Language, Messages, refusal_message};
use xiaonuan_app::service::Service;
use xiaonuan_domain::access::Actor;
use xiaonuan_domain::refusal::Refusal;

use crate::args::ImportVerb;
use crate::output::{say, unless_nobody_reads};

/// Who an import on the command line is recorded as.
const ACTOR: &str = "import";

/// Opens what is to be imported; what is malformed is told in the reader's language.
pub(crate) fn open(path: &Path, language: Language) -> anyhow::Result<Folder> {
    Folder::open(path).map_err(|malformed| anyhow::Error::msg(malformed.message(language)))
}

/// A failure of an import, in the reader's language.
pub(crate) fn failed(error: ImportError, language: Language) -> anyhow::Error {
    match error {
        ImportError::Malformed(malformed) => anyhow::Error::msg(malformed.message(language)),
        ImportError::Alike(other) => {
            let facts = [("code", other.as_str())];
            anyhow::Error::msg(Messages::of(language).text_with("import-alike", &facts))
        }
        ImportError::Store(error) => error.into(),
    }
}

/// Imports a folder or workbook and prints what came of it.
pub(crate) async fn run(
    service: &Service,
    folder: &Folder,
    verb: ImportVerb,
    language: Language,
) -> anyhow::Result<ExitCode> {
    for name in folder.unread() {
        eprintln!(
            "{}",
            Messages::of(language).text_with("command-unread", &[("name", name.as_str())])
        );
    }
    let bar = progress_bar();
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let options = Options {
        actor: Actor::operator(ACTOR),
        dry_run: verb.dry_run,
        retry_refused: verb.retry_refused,
    };
    let imported = import(service, folder, &options, &progress)
        .await
        .map_err(|error| failed(error, language))?;
    bar.finish_and_clear();
    if let Some(file) = &verb.outcomes {
        write_outcomes(service, &imported, language, file).await?;
    }
    unless_nobody_reads(print_summary(&imported, &verb, language))?;
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

/// Writes the list beside its place and moves it there when it is whole. What is there and is no plain file, such as
/// a device or a link, is written to as it is.
async fn write_outcomes(service: &Service, imported: &Imported, language: Language, file: &Path) -> anyhow::Result<()> {
    let context = || format!("{} cannot be written", file.display());
    let is_special = std::fs::symlink_metadata(file).is_ok_and(|metadata| !metadata.is_file());
    let place = if is_special {
        file.to_owned()
    } else {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        file.with_file_name(format!(".{name}.{}.unfinished", std::process::id()))
    };
    let mut to = BufWriter::new(File::create(&place).with_context(context)?);
    outcomes::write(service, imported, language, &mut to)
        .await
        .map_err(|error| match error {
            OutcomesError::Malformed(malformed) => anyhow::Error::msg(malformed.message(language)),
            error => error.into(),
        })?;
    to.flush().with_context(context)?;
    if is_special {
        return Ok(());
    }
    std::fs::rename(&place, file).with_context(context)
}

fn print_summary(imported: &Imported, verb: &ImportVerb, language: Language) -> std::io::Result<()> {
    let messages = Messages::of(language);
    let (mut rows, mut refused) = (0, 0);
    for (table, summary) in imported.summary() {
        let of_table: u64 = summary.refused.values().sum();
        rows += summary.accepted + of_table;
        refused += of_table;
        let (accepted, of_table) = (summary.accepted.to_string(), of_table.to_string());
        let counts = [("accepted", accepted.as_str()), ("refused", of_table.as_str())];
        say!(
            "{:<18} {}",
            table.file_name(),
            messages.text_with("command-of-table", &counts)
        )?;
        for (code, count) in &summary.refused {
            let meaning = refusal_message(&Refusal::new(*code), language);
            say!("    {code:<26} {count:>7}  {meaning}")?;
        }
    }
    let numbers = [rows, rows - refused, refused, imported.repeated].map(|number| number.to_string());
    let [rows, accepted, refused_rows, repeated] = &numbers;
    let told = [
        ("rows", rows),
        ("accepted", accepted),
        ("refused", refused_rows),
        ("repeated", repeated),
    ];
    say!(
        "{}",
        messages.text_with("command-summary", &told.map(|(name, number)| (name, number.as_str())))
    )?;
    if verb.dry_run {
        say!("{}", messages.text("command-dry-run"))?;
    } else if refused > 0 && verb.outcomes.is_none() {
        say!("{}", messages.text("command-read-why"))?;
    }
    Ok(())
}

/// Writes the workbook to fill in.
pub(crate) fn template(file: &Path, language: Language) -> anyhow::Result<ExitCode> {
    let is_workbook = |ending: &std::ffi::OsStr| ending.eq_ignore_ascii_case("xlsx");
    if !file.extension().is_some_and(is_workbook) {
        let name = file.display().to_string();
        anyhow::bail!(Messages::of(language).text_with("command-not-xlsx", &[("file", name.as_str())]));
    }
    workbook::write(file).with_context(|| format!("{} cannot be written", file.display()))?;
    wrote("command-template", file, language)?;
    Ok(ExitCode::SUCCESS)
}

/// Says that something was written, and what to do with it.
pub(crate) fn wrote(message: &str, file: &Path, language: Language) -> std::io::Result<()> {
    let file = file.display().to_string();
    say!(
        "{}",
        Messages::of(language).text_with(message, &[("file", file.as_str())])
    )
}
