//! `import`: jobs from the file of another program.

use std::{fs::File, io::Read, path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, ValueHint};
use tidewatch_engine::{
    Engine, Error,
    model::{FieldError, ImportReport, MAX_OPML_BYTES},
};

use crate::{
    exit,
    output::{self, busy, counted, safe, say},
};

/// What is read.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// An OPML file; "-" reads standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,
}

/// The file comes first: without it, no data folder is needed.
pub(crate) async fn run(
    engine: impl Future<Output = Result<Engine>>,
    as_json: bool,
    args: &ImportArgs,
) -> Result<ExitCode> {
    let text = read(args)?;
    let report = busy(as_json, "Importing", engine.await?.import_opml(&text)).await?;
    let code = if report.created + report.skipped == 0 && !report.problems.is_empty() {
        ExitCode::from(exit::FAILED)
    } else {
        ExitCode::SUCCESS
    };
    if as_json {
        output::json(&report)?;
    } else {
        tell(&report);
    }
    Ok(code)
}

fn tell(report: &ImportReport) {
    let problems = report.problems.len();
    let mut parts = vec![format!("{} added", counted(report.created.into(), "job"))];
    if report.skipped > 0 {
        parts.push(format!("{} watched already", report.skipped));
    }
    if problems > 0 {
        parts.push(format!("{problems} could not be taken"));
    }
    say(format_args!("{}{}", parts.join(", "), if problems > 0 { ":" } else { "." }));
    for problem in &report.problems {
        say(format_args!("  {}: {}", safe(&problem.name), safe(&problem.reason)));
    }
}

/// No more than is taken: a device has no end.
fn read(args: &ImportArgs) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    let most = MAX_OPML_BYTES as u64 + 1;
    let done = if args.file.as_os_str() == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut text)
    } else {
        File::open(&args.file).and_then(|file| file.take(most).read_to_end(&mut text))
    };
    done.map_err(|error| {
        let reason = format!("{} cannot be read ({error}).", args.file.display());
        Error::refused(vec![FieldError::new("file", reason)])
    })?;
    Ok(text)
}
