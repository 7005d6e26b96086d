//! `restore` and `doctor`: for a folder whose database may be beyond use.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::{Args, ValueHint};
use tidewatch_engine::{model::Finding, ports::Clock, recovery};

use crate::{
    exit,
    output::{self, Table, say},
};

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The copy: `tidewatch backup --list` or `tidewatch doctor` say where they are
    #[arg(value_hint = ValueHint::FilePath, required_unless_present = "empty")]
    file: Option<PathBuf>,
    /// Begin with an empty database instead
    #[arg(long, conflicts_with = "file")]
    empty: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// Read every index and reference too
    #[arg(long)]
    thorough: bool,
}

pub(crate) fn restore(dir: &Path, as_json: bool, args: &RestoreArgs, clock: &dyn Clock) -> Result<ExitCode> {
    let replaced = match &args.file {
        Some(file) => recovery::restore(dir, file, clock.now())?,
        None => recovery::start_anew(dir, clock.now())?,
    };
    let original = replaced.original.map(|original| original.display().to_string());
    if as_json {
        return output::json(&serde_json::json!({ "data_dir": dir, "original": original }));
    }
    let dir = output::safe(&dir.display().to_string());
    match &args.file {
        Some(file) => {
            let file = output::safe(&file.display().to_string());
            say(format_args!(
                "{file} is the database in {dir} now. What came after it was made is found anew."
            ));
        }
        None => say(format_args!("The database in {dir} is empty now.")),
    }
    if let Some(original) = original {
        say(format_args!("The earlier one lies in {}; nothing was deleted.", output::safe(&original)));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn doctor(dir: &Path, as_json: bool, args: &DoctorArgs, clock: &dyn Clock) -> Result<ExitCode> {
    let checks = recovery::doctor(dir, args.thorough, clock);
    let is_bad = checks.iter().any(|check| check.finding == Finding::Bad);
    if as_json {
        output::json(&serde_json::json!({ "items": checks, "total": checks.len() }))?;
    } else {
        let mut table = Table::plain();
        for check in &checks {
            table.row([check.finding.as_str(), &check.name, &check.message]);
        }
        table.print();
    }
    Ok(if is_bad { ExitCode::from(exit::FAILED) } else { ExitCode::SUCCESS })
}
